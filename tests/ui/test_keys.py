"""The one table of keys and what a hospital may change in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from ui.keys import TABLE, Action, KeyMap, KeyMapError

NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, modifiers)


def test_every_action_has_one_row_and_no_key_two_meanings() -> None:
    assert {row.action for row in TABLE} == set(Action)
    keys = [key for row in TABLE for key in row.keys]
    assert len(keys) == len(set(keys))


def test_the_default_keys() -> None:
    keys = KeyMap()
    assert keys.action(press(Qt.Key.Key_F9)) is Action.TAKE
    assert keys.action(press(Qt.Key.Key_F9, SHIFT)) is Action.PAY_OUT
    assert keys.action(press(Qt.Key.Key_F9, Qt.KeyboardModifier.KeypadModifier)) is Action.TAKE
    assert keys.action(press(Qt.Key.Key_Tab, CTRL)) is Action.PAGE
    assert keys.action(press(Qt.Key.Key_Space)) is Action.PAUSE


def test_what_scanners_send_never_moves_money() -> None:
    keys = KeyMap()
    sent = [press(key) for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_F12)]
    sent += [press(Qt.Key(code), CTRL) for code in range(Qt.Key.Key_A.value, Qt.Key.Key_Z.value + 1)]
    sent += [press(Qt.Key(code), ALT) for code in range(Qt.Key.Key_0.value, Qt.Key.Key_9.value + 1)]
    for event in sent:
        action = keys.action(event)
        assert action is None or not action.moves_money


def test_a_hospital_moves_a_key() -> None:
    keys = KeyMap({"trial": "F12"})
    assert keys.action(press(Qt.Key.Key_F12)) is Action.TRIAL
    assert keys.action(press(Qt.Key.Key_F8)) is None
    assert keys.shown(Action.TRIAL) == "F12"
    swapped = KeyMap({"take": "F6", "add": "F9"})
    assert swapped.action(press(Qt.Key.Key_F6)) is Action.TAKE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"trial": "F9"}, "F9"),
        *(({"take": key}, "收钱、退钱不能放在") for key in ("Enter", "Tab", "F12", "Ctrl M", "Alt 5", "A", "空格")),
        ({"pay_out": "Ctrl F9"}, "收钱、退钱不能放在"),
        ({"charge": "F9"}, "没有 charge 这个动作"),
        ({"park": "F99"}, "没有“F99”这个键"),
        ({"park": ""}, "没有“”这个键"),
        *(({"park": key}, "要用来打字") for key in ("5", "A", "Shift A", "Enter", "Tab", "Up", "Backspace")),
        *(({"pause": "Ctrl P", "park": key}, "要用来打字") for key in ("空格", "Space", "Any", "Shift 空格")),
        ({"park": "Ctrl Ctrl P"}, "没有“Ctrl Ctrl P”这个键"),
        ({"park": "Shift Ctrl F5", "trial": "Ctrl Shift F5"}, "同时是 park 和 trial"),
        ({"park": "Delete"}, "同时是 park 和 delete"),
    ],
)
def test_a_bad_map_is_refused_by_name(changes: dict[str, str], said: str) -> None:
    with pytest.raises(KeyMapError, match=said):
        KeyMap(changes)
