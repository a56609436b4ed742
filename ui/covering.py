"""The window's cover, put up and lifted: what lies behind it is out of sight, and no key reaches it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.cover import Cover, CoverView
from ui.keyboard import Keyboard, Typist
from ui.keys import KeyMap
from ui.look import Look

__all__ = ["Covering"]


class Covering:
    """`window` gets its keys back when the cover is lifted. `clear` closes what lies open over a page, `placed` places
    everything, `focus` gives the focus to where the next key lies; `entered` hears what was typed.
    """

    def __init__(
        self,
        keyboard: Keyboard,
        window: Typist,
        clear: Callable[[], object],
        placed: Callable[[], object],
        focus: Callable[[], object],
    ) -> None:
        self._keyboard, self._window = keyboard, window
        self._clear, self._placed, self._focus = clear, placed, focus
        self.entered: Callable[[object], object] = lambda _entered: None
        self._cover: Cover | None = None

    @property
    def up(self) -> bool:
        """Nobody works here now."""
        return self._cover is not None and self._cover.view is not None

    @property
    def cover(self) -> Cover:
        """The one there is."""
        if self._cover is None:
            raise RuntimeError("no cover was made")
        return self._cover

    def make(self, look: Look, keys: KeyMap, parent: QWidget) -> Cover:
        """Once."""
        made = self._cover = Cover(look, keys, parent)
        made.entered.connect(lambda entered: self.entered(entered))
        return made

    def show(self, view: CoverView | None) -> None:
        """Put it up, or show something else on it; None: lift it."""
        moved = (view is None) is self.up
        if moved:
            self._clear()
        self.cover.show_view(view)
        if moved:
            self._keyboard.hand_to(self._window if view is None else self.cover)
        self._placed()
        if moved or (view is not None and not isinstance(QApplication.focusWidget(), QLineEdit)):
            self._focus()
