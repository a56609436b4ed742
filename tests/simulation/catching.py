"""Looking for the schedule that catches a mutant."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.simulation.mutants import Mutant
from tests.simulation.schedule import Simulator, memory_disk
from tests.simulation.sqlite_disk import Disks

__all__ = ["MOST", "caught"]

MOST = 1000


def caught(mutant: Mutant, disks: Disks | None = None) -> tuple[int, str] | None:
    """The first schedule, and the sentence of the invariant; None where none of the first thousand finds it.

    What a broken protocol makes shipped code raise is no finding: the invariant has to say it.
    """
    with pytest.MonkeyPatch.context() as patch:
        mutant.break_it(patch)
        simulator = Simulator(written=mutant.real_store)
        try:
            return _found(mutant, simulator, disks, (mutant.first, *range(MOST)))
        finally:
            simulator.close()


def _found(mutant: Mutant, simulator: Simulator, disks: Disks | None, seeds: Iterable[int]) -> tuple[int, str] | None:
    for seed in seeds:
        if disks is not None:
            disks.rewind()
        try:
            result = simulator.play(seed, world=mutant.world, make_disk=disks or memory_disk, small=mutant.real_store)
        except Exception:  # noqa: S112
            continue
        for sentence in result.found:
            if sentence.startswith(f"{mutant.invariant}:"):
                return seed, sentence
    return None
