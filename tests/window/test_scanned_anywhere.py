"""A scanner's burst reaches the program without F3: a person's code, a slip's, and the wrong one with its sentence."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.window.cashier import DAILY, QUIET_S, RETIRED, TRAVELLER, Cashier
from tests.window.test_put_aside import picture
from tests.window.test_scanned_slip import settled
from tests.window.typing_in import composed, fields
from ui.input_method import takes_chinese
from ui.keys import Action
from ui.views import VisitState
from ui.words import sentences

pytestmark = pytest.mark.window


def burst(cashier: Cashier, code: str, gap: int = 9, *, pause: int = 60_000, end: str = "\r") -> None:
    """As a keyboard scanner sends it, each key with its time."""
    window = cashier.program.window.windowHandle()
    at = getattr(burst, "at", 1000) + pause
    for text in code + end:
        key = Qt.Key.Key_Return if text == "\r" else Qt.Key.Key_unknown
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
        event.setTimestamp(at)
        QApplication.sendEvent(window, event)
        at += gap
    burst.at = at


def line(cashier: Cashier) -> str:
    return cashier.program.window.sentence.said.text


def typing_page(cashier: Cashier, *, native: bool = True) -> Any:
    """The panel for typing an identity, its name with the focus. Not `native`: as where a method has the keys first."""
    cashier.program.window._keyboard._watch.native = native
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    panel = fields(cashier)
    cashier.until(lambda: QApplication.focusWidget() is panel.name, "the first field has the focus")
    return panel


def test_a_persons_code_needs_no_key_before_it(window) -> None:
    cashier = window()
    burst(cashier, RETIRED[0])
    view = cashier.reach(VisitState.CHARGES)
    assert view.person is not None
    assert view.person.id_number == RETIRED[1]
    # In the middle of a visit nobody is sent away by another code.
    burst(cashier, DAILY[0])
    cashier.until(lambda: line(cashier) == sentences.SCAN_BUSY, "it says that it was not taken")
    assert cashier.state is VisitState.CHARGES
    picture(cashier, "scan-busy")
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    assert cashier.view.person.id_number == RETIRED[1]
    tender = cashier.program.window.visit._tender
    burst(cashier, "8" + "1" * 10 + "234567890")
    cashier.until(lambda: line(cashier) == sentences.SCAN_BUSY, "it says that it was not taken")
    assert cashier.state is VisitState.TRIAL_DONE, "its Enter pressed nothing"
    assert cashier.program.window.visit._tender == tender, "and its digits are no money"


def test_the_first_keys_of_a_broken_scan_are_no_money(window) -> None:
    """With a pause in the middle of its first keys they look like a person's, and are told as typed before the rest."""
    cashier = window()
    cashier.quoted(RETIRED)
    cashier.type("50")
    cashier.rest(QUIET_S)
    page = cashier.program.window.visit
    tender = page._tender
    assert tender.digits == "50"
    sent = [("6", 0), ("9", 9), ("0", 18), *((one, 160 + 9 * at) for at, one in enumerate("12345678901234"))]
    for _ in range(2):  # the second one is refused as the first
        at = burst.at = getattr(burst, "at", 1000) + 60_000
        keys = [(Qt.Key.Key_unknown, one, after) for one, after in sent]
        for key, text, after in [*keys, (Qt.Key.Key_Return, "\r", 300)]:
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
            event.setTimestamp(at + after)
            QApplication.sendEvent(cashier.program.window.windowHandle(), event)
        cashier.rest(0.2)
        assert page._tender == tender
    cashier.until(lambda: line(cashier) == sentences.SCAN_BROKEN, "it says so")
    assert cashier.state is VisitState.TRIAL_DONE


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("81" + "0123456789" * 2, "不认识的码"),
        ("8" + "1234567890123456789", "药品追溯码"),
        (RETIRED[1], "身份证号"),
        ("134567890123456789", "付款码"),
        ("6901234567892", "商品条码"),
        ("https://example.invalid/a", "网页的码"),
    ],
)
def test_the_wrong_kind_is_named_and_the_right_one_still_waited_for(window, code: str, kind: str) -> None:
    cashier = window()
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    burst(cashier, code)
    cashier.until(lambda: kind in line(cashier), "its kind is named")
    assert cashier.state is VisitState.SCANNING
    assert not [row for row in cashier.seen if row.state is VisitState.IDENTIFYING]
    cashier.type(RETIRED[0])  # by hand as well
    cashier.press("Return")
    cashier.reach(VisitState.CHARGES)


def test_a_scan_in_the_middle_of_typing_takes_over_and_leaves_no_half_name(window) -> None:
    cashier = window()
    panel = typing_page(cashier)
    composed(panel.name, "戊测")
    names = []
    panel.name.textChanged.connect(names.append)
    burst(cashier, "1234512345")
    assert panel.name.text() == "戊测"
    cashier.until(lambda: "不认识的码" in line(cashier), "it says what came")
    assert (panel.name.text(), cashier.state) == ("戊测", VisitState.TYPING)
    burst(cashier, DAILY[0])
    view = cashier.reach(VisitState.CHARGES)
    assert view.person is not None
    assert view.person.id_number == DAILY[1]


def test_where_a_method_has_the_keys_first_no_scan_into_its_field_is_taken(window) -> None:
    """As on Windows: a whole code and one of which the method swallowed the middle look alike."""
    cashier = window()
    panel = typing_page(cashier, native=False)
    composed(panel.name, "戊测")
    for code in (RETIRED[0][:5] + RETIRED[0][14:], RETIRED[0]):
        burst(cashier, code)
        cashier.until(lambda: line(cashier) == sentences.SCAN_METHOD, "it says why, and what helps")
        assert (panel.name.text(), cashier.state) == ("戊测", VisitState.TYPING)
        cashier.program.window.remark("")  # so that the next one is seen to be said anew
    cashier.press("F3")
    cashier.reach(VisitState.SCANNING)
    cashier.rest(2.1)
    burst(cashier, RETIRED[0])
    cashier.reach(VisitState.CHARGES)


@pytest.mark.parametrize("field", ["", "number"])
def test_nor_one_that_begins_elsewhere_and_ends_in_that_field(window, field: str) -> None:
    """The page for typing opens in the middle of a scan: the method swallows what follows."""
    cashier = window()
    panel = typing_page(cashier, native=False)
    (panel.number if field else cashier.program.window).setFocus()
    burst(cashier, RETIRED[0][:4], end="")
    panel.name.setFocus()
    burst(cashier, RETIRED[0][9:], pause=45)
    cashier.until(lambda: line(cashier) == sentences.SCAN_METHOD, "refused")
    assert cashier.state is VisitState.TYPING


def test_nor_the_rest_that_the_method_hands_over_to_the_next_field(window) -> None:
    """An Enter of the scan before, handed over late, has moved the focus on."""
    cashier = window()
    panel = typing_page(cashier, native=False)
    panel.number.setFocus()
    burst(cashier, RETIRED[0][9:])
    cashier.until(lambda: line(cashier) == sentences.SCAN_METHOD, "the method may have had what came before")
    cashier.rest(1.1)
    burst(cashier, RETIRED[0])
    cashier.reach(VisitState.CHARGES)


def test_an_enter_that_comes_late_does_not_change_the_advice(window) -> None:
    cashier = window()
    typing_page(cashier, native=False)
    burst(cashier, RETIRED[0][:15], end="")
    cashier.until(lambda: line(cashier) == sentences.SCAN_METHOD, "told when nothing more comes")
    burst(cashier, "", pause=120)
    cashier.rest(0.2)
    assert line(cashier) == sentences.SCAN_METHOD


def test_no_key_is_named_that_is_dead_where_the_scan_came(window) -> None:
    cashier = window()
    cashier.program.window._keyboard._watch.native = False
    cashier.program.window.act(Action.QUESTIONS, auto_repeat=False)
    cashier.until(lambda: takes_chinese(QApplication.focusWidget()), "the panel's filter has the focus")
    burst(cashier, RETIRED[0])
    cashier.until(lambda: line(cashier) == sentences.SCAN_BEHIND, "the panel comes first")


def test_a_scan_over_a_panel_chooses_nothing_in_it_and_that_is_said(window) -> None:
    """Why a paper is printed again: a code's digits are no reason. What a person types there is."""
    cashier = window()
    cashier.quoted(TRAVELLER)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: len(cashier.slips("settlement")) == 1, "the slip is there")
    cashier.rest(0.3)
    cashier.press("F11")
    panel = cashier.program.panel
    cashier.until(lambda: panel.shown is not None, "the window asks why")
    burst(cashier, RETIRED[0])
    cashier.until(lambda: line(cashier) == sentences.SCAN_BEHIND, "it is said")
    assert (panel.shown is not None, panel._chosen) == (True, -1)
    assert cashier.state is VisitState.SETTLED
    burst(cashier, "2", end="")
    cashier.until(lambda: panel._chosen == 1, "a digit typed by hand")
    cashier.press("Escape")
    assert panel.shown is None


def test_nor_one_that_would_not_put_the_visit_aside(window) -> None:
    """While somebody is looked up F7 is dead: the sentence does not name it."""
    cashier = window()
    cashier.stage.faults([{"name": "slow", "transaction": "1101", "seconds": 2}])
    burst(cashier, RETIRED[0])
    cashier.reach(VisitState.IDENTIFYING)
    burst(cashier, DAILY[0])
    cashier.until(lambda: line(cashier) == sentences.SCAN_LATER, "it is done first")
    cashier.reach(VisitState.CHARGES)
    assert cashier.view.person.id_number == RETIRED[1]


def test_whose_visit_is_over_makes_room_for_the_next_ones_slip(window) -> None:
    """As for the next one's card or code: no key first, and no word of a wrong code."""
    cashier = window()
    first = settled(cashier, TRAVELLER)
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    second = cashier.program.visit.claim
    burst(cashier, first.lower())
    cashier.until(lambda: cashier.program.visit.claim == first, "the slip's claim is at the glass")
    assert cashier.state is VisitState.SETTLED
    assert cashier.view.person.id_number == TRAVELLER[1]
    burst(cashier, second)
    cashier.until(lambda: cashier.program.visit.claim == second, "and back")
    burst(cashier, "b07-7k2q-12")
    cashier.until(lambda: "7 号窗口" in line(cashier), "whose it is, is said")
    assert cashier.program.visit.claim == second, "what was settled stays before the eyes"


def test_a_slip_is_found_from_every_page(window) -> None:
    cashier = window()
    key = settled(cashier, RETIRED)
    for page in ("", "F10", "F10 shift"):
        if page:
            cashier.press("F10", shift="shift" in page)
        burst(cashier, key.lower())
        cashier.reach(VisitState.SETTLED)
        assert cashier.program.visit.claim == key
        assert not cashier.program.window.on_queue
        assert not cashier.program.window.on_day
        cashier.press("Escape")
        cashier.reach(VisitState.WAITING)


def test_what_stands_at_a_slow_scanner_is_a_persons(window) -> None:
    """Keys with 60 ms between them, F3 not pressed: no code."""
    cashier = window()
    burst(cashier, RETIRED[0], gap=60)
    cashier.rest(0.2)
    assert cashier.state is VisitState.WAITING


def test_a_broken_scan_says_so(window) -> None:
    cashier = window()
    burst(cashier, RETIRED[0][:14] + "\t")
    cashier.until(lambda: "商品条码" in line(cashier), "Tab ends a scan as Enter does")
    burst(cashier, RETIRED[0][:14] + " " + RETIRED[0][14:])
    cashier.until(lambda: line(cashier) == sentences.SCAN_BROKEN, "refused, in a sentence")
    picture(cashier, "scan-broken")
    cashier.press("F1")
    cashier.press("F1")
    cashier.until(lambda: line(cashier) == sentences.WAITING, "until the next key")


def test_nor_does_one_where_a_field_behind_the_panel_has_the_focus(window) -> None:
    """The panel lies over what is typed in, and is no field itself; a digit that is pending as it goes is nobody's."""
    cashier = window()
    page = typing_page(cashier)
    page.name.setFocus()
    panel, heard = cashier.program.panel, []
    panel.put_up()
    panel.key = lambda event: heard.append(event.text()) or True
    burst(cashier, RETIRED[0])
    cashier.until(lambda: line(cashier) == sentences.SCAN_BEHIND, "it is said")
    assert not [text for text in heard if text.strip()]
    burst(cashier, "2", end="")
    cashier.until(lambda: heard[-1:] == ["2"], "a digit typed by hand")
    heard.clear()
    burst(cashier, "3", end="")
    panel.take_down()
    cashier.rest(0.3)
    assert not heard
    assert page.name.text() == ""


def test_what_the_server_has_before_an_input_method_is_left_to_the_panel_that_lies_over_the_field(window) -> None:
    cashier = window()
    page, watch = typing_page(cashier), cashier.program.window._keyboard._watch
    assert QApplication.focusWidget() is page.name
    cashier.program.panel.put_up()
    for at in (9000, 9009, 9018):
        assert not watch._native("9", 18, False, at)
    assert not watch._decision.held
    cashier.program.panel.take_down()
    watch._native("9", 18, False, 19000)
    assert watch._decision.held
    cashier.rest(0.2)
