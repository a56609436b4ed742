"""Windows for the tests, with a clock the test moves; `make test` and scripts/with_display.sh give the X server."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


@pytest.fixture(scope="session")
def application() -> object:
    """The one QApplication; tests marked `window` are skipped by the root conftest where no X server is."""
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() or QApplication(["counter-app-tests"])


class Clock:
    """Seconds that grow when the test says so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def counter(application, clock: Clock) -> Iterator[Callable[..., object]]:
    """Makes windows, one after the other: a new one ends the one before; `intents` is what came out of it."""
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication
    from samples import NOW

    from ui.window import CounterWindow

    shown = []

    def end() -> None:
        for window in shown:
            QApplication.instance().removeEventFilter(window._keyboard)
            window.close()
            window.deleteLater()
        shown.clear()
        # Outside an event loop processEvents() leaves these alone, and windows that stay slow down all that follow.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def make(width: int = 1366, height: int = 768, **options: object) -> CounterWindow:
        end()
        window = CounterWindow(lambda: NOW, clock=clock, still=True, **options)
        window.resize(width, height)
        window.intents = []
        window.intent.connect(window.intents.append)
        window.show()
        QApplication.processEvents()
        shown.append(window)
        return window

    yield make
    end()
    QApplication.processEvents()
