"""One service for each file of stories, one application for all; a fresh window and a fresh data folder each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.stage import Stage
from tests.readers import counter, own_daemon
from tests.window.painting_guard import Calls

__all__ = ["counter", "own_daemon"]


@pytest.fixture(scope="session")
def application() -> object:
    """The one QApplication; tests marked `window` are skipped by the root conftest where no X server is."""
    from PySide6.QtWidgets import QApplication

    return QApplication.instance() or QApplication(["counter-app-tests"])


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The settlement service as a process of its own, and unpaid bills of everybody.

    Its books last for one file of stories: what a person's year still pays for does not last for all of them.
    """
    folder = tmp_path_factory.mktemp("service")
    with Stage(folder / "ledger.db", folder / "orders", datetime.now(ZoneInfo("Asia/Shanghai"))) as stage:
        stage.orders = folder / "orders"
        yield stage


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Who entered which library that may wait."""
    return Calls(monkeypatch)


@pytest.fixture
def window(
    application: object,
    service: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
    calls: Calls,
) -> Iterator[Callable[..., Any]]:
    """Opens windows: `window()`; a second one in the same test gets the same data folder, unless it names another.

    How long the event loop was held up is recorded of each; half a second of computing or waiting is a failure, and so
    is any call of a library that may wait, from the window's code on the painting thread. A closed line is probed,
    and a resting claim taken up again, after one second instead of five: no story is about that wait.
    """
    from counter_app.desk import gates, journey
    from tests.window.cashier import at_work

    monkeypatch.setattr(gates, "_FIRST_PROBE_S", 1.0)
    monkeypatch.setattr(journey, "_RESUME_AFTER_S", 1.0)

    opened = []

    def open_one(*, data: str = "data", **options: Any) -> Any:
        opened.append(ends.enter_context(at_work(service, tmp_path / data, **options)))
        return opened[-1]

    with ExitStack() as ends:
        yield open_one
    for cashier in opened:
        cashier.watch.told(record_property)
    assert calls.on_main == [], calls.on_main[0]
    service.behaviours(cancel_visit="done")
