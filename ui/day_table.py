"""Today's claims: state by shape and word, number, who, amounts, when; rows painted whole."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.column_header import ColumnHeader
from ui.day_views import DayRow, Mark
from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Pen
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.shapes import Shape
from ui.theme import Role
from ui.words import day_words, figures, labels

__all__ = ["MARKS", "DayHeader", "DayTable"]

_RIGHT = Qt.AlignmentFlag.AlignRight
MARKS: dict[Mark, tuple[Shape, Role | None]] = {
    Mark.PERSON: (Shape.STOPPED, Role.STOP),
    Mark.CHECKING: (Shape.CHECKING, Role.CHECK),
    Mark.WAITING: (Shape.WAITING, None),
    Mark.HERE: (Shape.WORKING, Role.INFO),
    Mark.SETTLED: (Shape.DONE, Role.OK),
    Mark.UPLOADED: (Shape.DONE, Role.OK),
    Mark.BY_HAND: (Shape.NOTE, None),
    Mark.VOID: (Shape.NOTE, None),
}
STATE, NUMBER, PATIENT, TOTAL, FUND, PAID, AT = range(7)
_WIDTHS = {STATE: 128, NUMBER: 128, TOTAL: 96, FUND: 96, PAID: 96, AT: 76}
_HEADS = {
    STATE: labels.COLUMN_STATE,
    NUMBER: day_words.COLUMN_NUMBER,
    PATIENT: labels.COLUMN_PATIENT,
    TOTAL: day_words.COLUMN_TOTAL,
    FUND: day_words.COLUMN_FUND,
    PAID: day_words.COLUMN_CASH,
    AT: day_words.COLUMN_AT,
}
_FIGURES = (TOTAL, FUND, PAID, AT)
PAD = 10


def _columns(look: Look, width: int) -> dict[int, int]:
    widths = {column: look.px(wide) for column, wide in _WIDTHS.items()}
    if look.layout is not Layout.COLUMNS:
        widths[FUND] = widths[AT] = 0
    widths[PATIENT] = max(look.px(60), width - sum(widths.values()) - look.px(4))  # the rest of the scroll bar
    return widths


def _text(row: DayRow, column: int) -> str:
    return {
        STATE: day_words.SHOWN[row.mark],
        NUMBER: row.claim,
        PATIENT: row.name or labels.NOT_KNOWN,
        TOTAL: figures.money(row.total),
        FUND: figures.money(row.fund) if row.fund is not None else "",
        PAID: figures.money(row.paid),
        AT: figures.clock(row.at),
    }[column]


class DayHeader(ColumnHeader):
    """The names of the columns."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _HEADS, _columns, _FIGURES, PAD, parent)


class DayTable(RowTable):
    """The table; `chosen` is the marked claim's number."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.px(30), parent)
        self.chosen = ""
        self._model: RowModel[DayRow] = RowModel(AT + 1, _text, _HEADS)
        self.setModel(self._model)
        self.setAccessibleName(day_words.TABLE)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)

    def show_rows(self, rows: tuple[DayRow, ...]) -> None:
        """These; the mark stays on its claim."""
        if rows != self._model.rows:
            self._model.replace(rows)
        if self.chosen not in {row.claim for row in rows}:
            self.chosen = rows[0].claim if rows else ""
        self.viewport().update()

    @property
    def row(self) -> DayRow | None:
        """The marked one."""
        return next((row for row in self._model.rows if row.claim == self.chosen), None)

    def step(self, down: int) -> None:
        """Move the mark."""
        rows = self._model.rows
        if rows:
            at = next((number for number, row in enumerate(rows) if row.claim == self.chosen), 0)
            number = min(max(at + down, 0), len(rows) - 1)
            self.chosen = rows[number].claim
            self.scrollTo(self._model.index(number, 0))
            self.viewport().update()

    def widths(self) -> Mapping[int, int]:
        """As the header's."""
        return _columns(self.look, self.width())

    def content(self, row: int) -> DayRow:
        """The claim's words."""
        return self._model.rows[row]

    def marked(self, row: int) -> bool:
        """The chosen one."""
        return self._model.rows[row].claim == self.chosen

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Shape and word first."""
        look, theme, one = self.look, self.look.theme, self._model.rows[row]
        shape, role = MARKS[one.mark]
        ink = theme.role_ink(role) if role is not None else theme.ink2
        for column, box in cells.items():
            y, text = box.center().y(), _text(one, column)
            room = box.width() - look.px(PAD)
            if column == STATE:
                pen.shape(box.left() + look.px(PAD), y, 16, shape, ink, self.ground(row))
                pen.text(box.left() + look.px(PAD + 24), y, text, BODY, ink)
            elif text:
                size = BODY
                while size > SMALL and pen.width(text, size) > room:
                    size -= 1
                if column in _FIGURES:
                    pen.text(box.right() - look.px(PAD), y, text, size, theme.ink, align=_RIGHT, room=room)
                else:
                    pen.text(box.left() + look.px(PAD), y, text, size, theme.ink, room=room)
