"""Mutants of the protocol, each caught within a thousand schedules by its invariant; part 1 of two."""

from __future__ import annotations

import pytest

from tests.simulation.catching import caught
from tests.simulation.mutants import MUTANTS, Mutant

MINE = [mutant for mutant in MUTANTS if not mutant.real_store][0::2]


@pytest.mark.parametrize("mutant", MINE, ids=[mutant.name for mutant in MINE])
def test_a_mutant_is_caught(mutant: Mutant) -> None:
    found = caught(mutant)
    assert found is not None, f"{mutant.invariant} never finds {mutant.name}"
    print(mutant.name, *found)
