"""A code that dies after the money was taken: what is shown then belongs to the paid claim, and to nobody else's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from offline_queue.values import State
from tests.window.cashier import DAILY, QUIET_S, RETIRED, TRAVELLER, Cashier
from tests.window.test_amount_changed import CHEAPER, DEARER, TO_UNDO
from tests.window.typing_in import name_of, type_in
from ui.keys import Action
from ui.patient_view import patient_view
from ui.views import VisitState

pytestmark = pytest.mark.window


@pytest.fixture(autouse=True)
def codes_live(service) -> Iterator[None]:
    yield
    service.faults([])
    service.behaviours(token_life_s=300)


def keep(cashier: Cashier, name: str) -> None:
    """A picture for whoever wants to look: COUNTER_APP_PICTURES names the folder."""
    folder = os.environ.get("COUNTER_APP_PICTURES")
    if folder:
        cashier.drained()
        cashier.program.window.grab().save(str(Path(folder) / f"{name}.png"))


def died(cashier: Cashier, person: tuple[str, str]) -> str:
    """The money is taken, and the settlement is refused because the code has died; the claim's key."""
    cashier.quoted(person)
    cashier.stage.behaviours(token_life_s=0)
    cashier.rest(QUIET_S)
    cashier.type("3000")
    cashier.press("F9")
    assert cashier.reach(VisitState.FAILURE, seconds=25).failure.code == "06"
    assert cashier.view.paid
    key = cashier.program.visit.claim
    assert key is not None
    return key


def show_again(cashier: Cashier, person: tuple[str, str]) -> None:
    """Their code is scanned while the paid visit stands at the glass."""
    cashier.press("F3")
    cashier.type(person[0])
    cashier.press("Return")


def shown(cashier: Cashier) -> str:
    """What the patient reads."""
    return patient_view(cashier.view).sentence()


def settled_once(cashier: Cashier, key: str, person: tuple[str, str], before: int) -> None:
    cashier.reach(VisitState.SETTLED)
    assert cashier.claim().key == key
    (row,) = cashier.settlements(person)[before:]
    cashier.conserve(cashier.claim(), row)
    assert not cashier.view.parked


def test_a_code_shown_anew_after_the_money_settles_the_paid_claim(window, service) -> None:
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    key = died(cashier, RETIRED)
    keep(cashier, "died")
    paid = f"{cashier.view.paid:,}"
    panel = cashier.program.window.visit.charges.failure
    assert [option.action for option in panel._options][:3] == [Action.SCAN, Action.READ_CARD, Action.PAY_OUT]
    assert "按[F3]扫" in cashier.said()
    assert paid in cashier.said()
    assert paid in shown(cashier), "who is asked for a code is told that their money lies there"
    cashier.press("F3")
    assert cashier.state is VisitState.FAILURE, "the paid visit stays"
    assert cashier.program.visit.claim == key
    keep(cashier, "died-f3")
    cashier.type(RETIRED[0])  # the service still takes no code
    cashier.press("Return")
    cashier.reach(VisitState.TRIAL_RUNNING, VisitState.FAILURE)
    cashier.drained()
    cashier.drained()
    assert cashier.view.failure.code == "06"
    assert cashier.program.visit.claim == key
    service.behaviours(token_life_s=300)
    show_again(cashier, RETIRED)
    settled_once(cashier, key, RETIRED, before)


def test_a_code_of_somebody_else_leaves_the_paid_visit_standing(window, service) -> None:
    cashier = window()
    before = len(cashier.settlements(DAILY))
    key = died(cashier, DAILY)
    service.behaviours(token_life_s=300)
    show_again(cashier, TRAVELLER)
    cashier.until(lambda: "这不是这一位的" in cashier.said(), "it says so")
    keep(cashier, "died-other")
    assert (cashier.state, cashier.program.visit.claim) == (VisitState.FAILURE, key)
    assert cashier.view.paid
    show_again(cashier, DAILY)
    settled_once(cashier, key, DAILY, before)


def test_with_the_line_down_a_number_typed_goes_to_the_paid_claims_ticket(window, service) -> None:
    cashier = window()
    key = died(cashier, DEARER)
    paid = cashier.view.paid
    service.faults(["refuse_connection"])
    show_again(cashier, DEARER)  # nobody can say whose it is
    cashier.until(lambda: cashier.view.failure is not None and cashier.view.failure.code == "91", "the line is down")
    keep(cashier, "died-down")
    assert "起连不上" in cashier.said()
    assert "[Shift F2]" in cashier.said()
    assert "请插社保卡" in shown(cashier)
    assert f"{paid:,}" in shown(cashier)
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    keep(cashier, "died-typing")
    cashier.press("Escape")
    assert (cashier.reach(VisitState.FAILURE).paid, cashier.program.visit.claim) == (paid, key)
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.until(lambda: "这不是这一位的" in cashier.said(), "it is somebody else's")
    assert (cashier.state, cashier.program.visit.claim) == (VisitState.TYPING, key)
    cashier.press("Escape")
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(DEARER[1]), DEARER[1])
    cashier.reach(VisitState.LINK_DOWN)
    keep(cashier, "died-ticket")
    assert (cashier.program.visit.claim, cashier.view.paid) == (key, paid)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    claim = cashier.claim(key)
    assert claim.people.credential is not None
    assert claim.people.paid == claim.people.total


def test_who_comes_again_is_told_of_the_paid_visit_that_lies_aside(window, service) -> None:
    cashier = window()
    before = len(cashier.settlements(CHEAPER))
    key = died(cashier, CHEAPER)
    paid = f"{cashier.view.paid:,}"
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    assert paid in cashier.said()
    assert "[F7]" in cashier.said()
    service.behaviours(token_life_s=300)
    cashier.scan(CHEAPER[0])
    cashier.reach(VisitState.NO_CHARGES, VisitState.CHARGES)
    keep(cashier, "died-again")
    assert paid in cashier.said()
    assert "[Shift F3]" in cashier.said()
    cashier.press("F3", shift=True)
    settled_once(cashier, key, CHEAPER, before)


def test_somebody_else_is_told_nothing_of_it(window, service) -> None:
    cashier = window()
    key = died(cashier, TO_UNDO)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    service.behaviours(token_life_s=300)
    cashier.identified(TRAVELLER)
    assert cashier.view.held is None
    assert "Shift F3" not in cashier.said()
    cashier.press("Escape")
    cashier.press("F7")
    assert (cashier.reach(VisitState.FAILURE).failure.code, cashier.program.visit.claim) == ("06", key)
    assert cashier.claim(key).state is State.HELD
    assert cashier.view.paid > Decimal(0)
