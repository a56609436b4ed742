"""One window in virtual time: the real road and the real SQLite store, a far side in memory, faults by plan.

Nothing here waits: a call takes a fifth of a second of the world's clock, an unanswered one ten, a sleep its length.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, event, text

from counter_app.desk.books import Books, lane_of
from counter_app.desk.calls import CallDesk
from counter_app.desk.claim import Cash, Claim, Confirmation, HeldReason, MachinePart, PeoplePart, Wish
from counter_app.desk.commands import (
    Arrival,
    Command,
    Commit,
    Exchange,
    Load,
    Moment,
    NextMsgid,
    Now,
    Sleep,
    Stop,
    Take,
)
from counter_app.desk.folding import Reading
from counter_app.desk.memory import Memory
from counter_app.desk.road import Road
from counter_app.desk.trip import Change, Trip
from counter_app.model.payment import PaymentMethod
from counter_app.model.person import Credential, CredentialKind, Person
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind
from counter_app.settlement.answers import Answers
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place, load_place
from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.leases import Dead
from offline_queue.reading import Reader
from offline_queue.schema import metadata
from offline_queue.store import LaneLost, LaneTaken, Store, VersionMoved
from offline_queue.values import Event, State, Step
from offline_queue.values import Step as QueueStep
from tests.desk.far_side import CHANGING, Fault, Ledger, id_number, person_output
from tests.desk.judge import judge

__all__ = ["AT_WINDOW", "BACKGROUND", "Crash", "World", "charges", "empty_engine", "people"]

INSTITUTION = "H99010000001"
KEY = bytes(range(32))
NATIONAL = load_place("national")  # read once: a world is made a thousand times
ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2031, 5, 6, 9, 0, tzinfo=ZONE)
ANSWER_S, UNHEARD_S, COMMIT_S = 0.2, 10.0, 0.01

AT_WINDOW = Trip("window", waiting=True, patience_s=60.0)
BACKGROUND = Trip("replay", background=True)

Choose = Callable[[Call], Fault]


class Crash(Exception):
    """The program was killed here."""


def charges(total: str = "100.00") -> tuple[Charge, ...]:
    """Two lines that make `total`."""
    first = Decimal("30.00")
    return (
        Charge("XA01", "甲药", first, Decimal(1)),
        Charge("XB02", "乙药", Decimal(total) - first, Decimal(1)),
    )


def people(person: int = 1, bill: str = "B-1", total: str = "100.00", **changed: Any) -> PeoplePart:
    """What a cashier enters for a fictitious person."""
    number = id_number(person)
    written = PeoplePart(
        bill=bill,
        visit=Visit(VisitKind.OUTPATIENT, START, "内科", Doctor("D99", "测试医生"), (Diagnosis("J06", "感冒"),)),
        charges=charges(total),
        credential=Credential(CredentialKind.ID_NUMBER, number, name="测试甲", id_number=number),
        name="测试甲",
        operator="window",
    )
    return replace(written, **changed)


def known_person(person: int = 1) -> Person:
    """The same person as 1101 tells them."""
    return Answers(NATIONAL).person(person_output(id_number(person)))


def empty_engine(folder: Path) -> Engine:
    """A database for worlds, one after the other. The road is what is tried with it; that the disk keeps what it was
    given is tried beside the store.
    """
    engine = open_engine(f"sqlite:///{folder / 'counter.db'}")
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))
    Store(engine, Cipher(KEY)).prepare()
    return engine


_EMPTY = [table.delete() for table in reversed(metadata.sorted_tables)]


def _no_fault(_call: Call) -> Fault:
    return Fault.NONE


@dataclass
class World:
    """`fault` says what happens to each call; `crash_at` is the number of the command after which the program dies.

    `store_fails` is asked before every commit: True refuses it, None does it and loses the acknowledgement.
    """

    window: ClassVar[str] = "01"

    engine: Engine
    ledger: Ledger = field(default_factory=Ledger)
    place: Place = NATIONAL
    fault: Choose = _no_fault
    crash_at: int | None = None
    store_fails: Callable[[], bool | None] = lambda: False
    late_by: Callable[[], float] = lambda: 11.0
    interrupt: Callable[[Command], None] = lambda _command: None
    dead: Dead = frozenset

    def __post_init__(self) -> None:
        with self.engine.begin() as connection:
            for empty in _EMPTY:
                connection.execute(empty)
        self.now = 1000.0
        self.commands = 0
        self.serial = 0
        self.late: list[tuple[float, Call]] = []
        self.calls: list[tuple[str, str]] = []
        self.unwritten: list[str] = []
        self.start()

    def start(self) -> None:
        """A new start of the program: nothing is remembered but what was committed."""
        cipher = Cipher(KEY)
        self.store, self.reader = Store(self.engine, cipher, self.dead), Reader(self.engine, cipher, self.dead)
        self.me = self.store.start(self.window)
        process = f"{self.me.window}/{self.me.incarnation}"
        answers = Answers(self.place)
        self.reading = Reading(answers, process)
        self.memory = Memory(process, self.place)
        self.books = Books(self.store, self.reader, self.me, self.reading)
        desk = CallDesk(Bodies(self.place, INSTITUTION), "990200")
        self.road = Road(desk, self.reading, self.memory, self.lane_of)
        self.now += 2.0
        self.loose: dict[str, int] = {}

    # --- what people do ------------------------------------------------------------------------------------------

    def lane_of(self, number: str) -> str:
        """The lane of a person."""
        return lane_of(number, KEY)

    def wall(self) -> datetime:
        """Time for people."""
        return START + timedelta(seconds=self.now - 1000.0)

    def open(self, key: str = "B01-T-1", part: PeoplePart | None = None, *, known: bool = True, person: int = 1) -> str:
        """A claim as a window opens it: the person identified, or a ticket whose person nobody has asked about."""
        part = part or people(person)
        machine = MachinePart(person=known_person(person)) if known else MachinePart()
        lane = self.lane_of(id_number(person)) if known else f"claim:{key}"
        self.books.open(key, lane, part, machine, Event(self.wall(), "window", "opened"), keep=False)
        return key

    def ticket(self, key: str = "B01-T-1", part: PeoplePart | None = None, *, person: int = 1) -> str:
        """A make-up ticket: paid in full, consent given, nobody identified."""
        part = part or people(person)
        paid = Cash(part.total, PaymentMethod.CASH, part.total, self.wall(), "window", "paid in full")
        return self.open(key, replace(part, consent=True, cash=(paid,)), known=False, person=person)

    def claim(self, key: str) -> Claim:
        """The claim as it stands on disk."""
        return self.books.claim(key)

    def yes(self, key: str) -> Change:
        """The cashier's yes to the quote on the screen, with the cash."""
        claim = self.claim(key)
        quote = claim.machine.quote
        assert quote is not None
        cash = quote.amounts.cash - claim.people.paid
        row = Cash(cash, PaymentMethod.CASH, cash, self.wall(), "window", "settlement")
        part = replace(
            claim.people,
            confirmed=Confirmation.of(quote.amounts, claim.people.charges_version),
            cash=(*claim.people.cash, row) if cash else claim.people.cash,
        )
        return Change(part, claim.version, "confirmed")

    def change(self, key: str, what: str, *, reopen: bool = False, **changed: Any) -> None:
        """T4: a person's change, which wakes the claim."""
        claim = self.claim(key)
        part = replace(claim.people, **changed)
        self.books.change(claim, part, Event(self.wall(), "window", what), wake=self.wall(), reopen=reopen)

    def cancel(self, key: str) -> None:
        """People want it undone."""
        self.change(key, "cancel", wish=Wish.CANCEL, reopen=True)

    # --- driving -------------------------------------------------------------------------------------------------

    def drive(self, key: str, trip: Trip = AT_WINDOW) -> Arrival:
        """What the program's driver does, in virtual time. Raises Crash where the plan says so."""
        held: dict[str, int] = {}
        kept = self.memory.kept.pop(key, None)
        if kept is not None and trip.fence is None:
            trip = replace(trip, fence=kept)
        try:
            arrival = self._answered(self.road.travel(key, trip), trip, held)
        except LaneLost:
            self._let_go(held)
            return Arrival(key, None, Stop.LANE_LOST)
        except VersionMoved:
            self._let_go(held)
            return Arrival(key, None, Stop.MOVED)
        except StoreUnavailable as trouble:
            self._let_go(held)
            return Arrival(key, None, Stop.STORE, trouble.reason)
        if arrival.fence is not None:
            self.memory.kept[key] = arrival.fence
        return arrival

    def leave(self, key: str) -> None:
        """The person leaves the window."""
        self.memory.forget_code(key)
        fence = self.memory.kept.pop(key, None)
        if fence is not None:
            self._let_go({self.claim(key).lane: fence})

    def settle(self, key: str) -> Arrival:
        """Quote, yes, settlement, as far as it goes at the window."""
        arrival = self.drive(key)
        claim = self.claim(key)
        if claim.state is State.HELD and claim.reason == HeldReason.CONFIRM:
            arrival = self.drive(key, replace(AT_WINDOW, change=self.yes(key)))
        self.leave(key)
        return arrival

    def replay(self, rounds: int = 300) -> None:
        """Drain the queue in virtual time; fails where a claim is due and nobody may ever take it up."""
        for _ in range(rounds):
            self._tidy()
            found = self.reader.due(self.wall(), self.me, limit=50)
            for key, _lane in found:
                self.drive(key, BACKGROUND)
            if found:
                continue
            working = [job for job in self.reader.jobs(alive=True) if job.state is not State.HELD]
            if not working:
                return
            later = [job.due for job in working if job.due > self.wall()]
            assert later, f"due and never taken up: {[(job.key, job.state) for job in working]}"
            self._pass((min(later) - self.wall()).total_seconds() + 0.001)
        raise AssertionError(f"never ends: {[(c.key, c.state, c.reason) for c in self.books.claims(alive=True)]}")

    def _answered(self, steps: Generator[Command, Any, Arrival], trip: Trip, held: dict[str, int]) -> Arrival:
        answer: object = None
        failure: Exception | None = None
        try:
            while True:
                command = steps.throw(failure) if failure else steps.send(answer)
                answer, failure = None, None
                self.interrupt(command)
                try:
                    answer = self._do(command, trip, held)
                except (LaneLost, VersionMoved, StoreUnavailable) as trouble:
                    failure = trouble
                # Between two commands that touch nothing outside there is nothing a crash could change.
                self.commands += isinstance(command, (Commit, Exchange, Take))
                if self.crash_at == self.commands:
                    raise Crash
        except StopIteration as end:
            found: Arrival = end.value
            return found

    def _do(self, command: Command, trip: Trip, held: dict[str, int]) -> object:
        match command:
            case Now():
                return Moment(self.wall(), self.now)
            case NextMsgid():
                self.serial += 1
                return f"{INSTITUTION}{self.wall():%Y%m%d%H%M%S}{self.me.incarnation % 10}{self.serial % 1000:03d}"
            case Load(key):
                claim = self.books.claim(key)
                if trip.fence is not None:
                    held.setdefault(claim.lane, trip.fence)
                return claim
            case Take(lane, claimed):
                try:
                    held[lane] = self.books.take(lane, claimed)
                except LaneTaken:
                    return None
                return held[lane]
            case Commit(change):
                return self._commit(change)
            case Exchange(call):
                outcome = self._exchange(call)
                if call.transaction.changes:
                    self.memory.heard[call.msgid] = outcome
                return outcome
            case Sleep(seconds):
                assert seconds > 0, "a wait without length is a loop"
                self._pass(seconds)
                return False

    def _commit(self, change: Any) -> object:
        self._pass(COMMIT_S)
        fails = self.store_fails()
        if fails is not True:
            written = (
                self.store.step(self.me, change)
                if isinstance(change, QueueStep)
                else self.store.rest(self.me, change, self.wall())
            )
            if fails is not None:
                return written
        if isinstance(change, Step):
            self.memory.heard[change.intent.msgid] = NotSent("not confirmed")
        raise StoreUnavailable("io")

    def _exchange(self, call: Call) -> CallOutcome:
        number = call.transaction.number
        if call.not_after is not None and self.now > call.not_after:
            return NotSent("too late")  # as the client has it
        self.calls.append((number, call.msgid))
        if number in CHANGING:
            written = self.reader.attempt(call.msgid)
            if written is None or written.outcome:
                self.unwritten.append(call.msgid)
        fault = self.fault(call)
        if fault is Fault.NOT_SENT:
            self._pass(ANSWER_S)
            return NotSent("NewConnectionError")
        self._pass(ANSWER_S if fault not in (Fault.LOST, Fault.LOST_DONE, Fault.LATE) else UNHEARD_S)
        match fault:
            case Fault.LOST:
                return Lost("ReadTimeout")
            case Fault.LATE:
                self.late.append((self.now - UNHEARD_S + self.late_by(), call))
                self._pass(0.0)
                return Lost("ReadTimeout")
            case Fault.REFUSED:
                return Refused("不予受理")
            case Fault.ERROR:
                return ErrorReply("系统异常", "500")
        answer = self.ledger.receive(call, self.now)
        match fault:
            case Fault.LOST_DONE:
                return Lost("ReadTimeout")
            case Fault.REFUSED_DONE:
                return Refused("不予受理")
            case Fault.ERROR_DONE:
                return ErrorReply("系统异常", "500")
            case Fault.UNREADABLE:
                return Done({}) if isinstance(answer, Done) else answer
            case Fault.TWICE:
                self.ledger.receive(call, self.now)
        return answer

    def _pass(self, seconds: float) -> None:
        self.now += seconds
        ripe = sorted((row for row in self.late if row[0] <= self.now), key=lambda row: row[0])
        self.late = [row for row in self.late if row[0] > self.now]
        for at, call in ripe:
            self.ledger.receive(call, at)

    def _let_go(self, held: dict[str, int]) -> None:
        self.loose.update(held)
        self._tidy()

    def _tidy(self) -> None:
        for lane, fence in list(self.loose.items()):
            self.books.release(lane, fence)
            self.loose.pop(lane)

    # --- judging -------------------------------------------------------------------------------------------------

    def judge(self, *, ended: bool = False) -> None:
        """The protocol's invariants as far as one window can break them; `ended`: every claim must have ended."""
        judge(self, ended=ended)

    def nobody_holds_a_lane(self) -> bool:
        """Every lane is free, or was left by an earlier start: whoever needs it next may take it from the dead."""
        held = text("SELECT count(*) FROM lane WHERE incarnation = :ours")
        with self.engine.connect() as connection:
            return connection.execute(held, {"ours": self.me.incarnation}).scalar() == 0
