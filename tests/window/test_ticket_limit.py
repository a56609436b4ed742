"""The line is down and the hospital's limit is reached: no ticket, no money, and the ways on stand on the page."""

from __future__ import annotations

import pytest

from offline_queue.values import State
from tests.scenarios.test_new_year import printed
from tests.window.cashier import DAILY, QUIET_S
from tests.window.test_cards_and_line import lying
from ui.views import VisitState

pytestmark = pytest.mark.window


def test_a_ticket_beyond_the_limit_becomes_full_payment(window, counter) -> None:
    reader, port = counter.slot()
    cashier = window(reader=reader, cards=True, tickets__largest_yuan=1)
    cashier.stage.faults(["refuse_connection"])
    with lying("E1", port):
        down = cashier.reach(VisitState.LINK_DOWN)
        total = sum(line.amount for line in down.charges)
        cashier.take()
        refused = cashier.reach(VisitState.FAILURE)
        assert refused.failure.code == "96b"
        assert cashier.said().startswith("补记账每单最多 1 元。")
        assert (cashier.office.books.claims(), cashier.slips("ticket"), refused.payment) == ([], [], None)
        cashier.press("F11")
        cashier.reach(VisitState.FULL_PAYMENT)
        (notice,) = cashier.slips("notice")
        assert "医保答复" not in printed(str(notice)), "the limit is the hospital's own"
        cashier.rest(QUIET_S)
        cashier.press("F9")
        cashier.reach(VisitState.PAID_IN_FULL)
        (claim,) = cashier.office.books.claims()
        assert (claim.state, claim.people.paid, claim.people.in_full) == (State.VOID, total, "96b")
    cashier.stage.faults([])
    assert cashier.settlements(DAILY) == []
