"""Enter, Tab, F12, Ctrl with a letter and Alt with a digit, on every page while money is pending: nothing moves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.window.cashier import QUIET_S, RETIRED, Cashier
from tests.window.test_failure_screens import WHO
from tests.window.typing_in import name_of, type_in
from ui.keys import Action, KeyMap
from ui.views import VisitState

pytestmark = pytest.mark.window

NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
# Enter of both kinds and Tab both ways; scanners send the others for control characters (look, section 7).
KEYS = (
    *((key, NONE) for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_F12)),
    *((key, SHIFT) for key in (Qt.Key.Key_Backtab, Qt.Key.Key_F12)),
    *((Qt.Key(code), CTRL) for code in range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)),
    *((Qt.Key(code), ALT) for code in range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)),
)


def money(cashier: Cashier) -> tuple[object, ...]:
    """All that is booked at the service, and every row of cash in the books."""
    cashier.drained()
    ledger = cashier.stage.ledger()
    sent = [row["infno"] for row in ledger["calls"] if row["infno"] in ("2207A", "2208", "2601")]
    return ledger["settlements"], sent, [claim.people.cash for claim in cashier.office.books.claims()]


def press_them_all(cashier: Cashier) -> None:
    """To whoever has the focus; Enter once more where Tab has gone on to the next one."""
    cashier.rest(QUIET_S)  # the guard of 600 ms is not what keeps the money here
    for key, held in (*KEYS, KEYS[0]):
        with cashier.watch.turn():
            QTest.keyClick(QApplication.focusWidget() or cashier.program.window, key, held)


def test_on_no_page_do_they_move_money(window) -> None:
    cashier = window()
    shell = cashier.program.window
    cashier.quoted(RETIRED)
    cashier.type("5000")
    before = money(cashier)
    pages = (("", False), ("F1", False), ("F1", True), ("F10", False), ("F10", True))
    for key, shift in pages:
        if key:
            cashier.press(key, shift=shift)
        press_them_all(cashier)
        assert money(cashier) == before, f"after {key or 'the trial'}"
        while shell.key_list.isVisible() or shell.over.up or shell.on_queue or shell.on_day:
            cashier.press("Escape")
        assert cashier.state is VisitState.TRIAL_DONE, key
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    before = money(cashier)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    cashier.press("Delete")
    cashier.press("F9", shift=True)
    cashier.until(lambda: shell.confirm.ask is not None, "a dialogue, since money goes out")
    assert (
        f"{cashier.view.charges[0].amount:,.2f}"
        in shell.confirm.accessibleName() + shell.confirm.accessibleDescription()
    )
    press_them_all(cashier)
    assert money(cashier) == before


def test_nor_where_the_whole_bill_is_taken(window) -> None:
    cashier = window()
    cashier.identified(WHO["01"])
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    before = money(cashier)
    press_them_all(cashier)
    assert (money(cashier), cashier.state) == (before, VisitState.FULL_PAYMENT)
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(WHO["16"][1]), WHO["16"][1])
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    cashier.reach(VisitState.LINK_DOWN)
    before = money(cashier)
    press_them_all(cashier)
    assert (money(cashier), cashier.state) == (before, VisitState.LINK_DOWN)


def test_a_normal_settlement_asks_nothing_and_shows_where_the_next_key_is(window) -> None:
    """Two keys; before each of them it stands on a button that the ring is around, and nothing else."""
    cashier = window()
    shell = cashier.program.window
    cashier.identified(RETIRED)
    keys = KeyMap()
    for action in (Action.TRIAL, Action.TAKE):
        expected = shell.visit.expected()
        assert expected is not None
        assert (expected.action, expected.expected) == (action, True)
        assert keys.shown(action) in expected.accessibleName()
        cashier.rest(QUIET_S)
        cashier.press(keys.shown(action))
        assert shell.confirm.ask is None
        cashier.reach(VisitState.TRIAL_DONE if action is Action.TRIAL else VisitState.SETTLED)
