"""The trainer's table is read like the window it lies over: in its type size, whole, and within it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QToolTip
from screen import settle

from ui.look import BODY, TYPE_SIZES
from ui.training_table import TrainingTable
from ui.words import training_words

pytestmark = pytest.mark.window

CARDS = tuple((name, "second generation") for name in ("E1", "E2", "E3", "C04", "C05", "C06", "C07", "C21", "C25"))
RUNNING: Any = SimpleNamespace(ahead_s=timedelta(days=38).total_seconds())


def until(so: Callable[[], bool]) -> None:
    for _ in range(500):
        settle()
        if so():
            return
        QTest.qWait(20)


def stood(window: Any) -> None:
    """The desktop has put it where it stands: a full machine does so in steps, the frame first."""
    places: list[Any] = []

    def still() -> bool:
        places.append(window.frameGeometry())
        return window.frameGeometry() != window.geometry() and places[-10:] == [places[-1]] * 10

    until(still)


@pytest.fixture
def laid(application) -> Iterator[Any]:
    """`laid(window)`: a table over it, as beside a window whose PC has no virtual reader, where it says most."""
    made: list[TrainingTable] = []

    def lay(window: Any) -> TrainingTable:
        stood(window)
        stage: Any = SimpleNamespace(no_reader="no driver", cards=CARDS, insert=print, pull=print)
        table = TrainingTable(window, stage, (), window.keys.shown, lambda _action: None, lambda _work, _told: None)
        made.append(table)
        table.stand()
        table.show()
        QApplication.processEvents()
        return table

    yield lay
    for table in made:
        table.close()
        table.deleteLater()
    QApplication.processEvents()


def whole(table: TrainingTable, window: Any) -> None:
    # The desktop has the last word on its size.
    until(lambda: table.size() == table.sizeHint() == table.layout().geometry().size())
    shown = [one for one in (*table.findChildren(QAbstractButton), *table.findChildren(QLabel)) if one.isVisible()]
    assert len(shown) > len(CARDS)
    for one in shown:
        assert one.fontInfo().pixelSize() == window.look.px(BODY), one.text()
        tall = one.heightForWidth(one.width()) if one.hasHeightForWidth() else one.sizeHint().height()
        assert one.height() >= tall, one.text()
        wraps = isinstance(one, QLabel) and one.wordWrap()
        assert wraps or one.width() >= one.sizeHint().width(), f"{one.text()} is cut"
        assert table.rect().contains(one.geometry()), one.text()
    until(lambda: window.frameGeometry().contains(table.geometry()))
    assert window.frameGeometry().contains(table.geometry()), "no part of it lies off the window"


@pytest.mark.parametrize("factor", TYPE_SIZES)
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (1280, 720)], ids=["1366", "1920", "1280"])
def test_it_has_the_windows_type_size_and_nothing_of_it_is_cut(
    counter, laid, size: tuple[int, int], factor: float
) -> None:
    window = counter(*size, factor=factor)
    table = laid(window)
    whole(table, window)
    table.show_running(RUNNING)
    settle()
    clocks = training_words.OTHER_CLOCK.partition("{")[0]
    assert [one for one in table.findChildren(QLabel) if one.isVisible() and clocks in one.text()]
    whole(table, window)


def test_it_follows_another_type_size_and_another_screen(counter, laid) -> None:
    window = counter(1366, 768)
    table = laid(window)
    for change in (lambda: window.set_look(factor=2.0), lambda: window.resize(1280, 720)):
        change()
        settle()
        whole(table, window)
    assert QToolTip.font().pixelSize() == window.look.px(BODY), "whose card it is"
    buttons = [one for one in table.findChildren(QAbstractButton) if one.text().startswith(training_words.INSERT)]
    assert len({(one.x(), one.y()) for one in buttons}) == len(CARDS)
