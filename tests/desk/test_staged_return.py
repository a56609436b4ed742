"""The way back after an outage: one claim as a probe, then a few, then all; and back to one where it breaks again."""

from __future__ import annotations

import threading
import time

import pytest

from counter_app.desk import gates, journey
from counter_app.desk.commands import Arrival
from counter_app.desk.replay import Replay, drain
from counter_app.desk.staged_return import BOOKED_BEFORE_ALL, FEW, Stage, StagedReturn
from counter_app.desk.trip import Trip
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, ErrorReply, NotSent
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State, Step, Written
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


def test_one_of_a_place_that_is_shut_down_goes_where_somebody_asks_and_alone(desk: Desk) -> None:
    keys = [ticket(desk, f"B-{number}", 1 + number) for number in range(3)]
    desk.replay.stands_still = lambda _region: True
    desk.replay.paused = True
    assert not desk.replay.send_one_that_stands_still(), "somebody stopped the way back"
    desk.replay.paused = False
    assert desk.replay.send_one_that_stands_still()
    ticked(desk, 1.0)
    assert sorted(desk.books.claim(key).state for key in keys) == [State.DONE, State.READY, State.READY]
    desk.replay.stands_still = lambda _region: False
    assert not desk.replay.send_one_that_stands_still(), "the others go by themselves"


@pytest.mark.parametrize("breaks", ["its store refuses it", "a fault of ours"])
def test_one_that_cannot_be_written_does_not_hold_the_others_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, breaks: str
) -> None:
    """One alone may go, and its trip ends without a line in the books: it stays due, and the oldest, for ever."""
    bad, *rest = [ticket(desk, f"B-{number}", 1 + number) for number in range(4)]
    drive, step = desk.driver.drive, desk.books.step
    tried: list[str] = []
    well = threading.Event()

    def driven(key: str, trip: Trip) -> Arrival:
        if key == bad and not well.is_set():
            tried.append(key)
            if breaks == "a fault of ours":
                raise RuntimeError
        return drive(key, trip)

    def stepped(what: Step) -> Written:
        if what.key == bad and not well.is_set():
            raise StoreUnavailable("refused")
        return step(what)

    monkeypatch.setattr(desk.driver, "drive", driven)
    monkeypatch.setattr(desk.books, "step", stepped)
    way = StagedReturn(desk.gates.service, WORKERS, down=True)
    desk.replay.most, desk.driver.arrived = way.most, way.arrived
    until = time.monotonic() + 10
    while not all(desk.books.claim(key).state is State.DONE for key in rest) and time.monotonic() < until:
        ticked(desk, 0.2)
    assert [desk.books.claim(key).state for key in rest] == [State.DONE] * 3
    well.set()
    assert drain(desk.replay, desk.books, seconds=20)
    assert tried, "it had its turns"
    assert desk.books.claim(bad).state is State.DONE, "and goes on when it can"


def test_remainders_that_cannot_be_looked_for_leave_the_probe_its_place(desk: Desk) -> None:
    """The hospital's store does not answer: looking for what partial refunds left in it fails each time."""
    key = ticket(desk, "B-1", 1)
    looked: list[float] = []

    def leavings() -> None:
        looked.append(time.monotonic())
        raise StoreUnavailable("kept")

    replay = Replay(desk.books, desk.driver, desk.gates, "r", workers=WORKERS, leavings=leavings)
    replay.most = lambda: 1
    until = time.monotonic() + 5
    while desk.books.claim(key).state is not State.DONE and time.monotonic() < until:
        replay.tick()
        time.sleep(0.02)
    again = len(looked)
    replay.look_back()
    until = time.monotonic() + 3
    while len(looked) == again and time.monotonic() < until:
        replay.tick()
        time.sleep(0.02)
    replay.close()
    assert desk.books.claim(key).state is State.DONE
    assert again == 1, "at a pace of its own, not at every tick"
    assert len(looked) == 2, "and at once where a store can be seen again"
