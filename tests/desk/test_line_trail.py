"""What was heard over each hop: sent, answered, confirmed; and what it says of the way to the gateway."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from counter_app.desk.clock import WINDOW_ZONE
from counter_app.desk.gates import Gate
from counter_app.desk.line_trail import Heard, LineTrail, Reach
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused

AT = datetime(2026, 11, 23, 9, 0, tzinfo=WINDOW_ZONE)


class Clock:
    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def minute(number: int) -> datetime:
    return AT + timedelta(minutes=number)


def test_sent_answered_and_lost_are_three_things() -> None:
    passed: list[tuple[str, CallOutcome]] = []
    trail = LineTrail(lambda region, outcome: passed.append((region, outcome)), Clock())
    assert trail.service() == Heard()
    for outcome in (Done(), Lost(), NotSent("NewConnectionError")):
        trail.heard("610800", outcome)
    assert trail.place("610800") == Heard(sent=minute(2), answered=minute(1))
    assert trail.service() == Heard(sent=minute(2), answered=minute(1)), "of whichever place"
    assert trail.place("440100") == Heard()
    trail.heard("", Refused("不予受理"))
    assert trail.service().answered == minute(4), "a no is an answer"
    assert trail.place("610800").answered == minute(1)
    assert len(passed) == 4, "the gates hear everything"


@pytest.mark.parametrize(
    ("outcome", "up"),
    [
        (Done(), True),
        (Refused("不予受理"), True),
        (ErrorReply("系统繁忙"), True),
        (NotSent("401", "网关没有放行：401"), True),
        (NotSent("HandshakeFailed", "证书不对"), True),
        (NotSent("NewConnectionError"), False),
        (NotSent("ConnectTimeout"), False),
        (NotSent("too late after its intent"), None),
        (Lost(), None),
    ],
)
def test_what_tells_of_the_way_to_the_gateway(outcome: CallOutcome, up: bool | None) -> None:
    trail = LineTrail(lambda _region, _outcome: None, Clock())
    trail.heard("", outcome)
    assert trail.gateway.up is up


def test_since_when_the_bills_cannot_be_read() -> None:
    trail = LineTrail(lambda _region, _outcome: None, Clock())
    for read in (True, False, False):
        trail.bills(read=read)
    assert trail.hospital_bills == Reach(up=False, since=minute(2)), "since the first time it was so"


OPEN = Gate(open=True, since=AT - timedelta(hours=3), answered=AT)


@pytest.mark.parametrize("outcome", [Lost(), ErrorReply("系统繁忙"), ErrorReply("HTTP 500")])
def test_a_service_that_takes_every_call_and_answers_none_is_down_since_the_first_of_them(outcome: CallOutcome) -> None:
    """The gates stay open, as the protocol has it; people are told all the same, and not when it opened."""
    trail = LineTrail(lambda _region, _outcome: None, Clock())
    trail.heard("", Done())
    for call in range(3):
        assert trail.hop(OPEN) == OPEN, f"{call} are too few"
        trail.heard("", outcome)
    assert (trail.silent, trail.hop(OPEN).open, trail.hop(OPEN).since) == (True, False, minute(2))
    trail.heard("", NotSent("too late after its intent"))
    assert trail.hop(OPEN).since == minute(2), "a call of ours that did not leave is no answer"
    trail.heard("610800", Refused("不予受理"))
    assert trail.hop(OPEN) == Gate(open=True, since=minute(6), answered=AT), "a no is one: it works since then"
    assert trail.unanswered_since is None


def test_the_silence_of_one_insured_place_is_its_own() -> None:
    trail = LineTrail(lambda _region, _outcome: None, Clock())
    for _ in range(5):
        trail.heard("610800", Lost())
    assert not trail.silent
    trail.heard("440100", Lost())
    assert trail.silent, "two places, and nobody else heard meanwhile"
    trail.heard("440100", Done())
    for _ in range(5):
        trail.heard("610800", Lost())
        trail.heard("", Lost())
        trail.heard("610800", Lost())
        assert not trail.silent, "that one is known to be down: it says nothing of the service any more"
        trail.heard("", Done())


def test_calls_far_apart_are_no_row() -> None:
    clock = Clock()
    trail = LineTrail(lambda _region, _outcome: None, clock)
    for _ in range(4):
        trail.heard("", Lost())
        clock.now += timedelta(minutes=20)
    assert not trail.silent
    clock.now -= timedelta(minutes=20)
    trail.heard("", Lost())
    trail.heard("", Lost())
    since = trail.hop(OPEN).since
    clock.now += timedelta(days=1)
    trail.heard("", Lost())
    assert trail.hop(OPEN).since == since, "but an outage goes on over a night in which nobody called"
