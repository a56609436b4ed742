"""One seeded schedule: its world drawn, its windows opened, everything let loose, then quiet, then judged."""

from __future__ import annotations

import gc
import hashlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.desk import clock, documents, message_ids
from counter_app.desk.commands import Moment
from counter_app.settlement.place import Place, VisitLock, load_place
from tests.simulation.judge import Judge
from tests.simulation.line import Line
from tests.simulation.memory_store import MemoryStore
from tests.simulation.people import Patient, People
from tests.simulation.service import ZONE, Habits, Service
from tests.simulation.virtual_time import Cast, Stage
from tests.simulation.weather import Weather
from tests.simulation.window import Disk, Machine, Site

__all__ = ["WORLDS", "Result", "Simulator", "memory_disk"]

# Which net is missing (protocol, section 9): the lock (A1), the time limit (A2), or neither.
WORLDS = ("both", "no lock", "no limit")
_STARTS = (
    datetime(2031, 5, 6, 9, 0, tzinfo=ZONE),
    datetime(2031, 5, 6, 23, 57, tzinfo=ZONE),
    datetime(2031, 12, 31, 23, 56, tzinfo=ZONE),
)
_PLACE = load_place("national")
# A schedule makes a million small values and drops nearly all of them at its end: to look for circles every 700 takes
# a fifth of all the time.
_COLLECT = (100_000, 20, 100)
MakeDisk = Callable[[], Disk]


def memory_disk() -> Disk:
    """A disk that is none."""
    store = MemoryStore()
    return Disk(store, store)


@dataclass(slots=True)
class Result:
    """What came of a schedule. `trace`: a hash of everything that happened, in order, and when."""

    seed: int
    world: str
    found: list[str]
    struck: Counter[str]
    trace: str
    ended: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0  # of virtual time
    messages: int = 0


class Simulator:
    """Plays schedules, one after the other. Holds threads: close it.

    `written`: documents are JSON, as on a disk; else the frozen values themselves are kept, which takes a fifth less
    time. That both come to the same is tested, and so is that a value comes back from a document as it was.
    """

    def __init__(self, *, written: bool = False) -> None:
        self._cast = Cast()
        self._patch = pytest.MonkeyPatch()
        self._collected = gc.get_threshold()
        gc.set_threshold(*_COLLECT)
        if not written:
            self._keep_values()

    def close(self) -> None:
        """End the threads."""
        self._patch.undo()
        self._cast.close()
        gc.set_threshold(*self._collected)

    def _keep_values(self) -> None:
        for name, module in list(sys.modules.items()):
            if name.startswith(("counter_app.desk.", "tests.simulation.")) and module is not documents:
                if getattr(module, "to_document", None) is documents.to_document:
                    self._patch.setattr(module, "to_document", lambda value: value)
                if getattr(module, "from_document", None) is documents.from_document:
                    self._patch.setattr(module, "from_document", lambda document, _kind: document)

    def play(
        self,
        seed: int,
        *,
        make_disk: MakeDisk = memory_disk,
        world: str = "",
        small: bool = False,
        chained: bool = False,
    ) -> Result:
        """One schedule, from beginning to end. Raises what nobody expected: an exception out of shipped code.

        `world`: one of WORLDS, else it is drawn. `small`: at most two windows and two claims. `chained`: the store
        keeps the hashes of events, and they are checked.
        """
        stage = Stage(self._cast)
        schedule = _Schedule(stage, seed, make_disk, world, small=small)
        try:
            with _in_virtual_time(schedule):
                schedule.run()
                result = schedule.judged(chained=chained)
        finally:
            schedule.stop()
            stage.close()
        return result


class _Schedule:
    def __init__(self, stage: Stage, seed: int, make_disk: MakeDisk, world: str, *, small: bool) -> None:
        self.stage, self.seed, self._small = stage, seed, small
        draw = self.draw = Random(seed)
        drawn = draw.choice(WORLDS)
        self.world = world or drawn
        weather = Weather(draw, draw.choice((0.0, 0.03, 0.08, 0.15, 0.25)))
        start = draw.choice(_STARTS)
        service = Service(self._habits(), draw, start, lambda: stage.now)
        limit = None if self.world == "no limit" else 10.0
        line = Line(stage, weather, service, limit=limit, timeout=draw.choice((3.0, 5.0, 8.0)))
        self.judge = Judge()
        self.site = Site(stage, weather, service, line, self._place(), start, self.judge)
        self.judge.site = self.site
        service.booked = self.judge.booked
        line.sent = self.judge.left
        self.machines = self._machines(make_disk)
        self.patients = self._patients()
        self.judge.persons = {patient.bill: patient.person for patient in self.patients}
        self.people = People(self.site, self.machines, self.patients, self.judge)
        self.site.meddles = self._meddles

    # --- drawing -------------------------------------------------------------------------------------------------

    def _habits(self) -> Habits:
        draw = self.draw
        return Habits(
            locks=self.world != "no lock",
            keeps_lines=self.world == "no lock" or draw.random() < 0.5,
            second_close=draw.random() < 0.4,
            # A 2202 that is always refused locks nothing: only where the limit holds, so that one net is always there.
            never_closes=draw.random() < 0.08 and self.world != "no limit",
            unknown_reversal_done=draw.random() < 0.5,
            shows_after=draw.choice((0.0, 0.0, 20.0, 60.0)),
            shows_at_all=draw.random() < 0.8,
            lists_all=draw.random() < 0.5,
            repeats_register=draw.choice(("refused", "same", "another")),
            repeats_lines=draw.random() < 0.4,
            loses_a_line=draw.choice((0.0, 0.0, 0.15)),
            keeps_undone_rows=draw.random() < 0.7,
        )

    def _place(self) -> Place:
        draw = self.draw
        lock = VisitLock.TESTED if self.world != "no lock" and draw.random() < 0.3 else VisitLock.ASSUMED
        return replace(
            _PLACE,
            may_look=draw.random() < 0.6,
            may_reverse=frozenset({"2207A"}) if draw.random() < 0.7 else frozenset(),
            visit_lock=lock,
            time_limit_s=10.0,
            replay_by_id_number=draw.random() < 0.7,
            uploads=draw.random() < 0.6,
        )

    def _machines(self, make_disk: MakeDisk) -> list[Machine]:
        """One to eight windows; those of one hospital may share a store, else each has its own."""
        draw = self.draw
        count = draw.choice((1, 1, 2) if self._small else (1, 1, 1, 1, 2, 2, 3, 4, 6, 8))
        shared = make_disk() if count > 1 and draw.random() < 0.7 else None
        machines = []
        for number in range(1, count + 1):
            disk = shared if shared is not None and (number <= 2 or draw.random() < 0.8) else make_disk()
            machines.append(Machine(self.site, number, disk))
        return machines

    def _patients(self) -> list[Patient]:
        draw = self.draw
        count = draw.choice((1, 2, 2, 3, 3) if len(self.machines) < 4 else (3, 4, 5))
        count = min(count, 2) if self._small else count
        found: list[Patient] = []
        for number in range(1, count + 1):
            again = found and draw.random() < 0.5
            person = draw.choice(found).person if again else 10 * number
            total = Decimal(draw.choice(("100.00", "80.00", "45.70", "30.02", "999.99")))
            before = timedelta(minutes=draw.choice((5, 20, 90)), seconds=number)
            found.append(
                Patient(
                    person,
                    f"B-{number}",
                    total,
                    draw.choice(self.machines),
                    self.site.start - before,
                    draw.choice(("window", "window", "window", "voucher", "ticket", "ticket")),
                )
            )
        return found

    # --- playing -------------------------------------------------------------------------------------------------

    def run(self) -> None:
        stage, weather = self.stage, self.site.weather
        for machine in self.machines:
            machine.boot()
        stage.wait(1.0)
        last = 30.0
        for machine in self.machines:
            mine = [patient for patient in self.patients if patient.machine is machine]
            if mine:
                stage.spawn(
                    f"cashier {machine.number}",
                    lambda machine=machine, mine=mine: self.people.cashier(machine, mine),  # type: ignore[misc]
                    after=self.draw.uniform(0.0, 20.0),
                )
        if weather.rate:
            last = self._trouble()
        stage.wait(last)
        self._quiet()
        self.people.finish()

    def _trouble(self) -> float:
        """What strikes whether or not anybody does anything; returns how long it lasts, in seconds."""
        draw, stage, weather = self.draw, self.stage, self.site.weather
        length = draw.choice((120.0, 400.0, 1500.0))
        times = 1 + int(weather.rate * 12)
        for _ in range(draw.randrange(times)):
            at, long = draw.uniform(0.0, length), draw.choice((1.0, 15.0, 120.0))
            stage.at(at, lambda long=long: setattr(self.site.line, "down_until", stage.now + long))  # type: ignore[misc]
        for _ in range(draw.randrange(2 * times)):
            stage.at(draw.uniform(0.0, length), lambda: self._clock_jumps(draw.choice(self.machines)))
        for _ in range(draw.randrange(4)):
            patient = draw.choice(self.patients)
            deed = draw.choice(("cancel", "cancel", "upload", "refund", "part", "again", "reconcile"))
            sharing = [machine for machine in self.machines if machine.disk is patient.machine.disk]
            machine = draw.choice(sharing)
            stage.spawn(
                "somebody",
                lambda machine=machine, patient=patient, deed=deed: self.people.meddle(machine, patient, deed),  # type: ignore[misc]
                after=draw.uniform(1.0, length),
            )
        return length

    def _meddles(self, machine: Machine, key: str) -> None:
        after = self.draw.uniform(0.0, 0.5)
        self.stage.spawn("somebody", lambda: self.people.give_up(machine, key), after=after)

    def _clock_jumps(self, machine: Machine) -> None:
        weather, draw = self.site.weather, self.draw
        if weather.calm:
            return
        kind = draw.choice(("a minute", "hours", "a day", "midnight", "New Year"))
        wall = machine.wall()
        sign = draw.choice((-1.0, 1.0))
        match kind:
            case "a minute":
                machine.off_by += sign * 60.0
            case "hours":
                machine.off_by += sign * 3600.0 * draw.randrange(1, 6)
            case "a day":
                machine.off_by += sign * 86_400.0
            case "midnight":
                midnight = datetime.combine(wall.date() + timedelta(days=1), datetime.min.time(), wall.tzinfo)
                machine.off_by += (midnight - wall).total_seconds() - 2.0
            case _:
                new_year = datetime(wall.year + 1, 1, 1, tzinfo=wall.tzinfo)
                machine.off_by += (new_year - wall).total_seconds() - 2.0
        weather.note(f"clock jump {'to' if kind in ('midnight', 'New Year') else 'of'} {kind}")

    def _quiet(self) -> None:
        """No fault from now on: the disks and the line are well, the clocks right, every window runs once."""
        site, stage = self.site, self.stage
        site.weather.calm = True
        site.line.down_until = -1.0
        self.people.over = True
        for machine in self.machines:
            machine.off_by = 0.0
        for process in site.processes:
            if process.machine.process is not process and not process.dead:
                process.end()
        stage.wait(700.0)
        while any(machine.process is None for machine in self.machines) or self.people.under_way:
            stage.wait(60.0)  # who is being served just now still stands there
        self.people.shut = True
        for machine in self.machines:
            process = machine.process
            assert process is not None
            for patient in self.patients:  # nobody stands at a window any more
                process.counter.stands_here(patient.number, here=False)
            for key in dict.fromkeys([*process.memory.kept, *process.memory.in_hand]):
                process.driver.leave(key)
        for token in self.judge.tokens:
            self.judge.tokens[token] = None
        self.people.shut = False

    def stop(self) -> None:
        """The windows are closed, and nothing they do counts any more."""
        self.stage.closing = True
        for process in self.site.processes:
            process.dead = True

    # --- judging -------------------------------------------------------------------------------------------------

    def judged(self, *, chained: bool) -> Result:
        claims = self.people.claims()
        self.judge.close(claims, chained=chained)
        ended = Counter(str(claim.state if claim.state.ended else claim.reason) for claim in claims.values())
        return Result(
            self.seed,
            self.world,
            self.judge.found,
            self.site.weather.struck,
            self._trace(sorted(claims)),
            ended,
            self.stage.now,
            self.site.service.answered,
        )

    def _trace(self, keys: list[str]) -> str:
        digest = hashlib.sha256()
        for key in keys:
            for row in self.judge.homes[key].reader.events(key):
                digest.update(
                    f"{row.job}|{row.n}|{row.at.astimezone(UTC).isoformat()}|{row.who}|{row.what}|{row.detail}\n".encode()
                )
        digest.update(repr(sorted(self.site.weather.struck.items())).encode())
        digest.update(f"{self.stage.now:.6f} {self.site.service.answered}".encode())
        return digest.hexdigest()[:16]


def boot_of(now: float, _wall: datetime) -> float:
    """What the clock shows that goes on while a machine sleeps; a jump of the wall clock does not reach it."""
    return now


@contextmanager
def _in_virtual_time(schedule: _Schedule) -> Iterator[None]:
    """The shipped clock tells the time of the machine whose turn it is; what the shipped code draws is drawn here."""
    stage, start = schedule.stage, schedule.site.start

    def moment() -> Moment:
        inside: Any = stage.current.inside
        wall = inside.machine.wall() if inside is not None else start + timedelta(seconds=stage.now)
        return Moment(wall, boot_of(stage.now, wall))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "moment", moment)
        patch.setattr(clock, "boot_seconds", lambda: moment().boot)
        patch.setattr(message_ids, "secrets", SimpleNamespace(randbelow=schedule.draw.randrange))
        yield
