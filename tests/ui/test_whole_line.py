"""With large type the table has no room for price, limit and share: → reads the marked line whole (look, section 5)."""

from __future__ import annotations

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from samples import VISITS
from screen import misplaced, settle, show

from ui.keys import Action
from ui.look import Layout

pytestmark = pytest.mark.window


@pytest.mark.parametrize("factor", [1.5, 2.0])
@pytest.mark.parametrize("name", ["charges", "trial", "link-down"])
def test_the_marked_line_is_told_whole(counter, name: str, factor: float) -> None:
    window = show(counter, name, factor=factor)
    table, before = window.visit.charges.table, window.sentence.said.text
    window.step(1)
    settle()
    line = table.line(table.chosen_row())
    QTest.keyClick(window, Qt.Key.Key_Right)
    settle()
    said = window.sentence.said.text
    for piece in (line.name, line.spec, line.quantity, line.price, line.amount, line.pre_self):
        assert piece in said
    assert not misplaced(window)
    for piece in window.sentence.written():
        assert piece.box.bottom() <= window.sentence.height() + 1, piece.text
    window.act(Action.METHOD, auto_repeat=False)
    window.step(1)
    settle()
    assert window.sentence.said.text == before


def test_a_line_with_all_there_is_to_say_keeps_to_two(counter) -> None:
    """What has no room is left out from its end."""
    window = show(counter, "trial", factor=2.0)
    assert window.look.layout is Layout.NARROW
    for _ in VISITS["trial"].charges:
        window.step(1)
        window.step(0)
        settle()
        for piece in window.sentence.written():
            assert piece.box.top() >= 0
            assert piece.box.bottom() <= window.sentence.height() + 1, piece.text


@pytest.mark.parametrize("name", ["queue-replay", "day", "outage-down", "giving-back", "failure-waitable", "waiting"])
def test_elsewhere_it_moves_nothing(counter, name: str) -> None:
    window = show(counter, name, factor=2.0)
    window.intents.clear()
    before = window.sentence.said.text
    QTest.keyClick(window, Qt.Key.Key_Right)
    settle()
    assert not window.intents
    assert window.sentence.said.text == before


def test_where_the_columns_stand_it_does_nothing(counter) -> None:
    window = show(counter, "trial")
    window.step(1)
    before = window.sentence.said.text
    QTest.keyClick(window, Qt.Key.Key_Right)
    settle()
    assert window.sentence.said.text == before


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_f1_names_it_only_where_it_reads_something(counter, factor: float) -> None:
    window = show(counter, "trial", factor=factor)
    QTest.keyClick(window, Qt.Key.Key_F1)
    settle()
    reads = window.look.layout is not Layout.COLUMNS
    assert any("→" in piece.text for piece in window.key_list.written()) is reads
    assert ("→" in window.key_list.accessibleDescription()) is reads
