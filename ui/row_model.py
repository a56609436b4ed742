"""Rows as Qt's tables and screen readers want them: how many, and each cell as a text or as it is spoken."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from ui.row_table import ModelIndex

__all__ = ["RowModel"]

R = TypeVar("R")


class RowModel(QAbstractTableModel, Generic[R]):
    """`text` is what a cell shows, `heads` are the names of the columns. A row is marked as one, so all of it is read,
    whichever cell it is: as `spoken` says it, else each cell that is not empty after its column's name. A new list
    resets the model.
    """

    def __init__(
        self,
        columns: int,
        text: Callable[[R, int], str],
        heads: Mapping[int, str],
        spoken: Callable[[R], str] | None = None,
    ) -> None:
        super().__init__()
        self.heads = heads
        self.rows: Sequence[R] = ()
        self._columns = columns
        self._text = text
        self._spoken = spoken

    def replace(self, rows: Sequence[R]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """A table, no tree."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """The hidden ones too."""
        return 0 if parent.isValid() else self._columns

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """In words; nothing else is kept here."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._said(row) if self._spoken is None else self._spoken(row)
        return self._text(row, index.column()) if role == Qt.ItemDataRole.DisplayRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """The names of the columns, the numbers of the rows."""
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        return self.heads.get(section, "") if orientation is Qt.Orientation.Horizontal else str(section + 1)

    def _said(self, row: R) -> str:
        cells = ((self.heads.get(column, ""), self._text(row, column)) for column in range(self._columns))
        return "，".join(f"{head} {text}".strip() for head, text in cells if text)
