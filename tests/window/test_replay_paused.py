"""The queue page while a queue drains: what it tells of it, and Space, which stops and goes on."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from counter_app.desk import clock
from counter_app.desk.counter import Bill
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind
from offline_queue.values import State
from tests.window.cashier import DAILY, RETIRED, TRAVELLER, Cashier
from tests.window.typing_in import name_of
from ui.queue_views import QueueState

pytestmark = pytest.mark.window
WORKERS = 4
PEOPLE = (DAILY, RETIRED, TRAVELLER)
OTHERS = ("990101198511074026", "990101196006065015", "99010219930303803X")
DRUG = "XA01ABD075A002010100483"


def tickets(cashier: Cashier) -> list[str]:
    """One of each of six people; the oldest first."""
    keys = []
    for number, whose in enumerate((*(number for _, number in PEOPLE), *OTHERS)):
        day = clock.moment().wall - timedelta(days=7 - number)
        visit = Visit(VisitKind.OUTPATIENT, day, "内科", Doctor("D9", "医师甲"), (Diagnosis("I10.x00", "高血压"),))
        bill = Bill(f"DRAIN-{number}", visit, (Charge(DRUG, "甲类药", Decimal("100.00"), Decimal(1)),))
        shown = Credential(CredentialKind.ID_NUMBER, whose, name=name_of(whose), id_number=whose)
        paid = Payment(Decimal("100.00"), PaymentMethod.CASH, Decimal("100.00"))
        keys.append(cashier.office.counter.make_up(bill, shown, paid, "").key)
    return keys


def states(cashier: Cashier, keys: list[str]) -> list[State]:
    return [cashier.claim(key).state for key in keys]


def test_space_stops_what_has_not_begun_and_goes_on(window) -> None:
    cashier = window()
    queue = cashier.program.queue
    cashier.press("F10")
    cashier.office.replay.paused = True
    keys = tickets(cashier)
    cashier.until(lambda: queue.view.state is QueueState.PAUSED and queue.view.progress.waiting == 6, "it stands")
    cashier.stage.faults(["slow:3:2207A"])
    cashier.press("Space")
    cashier.until(lambda: queue.view.progress.working == WORKERS, "four at once, and the page says so")
    assert queue.view.state is QueueState.REPLAYING
    assert states(cashier, keys)[WORKERS:] == [State.READY] * 2, "the oldest first"
    cashier.press("Space")
    cashier.until(lambda: states(cashier, keys).count(State.DONE) == WORKERS, "what was on the wire ends")
    cashier.until(lambda: queue.view.progress.settled == WORKERS, "told on the page")
    cashier.rest(3)
    assert queue.view.state is QueueState.PAUSED
    assert states(cashier, keys)[WORKERS:] == [State.READY] * 2
    cashier.press("Space")
    cashier.until(lambda: set(states(cashier, keys)) == {State.DONE}, "the rest", 25)
    cashier.until(lambda: queue.view.state is QueueState.DONE, "and it says that all are")
