"""Whose thread collects: in the program the main thread's alone, or a timer would die beside the loop that knows it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QCoreApplication, QDeadlineTimer

from ui import garbage
from ui.garbage import GarbageRounds
from ui.starting import Starting

pytestmark = pytest.mark.window


class Ring:
    """Garbage that only a collection finds."""

    def __init__(self) -> None:
        self.itself = self


def dropped() -> list[str]:
    """The name of the thread that destroys such a ring, once it is destroyed."""
    ring, names = Ring(), []
    weakref.finalize(ring, lambda: names.append(threading.current_thread().name))
    return names


def work() -> None:
    """A thread that allocates as one does that reads many claims."""
    worker = threading.Thread(target=lambda: [[number] for number in range(100_000)], name="worker")
    worker.start()
    worker.join()


@pytest.fixture
def collecting() -> Iterator[None]:
    """Python as it is outside the tests of windows, whose garbage is none of a worker's."""
    gc.collect()
    gc.enable()
    yield
    gc.disable()


def test_by_itself_python_collects_on_the_thread_that_allocates(collecting: None) -> None:
    names = dropped()
    work()
    assert names == ["worker"]


def test_during_the_program_the_main_thread_alone_collects(collecting: None, application: QCoreApplication) -> None:
    rounds = GarbageRounds()
    rounds.begin()
    names = dropped()
    work()
    assert names == []
    kept = [[number] for number in range(5000)]  # enough for a round
    late = QDeadlineTimer(5000)
    while not names and not late.hasExpired():
        application.processEvents()
    assert (names, len(kept)) == (["MainThread"], 5000)
    rounds.end()


def test_nor_does_another_thread_when_the_window_has_ended(collecting: None, application: QCoreApplication) -> None:
    """What is on the wire is heard to its end by threads, while all of the window is garbage."""
    rounds = GarbageRounds()
    rounds.begin()
    rounds.end()
    names = dropped()
    work()
    assert names == []


def test_nor_behind_the_page_that_is_seen_first(collecting: None, application: QCoreApplication) -> None:
    page, names = Starting(), dropped()
    page.during(work)
    page.close()
    assert names == []


def test_a_short_round_keeps_no_garbage(
    collecting: None, application: QCoreApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is older it does not know what is garbage."""
    monkeypatch.setattr(garbage, "_LONG_S", 0.0)  # a busy machine
    rounds = GarbageRounds()
    rounds.begin()
    ring, names = Ring(), []
    weakref.finalize(ring, lambda: names.append("destroyed"))
    gc.collect(1)  # it is old by now
    del ring
    kept = [[number] for number in range(5000)]
    rounds._round()
    rounds.end()
    assert (names, len(kept)) == ([], 5000)
    gc.collect()
    assert names == ["destroyed"]


def test_what_lived_at_the_beginning_is_not_looked_through_again(collecting: None) -> None:
    ring, rounds = Ring(), GarbageRounds()
    assert any(one is ring for one in gc.get_objects())
    rounds.begin()
    assert not any(one is ring for one in gc.get_objects())
    rounds.end()
