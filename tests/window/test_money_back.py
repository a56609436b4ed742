"""The money is on the counter and the service says no: once more, or back with it, and never both."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtTest import QTest

from counter_app.desk.claim import HeldReason
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.queue_views import ClaimState
from ui.views import VisitState
from ui.words import sentences

pytestmark = pytest.mark.window

NOT_OPENED = ("", "990105196403182034")


WHY, BEHIND = "患者不结了", "0002"


def reasoned(cashier) -> None:
    """What the bar wants where nobody signs in: a reason, and the supervisor's number."""
    cashier.program.window.confirm.reason.setText(WHY)
    cashier.program.window.confirm.second.setText(BEHIND)


def told(cashier, key: str) -> list[str]:
    """What stands in the history of its giving up."""
    return [row.detail for row in cashier.office.books.events(key) if row.what == "cancel"]


@pytest.fixture
def old_tokens(service):
    """A voucher's token dies between trial and settlement: the 2207A is refused after the money was taken."""
    yield lambda: service.behaviours(token_life_s=0)
    service.behaviours(token_life_s=300)


def refused(cashier, person: tuple[str, str], die) -> Decimal:
    due = cashier.quoted(person)
    die()
    cashier.rest(QUIET_S)
    cashier.press("F9")
    view = cashier.reach(VisitState.FAILURE, seconds=25)
    assert view.paid == due
    assert [part for _, part in view.returnable] == [due]
    assert f"已收 {due:,.2f} 元没有动" in cashier.said()
    assert not cashier.open_visits(person), "the road has given the visit back"
    return due


def test_it_goes_back_once_with_its_slip(window, old_tokens) -> None:
    cashier = window()
    booked = len(cashier.settlements(RETIRED))
    due = refused(cashier, RETIRED, old_tokens)
    key = cashier.program.visit.claim
    cashier.press("F9")  # takes nothing more
    cashier.press("F9", shift=True)
    ask = cashier.program.window.confirm.ask
    assert ask is not None
    assert f"{due:,.2f} 元，现金" in ask.text
    reasoned(cashier)
    cashier.press("F9", shift=True)  # at once: not yet
    cashier.press("Return")
    assert cashier.claim(key).people.paid == due
    cashier.rest(QUIET_S)
    cashier.program.window.confirm.second.clear()
    cashier.press("F9", shift=True)  # nobody stands behind it
    cashier.rest(0.1)
    assert cashier.claim(key).people.paid == due
    reasoned(cashier)
    cashier.press("F9", shift=True)
    view = cashier.reach(VisitState.REFUNDED)
    assert view.refund is not None
    assert (view.refund.due, view.refund.new_share) == (due, 0)
    claim = cashier.claim(key)
    assert (claim.state, claim.people.paid, claim.refund_due) == (State.VOID, 0, 0)
    assert [row.amount for row in claim.people.cash] == [due, -due]
    assert told(cashier, key) == [f"{WHY}；{BEHIND}"]
    assert len(cashier.slips("refund")) == 1
    assert len(cashier.settlements(RETIRED)) == booked
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    assert cashier.program.window.confirm.ask is None
    # The bill is unpaid again, and the person may come back with it.
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)


def test_or_it_is_tried_again_and_not_taken_twice(window, old_tokens, service) -> None:
    cashier = window()
    booked = len(cashier.settlements(TRAVELLER))
    due = refused(cashier, TRAVELLER, old_tokens)
    service.behaviours(token_life_s=300)
    cashier.press("F5")
    # The same amounts as the cashier said yes to, and paid: it goes through to the end.
    cashier.reach(VisitState.SETTLED)
    claim = cashier.claim()
    assert [row.amount for row in claim.people.cash] == [due]
    (row,) = cashier.settlements(TRAVELLER)[booked:]
    cashier.conserve(claim, row)


def test_the_money_of_a_ticket_goes_back_from_the_queue(window) -> None:
    """Offline the bill was paid in full; the replay is refused for good."""
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(NOT_OPENED[1]), NOT_OPENED[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.press("F4")  # by phone
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key, paid = cashier.claim().key, cashier.claim().people.paid
    cashier.press("Escape")
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).reason == HeldReason.REFUSED, "the service says no", 25)
    cashier.press("F10")
    queue = cashier.program.queue
    cashier.until(lambda: bool(queue.view.detail and queue.view.detail.back), "it may be given up")
    assert queue.view.detail.state is ClaimState.PERSON
    assert Action.PAY_OUT in cashier.program.window.queue.alive()
    cashier.press("F9", shift=True)
    assert "移动支付" in cashier.program.window.confirm.ask.text
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)  # no reason, no second person: nothing happens
    cashier.rest(0.1)
    assert cashier.claim(key).people.paid == paid
    bar = cashier.program.window.confirm
    bar.reason.setFocus()
    QTest.keyClicks(bar.reason, "refused")  # digits and letters lie in the field, and not on the page behind it
    QTest.keyClicks(bar.second, BEHIND)
    assert (bar.reason.text(), bar.second.text()) == ("refused", BEHIND)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    claim = cashier.claim(key)
    assert (claim.state, claim.people.paid) == (State.VOID, 0)
    assert claim.people.cash[-1].amount == -paid
    assert claim.people.cash[-1].method == claim.people.cash[0].method
    assert told(cashier, key) == [f"refused；{BEHIND}"]
    assert len(cashier.slips("refund")) == 1
    assert not cashier.settlements(NOT_OPENED)


def test_the_line_is_cut_while_it_is_given_up(window, service) -> None:
    """The visit is still open and cannot be given back: nothing is paid out before it is."""
    cashier = window()
    due = cashier.quoted(RETIRED)
    key = cashier.program.visit.claim
    cashier.stage.faults(["refuse_connection"])
    cashier.take()
    cashier.reach(VisitState.FAILURE)  # a code cannot wait: the line went down before anything was sent
    assert [part for _, part in cashier.view.returnable] == [due]
    cashier.press("F9", shift=True)
    cashier.rest(QUIET_S)
    reasoned(cashier)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.UNCLEAR)
    assert cashier.said() == sentences.UNDO_UNCLEAR
    assert cashier.claim(key).people.paid == due, "nothing was paid out"
    cashier.stage.faults([])
    view = cashier.reach(VisitState.REFUND_DUE, seconds=25)
    assert view.refund.due == due
    assert not cashier.open_visits(RETIRED)
    cashier.press("F9", shift=True)
    assert not cashier.program.window.confirm.ask.reasoned, "it was said when it was given up; what is due is paid"
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    assert cashier.claim(key).people.paid == 0


def test_a_store_that_is_full_pays_nothing_out(window, old_tokens, monkeypatch) -> None:
    cashier = window()
    due = refused(cashier, RETIRED, old_tokens)
    key = cashier.program.visit.claim

    def full(*_args: object, **_named: object) -> None:
        raise StoreUnavailable("disk full")

    monkeypatch.setattr(type(cashier.office.books._store), "person", full)
    cashier.press("F9", shift=True)
    cashier.rest(QUIET_S)
    reasoned(cashier)
    cashier.press("F9", shift=True)
    cashier.drained()
    assert cashier.state is VisitState.FAILURE
    monkeypatch.undo()
    assert (cashier.claim(key).people.paid, cashier.claim(key).state) == (due, State.HELD)
    # Somebody else is faster: the window says so and pays nothing.
    cashier.office.counter.hand_back(key, due, "elsewhere")
    arrival, paid = cashier.program.visit._desk.hand_back(key, due, WHY)
    assert not paid.done
    assert arrival.claim.people.paid == 0
