"""Adding an item by hand: a field to look for it, the list, and how much of it at which price.

Every key stroke is asked under a number that grows; what comes of an older one than was shown is not shown any more.
Enter takes the marked item and goes on to quantity and price, and from there adds the line; Esc goes back a step.
"""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from counter_app.desk.item_search import Found, Readiness
from counter_app.model import money
from ui.identity_panel import TextField
from ui.item_table import ItemHeader, ItemRow, ItemTable
from ui.item_views import AddingView, Looked
from ui.look import BODY, LEAD, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.shapes import Shape
from ui.theme import Role
from ui.views import VisitView
from ui.words import figures, item_words, labels
from ui.words.template import filled

__all__ = ["ItemPanel"]

_QUANTITY = r"[0-9]{0,6}([.][0-9]{0,4})?"
_PRICE = r"[0-9]{0,8}([.][0-9]{0,6})?"
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
_SAID = {
    None: item_words.PREPARING,
    Readiness.EMPTY: item_words.EMPTY,
    Readiness.REFUSED: item_words.REFUSED,
    Readiness.READY: item_words.NOTHING,
}


class _SearchField(TextField):
    """The arrows move the mark of the list below it."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.stepped.emit(step)


class ItemPanel(Drawn):
    """`wanted(number, text)` asks for items, `added(found, quantity, price)` adds one. Open while the view says so."""

    wanted = Signal(int, str)
    added = Signal(object, object, object)
    moved = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._adding: AddingView | None = None
        self._visit = ""
        self._number = 0
        self._shown = -1
        self._readiness: Readiness | None = None
        self._found: tuple[Found, ...] = ()
        self._taken: Found | None = None
        self._wrong = ""
        self.search = _SearchField(look, item_words.FIELD, self, chinese=True)
        self.quantity = TextField(look, item_words.QUANTITY, self, pattern=_QUANTITY)
        self.price = TextField(look, item_words.PRICE, self, pattern=_PRICE)
        self.header = ItemHeader(look, self)
        self.table = ItemTable(look, self)
        self.search.textChanged.connect(self._typed)
        self.search.stepped.connect(self.step)
        self.search.returnPressed.connect(self._take)
        self.table.opened.connect(self._take)
        self.dress()
        for field in (self.quantity, self.price):
            field.returnPressed.connect(self._entered)
            field.textChanged.connect(self._reckon)
        self.hide()

    def dress(self) -> None:
        """The fields' margins."""
        for field in self._fields():
            field.setTextMargins(self.look.px(6), 0, self.look.px(4), 0)

    @property
    def opened(self) -> bool:
        """An item is being added."""
        return self._adding is not None

    @property
    def how_much(self) -> bool:
        """An item was taken: quantity and price are asked for."""
        return self._taken is not None

    def show_view(self, view: VisitView) -> None:
        """Open or closed, as the view says; a line that was added begins the next search."""
        before, self._adding = self._adding, view.adding
        if view.adding is None:
            if before is not None:
                typing = any(field.hasFocus() for field in self._fields())
                self._clear()
                self.hide()
                if typing:
                    self.window().setFocus()
            return
        self.show()
        if before is not None and before.fetching is not None and view.adding.fetching is None:
            self._ask(self.search.text())
        if before is None or view.visit != self._visit or view.adding.added != before.added:
            self._visit = view.visit
            self._clear()
            self.search.setFocus()
            self._ask("")
        self._list()

    def _fields(self) -> tuple[TextField, TextField, TextField]:
        return self.search, self.quantity, self.price

    def _clear(self) -> None:
        self._found, self._taken, self._wrong = (), None, ""
        for field in self._fields():
            field.blockSignals(True)
            field.clear()
            field.blockSignals(False)

    def expected(self) -> QWidget:
        """Where the focus belongs."""
        if self._taken is None:
            return self.search
        return self.quantity if _number(self.quantity) is None else self.price

    # --- looking for it ------------------------------------------------------------------------------------------

    def _typed(self, text: str) -> None:
        if self.opened:
            self._taken, self._wrong = None, ""
            self._ask(text)

    def _ask(self, text: str) -> None:
        self._number += 1
        self.wanted.emit(self._number, text)

    def show_looked(self, looked: Looked) -> None:
        """What came of a key stroke; of an older one than stands here, nothing."""
        if not self.opened or looked.number < self._shown or looked.number > self._number:
            return
        self._shown, self._readiness = looked.number, looked.readiness
        if self._taken is None:
            self._found = looked.found if self.search.text().strip() else ()
            self._list()

    def _list(self) -> None:
        prices = self._adding.prices if self._adding is not None else {}
        self.table.show_rows([ItemRow.of(one, prices.get(one.item.code)) for one in self._found])
        self._show()

    def step(self, down: int) -> None:
        """An arrow key."""
        if self._taken is None:
            self.table.step(down)
            self._show()

    def lift(self) -> bool:
        """Esc: from quantity and price back to the search. True when that is what it did."""
        if self._taken is None:
            return False
        self._taken, self._wrong = None, ""
        self.search.setFocus()
        self._show()
        self.moved.emit()
        return True

    # --- how much of it ------------------------------------------------------------------------------------------

    def _take(self) -> None:
        row = self.table.chosen_row
        if row < 0 or self._shown != self._number:  # what stands there is of an older key stroke
            return
        found = self._found[row]
        if found.usable is False:
            self._wrong = item_words.MAY_NOT_STAND
            self._show()
            return
        self._taken, self._wrong = found, ""
        price = self._adding.prices.get(found.item.code) if self._adding is not None else None
        self.quantity.setText("1")
        self.price.setText(f"{price:f}" if price is not None else "")
        self.quantity.setFocus()
        self.quantity.selectAll()
        self._show()
        self.moved.emit()

    def _entered(self) -> None:
        quantity, price = _number(self.quantity), _number(self.price)
        taken = self._taken
        if taken is None:
            return
        if not quantity:
            self._complain(self.quantity, item_words.QUANTITY_WANTED)
        elif self.sender() is self.quantity:
            self.price.setFocus()
            self.price.selectAll()
        elif not price:
            self._complain(self.price, item_words.PRICE_WANTED)
        elif taken.listed.price_limit is not None and price > taken.listed.price_limit:
            limit = figures.price(taken.listed.price_limit)
            self._complain(self.price, filled(item_words.OVER_LIMIT, 限价=limit))
        elif not money.line_amount(price, quantity):
            self._complain(self.price, item_words.AMOUNT_WANTED)
        else:
            self.added.emit(taken, quantity, price)

    def _complain(self, field: TextField, wrong: str) -> None:
        self._wrong = wrong
        field.setAccessibleDescription(wrong)
        field.setFocus()
        field.selectAll()
        self._show()

    def _reckon(self) -> None:
        self._wrong = ""
        for field in (self.quantity, self.price):
            field.setAccessibleDescription("")
        self._show()

    # --- how it looks --------------------------------------------------------------------------------------------

    def _show(self) -> None:
        asking = self.how_much
        self.header.setVisible(self.look.layout is not Layout.NARROW)
        self.quantity.setVisible(asking)
        self.price.setVisible(asking)
        self.setAccessibleName(item_words.HEAD)
        self.arrange()
        told = (self.opened, self._readiness, self._found, self._taken, self._wrong, self.search.text())
        self.shows(*told, self.table.chosen_row, self.quantity.text(), self.price.text(), self._adding)

    def arrange(self) -> None:
        """The field, the list below it, and at the foot the two fields for how much, once an item is taken."""
        look = self.look
        full = look.layout is Layout.COLUMNS
        top = look.px(12 if full else 4)
        tall = look.px(36)
        self.search.setGeometry(look.px(84), top, look.px(230), tall)
        head = look.px(26) if look.layout is not Layout.NARROW else 0
        foot = look.px(52 if full else 42) if self.how_much else 0
        y = top + tall + look.px(10 if full else 4)
        self.header.setGeometry(0, y, self.width(), head)
        self.table.setGeometry(0, y + head, self.width(), max(0, self.height() - y - head - foot))
        below = self.height() - foot + (foot - tall) // 2
        self.quantity.setGeometry(look.px(60), below, look.px(88), tall)
        self.price.setGeometry(look.px(250), below, look.px(110), tall)

    def compose(self, pen: Pen) -> None:
        """Labels, what is said of the marked item or of the search, and the amount."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.surface))
        y = self.search.geometry().center().y() + 0.5
        pen.text(look.px(15), y, item_words.FIELD, BODY, theme.ink2)
        left = float(self.search.geometry().right() + look.px(14))
        text, role = self._said()
        if role is not None:
            pen.shape(
                left, y, 16, Shape.ATTENTION if role is Role.WARN else Shape.DONE, theme.role_ink(role), theme.surface
            )
            left += look.px(22)
        room = self.width() - left - look.px(10)
        ink = theme.role_ink(role) if role is not None else theme.ink2
        lines = pen.lines((text,), SMALL, room) if text else []
        step = look.px(18)
        for number, line in enumerate(lines[:2]):
            said = "".join(piece for piece, _ in line if isinstance(piece, str))
            pen.text(left, y + step * (number - (min(len(lines), 2) - 1) / 2), said, SMALL, ink, room=room, elide=True)
        if self.how_much:
            self._compose_amount(pen)

    def _compose_amount(self, pen: Pen) -> None:
        look, theme, taken = self.look, self.look.theme, self._taken
        if taken is None:
            return
        pen.rule(0, self.table.geometry().bottom() + 1, self.width(), theme.line)
        y = self.quantity.geometry().center().y() + 0.5
        pen.text(look.px(15), y, item_words.QUANTITY, BODY, theme.ink)
        pen.text(self.quantity.geometry().right() + look.px(8), y, taken.item.unit, BODY, theme.ink2)
        pen.text(self.price.x() - look.px(45), y, item_words.PRICE, BODY, theme.ink)
        left, right = float(self.price.geometry().right() + look.px(10)), self.width() - float(look.px(15))
        quantity, price = _number(self.quantity), _number(self.price)
        if quantity and price:
            amount = filled(item_words.YUAN, 金额=figures.money(money.line_amount(price, quantity)))
            right -= pen.text(right, y, amount, LEAD, theme.ink, bold=True, align=Qt.AlignmentFlag.AlignRight)
        if taken.listed.price_limit is not None:
            limit = f"{item_words.LIMIT} {figures.price(taken.listed.price_limit)}"
            over = price is not None and price > taken.listed.price_limit
            ink = theme.role_ink(Role.WARN) if over else theme.ink2
            pen.text(left, y, limit, SMALL, ink, bold=over, room=right - left, elide=True)

    def _said(self) -> tuple[str, Role | None]:
        """Beside the field: what is wrong, what the marked item is, or how to look for one."""
        if self._wrong:
            return self._wrong, Role.WARN
        if self._taken is not None:
            item = self._taken.item
            return f"{item.name} {item.spec}　{item.code}", None
        row = self.table.chosen_row
        if self.search.text().strip():
            if 0 <= row < len(self._found):
                return _told(self._found[row]), None
            return ("" if self._shown != self._number else _SAID[self._readiness]), None
        if self._readiness in (Readiness.EMPTY, Readiness.REFUSED):
            return _SAID[self._readiness], Role.WARN
        added = self._adding.added if self._adding is not None else ()
        if added:
            return filled(item_words.ADDED, 项目=added[-1]), Role.OK
        return (item_words.PREPARING if self._readiness is None and self._shown >= 0 else item_words.HINT), None


def _told(found: Found) -> str:
    """What the list has no room for, of the marked item."""
    item = found.item
    pieces = [f"{item.name} {item.spec}".strip(), item.code]
    if found.listed.limited:
        pieces.append(labels.LIMITED_SAID["undecided"].partition("，")[0])
    if found.listed.self_rate:
        pieces.append(f"{labels.COLUMN_PRE_SELF} {figures.share(found.listed.self_rate)}")
    return "　".join(pieces)


def _number(field: TextField) -> Decimal | None:
    text = field.text()
    return Decimal(text) if text.strip(".") else None
