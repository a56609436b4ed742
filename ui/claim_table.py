"""Claims, one a row: state by shape and word first, then texts and figures; the mark stays on its claim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.column_header import ColumnHeader
from ui.look import BODY, SMALL, Look
from ui.pen import Pen
from ui.row_model import RowModel
from ui.row_table import RowTable
from ui.shapes import Shape
from ui.theme import Role

__all__ = ["PAD", "ClaimColumns", "ClaimTable"]

PAD = 10
_RIGHT = Qt.AlignmentFlag.AlignRight
_STATE = 0


class ClaimRow(Protocol):
    """A claim as a table shows it; `claim` is its number."""

    @property
    def claim(self) -> str: ...

    def __hash__(self) -> int: ...


R = TypeVar("R", bound=ClaimRow)


@dataclass(frozen=True, slots=True)
class ClaimColumns(Generic[R]):
    """What the columns are; the first is the state. `widths`: in device pixels for a width of the whole, 0 hides one;
    `mark`: the state's shape and role; `figures` stand at the right, those that are `strong` in bold.
    """

    heads: Mapping[int, str]
    widths: Callable[[Look, int], Mapping[int, int]]
    text: Callable[[R, int], str]
    mark: Callable[[R], tuple[Shape, Role | None]]
    figures: Collection[int]
    strong: Collection[int] = ()

    def header(self, look: Look, parent: QWidget | None = None) -> ColumnHeader:
        """Their names."""
        return ColumnHeader(look, self.heads, self.widths, self.figures, PAD, parent)


class ClaimTable(RowTable, Generic[R]):
    """The table; `chosen` is the marked claim's number, `moved` tells that it is another one."""

    moved = Signal()

    def __init__(self, look: Look, name: str, columns: ClaimColumns[R], parent: QWidget | None = None) -> None:
        super().__init__(look, lambda _look: 30, parent)
        self.chosen = ""
        self._columns = columns
        self._model: RowModel[R] = RowModel(len(columns.heads), columns.text, columns.heads)
        self.setModel(self._model)
        self.setAccessibleName(name)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.clicked.connect(lambda index: self._choose(index.row()))

    def show_rows(self, rows: Sequence[R]) -> None:
        """These; the mark stays on its claim."""
        if rows != self._model.rows:
            self._model.replace(rows)
            if self.chosen not in {row.claim for row in rows}:
                self.chosen = rows[0].claim if rows else ""
        self.viewport().update()

    @property
    def row(self) -> R | None:
        """The marked one."""
        return next((row for row in self._model.rows if row.claim == self.chosen), None)

    def step(self, down: int) -> None:
        """Move the mark."""
        rows = self._model.rows
        if rows and down:
            at = next((number for number, row in enumerate(rows) if row.claim == self.chosen), 0)
            self._choose(min(max(at + down, 0), len(rows) - 1))

    def _choose(self, number: int) -> None:
        self.chosen = self._model.rows[number].claim
        self.scrollTo(self._model.index(number, 0))
        self.viewport().update()
        self.moved.emit()

    def widths(self) -> Mapping[int, int]:
        """As the header's."""
        return self._columns.widths(self.look, self.width())

    def content(self, row: int) -> R:
        """The claim's words."""
        return self._model.rows[row]

    def marked(self, row: int) -> bool:
        """The chosen one."""
        return self._model.rows[row].claim == self.chosen

    def compose(self, pen: Pen, row: int, cells: Mapping[int, QRectF]) -> None:
        """Shape and word first; what is too wide gets smaller."""
        look, theme, one = self.look, self.look.theme, self._model.rows[row]
        shape, role = self._columns.mark(one)
        for column, box in cells.items():
            y, text = box.center().y(), self._columns.text(one, column)
            left, right, room = box.left() + look.px(PAD), box.right() - look.px(PAD), box.width() - look.px(PAD)
            if column == _STATE:
                ink = theme.role_ink(role) if role is not None else theme.ink2
                pen.shape(left, y, 16, shape, ink, self.ground(row))
                pen.text(box.left() + look.px(PAD + 24), y, text, BODY, ink)
                continue
            size = BODY
            while size > SMALL and pen.width(text, size) > room:
                size -= 1
            if column in self._columns.figures:
                bold = column in self._columns.strong
                pen.text(right, y, text, size, theme.ink, bold=bold, align=_RIGHT, room=room)
            else:
                pen.text(left, y, text, size, theme.ink, room=room)
