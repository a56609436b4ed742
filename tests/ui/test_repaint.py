"""What is painted again, and what is not: a page painted whole at every change holds the event loop up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from samples import VISITS, shell
from samples_queue import QUEUES

from ui import row_table
from ui.charges_panel import ChargesPanel
from ui.fee_table import FeeTable
from ui.frame import Head, LampRow
from ui.person_panel import PersonPanel
from ui.queue_page import ProgressPanel
from ui.queue_table import QueueTable
from ui.row_table import RowTable
from ui.sentence import SentenceBar
from ui.till import Till

pytestmark = pytest.mark.window

PANELS = (Head, LampRow, SentenceBar, PersonPanel, ChargesPanel, Till, ProgressPanel)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every panel that drew itself, and every row that was drawn and not taken as it was."""
    found: list[str] = []

    def watch(kind: type[Any]) -> None:
        draw: Callable[..., None] = kind.compose

        def compose(self: object, *rest: object) -> None:
            found.append(kind.__name__)
            draw(self, *rest)

        monkeypatch.setattr(kind, "compose", compose)

    for kind in (*PANELS, FeeTable, QueueTable):
        watch(kind)
    return found


def paint() -> None:
    """Until every row of a table in sight was drawn, and whatever that set off."""
    quiet = 0
    while quiet < 5:
        QApplication.processEvents()
        tables = [one for one in QApplication.allWidgets() if isinstance(one, RowTable) and one.isVisible()]
        quiet = quiet + 1 if all(table.finished for table in tables) else 0


def on_screen(counter: Callable[..., Any], name: str) -> Any:
    """A window that is on the screen, everything of it painted."""
    window = counter()
    window.show_shell(shell(name))
    if name in QUEUES:
        window.show_queue(QUEUES[name])
        window.show_page(queue=True)
    else:
        window.show_visit(VISITS[name])
    assert QTest.qWaitForWindowExposed(window)
    paint()
    return window


def test_a_row_is_drawn_once(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "trial")
    table = window.visit.charges.table
    assert seen.count("FeeTable") >= len(VISITS["trial"].charges) > 1
    words = [piece.text for piece in table.painted]
    seen.clear()
    table.viewport().update()
    paint()
    assert "FeeTable" not in seen
    assert [piece.text for piece in table.painted] == words


def test_one_line_that_changes_is_one_row_drawn(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "trial")
    view = VISITS["trial"]
    seen.clear()
    charges = (view.charges[0], replace(view.charges[1], name="另一种药"), *view.charges[2:])
    window.show_visit(replace(view, charges=charges))
    paint()
    assert seen.count("FeeTable") == 1
    assert "另一种药" in [piece.text for piece in window.visit.charges.table.painted]


def test_new_rows_are_drawn_in_parts_and_stay_as_they_were_until_then(
    counter: Callable[..., Any], seen: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    window = on_screen(counter, "trial")
    view, table = VISITS["trial"], window.visit.charges.table
    first = [piece.text for piece in table.painted]
    monkeypatch.setattr(row_table, "_AT_ONCE_S", 0.0)  # one row a painting
    seen.clear()
    window.show_visit(replace(view, charges=tuple(replace(one, name=f"又一种{one.name}") for one in view.charges)))
    window.grab()
    assert "FeeTable" not in seen, "the page comes first"
    while not seen.count("FeeTable"):
        QApplication.processEvents()
        window.grab()
    assert seen.count("FeeTable") == 1
    assert not table.finished
    lines = len(view.charges)
    words = [piece.text for piece in table.painted]
    assert sum(text.startswith("又一种") for text in words) == 1
    assert sum(text in first for text in words) >= lines - 1, "the others stand as they stood"
    paint()
    assert table.finished
    assert seen.count("FeeTable") == lines
    assert sum(piece.text.startswith("又一种") for piece in table.painted) == lines


def test_a_hidden_table_forgets_what_it_showed(counter: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    window = on_screen(counter, "trial")
    view, table = VISITS["trial"], window.visit.charges.table
    first = {one.name for one in view.charges}
    window.show_visit(VISITS["waiting"])
    paint()
    monkeypatch.setattr(row_table, "_AT_ONCE_S", 0.0)
    window.show_visit(replace(view, charges=tuple(replace(one, name=f"又一种{one.name}") for one in view.charges)))
    window.grab()
    assert not table.finished
    assert not first & {piece.text for piece in table.painted}, "the lines of whoever was here before"


def test_a_moved_mark_draws_two_rows(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "queue-replay")
    view = QUEUES["queue-replay"]
    other = next(row.claim for row in view.rows if row.claim != view.selected)
    seen.clear()
    window.show_queue(replace(view, selected=other))
    paint()
    assert seen.count("QueueTable") == 2


def test_a_table_of_another_width_is_drawn_anew(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "trial")
    table = window.visit.charges.table
    seen.clear()
    table.resize(table.width() - 40, table.height())
    paint()
    assert seen.count("FeeTable") >= len(VISITS["trial"].charges)


def test_a_moved_focus_paints_no_panel(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "trial")
    window.update()
    paint()
    assert {"Head", "Till", "PersonPanel"} <= set(seen), "what this test looks for can be seen"
    window.visit.till.expected().setFocus()
    paint()
    seen.clear()
    window.setFocus()
    paint()
    assert "Head" not in seen
    assert "PersonPanel" not in seen


def test_the_same_view_again_paints_nothing(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "trial")
    seen.clear()
    window.show_visit(VISITS["trial"])
    paint()
    assert not seen


def test_another_offer_is_painted(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "trial")
    seen.clear()
    window.show_visit(replace(VISITS["trial"], turn=VISITS["trial"].turn + 1))
    paint()
    assert "Till" in seen, "a money key whose offer was never painted stays dead"
    assert "Head" not in seen
    assert "FeeTable" not in seen


def test_what_the_head_does_not_say_does_not_paint_it(counter: Callable[..., Any], seen: list[str]) -> None:
    window = on_screen(counter, "queue-replay")
    seen.clear()
    window.show_shell(replace(shell("queue-replay"), waiting_claims=99))
    paint()
    assert "LampRow" in seen
    assert "Head" not in seen
