"""Runs the road on a thread, with the real store and socket."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any, TypeVar

from counter_app.desk import clock
from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.desk.commands import (
    Arrival,
    Command,
    Commit,
    Download,
    Exchange,
    Load,
    NextMsgid,
    Now,
    Sleep,
    Stop,
    Take,
    Upload,
    Whose,
)
from counter_app.desk.file_desk import FileDesk
from counter_app.desk.message_ids import MessageIds
from counter_app.desk.put_right import Note
from counter_app.desk.road import Road
from counter_app.desk.trip import Trip
from counter_app.settlement.client import Client
from counter_app.settlement.outcome import CallOutcome, Lost, NotSent, to_bytes
from counter_app.settlement.turn import waiting_outside
from offline_queue.engine import StoreUnavailable
from offline_queue.store import LaneLost, LaneTaken, VersionMoved
from offline_queue.values import Rest, Step, Written

__all__ = ["Driver"]

T = TypeVar("T")


class Driver:
    """Answers the road's commands. Calls may come from several threads, each with another lane.

    `heard` is told every outcome of a call with its place, for lamps and gates; `arrived`, where somebody sets it,
    every claim that a trip brought somewhere, on the thread that drove it.
    """

    def __init__(
        self,
        road: Road,
        books: Books,
        client: Client,
        message_ids: MessageIds,
        *,
        heard: Callable[[str, CallOutcome], None],
        files: FileDesk,
    ) -> None:
        self._road = road
        self._memory = road.memory
        self._books = books
        self._client = client
        self._message_ids = message_ids
        self._heard = heard
        self._files = files
        self.arrived: Callable[[Claim], object] = lambda _claim: None
        self._closing = threading.Event()
        self._loose: set[tuple[str, int]] = set()
        self._left: set[str] = set()

    def drive(self, key: str, trip: Trip) -> Arrival:
        """Take the claim as far as it goes now. Never raises for trouble outside: the arrival tells it."""
        self._left.discard(key)
        kept = self._memory.kept.pop(key, None)
        if kept is not None and trip.fence is None:
            trip = replace(trip, fence=kept)
        held: dict[str, int] = {}
        try:
            arrival = self._run(key, trip, held)
        except LaneLost:
            self._keep_answers(key)
            # Where the lane is ours after all, nobody else would ever free it; where it is not, this has no effect.
            self._let_go(held)
            return Arrival(key, None, Stop.LANE_LOST)
        except VersionMoved:
            self._let_go(held)
            return Arrival(key, None, Stop.MOVED)
        except StoreUnavailable as trouble:
            if trip.fence is not None and not held:  # not even read: the lane is still kept for the person
                self._memory.kept[key] = trip.fence
            self._let_go(held)
            return Arrival(key, None, Stop.STORE, trouble.reason)
        except BaseException:
            self._let_go(held)
            raise
        finally:
            if held or trip.fence is not None:  # else another thread has the lane, and perhaps a call on its way
                self._books.landed(key)
        if arrival.fence is not None:
            self._memory.kept[key] = arrival.fence
        if arrival.claim is not None:
            self.arrived(arrival.claim)
        return arrival

    def ask(self, steps: Generator[Command, Any, T]) -> T:
        """Run steps that change nothing."""
        return self._answered(steps, Trip(who=""), {})

    def work(self, steps: Generator[Command, Any, T]) -> T:
        """Run steps that take lanes and commit. Raises what a commit raises; no lane stays taken."""
        held: dict[str, int] = {}
        try:
            return self._answered(steps, Trip(who=""), held)
        except BaseException:
            self._let_go(held)
            raise

    def settled_at_agency(self, key: str, number: str, who: str) -> str:
        """Adopt a settlement whose number the agency gave. Returns why not, empty where it is adopted.

        Raises ClaimMissing, LaneLost, StoreUnavailable.
        """
        return self.work(self._road.settled_at_agency(key, number, who))

    def put_right(self, key: str, note: Note, who: str) -> str:
        """A supervisor's note of a settlement the service does not undo. Returns why not, empty where it is written.

        Raises ClaimMissing, LaneLost, VersionMoved, StoreUnavailable.
        """
        return self.work(self._road.put_right(key, note, who))

    def keep(self, key: str, fence: int) -> None:
        """The claim was opened together with its lane: its next trip has it already."""
        self._memory.kept[key] = fence

    def leave(self, key: str) -> None:
        """The person left: their code serves no more, and the lane kept for their claim is freed as soon as the store
        allows.
        """
        self._memory.forget_code(key)
        self._left.add(key)
        self.tidy()

    def close(self) -> None:
        """Wake whoever waits; trips rest at their next wait."""
        self._closing.set()

    def lay_down(self) -> None:
        """After the last trip."""
        self._message_ids.lay_down()

    def tidy(self) -> None:
        """Between trips: keep message ids at hand, and free lanes that could not be freed when their trip broke off."""
        self._message_ids.keep_ahead(clock.moment().wall)
        # One that cannot be freed now does not keep the others: they may be of a store that answers.
        for key in list(self._left):
            with contextlib.suppress(StoreUnavailable):
                if key in self._memory.kept:
                    lane = self._books.claim(key).lane
                    # While it was read another thread may have tidied as well, or a trip have taken it.
                    if (fence := self._memory.kept.pop(key, None)) is not None:
                        self._loose.add((lane, fence))
                self._left.discard(key)
        for lane, fence in list(self._loose):
            with contextlib.suppress(StoreUnavailable):
                self._books.release(lane, fence)
                self._loose.discard((lane, fence))
        with contextlib.suppress(StoreUnavailable):
            self._books.free_unsure()
            self._keep_what_was_called_lost()

    def _keep_what_was_called_lost(self) -> None:
        """T5: while the store was out of our reach another window took the lane, and called our open call lost; the
        answer we have ends its doubt.
        """
        for msgid, outcome in list(self._memory.heard.items()):
            if not isinstance(outcome, (NotSent, Lost)) and self._books.is_lost(msgid):
                self._books.keep_answer(msgid, to_bytes(outcome))
                self._memory.heard.pop(msgid, None)

    def _run(self, key: str, trip: Trip, held: dict[str, int]) -> Arrival:
        return self._answered(self._road.travel(key, trip), trip, held)

    def _answered(self, steps: Generator[Command, Any, T], trip: Trip, held: dict[str, int]) -> T:
        answer: object = None
        failure: Exception | None = None
        try:
            while True:
                command = steps.throw(failure) if failure else steps.send(answer)
                answer, failure = None, None
                try:
                    answer = self._do(command, trip, held)
                except (LaneLost, VersionMoved, StoreUnavailable) as trouble:
                    failure = trouble
        except StopIteration as end:
            result: T = end.value
            return result

    def _do(self, command: Command, trip: Trip, held: dict[str, int]) -> object:
        match command:
            case Now():
                return clock.moment()
            case NextMsgid():
                return self._message_ids.next(clock.moment().wall)
            case Load(key):
                claim = self._books.claim(key)
                if trip.fence is not None:
                    held.setdefault(claim.lane, trip.fence)
                return claim
            case Take(lane, claimed):
                try:
                    held[lane] = self._books.take(lane, claimed)
                except LaneTaken:
                    return None
                return held[lane]
            case Commit(change):
                return self._commit(change)
            case Exchange(call):
                outcome = self._client.exchange(call)
                if call.transaction.changes:
                    self._memory.heard[call.msgid] = outcome
                self._heard(call.insured_region, outcome)
                return outcome
            case Upload():
                return self._files.upload(command, clock.moment().wall)
            case Download():
                return self._files.download(command, clock.moment().wall)
            case Whose(msgid):
                return self._books.whose(msgid)
            case Sleep(seconds):
                with waiting_outside():
                    return self._closing.wait(seconds)

    def _commit(self, change: Step | Rest) -> Written:
        if isinstance(change, Step):
            try:
                return self._books.step(change)
            except StoreUnavailable:
                # The acknowledgement may be what was lost. We know that we did not send: if the intent is found, it
                # is folded as NotSent (protocol, section 2).
                self._memory.heard[change.intent.msgid] = NotSent("its intent was not confirmed on disk")
                raise
        return self._books.rest(change)

    def _keep_answers(self, key: str) -> None:
        """T5, also for a call that the lane's new owner has folded as lost: that is what the answer is for."""
        try:
            for attempt in self._books.attempts(key):
                outcome = self._memory.heard.get(attempt.msgid)
                if attempt.outcome in ("", "lost") and outcome is not None and not isinstance(outcome, NotSent):
                    self._books.keep_answer(attempt.msgid, to_bytes(outcome))
        except StoreUnavailable:
            return  # what was heard stays in memory

    def _let_go(self, held: dict[str, int]) -> None:
        self._loose.update(held.items())
        self.tidy()
