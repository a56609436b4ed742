"""A million schedules, on every core: `make soak`. SCHEDULES=n plays another number of them.

It takes hours. What was played is written down, and a run that was broken off goes on where it was, as long as the
program is the same; how far it is stands on the terminal every few minutes. Of a million it is written down beside the
tests and committed, in a file called by the program that was played: several days and machines can share the work.
Each block says which simulator played it. Those of an earlier one count where `ALSO` says why; a block in which
anything was found never does, and is played anew.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType, ModuleType

import pytest

from tests.simulation.runs import play, table
from tests.simulation.weather import FAULTS

COUNT = int(os.environ.get("SCHEDULES", "1000000"))
PROCESSES = int(os.environ.get("PROCESSES", "0")) or os.cpu_count()
FIRST = 100_000  # none that a run of the tests has played
BLOCK = 2_500
LEAST = 1000 * COUNT // 1_000_000
TELL_S = 300.0
PROGRAM = ("counter_app.desk", "counter_app.model", "counter_app.settlement", "offline_queue")
SQL = "offline_queue"
HOUSE = ("counter_app", "offline_queue", "card_reader", "sandbox", "tests")
PLAIN = (str, bytes, int, float, tuple)
PROVED = 100  # schedules over which it is seen what runs
SIMULATOR = "tests.simulation"
# Simulators before this one whose schedules count, and what was mended since; the judge is the same in all. What
# each called wrong stands in test_found_by_schedules.py.
ALSO = {
    "bd999b4cf2810f4d": "two faults of its people, by which seeds 483398 and 692262 were called wrong",
    "b49fab87ef62b53e": "it drew worlds without either net, which seed 1098821 showed: no limit, and a 2202 that is"
    " always refused. It asked for more than there is to have",
}
ROOT = Path(__file__).resolve().parents[2]
KEPT = Path(__file__).with_name("played") if COUNT == 1_000_000 else ROOT / "build" / f"schedules-{COUNT}"


def block(first: int) -> tuple[int, Counter[str], str]:
    """One block in a process of its own: how often each fault struck, and what was found."""
    try:
        return first, play(range(first, min(first + BLOCK, FIRST + COUNT))), ""
    except AssertionError as wrong:
        return first, Counter(), str(wrong)


def code() -> tuple[str, str]:
    """What is played, and by what: a hash of each module of the program's rooms that a schedule loads, and one of the
    simulator's. To be called in a process that has done nothing else.

    Desk and queue hold modules that no schedule meets (an outage's report, reprints): a change there leaves what was
    played as true as it was. So does one of the SQL, for which these schedules have a store in memory: of a module of
    the queue in which nothing is run what others know counts alone, most of all what is raised. That SQL has its own
    schedules in each run of the tests (`test_real_store_*.py`), and its own mutants.
    """
    ran = functions_run(range(PROVED))
    loaded = {
        name: Path(str(module.__file__)) for name, module in sys.modules.items() if getattr(module, "__file__", "")
    }
    program = {name: file for name, file in loaded.items() if name.startswith(PROGRAM)}
    asleep = {name for name, file in program.items() if name.startswith(SQL) and str(file) not in ran}
    awake = {name: module for name, module in sys.modules.items() if name.startswith(HOUSE) and name not in asleep}
    shown = known({name: vars(sys.modules[name]) for name in asleep}, {name: vars(one) for name, one in awake.items()})
    played = sorted(file for name, file in program.items() if name not in asleep)
    tables = sorted((ROOT / "counter_app" / "settlement").rglob("*.toml"))
    simulator = sorted(file for name, file in loaded.items() if name.startswith(SIMULATOR) and name != __name__)
    return _hash([*(file.read_bytes() for file in [*played, *tables]), "\n".join(shown).encode()]), _hash(
        [file.read_bytes() for file in simulator]
    )


def functions_run(seeds: Iterable[int]) -> set[str]:
    """The files of which a function is run while these are played."""
    ran: set[str] = set()

    def called(frame: FrameType, what: str, _of: object) -> None:
        if what == "call":
            ran.add(frame.f_code.co_filename)

    threading.setprofile(called)
    sys.setprofile(called)
    try:
        play(seeds)
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return ran


def known(asleep: Mapping[str, Mapping[str, object]], awake: Mapping[str, Mapping[str, object]]) -> list[str]:
    """What modules that are `awake` hold of those in which no function is run, by the names in each: classes, by what
    they are kinds of and the values they hold, and plain values.

    Raises:
        ValueError: one holds such a module itself; what it takes of it nobody knows.
    """
    shown: set[str] = set()
    for held in awake.values():
        for name, value in held.items():
            if isinstance(value, ModuleType) and value.__name__ in asleep:
                raise ValueError(f"{value.__name__} is imported whole")
            if isinstance(value, type) and value.__module__ in asleep:
                kinds = [f"{one.__module__}.{one.__qualname__}" for one in value.__mro__]
                plain = {key: one for key, one in vars(value).items() if isinstance(one, PLAIN) and key[:2] != "__"}
                shown.add(f"{kinds} {sorted(plain.items())}")
            elif isinstance(value, PLAIN) and name[:1] != "_":
                shown |= {f"{there}.{name} {value!r}" for there, of in asleep.items() if of.get(name) == value}
    return sorted(shown)


def _hash(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()[:16]


class Tally:
    """What was played of this program, one line a block, `by` a simulator that counts; of a line cut off by the end of
    a run nothing is believed.
    """

    def __init__(self, file: Path, by: str) -> None:
        self.done: dict[int, tuple[Counter[str], str]] = {}
        self.before: set[int] = set()  # by an earlier simulator
        self._by = by
        file.parent.mkdir(parents=True, exist_ok=True)
        for line in file.read_text("utf-8").splitlines() if file.exists() else ():
            try:
                row = json.loads(line)
                self._believe(row["first"], Counter(row["struck"]), row["wrong"], row["by"])
            except (ValueError, KeyError, TypeError):
                continue
        self._file = file.open("a", encoding="utf-8")
        if file.stat().st_size and not file.read_bytes().endswith(b"\n"):
            self._file.write("\n")

    def _believe(self, first: int, struck: Counter[str], wrong: str, by: str) -> None:
        if by == self._by:
            self.done[first] = struck, wrong
            self.before.discard(first)
        elif by in ALSO and not wrong and first not in self.done:
            self.done[first] = struck, wrong
            self.before.add(first)

    def add(self, first: int, struck: Counter[str], wrong: str) -> None:
        """A block that was played to its end."""
        self.done[first] = struck, wrong
        row = {"first": first, "struck": struck, "wrong": wrong, "by": self._by}
        self._file.write(json.dumps(row) + "\n")
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
        program, simulator = first_one.submit(code).result()
    tally = Tally(KEPT / f"{program}.jsonl", simulator)
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
    print(f"program {program}, simulator {simulator}; blocks of an earlier one: {len(tally.before)}")
    print(table(struck))
    assert not wrong, "\n".join(wrong)
    rare = {fault: struck[fault] for fault in FAULTS if struck[fault] < LEAST}
    assert not rare, f"struck less than {LEAST} times: {rare}"
