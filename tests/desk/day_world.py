"""A world whose days end: the far side's statements, and a program that compares its books with them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Command, Download, Fetched, Upload, Whose
from counter_app.desk.day_books import Doubt, bookings, doubt_of
from counter_app.desk.knowledge import watch_length
from counter_app.desk.reconcile import DayResult, Reconcile
from counter_app.desk.trip import Trip
from counter_app.model.books import Group, Ledger, Period
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, Lost
from counter_app.settlement.transactions.reconciliation import DetailsResultRow
from offline_queue.values import State
from tests.desk import far_side
from tests.desk.far_side import Behaviour, Fault
from tests.desk.world import BACKGROUND, START, World

__all__ = ["BOOKS", "DAY", "DAY_S", "GROUP", "WHOLE", "Centre", "DayWorld"]

DAY = START.date()
WHOLE = Period(DAY, DAY)
BOOKS = Ledger("11", "990200")
GROUP = Group(BOOKS, "310")
DAY_S = 86_400.0
Row = tuple[str, str, bool, Decimal]


class Centre(far_side.Ledger):
    """The far side with its statements: sums, and the file of differences. `forgets`: what it leaves out of both.

    `closes_books`: what was booked stands in them only once its day has ended (assumption A5 says no more).
    """

    closes_books = False
    now: Callable[[], float] = lambda: 0.0
    forgets: frozenset[str] = frozenset()
    forgets_in_file: frozenset[str] = frozenset()
    uploaded: bytes = b""

    def booked(self) -> list[Row]:
        """(settlement, message, refund, total) of everything."""
        found: list[Row] = []
        for name, row in self.settlements.items():
            if name not in self.forgets and not (self.closes_books and day_of(row.at) == day_of(self.now())):
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
                psn_no=self.visits[self.settlements[name].visit].person,
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


def day_of(seconds: float) -> date:
    """The day of a moment of the world's clock."""
    return (START + timedelta(seconds=seconds - 1000.0)).date()


def far_side_fund(total: Decimal) -> Decimal:
    return (total * 6 / 10).quantize(Decimal("0.01"))


class DayWorld(World):
    """A world whose program also compares its days."""

    centre: Centre

    def __init__(self, engine: Engine, behaviour: Behaviour | None = None, **given: Any) -> None:
        self.centre = Centre(behaviour or Behaviour(shows_at_all=False, closes_at_all=False))
        super().__init__(engine, ledger=self.centre, **given)
        self.centre.now = lambda: self.now
        self.files_fail: Callable[[], bool] = lambda: False

    def _do(self, command: Command, trip: Trip, held: dict[str, int]) -> object:
        match command:
            case Upload() if self.files_fail():
                return Lost("ReadTimeout")
            case Download() if self.files_fail():
                return Fetched(trouble="文件损坏")
            case Upload(content=content):
                self.centre.uploaded = content
                return Done({"file_qury_no": "U1", "filename": "u.zip"})
            case Download():
                sent = {(row.settlement_id, row.refund) for claim in self.books.claims() for row in bookings(claim)}
                return Fetched(self.centre.result(sent))
            case Whose(msgid):
                return self.books.whose(msgid)
        return super()._do(command, trip, held)

    def doubts(self, day: date = DAY) -> list[Doubt]:
        longest = watch_length(self.place)
        found = [doubt_of(claim, self.books.attempts(claim.key), longest) for claim in self.books.claims(alive=True)]
        return [one for one in found if one is not None and one.period.last == day]

    def reconcile(self, day: date = DAY) -> DayResult:
        comparing = Reconcile("day", watch_length(self.place))
        steps: Generator[Command, Any, Any] = comparing.run(day, self.books.claims(), self.doubts(day))
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
