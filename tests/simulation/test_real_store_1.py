"""Schedules over the shipped store and SQLite, part 1 of two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.real_store import COUNT, play_over_sqlite


@pytest.mark.parametrize("block", range(0, 4))
def test_schedules_over_sqlite(tmp_path: Path, block: int) -> None:
    play_over_sqlite(tmp_path, range(block, COUNT, 8))
