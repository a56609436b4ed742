"""The way back after an outage: one claim as a probe, then a few, then all; and back to one where it breaks again."""

from __future__ import annotations

import threading
import time

import pytest

from counter_app.desk import gates, journey
from counter_app.desk.replay import drain
from counter_app.desk.staged_return import BOOKED_BEFORE_ALL, FEW, Stage, StagedReturn
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, ErrorReply, NotSent
from offline_queue.values import State
from tests.desk.test_replay_pauses import WORKERS, states, ticked
from tests.desk.test_window_parts import Desk, desk, ticket

__all__ = ["desk"]


class Line:
    """Down, or up; how many claims were on it at once after how many bookings."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.outcome: CallOutcome | None = NotSent("NewConnectionError")
        self.most_at: dict[int, int] = {}
        self._lock = threading.Lock()
        desk.client.before = self._before

    def _before(self, call: Call) -> CallOutcome | None:
        if self.outcome is not None:
            return self.outcome
        booked = sum(claim.state is State.DONE for claim in self.desk.books.claims())
        with self._lock:
            self.most_at[booked] = max(self.most_at.get(booked, 0), self.desk.replay.busy)
        time.sleep(0.01)
        return None


@pytest.fixture
def staged(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> StagedReturn:
    monkeypatch.setattr(gates, "_FIRST_PROBE_S", 0.7)
    monkeypatch.setattr(journey, "_RESUME_AFTER_S", 0.05)
    way = StagedReturn(desk.gates.service, WORKERS)
    desk.replay.most, desk.driver.arrived = way.most, way.arrived
    return way


def test_one_then_a_few_then_all(desk: Desk, staged: StagedReturn) -> None:
    for number in range(14):
        ticket(desk, f"B-{number}", 1 + number)
    assert staged.now().stage is Stage.ALL, "no outage was seen: nobody is held back"
    line = Line(desk)
    ticked(desk, 0.4)
    assert staged.now().stage is Stage.PROBE
    line.outcome = None
    assert drain(desk.replay, desk.books, seconds=30)
    assert states(desk) == [State.DONE] * 14
    assert line.most_at[0] == 1, "one alone, until its money is booked"
    assert max(most for booked, most in line.most_at.items() if 0 < booked < BOOKED_BEFORE_ALL) <= FEW
    assert max(line.most_at.values()) > FEW, "then everybody"
    assert staged.now().stage is Stage.ALL


@pytest.mark.parametrize("again", [NotSent("NewConnectionError"), ErrorReply("系统繁忙")], ids=["down", "unclear"])
def test_what_breaks_again_goes_back_to_one(desk: Desk, staged: StagedReturn, again: CallOutcome) -> None:
    """A line that is up and loses answers is as bad as one that is down: nobody else is sent after the one."""
    for number in range(3):
        ticket(desk, f"B-{number}", 1 + number)
    line = Line(desk)
    ticked(desk, 0.4)
    line.outcome = None
    until = time.monotonic() + 10
    while staged.now().stage is not Stage.FEW and time.monotonic() < until:
        ticked(desk, 0.02)
    assert staged.now().stage is Stage.FEW
    desk.client.before = lambda call: again if call.transaction.number == "2207A" else None
    ticket(desk, "B-9", 9)
    until = time.monotonic() + 10
    while staged.now().stage is not Stage.PROBE and time.monotonic() < until:
        ticked(desk, 0.05)
    assert staged.now().stage is Stage.PROBE
    assert staged.most() == 1


def test_who_was_started_in_the_middle_of_one_begins_with_one(desk: Desk) -> None:
    assert StagedReturn(desk.gates.service, WORKERS, down=True).most() == 1
    way = StagedReturn(desk.gates.service, WORKERS)
    assert way.most() == WORKERS
    way.shut()
    assert way.most() == 1, "an announced shutdown is one, whatever the line answers"


def test_a_place_that_is_shut_down_is_not_tried_and_the_others_are(desk: Desk) -> None:
    keys = [ticket(desk, f"B-{number}", 1 + number) for number in range(3)]
    regions: list[str] = []

    def still(region: str) -> bool:
        regions.append(region)
        return len(desk.client.calls) == 0 and len(regions) < 5

    desk.replay.stands_still = still
    assert desk.replay.tick() == 0
    assert desk.client.calls == []
    desk.replay.stands_still = lambda _region: False
    assert drain(desk.replay, desk.books, seconds=20)
    assert [desk.books.claim(key).state for key in keys] == [State.DONE] * 3
