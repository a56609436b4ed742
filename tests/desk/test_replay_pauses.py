"""Replay pauses by itself where nothing gets through, and by hand; stopped, what is on the wire is heard to its end."""

from __future__ import annotations

import threading
import time

import pytest

from counter_app.desk import gates, journey
from counter_app.desk import replay as replaying
from counter_app.desk.replay import Replay, drain
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, NotSent
from offline_queue.values import State
from tests.desk.test_window_parts import Desk, desk, ticket

__all__ = ["desk"]

WORKERS = 4


def states(desk: Desk) -> list[State]:
    return sorted(claim.state for claim in desk.books.claims())


def ticked(desk: Desk, seconds: float) -> None:
    """As the window's timer does, only more often."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        desk.replay.tick()
        desk.replay.wait(0.02)
        time.sleep(0.01)


class Held:
    """The wire holds every settlement back until it is let go."""

    def __init__(self, desk: Desk) -> None:
        self.arrived, self.go = threading.Semaphore(0), threading.Event()
        desk.client.before = self.before

    def before(self, call: Call) -> CallOutcome | None:
        if call.transaction.number == "2207A":
            self.arrived.release()
            assert self.go.wait(20)
        return None


def test_the_first_call_that_does_not_leave_pauses_the_hop(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve people wait. What is in flight may fail with it; nobody else is tried until one claim has probed."""
    monkeypatch.setattr(gates, "_FIRST_PROBE_S", 1.5)
    monkeypatch.setattr(journey, "_RESUME_AFTER_S", 0.1)
    for number in range(12):
        ticket(desk, f"B-{number}", 1 + number)
    desk.client.before = lambda _call: NotSent("NewConnectionError")
    ticked(desk, 1.0)
    first = len(desk.client.calls)
    assert 1 <= first <= WORKERS, "not one after the other fails against a line that is down"
    assert desk.gates.service().open is False
    ticked(desk, 1.2)
    assert len(desk.client.calls) == first + 1, "one claim asks whether it is back"
    assert states(desk) == [State.READY] * 12, "and none has lost anything by it"
    desk.client.before = lambda _call: None
    assert drain(desk.replay, desk.books, seconds=20)
    assert states(desk) == [State.DONE] * 12


def test_paused_nothing_new_is_begun_and_what_is_on_the_wire_ends(desk: Desk) -> None:
    for number in range(7):
        ticket(desk, f"B-{number}", 1 + number)
    held = Held(desk)
    assert desk.replay.tick() == WORKERS
    for _ in range(WORKERS):
        assert held.arrived.acquire(timeout=10)
    desk.replay.paused = True
    held.go.set()
    ticked(desk, 1.0)
    assert states(desk) == [State.DONE] * WORKERS + [State.READY] * 3
    assert desk.replay.busy == 0
    desk.replay.paused = False
    assert drain(desk.replay, desk.books, seconds=20)
    assert states(desk) == [State.DONE] * 7


def test_stopped_in_the_middle_the_rest_waits_for_the_next_start(desk: Desk) -> None:
    keys = [ticket(desk, f"B-{number}", 1 + number) for number in range(7)]
    held = Held(desk)
    assert desk.replay.tick() == WORKERS
    for _ in range(WORKERS):
        assert held.arrived.acquire(timeout=10)
    stopping = threading.Thread(target=desk.replay.close)
    stopping.start()
    time.sleep(0.1)
    assert stopping.is_alive(), "it waits for what is on the wire"
    held.go.set()
    stopping.join(10)
    assert states(desk) == [State.DONE] * WORKERS + [State.READY] * 3
    assert desk.replay.tick() == 0
    next_start = Replay(desk.books, desk.driver, desk.gates, "replay", workers=WORKERS)
    assert drain(next_start, desk.books, seconds=20)
    next_start.close()
    assert states(desk) == [State.DONE] * 7
    assert all(len(desk.client.ledger.live_of(key)) == 1 for key in keys)


def test_who_finishes_while_the_next_is_looked_for_is_followed_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker ends in the middle of a tick, the others hang on the wire: their end is not waited for."""
    ticket(desk, "B-1", 1)
    desk.replay.tick()
    desk.replay._running.add("somebody on the wire")
    real = desk.books.due

    def due(*given: object) -> list[tuple[str, str]]:
        found = real(*given)  # type: ignore[arg-type]
        until = time.monotonic() + 10
        while desk.replay.busy > 1 and time.monotonic() < until:
            time.sleep(0.005)
        return found

    monkeypatch.setattr(desk.books, "due", due)
    desk.replay.tick()
    began = time.monotonic()
    desk.replay.wait(5.0)
    desk.replay.rest(5.0)  # where nobody hangs any more, and the tick found no room
    assert time.monotonic() - began < 4.0
    desk.replay._running.clear()


def test_behind_however_many_of_a_place_that_stands_still_the_others_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with 1,000 of one place before a claim of another; nor is what stands still opened at every look."""
    monkeypatch.setattr(replaying, "_LOOKS", (1, 3, 50))
    keys = [ticket(desk, f"B-{number}", 1 + number) for number in range(6)]
    desk.replay._regions |= dict.fromkeys(keys[:5], "999901")
    desk.replay.stands_still = lambda region: region == "999901"
    ticked(desk, 0.3)
    assert [claim.key for claim in desk.books.claims(state=State.DONE)] == keys[5:]
    monkeypatch.setattr(desk.books, "claim", lambda key: pytest.fail(f"{key} was opened again"))
    assert desk.replay.tick() == 0


def test_where_a_claim_belongs_is_asked_again_once_its_trip_is_over(desk: Desk) -> None:
    key = ticket(desk, "B-0", 1)
    desk.replay._regions[key] = "999901"
    ticked(desk, 0.3)
    assert key not in desk.replay._regions
    assert states(desk) == [State.DONE]
