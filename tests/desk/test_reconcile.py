"""The day's proof in virtual time: what it makes of a claim in doubt, and what is no proof; killed anywhere."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Command, Download, Fetched, Upload, Whose
from counter_app.desk.day_books import Doubt, bookings, doubt_of
from counter_app.desk.judging import NotProof, Statement, corrected, live_rows, too_early, unfit_rows
from counter_app.desk.knowledge import watch_length
from counter_app.desk.reconcile import DayResult, Reconcile, Verdict
from counter_app.desk.trip import Trip
from counter_app.model.books import Booking, Difference, DifferenceKind, Group, Ledger, Period, Sums
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done
from counter_app.settlement.transactions.reconciliation import DetailsResultRow
from offline_queue.values import State
from tests.desk import far_side
from tests.desk.far_side import Behaviour, Fault
from tests.desk.world import BACKGROUND, START, Crash, World, empty_engine

DAY = START.date()
WHOLE = Period(DAY, DAY)
BOOKS = Ledger("11", "990200")
GROUP = Group(BOOKS, "310")
DAY_S = 86_400.0
Row = tuple[str, str, bool, Decimal]


class Centre(far_side.Ledger):
    """The far side with its statements: sums, and the file of differences. `forgets`: what it leaves out of both."""

    forgets: frozenset[str] = frozenset()
    forgets_in_file: frozenset[str] = frozenset()
    uploaded: bytes = b""

    def booked(self) -> list[Row]:
        """(settlement, message, refund, total) of everything."""
        found: list[Row] = []
        for name, row in self.settlements.items():
            if name not in self.forgets:
                found.append((name, row.msgid, False, row.total))
                if not row.live:
                    found.append((name, row.msgid, True, -row.total))
        return found

    def _on_3201(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        rows = self.booked()
        same = (Decimal(body["medfee_sumamt"]), int(body["fixmedins_setl_cnt"])) == (
            sum((row[3] for row in rows), Decimal(0)),
            len(rows),
        )
        return Done({"stmtinfo": {"stmt_rslt": "0" if same else "1", "stmt_rslt_dscr": "平" if same else "不平"}})

    def _on_3202(self, _call: Call, _body_: dict[str, Any], _now: float) -> CallOutcome:
        return Done({"fileinfo": {"file_qury_no": "R1", "filename": "r.zip", "dld_endtime": "2031-05-09 00:00:00"}})

    def result(self, ours: set[tuple[str, bool]]) -> tuple[DetailsResultRow, ...]:
        return tuple(
            DetailsResultRow(
                psn_no="P1",
                msgid=msgid,
                stmt_rslt="1",
                refd_setl_flag="1" if refund else "0",
                medfee_sumamt=total,
                fund_pay_sumamt=far_side_fund(total),
                acct_pay=Decimal("0.00"),
            )
            for name, msgid, refund, total in self.booked()
            if (name, refund) not in ours and name not in self.forgets_in_file
        )


def far_side_fund(total: Decimal) -> Decimal:
    return (total * 6 / 10).quantize(Decimal("0.01"))


class DayWorld(World):
    """A world whose program also compares its days."""

    centre: Centre

    def __init__(self, engine: Engine, **given: Any) -> None:
        self.centre = Centre(Behaviour(shows_at_all=False, closes_at_all=False))
        super().__init__(engine, ledger=self.centre, **given)

    def _do(self, command: Command, trip: Trip, held: dict[str, int]) -> object:
        match command:
            case Upload(content=content):
                self.centre.uploaded = content
                return Done({"file_qury_no": "U1", "filename": "u.zip"})
            case Download():
                sent = {(row.settlement_id, row.refund) for claim in self.books.claims() for row in bookings(claim)}
                return Fetched(self.centre.result(sent))
            case Whose(msgid):
                return self.books.whose(msgid)
        return super()._do(command, trip, held)

    def doubts(self) -> list[Doubt]:
        longest = watch_length(self.place)
        found = [doubt_of(claim, self.books.attempts(claim.key), longest) for claim in self.books.claims(alive=True)]
        return [one for one in found if one is not None and one.period.last == DAY]

    def reconcile(self, day: date = DAY) -> DayResult:
        comparing = Reconcile("day", watch_length(self.place))
        steps: Generator[Command, Any, Any] = comparing.run(day, self.books.claims(), self.doubts())
        found: Any = self._answered(steps, BACKGROUND, {})
        result: DayResult = found
        return result

    def given_up(self, fault: Fault) -> str:
        """A claim whose 2207A ended so, and of which nothing can be known today."""
        key = self.open()
        self.fault = lambda call: fault if call.transaction.number == "2207A" else Fault.NONE
        self.settle(key)
        self.replay()
        assert (self.claim(key).state, self.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
        self.fault = lambda _call: Fault.NONE
        return key

    def tomorrow(self, *, sees: bool = True) -> None:
        self.now += DAY_S
        self.centre.behaviour.shows_at_all = sees
        self.centre.behaviour.closes_at_all = True

    def ended(self, key: str) -> None:
        """What follows by itself; a quote that asks for a yes gets one."""
        self.replay()
        if self.claim(key).reason == HeldReason.CONFIRM:
            self.settle(key)
            self.replay()
        self.judge(ended=True)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = empty_engine(tmp_path_factory.mktemp("day"))
    yield made
    made.dispose()


@pytest.mark.parametrize(
    ("fault", "verdict", "settlements"), [(Fault.LOST_DONE, Verdict.LIVE, 1), (Fault.LOST, Verdict.NOT_BOOKED, 1)]
)
def test_the_books_decide(engine: Engine, fault: Fault, verdict: str, settlements: int) -> None:
    world = DayWorld(engine)
    key = world.given_up(fault)
    world.tomorrow()
    (ruling,) = world.reconcile().rulings
    assert (ruling.claim, ruling.verdict, ruling.written) == (key, verdict, True)
    assert world.claim(key).state is State.UNCLEAR
    world.ended(key)
    assert world.claim(key).state is State.DONE
    assert len(world.centre.settlements) == settlements
    assert world.nobody_holds_a_lane()


def test_where_nobody_may_look_it_is_taken_back(engine: Engine) -> None:
    world = DayWorld(engine)
    world.place = replace(world.place, may_look=False, may_reverse=frozenset())
    world.start()
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow(sees=False)
    assert world.reconcile().rulings[0].verdict == Verdict.LIVE
    world.replay()
    assert world.claim(key).reason == HeldReason.RECONCILE, "no 2601 there either: the agency"
    world.place = replace(world.place, may_reverse=frozenset({"2207A"}))
    world.start()
    world.reconcile()
    world.ended(key)
    assert [row.live for row in world.centre.settlements.values()] == [False, True]


def test_a_cancelled_claim_that_was_never_booked_ends_void(engine: Engine) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST)
    world.cancel(key)
    world.replay()
    world.tomorrow()
    world.reconcile()
    world.ended(key)
    assert world.claim(key).state is State.VOID


@pytest.mark.parametrize("fault", [Fault.LOST_DONE, Fault.LOST])
def test_killed_after_every_command(engine: Engine, fault: Fault) -> None:
    crashed = number = 0
    while True:
        number += 1
        world = DayWorld(engine)
        key = world.given_up(fault)
        world.tomorrow()
        world.crash_at = world.commands + number
        try:
            world.reconcile()
            world.ended(key)
            world.crash_at = None
            break
        except Crash:
            crashed += 1
        world.crash_at = None
        world.start()
        world.now += 60.0
        world.replay()
        world.reconcile()
        world.ended(key)
        assert world.claim(key).state is State.DONE
        assert sum(row.live for row in world.centre.settlements.values()) == 1
    assert crashed >= 8


def _late(world: DayWorld) -> None:
    world.now -= DAY_S - 60


def _file_without_the_row(world: DayWorld) -> None:
    world.centre.forgets_in_file = frozenset(world.centre.settlements)


@pytest.mark.parametrize("broken", [_late, _file_without_the_row])
def test_not_judged(engine: Engine, broken: Callable[[DayWorld], None]) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow()
    broken(world)
    result = world.reconcile()
    assert not result.agrees
    assert not any(ruling.written for ruling in result.rulings)
    assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
    assert world.claim(key).machine.proof is None


def test_books_that_forget_are_not_believed_over_what_cannot_be_read(engine: Engine) -> None:
    """A5 is false, and the settlement that 5204 shows cannot be read today: nothing is settled beside it."""
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow()
    world.centre.forgets = frozenset(world.centre.settlements)
    world.fault = lambda call: Fault.UNREADABLE if call.transaction.number == "5203" else Fault.NONE
    assert world.reconcile().rulings[0].verdict == Verdict.NOT_BOOKED
    world.replay()
    assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
    world.fault = lambda _call: Fault.NONE
    world.reconcile()
    world.ended(key)
    assert world.claim(key).state is State.DONE
    assert len(world.centre.settlements) == 1


def test_a_claim_that_moved_meanwhile_is_left_alone(engine: Engine) -> None:
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST_DONE)
    world.tomorrow()
    stale = world.doubts()
    world.cancel(key)
    world.replay()
    found: Any = world._answered(
        Reconcile("day", watch_length(world.place)).run(DAY, world.books.claims(), stale), BACKGROUND, {}
    )
    assert [(one.verdict, one.written) for one in found.rulings] == [(Verdict.LIVE, False)]
    assert world.claim(key).machine.proof is None
    assert world.nobody_holds_a_lane()


def test_a_day_without_bookings_is_asked_in_the_groups_of_others(engine: Engine) -> None:
    """A6: what this machine has forgotten, the centre has not."""
    world = DayWorld(engine)
    world.settle(world.open())
    world.now += 2 * DAY_S
    result = world.reconcile(DAY + timedelta(days=1))
    assert [one.group for one in result.comparisons] == [GROUP]
    assert result.comparisons[0].sums.count == 0
    assert not result.agrees, "the far side of this test has one booking, whatever day is asked"


def test_the_days_of_a_doubt(engine: Engine) -> None:
    """Near midnight, or where the service's clock is another day's, both days are asked for."""
    world = DayWorld(engine)
    key = world.given_up(Fault.LOST)
    claim, attempts, quote = world.claim(key), world.books.attempts(key), world.claim(key).machine.quote
    assert quote is not None

    def days(shift: timedelta, sent: timedelta = timedelta(0)) -> Period:
        moved = replace(quote, service_at=quote.asked_at + shift)
        calls = [replace(one, at=one.at + sent) for one in attempts]
        found = doubt_of(replace(claim, machine=replace(claim.machine, quote=moved)), calls, 16.0)
        assert found is not None
        return found.period

    after, before = DAY + timedelta(days=1), DAY - timedelta(days=1)
    assert days(timedelta(0)) == WHOLE
    assert days(timedelta(days=1)) == Period(DAY, after)
    assert days(timedelta(days=-1)) == Period(before, DAY)
    assert days(timedelta(0), timedelta(hours=14, minutes=55)) == Period(DAY, after)
    assert doubt_of(claim, [one for one in attempts if one.kind != "2207A"], 16.0) is None


# --- the pure rules --------------------------------------------------------------------------------------------------


def booking(name: str, total: str = "100.00", *, refund: bool = False) -> Booking:
    zero = Decimal("0.00")
    amount = Decimal(total)
    return Booking("B1", name, "V1", "P1", GROUP, "990100", START, refund, amount, zero, zero, zero, amount)


def row(
    kind: DifferenceKind, name: str = "", msgid: str = "M1", total: str | None = "100.00", **given: Any
) -> Difference:
    amount = None if total is None else Decimal(total)
    zero = None if total is None else Decimal("0.00")
    return replace(
        Difference(kind, name, "V1" if name else "", "P1", msgid, False, "", amount, zero, zero, f"row {name}{msgid}"),
        **given,
    )


ONLY_CENTRE, ONLY_HERE, OTHER = DifferenceKind.ONLY_CENTRE, DifferenceKind.ONLY_HERE, DifferenceKind.OTHER_AMOUNTS
DOUBT = Doubt("B1", "lane", "M1", GROUP, WHOLE, START, START)


@pytest.mark.parametrize(
    ("rows", "live"),
    [
        ([], False),
        ([row(ONLY_CENTRE)], True),
        ([row(ONLY_CENTRE, msgid="M2")], False),
        ([row(ONLY_CENTRE), row(ONLY_CENTRE, total="-100.00", refund=True)], False),
        ([row(ONLY_CENTRE), row(ONLY_CENTRE), row(ONLY_CENTRE, total="-100.00", refund=True)], True),
        ([row(ONLY_CENTRE, total=None)], True),
        # Both rows of a pair may carry the flag: the sign decides.
        ([row(ONLY_CENTRE, refund=True), row(ONLY_CENTRE, total="-100.00", refund=True)], False),
    ],
)
def test_whether_it_stands(rows: list[Difference], live: bool) -> None:
    assert live_rows(DOUBT, rows)[0] is live


def test_a_flag_without_an_amount_decides_nothing() -> None:
    with pytest.raises(NotProof):
        live_rows(DOUBT, [row(ONLY_CENTRE, total=None, refund=True)])


def test_the_files_rows_laid_over_our_books() -> None:
    sent = (booking("S1"), booking("S2", "50.00"), booking("S3", "20.00"))
    rows = (row(ONLY_CENTRE, total="7.00"), row(ONLY_HERE, "S2", ""), row(OTHER, "S3", "M3", "21.00"))
    found = corrected(GROUP, Statement(WHOLE, sent, rows), {"M1": "310"})
    assert (found.count, found.total) == (3, Decimal("128.00"))
    assert corrected(GROUP, Statement(WHOLE, sent, rows), {"M1": "390"}).total == Decimal("121.00")
    with pytest.raises(NotProof):
        corrected(GROUP, Statement(WHOLE, sent, (row(ONLY_CENTRE, total=None),)), {})


@pytest.mark.parametrize(
    "rows",
    [
        (row(ONLY_HERE, "S9", ""),),
        (row(OTHER, "S9", "M9"),),
        (row(ONLY_HERE, "S1", "", refund=True),),
        (row(ONLY_HERE, "S1", ""), row(ONLY_HERE, "S1", "")),
        (row(ONLY_CENTRE, msgid=""),),
    ],
)
def test_a_file_that_is_no_answer_to_ours(rows: tuple[Difference, ...]) -> None:
    assert unfit_rows(Statement(WHOLE, (booking("S1"),), rows))


def test_a_file_that_is_one() -> None:
    rows = (row(ONLY_HERE, "S1", ""), row(ONLY_CENTRE))
    assert unfit_rows(Statement(WHOLE, (booking("S1"),), rows)) == ""


def test_a_day_ends_with_the_places_time_limit() -> None:
    midnight = START.replace(hour=0) + timedelta(days=1)
    assert too_early(WHOLE, midnight - timedelta(seconds=1), 16.0)
    assert too_early(WHOLE, midnight + timedelta(seconds=15), 16.0)
    assert not too_early(WHOLE, midnight + timedelta(seconds=16), 16.0)


def test_sums() -> None:
    found = Sums.of([booking("S1"), booking("S1", "-100.00", refund=True)])
    assert (found.count, found.total, found.cash) == (2, Decimal("0.00"), Decimal("0.00"))
