"""What is said once it is known how a settlement ended that nobody knew of: to the cashier, and at the glass."""

from __future__ import annotations

import pytest

from tests.window.cashier import QUIET_S, RETIRED
from tests.window.test_amount_changed import DEARER, settled_elsewhere
from ui.patient_view import patient_view
from ui.views import VisitState
from ui.words import figures, sentences
from ui.words.template import filled

pytestmark = pytest.mark.window

_FOUND_LATE = "drop_before:5204"  # 5204 would find it at once


def test_it_was_settled_is_said_with_the_change(window) -> None:
    cashier = window()
    due = cashier.quoted(RETIRED)
    cashier.stage.faults(["drop_after:2207A", _FOUND_LATE])
    cashier.rest(QUIET_S)
    cashier.type("5000")
    cashier.press("F9")
    cashier.reach(VisitState.UNCLEAR)
    cashier.stage.faults([])
    view = cashier.reach(VisitState.SETTLED, seconds=25)
    assert view.payment is not None
    assert view.payment.due == due
    assert cashier.said() == filled(sentences.UNCLEAR_SETTLED, 找零=figures.money(view.payment.change))
    assert patient_view(view).lines[0] == sentences.DISPLAY_FOUND


def test_it_was_not_and_asks_for_more_now(window, tmp_path) -> None:
    """Another window settles for the same person before it is known: the next trial is dearer."""
    cashier = window()
    cashier.quoted(DEARER)
    cashier.stage.faults(["drop_before:2207A", _FOUND_LATE, "drop_before:2202", "drop_before:2205"])
    cashier.take()
    cashier.reach(VisitState.UNCLEAR)
    cashier.stage.faults([])
    settled_elsewhere(cashier, DEARER, tmp_path / "elsewhere")
    view = cashier.reach(VisitState.TRIAL_DONE, VisitState.SETTLED, VisitState.AMOUNT_CHANGED, seconds=25)
    assert view.state is VisitState.TRIAL_DONE
    assert cashier.said() == filled(sentences.UNCLEAR_ANEW, 已收=figures.money(view.paid))
    assert patient_view(view).lines[0] == sentences.DISPLAY_NOT_DONE
    assert len(cashier.settlements(DEARER)) == 1
    cashier.take()
    settled = cashier.reach(VisitState.SETTLED)
    assert cashier.said() != filled(sentences.UNCLEAR_ANEW, 已收=figures.money(view.paid))
    assert patient_view(settled).lines[0] != sentences.DISPLAY_FOUND, "this answer came at once"
    assert len(cashier.settlements(DEARER)) == 2
