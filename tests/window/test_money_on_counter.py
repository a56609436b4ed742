"""Money lies on the counter and the service refuses: its change was never handed out, so it counts once, in all that
follows, on the till, on the paper and on record.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from counter_app.desk.papers import payment_of
from tests.window.cashier import QUIET_S
from tests.window.test_amount_changed import CHEAPER, DEARER, TO_UNDO, settled_elsewhere
from tests.window.test_put_aside import picture
from ui.patient_view import patient_view
from ui.till_face import face_of
from ui.views import VisitState
from ui.words import figures, labels, patient_words

pytestmark = pytest.mark.window

NOTES = Decimal(3000)


def refused(cashier, service, person: tuple[str, str]) -> Decimal:
    """3000 lay on the counter when the voucher had run out; what was taken stays."""
    cashier.quoted(person)
    service.behaviours(token_life_s=0)
    cashier.rest(QUIET_S)
    cashier.type("3000")
    cashier.press("F9")
    taken = cashier.reach(VisitState.FAILURE, seconds=25).paid
    service.behaviours(token_life_s=300)
    assert taken
    return taken


def change(cashier) -> Decimal:
    """What the till calls for before F9."""
    page = cashier.program.window.visit
    return page.tender.change(page.till.face.due)


def adds_up(cashier, due: Decimal) -> None:
    view = cashier.view
    assert (view.payment.due, view.payment.received, view.payment.change) == (due, NOTES, NOTES - due)
    shown = patient_view(view)
    assert shown.amount == NOTES - due
    claim = cashier.claim()
    assert claim.people.paid == due
    kept = payment_of(claim)  # what the paper says
    back = -sum((row.amount for row in claim.people.cash if row.amount < 0), Decimal(0))
    assert (kept.received, kept.change + back) == (NOTES, NOTES - due)


def test_the_whole_bill_after_a_refusal_calls_for_the_change_once(window, service) -> None:
    cashier = window()
    taken = refused(cashier, service, TO_UNDO)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    whole = cashier.program.window.visit.till.face.due + taken
    assert change(cashier) == NOTES - whole
    cashier.take()
    cashier.reach(VisitState.PAID_IN_FULL)
    adds_up(cashier, whole)


@pytest.mark.parametrize("person", [DEARER, CHEAPER], ids=["dearer", "cheaper"])
def test_another_trial_after_a_refusal_calls_for_the_change_once(window, service, tmp_path, person) -> None:
    cashier = window()
    taken = refused(cashier, service, person)
    settled_elsewhere(cashier, person, tmp_path / "elsewhere")
    cashier.press("F5")
    new = cashier.reach(VisitState.TRIAL_DONE, seconds=20).quote.amounts.cash
    assert new != taken
    assert change(cashier) == NOTES - max(new, taken), "too much comes back once it is settled"
    over = max(taken - new, Decimal(0))
    rows = [row.value for row in face_of(cashier.view).rows if row.label == labels.BACK_AFTER]
    assert rows == ([figures.money(over)] if over else []), "and it is said"
    sums = dict(patient_view(cashier.view).sums)
    assert sums.get(patient_words.BACK_AFTER, Decimal(0)) == over
    picture(cashier, f"trial-again-{'over' if over else 'more'}")
    cashier.take()
    if new < taken:
        goes_back(cashier, taken, new)
    else:
        cashier.reach(VisitState.SETTLED)
        adds_up(cashier, new)


def goes_back(cashier, taken: Decimal, new: Decimal) -> None:
    """The settlement asked what its trial did, so nothing changed: what was paid too much goes back, and the change."""
    view = cashier.reach(VisitState.REFUND_DUE)
    refund = view.refund
    assert (refund.due, refund.change) == (taken - new, NOTES - taken), "together what the person gets of the notes"
    change = figures.money(NOTES - taken)
    assert (labels.AND_CHANGE, change) in [(row.label, row.value) for row in face_of(view).rows]
    assert patient_view(view).sums == ((patient_words.AND_CHANGE, NOTES - taken),)
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    said = cashier.program.window.confirm.ask.text
    assert figures.money(taken - new) in said
    assert change in said
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    assert cashier.reach(VisitState.REFUNDED).refund.change == NOTES - taken
    claim = cashier.claim()
    assert (claim.people.paid, claim.refund_due) == (new, 0)


def test_what_is_handed_back_after_a_refusal_is_named_with_its_change(window, service) -> None:
    cashier = window()
    taken = refused(cashier, service, TO_UNDO)
    change = figures.money(NOTES - taken)
    assert (labels.AND_CHANGE, change) in [(row.label, row.value) for row in face_of(cashier.view).rows]
    picture(cashier, "handed-back-till")
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    said = cashier.program.window.confirm.ask.text
    assert figures.money(taken) in said
    assert change in said
    picture(cashier, "handed-back-ask")
    cashier.rest(QUIET_S)
    cashier.program.window.confirm.reason.setText("患者不等了")
    cashier.program.window.confirm.second.setText("0100")
    cashier.press("F9", shift=True)
    view = cashier.reach(VisitState.REFUNDED)
    assert (view.refund.due, view.refund.change) == (taken, NOTES - taken)
    assert patient_view(view).sums == ((patient_words.AND_CHANGE, NOTES - taken),)
