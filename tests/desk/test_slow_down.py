"""Wrong passwords at one window: each in a row makes the next wait longer, up to a minute."""

from __future__ import annotations

from counter_app.desk.slow_down import LONGEST_S, SlowDown


def test_the_wait_doubles_up_to_a_minute_and_a_right_one_ends_it() -> None:
    now = [100.0]
    slow = SlowDown(lambda: now[0])
    assert slow.left == 0
    waits = []
    for _ in range(9):
        slow.wrong()
        waits.append(slow.left)
        now[0] += slow.left
        assert slow.left == 0
    assert waits == [1, 2, 4, 8, 16, 32, LONGEST_S, LONGEST_S, LONGEST_S]
    slow.right()
    slow.wrong()
    assert slow.left == 1


def test_a_clock_that_has_grown_does_not_shorten_it() -> None:
    now = [100.0]
    slow = SlowDown(lambda: now[0])
    slow.wrong()
    now[0] += 0.25
    assert slow.left == 0.75
