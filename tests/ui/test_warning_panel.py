"""Monitoring's warnings on the page: what the keys answer, and what answers nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from samples import VISITS, WARNINGS
from screen import misplaced, painted, settle, show
from test_money_keys import SHIFT

from counter_app.model.monitoring import AnswerWay
from ui.buttons import KeyButton
from ui.confirm_bar import Second
from ui.intents import AnswerWarning, Do
from ui.keys import Action
from ui.theme import LIGHT
from ui.views import VisitState
from ui.words import labels, sentences

pytestmark = pytest.mark.window

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def on(window) -> None:
    QTest.keyClick(window, Qt.Key.Key_F5, SHIFT)


def go_on(number: int, reason: str) -> AnswerWarning:
    return AnswerWarning("V-1", 0, (WARNINGS[number].number,), AnswerWay.GO_ON, reason)


def test_a_digit_chooses_the_reason_and_only_the_key_answers(counter) -> None:
    window = show(counter, "warned")
    on(window)
    settle()
    assert window.intents == []
    assert window.sentence.said.text == sentences.REASON_WANTED
    QTest.keyClick(window, Qt.Key.Key_2)
    QTest.keyClick(window, Qt.Key.Key_3)  # the last one counts
    settle()
    assert window.sentence.said.text != sentences.REASON_WANTED
    assert [choice.isChecked() for choice in window.visit.charges.warnings.reasons].count(True) == 1
    assert window.intents == []
    on(window)
    assert window.intents == [], "asked first, with the amount"
    on(window)
    assert window.intents == [go_on(0, labels.GO_ON_REASONS[3])]


@pytest.mark.parametrize("second", [Second.NAMED, Second.NOBODY])
def test_going_on_is_asked_with_the_amount_where_nobody_signs_in(counter, second: Second) -> None:
    window = show(counter, "warned")
    window.confirming.second = second
    QTest.keyClick(window, Qt.Key.Key_2)
    on(window)
    bar = window.confirm
    assert bar.ask is not None
    assert "964.10" in bar.ask.text
    assert not any(field.isVisible() for field in (bar.reason, bar.second, bar.password))
    settle()
    assert not misplaced(window)
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert (bar.ask, window.intents) == (None, [])
    on(window)
    on(window)
    assert window.intents == [go_on(0, labels.GO_ON_REASONS[2])]


def test_backspace_chooses_none(counter) -> None:
    window = show(counter, "warned")
    QTest.keyClick(window, Qt.Key.Key_3)
    QTest.keyClick(window, Qt.Key.Key_Backspace)
    on(window)
    assert window.intents == []


def test_the_arrows_choose_the_warning_and_each_has_a_reason_of_its_own(counter) -> None:
    window = show(counter, "warned")
    QTest.keyClick(window, Qt.Key.Key_1)
    QTest.keyClick(window, Qt.Key.Key_Down)
    on(window)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_4)
    on(window)
    assert window.intents == [], "asked first, with the amount"
    on(window)
    assert window.intents == [go_on(1, labels.GO_ON_REASONS[4])]
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_Down)
    assert window.visit.charges.warnings.chosen == WARNINGS[-1]
    settle()
    assert any("辅酶Q10胶囊" in piece.text for _, piece in painted(window)), "what is chosen is in sight"


def test_a_typed_reason(counter) -> None:
    window = show(counter, "warned")
    panel = window.visit.charges.warnings
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 3000)
    QTest.keyClick(window, Qt.Key.Key_1)
    QTest.keyClick(window, Qt.Key.Key_6)
    if not panel.field.hasFocus():
        pytest.skip("this display gives no focus")
    assert panel.reason == ""
    QTest.keyClicks(panel.field, "  see record 12 ")
    QTest.keyClick(panel.field, Qt.Key.Key_Return)
    assert not panel.field.hasFocus()
    assert window.intents == []
    on(window)
    assert window.intents == [], "asked first, with the amount"
    on(window)
    assert window.intents == [go_on(0, "see record 12")]


def test_esc_leaves_the_field_before_it_leaves_the_warnings(counter) -> None:
    window = show(counter, "warned")
    panel = window.visit.charges.warnings
    window.activateWindow()
    QTest.qWaitForWindowActive(window, 3000)
    QTest.keyClick(window, Qt.Key.Key_6)
    if not panel.field.hasFocus():
        pytest.skip("this display gives no focus")
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert not panel.field.hasFocus()
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.intents == [Do(Action.BACK, visit="V-1")]


def test_sending_back_answers_all_that_are_open_and_wants_no_reason(counter) -> None:
    window = show(counter, "warned")
    QTest.keyClick(window, Qt.Key.Key_F6, SHIFT)
    numbers = tuple(one.number for one in WARNINGS)
    assert window.intents == [AnswerWarning("V-1", 0, numbers, AnswerWay.CHANGE)]


@pytest.mark.parametrize(
    ("key", "held"),
    [
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F9, SHIFT),
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F12, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_M, CTRL),
        (Qt.Key.Key_1, ALT),
    ],
)
def test_nothing_else_answers_or_takes(counter, clock, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    window = show(counter, "warned")
    clock.seconds += 5
    QTest.keyClick(window, Qt.Key.Key_3)
    QTest.keyClick(window, key, held)
    for option in window.visit.charges.warnings.options:
        option.setFocus()
        if key is not Qt.Key.Key_Space:  # on a button with the focus, Space is its click
            QTest.keyClick(option, key, held)
    assert window.intents == []
    assert window.visit.till.face.offer is None


def test_a_key_held_down_answers_nothing(counter) -> None:
    window = show(counter, "warned")
    QTest.keyClick(window, Qt.Key.Key_3)
    for action in (Action.GO_ON, Action.SEND_BACK):
        window.act(action, auto_repeat=True)
    assert window.intents == []


def test_the_same_view_again_keeps_the_reason_and_the_next_warning_does_not(counter) -> None:
    window = show(counter, "warned")
    panel = window.visit.charges.warnings
    QTest.keyClick(window, Qt.Key.Key_3)
    window.show_visit(replace(VISITS["warned"], turn=1))
    assert panel.reason == labels.GO_ON_REASONS[3]
    window.show_visit(replace(VISITS["warned"], turn=2, warnings=WARNINGS[1:], answered=1))
    assert panel.reason == ""
    assert panel.chosen == WARNINGS[1]


def test_what_was_typed_stays_in_no_field_behind_the_page(counter) -> None:
    window = show(counter, "warned")
    panel = window.visit.charges.warnings
    panel.field.setText("of another visit")
    window.show_visit(VISITS["trial"])
    settle()
    assert (panel.isVisible(), panel.field.text()) == (False, "")


def test_the_mouse_does_what_the_keys_do(counter) -> None:
    window = show(counter, "warned")
    panel = window.visit.charges.warnings
    QTest.mouseClick(panel.reasons[1], Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.reasons[1], Qt.MouseButton.LeftButton)  # chosen stays chosen
    QTest.mouseClick(panel.options[0], Qt.MouseButton.LeftButton)
    (yes,) = (one for one in window.confirm.findChildren(KeyButton) if one.isVisible() and one.action is Action.GO_ON)
    QTest.mouseClick(yes, Qt.MouseButton.LeftButton)
    assert window.intents == [go_on(0, labels.GO_ON_REASONS[2])]


def test_a_hospital_moves_the_keys_and_the_page_says_so(counter) -> None:
    window = show(counter, "warned", key_changes={"go_on": "F12", "send_back": "Shift F12"})
    QTest.keyClick(window, Qt.Key.Key_3)
    on(window)
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F12)
    QTest.keyClick(window, Qt.Key.Key_F12)
    assert window.intents == [go_on(0, labels.GO_ON_REASONS[3])]
    settle()
    caps = [piece.text for child, piece in painted(window) if child in (window.sentence, *_options(window))]
    assert {"F12", "Shift F12"} <= set(caps)
    assert not {"Shift F5", "Shift F6"} & set(caps)


def test_a_text_of_any_length_leaves_the_keys_in_sight(counter) -> None:
    long = replace(WARNINGS[0], text="很长的一段规则说明，" * 60)
    for width, height, factor in ((1366, 768, 1.0), (1280, 720, 1.0), (1366, 768, 1.5), (1366, 768, 2.0)):
        window = show(counter, "warned", width, height, theme=LIGHT, factor=factor)
        window.show_visit(replace(VISITS["warned"], warnings=(long, *WARNINGS[1:])))
        settle()
        panel = window.visit.charges.warnings
        below = min(choice.y() for choice in panel.reasons)
        assert max(piece.box.bottom() for piece in panel.written() if "规则说明" in piece.text) <= below + 2
        assert all(panel.rect().contains(choice.geometry()) for choice in (*panel.reasons, panel.field))
        assert long.text in panel.accessibleDescription()
        window.close()


def test_it_is_nothing_to_settle(counter) -> None:
    """The state's row, once more in words: no money key, and a sentence."""
    window = show(counter, "warned")
    assert window.visit.view.state is VisitState.WARNED
    assert not any(action.moves_money for action in window.visit.alive())
    assert "4 条" in window.sentence.said.text
    QApplication.processEvents()


def _options(window) -> tuple:
    return window.visit.charges.warnings.options
