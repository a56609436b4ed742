"""A watch that cannot fail is none: what computes on the painting thread is seen, whichever way it came to run."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from tests.window import loop_watch
from tests.window.cashier import Cashier

pytestmark = pytest.mark.window


class Page(QWidget):
    """A window that does this on every key."""

    on_key: Callable[[], None] = staticmethod(lambda: None)

    def keyPressEvent(self, _event: QKeyEvent) -> None:
        self.on_key()


def computes(seconds: float) -> None:
    began = time.thread_time()
    while time.thread_time() - began < seconds:
        pass


@pytest.fixture
def cashier(application: object) -> Cashier:
    return Cashier(cast("Any", None), cast("Any", None), cast("Any", SimpleNamespace(window=Page())))


def told(cashier: Cashier) -> dict[str, object]:
    found: dict[str, object] = {}
    cashier.watch.told(found.__setitem__)
    return found


def test_more_than_half_a_second_of_computing_in_the_event_loop_fails(cashier: Cashier) -> None:
    cashier.rest(0.05)
    assert told(cashier)["loop_turns"]
    QTimer.singleShot(0, lambda: computes(loop_watch.MOST_S + 0.05))
    cashier.rest(0.1)
    with pytest.raises(AssertionError, match="computed for 0\\.5"):
        told(cashier)


@pytest.mark.parametrize("how", ["pressed", "held", "typed", "waited for"])
def test_whatever_a_cashier_does_is_watched(how: str, cashier: Cashier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_watch, "MOST_S", 0.05)
    page = cast("Page", cashier.program.window)
    page.on_key = lambda: computes(0.06)
    match how:
        case "pressed":
            cashier.press("F9")
        case "held":
            cashier.hold("F9", 2)
        case "typed":
            cashier.type("a")
        case _:
            ready: list[int] = []
            QTimer.singleShot(0, lambda: (computes(0.06), ready.append(1)))
            cashier.program = cast("Any", SimpleNamespace(visit=SimpleNamespace(view=SimpleNamespace(failure=None))))
            cashier.until(lambda: bool(ready), "it ran")
    with pytest.raises(AssertionError, match="computed"):
        told(cashier)


def test_a_call_that_waits_in_the_event_loop_fails(cashier: Cashier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop_watch, "MOST_S", 0.05)
    QTimer.singleShot(0, lambda: time.sleep(0.1))
    cashier.rest(0.05)
    with pytest.raises(AssertionError, match="waited"):
        told(cashier)


def test_a_window_that_only_has_no_processor_stands_still_by_nobodys_doing(
    cashier: Cashier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers of the tests share two cores: what Linux tells of a thread that is ready counts as neither."""
    monkeypatch.setattr(loop_watch, "MOST_S", 0.05)
    without = iter((0.0, 0.1))
    monkeypatch.setattr(loop_watch, "_without_processor", lambda: next(without, 0.1))
    with cashier.watch.turn():
        time.sleep(0.1)
    assert cast("int", told(cashier)["loop_held_up_ms"]) >= 80
