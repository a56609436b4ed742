"""Many schedules in a row, and what to say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tests.simulation.schedule import Simulator
from tests.simulation.weather import FAULTS

__all__ = ["KNOWN", "play", "table"]

# Seeds that find something nobody has mended yet, and what; they stay in the runs, as expected failures.
KNOWN: dict[int, str] = {}


def play(seeds: Iterable[int]) -> Counter[str]:
    """How often each fault struck, over the store in memory. Fails with every seed that broke an invariant."""
    struck: Counter[str] = Counter()
    wrong: list[str] = []
    simulator = Simulator()
    try:
        for seed in seeds:
            if seed in KNOWN:
                continue
            result = simulator.play(seed)
            struck.update(result.struck)
            struck["schedules"] += 1
            if result.found:
                wrong.append(f"seed {seed} ({result.world}): {result.found[0]}")
    finally:
        simulator.close()
    assert not wrong, f"{len(wrong)} schedules broke an invariant:\n" + "\n".join(wrong[:20])
    return struck


def table(struck: Counter[str]) -> str:
    """Fault → struck, one a line."""
    return "\n".join(f"{struck[fault]:>10,}  {fault}" for fault in ("schedules", *FAULTS))
