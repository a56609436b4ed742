"""docs/exactly-once.md tells a buyer what is proved: what it counts and names is what the tests play."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

from tests.power import test_power_loss
from tests.simulation import real_store
from tests.simulation.mutants import MUTANTS
from tests.simulation.schedule import Simulator, memory_disk
from tests.simulation.sqlite_disk import Disks

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "exactly-once.md").read_text("utf-8")
# A mutant, what it breaks, the invariant that finds it, and the world in which its rule matters.
ROW = re.compile(r"^\| `(\w+)` \| [^|]+ \| (I\d+) \| ([^|]+) \|$", re.MULTILINE)


def test_every_mutant_stands_there_with_its_invariant_and_its_world() -> None:
    told = {name: (invariant, world) for name, invariant, world in ROW.findall(PAGE)}
    assert told == {one.name: (one.invariant, one.world or "as drawn") for one in MUTANTS}


def test_every_invariant_that_finds_one_is_explained_there() -> None:
    judged = PAGE.partition("**Judged**")[2].partition("**That the judge can see**")[0]
    assert {one.invariant for one in MUTANTS} <= set(re.findall(r"\bI\d+\b", judged))


def test_the_tests_play_as_much_as_it_says() -> None:
    blocks = []
    for part in sorted((ROOT / "tests" / "simulation").glob("test_schedules_*.py")):
        module = importlib.import_module(f"tests.simulation.{part.stem}")
        blocks += range(module.FIRST, module.FIRST + module.COUNT)
    assert len(set(blocks)) == len(blocks)
    for count in (len(blocks), test_power_loss.CUTS):
        assert f"{count:,}" in PAGE
    assert f"{real_store.COUNT} over SQLite" in PAGE


def test_the_schedule_that_finds_a_mutant_passes_without_it(tmp_path: Path) -> None:
    """Else the judge would have found the schedule, and not what is broken."""
    found = []
    for written in (False, True):
        disks, simulator = Disks(tmp_path), Simulator(written=written)
        try:
            for one in MUTANTS:
                if one.real_store is written:
                    disks.rewind()
                    disk = disks if written else memory_disk
                    result = simulator.play(one.first, world=one.world, make_disk=disk, small=written)
                    found += [(one.name, sentence) for sentence in result.found]
        finally:
            simulator.close()
            disks.close()
    assert found == []
