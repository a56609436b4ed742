"""The middle of the waiting page: how to begin, and who was put aside."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.aside_views import ParkedView
from ui.buttons import KeyButton
from ui.keys import Action, KeyMap
from ui.look import BODY, LEAD, Layout, Look
from ui.pen import CapColours, Drawn, Pen
from ui.shapes import Shape
from ui.theme import Role
from ui.views import VisitState, VisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["ParkedList", "WaitingPanel"]

_RIGHT = Qt.AlignmentFlag.AlignRight
ROW, _CLOSE = 41, 28


class ParkedList(Drawn):
    """Who is put aside: shape, name, why, since when, how much. The marked row is taken back by F7 or a click."""

    taken_back = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._parked: tuple[ParkedView, ...] = ()
        self._now: datetime | None = None
        self._chosen = 0
        self.setAccessibleName(labels.PARKED_HEAD)

    def show_view(self, parked: tuple[ParkedView, ...], now: datetime) -> None:
        """The list at that moment."""
        self._parked, self._now = parked, now
        self._chosen = min(self._chosen, max(0, len(parked) - 1))
        self.setAccessibleDescription("；".join(f"{figures.masked_name(row.name)}，{row.why}" for row in parked))
        self.update()

    def chosen(self) -> str:
        """The marked visit, empty when there is none."""
        return self._parked[self._chosen].visit if self._parked else ""

    def choose(self, step: int) -> None:
        """Move the mark."""
        if self._parked:
            self._chosen = min(max(self._chosen + step, 0), len(self._parked) - 1)
            self.update()

    def sizeHint(self) -> QSize:
        """Every row."""
        return QSize(self.look.px(400), self.look.px(ROW) * max(1, len(self._parked)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Mark the row under the pointer."""
        first, pitch = self._in_sight()
        row = first + int(event.position().y() // pitch)
        if row < len(self._parked):
            self._chosen = row
            self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take the row back."""
        self.mousePressEvent(event)
        if self.chosen():
            self.taken_back.emit(self.chosen())

    def compose(self, pen: Pen) -> None:
        """One line a row."""
        look, theme = self.look, self.look.theme
        pen.rule(0, 0, self.width(), theme.line)
        left, right = float(look.px(20)), self.width() - float(look.px(20))
        if not self._parked:
            pen.text(left, look.px(ROW) / 2, labels.NOBODY_PARKED, BODY, theme.ink3)
            return
        first, pitch = self._in_sight()
        for number, row in enumerate(self._parked[first:], first):
            top = pitch * (number - first)
            if top + pitch > self.height() + 1:
                break
            y = top + pitch / 2
            if number == self._chosen and len(self._parked) > 1:
                pen.painter.fillRect(QRectF(0, top + 1, look.px(4), pitch - 1), look.colour(theme.brand))
            shape, ink = (Shape.CHECKING, theme.role_ink(Role.CHECK)) if row.checking else (Shape.WAITING, theme.ink2)
            pen.shape(left, y, 20, shape, ink, theme.surface)
            pen.text(left + look.px(32), y, figures.masked_name(row.name), BODY, theme.ink, bold=True, room=look.px(72))
            waited = (self._now - row.since).total_seconds() if self._now is not None else 0
            pen.text(right, y, figures.money(row.amount), BODY, theme.ink, bold=True, align=_RIGHT)
            pen.text(right - look.px(96), y, figures.waited(waited), BODY, theme.ink2, align=_RIGHT)
            start = left + look.px(108)
            ink = theme.ink if row.checking else theme.ink2
            pen.text(start, y, row.why, BODY, ink, room=right - look.px(180) - start, elide=True)
            pen.rule(0, top + pitch, self.width(), theme.line)

    def _in_sight(self) -> tuple[int, float]:
        """The first row that is shown and the height of one: closer together, then around the marked one."""
        look, count = self.look, max(1, len(self._parked))
        pitch = min(float(look.px(ROW)), max(float(look.px(_CLOSE)), self.height() / count))
        fit = max(1, int((self.height() + 1) // pitch))
        return max(0, min(self._chosen - fit + 1, count - fit)), pitch


class WaitingPanel(Drawn):
    """Two ways to begin, then the parked list."""

    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._keys = keys
        self._state = VisitState.WAITING
        self._count = 0
        self.parked = ParkedList(look, self)
        self._take_back = KeyButton(look, Action.PARK, keys.shown(Action.PARK), self)
        self._take_back.acted.connect(self.acted)

    @property
    def _cards_height(self) -> int:
        return 114 if self.look.layout is Layout.COLUMNS else 0

    def show_view(self, view: VisitView, alive: frozenset[Action], now: datetime) -> None:
        """The state (waiting, reading, scanning) and the parked list."""
        self._state = view.state
        self._count = len(view.parked)
        self.parked.show_view(view.parked, now)
        self._take_back.set_up(labels.TAKE_BACK, alive=Action.PARK in alive and bool(view.parked))
        self.setAccessibleName(labels.CHARGES)
        self.arrange()
        self.update()

    def arrange(self) -> None:
        """The list takes what the cards leave."""
        look = self.look
        top = look.px(self._cards_height + (64 if self._cards_height else 44))
        hint = self._take_back.sizeHint()
        self._take_back.setGeometry(
            self.width() - look.px(20) - hint.width(), top - look.px(40), hint.width(), look.px(34)
        )
        room = max(self.height() - top, 0)
        self.parked.setGeometry(1, top, self.width() - 2, min(room, self.parked.sizeHint().height() + look.px(2)))

    def compose(self, pen: Pen) -> None:
        """Cards and the head of the list."""
        look, theme = self.look, self.look.theme
        left, gap = float(look.px(20)), float(look.px(12))
        y = float(look.px(22))
        if self._cards_height:
            wide = (self.width() - 2 * left - gap) / 2
            box = QRectF(left, look.px(21), wide, look.px(92))
            self._card(pen, box, reading=self._state is VisitState.READING)
            self._code(pen, box.translated(wide + gap, 0), armed=self._state is VisitState.SCANNING)
            y = float(look.px(self._cards_height + 40))
        used = pen.text(left, y, labels.PARKED_HEAD, LEAD, theme.ink2, bold=True)
        if self._count:
            pen.text(left + used + look.px(8), y, filled(labels.PARKED_COUNT, n=self._count), BODY, theme.ink2)

    def _frame(self, pen: Pen, box: QRectF, *, active: bool) -> None:
        theme = self.look.theme
        edge, wide = (theme.brand, 2 * self.look.scale) if active else (theme.line, theme.line_width)
        pen.box(box, theme.sunken, edge, width=wide)

    def _card(self, pen: Pen, box: QRectF, *, reading: bool) -> None:
        look, theme = self.look, self.look.theme
        self._frame(pen, box, active=reading)
        x, y = box.left() + look.px(18), box.top() + look.px(16)
        painter = pen.painter
        painter.setPen(QPen(look.colour(theme.brand), 2 * look.scale))
        painter.setBrush(look.colour(theme.surface))
        painter.drawRoundedRect(QRectF(x + look.px(12), y + 1, look.px(54), look.px(42)), look.px(5), look.px(5))
        painter.drawRoundedRect(QRectF(x + 1, y + look.px(31), look.px(77), look.px(25)), look.px(6), look.px(6))
        painter.drawLine(
            QRectF(x + look.px(10), y + look.px(40), look.px(59), 0).topLeft(),
            QRectF(x + look.px(10), y + look.px(40), look.px(59), 0).topRight(),
        )
        painter.setBrush(look.colour(theme.brand))
        painter.drawRoundedRect(
            QRectF(x + look.px(19), y + look.px(10), look.px(13), look.px(10)), look.px(2), look.px(2)
        )
        text = x + look.px(100)
        head = labels.READING_CARD if reading else labels.INSERT_CARD
        hint = labels.READING_NOTE if reading else labels.INSERT_CARD_HINT
        pen.text(text, box.top() + look.px(31), head, LEAD, theme.ink, bold=True)
        pen.text(text, box.top() + look.px(64), hint, BODY, theme.ink2, room=box.right() - text)

    def _code(self, pen: Pen, box: QRectF, *, armed: bool) -> None:
        look, theme = self.look, self.look.theme
        self._frame(pen, box, active=armed)
        x, y = box.left() + look.px(40), box.top() + look.px(16)
        pen.painter.setPen(QPen(look.colour(theme.brand), 2 * look.scale))
        pen.painter.setBrush(look.colour(theme.surface))
        pen.painter.drawRoundedRect(QRectF(x, y, look.px(36), look.px(60)), look.px(6), look.px(6))
        _draw_code(pen.painter, QRectF(x + look.px(8), y + look.px(15), look.px(21), look.px(25)), look, theme.brand)
        text = box.left() + look.px(116)
        key = self._keys.shown(Action.SCAN)
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        wide = pen.cap(text, box.top() + look.px(29), key, cap)
        pen.text(text + wide + look.px(8), box.top() + look.px(31), labels.SCAN_CODE, LEAD, theme.ink, bold=True)
        hint = labels.WAIT_FOR_CODE_NOTE if armed else filled(labels.SCAN_CODE_HINT, 键=key)
        pen.text(text, box.top() + look.px(64), hint, BODY, theme.ink2, room=box.right() - text)


# A picture of a code, not a code: nothing can scan it.
_DOTS = ("1110111", "1010101", "1110011", "0101100", "1110111", "1001010", "1110101", "0010110")


def _draw_code(painter: QPainter, box: QRectF, look: Look, colour: str) -> None:
    wide, tall = box.width() / 7, box.height() / 8
    for row, dots in enumerate(_DOTS):
        for column, dot in enumerate(dots):
            if dot == "1":
                spot = QRectF(box.left() + column * wide, box.top() + row * tall, wide * 0.8, tall * 0.8)
                painter.fillRect(spot, look.colour(colour))
