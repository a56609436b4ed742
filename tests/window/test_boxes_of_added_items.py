"""Lines that were added by hand and their 追溯码: scanned, approved, refused for one, taken off."""

from __future__ import annotations

import pytest

from counter_app.model.trace import TraceState
from counter_app.model.visit import Approval, total_of
from tests.window.cashier import DAILY
from tests.window.test_items_by_hand import add, with_catalogue
from tests.window.test_scanned_anywhere import burst
from ui.views import VisitState
from ui.words import item_words
from ui.words.template import filled, spoken

pytestmark = [pytest.mark.window]


BOXES = ("81234567890123456781", "81234567890123456782")


def traced_said(cashier, number: int, have: int, needed: int) -> str:
    name = cashier.view.charges[number - 1].name
    return filled(item_words.TRACED, 行=number, 项目=name, 有=have, 应=needed)


def scan_box(cashier, code: str) -> None:
    burst(cashier, code)
    cashier.rest(0.1)


def test_the_codes_of_a_drug_added_by_hand_are_scanned_onto_its_line(window) -> None:
    """As the pharmacy's lie on the lines of a bill: each box once, and the service hears them."""
    cashier = with_catalogue(window, traces__required=True)
    cashier.identified(DAILY)
    scan_box(cashier, BOXES[0])
    assert not any(BOXES[0] in line.trace_codes for line in cashier.view.charges), "nothing was added: it is nobody's"
    add(cashier, "氨氯地平", "2", "9.80")
    number = len(cashier.view.charges)
    assert (cashier.view.traces[-1].state, cashier.view.traces[-1].stops) == (TraceState.MISSING, True)
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "14"
    # Refused for it the code is scanned where it was refused, put aside in between or not.
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    cashier.press("F7")
    cashier.reach(VisitState.FAILURE)
    for have, code in enumerate(BOXES, 1):
        scan_box(cashier, code)
        assert cashier.said() == traced_said(cashier, number, have, 2)
    assert cashier.view.traces[-1].state is TraceState.COMPLETE
    scan_box(cashier, BOXES[1])
    assert cashier.said() == filled(item_words.TRACE_TWICE, 行=number)
    scan_box(cashier, "81234567890123456783")
    assert cashier.said() == item_words.TRACE_NOT_WANTED
    assert cashier.view.charges[-1].trace_codes == BOXES
    cashier.press("F5")  # the hospital's lines are fetched anew; what was added stays as it is
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert cashier.view.charges[-1].trace_codes == BOXES
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.claim().people.charges[-1].trace_codes == BOXES


def test_an_added_line_that_was_approved_is_still_the_one_that_was_added(window) -> None:
    """Looked at again it stays approved, its box is scanned onto it, and deleted it does not come back."""
    cashier = with_catalogue(window)
    cashier.identified(DAILY)
    lines = len(cashier.view.charges)
    add(cashier, "利伐沙班", "1", "28.00")
    cashier.press("F7", shift=True)
    cashier.until(lambda: cashier.view.charges[-1].approval is Approval.APPROVED, "it is approved")
    scan_box(cashier, BOXES[0])
    assert cashier.view.charges[-1].trace_codes == (BOXES[0],)
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    line = cashier.view.charges[-1]
    assert (line.approval, line.trace_codes) == (Approval.APPROVED, (BOXES[0],))
    cashier.program.window.visit.charges.table.choose(99)
    cashier.press("Delete")
    assert len(cashier.view.charges) == lines
    cashier.press("F5")
    cashier.reach(VisitState.IDENTIFYING)
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines


def test_of_two_drugs_added_the_first_that_lacks_a_code_gets_it_unless_the_other_is_marked(window) -> None:
    cashier = with_catalogue(window)
    cashier.identified(DAILY)
    add(cashier, "氨氯地平", "1", "9.80")
    add(cashier, "利伐沙班", "1", "28.00")
    first, second = len(cashier.view.charges) - 1, len(cashier.view.charges)
    scan_box(cashier, BOXES[0])
    assert cashier.said() == traced_said(cashier, first, 1, 1)
    assert len(spoken(cashier.said())) <= 45
    # Its box was another's: the line is taken off with the code, and comes again, behind the other.
    table = cashier.program.window.visit.charges.table
    table.choose(first - 1)
    cashier.press("Delete")
    add(cashier, "氨氯地平", "2", "9.80")
    table.choose(second - 1)
    for have, code in enumerate(BOXES, 1):  # the mark stays where it is: both boxes go onto its line
        scan_box(cashier, code)
        assert cashier.said() == traced_said(cashier, second, have, 2)
    scan_box(cashier, "81234567890123456783")
    assert cashier.said() == traced_said(cashier, first, 1, 1)


def test_refused_for_a_code_that_an_added_line_lacks_f5_leads_back_to_the_lines(window) -> None:
    """Where the code is not at hand, the line is taken off; the claim that stays open goes on with what is left."""
    cashier = with_catalogue(window, traces__required=True)
    cashier.identified(DAILY)
    lines = len(cashier.view.charges)
    add(cashier, "氨氯地平", "1", "9.80")
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "14"
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    assert cashier.view.failure is None
    assert len(cashier.view.charges) == lines + 1
    cashier.program.window.visit.charges.table.choose(99)
    cashier.press("Delete")
    cashier.press("F8")
    assert cashier.reach(VisitState.TRIAL_DONE).quote.amounts.total == total_of(cashier.view.charges)
    assert len(cashier.view.charges) == lines
    (visit,) = cashier.open_visits(DAILY)
    assert visit
