"""The items that were found: code, name with specification, unit, price, limit, class; the marked one is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from counter_app.desk.item_search import Found
from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.theme import Role
from ui.words import figures, item_words, labels
from ui.words.template import filled

__all__ = ["ItemHeader", "ItemRow", "ItemTable"]

_RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
CODE, ITEM, UNIT, PRICE, LIMIT, GRADE = range(6)
_WIDTHS = {CODE: 204, UNIT: 40, PRICE: 66, LIMIT: 70, GRADE: 58}
_HEADS = {
    CODE: item_words.COLUMN_CODE,
    ITEM: labels.COLUMN_ITEM,
    UNIT: item_words.COLUMN_UNIT,
    PRICE: labels.COLUMN_PRICE,
    LIMIT: labels.COLUMN_LIMIT,
    GRADE: item_words.COLUMN_GRADE,
}
_PAD = 8


def _columns(look: Look, width: int) -> dict[int, int]:
    """Large type leaves out code and price; the marked item's code stands beside the field."""
    shown = dict(_WIDTHS)
    if look.layout is not Layout.COLUMNS:
        shown |= {CODE: 0, PRICE: 0}
    widths = {column: look.px(wide) for column, wide in shown.items()}
    widths[ITEM] = max(look.px(60), width - sum(widths.values()))
    return widths


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One item in words."""

    code: str
    name: str
    spec: str
    unit: str
    price: str
    limit: str
    grade: str
    usable: bool

    @classmethod
    def of(cls, found: Found, price: Decimal | None) -> ItemRow:
        """As the list writes it; what is not known has a dash."""
        item, listed = found.item, found.listed
        grade = labels.GRADES.get(listed.grade, labels.UNKNOWN_CELL)
        return cls(
            item.code,
            item.name,
            item.spec,
            item.unit,
            figures.price(price) if price is not None else "",
            figures.price(listed.price_limit) if listed.price_limit is not None else "",
            grade if found.usable is not False else item_words.NOT_USABLE,
            found.usable is not False,
        )

    @property
    def spoken(self) -> str:
        """As a screen reader says it."""
        spec = self.spec or item_words.NO_SPEC
        grade = item_words.NO_GRADE if self.grade == labels.UNKNOWN_CELL else self.grade
        return filled(item_words.ROW_SPOKEN, 项目=self.name, 规格=spec, 类=grade, 编码=self.code)


def _text(row: ItemRow, column: int) -> str:
    return (row.code, row.name, row.unit, row.price, row.limit, row.grade)[column]


class ItemHeader(Drawn):
    """The names of the columns."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setAccessibleName("，".join(_HEADS.values()))

    def compose(self, pen: Pen) -> None:
        """Figures at the right, as below."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x = self.height() / 2, 0.0
        for column, wide in sorted(_columns(look, self.width()).items()):
            if wide and column in (CODE, ITEM):
                pen.text(x + look.px(_PAD), y, _HEADS[column], SMALL, theme.ink2)
            elif wide and column in (UNIT, GRADE):
                pen.text(x + wide / 2, y, _HEADS[column], SMALL, theme.ink2, align=_MIDDLE)
            elif wide:
                pen.text(x + wide - look.px(_PAD), y, _HEADS[column], SMALL, theme.ink2, align=_RIGHT)
            x += wide
        pen.rule(0, self.height() - 1, self.width(), theme.line)


class ItemTable(RowTable):
    """The list. `opened`: a double click chose the marked row."""

    opened = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, lambda look: 28 if look.roomy else 26, parent)
        self._model: RowModel[ItemRow] = RowModel(GRADE + 1, _text, _HEADS, lambda row: row.spoken)
        self._chosen = -1
        self.setModel(self._model)
        self.setAccessibleName(item_words.LIST_NAME)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows are the field's
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.clicked.connect(lambda index: self.mark(index.row()))
        self.doubleClicked.connect(lambda _index: self.opened.emit())

    def show_rows(self, rows: list[ItemRow]) -> None:
        """These, the first one marked; the same ones again change nothing."""
        if (shown := tuple(rows)) != self._model.rows:
            self._model.replace(shown)
            self.scrollToTop()
            self.mark(0 if rows else -1)

    def mark(self, row: int) -> None:
        """Mark this row, as far as there is one."""
        self._chosen = min(row, len(self._model.rows) - 1)
        if self._chosen >= 0:
            self.scrollTo(self._model.index(self._chosen, 0))
        self.viewport().update()

    @property
    def chosen_row(self) -> int:
        """The marked row from 0, or -1."""
        return self._chosen

    def step(self, down: int) -> None:
        """An arrow key."""
        self.mark(max(0, self._chosen + down))

    def row(self, number: int) -> ItemRow:
        """The row's words."""
        return self._model.rows[number]

    def widths(self) -> Mapping[int, int]:
        """As the header's."""
        return _columns(self.look, self.width())

    def content(self, row: int) -> ItemRow:
        """The row's words."""
        return self.row(row)

    def marked(self, row: int) -> bool:
        """The one that Enter takes."""
        return row == self._chosen

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Name and specification in one cell; what may not stand on a bill says so instead of its class."""
        look, theme, shown = self.look, self.look.theme, self.row(row)
        for column, box in cells.items():
            y, right = box.center().y(), box.right() - look.px(_PAD)
            if column == CODE:
                left = box.left() + look.px(_PAD)
                pen.text(left, y, shown.code, SMALL, theme.ink2, room=right - left, elide=True)
            elif column == ITEM:
                self._item(pen, box, shown)
            elif column == UNIT:
                pen.text(box.center().x(), y, shown.unit, BODY, theme.ink2, align=_MIDDLE, room=box.width())
            elif column == GRADE:
                ink = theme.ink if shown.usable else theme.role_ink(Role.WARN)
                size = BODY if shown.usable else SMALL
                pen.text(box.center().x(), y, shown.grade, size, ink, align=_MIDDLE, room=box.width())
            else:
                text = shown.price if column == PRICE else shown.limit
                pen.text(right, y, text, BODY, theme.ink if column == PRICE else theme.ink2, align=_RIGHT)

    def _item(self, pen: Pen, box: QRectF, shown: ItemRow) -> None:
        look, theme, y = pen.look, pen.look.theme, box.center().y()
        left, room = box.left() + look.px(_PAD), box.width() - look.px(_PAD + 6)
        size = BODY
        while size > SMALL and pen.width(shown.name, size) > room:
            size -= 1
        wide = pen.text(left, y, shown.name, size, theme.ink, room=room, elide=True)
        rest = room - wide - look.px(9)
        if shown.spec and rest > look.px(24):
            pen.text(left + wide + look.px(9), y, shown.spec, SMALL, theme.ink3, room=rest, elide=True)
