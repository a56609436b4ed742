"""Part of a settled bill goes back at a real window: chosen by keys, undone, settled anew, the difference paid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from offline_queue.values import State
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER
from ui.keys import Action
from ui.queue_views import ClaimState
from ui.views import VisitState

pytestmark = pytest.mark.window


def settled(cashier, person) -> Decimal:
    due = cashier.quoted(person)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.drained()
    return due


def confirm(cashier) -> None:
    """Reason and supervisor, then the same key once more."""
    cashier.press("F9", shift=True)
    bar = cashier.program.window.confirm
    assert bar.ask is not None
    bar.reason.setText("患者退药")
    bar.second.setText("0001")
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)


def test_a_line_goes_back_and_the_difference_is_handed_over(window) -> None:
    cashier = window()
    before = len(cashier.settlements(RETIRED, live=False))
    paid = settled(cashier, RETIRED)
    old = cashier.program.visit.claim
    total = sum(line.amount for line in cashier.view.charges)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    page = cashier.program.window.visit
    assert Action.PAY_OUT not in page.alive()
    cashier.press("F9", shift=True)  # nothing is chosen: nothing is asked
    assert cashier.program.window.confirm.ask is None
    cashier.press("Down")
    cashier.press("Delete")
    back = page.charges.choice.amount
    assert back == cashier.view.charges[1].amount
    cashier.press("F9", shift=True)
    ask = cashier.program.window.confirm.ask
    assert f"{back:,.2f} 元" in ask.text
    assert f"{total - back:,.2f} 元重结" in ask.text
    cashier.press("F9", shift=True)  # without reason and supervisor it confirms nothing
    cashier.press("Return")
    cashier.press("Escape")
    assert cashier.state is VisitState.GIVING_BACK
    assert cashier.claim(old).state is State.DONE
    confirm(cashier)
    view = cashier.reach(VisitState.REFUND_DUE, seconds=25)
    new = cashier.claim()
    assert new.key != old
    assert (new.state, new.people.replaces) == (State.DONE, old)
    assert cashier.claim(old).state is State.VOID
    first, undone, rest = view.refund.bills
    assert (first.total, undone.total, rest.total) == (total, -total, total - back)
    assert view.refund.due == paid - rest.cash > 0
    assert new.people.paid == paid, "nothing has gone over the glass yet"
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    assert f"{view.refund.due:,.2f} 元" in cashier.program.window.confirm.ask.text
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    cashier.drained()
    booked = cashier.settlements(RETIRED, live=False)[before:]
    assert [row["refunded"] for row in booked] == [True, False]
    cashier.conserve(cashier.claim(new.key), booked[1])
    assert cashier.claim(new.key).refund_due == 0
    assert [file.name.split("-refund")[0] for file in cashier.slips("refund")] == [new.key]
    assert any(file.name.startswith(new.key) for file in cashier.slips("settlement"))


def test_the_line_is_cut_in_the_middle_and_nothing_is_paid_before_it_is_undone(window) -> None:
    """The undoing waits for the line; the background settles the rest, and the glass shows what is due."""
    cashier = window()
    paid = settled(cashier, TRAVELLER)
    old = cashier.program.visit.claim
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    cashier.press("Delete")
    cashier.stage.faults(["refuse_connection"])
    confirm(cashier)
    cashier.reach(VisitState.UNCLEAR)
    assert (cashier.claim(old).people.paid, cashier.claim(old).refund_due) == (paid, None)
    assert Action.TAKE not in cashier.program.window.visit.alive()
    cashier.stage.faults([])
    view = cashier.reach(VisitState.REFUND_DUE, VisitState.FAILURE, seconds=40)
    if view.state is VisitState.FAILURE:  # the code was shown too long ago: it is shown once more
        cashier.scan(TRAVELLER[0])
        view = cashier.reach(VisitState.REFUND_DUE, seconds=25)
    new = cashier.claim()
    assert (new.people.replaces, new.people.paid) == (old, paid)
    assert view.refund.due == paid - view.refund.bills[-1].cash


def test_everything_back_is_the_whole_bill_undone(window) -> None:
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    paid = settled(cashier, RETIRED)
    key = cashier.program.visit.claim
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    for _ in cashier.view.charges:
        cashier.press("Delete")
        cashier.press("Down")
    assert cashier.program.window.visit.charges.choice.all
    confirm(cashier)
    view = cashier.reach(VisitState.REFUND_DUE, seconds=25)
    assert (view.refund.due, view.refund.bills) == (paid, ())
    assert len(cashier.settlements(RETIRED)) == before
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    assert (cashier.claim(key).people.paid, cashier.claim(key).state) == (0, State.VOID)
    cashier.press("F3")  # its old slip, found in a bag: nothing is due of it, and nothing was made up
    cashier.type(key)
    cashier.press("Return")
    queue = cashier.program.queue
    cashier.until(lambda: queue.view.detail is not None and queue.view.detail.claim == key, "its story")
    (row,) = [row for row in queue.view.rows if row.claim == key]
    assert (row.state, row.next_step, row.refund) == (ClaimState.UNDONE, "已撤销，没有应退的", None)


def test_esc_leaves_it_as_it_was(window) -> None:
    cashier = window()
    settled(cashier, TRAVELLER)
    key = cashier.program.visit.claim
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    cashier.press("Delete")
    cashier.press("Escape")
    cashier.reach(VisitState.SETTLED)
    assert cashier.program.visit.claim == key
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    assert not cashier.program.window.visit.charges.choice.back, "what was chosen before is forgotten"
