"""The rows of every table, as Qt and a screen reader ask for them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from ui.row_model import RowModel

pytestmark = pytest.mark.window
SPOKEN, SHOWN = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole


def test_a_cell_is_shown_by_its_column_and_a_row_is_read_as_one() -> None:
    model: RowModel[str] = RowModel(2, lambda row, column: f"{row} {column}", lambda row: f"row {row}")
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(model.rowCount()))
    model.replace(("a", "b"))
    assert resets == [2]
    cell = model.index(1, 1)
    assert (model.data(cell, SHOWN), model.data(cell, SPOKEN)) == ("b 1", "row b")
    assert model.data(cell, Qt.ItemDataRole.ToolTipRole) is None
    assert model.data(QModelIndex()) is None
    assert (model.rowCount(cell), model.columnCount(cell)) == (0, 0), "a table, no tree"
    assert (model.rowCount(), model.columnCount()) == (2, 2)


def test_where_nothing_else_is_spoken_a_cell_is_read_as_it_is_shown() -> None:
    model: RowModel[str] = RowModel(1, lambda row, _column: row)
    model.replace(("a",))
    assert model.data(model.index(0, 0), SPOKEN) == "a"
