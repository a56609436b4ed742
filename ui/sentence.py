"""The sentence line: a role bar, a shape, the text with key caps inside it, the code small at the end. Never empty."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleEvent
from PySide6.QtWidgets import QWidget

from ui.keys import KeyMap
from ui.look import LEAD, MICRO, TITLE, Layout, Look
from ui.pen import CapColours, Drawn, Pen, broken
from ui.shapes import Shape
from ui.theme import Role
from ui.told import Said
from ui.words.template import Cap, spoken

__all__ = ["SentenceBar"]

ONE_LINE, TWO_LINES = 54, 74


class SentenceBar(Drawn):
    """Shows one `Said`; grows to two lines before it would ever cut a word."""

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._said = Said("", Role.ASK, Shape.NOTE)
        self._remark: Said | None = None
        self._under = self._said  # what the remark goes before
        self._turn = 0.0

    @property
    def said(self) -> Said:
        """What stands there."""
        return self._said

    def remark(self, text: str, *, warns: bool = True) -> None:
        """From the next showing on this goes before what is to be said, until that is another; empty: nothing does."""
        kind = (Role.WARN, Shape.ATTENTION) if warns else (Role.INFO, Shape.NOTE)
        self._remark = Said(text, *kind) if text else None

    def show_said(self, said: Said) -> bool:
        """Show it, or the remark; true when it changed. The change is announced to screen readers.

        Raises:
            ValueError: an empty sentence; the line is never empty.
        """
        if not said.text:
            raise ValueError("the sentence line is never empty")
        if said != self._under:
            self._under, self._remark = said, None
        said = self._remark or said
        if said == self._said:
            return False
        self._said = said
        aloud = spoken(said.text)
        self.setAccessibleName(aloud)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))
        if self.isVisible():  # under a question or a cover nobody reads it
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, aloud))
        self.update()
        return True

    def turn(self, turn: float) -> None:
        """Turn the arc while something works."""
        if self._said.shape is Shape.WORKING:
            self._turn = turn
            self.update(0, 0, self.look.px(54), self.height())

    def height_for(self, width: int) -> int:
        """54 logical pixels, or two lines' height when the text needs them."""
        lines = broken(self.look, self._parts(), self._size(width), self._room(width), bold=True)
        return self.look.px(ONE_LINE if len(lines) == 1 else TWO_LINES)

    def _parts(self) -> tuple[str | Cap, ...]:
        return self._keys.told(self._said.text)

    def _size(self, width: int) -> int:
        """20; with large type 17, or 16 where that saves a second line."""
        if self.look.layout is Layout.COLUMNS:
            return TITLE
        fits = len(broken(self.look, self._parts(), LEAD - 1, self._room(width), bold=True)) == 1
        return LEAD - 1 if fits and self.look.layout is Layout.NARROW else LEAD

    def _room(self, width: int) -> float:
        code = self.look.text_width(self._said.code, MICRO) + self.look.px(12) if self._said.code else 0
        return width - self.look.px(52 + 12) - code

    def compose(self, pen: Pen) -> None:
        """Bar, shape, lines, code."""
        look, theme = self.look, self.look.theme
        ink, ground = theme.roles[self._said.role]
        box = QRectF(self.rect())
        pen.box(box, ground, ink, width=theme.line_width)
        pen.painter.save()
        pen.painter.setClipRect(QRectF(0, 0, look.px(6), box.height()))
        pen.box(box, ink, None)
        pen.painter.restore()
        middle = box.center().y()
        pen.shape(look.px(16), middle, 26, self._said.shape, ink, ground, self._turn)
        size = self._size(self.width())
        lines = pen.lines(self._parts(), size, self._room(self.width()), bold=True)
        step = look.px(28)
        y = middle - step * (len(lines) - 1) / 2
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        for line in lines:
            x = float(look.px(52))
            for piece, wide in line:
                if isinstance(piece, Cap):
                    pen.cap(x + look.px(3), y, piece.key, cap, 24)
                else:
                    pen.text(x, y, piece, size, theme.ink, bold=True, room=box.right() - x)
                x += wide
            y += step
        if self._said.code:
            right = box.right() - look.px(12)
            pen.text(right, middle, self._said.code, MICRO, theme.ink3, align=Qt.AlignmentFlag.AlignRight)
