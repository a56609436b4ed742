"""Seeded schedules over the store in memory, part 2 of four: as many files as a run has workers."""

from __future__ import annotations

from tests.simulation.runs import play, table

FIRST, COUNT = 2500, 2500


def test_schedules() -> None:
    struck = play(range(FIRST, FIRST + COUNT))
    assert struck["schedules"] == COUNT
    print(table(struck))
