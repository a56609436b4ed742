"""F1: every key of this page, what it means, and whether it can be used now."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from ui.keys import LOOKS, TABLE, Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Layout, Look
from ui.pen import CAP_HEIGHT, CapColours, Drawn, Pen
from ui.words import labels, sentences
from ui.words.template import filled

__all__ = ["KeyList"]

_LOW = 600
_FLAT = 17  # in a lower row a cap has no room for its foot


class KeyList(Drawn):
    """Lies over the page; F1, Esc or a click closes it. The page behind is dimmed to 60 %."""

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._page = labels.VISIT_PAGE
        self._alive: frozenset[Action] = frozenset()
        self._foot = ""
        self.setAccessibleName(labels.ALL_KEYS)
        self.hide()

    def open(self, page: str, alive: frozenset[Action], foot: str = "") -> None:
        """Show the keys of `page`; `foot` stands below them."""
        self._page, self._alive, self._foot = page, alive | {Action.CLOSE} | LOOKS, foot
        cap, label = self._by_hand()
        self.setAccessibleDescription(
            "；".join(
                [filled(labels.KEY_SPOKEN, 字=row.label, 键=self._keys.shown(row.action)) for row in TABLE]
                + [filled(labels.KEY_SPOKEN, 字=label, 键=cap), foot]
            )
        )
        self.show()
        self.raise_()
        self.update()

    def _by_hand(self) -> tuple[str, str]:
        """The keys without a name of their own: where the columns stand whole, → has nothing to read."""
        if self.look.layout is Layout.COLUMNS:
            return labels.HAND_CAP, labels.HAND_KEYS
        return labels.HAND_CAP_LARGE, labels.HAND_KEYS_LARGE

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Close."""
        event.accept()
        self.hide()

    def compose(self, pen: Pen) -> None:
        """Two columns of key cap and meaning in a framed box."""
        look, theme = self.look, self.look.theme
        dim = look.colour(theme.shade)
        pen.painter.setOpacity(0.6)
        pen.painter.fillRect(QRectF(self.rect()), dim)
        pen.painter.setOpacity(1.0)
        rows = [
            (self._keys.shown(row.action), row.label, row.action in self._alive, row.action.moves_money)
            for row in TABLE
        ]
        rows.append((*self._by_hand(), True, False))
        half = (len(rows) + 1) // 2
        wide = min(self.width() - look.px(24), look.px(1000))
        low = self.height() < look.px(_LOW)  # with the largest type the caps need what head and foot leave
        head, foot = (32, 18) if low else (64, 46)
        row = min(look.px(40), (self.height() - look.px((4 if low else 24) + head + foot)) // half)
        tall = row * half + look.px(head + foot)
        box = QRectF((self.width() - wide) / 2, (self.height() - tall) / 2, wide, tall)
        pen.box(box, theme.surface, theme.ink, width=2 * look.scale)
        left = box.left() + look.px(24)
        y = box.top() + look.px(17 if low else 34)
        pen.text(left, y, filled(labels.KEYS_OF_PAGE, 页=self._page), LEAD if low else HEAD, theme.ink, bold=True)
        said = self._keys.told(sentences.ANY_KEY_HELP)
        used = sum(width for line in pen.lines(said, BODY, wide) for _, width in line)
        caps = CapColours(theme.ink, theme.sunken, theme.line_strong)
        pen.told(box.right() - look.px(24) - used, y - look.px(13), used + 1, said, BODY, theme.ink2, caps, look.px(26))
        top = box.top() + look.px(head)
        column = (wide - look.px(48)) / 2
        for number, (key, label, usable, bold) in enumerate(rows):
            x = left + column * (number // half)
            middle = top + row * (number % half + 0.5)
            ink = theme.ink if usable else theme.ink3
            cap = CapColours(
                ink,
                theme.sunken if usable else theme.surface,
                theme.line_strong if usable else theme.line,
                flat=row < look.px(_FLAT),
            )
            pen.cap(x, middle, key, cap, min(CAP_HEIGHT, row / look.scale - 1.5))
            text = x + look.px(92)
            room = x + column - text - look.px(8)
            note = "" if usable else f"（{labels.NOT_NOW}）"
            size = BODY
            while size > SMALL and pen.width(label + note, size) > room:
                size -= 1
            if pen.width(label + note, size) > room:
                note = ""
            pen.text(text, middle, label + note, size, ink, bold=bold, room=room)
        pen.text(left, box.bottom() - look.px(10 if low else 22), self._foot, SMALL, theme.ink2)
