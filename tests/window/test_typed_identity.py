"""Name and identity number typed from a card that no reader reads: settled online, and a ticket offline."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counter_app.desk.claim import HeldReason
from counter_app.model.person import CredentialKind
from offline_queue.values import State
from tests.window.cashier import DAILY, QUIET_S, RETIRED
from tests.window.test_cards_and_line import counter_window, lying
from tests.window.typing_in import composed, enter, fields, name_of, type_in
from ui.views import VisitState
from ui.words import labels

__all__ = ["counter_window"]

pytestmark = [pytest.mark.window]

THIRD = ("9900000000000000000000000003", "990200199005201073")
THIRD_NAME = "己训练"


def hint(cashier) -> str:
    return fields(cashier).number.accessibleDescription()


def test_a_typed_identity_settles_online(window) -> None:
    """Nothing was read at all; the person hands over an identity card."""
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    type_in(cashier, name_of(RETIRED[1]), RETIRED[1], "13800000000")
    found = cashier.reach(VisitState.CHARGES)
    assert found.person is not None
    assert (found.person.id_number, found.person.online) == (RETIRED[1], True)
    asked = [row for row in cashier.stage.ledger()["calls"] if row["infno"] == "1101"]
    assert asked
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)[before:]
    claim = cashier.claim()
    assert claim.people.credential is not None
    assert claim.people.credential.kind is CredentialKind.ID_NUMBER
    cashier.conserve(claim, row)


def test_a_wrong_digit_is_seen_before_anything_is_asked(window) -> None:
    cashier = window()
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    panel = fields(cashier)
    cashier.until(lambda: QApplication.focusWidget() is panel.name, "the first field has the focus")
    enter(panel.name)  # no name yet: it stays
    assert QApplication.focusWidget() is panel.name
    composed(panel.name, "戊测试")
    enter(panel.name)
    QTest.keyClicks(panel.number, RETIRED[1][:10])
    assert hint(cashier) == "还差 8 位"
    enter(panel.number)
    assert QApplication.focusWidget() is panel.number
    wrong = RETIRED[1][10:17] + str((int(RETIRED[1][17]) + 1) % 10)
    QTest.keyClicks(panel.number, wrong)
    assert hint(cashier) == labels.NUMBER_WRONG
    enter(panel.number)
    assert QApplication.focusWidget() is panel.number
    QTest.keyClick(panel.number, Qt.Key.Key_Backspace)
    QTest.keyClicks(panel.number, RETIRED[1][17])
    assert hint(cashier).startswith("1951-11-11 生"), "the birthday is shown back"
    assert cashier.state is VisitState.TYPING
    assert not [view for view in cashier.seen if view.state is VisitState.IDENTIFYING]
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    assert panel.number.text() == "", "no number stays behind the page"


def test_offline_a_typed_identity_gets_its_ticket(window) -> None:
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    type_in(cashier, name_of(DAILY[1]), DAILY[1], "13800000000")
    down = cashier.reach(VisitState.LINK_DOWN)
    assert down.person is not None
    assert (down.person.online, down.person.id_number) == (False, DAILY[1])
    total = sum((line.amount for line in down.charges), Decimal(0))
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    claim = cashier.claim()
    assert (claim.people.paid, claim.people.phone) == (total, "13800000000")
    assert claim.people.name == name_of(DAILY[1])
    cashier.until(lambda: len(cashier.slips("ticket")) == 1, "the ticket is there")
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "replayed by itself", 25)
    assert cashier.settlements(DAILY)


@pytest.mark.pcsc
def test_a_card_without_name_or_number_offline(counter_window) -> None:
    """Third generation: the fields open by themselves; the card keeps its number, by which the replay asks."""
    cashier, port = counter_window
    before = len(cashier.settlements(THIRD))
    cashier.stage.faults(["refuse_connection"])
    with lying("E3", port):
        cashier.reach(VisitState.TYPING)
        assert "打完按[Enter]" in cashier.said()
        cashier.press("F9")  # nothing to take
        type_in(cashier, THIRD_NAME, THIRD[1])
        down = cashier.reach(VisitState.LINK_DOWN)
        assert down.person is not None
        assert down.person.name == THIRD_NAME
        cashier.take()
        cashier.reach(VisitState.TICKET_OUT)
        claim = cashier.claim()
        credential = claim.people.credential
        assert credential is not None
        assert (credential.kind, credential.id_number) == (CredentialKind.CARD, THIRD[1])
        assert credential.card_id
    cashier.reach(VisitState.WAITING)
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "replayed by itself", 25)
    (row,) = cashier.settlements(THIRD)[before:]
    assert cashier.claim(claim.key).refund_due == claim.people.total - Decimal(row["cash"])


@pytest.mark.pcsc
def test_it_waits_for_the_line_instead(counter_window) -> None:
    cashier, port = counter_window
    cashier.stage.faults(["refuse_connection"])
    with lying("E3", port):
        cashier.reach(VisitState.TYPING)
        cashier.press("F7")
        cashier.reach(VisitState.WAITING)
    cashier.stage.faults([])
    cashier.press("F7")
    cashier.reach(VisitState.TYPING)
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES, VisitState.NO_CHARGES)
    assert cashier.view.person is not None
    assert cashier.view.person.name == THIRD_NAME


@pytest.mark.pcsc
def test_somebody_elses_number_typed_with_a_card_settles_nobodys_bill(counter_window) -> None:
    """The bill of one person and the card of another: the replay finds it out and asks a person."""
    cashier, port = counter_window
    cashier.stage.faults(["refuse_connection"])
    booked = len(cashier.settlements(THIRD)) + len(cashier.settlements(RETIRED))
    with lying("E3", port):
        cashier.reach(VisitState.TYPING)
        type_in(cashier, name_of(RETIRED[1]), RETIRED[1])
        cashier.reach(VisitState.LINK_DOWN)
        cashier.rest(QUIET_S)
        cashier.press("F9")
        cashier.reach(VisitState.TICKET_OUT)
        key = cashier.claim().key
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).state is State.HELD, "a person must look", 25)
    assert cashier.claim(key).reason == HeldReason.REFUSED
    assert len(cashier.settlements(THIRD)) + len(cashier.settlements(RETIRED)) == booked
