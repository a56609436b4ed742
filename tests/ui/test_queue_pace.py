"""How long the replay still takes: told from what was seen of it, and never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from samples import NOW

from ui.queue_pace import Pace
from ui.queue_views import Progress


def told(pace: Pace, second: float, settled: int, waiting: int, *, moving: bool = True) -> int | None:
    progress = Progress(settled=settled, working=4, waiting=waiting)
    return pace.minutes_left(progress, NOW + timedelta(seconds=second), moving=moving)


def test_nobody_can_say_before_something_has_ended() -> None:
    pace = Pace()
    assert [told(pace, second, 0, 996) for second in range(8)] == [None] * 8


def test_a_thousand_at_five_a_second_take_four_minutes_and_it_goes_down() -> None:
    pace = Pace()
    minutes = [told(pace, second, 5 * second, 996 - 5 * second) for second in range(196)]
    assert minutes[:5] == [None] * 5
    assert minutes[5] == 4
    known = [one for one in minutes[5:] if one is not None]
    assert known == sorted(known, reverse=True)
    assert known[-1] == 1


def test_a_line_that_slows_down_is_told_within_a_minute() -> None:
    pace = Pace()
    for second in range(60):
        told(pace, second, 5 * second, 996 - 5 * second)
    slow = [told(pace, 60 + second, 295 + second // 10, 701 - second // 10) for second in range(70)]
    assert slow[-1] is not None
    assert slow[-1] > 60


def test_paused_or_broken_nothing_is_promised_and_it_begins_anew() -> None:
    pace = Pace()
    for second in range(10):
        told(pace, second, 5 * second, 900)
    assert told(pace, 10, 50, 900, moving=False) is None
    assert told(pace, 500, 50, 900) is None
