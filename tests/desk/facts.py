"""Claims and what a process knows of them, for the decision tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from counter_app.desk.claim import (
    CallKind,
    Cash,
    Claim,
    Confirmation,
    MachinePart,
    PeoplePart,
    Proof,
    Refusal,
)
from counter_app.desk.knowledge import Knowledge, Watch
from counter_app.model.payment import PaymentMethod
from counter_app.model.settlement import Amounts, Quote, Settlement
from counter_app.settlement.place import VisitLock, load_place
from offline_queue.values import Attempt, Owner, State
from tests.desk.world import START, known_person, people

__all__ = [
    "BLIND",
    "BOOKED",
    "BOOKS_SAY_NO",
    "BOOKS_SAY_YES",
    "DAY",
    "GROWING",
    "HUNDRED",
    "ME",
    "NO",
    "NOW",
    "NO_LOCK",
    "PAID",
    "PLACE",
    "TAKING",
    "UNEQUAL",
    "YES",
    "W",
    "amounts",
    "attempt",
    "claim",
    "doubtful",
    "knows",
    "ready",
    "settlement",
    "watched",
]

ME = "01/1"
PLACE = load_place("national")
NOW = 10_000.0
W = PLACE.time_limit_s + 5.0 + 1.0
HUNDRED = Decimal("100.00")
GROWING = {CallKind.REGISTER, CallKind.VISIT, CallKind.LINES, CallKind.SETTLE}


def amounts(total: str = "100.00", cash: str = "40.00") -> Amounts:
    zero = Decimal("0.00")
    fund = Decimal(total) - Decimal(cash)
    return Amounts(Decimal(total), zero, zero, zero, zero, zero, fund, fund_total=fund, cash=Decimal(cash))


def settlement(total: str = "100.00", name: str = "S1") -> Settlement:
    return Settlement(name, "V1", amounts(total), START)


def claim(machine: MachinePart | None = None, part: PeoplePart | None = None, **rest: Any) -> Claim:
    return Claim(
        key="B01-T-1",
        lane="lane",
        order="1",
        state=State.READY,
        reason="",
        version=1,
        people=part or people(),
        machine=machine or ready(),
        opened_at=START,
        changed_at=START,
        **rest,
    )


def ready(**facts: Any) -> MachinePart:
    """Person known, visit held with its lines sent, quoted."""
    known = MachinePart(
        person=known_person(),
        visit_id="V1",
        visit_number="B01-T-1-1",
        stage=2,
        visit_charges_version=1,
        quote=Quote(amounts(), START),
        quote_charges_version=1,
        quote_by=ME,
    )
    return replace(known, **facts)


def doubtful(**facts: Any) -> MachinePart:
    return ready(money="M1", doubt="M1", **facts)


def knows(**facts: Any) -> Knowledge:
    return replace(Knowledge(NOW, PLACE, ME, quoted={"B01-T-1": NOW - 10}), **facts)


def watched(since: float = NOW - W, **facts: Any) -> dict[str, Watch]:
    return {"M1": Watch(since, **facts)}


def attempt() -> Attempt:
    return Attempt("M1", "B01-T-1", "2207A", "V1", "", Owner("01", 1), START)


YES = Confirmation.of(amounts(), 1)
PAID = Cash(HUNDRED, PaymentMethod.CASH, HUNDRED, START, "window", "paid in full")
TAKING = replace(PLACE, uploads=True)
NO = Refusal(CallKind.TRIAL, "不予受理", "-1", 0)
UNEQUAL = replace(settlement(), amounts=replace(amounts(), cash=Decimal("39.99")))
BOOKED = ready(settlement=settlement(), money="M1")
DAY = START.date()
BOOKS_SAY_NO, BOOKS_SAY_YES = Proof(False, DAY, DAY), Proof(True, DAY, DAY, "row")
BLIND = replace(PLACE, may_look=False)
NO_LOCK = replace(PLACE, visit_lock=VisitLock.FAILS)
