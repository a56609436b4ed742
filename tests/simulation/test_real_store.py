"""Schedules over the shipped store and SQLite; the store in memory has to come to the very same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.schedule import Simulator
from tests.simulation.sqlite_disk import Disks

COUNT = 500
BLOCKS = 4
ALIKE_EVERY = 5  # every fifth is laid beside the store in memory


@pytest.fixture
def disks(tmp_path: Path) -> Iterator[Disks]:
    made = Disks(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("block", range(BLOCKS))
def test_schedules_over_sqlite(disks: Disks, block: int) -> None:
    real, memory = Simulator(written=True), Simulator()
    wrong = []
    try:
        for seed in range(block, COUNT, BLOCKS):
            disks.rewind()
            result = real.play(seed, make_disk=disks, small=True, chained=True)
            if result.found:
                wrong.append(f"seed {seed}: {result.found[0]}")
    finally:
        real.close()
        memory.close()
    assert not wrong, "\n".join(wrong)


def test_the_store_in_memory_comes_to_the_same(disks: Disks) -> None:
    """Every event of every claim, every fault and the time of the end, over both."""
    traces = []
    for written, count in ((True, COUNT), (False, COUNT)):
        simulator = Simulator(written=written)
        try:
            for seed in range(0, count, ALIKE_EVERY * 2):
                disks.rewind()
                result = simulator.play(seed, small=True, **({"make_disk": disks} if written else {}))
                traces.append((seed, result.trace))
        finally:
            simulator.close()
    half = len(traces) // 2
    assert traces[:half] == traces[half:]
    assert len({trace for _, trace in traces}) == half
