"""Schedules over the shipped store and SQLite, part 2 of five."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.real_store import BLOCKS, COUNT, FILES, play_over_sqlite


@pytest.mark.parametrize("block", range(1, FILES * BLOCKS, FILES))
def test_schedules_over_sqlite(tmp_path: Path, block: int) -> None:
    play_over_sqlite(tmp_path, range(block, COUNT, FILES * BLOCKS))
