"""The one rule of who lets a Chinese input method in: fields made for Chinese, and nothing else (workbench, b).

A new field says which it is: `chinese(field)` where names, reasons or searches in Chinese are written, `latin(field)`
everywhere else. What says nothing is refused by a test that walks through the window's fields. Pages and buttons take
no text at all, so no method composes there; that is why a code is waited for (F3) with the focus on the page.

`WA_InputMethodEnabled` False keeps neither fcitx5 nor ibus out; ImhHiddenText does.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

__all__ = ["FieldBefore", "chinese", "latin", "takes_chinese"]

_PROPERTY = "takesChinese"


def chinese(field: QLineEdit) -> None:
    """Chinese is written here: the input method may compose."""
    field.setProperty(_PROPERTY, True)


def latin(field: QLineEdit) -> None:
    """Digits and letters only: no input method composes here, whether it is switched on or not."""
    field.setProperty(_PROPERTY, False)
    field.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText)


def takes_chinese(widget: QWidget | None) -> bool:
    """Whether the widget lets a method in."""
    return widget is not None and bool(widget.property(_PROPERTY))


class FieldBefore:
    """A field as it stood before the first key of what may be a scan; `put_back` undoes what the keys did to it."""

    def __init__(self, field: QLineEdit) -> None:
        self.field = field
        self._text = field.text()
        self._cursor = field.cursorPosition()
        self._selected = (field.selectionStart(), field.selectionLength()) if field.hasSelectedText() else None

    def put_back(self) -> None:
        """Text, cursor and selection as they were; what is being composed is dropped."""
        field = self.field
        if takes_chinese(field):
            QApplication.sendEvent(field, QInputMethodEvent("", []))
            QGuiApplication.inputMethod().reset()
        if field.text() != self._text:
            field.setText(self._text)
        field.setCursorPosition(self._cursor)
        if self._selected is not None:
            field.setSelection(*self._selected)
