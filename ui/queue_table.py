"""The claims that wait: an own model over a list, a delegate that paints; shape and word say the state."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ui.look import BODY, SMALL, Layout, Look
from ui.pen import Drawn, Pen, Written
from ui.queue_views import ClaimState, QueueRow
from ui.scroll_bar import SlimScrollBar
from ui.shapes import Shape
from ui.theme import Role
from ui.words import figures, labels

__all__ = ["CLAIM_MARKS", "QueueHeader", "QueueTable"]

_RIGHT = Qt.AlignmentFlag.AlignRight
_Index = QModelIndex | QPersistentModelIndex

CLAIM_MARKS: dict[ClaimState, tuple[Shape, str, Role | None]] = {
    ClaimState.PERSON: (Shape.STOPPED, labels.ROW_PERSON, Role.STOP),
    ClaimState.CHECKING: (Shape.CHECKING, labels.ROW_CHECKING, Role.CHECK),
    ClaimState.WORKING: (Shape.WORKING, labels.ROW_WORKING, Role.INFO),
    ClaimState.WAITING: (Shape.WAITING, labels.ROW_WAITING, None),
    ClaimState.OUTAGE: (Shape.OUTAGE, labels.ROW_OUTAGE, Role.OFF),
    ClaimState.SETTLED: (Shape.DONE, labels.ROW_SETTLED, Role.OK),
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
_FIGURES = (TAKEN, REFUND)
PAD = 8


def _columns(look: Look, width: int) -> dict[int, int]:
    shown = dict(_WIDTHS)
    if look.layout is not Layout.COLUMNS:
        for column in (PLACE, VISITED, DUE):
            shown[column] = 0
    widths = {column: look.px(wide) for column, wide in shown.items()}
    widths[NEXT] = max(look.px(60), width - sum(widths.values()))
    return widths


class _Model(QAbstractTableModel):
    """The rows; a new list resets the model."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[QueueRow, ...] = ()

    def replace(self, rows: tuple[QueueRow, ...]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else DUE + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return cell_text(self.rows[index.row()], index.column())


def cell_text(row: QueueRow, column: int) -> str:
    """One cell in words."""
    if column == STATE:
        return CLAIM_MARKS[row.state][1]
    if column == TAKEN:
        return figures.money(row.taken)
    if column == REFUND:
        return figures.money(row.refund) if row.refund is not None else ""
    if column == DUE:
        return figures.day(row.due) if row.due is not None else ""
    return {
        NUMBER: row.claim,
        PATIENT: figures.masked_name(row.name),
        PLACE: row.place,
        VISITED: figures.clock(row.visited),
        NEXT: row.next_step,
    }[column]


class _Delegate(QStyledItemDelegate):
    """Paints one cell."""

    def __init__(self, table: QueueTable) -> None:
        super().__init__(table)
        self._table = table

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Ground by row, words by column."""
        look = self._table.look
        theme = look.theme
        row = self._table.row(index.row())
        box = QRectF(option.rect)  # type: ignore[attr-defined]
        chosen = row.claim == self._table.chosen
        ground = theme.selected if chosen else (theme.surface, theme.stripe)[index.row() % 2]
        painter.fillRect(box, look.colour(ground))
        column = index.column()
        if box.width() < 2:
            return
        pen = Pen(painter, look, self._table.painted)
        y = box.center().y()
        shape, word, role = CLAIM_MARKS[row.state]
        ink = theme.role_ink(role) if role is not None else theme.ink3
        if column == STATE:
            if chosen:
                painter.fillRect(QRectF(box.left(), box.top(), look.px(4), box.height()), look.colour(theme.brand))
            pen.shape(box.left() + look.px(10), y, 18, shape, ink, ground)
            urgent = row.state in (ClaimState.PERSON, ClaimState.CHECKING, ClaimState.WORKING)
            pen.text(box.left() + look.px(36), y, word, BODY, ink if role else theme.ink2, bold=urgent)
            return
        text = cell_text(row, column)
        if column in _FIGURES:
            strong = column == REFUND
            pen.text(box.right() - look.px(PAD), y, text, BODY, theme.ink, bold=strong, align=_RIGHT, room=box.width())
        else:
            waits = column == NEXT and row.state is ClaimState.WAITING
            size = BODY
            while column != NEXT and size > SMALL and pen.width(text, size) > box.width() - look.px(PAD):
                size -= 1
            pen.text(
                box.left() + look.px(PAD), y, text, size, theme.ink2 if waits else theme.ink,
                room=box.width() - look.px(PAD), elide=column == NEXT,
            )  # fmt: skip


class QueueHeader(Drawn):
    """The names of the columns."""

    def compose(self, pen: Pen) -> None:
        """Each head where its column is aligned."""
        look, theme = self.look, self.look.theme
        pen.painter.fillRect(QRectF(self.rect()), look.colour(theme.sunken))
        y, x = self.height() / 2, 0.0
        for column, wide in sorted(_columns(look, self.width()).items()):
            if wide:
                if column in _FIGURES:
                    pen.text(x + wide - look.px(PAD), y, _HEADS[column], SMALL, theme.ink2, align=_RIGHT)
                else:
                    pen.text(x + look.px(PAD), y, _HEADS[column], SMALL, theme.ink2)
            x += wide
        pen.rule(0, self.height() - 1, self.width(), theme.line)
        pen.rule(0, 0, self.width(), theme.line)


class QueueTable(QTableView):
    """The table; `moved` is emitted with the claim that is now marked."""

    moved = Signal(str)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self.painted: list[Written] = []
        self.chosen = ""
        self._claims = _Model()
        self.setModel(self._claims)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(labels.QUEUE_TABLE)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalHeader().setDefaultSectionSize(look.px(34))
        self.horizontalHeader().setMinimumSectionSize(0)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(SlimScrollBar(look, self))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        palette = self.palette()
        palette.setColor(palette.ColorRole.Base, look.colour(look.theme.surface))
        self.setPalette(palette)
        self.clicked.connect(lambda index: self.moved.emit(self.row(index.row()).claim))

    def show_rows(self, rows: tuple[QueueRow, ...], chosen: str) -> None:
        """These rows, this one marked."""
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
        if not rows:
            return
        at = next((number for number, row in enumerate(rows) if row.claim == self.chosen), -1)
        number = min(max(at + down, 0), len(rows) - 1)
        self.scrollTo(self._claims.index(number, 0))
        self.moved.emit(rows[number].claim)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The record of painted strings is that of this painting."""
        self.painted.clear()
        super().paintEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns follow the width."""
        super().resizeEvent(event)
        for column, wide in _columns(self.look, self.viewport().width()).items():
            self.setColumnHidden(column, not wide)
            self.setColumnWidth(column, wide)
