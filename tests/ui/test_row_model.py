"""The rows of every table, as Qt and a screen reader ask for them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from ui.row_model import RowModel

pytestmark = pytest.mark.window
SPOKEN, SHOWN = Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole


def test_a_cell_is_shown_by_its_column_and_a_row_is_read_as_one() -> None:
    model: RowModel[str] = RowModel(2, lambda row, column: f"{row} {column}", {0: "项目"}, lambda row: f"row {row}")
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
    heads = [model.headerData(column, Qt.Orientation.Horizontal, SPOKEN) for column in range(2)]
    assert heads == ["项目", ""], "no column is read as its number"
    assert model.headerData(1, Qt.Orientation.Vertical, SPOKEN) == "2"
    assert model.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole) is None


def test_where_nothing_else_is_spoken_each_cell_is_read_after_its_columns_name() -> None:
    cells = ("待补结", "", "233.10")
    model: RowModel[str] = RowModel(3, lambda _row, column: cells[column], {0: "状态", 1: "下一步", 2: "实收"})
    model.replace(("a",))
    assert model.data(model.index(0, 2), SPOKEN) == "状态 待补结，实收 233.10"
    assert model.data(model.index(0, 1), SHOWN) == ""
