"""F11 in a failure: the notice for the patient, then the whole bill for a claim by hand; and the check slip."""

from __future__ import annotations

from decimal import Decimal

import pytest

from offline_queue.values import State
from tests.paper import text_of
from tests.window.cashier import DAILY, NOT_FILED, QUIET_S, TRAVELLER
from tests.window.typing_in import name_of, type_in
from ui.views import PrintState, VisitState

pytestmark = pytest.mark.window

NOT_OPENED = ("", "990105196403182034")


def typed(cashier, person: tuple[str, str]) -> None:
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(person[1]), person[1])


def test_the_whole_bill_is_taken_for_a_claim_by_hand(window) -> None:
    cashier = window()
    typed(cashier, NOT_OPENED)
    failed = cashier.reach(VisitState.FAILURE, VisitState.CHARGES)
    if failed.state is VisitState.CHARGES:
        cashier.press("F8")
        failed = cashier.reach(VisitState.FAILURE)
    assert failed.failure.code == "08"
    total = sum((line.amount for line in failed.charges), Decimal(0))
    cashier.press("F9")  # nothing to take before the notice
    cashier.press("F11")
    offered = cashier.reach(VisitState.FULL_PAYMENT)
    (notice,) = cashier.slips("notice")
    assert "您已付0.00元" in text_of(notice)
    assert cashier.program.window.visit.till.face.amount == total
    cashier.press("Escape")  # one step back
    assert cashier.reach(VisitState.FAILURE).failure == failed.failure
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    calls = len(cashier.stage.ledger()["calls"])
    cashier.type("5000")
    cashier.press("F9")  # at once: not yet
    assert cashier.state is VisitState.FULL_PAYMENT
    cashier.rest(QUIET_S)
    cashier.hold("F9", 4)
    paid = cashier.reach(VisitState.PAID_IN_FULL)
    assert paid.payment.change == 5000 - total
    claim = cashier.claim()
    assert claim.key == offered.ticket, "one number on both papers"
    assert (claim.state, claim.people.paid, claim.refund_due) == (State.VOID, total, 0)
    assert (claim.people.in_full, len(claim.people.cash)) == ("08", 1)
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "the notice is made again")
    said = text_of(cashier.newest("notice"))
    assert f"您已付全款{total:,.2f}元" in said
    assert "补打" not in said
    assert "费用清单" in said
    after = [row["infno"] for row in cashier.stage.ledger()["calls"]][calls:]
    assert set(after) <= {"2205", "2202"}, "no call but those that give a visit back"
    assert not cashier.open_visits(NOT_OPENED)
    assert not cashier.settlements(NOT_OPENED)
    # It is at its end: not in the queue, and its bill is not offered again.
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    typed(cashier, NOT_OPENED)
    cashier.until(lambda: cashier.state in (VisitState.FAILURE, VisitState.NO_CHARGES), "identified")
    assert not cashier.view.charges
    assert not [row for row in cashier.program.queue.listed.rows if row.claim == claim.key]


def test_a_refused_trial_gives_its_visit_back_by_the_road(window) -> None:
    cashier = window()
    cashier.identified(NOT_FILED)
    cashier.press("F8")
    failed = cashier.reach(VisitState.FAILURE)
    assert failed.failure.code == "01"
    key = cashier.program.visit.claim
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    shown = cashier.program.patient.shown
    assert "我们等您" in shown().sentence(), "who may wait is asked for no money by the paper that says how"
    assert "您要付" not in shown().sentence()
    cashier.type("5")  # the cashier begins to take it
    assert shown().head == "您要付"
    cashier.press("Backspace")
    cashier.press("Escape")
    assert "我们等您" in shown().sentence()
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    assert "您要付" not in shown().sentence()
    cashier.press("F4")
    assert shown().head == "您要付"
    cashier.take()
    cashier.reach(VisitState.PAID_IN_FULL)
    claim = cashier.claim(key)
    assert (claim.state, claim.refund_due, claim.people.in_full) == (State.VOID, 0, "01")
    assert not cashier.open_visits(NOT_FILED)
    assert "本院医保办请工作人员帮办" in text_of(cashier.slips("notice")[0])


def test_a_notice_that_lacks_a_setting_is_not_printed(window) -> None:
    cashier = window(slips__filing_help="")
    cashier.identified(NOT_FILED)
    cashier.press("F8")
    cashier.reach(VisitState.FAILURE)
    cashier.press("F11")
    cashier.until(lambda: "备案协助点" in cashier.said(), "it says what is missing")
    assert cashier.state is VisitState.FAILURE
    assert not cashier.slips("notice")


def test_what_was_taken_before_the_refusal_counts(window, service) -> None:
    cashier = window()
    due = cashier.quoted(TRAVELLER)
    service.behaviours(token_life_s=0)
    try:
        cashier.take()
        failed = cashier.reach(VisitState.FAILURE, seconds=25)
        total = sum((line.amount for line in failed.charges), Decimal(0))
        cashier.press("F11")
        cashier.reach(VisitState.FULL_PAYMENT)
        assert cashier.program.window.visit.till.face.amount == total - due
        cashier.take()
        cashier.reach(VisitState.PAID_IN_FULL)
        claim = cashier.claim()
        assert (claim.people.paid, claim.refund_due) == (total, 0)
        assert [row.amount for row in claim.people.cash] == [due, total - due]
    finally:
        service.behaviours(token_life_s=300)


def test_what_nobody_knows_gets_its_check_slip(window, service) -> None:
    """2207A is lost, nothing can be seen, and the visit does not close: the day's proof will tell."""
    cashier = window()
    due = cashier.quoted(DAILY)
    service.behaviours(cancel_visit="refused")
    cashier.stage.faults(["drop_before:2207A"])
    cashier.take()
    cashier.reach(VisitState.UNCLEAR)
    cashier.stage.faults([])
    cashier.reach(VisitState.BY_HAND, seconds=40)
    cashier.press("F11")
    cashier.until(lambda: len(cashier.slips("check")) == 1, "the check slip is there")
    cashier.until(lambda: cashier.said() == "核对单已存成文件。", "and is called what it is")
    said = text_of(cashier.slips("check")[0])
    assert "核对单" in said
    assert f"您已付{due:,.2f}元（现金），有记录" in said
    assert f"报单号{cashier.claim().key}" in said
    assert cashier.state is VisitState.BY_HAND
