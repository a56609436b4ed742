"""An identity typed in by keys: what an input method would commit into the name is sent as it would send it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import sandbox

__all__ = ["composed", "enter", "fields", "name_of", "type_in"]


def fields(cashier: Any) -> Any:
    return cashier.program.window.visit.charges.identity


def enter(field: Any) -> None:
    assert QApplication.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_Return)


def composed(field: Any, text: str) -> None:
    """What an input method commits."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def type_in(cashier: Any, name: str, number: str, phone: str = "") -> None:
    panel = fields(cashier)
    cashier.until(lambda: QApplication.focusWidget() is panel.name, "the first field has the focus")
    composed(panel.name, name)
    enter(panel.name)
    QTest.keyClicks(panel.number, number)
    enter(panel.number)
    QTest.keyClicks(panel.phone, phone)
    enter(panel.phone)


def name_of(number: str) -> str:
    """The name on that person's identity card."""
    file = Path(sandbox.__file__).parent / "data" / "people.yaml"
    rows = yaml.safe_load(file.read_text("utf-8"))["people"]
    return str(next(row["name"] for row in rows if row["certno"] == number))
