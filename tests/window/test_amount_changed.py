"""Another window settles for the same person between trial and settlement: the amount is another one.

The window stops before change is handed out, and then takes what lacks, pays back what is over, or undoes it all.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk import plan
from counter_app.desk.counter import Bill
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.records.orders import OrderFolder
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from offline_queue.values import State
from tests.window.cashier import DAILY, QUIET_S
from ui.patient_view import patient_view
from ui.till_face import face_of
from ui.views import PrintState, VisitState
from ui.words import figures, labels, patient_words

pytestmark = pytest.mark.window

# The island's cap is nearly used up: what comes second is dearer. A deductible a day: what comes second is cheaper.
DEARER = ("9900000000000000000000000009", "99010219770815702X")
CHEAPER = ("9900000000000000000000000010", "99010219930303803X")
TO_UNDO = ("9900000000000000000000000006", "990101198511074026")


def settled_elsewhere(cashier, person: tuple[str, str], folder: Path) -> None:
    """A window with a store of its own, which knows nothing of ours."""
    folder.mkdir()
    overrides = {"service__url": cashier.stage.url, "window__training": True, "window__number": 9}
    office = open_office(load_settings(None, folder, overrides=overrides), working=True)
    try:
        (order,) = OrderFolder(cashier.stage.orders).unpaid(person[1])
        credential = Credential(CredentialKind.ID_NUMBER, person[1], name=cashier.view.person.name, id_number=person[1])
        bill = Bill(f"{order.bill}-9", order.visit, order.charges)
        arrival = office.counter.quote(bill, office.counter.identify(credential))
        cash = arrival.claim.machine.quote.amounts.cash
        done = office.counter.settle(arrival.key, Payment(cash, PaymentMethod.CASH, cash))
        assert done.claim.state is State.DONE
    finally:
        office.close()


def changed(window, person: tuple[str, str], tmp_path: Path, received: str = ""):
    cashier = window()
    old = cashier.quoted(person)
    settled_elsewhere(cashier, person, tmp_path / "elsewhere")
    cashier.rest(QUIET_S)
    cashier.type(received)
    cashier.press("F9")
    stopped = cashier.reach(VisitState.AMOUNT_CHANGED)
    assert stopped.quote.amounts.cash == old
    cashier.press("F9")  # at once: nobody has read it
    cashier.rest(0.1)
    assert cashier.state is VisitState.AMOUNT_CHANGED
    assert not cashier.slips("settlement"), "no paper before the amount is right"
    row = cashier.settlements(person)[-1]
    assert stopped.settlement.amounts.cash == Decimal(row["cash"]) != old
    return cashier, old, row


def test_dearer_is_collected(window, tmp_path) -> None:
    cashier, old, row = changed(window, DEARER, tmp_path, "2000")
    new = Decimal(row["cash"])
    assert new > old
    cashier.take()
    settled = cashier.reach(VisitState.SETTLED)
    assert (settled.payment.due, settled.payment.received) == (new, Decimal(2000))
    claim = cashier.claim()
    cashier.conserve(claim, row)
    assert [cash.amount for cash in claim.people.cash] == [old, new - old]
    assert sum(cash.received for cash in claim.people.cash) == Decimal(2000), "as much as lay on the counter"
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "now there is a slip")


def test_cheaper_is_paid_back(window, tmp_path) -> None:
    cashier, old, row = changed(window, CHEAPER, tmp_path, "600")
    new = Decimal(row["cash"])
    assert new < old
    for _ in range(3):
        cashier.take()
    settled = cashier.reach(VisitState.SETTLED)
    assert (settled.payment.due, settled.payment.change) == (new, Decimal(600) - new)
    claim = cashier.claim()
    cashier.conserve(claim, row)
    assert [cash.amount for cash in claim.people.cash] == [old, new - old]


def test_an_old_trial_that_asks_another_amount_says_so(window, tmp_path, monkeypatch) -> None:
    """F9 asks it anew; nothing is taken, and the cashier is told before F9 means the other amount."""
    cashier = window()
    old = cashier.quoted(DAILY)
    settled_elsewhere(cashier, DAILY, tmp_path / "elsewhere")
    cashier.rest(QUIET_S)
    monkeypatch.setattr(plan, "QUOTE_LIFE_S", 0.5)
    cashier.press("F9")
    cashier.reach(VisitState.SETTLING)
    view = cashier.reach(VisitState.TRIAL_DONE)
    monkeypatch.undo()
    new = view.quote.amounts.cash
    assert old != new
    assert cashier.said() == f"金额变了：刚才 {old:,.2f}，现在 {new:,.2f}，还没有收。核对后再按[F9]。"
    assert not cashier.claim().people.cash
    cashier.take()
    settled = cashier.reach(VisitState.SETTLED)
    assert settled.payment.due == cashier.claim().people.paid == new


def test_or_it_is_undone(window, tmp_path) -> None:
    cashier, old, row = changed(window, TO_UNDO, tmp_path, "900")
    change = figures.money(900 - old)
    live = len(cashier.settlements(TO_UNDO))
    cashier.press("F9", shift=True)
    ask = cashier.program.window.confirm.ask
    assert ask.offer.amount == old, "what was paid goes back"
    assert figures.money(old) in ask.text
    assert change in ask.text, "and the change that lies there still"
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)  # no reason, no second person: nothing happens
    assert cashier.state is VisitState.AMOUNT_CHANGED
    cashier.program.window.confirm.reason.setText("金额不对")
    cashier.program.window.confirm.second.setText("0002")
    cashier.press("F9", shift=True)
    due = cashier.reach(VisitState.REFUND_DUE)
    assert (due.refund.due, due.refund.change) == (old, 900 - old)
    assert (labels.AND_CHANGE, change) in [(row.label, row.value) for row in face_of(due).rows]
    assert patient_view(due).sums == ((patient_words.AND_CHANGE, 900 - old),)
    assert len(cashier.settlements(TO_UNDO)) == live - 1
    assert cashier.claim().state is State.VOID
    cashier.press("F9", shift=True)
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    key = cashier.claim().key
    cashier.until(lambda: bool(cashier.slips("refund")), "its slip")
    cashier.rest(0.3)
    assert [file.name for file in cashier.slips("refund*")] == [f"{key}-refund.pdf"], "one, and no second one unmarked"
    assert cashier.claim().people.paid == 0
    assert row["setl_id"] not in {left["setl_id"] for left in cashier.settlements(TO_UNDO)}
