"""Shift F8: another kind of visit, before a trial and after one."""

from __future__ import annotations

import pytest

from counter_app.model.visit import VisitKind
from tests.window.cashier import NOT_FILED, RETIRED
from ui.views import VisitState

pytestmark = [pytest.mark.window]


def test_an_emergency_goes_through_where_home_wants_a_filing(window) -> None:
    """Marked before the trial: it counts as filed, and the way of every kind goes round to where it began."""
    cashier = window()
    before = len(cashier.settlements(NOT_FILED))
    cashier.identified(NOT_FILED)
    assert cashier.view.kind is VisitKind.OUTPATIENT
    for kind in (VisitKind.EMERGENCY, VisitKind.OUTPATIENT, VisitKind.EMERGENCY):  # no chronic disease is filed
        cashier.press("F8", shift=True)
        cashier.press("F8")  # at once: it would be a trial of the kind that stood there before
        assert cashier.state is VisitState.IDENTIFYING
        cashier.until(lambda kind=kind: cashier.view.kind is kind, "the kind changed")
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(NOT_FILED)[before:]
    claim = cashier.claim()
    assert claim.people.visit.kind is VisitKind.EMERGENCY
    cashier.conserve(claim, row)


def test_after_a_trial_the_quote_is_given_back(window) -> None:
    cashier = window()
    cashier.quoted(RETIRED)
    key = cashier.claim().key
    first = cashier.claim().machine.visit_id
    cashier.press("F8", shift=True)
    cashier.until(lambda: cashier.view.kind is VisitKind.EMERGENCY, "the kind changed")
    cashier.reach(VisitState.CHARGES)
    assert cashier.view.quote is None
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    claim = cashier.claim()
    assert (claim.key, claim.people.visit.kind) == (key, VisitKind.EMERGENCY)
    assert claim.machine.visit_id != first, "a visit has one kind: this is a fresh one"
    (old,) = [row for row in cashier.stage.ledger()["visits"] if row["mdtrt_id"] == first]
    assert old["cancelled"]
