"""Whose thread collects: in the program the main thread's alone, or a timer would die beside the loop that knows it."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QCoreApplication, QDeadlineTimer

from ui.garbage import GarbageRounds

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
    """Python as it is outside the tests of windows."""
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
    assert gc.isenabled(), "as it was before"


def test_what_lived_at_the_beginning_is_not_looked_through_again(collecting: None) -> None:
    before, rounds = gc.get_freeze_count(), GarbageRounds()
    kept = [Ring() for _ in range(100)]
    rounds.begin()
    assert gc.get_freeze_count() >= before + len(kept)
    rounds.end()


def test_it_leaves_python_as_it_found_it() -> None:
    assert not gc.isenabled(), "the tests of windows have their own rounds"
    rounds = GarbageRounds()
    rounds.begin()
    rounds.end()
    assert not gc.isenabled()
