"""Draining the queue: one claim per call, never two of one person (DESIGN, sections 3 and 4)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from counter_app.desk import clock
from counter_app.desk.books import Books
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.driver import Driver
from counter_app.desk.gates import Gates
from counter_app.desk.parting import leaves_remainder
from counter_app.desk.setbacks import Setbacks
from counter_app.desk.trip import Trip
from counter_app.settlement.turn import Turn
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable

__all__ = ["Replay", "drain"]

# Claims of a closed place stand first in the queue for as long as it is closed; what is behind them must be reached.
# Mostly the first few are enough, and every claim that ends looks; the last is as many as may wait (ticket limits).
_LOOKS = (32, 1000, 10_000)
# A trip that ended so has written nothing: its claim is due as it was.
_NOTHING_WRITTEN = (Stop.STORE, Stop.LANE_LOST, Stop.MOVED, Stop.BUSY, Stop.BEHIND)
_LOOK_BACK_AGAIN_S = 5.0


@dataclass(frozen=True, slots=True)
class _Job:
    key: str
    lane: str


class Replay:
    """A pool of workers fed by `tick`. `told`, where somebody sets it, hears every arrival, on a worker's thread.

    Its workers wait for the far side together and compute one at a time, by `turn`, beside a window that paints.
    `unreadable`: claims met whose document does not open; they wait for their backup while the others go on.
    `leavings` opens what partial refunds left to be settled anew; asked at the first tick, some seconds after it
    could not be, and whenever a claim that leaves one has ended. `most`, where somebody sets it: how many at once now,
    while a line comes back by stages. A claim whose trip wrote nothing goes behind the others for a while;
    `stands_still`: whether an insured place (its region, empty: not known) is shut down by announcement.
    """

    def __init__(
        self,
        books: Books,
        driver: Driver,
        gates: Gates,
        who: str,
        *,
        workers: int = 4,
        leavings: Callable[[], object] | None = None,
        turn: Turn | None = None,
    ) -> None:
        self._books = books
        self._driver = driver
        self._gates = gates
        self._trip = Trip(who, background=True)
        self.turn = turn or Turn()
        self._workers = workers
        self.told: Callable[[Arrival], None] = lambda _arrival: None
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="replay")
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._idle = threading.Condition(self._lock)
        self._leavings = leavings
        self._looked_back = leavings is None
        self._looking, self._look_at = False, 0.0
        self._setbacks = Setbacks()
        self._regions: dict[str, str] = {}  # of claims met that have not gone since
        self._news = False  # somebody has finished since the last tick began
        self.paused = False
        self.most: Callable[[], int] = lambda: workers
        self.stands_still: Callable[[str], bool] = lambda _region: False
        self.unreadable: set[str] = set()

    def tick(self) -> int:
        """Start what is due and fits; returns how many were started. Call it from a timer."""
        if self.paused:
            return 0
        self._driver.tidy()
        with self._lock:
            self._news = False
            if not (self._looked_back or self._looking) and clock.boot_seconds() >= self._look_at:
                self._looked_back = self._looking = True
                self._pool.submit(self._look_back)
            # The look back has a worker while it lasts, and is no claim: where one alone may go, it does not stand in
            # its place.
            room = min(self._workers - self._looking, self.most()) - len(self._running)
        if room <= 0:
            return 0
        now, started = clock.moment().wall, 0
        behind: list[tuple[str, str]] = []
        for most in _LOOKS:
            found = self._books.due(now, most)
            first, behind = self._setbacks.parted(found)
            started += self._start(first, room - started)
            if started >= room or len(found) < most:
                break
        return started + self._start(behind, room - started)

    def send_one_that_stands_still(self) -> bool:
        """Somebody wants to know whether an insured place is back before its announced end: one claim of one goes, and
        that it is announced is not heeded. Whether there was one, and a place for it.
        """
        with self._lock:
            if self.paused or self._running:
                return False
        found = self._books.due(clock.moment().wall, _LOOKS[-1])
        return bool(self._start(found, 1, anyway=True))

    def _start(self, found: Iterable[tuple[str, str]], room: int, *, anyway: bool = False) -> int:
        started = 0
        for key, lane in found:
            if started >= room:
                break
            with self._lock:
                if lane in self._running:
                    continue
            try:
                region = self._region(key)
            except (DamagedDocument, UnreadableDocument):
                self.unreadable.add(key)
                continue
            if self.stands_still(region) is not anyway or not self._gates.may_try(region):
                continue
            with self._lock:
                if lane in self._running:  # another thread has just begun it
                    continue
                self._running.add(lane)
            self._pool.submit(self._run, _Job(key, lane))
            started += 1
        return started

    def _region(self, key: str) -> str:
        """Of a claim's insured place. To open thousands that wait for one place at every look takes seconds."""
        known = self._regions.get(key, "")
        if not known:
            known = self._books.claim(key).region
            if known:
                self._regions[key] = known
        return known

    @property
    def busy(self) -> int:
        """How many claims are being worked on; the look back for remainders counts as one."""
        with self._lock:
            return len(self._running) + self._looking

    def wait(self, seconds: float) -> None:
        """Until one more is finished than the last tick knew of, or so long."""
        with self._idle:
            self._idle.wait_for(lambda: self._news or not (self._running or self._looking), seconds)

    def rest(self, seconds: float) -> None:
        """Nothing is due: wait a little, or until one more is finished than the last tick knew of."""
        with self._idle:
            self._idle.wait_for(lambda: self._news, max(0.0, seconds))

    def look_back(self) -> None:
        """A store can be seen again: what partial refunds left in it is looked for at the next tick."""
        self._looked_back, self._look_at = self._leavings is None, 0.0

    def close(self) -> None:
        """Take no more and wait for those under way; what is on the wire is heard to its end."""
        self.paused = True
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def looked_back(self) -> bool:
        """Whether what partial refunds left was looked for, as far as is known."""
        return self._looked_back

    def _run(self, job: _Job) -> None:
        wrote = False
        try:
            with self.turn.taken():
                arrival = self._driver.drive(job.key, self._trip)
                wrote = arrival.stop not in _NOTHING_WRITTEN
                if arrival.claim is not None and leaves_remainder(arrival.claim):
                    self._open_left()
        finally:
            self._setbacks.after(job.key, wrote=wrote)
            self._regions.pop(job.key, None)
            with self._idle:
                self._news = True
                self._running.discard(job.lane)
                self._idle.notify_all()
        self.told(arrival)

    def _look_back(self) -> None:
        try:
            self._open_left()
        finally:
            with self._idle:
                self._news = True
                self._looking = False
                self._idle.notify_all()

    def _open_left(self) -> None:
        if self._leavings is None:
            return
        try:
            self._leavings()
        except StoreUnavailable:
            self._look_at = clock.boot_seconds() + _LOOK_BACK_AGAIN_S
            self._looked_back = False
        except (DamagedDocument, UnreadableDocument):
            return  # it waits for its backup; a person who names the claim brings the others on


def drain(replay: Replay, books: Books, *, seconds: float) -> bool:
    """Work until nothing is left to do by itself, at most so long. True when all that could end has ended or rests
    for a person.

    A claim whose answer is unclear is watched for the service's time limit, so a drain may take that long.
    """
    until = clock.boot_seconds() + seconds
    while clock.boot_seconds() < until:
        try:
            started = replay.tick()
            due = books.next_due()
        except StoreUnavailable:
            return False
        if replay.busy:
            replay.wait(1.0)
        elif due is None and (replay.paused or replay.looked_back):
            return True
        elif not started:
            replay.rest(min(1.0, until - clock.boot_seconds()))
    return False
