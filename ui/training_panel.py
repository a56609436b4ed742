"""The trainer's panel over the page: a list to choose from, or a report to read; by keys, or by the mouse.

While it is open every key is its own, as with a paper: no money key reaches the window behind it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from ui.keys import Action, KeyMap
from ui.look import BODY, HEAD, LEAD, SMALL, Look
from ui.over_page import OverPage
from ui.pen import CapColours, Pen, broken
from ui.scroll_bar import SlimScrollBar
from ui.training_views import PanelRow, PanelView
from ui.words.template import Cap, parts, spoken

__all__ = ["TrainingPanel"]

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TITLE, _LINE, _GAP = 26, 21, 10
_LEFT = 64  # of the words, beside key cap or shape


class TrainingPanel(OverPage):
    """Lies over `window`. `pressed(action, digit, row)` hears a key that means something; Enter and a click have
    neither action nor digit. `closed` hears that it went.
    """

    def __init__(self, window: QWidget, look: Look, keys: KeyMap) -> None:
        super().__init__(window, look, keys)
        self._view = PanelView("", (), "")
        self._chosen = self._first = 0
        self._boxes: list[tuple[int, QRectF]] = []
        self.pressed: Callable[[Action | None, str, int], None] = lambda _action, _digit, _row: None
        self.closed: Callable[[], None] = lambda: None
        self.bar = SlimScrollBar(look, self)
        self.bar.valueChanged.connect(self._scroll)

    @property
    def view(self) -> PanelView | None:
        """What is open."""
        return None if self.isHidden() else self._view

    @property
    def chosen(self) -> int:
        """The marked row."""
        return self._chosen

    def open(self, view: PanelView, look: Look) -> None:
        """Show it from its first row; the same list again keeps its mark."""
        moved = view.head != self._view.head or self.isHidden()
        self.look, self._view = look, view
        self.bar.look = look
        if moved:
            self._chosen = self._first = 0
        self._chosen = min(self._chosen, max(0, len(view.rows) - 1))
        self.setAccessibleName(view.head)
        said = ("，".join((row.title, *row.lines)) for row in view.rows)
        self.setAccessibleDescription("；".join((view.note, *said, spoken(view.foot))))
        self.put_up()
        self._range()
        self.update()

    def close_panel(self) -> None:
        """Give the keys back."""
        if self.isHidden():
            return
        self.take_down()
        self.closed()

    def key(self, event: QKeyEvent) -> bool:
        """Its own, but for those that lock or hand over the window."""
        action = self._keys.action(event)
        if action in (Action.LOCK, Action.OPERATOR):
            self.close_panel()
            return False
        if Qt.Key(event.key()) in _STEPS:
            self._step(_STEPS[Qt.Key(event.key())])
        elif not event.isAutoRepeat():
            self._key(event, action)
        return True

    def _key(self, event: QKeyEvent, action: Action | None) -> None:
        if action in (Action.BACK, Action.TRAINING):
            self.close_panel()
        elif event.key() in _ENTER:
            self.pressed(None, "", self._chosen)
        elif action is not None:
            self.pressed(action, "", self._chosen)
        elif event.text().isascii() and event.text().isdigit():
            self.pressed(None, event.text(), self._chosen)

    def _step(self, down: int) -> None:
        if self._view.choosing:
            self._chosen = max(0, min(len(self._view.rows) - 1, self._chosen + down))
            self._into_sight()
        else:
            self.bar.setValue(self.bar.value() + down)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a row does what Enter does; one beside the panel closes it."""
        event.accept()
        if not self._box().contains(event.position()):
            self.close_panel()
            return
        for number, box in self._boxes:
            if self._view.choosing and box.contains(event.position()):
                self._chosen = number
                self.update()
                self.pressed(None, "", number)
                return

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Rows further down or up."""
        event.accept()
        self.bar.setValue(self.bar.value() + (-1 if event.angleDelta().y() > 0 else 1))

    # Where it is

    def arrange(self) -> None:
        """The scroll bar at the right of the list."""
        box, look = self._box(), self.look
        self.bar.setGeometry(
            round(box.right()) - look.px(20), self._top(), look.px(12), max(0, self._foot() - self._top())
        )
        self._range()
        if self._view.choosing and self._view.rows:
            self._into_sight()

    def _box(self) -> QRectF:
        look = self.look
        wide, tall = min(self.width() - look.px(24), look.px(1080)), self.height() - look.px(48)
        return QRectF((self.width() - wide) / 2, (self.height() - tall) / 2, wide, tall)

    def _top(self) -> int:
        return round(self._box().top()) + self.look.px(84 if self._view.note else 60)

    def _foot(self) -> int:
        return round(self._box().bottom()) - self.look.px(56)

    def _room(self) -> float:
        return self._box().width() - self.look.px(_LEFT + 24 + 30)

    def _tall(self, row: PanelRow) -> int:
        look = self.look
        titles = len(broken(look, (row.title,), LEAD, self._room(), bold=True)) if row.title else 0
        lines = sum(len(broken(look, (line,), BODY, self._room())) for line in row.lines)
        return look.px(_TITLE) * titles + look.px(_LINE) * lines + look.px(_GAP)

    def _last(self) -> int:
        """The row that stands first when the list is read to its end."""
        space, count = self._foot() - self._top(), 0
        for row in reversed(self._view.rows):
            space -= self._tall(row)
            if space < 0:
                break
            count += 1
        return max(0, len(self._view.rows) - max(1, count))

    def _range(self) -> None:
        last = self._last() if self._view.rows else 0
        self.bar.setRange(0, last)
        self.bar.setVisible(last > 0)
        self.bar.setValue(min(self._first, last))
        self._first = self.bar.value()

    def _scroll(self, first: int) -> None:
        self._first = first
        self.update()

    def _into_sight(self) -> None:
        first = min(self._first, self._chosen)
        while first < self._chosen:
            tall = sum(self._tall(row) for row in self._view.rows[first : self._chosen + 1])
            if tall <= self._foot() - self._top():
                break
            first += 1
        self.bar.setValue(first)

    def compose(self, pen: Pen) -> None:
        """Head, the rows that fit whole, the keys; the window behind is dimmed as under F1."""
        look, theme, view, box = self.look, self.look.theme, self._view, self._box()
        pen.painter.setOpacity(0.6)
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.ink if theme.line_width < 2 else "#000000"))
        pen.painter.setOpacity(1.0)
        pen.box(box, theme.surface, theme.training, width=3 * look.scale)
        left, y = box.left() + look.px(24), box.top() + look.px(34)
        pen.text(left, y, view.head, HEAD, theme.training, bold=True)
        if view.note:
            pen.fitted(left, y + look.px(32), box.width() - look.px(48), view.note, LEAD, theme.ink, SMALL)
        self._boxes = []
        top = float(self._top())
        for number, row in enumerate(view.rows[self._first :], start=self._first):
            tall = self._tall(row)
            if top + tall > self._foot() + 1:
                break
            place = QRectF(left - look.px(8), top, box.width() - look.px(62), tall - look.px(4))
            self._boxes.append((number, place))
            if view.choosing and number == self._chosen:
                pen.box(place, theme.selected, theme.brand, radius=4, width=2 * max(look.scale, theme.line_width))
            self._draw(pen, row, left, top + look.px(3))
            top += tall
        pen.rule(left, self._foot() + look.px(6), box.width() - look.px(48), theme.line)
        self._keyed(pen, left, box.bottom() - look.px(26), view.foot)

    def _draw(self, pen: Pen, row: PanelRow, left: float, top: float) -> None:
        look, theme = self.look, self.look.theme
        ink = theme.role_ink(row.role) if row.role is not None else theme.ink2
        middle = top + look.px(_TITLE if row.title else _LINE) / 2
        if row.cap:
            pen.cap(left, middle, row.cap, CapColours(theme.ink, theme.sunken, theme.line_strong), 24)
        elif row.shape is not None:
            pen.shape(left + look.px(14), middle, 18, row.shape, ink, theme.surface)
        x = left + look.px(_LEFT)
        if row.title:
            top = self._lines(pen, x, top, row.title, LEAD, _TITLE, ink if row.role is not None else theme.ink)
        for line in row.lines:
            top = self._lines(pen, x, top, line, BODY, _LINE, theme.ink)

    def _lines(self, pen: Pen, x: float, top: float, text: str, size: float, tall: int, ink: str) -> float:
        bold = size == LEAD
        for line in pen.lines((text,), size, self._room(), bold=bold):
            said = "".join(piece for piece, _ in line if isinstance(piece, str))
            pen.text(x, top + self.look.px(tall) / 2, said, size, ink, bold=bold, room=self._room())
            top += self.look.px(tall)
        return top

    def _keyed(self, pen: Pen, x: float, y: float, text: str) -> None:
        theme = self.look.theme
        cap = CapColours(theme.ink, theme.surface, theme.line_strong)
        for part in parts(text):
            if isinstance(part, Cap):
                x += pen.cap(x, y, self._keys.translated(part.key), cap, 22)
            else:
                x += pen.text(x, y, part, SMALL, theme.ink)
