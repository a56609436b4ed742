"""The settlement service as the protocol needs it: a ledger that answers calls in virtual time.

What no document fixes is drawn (protocol, section 9) and hidden from the windows. What it answers is true unless the
line says otherwise: whatever happens to a message on its way is `line`'s business, not the ledger's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from counter_app.model import identity
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, Refused
from counter_app.settlement.transactions.reconciliation import DetailsResultRow

__all__ = ["CHANGING", "GROWING", "ZONE", "Habits", "Service", "id_number"]

GROWING = ("2203A", "2204", "2207A")
CHANGING = ("2201", *GROWING, "2205", "2202", "2208", "2601")
ZONE = ZoneInfo("Asia/Shanghai")
_CLEARING = {"clr_type": "11", "clr_optins": "990200", "insutype": "310"}


@dataclass(slots=True)
class Habits:
    """What places answer differently. `locks` is assumption A1; A3 and A4 always hold here."""

    locks: bool = True
    keeps_lines: bool = False  # 2207A does not look whether 2205 took the lines away
    second_close: bool = False  # 2202 of a cancelled visit is answered done instead of refused
    never_closes: bool = False
    unknown_reversal_done: bool = False
    shows_after: float = 0.0  # how long 5204 does not show a fresh settlement
    shows_at_all: bool = True
    lists_all: bool = False  # 5201 shows every open visit
    repeats_register: str = "refused"  # 2201 with a number used before: refused | same | another
    repeats_lines: bool = False  # 2204 with the same numbers a second time adds the lines again
    loses_a_line: float = 0.0  # share of 2204 of which a line is not kept; the answer says so
    keeps_undone_rows: bool = True  # 5204 shows settlements that were given back


@dataclass(slots=True)
class Visit:
    """One mdtrt_id."""

    number: str
    begun: date
    cancelled: bool = False
    lines: list[Decimal] = field(default_factory=list)


@dataclass(slots=True)
class Settled:
    """One setl_id."""

    visit: str
    msgid: str
    total: Decimal
    at: float
    live: bool = True
    undone_at: float = 0.0


class Service:
    """The books. `booked` is told of every settlement at its moment; `arrived` holds which messages came for what."""

    def __init__(self, habits: Habits, draw: Random, start: datetime, now: Callable[[], float]) -> None:
        self.habits = habits
        self._draw = draw
        self._start = start
        self._now = now
        self.visits: dict[str, Visit] = {}
        self.settled: dict[str, Settled] = {}
        self.arrived: dict[tuple[str, str], set[str]] = {}
        self.uploads: dict[str, set[str]] = {}
        self.answered = 0
        self.booked: Callable[[str, Settled], None] = lambda _name, _row: None
        self._by_visit: dict[str, list[str]] = {}
        self._numbers: dict[str, str] = {}
        self._by_claim: dict[str, list[str]] = {}

    @property
    def wall(self) -> datetime:
        """The service's own clock, which is right."""
        return self._start + timedelta(seconds=self._now())

    def receive(self, call: Call) -> CallOutcome:
        """A message is here: do what it asks, or refuse."""
        self.answered += 1
        number = call.transaction.number
        body = _body(call)
        if number in GROWING:
            self.arrived.setdefault((number, str(body["mdtrt_id"])), set()).add(call.msgid)
        answer: CallOutcome = getattr(self, f"_on_{number.lower()}")(call, body)
        return Done(answer.output, at=self.wall) if isinstance(answer, Done) else answer

    # --- for the judge -------------------------------------------------------------------------------------------

    def claim_of(self, visit: str) -> str:
        """Which claim opened a visit: visit numbers are key and generation."""
        return self.visits[visit].number.rpartition("-")[0]

    def visits_of(self, key: str) -> list[str]:
        """The visits a claim opened."""
        return self._by_claim.get(key, [])

    def live_of(self, key: str) -> list[str]:
        """The live settlements of a claim."""
        return [
            name for visit in self.visits_of(key) for name in self._by_visit.get(visit, ()) if self.settled[name].live
        ]

    def lists(self, visit: str) -> bool:
        """Whether 5201 shows an open visit: a list that need not be complete."""
        return not self.visits[visit].cancelled and (self.habits.lists_all or self._draw.random() < 0.5)

    def rows(self, day: date) -> list[tuple[str, str, bool, Decimal]]:
        """(settlement, message, refund, total) of what was booked up to the end of a day."""
        found = []
        for name, row in self.settled.items():
            if self._day(row.at) <= day:
                found.append((name, row.msgid, False, row.total))
            if not row.live and self._day(row.undone_at) <= day:
                found.append((name, row.msgid, True, -row.total))
        return found

    def rows_of(self, first: date, last: date) -> list[tuple[str, str, bool, Decimal]]:
        """The same, for the days from `first` to `last`."""
        found = []
        for name, row in self.settled.items():
            if first <= self._day(row.at) <= last:
                found.append((name, row.msgid, False, row.total))
            if not row.live and first <= self._day(row.undone_at) <= last:
                found.append((name, row.msgid, True, -row.total))
        return found

    def result(self, first: date, last: date, ours: set[tuple[str, bool]]) -> tuple[DetailsResultRow, ...]:
        """The file of 3202: what the centre has and we have not, and what we have and the centre has not."""
        shown = self._shown_rows(first, last)
        theirs = {(name, refund) for name, _, refund, _ in shown}
        only_here = tuple(
            DetailsResultRow(psn_no="P1", setl_id=name, mdtrt_id="V", refd_setl_flag="1" if refund else "0")
            for name, refund in sorted(ours - theirs)
        )
        return only_here + tuple(
            DetailsResultRow(
                psn_no="P1",
                msgid=msgid,
                stmt_rslt="1",
                refd_setl_flag="1" if refund else "0",
                medfee_sumamt=total,
                fund_pay_sumamt=_fund(total),
                acct_pay=Decimal("0.00"),
            )
            for name, msgid, refund, total in shown
            if (name, refund) not in ours
        )

    def _shown_rows(self, first: date, last: date) -> list[tuple[str, str, bool, Decimal]]:
        # A day that still runs stands in no books: A5 says only that those of an ended day are complete.
        today = self.wall.date()
        return self.rows_of(first, min(last, today - timedelta(days=1)))

    def _day(self, moment: float) -> date:
        return (self._start + timedelta(seconds=moment)).date()

    # --- transactions --------------------------------------------------------------------------------------------

    def _on_1101(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        number = str(body.get("certno") or body["mdtrt_cert_no"])
        return Done(person_output(number))

    def _on_2001(self, _call: Call, _body_: dict[str, Any]) -> CallOutcome:
        return Done({"trtinfo": [{"trt_enjymnt_flag": "1"}]})

    def _on_2201(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        number = str(body["ipt_otp_no"])
        known = self._numbers.get(number)
        if known is not None and self.habits.repeats_register == "refused":
            return Refused("门诊号重复")
        if known is None or self.habits.repeats_register == "another":
            known = f"V{len(self.visits) + 1:05d}"
            self._numbers.setdefault(number, known)
            self.visits[known] = Visit(number, date.fromisoformat(str(body["begntime"])[:10]))
            self._by_claim.setdefault(number.rpartition("-")[0], []).append(known)
        return Done({"data": {"mdtrt_id": known, "psn_no": body["psn_no"], "ipt_otp_no": number}})

    def _on_2203a(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        visit = self.visits.get(str(body["mdtrt_id"]))
        return Done({}) if visit and not visit.cancelled else Refused("就诊信息不存在")

    def _on_2204(self, call: Call, body: dict[str, Any]) -> CallOutcome:
        visit = self.visits.get(str(body["mdtrt_id"]))
        if visit is None or visit.cancelled:
            return Refused("就诊信息不存在")
        if visit.lines and not self.habits.repeats_lines:
            return Refused("费用明细流水号重复")
        rows = [(line["feedetl_sn"], Decimal(line["det_item_fee_sumamt"])) for line in call.body["feedetail"]]
        if self.habits.loses_a_line and self._draw.random() < self.habits.loses_a_line:
            rows = rows[:-1]
        visit.lines += [amount for _, amount in rows]
        return Done({"result": [{"feedetl_sn": sn, "det_item_fee_sumamt": str(amount)} for sn, amount in rows]})

    def _on_2206a(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        visit = self.visits.get(str(body["mdtrt_id"]))
        if visit is None or visit.cancelled or not visit.lines:
            return Refused("没有可结算的费用明细")
        return Done({"setlinfo": _split(sum(visit.lines, Decimal(0)), str(body["mdtrt_id"]), self.wall)})

    def _on_2207a(self, call: Call, body: dict[str, Any]) -> CallOutcome:
        name = str(body["mdtrt_id"])
        visit = self.visits.get(name)
        if visit is None or (visit.cancelled and self.habits.locks):
            return Refused("就诊信息不存在")
        if not visit.lines and not self.habits.keeps_lines:
            return Refused("没有可结算的费用明细")
        if any(self.settled[one].live for one in self._by_visit.get(name, ())):
            return Refused("费用已结算")
        total = sum(visit.lines, Decimal(0)) or Decimal(body["medfee_sumamt"])
        settled = f"S{len(self.settled) + 1:05d}"
        row = self.settled[settled] = Settled(name, call.msgid, total, self._now())
        self._by_visit.setdefault(name, []).append(settled)
        self.booked(settled, row)
        return Done({"setlinfo": _split(total, name, self.wall) | {"setl_id": settled}})

    def _on_2205(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        name = str(body["mdtrt_id"])
        visit = self.visits.get(name)
        settled = any(self.settled[one].live for one in self._by_visit.get(name, ()))
        if visit is None or not visit.lines or settled:
            return Refused("没有可撤销的费用明细")
        visit.lines.clear()
        return Done({})

    def _on_2202(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        name = str(body["mdtrt_id"])
        visit = self.visits.get(name)
        if visit is None or self.habits.never_closes:
            return Refused("就诊信息不存在")
        if any(self.settled[one].live for one in self._by_visit.get(name, ())):
            return Refused("存在结算信息，不能撤销")
        if visit.cancelled:
            return Done({}) if self.habits.second_close else Refused("已撤销")
        visit.cancelled = True
        return Done({})

    def _on_2208(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        row = self.settled.get(str(body["setl_id"]))
        if row is None or not row.live:
            return Refused("该结算不能撤销")
        self._give_back(row)
        return Done({"setlinfo": {"setl_id": "U1", "mdtrt_id": row.visit}})

    def _on_2601(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        found = [row for row in self.settled.values() if row.msgid == body["omsgid"] and row.live]
        for row in found:
            self._give_back(row)
        return Done({}) if found or self.habits.unknown_reversal_done else Refused("未找到原交易")

    def _give_back(self, row: Settled) -> None:
        row.live, row.undone_at = False, self._now()

    def _on_5204(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        rows = [
            {"setl_id": name, "mdtrt_id": body["mdtrt_id"]}
            for name in self._by_visit.get(str(body["mdtrt_id"]), ())
            if self._now() - self.settled[name].at >= self.habits.shows_after
            and (self.settled[name].live or self.habits.keeps_undone_rows)
        ]
        return Done({"": rows if self.habits.shows_at_all else []})

    def _on_5203(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        name = str(body["setl_id"])
        row = self.settled.get(name)
        if row is None:
            return Refused("未查询到结算信息")
        flag = "0" if row.live else "1"
        return Done(
            {
                "setlinfo": _split(row.total, row.visit, self._start + timedelta(seconds=row.at))
                | {"setl_id": name, "refd_setl_flag": flag}
            }
        )

    def _on_4205(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        return self._brought("4205", body)

    def _on_4203(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        return self._brought("4203", body)

    def _on_4301(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        return self._brought("4301", body)

    def _brought(self, number: str, body: dict[str, Any]) -> CallOutcome:
        self.uploads.setdefault(str(body["mdtrt_id"]), set()).add(number)
        return Done({})

    def _on_3201(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        rows = self._shown_rows(_date(body["stmt_begndate"]), _date(body["stmt_enddate"]))
        told = (Decimal(body["medfee_sumamt"]), int(body["fixmedins_setl_cnt"]))
        same = told == (sum((row[3] for row in rows), Decimal(0)), len(rows))
        return Done({"stmtinfo": {"stmt_rslt": "0" if same else "1", "stmt_rslt_dscr": "平" if same else "不平"}})

    def _on_3202(self, _call: Call, body: dict[str, Any]) -> CallOutcome:
        days = f"{_date(body['stmt_begndate']).isoformat()} {_date(body['stmt_enddate']).isoformat()}"
        return Done({"fileinfo": {"file_qury_no": days, "filename": "r.zip", "dld_endtime": "2040-01-01 00:00:00"}})


def _body(call: Call) -> dict[str, Any]:
    """The fields of a call, whatever node they stand in; of several rows the first."""
    found = next(iter(call.body.values()))
    return dict(found[0] if isinstance(found, list) else found)


def _date(text: Any) -> date:
    return date.fromisoformat(str(text)[:10])


def _fund(total: Decimal) -> Decimal:
    return (total * 6 / 10).quantize(Decimal("0.01"))


def _split(total: Decimal, visit: str, at: datetime) -> dict[str, Any]:
    fund = _fund(total)
    return _CLEARING | {
        "mdtrt_id": visit,
        "medfee_sumamt": str(total),
        "fund_pay_sumamt": str(fund),
        "hifp_pay": str(fund),
        "acct_pay": "0.00",
        "psn_cash_pay": str(total - fund),
        "setl_time": at.strftime("%Y-%m-%d %H:%M:%S"),
    }


def id_number(serial: int) -> str:
    """A fictitious person's number with a valid check digit."""
    first17 = f"99010119700101{serial:03d}"
    return first17 + identity.check_digit(first17)


def person_output(number: str) -> dict[str, Any]:
    """1101 for a number."""
    return {
        "baseinfo": {
            "psn_no": f"P{number[-6:]}",
            "psn_cert_type": "01",
            "certno": number,
            "psn_name": "测试甲",
            "gend": "1",
            "brdy": "1970-01-01",
            "age": "61",
        },
        "insuinfo": [
            {
                "insuplc_admdvs": f"99{1 + int(number[-2:-1]) % 3:02d}00",
                "insutype": "310",
                "psn_type": "11",
                "psn_insu_stas": "1",
                "balc": "0.00",
                "cvlserv_flag": "0",
            }
        ],
    }
