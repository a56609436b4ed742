"""Every key of the window passes here first: an application event filter, since input methods and focus take others.

Function keys become actions; digits go to the field they belong to. What a scanner types is told by its rhythm wherever
the focus is (`scan_watch`); while F3 has armed it, what is typed by hand is collected too. Enter, Tab, F12, Ctrl with a
letter and Alt with a digit never move money: they are in no money action's reach (see `keys`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from card_reader.scanner import ScanLimits
from counter_app.desk import clock
from ui.keys import LOOKS, Action, KeyMap
from ui.over_page import panel_over
from ui.scan_watch import NotTaken, ScanWatch

__all__ = ["Keyboard", "Typist"]

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
_STEPS |= {Qt.Key.Key_Right: 0}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# In a text field these edit.
_EDITING = (Action.DELETE, Action.PAUSE)
_FIGURES = "0123456789."
# Somebody works here. What lies over the page has the keys before this filter hears of them, but not their release.
_TOUCHES = (QEvent.Type.MouseButtonPress, QEvent.Type.KeyRelease)
LONGEST_CODE = 512


class Typist(Protocol):
    """The window as the keyboard sees it."""

    def act(self, action: Action, *, auto_repeat: bool) -> bool:
        """Do what a key means; False when it means nothing here."""

    def typed(self, mark: str) -> bool:
        """A digit, a point, or an empty text for Backspace; False when no field wants it."""

    def step(self, down: int) -> bool:
        """Move the mark by rows; 0: tell what it stands on."""

    def scanned(self, code: str) -> None:
        """A code came, whole."""

    def not_taken(self, why: NotTaken) -> None:
        """The scanner sent something, and it became no code."""

    def remember(self) -> Callable[[], None]:
        """What was typed on the page so far; called, it is that again."""


class Keyboard(QObject):
    """Install on the application; it looks only at keys that go to `window`."""

    def __init__(self, window: QWidget, typist: Typist, keys: KeyMap, limits: ScanLimits | None = None) -> None:
        super().__init__(window)
        self._window = window
        self._typist = self._own = typist
        self._keys = keys
        self._code: list[str] = []
        self.armed = False  # F3 waits for a code
        self.touched_at = clock.boot_seconds()  # a key was pressed, or the mouse; the machine may have slept since
        heard = (self._scanned, self._not_taken, self._written, lambda: self._typist.remember())
        self._watch = ScanWatch(window, limits or ScanLimits(), *heard)
        self._watch.covered = lambda: panel_over(window)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True swallows the key. One key passes several objects; it is looked at once, where it enters the window."""
        if event.type() == QEvent.Type.InputMethod and isinstance(event, QInputMethodEvent):
            return isinstance(watched, QLineEdit) and self._mine(watched) and self._watch.composed(watched, event)
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QLineEdit):
            self._watch.left(watched)
        if event.type() in _TOUCHES:
            self.touched_at = clock.boot_seconds()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not self._mine(watched):
            return False
        self.touched_at = clock.boot_seconds()
        if isinstance(watched, QWindow) and self._watch.key(event):
            return True
        if self.armed and self._collect(event):
            return True
        action = self._keys.action(event)
        editing = isinstance(QApplication.focusWidget(), QLineEdit)
        if action is not None and not (editing and action in _EDITING):
            typist = self._own if action in LOOKS else self._typist
            return typist.act(action, auto_repeat=event.isAutoRepeat()) or action is not Action.PAUSE
        if editing or event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if Qt.Key(event.key()) in _STEPS:
            return self._typist.step(_STEPS[Qt.Key(event.key())])
        if event.key() == Qt.Key.Key_Backspace:
            return self._typist.typed("")
        if event.text() and event.text() in _FIGURES:
            return self._typist.typed(event.text())
        return False

    def _written(self, text: str) -> None:
        """Characters that were held until it was known that they are a person's."""
        for character in text:
            if self.armed:
                self._collected(character)
            elif character in _FIGURES:
                self._typist.typed(character)

    def _scanned(self, code: str) -> None:
        self._code = []
        self._typist.scanned(code)

    def _not_taken(self, why: NotTaken) -> None:
        self._code = []
        self._typist.not_taken(why)

    def _mine(self, watched: QObject) -> bool:
        if isinstance(watched, QWindow):
            return watched is self._window.windowHandle()
        return isinstance(watched, QWidget) and watched.window() is self._window

    def _collect(self, event: QKeyEvent) -> bool:
        if event.key() in _ENTER:
            code, self._code = "".join(self._code), []
            if code:
                self._typist.scanned(code)
            return True
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            return False
        if event.text() and event.text().isprintable():
            self._collected(event.text())
            return True
        return False

    def _collected(self, text: str) -> None:
        if len(self._code) < LONGEST_CODE:
            self._code.append(text)

    def hand_to(self, typist: Typist) -> None:
        """Whose the keys are from now on; F3 waits no longer."""
        self._typist = typist
        self.arm(False)

    def arm(self, armed: bool) -> None:
        """Whether a code is waited for; what came of one so far belongs to none."""
        self.armed = armed
        self._code = []
