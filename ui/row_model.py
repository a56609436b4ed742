"""Rows as Qt's tables and screen readers want them: how many, and each cell as a text or as it is spoken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt

from ui.row_table import ModelIndex

__all__ = ["RowModel"]

R = TypeVar("R")


class RowModel(QAbstractTableModel, Generic[R]):
    """`text` is what a cell shows. `spoken`: what is read of a row, whichever cell it is; None: the cell's text. A new
    list resets the model.
    """

    def __init__(self, columns: int, text: Callable[[R, int], str], spoken: Callable[[R], str] | None = None) -> None:
        super().__init__()
        self.rows: tuple[R, ...] = ()
        self._columns = columns
        self._text = text
        self._spoken = spoken

    def replace(self, rows: tuple[R, ...]) -> None:
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
        if role == Qt.ItemDataRole.AccessibleTextRole and self._spoken is not None:
            return self._spoken(row)
        shown = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
        return self._text(row, index.column()) if shown else None
