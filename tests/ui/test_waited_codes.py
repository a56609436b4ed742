"""A code that is waited for at the real window: collected, its Enter swallowed, and left alone when nothing waits."""

from __future__ import annotations

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from samples import VISITS
from screen import ready

from ui.intents import Do, Scanned
from ui.keys import Action

pytestmark = pytest.mark.window

SHIFT = Qt.KeyboardModifier.ShiftModifier


def test_a_scan_is_collected_while_armed_and_its_enter_swallowed(counter, clock) -> None:
    window = ready(counter, clock, "waiting")
    QTest.keyClicks(window, "9901")
    assert window.intents == []
    QTest.keyClick(window, Qt.Key.Key_F3)
    QTest.keyClicks(window, "9901A0bcDE12345")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.intents == [Do(Action.SCAN), Scanned("9901A0bcDE12345")]
    assert "9901" not in repr(window.intents)
    QTest.keyClicks(window, "77")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert len(window.intents) == 2, "armed for one code only"


def test_esc_disarms_the_scanner(counter, clock) -> None:
    window = ready(counter, clock, "scanning")
    window.act(Action.SCAN, auto_repeat=False)
    QTest.keyClicks(window, "99")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClicks(window, "01")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert not [intent for intent in window.intents if isinstance(intent, Scanned)]


def test_a_code_waited_for_no_more_swallows_nothing(counter, clock) -> None:
    """F3, and then something else: what is typed next stands where it is typed, and no half code is left."""
    window = ready(counter, clock, "giving-back")
    QTest.keyClick(window, Qt.Key.Key_Delete)
    QTest.keyClick(window, Qt.Key.Key_F3)
    chosen = window.visit.charges.choice.back
    QTest.keyClick(window, Qt.Key.Key_F9, SHIFT)
    bar = window.confirm
    assert bar.ask is not None
    bar.reason.setFocus()
    QTest.keyClicks(bar.reason, "tuiyao")
    QTest.keyClick(bar.reason, Qt.Key.Key_Return)
    assert bar.reason.text() == "tuiyao", "a supervisor is asked why: the scanner is not waited for"
    assert window.visit.charges.choice.back == chosen, "what is confirmed is what was shown"

    window = ready(counter, clock, "waiting")
    QTest.keyClick(window, Qt.Key.Key_F3)
    window.show_visit(VISITS["typing"])
    QTest.keyClick(window, Qt.Key.Key_9)
    assert not window._keyboard.armed


def test_each_page_waits_for_its_own_code(counter, clock) -> None:
    window = ready(counter, clock, "queue-refund")
    QTest.keyClick(window, Qt.Key.Key_F3)
    window.show_visit(VISITS["settled"])
    assert window._keyboard.armed, "what becomes of a visit behind the page does not matter to it"
    QTest.keyClicks(window, "B01")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.on_queue
    assert not window._keyboard.armed, "the page was left"
    window.show_visit(VISITS["scanning"])
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert not window._keyboard.armed
    QTest.keyClick(window, Qt.Key.Key_F10)
    assert window._keyboard.armed, "and there a code is still waited for, as the page says"
    QTest.keyClicks(window, "9901")
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert window.intents[-1] == Scanned("9901")
