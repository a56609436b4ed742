"""Where threads meet Qt: the page is painted before the work begins, and nothing that was asked for is lost."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable, Iterator
from functools import partial
from types import SimpleNamespace

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


class Held:
    """In the place of a widget: whoever lets go of it last destroys it."""

    def __init__(self) -> None:
        self.by: list[str] = []
        weakref.finalize(self, lambda by: by.append(threading.current_thread().name), self.by)


@pytest.mark.parametrize("breaks", [False, True])
def test_what_the_main_thread_gave_is_let_go_there(
    bridge: Bridge, monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    """Also where all is told and forgotten there before the worker has come to its end."""
    held, told, go_on, post = Held(), [], threading.Event(), bridge.post
    by = held.by

    def slow(call: Callable[[], None]) -> None:
        post(call)
        go_on.wait()

    def work(held: Held) -> bool:
        if breaks:
            raise ValueError
        return held.by == []

    def tell(held: Held, what: object) -> None:
        told.append((what, held.by))

    monkeypatch.setattr(bridge, "post", slow)
    bridge.ask(partial(work, held), partial(tell, held), partial(tell, held))
    del held
    assert soon(lambda: bool(told))
    go_on.set()
    bridge.close()
    assert (told, by) == ([("ValueError" if breaks else True, by)], ["MainThread"])


def test_what_is_done_no_more_is_not_let_go_by_whoever_closes(application: QApplication) -> None:
    """A window that leaves for training is closed on a thread."""
    bridge, held, begun, go_on = Bridge(), Held(), threading.Event(), threading.Event()
    by, shutdown = held.by, bridge._link.shutdown
    bridge._link.shutdown = lambda wait: (go_on.set(), shutdown(wait=wait))  # by now the rest is called off
    bridge.look_after(lambda: (begun.set(), go_on.wait()), lambda _nothing: None)
    bridge.look_after(lambda held=held: held, lambda _nothing: None)  # type: ignore[misc]
    del held
    assert soon(begun.is_set)
    bridge.end()
    closing = threading.Thread(target=bridge.close, name="closing")
    closing.start()
    closing.join()
    del closing, bridge
    gc.collect()
    assert by == ["MainThread"]


def test_after_the_end_nobody_is_still_posting(bridge: Bridge) -> None:
    """Whoever ends it may destroy it next: a thread that is just posting is waited for."""
    story, posting, ended = [], threading.Event(), threading.Event()

    def emit(_call: object) -> None:
        posting.set()
        ended.wait(0.2)  # never, as the end waits for this
        story.append("posted")

    def end() -> None:
        posting.wait()
        bridge.end()
        story.append("ended")
        ended.set()

    bridge._posted = SimpleNamespace(emit=emit)
    threads = [threading.Thread(target=lambda: bridge.post(lambda: None)), threading.Thread(target=end)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert story == ["posted", "ended"]
