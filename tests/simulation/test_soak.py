"""A million schedules, on every core: `make soak`. SCHEDULES=n plays another number of them."""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

import pytest

from tests.simulation.runs import play, table
from tests.simulation.weather import FAULTS

COUNT = int(os.environ.get("SCHEDULES", "1000000"))
FIRST = 100_000  # none that a run of the tests has played
BLOCK = 500
LEAST = 1000 * COUNT // 1_000_000


def block(first: int) -> tuple[Counter[str], str]:
    """One block in a process of its own: how often each fault struck, and what was found."""
    try:
        return play(range(first, min(first + BLOCK, FIRST + COUNT))), ""
    except AssertionError as wrong:
        return Counter(), str(wrong)


@pytest.mark.soak
def test_a_million_schedules() -> None:
    struck: Counter[str] = Counter()
    wrong = []
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        for counted, said in pool.map(block, range(FIRST, FIRST + COUNT, BLOCK)):
            struck += counted
            wrong += [said] if said else []
    print(table(struck))
    assert not wrong, "\n".join(wrong)
    rare = {fault: struck[fault] for fault in FAULTS if struck[fault] < LEAST}
    assert not rare, f"struck less than {LEAST} times: {rare}"
