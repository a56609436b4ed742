"""Shift F11: the list of refunds due, from wherever the cashier is; and a made-up claim with nothing to pay back."""

from __future__ import annotations

import pytest

from offline_queue.values import State
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.queue_views import QueueState
from ui.views import VisitState

pytestmark = pytest.mark.window

NO_BENEFIT = ("", "990101196006065015")


def ticket(cashier, person: tuple[str, str]) -> str:
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(person[1]), person[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key = cashier.claim().key
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    return key


def test_the_list_from_the_visit_page(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    due = ticket(cashier, RETIRED)
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(due).state is State.DONE, "replayed", 25)
    queue, day = cashier.program.queue, cashier.program.day
    cashier.press(
        "F10", shift=True
    )  # from the day's end as well it is money that is due, and no settled bill like others
    cashier.until(lambda: [row.claim for row in day.view.rows] == [due], "today's claims")
    cashier.program.window.day.claims.table.chosen = due
    cashier.program.window.show_day(day.view)
    cashier.press("F9", shift=True)
    assert (cashier.program.window.on_queue, cashier.state) == (True, VisitState.WAITING)
    cashier.until(lambda: bool(queue.view.detail and queue.view.detail.refund), "its refund is offered")
    cashier.press("Escape")
    cashier.stage.faults(["refuse_connection"])
    waiting = ticket(cashier, TRAVELLER)
    assert Action.LIST in cashier.program.window.visit.alive()
    cashier.press("F11", shift=True)
    cashier.until(lambda: queue.view.state is QueueState.REFUNDS, "the list is up")
    assert cashier.program.window.on_queue
    assert [row.claim for row in queue.view.rows] == [due]
    assert (queue.listed.waiting, waiting in {row.claim for row in queue.view.rows}) == (1, False)
    shell = cashier.program.window
    cashier.until(lambda: shell._shell.waiting_claims == 1, "the lamp counts what waits, listed or not")
    cashier.press("F11", shift=True)
    cashier.until(lambda: len(queue.view.rows) == 2, "all of them")
    cashier.press("F11", shift=True)
    cashier.until(lambda: queue.view.state is QueueState.REFUNDS and bool(queue.view.detail), "and back")
    cashier.press("F9", shift=True)
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    assert cashier.claim(due).refund_due == 0
    cashier.press("F11", shift=True)
    cashier.until(lambda: queue.view.state is QueueState.REFUNDS and not queue.view.rows, "nobody is left on it")
    cashier.press("Escape")
    assert not cashier.program.window.on_queue
    cashier.press("F10")
    cashier.until(lambda: queue.view.state is not QueueState.REFUNDS, "F10 shows them all")


def test_nothing_to_pay_back_still_has_its_slip(window) -> None:
    """The rule at home pays nothing for outpatients: made up, 0.00 due, and a settlement slip like any other's."""
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    key = ticket(cashier, NO_BENEFIT)
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "replayed", 25)
    assert cashier.claim(key).refund_due == 0
    cashier.until(lambda: len(cashier.slips("settlement")) == 1, "its slip is made")
    cashier.press("F10")
    queue = cashier.program.queue
    cashier.until(lambda: bool(queue.view.detail and queue.view.detail.prints), "F11 is there")
    cashier.reprint()
    cashier.until(lambda: "应退 0.00" in queue.view.notice, "it says so")
    assert "补打" in queue.view.notice
