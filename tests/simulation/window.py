"""A window's machine and the program on it: the shipped desk, over a store and a line that fail by plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from counter_app.desk import books as books_module
from counter_app.desk.books import Books
from counter_app.desk.calls import CallDesk
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Download, Fetched, Moment, Upload
from counter_app.desk.counter import Counter
from counter_app.desk.day_books import bookings_in
from counter_app.desk.driver import Driver
from counter_app.desk.folding import Reading
from counter_app.desk.gates import Gates
from counter_app.desk.identify import Identify
from counter_app.desk.memory import Memory
from counter_app.desk.message_ids import MessageIds
from counter_app.desk.partial_refund import PartialRefund
from counter_app.desk.policy import Policy
from counter_app.desk.replay import Replay
from counter_app.desk.road import Road
from counter_app.desk.ticket_numbers import TicketNumbers
from counter_app.desk.trip import Trip
from counter_app.model.books import Period
from counter_app.model.visit import Diagnosis, Doctor, Visit, VisitKind
from counter_app.settlement.answers import Answers
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done
from counter_app.settlement.place import Place
from counter_app.settlement.turn import Turn
from offline_queue.engine import StoreUnavailable
from offline_queue.values import Owner, Rest, Step, Written
from tests.simulation.faulty_disk import FaultyReader, FaultyStore
from tests.simulation.line import Line
from tests.simulation.service import Service
from tests.simulation.virtual_time import Actor, Killed, Stage
from tests.simulation.weather import Weather

__all__ = ["INSTITUTION", "KEY", "Disk", "Machine", "Process", "Watcher", "visit_at"]

INSTITUTION = "H99010000001"
REGION = "990200"
KEY = bytes(range(32))
PATIENCE_S = 40.0
_WORKERS = 3


def visit_at(moment: datetime) -> Visit:
    """A visit of that moment."""
    return Visit(VisitKind.OUTPATIENT, moment, "内科", Doctor("D99", "测试医生"), (Diagnosis("J06", "感冒"),))


class Watcher:
    """What the judge sees of every commit and every message; the default sees nothing."""

    def opened(self, disk: Disk, key: str, bill: str) -> None:
        """A claim is on the disk."""

    def stepped(self, disk: Disk, me: Owner, step: Step, lane: str, written: Written) -> None:
        """An outcome, and an intent where `written` says so, are on the disk."""

    def rested(self, disk: Disk, me: Owner, rest: Rest, lane: str) -> None:
        """A rest is on the disk."""

    def took(self, disk: Disk, me: Owner, lane: str, fence: int) -> None:
        """A lane has a new owner."""

    def left(self, process: Process, call: Call) -> None:
        """A message leaves."""


@dataclass(eq=False, slots=True)
class Disk:
    """One store: what several processes, one after the other or of several windows, read and write."""

    store: Any  # offline_queue.store.Store, or what is like it
    reader: Any
    full_until: float = -1.0
    broken_until: float = -1.0


@dataclass(eq=False, slots=True)
class Site:
    """What all windows share."""

    stage: Stage
    weather: Weather
    service: Service
    line: Line
    place: Place
    start: datetime
    watcher: Watcher
    processes: list[Process] = field(default_factory=list)
    # Somebody wants a claim given up just while a call of it is under way.
    meddles: Callable[[Machine, str], None] = lambda _machine, _key: None


@dataclass(eq=False, slots=True)
class Machine:
    """A PC: its number, its disk, its clock, and the program that runs on it now, if one does."""

    site: Site
    number: int
    disk: Disk
    off_by: float = 0.0  # seconds its wall clock is ahead
    process: Process | None = None
    _told: tuple[float, datetime] | None = None  # the clock is looked at ten times a moment

    def wall(self) -> datetime:
        """What its clock says."""
        seconds = self.site.stage.now + self.off_by
        if self._told is None or seconds != self._told[0]:
            self._told = seconds, self.site.start + timedelta(seconds=seconds)
        return self._told[1]

    def boot(self) -> None:
        """Start the program; where the disk refuses, once more a little later."""
        site = self.site

        def starting() -> None:
            while True:
                try:
                    Process(self)
                    return
                except StoreUnavailable:
                    site.stage.wait(20.0)

        site.stage.spawn(f"start {self.number}", starting)


class Process:
    """One start of the program."""

    def __init__(self, machine: Machine) -> None:
        site = machine.site
        self.machine, self.site = machine, site
        self.dead = self.ready = False
        self.hangs_until = -1.0
        self.under_way = 0
        self._crash_in = 1 << 30
        self.actors: set[Actor] = set()
        store: Any = FaultyStore(self)
        self.me = store.start(f"{machine.number:02d}")
        number = machine.number
        place, service = site.place, site.service
        lane = partial(books_module.lane_of, key=KEY)
        self.memory = Memory(f"{self.me.window}/{self.me.incarnation}", place)
        self.reading = Reading(Answers(place), self.memory.process)
        self.books = Books(store, FaultyReader(self), self.me, self.reading)  # type: ignore[arg-type]
        self.gates = Gates(lambda: Moment(machine.wall(), site.stage.now))
        bodies = Bodies(place, INSTITUTION)
        calls = CallDesk(bodies, REGION, place.number)
        self.road = Road(calls, self.reading, self.memory, lane)
        client: Any = _Client(self)
        self.message_ids = MessageIds(store, INSTITUTION, number)
        self.driver = Driver(
            self.road,
            self.books,
            client,
            self.message_ids,
            heard=self.gates.heard,
            files=_Files(self, service),  # type: ignore[arg-type]
        )
        self.driver._closing = _Sleeper(self)  # type: ignore[assignment]
        who = f"window {number}"
        draw = site.weather.draw
        self.counter = Counter(
            self.books,
            self.driver,
            client,
            Identify(bodies, Answers(place), REGION, visit_at),
            Policy(who, PATIENCE_S, 30),
            new_key=TicketNumbers(store, number, draw.randrange).next,
            lane_of=lane,
            in_hand=self.memory.in_hand,
        )
        self.parting = PartialRefund(
            self.books, self.driver, self.counter, Trip(who, True, PATIENCE_S), self.memory.in_hand
        )
        self.replay = Replay(
            self.books,
            self.driver,
            self.gates,
            f"{who} replay",
            workers=_WORKERS,
            leavings=self.parting.open_all,
            turn=Turn(kept=False),
        )
        self.replay._pool.shutdown()
        self.replay._pool = _Pool(self)  # type: ignore[assignment]
        self._crash_in = self._next_crash()
        machine.process = self
        self.ready = True
        site.processes.append(self)
        self._idle = False
        self._clock = self.spawn("timer", self._timer)

    # --- living and dying ----------------------------------------------------------------------------------------

    def spawn(self, name: str, job: Callable[[], None], after: float = 0.0) -> Actor:
        """A thread of this process."""

        def run() -> None:
            try:
                job()
            finally:
                self.actors.discard(actor)

        actor = self.site.stage.spawn(f"{self.me.window}/{self.me.incarnation} {name}", run, inside=self, after=after)
        self.actors.add(actor)
        return actor

    def poke(self) -> None:
        """Somebody did something: the timer need not wait for what it saw before."""
        if self._idle:
            self.site.stage.wake(self._clock)

    def touch(self) -> None:
        """A place where the program may die or hang."""
        if self.dead:
            raise Killed
        weather = self.site.weather
        if weather.calm:
            return
        stage = self.site.stage
        if weather.hits(0.015):
            self.replaced(weather.draw.choice((8.0, 60.0, 900.0)))
        if stage.now < self.hangs_until:
            stage.wait(self.hangs_until - stage.now)
            if self.dead:
                raise Killed
            weather.note("an old start comes back after a new one took its lanes")
        self._crash_in -= 1
        if self._crash_in <= 0:
            self._crash_in = self._next_crash()
            self.crash()
            raise Killed
        if weather.hits(0.04):
            weather.note("long pause")
            self.site.stage.wait(weather.draw.choice((1.0, 8.0, 30.0, 400.0, 5000.0)))
            if self.dead:
                raise Killed

    def crash(self) -> None:
        """Everything it held in memory is gone; somebody starts it again."""
        weather = self.site.weather
        weather.note("crash")
        if self.under_way:
            weather.note("crash with a call under way")
        self.end()
        machine = self.machine
        if machine.process is self or not self.ready:
            machine.process = None
            self.site.stage.at(self.site.stage.now + weather.draw.choice((1.0, 5.0, 30.0, 600.0)), machine.boot)

    def crash_soon(self) -> None:
        """While a call is under way."""
        if not self.dead and self.under_way and not self.site.weather.calm:
            self.crash()

    def end(self) -> None:
        """Killed, whatever it was doing."""
        self.dead = True
        for actor in sorted(self.actors, key=lambda one: one.awaited):
            self.site.stage.kill(actor)

    def replaced(self, seconds: float) -> None:
        """It hangs, and somebody starts the program beside it. That one process has a folder is the first net, which is
        taken away here; the fence is the second.
        """
        if self.machine.process is self and not self.dead:
            self.hangs_until = self.site.stage.now + seconds
            self.machine.process = None
            self.machine.boot()

    def _next_crash(self) -> int:
        weather = self.site.weather
        if weather.rate == 0:
            return 1 << 30
        return int(weather.draw.expovariate(weather.rate / 4)) + 1

    # --- replaying -----------------------------------------------------------------------------------------------

    def _timer(self) -> None:
        weather, pause = self.site.weather, 1.0
        while not self.dead:
            longest = 20_000.0 if weather.calm else 90.0
            try:
                started = self.replay.tick()
                due = self.books.next_due()
            except StoreUnavailable:
                self._idles(3.0)
                continue
            if started or due is None:
                pause = 1.0
                self._idles(0.3 if started else longest)
                continue
            ahead = (due - self.machine.wall()).total_seconds()
            if ahead > 0:
                pause = 1.0
                self._idles(min(longest, ahead + 0.001))
            else:  # somebody else works in its lane, or the gate is closed
                self._idles(pause)
                pause = min(pause * 2, 60.0)

    def _idles(self, seconds: float) -> None:
        self._idle = True
        self.site.stage.wait(seconds)
        self._idle = False


class _Sleeper:
    """Stands where the driver's closing event stands."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def wait(self, seconds: float) -> bool:
        assert seconds > 0, "a wait without length is a loop"
        self._process.touch()
        self._process.site.stage.wait(seconds)
        return False

    def set(self) -> None:
        """Nobody closes here."""


class _Pool:
    """Replay's workers, as actors."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def submit(self, work: Callable[..., None], *given: object) -> None:
        self._process.spawn("replay", partial(work, *given))


class _Client:
    def __init__(self, process: Process) -> None:
        self._process = process

    def exchange(self, call: Call) -> CallOutcome:
        return self._process.site.line.exchange(self._process, call)


class _Files:
    """9101 and 9102."""

    def __init__(self, process: Process, service: Service) -> None:
        self._process = process
        self._service = service

    def upload(self, _command: Upload, _at: datetime) -> CallOutcome:
        self._process.touch()
        self._process.site.stage.wait(0.5)
        return Done({"file_qury_no": "U1", "filename": "u.zip"})

    def download(self, command: Download, _at: datetime) -> Fetched:
        self._process.touch()
        self._process.site.stage.wait(0.5)
        first, last = (datetime.fromisoformat(day).date() for day in command.number.split())
        claims: Sequence[Claim] = self._process.books.claims()
        ours = {(one.settlement_id, one.refund) for one in bookings_in(claims, Period(first, last))}
        return Fetched(self._service.result(first, last, ours))
