"""A panel that lies over the whole window and has every key while it is up: no money key reaches what is behind it."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from card_reader.scanner import ScanLimits
from ui.keys import LOOKS, KeyMap
from ui.look import Look
from ui.pen import Drawn
from ui.scan_watch import ScanWatch
from ui.words import sentences

__all__ = ["OverPage", "panel_over"]


class _Window(Protocol):
    """The window as a panel sees it."""

    scan_limits: ScanLimits

    def remark(self, text: str, *, warns: bool = True) -> None:
        """Say this."""


_ONLY_SHOWS = Qt.WindowType.WindowDoesNotAcceptFocus


class OverPage(Drawn):
    """Lies over `window`, as large as it is, and stays hidden until it is put up. How the window looks is the window's:
    those keys go on to it.
    """

    def __init__(self, window: QWidget, look: Look, keys: KeyMap) -> None:
        super().__init__(look, window)
        self._keys = keys
        self.times_closed = 0  # what was asked for before it was closed last is wanted no more
        self._aside: list[QWidget] = []
        self._says = cast("_Window", window)
        heard = (lambda _code: self._scanned(), lambda _why: self._scanned(), self._typed, lambda: lambda: None)
        self._watch = ScanWatch(self, self._says.scan_limits, *heard, in_fields=False)
        self.hide()

    def _typed(self, text: str) -> None:
        """What was held until it was known that no scanner sent it; once the panel has gone it chooses nothing."""
        for character in text if not self.isHidden() else "":
            key = ord(character.upper()) if character.isascii() else 0
            self.key(QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, character))

    def _scanned(self) -> None:
        """A code is nobody's here, and its digits choose nothing."""
        self._says.remark(sentences.SCAN_BEHIND)

    def key(self, event: QKeyEvent) -> bool:
        """A key pressed anywhere in the window; False lets it through."""
        raise NotImplementedError

    def arrange(self) -> None:
        """The window has another size."""

    def put_up(self) -> None:
        """From now on the keys are this one's."""
        self._fit()
        application = QApplication.instance()
        if application is not None and self.isHidden():
            application.installEventFilter(self)  # before the window's own keyboard
        self.show()
        self.raise_()
        self._clear()

    def take_down(self) -> None:
        """Give the keys back."""
        self.times_closed += 1
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self.hide()
        self._give_back()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True swallows the key."""
        if watched is self.parent() and event.type() is QEvent.Type.Resize:
            self._fit()
            self.raise_()
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not self._mine(watched):
            return False
        if self._keys.action(event) in LOOKS:
            return False
        return (isinstance(watched, QWindow) and self._watch.key(event)) or self.key(event)

    def _clear(self) -> None:
        """What floats before the window and only shows, as the patient's display in its corner, would lie on this
        panel's text too.
        """
        for one in self.window().children():
            if isinstance(one, QWidget) and one.isVisible() and one.windowFlags() & _ONLY_SHOWS:
                one.hide()
                self._aside.append(one)

    def _give_back(self) -> None:
        still = next((one for one in self.window().children() if isinstance(one, OverPage) and one.isVisible()), None)
        for one in self._aside:
            if still is None:
                one.show()
            else:
                still._aside.append(one)
        self._aside.clear()

    def _mine(self, watched: QObject) -> bool:
        window = self.window()
        if isinstance(watched, QWindow):
            return watched is window.windowHandle()
        return isinstance(watched, QWidget) and watched.window() is window

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(0, 0, parent.width(), parent.height())
        self.arrange()


def panel_over(window: QWidget) -> bool:
    """A panel is up: what needs no key, as a serial scanner's code, must not reach what is behind it either."""
    return any(isinstance(one, OverPage) and one.isVisible() for one in window.children())
