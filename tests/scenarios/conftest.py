"""What every story may begin with."""

from __future__ import annotations

import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.readers import counter
from tests.scenarios.stage import BILL, stage

__all__ = ["counter"]


@pytest.fixture(scope="session", autouse=True)
def _nursery() -> None:
    """Start the server that forks children before the first story: it stays until the run ends."""
    process = get_context("forkserver").Process(target=time.monotonic)
    process.start()
    process.join()


@pytest.fixture(scope="session")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a window that wrote one make-up ticket while the line was down; a story takes a copy."""
    with stage(tmp_path_factory.mktemp("outage"), faults=["refuse_connection"]) as outage:
        ran = outage.settle(patience=0)
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "waiting", "16"), ran.said
        assert (ran.report["paid"], ran.report["refund_due"]) == (BILL, None)
        assert not outage.arrived()
        return outage.data
