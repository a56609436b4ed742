"""The slip of whoever stands at the glass still, their visit over: it opens what became of their claim."""

from __future__ import annotations

import pytest

from offline_queue.values import State
from tests.window.cashier import RETIRED
from tests.window.test_scanned_anywhere import burst
from tests.window.typing_in import name_of, type_in
from ui.views import VisitState

pytestmark = pytest.mark.window


def test_a_ticket_that_was_made_up_while_its_visit_still_stands_there_leads_to_its_refund(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(RETIRED[1]), RETIRED[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key = cashier.program.visit.claim
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "it is made up", 30)
    assert cashier.claim(key).refund_due
    assert cashier.state is VisitState.TICKET_OUT, "nobody pressed a key"
    burst(cashier, key)
    cashier.until(lambda: cashier.program.window.on_queue, "the queue page")
    cashier.until(lambda: f"找到了 {key}" in cashier.program.window.sentence.said.text, "with what is due")
