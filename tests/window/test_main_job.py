"""The main job by keys: scan, charges, trial, money, slip. Money moves once, whatever fingers do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from counter_app.model.payment import PaymentMethod
from tests.window.cashier import DAILY, QUIET_S, RETIRED, TRAVELLER
from tests.window.test_full_payment import text_of
from ui.views import LampState, PrintState, VisitState

pytestmark = pytest.mark.window


def test_two_keys_settle_and_the_books_agree(window) -> None:
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    due = cashier.quoted(RETIRED)
    cashier.rest(QUIET_S)
    cashier.type("5000")
    cashier.press("F9")
    settled = cashier.reach(VisitState.SETTLED)
    assert settled.payment is not None
    assert (settled.payment.due, settled.payment.received) == (due, Decimal(5000))
    claim = cashier.claim()
    (row,) = cashier.settlements(RETIRED)[before:]
    cashier.conserve(claim, row)
    # How it was paid and what was handed over is on record: a refund goes back the same way.
    (cash,) = claim.people.cash
    assert (cash.method, cash.received) == (PaymentMethod.CASH, Decimal(5000))
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "the slip is there")
    (slip,) = cashier.slips("settlement")
    assert slip.read_bytes().startswith(b"%PDF")
    assert cashier.lamp("结算服务") is LampState.OK
    assert cashier.lamp("哈尔滨") is LampState.OK
    assert cashier.lamp("打印机") is LampState.UNKNOWN


def test_the_paper_of_the_visit_before_can_be_made_again(window) -> None:
    cashier = window()
    cashier.quoted(DAILY)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "the slip is there")
    (slip,) = cashier.slips("settlement")
    first = slip.read_bytes()
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.reprint()
    cashier.until(lambda: cashier.view.notice is not None, "the window says what came of it")
    assert "第 1 次" in cashier.view.notice.text
    assert slip.read_bytes() == first, "what was handed out stays as it was"
    again = cashier.newest("settlement")
    assert again != slip
    assert "补打第1次" in text_of(again)


def test_a_paper_that_was_not_made_is_no_reprint_when_it_is(window, monkeypatch) -> None:
    cashier = window()
    papers, asked = cashier.office.papers, []
    make = type(papers).of

    def full(self, claim, *, reprint=0):
        asked.append(reprint)
        if len(asked) == 1:
            raise OSError("disk full")
        return make(self, claim, reprint=reprint)

    monkeypatch.setattr(type(papers), "of", full)
    cashier.quoted(TRAVELLER)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: cashier.view.print_state is PrintState.WAITING, "it could not be kept")
    assert "账已记好" in cashier.said()
    cashier.press("F11")
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "the slip is there")
    assert asked == [0, 0]


def test_one_press_is_one_settlement(window) -> None:
    cashier = window()
    before = len(cashier.settlements(TRAVELLER, live=False))
    cashier.quoted(TRAVELLER)
    cashier.press("F9")  # within 600 ms of the new amount: nobody has read it yet
    cashier.rest(0.1)
    assert cashier.state is VisitState.TRIAL_DONE
    cashier.rest(QUIET_S)
    cashier.stage.faults(["slow:1.2:2207A"])
    cashier.hold("F9", 12)
    assert cashier.state is VisitState.SETTLING
    for _ in range(8):
        cashier.press("F9")
        cashier.rest(0.05)
    cashier.reach(VisitState.SETTLED)
    for _ in range(3):
        cashier.press("F9")
    cashier.rest(QUIET_S)
    cashier.press("F9")
    cashier.drained()
    assert cashier.state is VisitState.SETTLED
    assert len(cashier.settlements(TRAVELLER, live=False)) == before + 1
    assert len(cashier.claim().people.cash) == 1
    assert [view.state for view in cashier.seen].count(VisitState.SETTLING) == 1


def test_a_finger_that_lay_on_the_key_before_takes_nothing(window) -> None:
    cashier = window()
    cashier.quoted(TRAVELLER)
    cashier.rest(QUIET_S)
    cashier.hold("F9", 10, pressed_before=True)
    cashier.drained()
    assert cashier.state is VisitState.TRIAL_DONE
    assert cashier.claim().people.cash == ()


def test_changed_charges_are_quoted_anew_on_the_same_claim(window) -> None:
    cashier = window()
    cashier.quoted(RETIRED)
    key, lines = cashier.claim().key, len(cashier.view.charges)
    cashier.press("Delete")
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines - 1
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.claim().key == key
    assert cashier.view.quote.amounts.total == sum(line.amount for line in cashier.view.charges)
    # F5 fetches the bill as the hospital has it: the claim goes on with that.
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    assert len(cashier.view.charges) == lines
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.claim().key == key
    assert cashier.view.quote.amounts.total == sum(line.amount for line in cashier.view.charges)
