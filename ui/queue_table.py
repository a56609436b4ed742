"""The claims that wait: an own model over a list, rows painted whole; shape and word say the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Drawn, Pen
from ui.queue_views import ClaimState, QueueRow
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.shapes import Shape
from ui.theme import Role
from ui.words import figures, labels

__all__ = ["CLAIM_MARKS", "ROW", "QueueHeader", "QueueTable"]

_RIGHT = Qt.AlignmentFlag.AlignRight

CLAIM_MARKS: dict[ClaimState, tuple[Shape, str, Role | None]] = {
    ClaimState.PERSON: (Shape.STOPPED, labels.ROW_PERSON, Role.STOP),
    ClaimState.CHECKING: (Shape.CHECKING, labels.ROW_CHECKING, Role.CHECK),
    ClaimState.WORKING: (Shape.WORKING, labels.ROW_WORKING, Role.INFO),
    ClaimState.WAITING: (Shape.WAITING, labels.ROW_WAITING, None),
    ClaimState.OUTAGE: (Shape.OUTAGE, labels.ROW_OUTAGE, Role.OFF),
    ClaimState.SETTLED: (Shape.DONE, labels.ROW_SETTLED, Role.OK),
    ClaimState.UPLOADED: (Shape.DONE, labels.ROW_UPLOADED, Role.OK),
    ClaimState.BY_HAND: (Shape.NOTE, labels.ROW_BY_HAND, None),
    ClaimState.UNDONE: (Shape.NOTE, labels.ROW_UNDONE, None),
    ClaimState.HELD: (Shape.WAITING, labels.ROW_HELD, Role.WARN),
}

# Left edges in logical pixels of a 724 (wide: 992) px table; figures stand at the right edge of their column.
STATE, NUMBER, PATIENT, PLACE, VISITED, TAKEN, REFUND, NEXT, DUE = range(9)
_WIDTHS = {STATE: 128, NUMBER: 118, PATIENT: 74, PLACE: 78, VISITED: 62, TAKEN: 80, REFUND: 86, DUE: 72}
_HEADS = {
    STATE: labels.COLUMN_STATE,
    NUMBER: labels.COLUMN_NUMBER,
    PATIENT: labels.COLUMN_PATIENT,
    PLACE: labels.INSURED_PLACE,
    VISITED: labels.COLUMN_VISIT,
    TAKEN: labels.COLUMN_TAKEN,
    REFUND: labels.COLUMN_REFUND,
    NEXT: labels.COLUMN_NEXT,
    DUE: labels.COLUMN_DUE,
}
# The list of those put aside: since when, what the bill comes to, and what is awaited; nothing is due of them.
_HELD_WIDTHS = {STATE: 112, TAKEN: 92, REFUND: 0, DUE: 0}
_HELD_HEADS = {VISITED: labels.COLUMN_SINCE, TAKEN: labels.COLUMN_BILL, NEXT: labels.COLUMN_AWAITED}
_FIGURES = (TAKEN, REFUND)
PAD, ROW = 8, 34


def _columns(look: Look, width: int, *, held: bool) -> dict[int, int]:
    shown = _WIDTHS | (_HELD_WIDTHS if held else {})
    if look.layout is not Layout.COLUMNS:
        for column in (PLACE, VISITED, DUE):
            shown[column] = 0
    widths = {column: look.px(wide) for column, wide in shown.items()}
    widths[NEXT] = max(look.px(60), width - sum(widths.values()))
    return widths


def cell_text(row: QueueRow, column: int) -> str:
    """One cell in words."""
    if column == STATE:
        return CLAIM_MARKS[row.state][1]
    if column == TAKEN:
        return figures.money(row.taken if row.bill is None else row.bill)
    if column == REFUND:
        return figures.money(row.refund) if row.refund is not None else ""
    if column == DUE:
        return figures.day(row.due) if row.due is not None else ""
    if column == PATIENT:
        return figures.masked_name(row.name)
    if column == VISITED:
        return row.since or figures.clock(row.visited)
    return {NUMBER: row.claim, PLACE: row.place, NEXT: row.next_step}[column]


class QueueHeader(Drawn):
    """The names of the columns; `held`: of the list of those put aside."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.held = False
        self.setAccessibleName("，".join(_HEADS.values()))

    def show_list(self, *, held: bool) -> None:
        """Of this list."""
        if held is not self.held:
            self.held = held
            self.setAccessibleName("，".join((_HEADS | (_HELD_HEADS if held else {})).values()))
            self.update()

    def compose(self, pen: Pen) -> None:
        """Each head where its column is aligned."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x = self.height() / 2, 0.0
        heads = _HEADS | (_HELD_HEADS if self.held else {})
        for column, wide in sorted(_columns(look, self.width(), held=self.held).items()):
            if wide:
                if column in _FIGURES:
                    pen.text(x + wide - look.px(PAD), y, heads[column], SMALL, theme.ink2, align=_RIGHT)
                else:
                    pen.text(x + look.px(PAD), y, heads[column], SMALL, theme.ink2)
            x += wide
        pen.rule(0, self.height() - 1, self.width(), theme.line)
        pen.rule(0, 0, self.width(), theme.line)


class QueueTable(RowTable):
    """The table; `moved` is emitted with the claim that is now marked."""

    moved = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, lambda _look: ROW, parent)
        self.chosen = ""
        self._at = 0  # where the marked claim was last
        self.held = False
        self._claims: RowModel[QueueRow] = RowModel(DUE + 1, cell_text, _HEADS)
        self.setModel(self._claims)
        self.setAccessibleName(labels.QUEUE_TABLE)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(lambda index: self.moved.emit(self.row(index.row()).claim))

    def show_rows(self, rows: Sequence[QueueRow], chosen: str, *, held: bool = False) -> None:
        """These rows, this one marked; `held`: they are the list of those put aside."""
        if held is not self.held:
            self.held = held
            self._claims.heads = _HEADS | (_HELD_HEADS if held else {})
            self.lay_out()
            self.viewport().update()
        if rows != self._claims.rows:
            at = self.verticalScrollBar().value()
            self._claims.replace(rows)
            self.verticalScrollBar().setValue(at)
        if chosen != self.chosen:
            self.chosen = chosen
            self.viewport().update()

    def row(self, number: int) -> QueueRow:
        """One row."""
        return self._claims.rows[number]

    def step(self, down: int) -> None:
        """Ask for the mark to move."""
        rows = self._claims.rows
        if not rows or not down:
            return
        number = self._at = min(max(self._number() + down, 0), len(rows) - 1)
        self.scrollTo(self._claims.index(number, 0))
        self.moved.emit(rows[number].claim)

    def show_chosen(self) -> None:
        """Bring the marked row into sight."""
        number = self._number()
        if number >= 0:
            self.scrollTo(self._claims.index(number, 0))

    def _number(self) -> int:
        rows, at = self._claims.rows, self._at
        if at < len(rows) and rows[at].claim == self.chosen:
            return at
        return next((number for number, row in enumerate(rows) if row.claim == self.chosen), -1)

    def widths(self) -> Mapping[int, int]:
        """As the header's, beside the scroll bar."""
        return _columns(self.look, self.viewport().width(), held=self.held)

    def content(self, row: int) -> QueueRow:
        """The claim's words."""
        return self.row(row)

    def marked(self, row: int) -> bool:
        """The claim whose story stands at the right."""
        return self.row(row).claim == self.chosen

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Shape and word of the state, then each column; figures at the right."""
        for column, box in cells.items():
            if column == STATE:
                self._state(pen, self.row(row).state, box, self.ground(row))
            else:
                self._cell(pen, self.row(row), column, box)

    def _state(self, pen: Pen, state: ClaimState, box: QRectF, ground: str) -> None:
        look, theme = self.look, self.look.theme
        shape, word, role = CLAIM_MARKS[state]
        ink = theme.role_ink(role) if role is not None else theme.ink3
        y = box.center().y()
        pen.shape(box.left() + look.px(10), y, 18, shape, ink, ground)
        urgent = state in (ClaimState.PERSON, ClaimState.CHECKING, ClaimState.WORKING)
        pen.text(box.left() + look.px(36), y, word, BODY, ink if role else theme.ink2, bold=urgent)

    def _cell(self, pen: Pen, row: QueueRow, column: int, box: QRectF) -> None:
        look, theme = self.look, self.look.theme
        y, text = box.center().y(), cell_text(row, column)
        if column in _FIGURES:
            strong = column == REFUND
            pen.text(box.right() - look.px(PAD), y, text, BODY, theme.ink, bold=strong, align=_RIGHT, room=box.width())
            return
        waits = column == NEXT and row.state is ClaimState.WAITING
        size = BODY
        while size > SMALL and pen.width(text, size) > box.width() - look.px(PAD):
            size -= 1
        pen.text(
            box.left() + look.px(PAD), y, text, size, theme.ink2 if waits else theme.ink,
            room=box.width() - look.px(PAD), elide=column == NEXT,
        )  # fmt: skip
