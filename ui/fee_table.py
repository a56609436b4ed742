"""The fee lines: an own model over a list, fixed widths; rows are painted whole (see `row_table`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from counter_app.model.settlement import LineSplit
from counter_app.model.visit import Charge
from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.row_table import ModelIndex, RowTable
from ui.shapes import Shape
from ui.theme import Role
from ui.views import Trace, VisitView
from ui.words import figures, labels
from ui.words.template import filled

__all__ = ["FeeHeader", "FeeLine", "FeeTable", "columns_of"]

_RIGHT, _MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter

NUMBER, ITEM, QUANTITY, PRICE, AMOUNT, GRADE, PRE_SELF, TRACE = range(8)
_WIDTHS = {NUMBER: 42, QUANTITY: 56, PRICE: 78, AMOUNT: 92, GRADE: 58, PRE_SELF: 72, TRACE: 70}
_HEADS = {
    ITEM: labels.COLUMN_ITEM,
    QUANTITY: labels.COLUMN_QUANTITY,
    PRICE: labels.COLUMN_PRICE,
    AMOUNT: labels.COLUMN_AMOUNT,
    GRADE: labels.COLUMN_GRADE,
    PRE_SELF: labels.COLUMN_PRE_SELF,
    TRACE: labels.COLUMN_TRACE,
}


def columns_of(look: Look, width: int) -> dict[int, int]:
    """Width of every column in device pixels; large type keeps item, quantity, amount and class (look, section 5)."""
    shown = dict(_WIDTHS)
    if look.layout is not Layout.COLUMNS:
        for column in (PRICE, PRE_SELF, TRACE):
            shown[column] = 0
    widths = {column: look.px(wide) for column, wide in shown.items()}
    widths[ITEM] = max(look.px(60), width - sum(widths.values()))
    return widths


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One row, already in words."""

    number: int
    name: str
    spec: str
    quantity: str
    price: str
    amount: str
    grade: str
    pre_self: str
    trace: Trace

    @classmethod
    def of(cls, number: int, charge: Charge, split: LineSplit | None, trace: Trace) -> FeeLine:
        """A charge as the table writes it; without a split class and pre-self are not known and stay empty."""
        grade = labels.GRADES.get(split.grade, "") if split else ""
        pre_self = figures.money(split.pre_self) if split else ""
        if split is not None and split.full_self >= charge.amount > 0:
            pre_self = labels.ALL_SELF
        unit = f" {charge.unit}" if charge.unit else ""
        return cls(
            number,
            charge.name,
            charge.spec,
            figures.quantity(charge.quantity) + unit,
            figures.price(charge.price),
            figures.money(charge.amount),
            grade,
            pre_self,
            trace,
        )


def _lines(view: VisitView) -> list[FeeLine]:
    by_line = {split.line: split for split in view.splits}
    traces = view.traces or (Trace.NOT_A_DRUG,) * len(view.charges)
    return [
        FeeLine.of(number, charge, by_line.get(number), trace)
        for number, (charge, trace) in enumerate(zip(view.charges, traces, strict=True), 1)
    ]


class _Model(QAbstractTableModel):
    """The rows; a new list resets the model."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[FeeLine] = []

    def replace(self, lines: list[FeeLine]) -> None:
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else TRACE + 1

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return filled(labels.ROW_SPOKEN, 行=line.number, 项目=line.name, 数量=line.quantity, 金额=line.amount)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return {
            NUMBER: str(line.number), ITEM: line.name, QUANTITY: line.quantity, PRICE: line.price,
            AMOUNT: line.amount, GRADE: line.grade, PRE_SELF: line.pre_self, TRACE: line.trace.value,
        }[index.column()]  # fmt: skip


class FeeHeader(Drawn):
    """The names of the columns."""

    def compose(self, pen: Pen) -> None:
        """Each head where its column is aligned."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x = self.height() / 2, 0.0
        for column, wide in sorted(columns_of(look, self.width()).items()):
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
        super().__init__(look, look.px(28 if look.roomy else 24), parent)
        self._fees = _Model()
        self.setModel(self._fees)
        self.setAccessibleName(labels.TABLE_NAME)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row() + 1))
        self._chosen = -1

    def show_view(self, view: VisitView, *, choosing: bool) -> None:
        """The visit's lines; `choosing`: a row is marked because Del or the arrows may act on it."""
        lines, before = _lines(view), self._chosen
        self._chosen = max(0, self._chosen) if choosing and lines else -1
        if lines != self._fees.lines:
            self._fees.replace(lines)
            self._chosen = 0 if choosing and lines else -1
            self.scrollToTop()
        self._chosen = min(self._chosen, len(lines) - 1)
        if self._chosen != before:
            self.viewport().update()

    def line(self, row: int) -> FeeLine:
        """The row's words."""
        return self._fees.lines[row]

    def chosen_row(self) -> int:
        """The marked row from 0, or -1."""
        return self._chosen

    def choose(self, step: int) -> None:
        """Move the mark by `step` rows; without a mark the first move makes one."""
        count = len(self._fees.lines)
        if count:
            self._chosen = min(max(self._chosen + step, 0), count - 1)
            self.scrollTo(self._fees.index(self._chosen, 0))
            self.viewport().update()

    def widths(self) -> Mapping[int, int]:
        """As the header's."""
        return columns_of(self.look, self.width())

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
        elif column == QUANTITY:
            size = BODY
            while size > SMALL and pen.width(line.quantity, size) > box.width():
                size -= 1
            pen.text(right, y, line.quantity, size, theme.ink, align=_RIGHT, room=box.width())
        elif column == PRICE:
            pen.text(right, y, line.price, BODY, theme.ink2, align=_RIGHT, room=box.width())
        elif column == AMOUNT:
            pen.text(right, y, line.amount, BODY, theme.ink, bold=True, align=_RIGHT, room=box.width())
        elif column == GRADE:
            self._grade(pen, box, line.grade)
        elif column == PRE_SELF:
            faint = line.pre_self == "0.00"
            pen.text(right, y, line.pre_self, BODY, theme.ink3 if faint else theme.ink, align=_RIGHT, room=box.width())
        else:
            self._trace(pen, box, line.trace)

    def _item(self, pen: Pen, box: QRectF, y: float, line: FeeLine) -> None:
        look, theme = pen.look, pen.look.theme
        room = box.width() - look.px(6)
        size = BODY
        while size > SMALL and pen.width(line.name, size) > room:
            size -= 1
        wide = pen.text(box.left(), y, line.name, size, theme.ink, room=room)
        left = room - wide - look.px(9)
        if line.spec and left > look.px(24):
            pen.text(box.left() + wide + look.px(9), y, line.spec, SMALL, theme.ink3, room=left, elide=True)

    def _grade(self, pen: Pen, box: QRectF, grade: str) -> None:
        if not grade:
            return
        look, theme = pen.look, pen.look.theme
        side = look.px(20)
        square = QRectF(box.center().x() - side / 2, box.center().y() - side / 2, side, side)
        outside = grade == labels.GRADES["C"]
        ink, ground = theme.roles[Role.WARN] if outside else (theme.ink, theme.surface)
        pen.box(square, ground, ink if outside else theme.line_strong, radius=4, width=theme.line_width)
        pen.text(square.center().x(), square.center().y(), grade, SMALL, ink, bold=outside, align=_MIDDLE)

    def _trace(self, pen: Pen, box: QRectF, trace: Trace) -> None:
        look, theme = pen.look, pen.look.theme
        x, y = box.center().x() + look.px(4), box.center().y()
        if trace is Trace.SCANNED:
            pen.shape(x - look.px(7), y, 14, Shape.DONE, theme.role_ink(Role.OK), theme.surface)
        elif trace is Trace.MISSING:
            pen.shape(x - look.px(16), y, 14, Shape.ATTENTION, theme.role_ink(Role.WARN), theme.surface)
            pen.text(x + look.px(2), y, labels.TRACE_MISSING, SMALL, theme.role_ink(Role.WARN), bold=True)
        else:
            text = labels.NO_TRACE if trace is Trace.EXEMPT else labels.NOT_A_DRUG
            pen.text(x, y, text, SMALL, theme.ink2, align=_MIDDLE)
