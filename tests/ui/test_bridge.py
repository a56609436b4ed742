"""Where threads meet Qt: the page is painted before the work begins, and nothing that was asked for is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.bridge import Bridge

pytestmark = pytest.mark.window


def soon(true: Callable[[], bool]) -> bool:
    for _ in range(500):
        if true():
            break
        QTest.qWait(10)
    return true()


class Page(QWidget):
    """Notes its paintings."""

    def __init__(self, story: list[str]) -> None:
        super().__init__()
        self._story = story

    def paintEvent(self, event: QPaintEvent) -> None:
        event.accept()
        self._story.append("painted")


@pytest.fixture
def bridge(application: QApplication) -> Iterator[Bridge]:
    made = Bridge()
    yield made
    made.close()


def test_the_page_is_painted_before_the_work_begins(bridge: Bridge) -> None:
    story: list[str] = []
    page = Page(story)
    page.show()
    assert QTest.qWaitForWindowExposed(page)
    QApplication.processEvents()
    story.clear()
    done = threading.Event()

    def work(name: str) -> None:
        story.append(name)
        done.set()

    def press() -> None:
        bridge.ask(lambda: work("work"), lambda _nothing: None)
        page.update()

    bridge.post(press)  # as an intent comes: from the event loop
    assert soon(done.is_set)
    page.close()
    assert story[:2] == ["painted", "work"]


def test_work_is_done_in_the_order_it_was_asked_for(bridge: Bridge) -> None:
    done: list[int] = []
    for number in range(5):
        bridge.ask(lambda number=number: number, done.append)  # type: ignore[misc]
    assert soon(lambda: len(done) == 5)
    assert done == [0, 1, 2, 3, 4]


def test_work_begins_where_there_is_always_something_to_paint(bridge: Bridge) -> None:
    """A slow machine may never come to rest while an arc turns."""
    story: list[str] = []
    page, arc, done = Page(story), QTimer(), threading.Event()
    page.show()
    assert QTest.qWaitForWindowExposed(page)
    arc.timeout.connect(page.update)
    arc.start(0)
    bridge.ask(done.set, lambda _nothing: None)
    assert soon(done.is_set)
    arc.stop()
    page.close()


def test_what_was_asked_just_before_the_end_is_done(application: QApplication) -> None:
    bridge, done = Bridge(), threading.Event()
    bridge.ask(done.set, lambda _nothing: None)
    bridge.close()
    assert done.is_set(), "money may hang on it"


def test_nothing_begins_after_the_end(application: QApplication) -> None:
    bridge, done = Bridge(), threading.Event()
    bridge.close()
    bridge.ask(done.set, lambda _nothing: None)
    QApplication.processEvents()
    assert not done.is_set()
