"""Seeded schedules over the store in memory, part 4 of five: as many files as a run has workers."""

from __future__ import annotations

import pytest

from tests.simulation.runs import play, table

FIRST, COUNT, BLOCK = 6000, 2000, 250


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, BLOCK))
def test_schedules(first: int) -> None:
    struck = play(range(first, first + BLOCK))
    assert struck["schedules"] == BLOCK
    print(table(struck))
