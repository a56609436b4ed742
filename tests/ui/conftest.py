"""A real window needs a display: the one we are given, else an X server and a window manager of our own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

# Before PySide6 is imported anywhere: the platform is chosen when the application is made.
_PROCESSES: list[subprocess.Popen[bytes]] = []


def _own_display() -> None:
    if os.environ.get("DISPLAY"):
        return
    if not shutil.which("Xvfb"):
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1920x1080x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        number = pipe.readline().strip()
    _PROCESSES.append(server)
    os.environ["DISPLAY"] = f":{number}"
    if shutil.which("openbox"):
        _PROCESSES.append(subprocess.Popen(["openbox"], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL))
        time.sleep(0.5)


@pytest.fixture(scope="session")
def application() -> Iterator[object]:
    _own_display()
    if not os.environ.get("DISPLAY"):
        pytest.skip("no display, and Xvfb is not installed")
    os.environ["QT_QPA_PLATFORM"] = "xcb"
    from PySide6.QtWidgets import QApplication

    yield QApplication.instance() or QApplication(["counter-app-tests"])
    for process in reversed(_PROCESSES):
        process.terminate()
        process.wait(10)


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
    """Makes windows, and closes them; `made.intents` is what came out of the last one."""
    from PySide6.QtWidgets import QApplication
    from samples import NOW

    from ui.window import CounterWindow

    windows = []

    def make(width: int = 1366, height: int = 768, **options: object) -> CounterWindow:
        window = CounterWindow(lambda: NOW, clock=clock, still=True, **options)
        window.resize(width, height)
        window.intents = []
        window.intent.connect(window.intents.append)
        window.show()
        QApplication.processEvents()
        windows.append(window)
        return window

    yield make
    for window in windows:
        QApplication.instance().removeEventFilter(window._keyboard)
        window.close()
        window.deleteLater()
    QApplication.processEvents()
