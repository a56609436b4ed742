"""A million schedules, on every core: `make soak`. SCHEDULES=n plays another number of them.

It takes hours. What was played is written down, and a run that was broken off goes on where it was, as long as the
code is the same; how far it is stands on the terminal every few minutes. Of a million it is written down beside the
tests and committed, in a file called by the code that was played: several days and machines can share the work.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from tests.simulation.runs import play, table
from tests.simulation.weather import FAULTS

COUNT = int(os.environ.get("SCHEDULES", "1000000"))
PROCESSES = int(os.environ.get("PROCESSES", "0")) or os.cpu_count()
FIRST = 100_000  # none that a run of the tests has played
BLOCK = 2_500
LEAST = 1000 * COUNT // 1_000_000
TELL_S = 300.0
PLAYED = ("counter_app.desk", "counter_app.model", "counter_app.settlement", "offline_queue", "tests.simulation")
ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("played") if COUNT == 1_000_000 else ROOT / "build" / f"schedules-{COUNT}"


def block(first: int) -> tuple[int, Counter[str], str]:
    """One block in a process of its own: how often each fault struck, and what was found."""
    try:
        return first, play(range(first, min(first + BLOCK, FIRST + COUNT))), ""
    except AssertionError as wrong:
        return first, Counter(), str(wrong)


def code() -> str:
    """What is played: a hash of the simulator, and of each module of these rooms that it loads. To be called in a
    process that has done nothing else.

    Desk and queue hold modules that no schedule meets (an outage's report, reprints): a change there leaves what was
    played as true as it was.
    """
    play(range(20))
    played = [
        str(module.__file__) for name, module in sys.modules.items() if name.startswith(PLAYED) and module.__file__
    ]
    digest = hashlib.sha256()
    for file in (*map(Path, sorted(played)), *sorted((ROOT / "counter_app" / "settlement").rglob("*.toml"))):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


class Tally:
    """What was played of this code, one line a block; of a line cut off by the end of a run nothing is believed."""

    def __init__(self, file: Path) -> None:
        self.done: dict[int, tuple[Counter[str], str]] = {}
        file.parent.mkdir(parents=True, exist_ok=True)
        for line in file.read_text("utf-8").splitlines() if file.exists() else ():
            try:
                row = json.loads(line)
                self.done[row["first"]] = Counter(row["struck"]), row["wrong"]
            except (ValueError, KeyError, TypeError):
                continue
        self._file = file.open("a", encoding="utf-8")
        if file.stat().st_size and not file.read_bytes().endswith(b"\n"):
            self._file.write("\n")

    def add(self, first: int, struck: Counter[str], wrong: str) -> None:
        """A block that was played to its end."""
        self.done[first] = struck, wrong
        self._file.write(json.dumps({"first": first, "struck": struck, "wrong": wrong}) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Nothing more is added."""
        self._file.close()

    def struck(self) -> Counter[str]:
        """How often each fault struck, in all."""
        return sum((struck for struck, _ in self.done.values()), Counter())

    def wrong(self) -> list[str]:
        """What was found."""
        return [wrong for _, wrong in self.done.values() if wrong]


@pytest.fixture(scope="module", autouse=True)
def _tracker() -> None:
    """What Python starts beside the first process of a pool stays to the end of this one: it is none of a test's."""
    resource_tracker.ensure_running()


@pytest.mark.soak
def test_a_million_schedules(capsys: pytest.CaptureFixture[str]) -> None:
    alone = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=alone) as first_one:
        played_code = first_one.submit(code).result()
    tally = Tally(KEPT / f"{played_code}.jsonl")
    missing = [first for first in range(FIRST, FIRST + COUNT, BLOCK) if first not in tally.done]
    told = time.monotonic()
    with ProcessPoolExecutor(PROCESSES, mp_context=alone) as pool:
        for played in as_completed([pool.submit(block, first) for first in missing]):
            tally.add(*played.result())
            if time.monotonic() - told > TELL_S:
                told = time.monotonic()
                with capsys.disabled():
                    print(
                        f"\n{tally.struck()['schedules']:,} of {COUNT:,} schedules, {len(tally.wrong())} blocks wrong"
                    )
    tally.close()
    struck, wrong = tally.struck(), tally.wrong()
    print(table(struck))
    assert not wrong, "\n".join(wrong)
    rare = {fault: struck[fault] for fault in FAULTS if struck[fault] < LEAST}
    assert not rare, f"struck less than {LEAST} times: {rare}"
