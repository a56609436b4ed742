"""A field for a password: nothing of it is shown, no input method composes, and a locked Caps key is told."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.identity_panel import TextField
from ui.look import Look

__all__ = ["PasswordField"]

_LONGEST = 128


class PasswordField(TextField):
    """`capitals` tells, at each letter, whether Caps Lock is on: a capital without Shift, or the other way round."""

    capitals = Signal(bool)

    def __init__(self, look: Look, name: str, parent: QWidget) -> None:
        super().__init__(look, name, parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(_LONGEST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoAutoUppercase
            | Qt.InputMethodHint.ImhNoPredictiveText
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As in any field."""
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.capitals.emit(letter.isupper() is not shift)
        super().keyPressEvent(event)
