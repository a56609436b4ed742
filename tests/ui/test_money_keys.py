"""The keys that move money in the real window: when they are dead, what they ask, and what can be typed before."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton
from samples import QUOTE, VISITS
from screen import painted, ready, settle, show

from counter_app.model.payment import PaymentMethod
from ui.confirm_bar import ConfirmBar
from ui.intents import Do, PayOut, TakeMoney
from ui.keys import Action

pytestmark = pytest.mark.window

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_f9_takes_what_the_label_says(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClicks(window, "1000")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == [TakeMoney("V-1", 0, Decimal("558.25"), PaymentMethod.CASH, Decimal("1000"))]
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1, "one press, one intent"
    window.show_visit(VISITS["trial"])
    settle()
    clock.seconds += 5
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1, "the same view again is no outcome"
    window.show_visit(replace(VISITS["trial"], turn=1))
    settle()
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 2


def test_f9_is_dead_for_600_ms(counter, clock) -> None:
    window = show(counter, "trial")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == []
    clock.seconds += 0.7
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert len(window.intents) == 1


def test_a_click_is_guarded_like_the_key(counter, clock) -> None:
    window = show(counter, "trial")
    button = next(b for b in window.visit.till.findChildren(QAbstractButton) if b.action is Action.TAKE)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.intents == []
    clock.seconds += 1
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [type(intent) for intent in window.intents] == [TakeMoney]


@pytest.mark.parametrize(
    ("key", "modifier"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier),
        (Qt.Key.Key_0, Qt.KeyboardModifier.AltModifier),
    ],
)
def test_keys_that_never_move_money(counter, clock, key: Qt.Key, modifier: Qt.KeyboardModifier) -> None:
    window = ready(counter, clock)
    button = window.visit.till.expected()
    assert button is not None
    for target in (window, button):
        target.setFocus()
        QTest.keyClick(target, key, modifier)
    assert not [intent for intent in window.intents if isinstance(intent, TakeMoney | PayOut)]


def test_too_little_cash_takes_nothing_and_says_why(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClicks(window, "500")
    QTest.keyClick(window, Qt.Key.Key_F9)
    settle()
    assert window.intents == []
    assert "58.25" in window.sentence.said.text
    QTest.keyClick(window, Qt.Key.Key_F4)
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == [TakeMoney("V-1", 0, Decimal("558.25"), PaymentMethod.MOBILE, Decimal("558.25"))]


def test_what_was_typed_dies_with_the_visit(counter, clock) -> None:
    window = ready(counter, clock)
    QTest.keyClicks(window, "1000")
    window.show_visit(replace(VISITS["trial"], visit="V-2"))
    assert window.visit.tender.digits == ""


def test_the_phone_takes_digits_only_with_the_focus(counter, clock) -> None:
    window = ready(counter, clock, "link-down")
    QTest.keyClicks(window, "1000")
    window.activateWindow()
    window.visit.till.phone.setFocus()
    settle()
    if not window.visit.till.phone.hasFocus():
        pytest.skip("this display gives no focus")
    QTest.keyClicks(window.visit.till.phone, "13800000000")
    assert (window.visit.tender.digits, window.visit.tender.phone) == ("1000", "13800000000")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents[-1].phone == "13800000000"
    assert window.intents[-1].amount == Decimal("964.10")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("link-down", "实收 1,380,000？电话号码请先按[Tab]，再打一遍。"),
        ("trial", "实收 1,380,000？这么多没有算。按退格键清空，再打收到的钱。"),
    ],
)
def test_a_phone_number_in_the_money_cannot_be_taken(counter, clock, name: str, told: str) -> None:
    window = ready(counter, clock, name)
    QTest.keyClicks(window, "13800000000")
    assert window.sentence.said.text == told
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == []
    assert window.sentence.said.text == told
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    QTest.keyClicks(window, "1000")
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents[-1].received == 1000


def test_what_was_taken_over_is_typed_over(counter, clock) -> None:
    window = ready(counter, clock, "amount-changed")
    assert window.visit.tender.digits == f"{VISITS['amount-changed'].payment.received:f}"
    QTest.keyClicks(window, "1273.70")
    assert window.visit.tender.digits == "1273.70"


def test_nothing_moves_while_nobody_knows(counter, clock) -> None:
    window = ready(counter, clock, "unclear")
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F8, Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F11, Qt.Key.Key_Escape):
        QTest.keyClick(window, key)
    QTest.keyClick(window, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F7)
    assert window.intents == [Do(Action.PARK, visit="V-1")]


def test_a_refund_needs_two_presses_and_its_amount_stands_there(counter, clock) -> None:
    window = ready(counter, clock, "refund-due")
    QTest.keyClick(window, Qt.Key.Key_F9)
    assert window.intents == [], "F9 never pays out"
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    settle()
    bar: ConfirmBar = window.confirm
    assert bar.isVisible()
    assert any("405.85" in piece.text for child, piece in painted(window) if child is bar)
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == [], "still quiet"
    clock.seconds += 1
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F9):
        QTest.keyClick(window, key)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == [PayOut("V-1", 0, Decimal("405.85"))]
    clock.seconds += 1
    for _ in range(3):
        QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
        settle()
        clock.seconds += 1
    assert len(window.intents) == 1, "paid once"


def test_esc_takes_the_question_back(counter, clock) -> None:
    window = ready(counter, clock, "refund-due")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.confirm.isVisible()
    assert window.intents == []


def test_undoing_a_settlement_needs_a_reason_and_a_second_person(counter, clock) -> None:
    window = ready(counter, clock, "amount-changed")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    settle()
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == []
    window.confirm.reason.setText("金额不对")
    window.confirm.second.setText("0001")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    # What was paid; the change that lies beside it is named, and is no refund.
    assert window.intents == [PayOut("V-1", 1, QUOTE.amounts.cash, "金额不对", "0001")]


def test_a_refund_on_the_queue_page(counter, clock) -> None:
    window = ready(counter, clock, "queue-refund")
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    settle()
    clock.seconds += 1
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert [intent for intent in window.intents if isinstance(intent, PayOut)] == [
        PayOut("B-0712", 0, Decimal("71.30"))
    ]


def test_everything_back_names_what_the_patient_paid(counter, clock) -> None:
    """That goes over the glass; of a bill that was made up the settlement asks less."""
    window = ready(counter, clock, "giving-back")
    window.show_visit(replace(VISITS["giving-back"], paid=Decimal("964.10")))
    for _ in VISITS["giving-back"].charges:
        QTest.keyClick(window, Qt.Key.Key_Delete)
        QTest.keyClick(window, Qt.Key.Key_Down)
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.confirm.ask is not None
    assert "退患者 964.10 元" in window.confirm.ask.text
