"""Somebody is identified whose claims still wait: F8 settles them in order, each ending is seen, then today's bill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from counter_app.desk.counter import Bill
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import total_of
from offline_queue.values import State
from tests.window.cashier import RETIRED, TRAVELLER, Cashier
from ui.queue_views import ClaimState
from ui.views import VisitState

pytestmark = pytest.mark.window


def waiting(cashier: Cashier, person: tuple[str, str], *days: int) -> list[str]:
    """Tickets of an outage so many days ago; the replay was paused, so that they still wait. The youngest first."""
    (order,) = cashier.program.visit._desk._orders.unpaid(person[1])
    shown = Credential(CredentialKind.ID_NUMBER, person[1], name=order_name(cashier, person), id_number=person[1])
    keys = []
    for day in days:
        visit = replace(order.visit, date=order.visit.date - timedelta(days=day))
        charges = tuple(replace(line, trace_codes=()) for line in order.charges[:2])
        due = total_of(charges)
        bill = Bill(f"OUTAGE-{person[1][-4:]}-{day}", visit, charges)
        keys.append(cashier.office.counter.make_up(bill, shown, Payment(due, PaymentMethod.CASH, due), "").key)
    return keys


def order_name(cashier: Cashier, person: tuple[str, str]) -> str:
    found = cashier.office.counter.identify(Credential(CredentialKind.ID_NUMBER, person[1], "", "", person[1]))
    return found.person.name if found.person is not None else "患者"


def test_f8_settles_what_waits_first_and_then_the_bill_of_today(window) -> None:
    cashier = window()
    cashier.office.replay.paused = True
    younger, older = waiting(cashier, TRAVELLER, 1, 3)
    stranger = waiting(cashier, RETIRED, 2)[0]
    before = len(cashier.settlements(TRAVELLER))
    cashier.identified(TRAVELLER)
    assert "还有 2 笔补记账没结" in cashier.said()
    assert [one.claim for one in cashier.view.older] == [older, younger]
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    booked = cashier.settlements(TRAVELLER)[before:]
    assert [row["ipt_otp_no"].rsplit("-", 1)[0] for row in booked] == [older, younger], "in order, before the trial"
    states = [tuple(one.state for one in view.older) for view in cashier.seen if view.older]
    waits, works, done = ClaimState.WAITING, ClaimState.WORKING, ClaimState.SETTLED
    assert list(dict.fromkeys(states)) == [(waits, waits), (works, waits), (done, waits), (done, works), (done, done)]
    assert all(one.refund for one in cashier.view.older), "what is due back stands beside the person"
    assert cashier.office.books.claim(stranger).state is State.READY, "a stranger's waits for the background"
    cashier.take()
    cashier.reach(VisitState.SETTLED)


def test_who_has_no_bill_of_today_has_them_settled_alone(window) -> None:
    cashier = window()
    cashier.office.replay.paused = True
    keys = waiting(cashier, RETIRED, 1, 2)
    cashier.identified(RETIRED)
    cashier.press("Delete")
    while cashier.state is VisitState.CHARGES:
        cashier.press("Delete")
    cashier.reach(VisitState.NO_CHARGES)
    cashier.press("F8")
    cashier.until(lambda: cashier.said().startswith("补好 2 笔，应退 "), "both are told")
    assert {cashier.office.books.claim(key).state for key in keys} == {State.DONE}
    assert cashier.state is VisitState.NO_CHARGES
