"""Schedules over the shipped store and SQLite; every tenth has to come to the very same over the store in memory."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.simulation.schedule import Simulator
from tests.simulation.sqlite_disk import Disks

__all__ = ["BLOCKS", "COUNT", "FILES", "play_over_sqlite"]

COUNT = 500
FILES, BLOCKS = 5, 5  # as many files as a run has workers
_ALIKE_EVERY = 10


def play_over_sqlite(folder: Path, seeds: Iterable[int]) -> None:
    """Fails with every seed that broke an invariant, or whose trace (every event of every claim, every fault, the time
    of the end) is another over the store in memory.
    """
    disks, real, memory = Disks(folder), Simulator(written=True), Simulator(written=True)
    wrong = []
    try:
        for seed in seeds:
            disks.rewind()
            result = real.play(seed, make_disk=disks, small=True, chained=True)
            if result.found:
                wrong.append(f"seed {seed}: {result.found[0]}")
            if seed % _ALIKE_EVERY == 0 and memory.play(seed, small=True).trace != result.trace:
                wrong.append(f"seed {seed}: another trace over the store in memory")
    finally:
        real.close()
        memory.close()
        disks.close()
    assert not wrong, "\n".join(wrong)
