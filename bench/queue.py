"""What the queue costs, beside plain sqlite3 and beside queues of others: `python -m bench.queue [--rounds N] …`.

Rounds alternate between the ways in one run; each round's medians are divided by the control's of the same round, and
the control runs twice as its own. Nothing is cached between runs. Peers stand in where they are installed (`make
peers`); which are missing is printed. Nothing is asserted: the tables are read by people.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from bench.contenders.opening import Start
from bench.contenders.ours import Ours
from bench.contenders.peers import PEERS, Procrastinate, missing
from bench.contenders.plain import Plain, PlainShared
from bench.contenders.stock import fill
from bench.contenders.syncs import counted
from tests.postgres import Server, found

Way = Callable[[], object]
_PART = 1 << 20


class Measured:
    """One way's rounds: the median and the mean of each, in seconds."""

    def __init__(self) -> None:
        self.all: list[float] = []
        self.medians: list[float] = []
        self.busy: list[float] = []


def alternate(
    ways: dict[str, Way],
    rounds: int,
    each: int,
    before: dict[str, Way] | None = None,
    ready: dict[str, Way] | None = None,
) -> dict[str, Measured]:
    """Each way `each` times a round, the ways in another order every round; the first round warms up, and is left
    out. `before` is done before each time of a way, `ready` before its turn in each round; neither is measured.
    """
    measured = {name: Measured() for name in ways}
    names = list(ways)
    for turn in range(rounds + 1):
        gc.collect()
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            times, busy = [], 0.0
            if ready and name in ready:
                ready[name]()
            for _ in range(each):
                if before:
                    before[name]()
                began, worked = time.perf_counter(), time.process_time()
                ways[name]()
                times.append(time.perf_counter() - began)
                busy += time.process_time() - worked
            if turn:
                measured[name].busy.append(busy / each)
                measured[name].medians.append(statistics.median(times))
                measured[name].all += times
    return measured


def table(what: str, measured: dict[str, Measured], control: str, *, speed: bool) -> None:
    """Each way beside the `control` of its round. `speed`: how fast it is, the control being 1; else how long."""
    ratio_of = "speed" if speed else "time"
    print(f"\n| {what} | median ms | p90 ms | processor ms | {ratio_of} beside {control} | lowest to highest round |")
    print("|---|---|---|---|---|---|")
    for name, one in measured.items():
        pairs = zip(one.medians, measured[control].medians, strict=True)
        ratios = sorted(theirs / ours if speed else ours / theirs for ours, theirs in pairs)
        p90 = statistics.quantiles(one.all, n=10)[-1]
        cells = f"{statistics.median(one.all) * 1e3:.3f} | {p90 * 1e3:.3f} | {statistics.median(one.busy) * 1e3:.3f}"
        print(f"| {name} | {cells} | {statistics.median(ratios):.2f} | {ratios[0]:.2f} to {ratios[-1]:.2f} |")
    print(f"\nload {os.getloadavg()[0]:.1f}", flush=True)


def read_through(file: Path) -> None:
    """All of it is in the machine's memory from now on, for a while."""
    with file.open("rb") as opened:
        while opened.read(_PART):
            pass


def forgotten(file: Path) -> None:
    """None of it is in the machine's memory, as after its start."""
    with file.open("rb") as opened:
        os.fsync(opened.fileno())  # what is not on the disk yet stays
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


class Bench:
    """One run; what it makes is gone at its end."""

    def __init__(self, stack: ExitStack, rounds: int, each: int) -> None:
        self._stack = stack
        self._rounds = rounds
        self._each = each

    def folder(self) -> Path:
        """A new one, on the disk."""
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="queue-", ignore_cleanup_errors=True)))

    def kept(self, made: Any) -> Any:
        """To be closed at the end."""
        self._stack.callback(made.close)
        return made

    def peers(self) -> dict[str, Any]:
        """Those that are installed, each in a folder of its own."""
        return {name: self.kept(make(self.folder())) for name, (module, make) in PEERS.items() if not missing(module)}

    def putting(self) -> None:
        """Durable enqueue on SQLite."""
        ways: dict[str, Way] = {
            "sqlite3": self.kept(Plain(self.folder())).put,
            "ours": self.kept(Ours.in_folder(self.folder())).put,
            "sqlite3 again": self.kept(Plain(self.folder())).put,
        }
        ways |= {name: peer.put for name, peer in self.peers().items()}
        table("durable enqueue, 3 KB", alternate(ways, self._rounds, self._each), "sqlite3", speed=True)

    def taking(self, few: int, many: int) -> None:
        """Claim and ack beside few that wait, many that wait, and many that have ended: once with the database's file
        in the machine's memory, as after a day's work, and once with none of it there, as in the first minutes. Left to
        itself a machine may give a file of gigabytes' memory back within seconds, and its disk is what is measured.
        """
        stores: dict[str, Any] = {}
        files: dict[str, Path] = {}
        for name, waiting, finished in (
            (f"ours, {few:,} queued", few, 0),
            (f"ours, {few:,} queued, again", few, 0),
            (f"ours, {many:,} queued", many, 0),
            (f"ours, {few:,} queued, {many:,} finished kept", few, many),
        ):
            place, began = self.folder(), time.perf_counter()
            fill(place, waiting, finished)
            files[name] = place / "queue.sqlite"
            size = files[name].stat().st_size / 1e6
            print(f"made {name}: {time.perf_counter() - began:.0f} s, {size:,.0f} MB", file=sys.stderr, flush=True)
            stores[name] = self.kept(Ours.in_folder(place, waiting + finished))
        for name, peer in self.peers().items():
            for _ in range(few):
                peer.put()
            stores[f"{name}, {few:,} queued"] = peer
        ways: dict[str, Way] = {name: queue.take_and_end for name, queue in stores.items()}
        # One more first: as many wait in every round as in the one before.
        fresh: dict[str, Way] = {name: queue.put for name, queue in stores.items()}
        for where, make in (("in memory", read_through), ("on the disk alone", forgotten)):
            ready: dict[str, Way] = {name: partial(make, file) for name, file in files.items()}
            measured = alternate(ways, self._rounds, self._each // 2, fresh, ready)
            table(f"claim and ack, the file {where}", measured, f"ours, {few:,} queued", speed=False)

    def opening(self, waiting: int) -> None:
        """A start with an empty queue and with a long one."""
        empty, again, full = Start(self.folder(), 0), Start(self.folder(), 0), Start(self.folder(), waiting)
        for what in ("store", "office"):
            ways: dict[str, Way] = {"empty": getattr(empty, what), f"{waiting:,} queued": getattr(full, what)}
            ways["empty again"] = getattr(again, what)
            table(f"opening the {what}", alternate(ways, self._rounds, 5), "empty", speed=False)

    def shared(self) -> None:
        """Durable enqueue on PostgreSQL."""
        if found() is None or missing("psycopg"):
            print("\nno PostgreSQL here: nothing was measured on it")
            return
        server = self._stack.enter_context(Server(durable=True))
        ways: dict[str, Way] = {
            "psycopg": self.kept(PlainShared(server.database())).put,
            "ours": self.kept(Ours(server.database())).put,
            "psycopg again": self.kept(PlainShared(server.database())).put,
        }
        if not missing("procrastinate"):
            ways["procrastinate"] = self.kept(Procrastinate(server.database())).put
        table("durable enqueue, 3 KB, PostgreSQL", alternate(ways, self._rounds, self._each), "psycopg", speed=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="what the queue costs")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--each", type=int, default=100, help="of a way in a round")
    parser.add_argument("--few", type=int, default=1000)
    parser.add_argument("--many", type=int, default=1_000_000, help="queued, and finished and kept")
    parser.add_argument("--waiting", type=int, default=10_000, help="at a start")
    parser.add_argument("--parts", default="syncs,putting,shared,opening,taking")
    options = parser.parse_args()
    print(f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores")
    absent = [name for name, (module, _) in PEERS.items() if missing(module)]
    absent += ["procrastinate"] if missing("procrastinate") else []
    if absent:
        print(f"not installed, and left out: {', '.join(absent)}. `make peers` installs them into build/peers")
    with ExitStack() as stack:
        bench = Bench(stack, options.rounds, options.each)
        parts: dict[str, Callable[[], None]] = {
            "syncs": lambda: _print_syncs(options.each),
            "putting": bench.putting,
            "shared": bench.shared,
            "opening": lambda: bench.opening(options.waiting),
            "taking": lambda: bench.taking(options.few, options.many),
        }
        for part in options.parts.split(","):
            parts[part]()


def _print_syncs(claims: int) -> None:
    print("\n| syncs of one | of the log | of the database |\n|---|---|---|")
    print("\n".join(counted(claims)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
