"""Who took a ticket in the outage: state by shape and word, number, who, amounts, what next; rows painted whole."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.column_header import ColumnHeader
from ui.look import BODY, SMALL, Layout, Look
from ui.outage_views import ServedRow
from ui.pen import Pen
from ui.queue_table import CLAIM_MARKS
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.words import day_words, figures, labels, outage_words

__all__ = ["ServedHeader", "ServedTable"]

_RIGHT = Qt.AlignmentFlag.AlignRight
STATE, NUMBER, PATIENT, PLACE, AT, TAKEN, REFUND, NEXT = range(8)
_WIDTHS = {STATE: 128, NUMBER: 122, PATIENT: 74, PLACE: 78, AT: 62, TAKEN: 92, REFUND: 88}
_HEADS = {
    STATE: labels.COLUMN_STATE,
    NUMBER: day_words.COLUMN_NUMBER,
    PATIENT: labels.COLUMN_PATIENT,
    PLACE: labels.INSURED_PLACE,
    AT: outage_words.COLUMN_AT,
    TAKEN: labels.COLUMN_TAKEN,
    REFUND: labels.COLUMN_REFUND,
    NEXT: labels.COLUMN_NEXT,
}
_FIGURES = (TAKEN, REFUND)
PAD = 10


def _columns(look: Look, width: int) -> dict[int, int]:
    """With large type the place goes first, then what comes next: the state says that as well."""
    widths = {column: look.px(wide) for column, wide in _WIDTHS.items()}
    widths[NEXT] = 0
    if look.layout is not Layout.COLUMNS:
        widths[PLACE] = 0
    if look.layout is Layout.NARROW:
        widths[REFUND] = 0
        beside_the_bar = width - look.px(14)  # the last column is one of figures
        widths[PATIENT] = max(look.px(60), beside_the_bar - sum(widths.values()) + widths[PATIENT])
        return widths
    widths[NEXT] = max(look.px(60), width - sum(widths.values()))
    return widths


def _text(row: ServedRow, column: int) -> str:
    return {
        STATE: CLAIM_MARKS[row.state][1],
        NUMBER: row.claim,
        PATIENT: row.name or labels.NOT_KNOWN,
        PLACE: row.place,
        AT: figures.clock(row.at),
        TAKEN: figures.money(row.taken),
        REFUND: figures.money(row.refund) if row.refund is not None else "",
        NEXT: row.next_step,
    }[column]


class ServedHeader(ColumnHeader):
    """The names of the columns."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, _HEADS, _columns, _FIGURES, PAD, parent)


class ServedTable(RowTable):
    """The table; `chosen` is the marked claim's number, `moved` tells that it is another one."""

    moved = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, look.px(30), parent)
        self.chosen = ""
        self._model: RowModel[ServedRow] = RowModel(NEXT + 1, _text, _HEADS)
        self.setModel(self._model)
        self.setAccessibleName(outage_words.SERVED_LIST)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.clicked.connect(lambda index: self._choose(index.row()))

    def show_rows(self, rows: tuple[ServedRow, ...]) -> None:
        """These; the mark stays on its claim."""
        if rows != self._model.rows:
            self._model.replace(rows)
            if rows and self.chosen not in {row.claim for row in rows}:
                self.chosen = rows[0].claim
        self.viewport().update()

    def step(self, down: int) -> None:
        """Move the mark."""
        rows = self._model.rows
        if rows:
            at = next((number for number, row in enumerate(rows) if row.claim == self.chosen), 0)
            self._choose(min(max(at + down, 0), len(rows) - 1))

    def _choose(self, number: int) -> None:
        self.chosen = self._model.rows[number].claim
        self.scrollTo(self._model.index(number, 0))
        self.viewport().update()
        self.moved.emit()

    def widths(self) -> Mapping[int, int]:
        """As the header's."""
        return _columns(self.look, self.width())

    def content(self, row: int) -> ServedRow:
        """The claim's words."""
        return self._model.rows[row]

    def marked(self, row: int) -> bool:
        """The chosen one."""
        return self._model.rows[row].claim == self.chosen

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Shape and word first."""
        look, theme, one = self.look, self.look.theme, self._model.rows[row]
        shape, _, role = CLAIM_MARKS[one.state]
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
                    pen.text(
                        box.right() - look.px(PAD), y, text, size, theme.ink, bold=column == REFUND, align=_RIGHT,
                        room=room,
                    )  # fmt: skip
                else:
                    pen.text(box.left() + look.px(PAD), y, text, size, theme.ink, room=room)
