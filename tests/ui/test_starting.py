"""The page that is seen first: painted before anything heavy, and alive while everything else is got ready."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from ui.starting import Ending, Starting

pytestmark = pytest.mark.window


@pytest.fixture
def starting(application: QApplication) -> Starting:
    page = Starting()
    page.show()
    yield page
    page.close()


def test_the_work_is_done_on_a_thread_while_the_page_lives(starting: Starting) -> None:
    ticks, threads = [], []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(10)

    def work() -> str:
        threads.append(threading.current_thread())
        time.sleep(0.3)
        return "ready"

    assert starting.during(work) == "ready"
    timer.stop()
    assert threads[0] is not threading.main_thread()
    assert len(ticks) > 5, "the loop went on"


@pytest.mark.parametrize("trouble", [ValueError("wrong"), SystemExit(1)], ids=["error", "exit"])
def test_what_it_raises_is_raised_here(starting: Starting, trouble: BaseException) -> None:
    def work() -> None:
        raise trouble

    with pytest.raises(type(trouble)):
        starting.during(work)
    assert starting.during(lambda: 2) == 2


@pytest.mark.parametrize("way", [Starting.during, Ending.by_itself])
def test_what_it_raises_leaves_no_ring_around_the_pages_timers(
    application: QApplication, way: Callable[[Starting, Callable[[], None]], object]
) -> None:
    """Only a collection would destroy them, whenever that comes."""

    def loops() -> int:
        return sum(type(one) is QEventLoop for one in gc.get_objects())

    def work() -> None:
        raise ValueError

    page, before = Ending(), loops()
    with suppress(ValueError):
        way(page, work)
    page.close()
    assert loops() == before


def test_nothing_heavy_is_imported_for_it() -> None:
    rooms = "counter_app.__main__, counter_app.arguments, counter_app.settings, ui.starting"
    code = f"import sys, {rooms}; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"sqlalchemy", "requests", "reportlab", "smartcard", "ui.window"} & set(loaded)
