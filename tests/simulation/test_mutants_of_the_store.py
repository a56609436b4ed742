"""Mutants of the shipped store's own rules, over SQLite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.catching import caught
from tests.simulation.mutants import MUTANTS, Mutant
from tests.simulation.sqlite_disk import Disks

MINE = [mutant for mutant in MUTANTS if mutant.real_store]


@pytest.fixture
def disks(tmp_path: Path) -> Iterator[Disks]:
    made = Disks(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("mutant", MINE, ids=[mutant.name for mutant in MINE])
def test_a_mutant_is_caught(disks: Disks, mutant: Mutant) -> None:
    found = caught(mutant, disks)
    assert found is not None, f"{mutant.invariant} never finds {mutant.name}"
    print(mutant.name, *found)
