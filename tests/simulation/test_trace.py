"""The same seed gives the same trace: in this process, and in another where sets and dicts have another order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.simulation.schedule import Simulator

SEEDS = range(7000, 7012)
ROOT = Path(__file__).resolve().parents[2]
TOLD = """
from tests.simulation.schedule import Simulator
simulator = Simulator()
print(*(simulator.play(seed).trace for seed in range({first}, {end})))
simulator.close()
"""


def traces() -> list[str]:
    simulator = Simulator()
    try:
        return [simulator.play(seed).trace for seed in SEEDS]
    finally:
        simulator.close()


def test_the_same_seed_gives_the_same_trace() -> None:
    first = traces()
    assert len(set(first)) == len(SEEDS)
    assert traces() == first
    program = TOLD.format(first=SEEDS.start, end=SEEDS.stop)
    for order in ("1", "2"):
        told = subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": order},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.split() == first
