"""The far side as the protocol needs it: a ledger of visits and settlements that answers calls in virtual time.

What no document fixes is a switch (protocol, section 9, "Ask each place"), so that a test may play both answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from counter_app.model import identity
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, Refused

__all__ = ["CHANGING", "GROWING", "Behaviour", "Fault", "Ledger", "id_number", "person_output"]

GROWING = ("2203A", "2204", "2207A")
CHANGING = ("2201", *GROWING, "2205", "2202", "2208", "2601")


class Fault(StrEnum):
    """What may happen to one call."""

    NONE = "none"
    REFUSED = "refused"  # the service says no and does nothing
    REFUSED_DONE = "refused_done"  # it says no and did it all the same (protocol, rule 5)
    ERROR = "error"
    ERROR_DONE = "error_done"
    LOST = "lost"  # the request never came
    LOST_DONE = "lost_done"  # the answer never came
    LATE = "late"  # the request comes after we stopped listening
    TWICE = "twice"  # a proxy delivers it twice
    UNREADABLE = "unreadable"  # infcode 0 and nothing else
    NOT_SENT = "not_sent"


@dataclass(slots=True)
class Behaviour:
    """What each place answers differently. Ages in seconds."""

    locks: bool = True  # 2207A on a cancelled visit is refused (assumption A1)
    second_close: bool = False  # 2202 of a cancelled visit is answered done instead of refused
    unknown_reversal_done: bool = True  # 2601 for an unknown message id is answered done
    shows_after: float = 0.0  # how long 5204 does not show a fresh settlement
    shows_at_all: bool = True
    closes_at_all: bool = True
    closes_settled: bool = False  # 2202 cancels a visit with a live settlement on it (assumption A4 is false)
    undoes_at_all: bool = True
    wrong_line_total: int = 0  # how many 2204 answer another total than was sent
    wrong_split: dict[str, str] = field(default_factory=dict)  # by call: a fen more of this amount than its split has


@dataclass(slots=True)
class _Visit:
    number: str
    region: str
    person: str
    cancelled: bool = False
    lines: list[Decimal] = field(default_factory=list)


@dataclass(slots=True)
class _Settlement:
    visit: str
    msgid: str
    total: Decimal
    at: float
    live: bool = True


class Ledger:
    """The service's books. `arrived` holds every changing call that came, in order: (number, visit, message id)."""

    def __init__(self, behaviour: Behaviour | None = None) -> None:
        self.behaviour = behaviour or Behaviour()
        self.visits: dict[str, _Visit] = {}
        self.settlements: dict[str, _Settlement] = {}
        self.arrived: list[tuple[str, str, str]] = []
        self.doubles: list[str] = []
        self.persons: dict[str, str] = {}

    def receive(self, call: Call, now: float) -> CallOutcome:
        """Do what is asked, or refuse."""
        number = call.transaction.number
        body = _body(call)
        if number in CHANGING:
            self.arrived.append((number, str(body.get("mdtrt_id", "")), call.msgid))
        return getattr(self, f"_on_{number.lower()}")(call, body, now)

    def claim_of(self, visit: str) -> str:
        """Which claim opened a visit: visit numbers are key and generation."""
        return self.visits[visit].number.rpartition("-")[0]

    def live_of(self, key: str) -> list[str]:
        """The live settlements of a claim."""
        return [name for name, row in self.settlements.items() if row.live and self.claim_of(row.visit) == key]

    def open_visits(self, key: str) -> list[str]:
        """Visits of a claim that are neither cancelled nor settled."""
        settled = {row.visit for row in self.settlements.values() if row.live}
        return [
            name
            for name, visit in self.visits.items()
            if not visit.cancelled and name not in settled and self.claim_of(name) == key
        ]

    def _on_1101(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        number = str(body.get("certno") or self.persons.get(str(body["mdtrt_cert_no"]), "") or body["mdtrt_cert_no"])
        return Done(person_output(number))

    def _on_2001(self, _call: Call, _body_: dict[str, Any], _now: float) -> CallOutcome:
        return Done({"trtinfo": [{"trt_enjymnt_flag": "1"}]})

    def _on_2201(self, call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        number = str(body["ipt_otp_no"])
        if any(visit.number == number for visit in self.visits.values()):
            return Refused("门诊号重复")
        name = f"V{len(self.visits) + 1:05d}"
        self.visits[name] = _Visit(number, call.insured_region, str(body["psn_no"]))
        return Done({"data": {"mdtrt_id": name, "psn_no": body["psn_no"], "ipt_otp_no": number}})

    def _on_2203a(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        visit = self.visits.get(str(body["mdtrt_id"]))
        return Done({}) if visit and not visit.cancelled else Refused("就诊信息不存在")

    def _on_2204(self, call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        visit = self.visits.get(str(body["mdtrt_id"]))
        if visit is None or visit.cancelled:
            return Refused("就诊信息不存在")
        rows = []
        extra = Decimal("0.01") if self.behaviour.wrong_line_total > 0 else Decimal(0)
        self.behaviour.wrong_line_total -= 1
        for line in call.body["feedetail"]:
            amount = Decimal(line["det_item_fee_sumamt"])
            visit.lines.append(amount)
            rows.append({"feedetl_sn": line["feedetl_sn"], "det_item_fee_sumamt": str(amount + extra)})
        return Done({"result": rows})

    def _on_2206a(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        visit = self.visits.get(str(body["mdtrt_id"]))
        if visit is None or visit.cancelled or sum(visit.lines) != Decimal(body["medfee_sumamt"]):
            return Refused("没有可结算的费用明细")
        return self._told("2206A", _split(Decimal(body["medfee_sumamt"]), str(body["mdtrt_id"])))

    def _on_2207a(self, call: Call, body: dict[str, Any], now: float) -> CallOutcome:
        name = str(body["mdtrt_id"])
        visit = self.visits.get(name)
        total = Decimal(body["medfee_sumamt"])
        if visit is None or (visit.cancelled and self.behaviour.locks) or sum(visit.lines) != total:
            return Refused("没有可结算的费用明细")
        if any(row.live and row.visit == name for row in self.settlements.values()):
            return Refused("费用已结算")
        settled = f"S{len(self.settlements) + 1:05d}"
        key = self.claim_of(name)
        if self.live_of(key):
            self.doubles.append(key)
        self.settlements[settled] = _Settlement(name, call.msgid, total, now)
        return self._told("2207A", _split(total, name) | {"setl_id": settled})

    def _on_2205(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        name = str(body["mdtrt_id"])
        visit = self.visits.get(name)
        if visit is None or not visit.lines or any(r.live and r.visit == name for r in self.settlements.values()):
            return Refused("没有可撤销的费用明细")
        visit.lines.clear()
        return Done({})

    def _on_2202(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        name = str(body["mdtrt_id"])
        visit = self.visits.get(name)
        if visit is None or not self.behaviour.closes_at_all:
            return Refused("就诊信息不存在")
        settled = any(row.live and row.visit == name for row in self.settlements.values())
        if settled and not self.behaviour.closes_settled:
            return Refused("存在结算信息，不能撤销")
        if visit.cancelled:
            return Done({}) if self.behaviour.second_close else Refused("已撤销")
        visit.cancelled = True
        return Done({})

    def _on_2208(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        row = self.settlements.get(str(body["setl_id"]))
        if row is None or not row.live or not self.behaviour.undoes_at_all:
            return Refused("该结算不能撤销")
        row.live = False
        return Done({"setlinfo": {"setl_id": "U1", "mdtrt_id": row.visit}})

    def _on_2601(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        found = [row for row in self.settlements.values() if row.msgid == body["omsgid"] and row.live]
        for row in found:
            row.live = False
        return Done({}) if found or self.behaviour.unknown_reversal_done else Refused("未找到原交易")

    def _on_5204(self, _call: Call, body: dict[str, Any], now: float) -> CallOutcome:
        rows = [
            {"setl_id": name, "mdtrt_id": row.visit}
            for name, row in self.settlements.items()
            if row.visit == body["mdtrt_id"] and now - row.at >= self.behaviour.shows_after
        ]
        return Done({"": rows if self.behaviour.shows_at_all else []})

    def _on_5203(self, _call: Call, body: dict[str, Any], _now: float) -> CallOutcome:
        name = str(body["setl_id"])
        row = self.settlements.get(name)
        if row is None:
            return Refused("未查询到结算信息")
        flag = "0" if row.live else "1"
        return self._told("5203", _split(row.total, row.visit) | {"setl_id": name, "refd_setl_flag": flag})

    def _told(self, number: str, info: dict[str, Any]) -> Done:
        name = self.behaviour.wrong_split.get(number, "")
        if name:
            info[name] = str(Decimal(info.get(name) or "0.00") + Decimal("0.01"))
        return Done({"setlinfo": info})


def _body(call: Call) -> dict[str, Any]:
    """The fields of a call, whatever node they stand in; of several rows the first."""
    found = next(iter(call.body.values()))
    return dict(found[0] if isinstance(found, list) else found)


def _split(total: Decimal, visit: str) -> dict[str, Any]:
    fund = (total * 6 / 10).quantize(Decimal("0.01"))
    return {
        "mdtrt_id": visit,
        "medfee_sumamt": str(total),
        "fund_pay_sumamt": str(fund),
        "hifp_pay": str(fund),
        "acct_pay": "0.00",
        "psn_cash_pay": str(total - fund),
        "setl_time": "2031-05-06 10:00:00",
        "insutype": "310",
        "clr_type": "11",
        "clr_optins": "990200",
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
                "insuplc_admdvs": "990100",
                "insutype": "310",
                "psn_type": "11",
                "psn_insu_stas": "1",
                "balc": "0.00",
                "cvlserv_flag": "0",
            }
        ],
    }
