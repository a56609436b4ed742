"""When a place is called closed, and when it is tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from counter_app.desk import clock
from counter_app.desk.commands import Moment
from counter_app.desk.gates import Gates
from counter_app.settlement.outcome import Done, ErrorReply, Lost, NotSent, Refused

AT = datetime(2031, 5, 6, 9, 0, 0, 999999, tzinfo=clock.WINDOW_ZONE)


class Ticking:
    def __init__(self) -> None:
        self.boot = 0.0

    def __call__(self) -> Moment:
        return Moment(AT + timedelta(seconds=self.boot), self.boot)


def test_an_unanswered_place_closes_after_three_and_is_probed_with_longer_pauses() -> None:
    now = Ticking()
    gates = Gates(now)
    assert gates.place("990100").open is None
    for outcome in (Lost(), ErrorReply("系统异常"), Lost()):
        assert gates.may_try("990100")
        gates.heard("990100", outcome)
        gates.heard("990200", Refused("不予受理"))
    assert gates.place("990100").open is False
    assert gates.place("990200").open is True
    assert not gates.may_try("990100")
    assert gates.may_try("990200")
    probes = []
    for second in range(1, 700):
        now.boot = float(second)
        if gates.may_try("990100"):
            probes.append(second)
            assert not gates.may_try("990100"), "one claim probes"
            gates.heard("990100", Lost())
    pauses = [later - earlier for earlier, later in zip([0, *probes], probes, strict=False)]
    assert pauses[0] == 5
    assert pauses == sorted(pauses)
    assert max(pauses) <= 300
    gates.heard("990100", Refused("不予受理"))
    assert gates.place("990100").open is True
    assert gates.may_try("990100")


def test_two_unanswered_calls_and_an_answer_do_not_close_a_place() -> None:
    gates = Gates(Ticking())
    for outcome in (Lost(), Lost(), Done(), Lost(), Lost()):
        gates.heard("990100", outcome)
    assert gates.place("990100").open is True


def test_what_does_not_leave_closes_the_hop_at_once() -> None:
    now = Ticking()
    gates = Gates(now)
    gates.heard("990100", Done())
    gates.heard("990100", NotSent("NewConnectionError"))
    assert gates.service().open is False
    assert gates.place("990100").open is True
    assert not gates.may_try("990100")
    now.boot = 5.0
    assert gates.may_try("990100")
    gates.heard("990100", Done())
    assert gates.service() == replace(gates.service(), open=True, strikes=0)
    assert gates.service().since == (AT + timedelta(seconds=5))
    assert gates.service().answered is not None
    assert gates.service().answered.astimezone(UTC) > AT  # type: ignore[union-attr]
