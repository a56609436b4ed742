"""The focus stands, ringed, where the next key is: in every size, at the start, and after what lay over it went."""

from __future__ import annotations

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from dataclasses import replace

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication
from samples import VISITS
from screen import ALL, settle, show, turn

from ui.buttons import KeyButton
from ui.failure_panel import Option
from ui.item_views import AddingView
from ui.keys import Action
from ui.pages import Up
from ui.states import NEXT
from ui.views import VisitState
from ui.words import labels

pytestmark = pytest.mark.window


def active(window) -> None:
    window.activateWindow()
    if not QTest.qWaitForWindowActive(window, 3000):
        pytest.skip("this display gives no focus")


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_in_every_size_it_is_seen(counter, factor: float) -> None:
    window = counter(factor=factor)
    active(window)
    unseen = []
    for name in ALL:
        turn(window, name)
        focus = QApplication.focusWidget()
        locked = window.up is Up.VISIT and window.shown.state is VisitState.LOCKED
        waits = not window._page().working and not locked
        if waits and (focus in (None, window) or not focus.isVisible()):
            unseen.append(name)
    assert not unseen


@pytest.mark.parametrize("factor", [1.5, 2.0])
@pytest.mark.parametrize("name", ["waiting", "scanning", "no-charges", "giving-back"])
def test_with_large_type_the_band_has_the_likeliest_key(counter, name: str, factor: float) -> None:
    window = show(counter, name, factor=factor)
    wanted = NEXT[VISITS[name].state]
    (button,) = [
        one
        for one in window.visit.till.findChildren(QAbstractButton)
        if one.isVisible() and one.isEnabled() and getattr(one, "action", None) is wanted
    ]
    assert window.visit.expected() is button
    button.click()
    assert window.intents or wanted is Action.DELETE


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_what_is_to_be_confirmed_is_the_next_key(counter, factor: float) -> None:
    window = show(counter, "day-confirming", factor=factor)
    expected = window.day.expected()
    assert expected is not None
    assert expected.action is Action.UPLOAD


def test_the_lines_behind_a_failure_leave_nothing_on_its_card(counter) -> None:
    """Looked at with ↓, while the page goes on being told of lamps; Esc brings the card back as it was."""
    window = show(counter, "failure-waitable")
    active(window)
    before = QApplication.focusWidget()
    assert isinstance(before, Option)
    window.step(1)
    settle()
    assert window.visit.charges.table.isVisible()
    looked_at = {one.text() for one in window.visit.charges.findChildren(KeyButton) if one.isVisible()}
    window.visit.refresh()
    settle()
    assert {one.text() for one in window.visit.charges.findChildren(KeyButton) if one.isVisible()} == looked_at
    window.act(Action.BACK, auto_repeat=False)
    settle()
    assert window.visit.charges.failure.isVisible()
    card = window.visit.charges.failure.geometry()
    lying = [one.text() for one in window.visit.charges._buttons.values() if one.isVisible()]
    assert not lying, f"on the card {card}"
    assert QApplication.focusWidget() is before


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_from_the_lines_behind_a_failure_a_ringed_key_leads_back(counter, factor: float) -> None:
    window = show(counter, "failure-waitable", factor=factor)
    active(window)
    window.step(1)
    window.visit.refresh()
    settle()
    charges = window.visit.charges
    back = QApplication.focusWidget()
    assert (back, back.text()) == (charges.back, labels.BACK_TO_REASON)
    assert back is window.visit.expected()
    lies = QRect(back.mapTo(charges, QPoint(0, 0)), back.size())
    assert not charges.table.geometry().intersects(lies)
    shown = [one for one in charges.findChildren(KeyButton) if one.isVisible()]
    assert not [one for one in shown if one is not back and one.action is not Action.PARK]
    QTest.keyClick(back, Qt.Key.Key_Space)
    assert charges.failure.isVisible()
    assert not back.isVisible()


@pytest.mark.parametrize("name", ["waiting", "trial", "settled", "queue-replay", "day", "outage-down"])
def test_f1_tells_truly_which_keys_do_something_here(counter, name: str) -> None:
    """Of the keys that turn to another page: those it calls alive turn, the others do not."""
    turning = (Action.PAGE, Action.DAY, Action.OUTAGE, Action.LIST, Action.RESUME)
    for action in turning:
        window = show(counter, name)
        window.act(Action.HELP, auto_repeat=False)
        told = action in window.key_list._alive
        window.act(Action.HELP, auto_repeat=False)
        before = window.up
        window.intents.clear()
        window.act(action, auto_repeat=False)
        assert told is (window.up is not before or bool(window.intents)), (name, action)


def test_f1_names_the_keys_that_are_no_action_too(counter) -> None:
    window = show(counter, "trial")
    window.act(Action.HELP, auto_repeat=False)
    settle()
    written = [piece.text for piece in window.key_list.written()]
    assert "↑ ↓" in written
    assert any("Tab" in text and "实收" in text for text in written)
    assert "Tab" in window.key_list.accessibleDescription()
    smallest = show(counter, "trial", 1280, 720, factor=2.0)
    smallest.act(Action.HELP, auto_repeat=False)
    settle()
    for piece in smallest.key_list.written():
        assert piece.box.width() <= piece.room + 1, piece.text


def test_in_the_smallest_window_the_names_of_the_questions_have_their_room(counter) -> None:
    window = show(counter, "trial", 1280, 720, factor=2.0, training=True)
    window.act(Action.QUESTIONS, auto_repeat=False)
    settle()
    for choice in window.over.panel.choices:
        for piece in choice.written():
            assert piece.box.width() <= piece.room + 1, piece.text


def test_from_the_first_moment_on(counter) -> None:
    window = counter()
    active(window)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert getattr(focus, "action", None) is Action.SCAN


def test_after_the_search_for_an_item_and_while_the_queue_waits_for_a_scan(counter) -> None:
    window = show(counter, "charges")
    active(window)
    window.show_visit(replace(VISITS["charges"], adding=AddingView()))
    settle()
    assert QApplication.focusWidget() is window.visit.charges.items.search
    window.show_visit(VISITS["charges"])
    assert getattr(QApplication.focusWidget(), "action", None) is Action.TRIAL
    turn(window, "queue-empty")
    window.act(Action.SCAN, auto_repeat=False)
    assert QApplication.focusWidget() is window._page().expected()
