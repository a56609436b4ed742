"""How long a card takes, through a real pcscd with the virtual card: `python bench/card.py [--runs N]`.

Prints a table in milliseconds. The 0 to 400 ms at insertion and removal are pcscd's polling of a driver without
interrupts; a real card at 9600 to 115200 baud takes far longer per record than this one.
"""

from __future__ import annotations

import argparse
import os
import platform
import queue
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from card_reader.pcsc import PcscContext
from card_reader.read import read_card, read_through
from card_reader.reading import Status
from card_reader.watch import CardEvent, CardWatch, EventKind
from sandbox.card import VirtualCard
from sandbox.card_files import Behaviour, CardImage, Record
from sandbox.pcscd import PcscdError, PrivatePcscd

POLLING_SECONDS = 0.4
TODAY = date(2026, 11, 22)
ISSUING = """
0110990200D1560000050000B009FEEDF009 020132 0304322E3030 040C990200000000000000000000
050420190601 060420340601 07095A3939303230303039
"""
HOLDER = """
0812393930323030313936323033313531303236 091EB6A1D1DDCABE000000000000000000000000000000000000000000000000
4E140000000000000000000000000000000000000000 0A0132 0B0101 0C03990200 0D0419620315
"""


def records(lines: str) -> tuple[Record, ...]:
    return tuple(Record(content[0], content) for content in map(bytes.fromhex, lines.split()))


class Times:
    """Milliseconds by what took them."""

    def __init__(self) -> None:
        self._rows: dict[str, list[float]] = {}

    def add(self, what: str, seconds: float) -> None:
        self._rows.setdefault(what, []).append(seconds * 1000)

    def measure(self, what: str, work: Callable[[], object]) -> None:
        began = time.perf_counter()
        work()
        self.add(what, time.perf_counter() - began)

    def table(self) -> str:
        lines = ["| what | n | min | median | 90 % | max |", "|---|---|---|---|---|---|"]
        for what, values in self._rows.items():
            ninetieth = statistics.quantiles(values, n=10, method="inclusive")[-1]
            figures = (min(values), statistics.median(values), ninetieth, max(values))
            lines.append(f"| {what} | {len(values)} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |")
        return "\n".join(lines)


class Arrivals:
    """When the watch told what."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[tuple[float, CardEvent]] = queue.SimpleQueue()

    def __call__(self, event: CardEvent) -> None:
        self._events.put((time.perf_counter(), event))

    def next(self, kind: EventKind) -> float:
        while True:
            at, event = self._events.get(timeout=10)
            if event.kind is kind:
                return at


def read_once(context: PcscContext, reader: str, times: Times) -> None:
    device = context.device(reader)
    began = time.perf_counter()
    connection = device.open()
    times.add("connect", time.perf_counter() - began)
    connection.close()

    def cold() -> None:
        assert read_card(device, TODAY).status is Status.OK

    times.measure("cold read: connect, SELECT, 14 records, disconnect", cold)
    with device.open() as connection:
        read_through(connection, TODAY)
        times.measure("warm read: SELECT, 14 records", lambda: read_through(connection, TODAY))


def measure(daemon: PrivatePcscd, runs: int, times: Times) -> None:
    atr = bytes.fromhex("3B6D00000090543116866099020000B009")
    card = CardImage("B1", "bench", 2, atr, Behaviour(), records(ISSUING), records(HOLDER), {})
    reader, port = daemon.reader_names[0], daemon.ports[0]
    arrivals = Arrivals()
    watch = CardWatch(arrivals)
    watch.start()
    phase = random.Random(1)
    held = VirtualCard(card, port)
    try:
        for _ in range(runs):
            time.sleep(phase.uniform(0, POLLING_SECONDS))
            began = time.perf_counter()
            held.insert()
            times.add("card in → event", arrivals.next(EventKind.CARD_IN) - began)
            with PcscContext.open() as context:
                read_once(context, reader, times)
            time.sleep(phase.uniform(0, POLLING_SECONDS))
            began = time.perf_counter()
            held.pull()
            times.add("card out → event", arrivals.next(EventKind.CARD_OUT) - began)
        for _ in range(runs):
            began = time.perf_counter()
            daemon.kill()
            times.add("daemon killed → event", arrivals.next(EventKind.SERVICE_DOWN) - began)
            daemon.start()
            began = time.perf_counter()
            times.add("daemon back → event", arrivals.next(EventKind.SERVICE_UP) - began)
    finally:
        held.pull()
        watch.stop()


def main() -> int:
    parser = argparse.ArgumentParser(description="latencies of the card, measured through a private pcscd")
    parser.add_argument("--runs", type=int, default=30)
    runs: int = parser.parse_args().runs
    if runs < 2:
        parser.error("--runs: at least 2")
    times = Times()
    try:
        with PrivatePcscd() as daemon:
            os.environ.update(daemon.client_environment)
            measure(daemon, runs, times)
    except PcscdError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{date.today().isoformat()}, Python {platform.python_version()}, {os.cpu_count()} cores; milliseconds\n")  # noqa: DTZ011
    print(times.table())
    return 0


if __name__ == "__main__":
    sys.exit(main())
