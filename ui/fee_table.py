"""The fee lines: an own model over a list; rows are painted whole (see `row_table`).

Columns of figures are as wide as look, section 5, draws them, and wider for a bill whose figures need it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from counter_app.model.trace import TraceState
from ui.fee_line import FeeLine, Limited, fee_lines
from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.shapes import Shape
from ui.theme import Role
from ui.views import Trace, VisitView
from ui.words import labels
from ui.words.template import filled

__all__ = ["FeeHeader", "FeeTable", "columns_of"]

_RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter

NUMBER, ITEM, QUANTITY, PRICE, LIMIT, AMOUNT, GRADE, PRE_SELF, TRACE = range(9)
_WIDTHS = {NUMBER: 38, QUANTITY: 52, PRICE: 68, LIMIT: 64, AMOUNT: 78, GRADE: 68, PRE_SELF: 66, TRACE: 82}
_FIGURES = (QUANTITY, PRICE, LIMIT, AMOUNT, PRE_SELF)
_HEADS = {
    ITEM: labels.COLUMN_ITEM,
    QUANTITY: labels.COLUMN_QUANTITY,
    PRICE: labels.COLUMN_PRICE,
    LIMIT: labels.COLUMN_LIMIT,
    AMOUNT: labels.COLUMN_AMOUNT,
    GRADE: labels.COLUMN_GRADE,
    PRE_SELF: labels.COLUMN_PRE_SELF,
    TRACE: labels.COLUMN_TRACE,
}


# Between a figure and the one before it; and what the names keep, as far as figures of the smallest size let them.
_GAP, _ITEM_ROOM, _ITEM_LEAST = 6, 150, 60


def columns_of(look: Look, width: int, lines: Sequence[FeeLine]) -> dict[int, int]:
    """Width of every column in device pixels; large type keeps item, quantity, amount, class (look, section 5), and the
    trace codes, since they may stop the bill. Where no price of `lines` has a limit the specs have that column's room.
    No figure may lie on another: wide ones take room from the names, and get smaller before those have too little.
    """
    shown = dict(_WIDTHS)
    if all(line.limit in ("", labels.UNKNOWN_CELL) for line in lines):
        shown[LIMIT] = 0
    if look.layout is not Layout.COLUMNS:
        for column in (PRICE, LIMIT, PRE_SELF):
            shown[column] = 0
        shown[TRACE] = 100
    fixed = {column: look.px(wide) for column, wide in shown.items()}
    size = BODY
    while True:
        widths = {column: max(wide, wide and _needed(look, lines, column, size)) for column, wide in fixed.items()}
        room = width - sum(widths.values())
        if room >= look.px(_ITEM_ROOM) or widths == fixed or size <= SMALL:
            return widths | {ITEM: max(look.px(_ITEM_LEAST), room)}
        size -= 1


def _needed(look: Look, lines: Sequence[FeeLine], column: int, size: float) -> int:
    """The room a column of figures needs for all of them at this type size; none where it has no figures."""
    if column not in _FIGURES:
        return 0
    wide = (look.text_width(_text(line, column), size, bold=_bold(line, column)) for line in lines)
    return ceil(max(wide, default=0.0)) + look.px(_GAP)


def _bold(line: FeeLine, column: int) -> bool:
    return column == AMOUNT or (column == LIMIT and line.over)


def _text(line: FeeLine, column: int) -> str:
    return {
        NUMBER: str(line.number), ITEM: line.name, QUANTITY: line.quantity, PRICE: line.price, LIMIT: line.limit,
        AMOUNT: line.amount, GRADE: line.grade, PRE_SELF: line.pre_self, TRACE: line.trace.state.value,
    }[column]  # fmt: skip


def _spoken(line: FeeLine) -> str:
    said = filled(labels.ROW_SPOKEN, 行=line.number, 项目=line.name, 数量=line.quantity, 金额=line.amount)
    return "，".join((said, *line.details))


def _items(lines: Sequence[FeeLine]) -> list[tuple[str, ...]]:
    return [(line.name, line.spec, line.quantity) for line in lines]


class FeeHeader(Drawn):
    """The names of the columns."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.setAccessibleName("，".join(_HEADS.values()))
        self._widths: dict[int, int] = {}

    def show_widths(self, widths: Mapping[int, int]) -> None:
        """Above columns of these widths."""
        self._widths = dict(widths)
        self.shows(self._widths)

    def compose(self, pen: Pen) -> None:
        """Each head where its column is aligned."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x = self.height() / 2, 0.0
        for column, wide in sorted(self._widths.items()):
            text = _HEADS.get(column, "")
            if text and wide:
                if column == ITEM:
                    pen.text(x, y, text, SMALL, theme.ink2)
                elif column in (GRADE, TRACE):
                    shift = look.px(4) if column == TRACE else 0
                    pen.text(x + wide / 2 + shift, y, text, SMALL, theme.ink2, align=_MIDDLE)
                else:
                    pen.text(x + wide, y, text, SMALL, theme.ink2, align=_RIGHT)
            x += wide
        pen.rule(0, self.height() - 1, self.width(), theme.line)


class FeeTable(RowTable):
    """The table. `opened` is emitted with a line's number (from 1) on Enter or a double click."""

    opened = Signal(int)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, lambda look: 28 if look.roomy else 24, parent)
        self._fees: RowModel[FeeLine] = RowModel(TRACE + 1, _text, _HEADS, _spoken)
        self.setModel(self._fees)
        self.setAccessibleName(labels.TABLE_NAME)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row() + 1))
        self._chosen, self._visit = -1, ""
        self._widths: Mapping[int, int] = {}

    def show_view(self, view: VisitView, *, choosing: bool) -> None:
        """The visit's lines; `choosing`: a row is marked because Del or the arrows may act on it."""
        lines, before = tuple(fee_lines(view)), self._chosen
        self._chosen = max(0, self._chosen) if choosing and lines else -1
        if lines != self._fees.rows:
            # The mark stays while they are the same items: a box after the other is scanned onto the line it stands at.
            stays = self._chosen > 0 and self._visit == view.visit and _items(lines) == _items(self._fees.rows)
            self._fees.replace(lines)
            if self.widths() != self._widths:
                self.lay_out()
            if stays:
                self.scrollTo(self._fees.index(self._chosen, 0))
            else:
                self._chosen = 0 if choosing and lines else -1
                self.scrollToTop()
        self._visit = view.visit
        self._chosen = min(self._chosen, len(lines) - 1)
        if self._chosen != before:
            self.viewport().update()

    def line(self, row: int) -> FeeLine:
        """The row's words."""
        return self._fees.rows[row]

    def cuts_name(self, row: int) -> bool:
        """The row's name is longer than its column."""
        return self.look.text_width(self.line(row).name, SMALL) > self._name_room(self.line(row))

    def _name_room(self, line: FeeLine) -> float:
        """Up to the quantity, which often leaves most of its column empty."""
        widths = self._widths
        return widths[ITEM] + widths[QUANTITY] - self.look.text_width(line.quantity, BODY) - self.look.px(_GAP)

    def chosen_row(self) -> int:
        """The marked row from 0, or -1."""
        return self._chosen

    def choose(self, step: int) -> None:
        """Move the mark by `step` rows; without a mark the first move makes one."""
        count = len(self._fees.rows)
        if count:
            self._chosen = min(max(self._chosen + step, 0), count - 1)
            self.scrollTo(self._fees.index(self._chosen, 0))
            self.viewport().update()

    def widths(self) -> Mapping[int, int]:
        """Of what it shows; the header's are the same."""
        return columns_of(self.look, self.width(), self._fees.rows)

    def lay_out(self) -> None:
        """By the lines as well."""
        self._widths = self.widths()
        super().lay_out()

    def content(self, row: int) -> FeeLine:
        """The line's words."""
        return self.line(row)

    def marked(self, row: int) -> bool:
        """The row Del or the arrows act on."""
        return row == self._chosen

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Each column in its own ink; figures at the right."""
        for column, box in cells.items():
            self._cell(pen, self.line(row), column, box)

    def _cell(self, pen: Pen, line: FeeLine, column: int, box: QRectF) -> None:
        look, theme = self.look, self.look.theme
        y, right = box.center().y(), box.right()
        if column == NUMBER:
            pen.text(right - look.px(12), y, str(line.number), SMALL, theme.ink3, align=_RIGHT)
        elif column == ITEM:
            self._item(pen, box, y, line)
        elif column in _FIGURES:
            self._figure(pen, line, column, box)
        elif column == GRADE:
            self._grade(pen, box, line)
        else:
            self._trace(pen, box, line.trace)

    def _figure(self, pen: Pen, line: FeeLine, column: int, box: QRectF) -> None:
        """At the right; as large as the room that is its own lets it be."""
        theme, text, bold = self.look.theme, _text(line, column), _bold(line, column)
        ink = theme.ink
        if column == PRICE:
            ink = theme.ink2
        elif column == LIMIT:
            ink = theme.role_ink(Role.WARN) if line.over else theme.ink3
        elif column == PRE_SELF and line.faint:
            ink = theme.ink3
        room = box.width() - self.look.px(_GAP)
        size = BODY
        while size > SMALL and pen.width(text, size, bold=bold) > room:
            size -= 1
        pen.text(box.right(), box.center().y(), text, size, ink, bold=bold, align=_RIGHT, room=room)

    def _item(self, pen: Pen, box: QRectF, y: float, line: FeeLine) -> None:
        look, theme = pen.look, pen.look.theme
        room = box.width() - look.px(_GAP)
        size = BODY
        while size > SMALL and pen.width(line.name, size) > room:
            size -= 1
        longest = max(room, self._name_room(line))
        wide = pen.text(box.left(), y, line.name, size, theme.ink, room=longest, elide=True)
        left = longest - wide - look.px(9 + _GAP)
        if line.spec and left > look.px(24):
            pen.text(box.left() + wide + look.px(9), y, line.spec, SMALL, theme.ink3, room=left, elide=True)

    def _grade(self, pen: Pen, box: QRectF, line: FeeLine) -> None:
        """The class in a square; of a limited-use item 限 with the shape of what the hospital decided."""
        look, theme = pen.look, pen.look.theme
        side, y = look.px(20), box.center().y()
        if line.grade == labels.UNKNOWN_CELL:
            pen.text(box.center().x(), y, line.grade, SMALL, theme.ink3, align=_MIDDLE)
            left = box.center().x() - side / 2
        else:
            limited = line.limited is not Limited.NO
            left = box.left() + look.px(8) if limited else box.center().x() - side / 2
            square = QRectF(left, y - side / 2, side, side)
            outside = line.grade == labels.GRADES["C"]
            ink, ground = theme.roles[Role.WARN] if outside else (theme.ink, theme.surface)
            pen.box(square, ground, ink if outside else theme.line_strong, radius=4, width=theme.line_width)
            pen.text(square.center().x(), y, line.grade, SMALL, ink, bold=outside, align=_MIDDLE)
        if line.limited is not Limited.NO:
            shape, role = _LIMITED[line.limited]
            ink = theme.role_ink(role)
            x = left + side + look.px(5)
            x += pen.text(x, y, labels.LIMITED, SMALL, ink, bold=True) + look.px(2)
            pen.shape(x, y, 13, shape, ink, theme.surface)

    def _trace(self, pen: Pen, box: QRectF, trace: Trace) -> None:
        look, theme = pen.look, pen.look.theme
        x, y = box.center().x() + look.px(4), box.center().y()
        if trace.state is TraceState.COMPLETE:
            pen.shape(x - look.px(7), y, 14, Shape.DONE, theme.role_ink(Role.OK), theme.surface)
        elif trace.state in _AMISS:
            text = labels.TRACE_TWICE
            if trace.state is TraceState.MISSING:
                text = filled(labels.TRACE_MISSING, 缺=trace.needed - trace.have, 应=trace.needed)
            ink = theme.role_ink(Role.STOP if trace.stops else Role.WARN)
            left = box.left() + look.px(8)
            pen.shape(left, y, 14, Shape.STOPPED if trace.stops else Shape.ATTENTION, ink, theme.surface)
            left += look.px(17)
            pen.text(left, y, text, SMALL, ink, bold=True, room=box.right() - left)
        else:
            text = labels.NO_TRACE if trace.state is TraceState.NO_CODE_LIST else labels.NOT_A_DRUG
            pen.text(x, y, text, SMALL, theme.ink2, align=_MIDDLE)


_AMISS = (TraceState.MISSING, TraceState.DUPLICATE)
_LIMITED = {
    Limited.APPROVED: (Shape.DONE, Role.OK),
    Limited.UNDECIDED: (Shape.ATTENTION, Role.WARN),
    Limited.OWN_EXPENSE: (Shape.STOPPED, Role.WARN),
}
