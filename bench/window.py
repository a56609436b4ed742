"""How long the window's event loop is held up by its work: `python -m bench.window [--rounds N] [--claims N]`.

The real window under the X server of the caller, a sandbox service and a card each in a process of its own, a private
pcscd. A timer of 5 ms on the main thread notes how late each of its calls comes: whatever blocks the loop (work on the
main thread, or another thread that keeps the interpreter) makes the next call late by that much. Every kind of work
has its own control, the idle window just before it in the same run. Nothing is asserted: the table is printed.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, Qt, QTimer, qVersion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from bench.contenders.stock import add_waiting
from counter_app.desk import clock
from counter_app.desk.claim import MachinePart
from counter_app.desk.counter import Bill
from counter_app.desk.documents import to_document
from counter_app.desk.office import Office
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import total_of
from counter_app.records.claim_file import read_order_file
from counter_app.records.orders import OrderFolder
from counter_app.records.regions import RegionNames
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from sandbox.benefits import load_benefits
from sandbox.card import VirtualCard
from sandbox.card_files import load_cards
from sandbox.orders import write_orders
from sandbox.pcscd import PcscdError, PrivatePcscd
from sandbox.people import load_people
from tests.desk.world import START, known_person, people
from ui.desk_views import Places
from ui.program import Program
from ui.views import VisitState

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "sandbox" / "data"
CARD, HOLDER = "E2", "990200195111111057"
TICK_MS = 5
GUARD_MS = 700  # the money key is dead for 600 ms after the till changed
AFTER_MS = 300  # what a result sets off belongs to it: painting, the slip, the look at the queue
IDLE_MS = 2000
P99_MS, WORST_MS = 16.0, 50.0
SEARCH_MS, SEARCH_SHARE = 16.0, 0.15


class Probe:
    """Lateness of the event loop in milliseconds, by what was going on."""

    def __init__(self) -> None:
        self._found: dict[str, list[float]] = {}
        self._into: list[float] | None = None
        self._last = 0.0
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        if self._into is not None:
            self._into.append(max(0.0, (now - self._last) * 1000 - TICK_MS))
        self._last = now

    @contextmanager
    def during(self, what: str) -> Iterator[None]:
        wait_ms(2 * TICK_MS)  # the timer has just been heard
        self._into = self._found.setdefault(what, [])
        try:
            yield
            wait_ms(2 * TICK_MS)  # and is heard once more: a block at the very end counts
        finally:
            self._into = None

    def forget(self) -> None:
        self._found.clear()

    def row(self, what: str) -> tuple[int, float, float, float]:
        """Count, median, p99 and worst."""
        values = sorted(self._found[what])
        return len(values), values[len(values) // 2], values[min(len(values) - 1, len(values) * 99 // 100)], values[-1]


def wait_ms(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_for(true: Callable[[], bool], what: str, seconds: float = 60.0) -> None:
    loop, timer, until = QEventLoop(), QTimer(), time.monotonic() + seconds

    def look() -> None:
        if true() or time.monotonic() > until:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(20)
    loop.exec()
    if not true():
        raise TimeoutError(f"not so within {seconds:.0f} s: {what}")


class Card:
    """The card and its holder's hand, in a process of their own: at a real window they are not ours either."""

    def __init__(self, port: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.window", "--hold-card", str(port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self._answered()

    def insert(self) -> None:
        self._order("in")

    def pull(self) -> None:
        self._order("out")

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()

    def _order(self, word: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def _answered(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"


def hold_card(port: int) -> int:
    """The process of `Card`: "in" and "out" on its input."""
    card = VirtualCard(next(image for image in load_cards(SHIPPED / "cards.yaml") if image.id == CARD), port)
    print("ready", flush=True)
    for word in sys.stdin:
        if word == "in\n":
            card.insert()
        else:
            card.pull()
    card.pull()
    return 0


@contextmanager
def service() -> Iterator[str]:
    """A sandbox service in a process of its own; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "service"], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    try:
        yield json.loads(process.stdout.readline())["url"]
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


class Bench:
    """The window at work, and what is done to it."""

    def __init__(self, program: Program, office: Office, orders: Path, card: Card, probe: Probe, rows: int) -> None:
        self._program = program
        self._office = office
        self._orders = orders
        self._card = card
        self._probe = probe
        self._rows = rows  # that wait anyhow
        self._template = self._shipped_bill(HOLDER)
        self._box = itertools.count()

    def visit(self, number: int) -> None:
        """Idle; the card is read and its person known; idle; trial and settlement; the card is taken."""
        self._new_bill(number)
        with self._probe.during("control: card read"):
            wait_ms(IDLE_MS)
        with self._probe.during("card read"):
            self._card.insert()
            self._until(VisitState.CHARGES)
        with self._probe.during("control: settlement"):
            wait_ms(IDLE_MS)
        with self._probe.during("settlement"):
            self._press(Qt.Key.Key_F8)
            self._until(VisitState.TRIAL_DONE)
        wait_ms(GUARD_MS)
        with self._probe.during("settlement"):
            self._press(Qt.Key.Key_F9)
            self._until(VisitState.SETTLED)
        self._card.pull()
        self._until(VisitState.WAITING)

    def replay(self, what: str, number: int, claims: int, *, page: bool) -> float:
        """Idle; then `claims` make-up claims are settled in the background. Returns the seconds it took."""
        if page:
            self._press(Qt.Key.Key_F10)
        with self._probe.during(f"control: {what}"):
            wait_ms(5 * IDLE_MS)
        settled = self._program.queue.view.progress.settled
        self._office.replay.paused = True
        self._make_up(number, claims)
        wait_for(lambda: self._waiting() == claims, f"{claims} claims wait")
        wait_ms(AFTER_MS)
        began = time.monotonic()
        with self._probe.during(what):
            self._office.replay.paused = False
            self._program.queue.pulse()
            wait_for(lambda: self._waiting() == 0, f"{claims} claims are settled", 600.0)
            wait_ms(AFTER_MS)
        took = time.monotonic() - began
        progress = self._program.queue.view.progress
        if progress.settled - settled != claims:
            print(f"{what}: only {progress.settled - settled} of {claims} settled, {progress.person} held")
        if page:
            self._press(Qt.Key.Key_F10)
        return took

    def lists(self) -> list[str]:
        """The page comes up; the list of refunds and back; the mark goes down."""
        found = []
        for what, key, modifier in (
            ("queue page up", Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier),
            ("list filtered, and sorted back", Qt.Key.Key_F11, Qt.KeyboardModifier.ShiftModifier),
            ("mark moved", Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier),
            ("back", Qt.Key.Key_F10, Qt.KeyboardModifier.NoModifier),
        ):
            with self._probe.during(f"control: {what}"):
                wait_ms(IDLE_MS)
            with self._probe.during(what):
                for _ in range(2 if modifier else 1):
                    QTest.keyClick(self._program.window, key, modifier)
                    wait_ms(IDLE_MS)
            found.append(what)
        return found

    def _waiting(self) -> int:
        progress = self._program.queue.view.progress
        return progress.waiting + progress.working + progress.checking - self._rows

    def _until(self, state: VisitState) -> None:
        wait_for(lambda: self._program.state is state, f"the visit is {state}")
        wait_ms(AFTER_MS)

    def _press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._program.window, key)

    def _shipped_bill(self, id_number: str) -> dict[str, Any]:
        bills = [json.loads(file.read_text("utf-8")) for file in self._orders.glob("*.json")]
        found: dict[str, Any] = next(bill for bill in bills if bill["id_number"] == id_number)
        for file in self._orders.glob("*.json"):
            if json.loads(file.read_text("utf-8"))["id_number"] == id_number:
                file.unlink()
        return found

    def _new_bill(self, number: int) -> None:
        # Other words on every line: a visit must not find the rows that the visit before had painted.
        charges = [
            line | {"name": f"{line['name']} {number}", "trace_codes": self._boxes(len(line["trace_codes"]))}
            for line in self._template["charges"]
        ]
        bill = self._template | {"bill": f"BENCH{number:04d}", "charges": charges}
        (self._orders / "900.json").write_text(json.dumps(bill, ensure_ascii=False), "utf-8")

    def _boxes(self, count: int) -> list[str]:
        """Codes of boxes that were never sold: a bill with one that was is not sent."""
        return [f"838{next(self._box):017d}" for _ in range(count)]

    def _make_up(self, number: int, claims: int) -> None:
        """Claims as an outage leaves them: paid in full, waiting; of everybody who has a bill here, in turn."""
        people = _able(self._orders)
        for index in range(claims):
            credential, bill = people[index % len(people)]
            charges = tuple(replace(one, trace_codes=tuple(self._boxes(len(one.trace_codes)))) for one in bill.charges)
            fresh = Bill(f"OUTAGE{number}-{index:04d}", bill.visit, charges)
            due = total_of(fresh.charges)
            self._office.counter.make_up(fresh, credential, Payment(due, PaymentMethod.CASH, due), "")
            QApplication.processEvents()


def _able(orders: Path) -> list[tuple[Credential, Bill]]:
    """Everybody from elsewhere whom nothing stands in the way of, with their shipped bill."""
    people = load_people(SHIPPED / "people.yaml", frozenset(load_benefits(SHIPPED / "benefits.yaml"))).by_certificate
    found = []
    for file in sorted(orders.glob("[0-8]*.json")):
        order = read_order_file(file)
        person = people[order.id_number]
        if not person.trouble and not person.region.startswith("44"):
            credential = Credential(CredentialKind.ID_NUMBER, person.certno, "", person.name, person.certno)
            found.append((credential, Bill(order.bill, order.visit, order.charges)))
    return found


def table(probe: Probe, works: list[str]) -> str:
    """In milliseconds, each kind of work under its control, with the differences that count."""
    lines = [
        "| what | n | median | p99 | worst | p99 − control | worst − control |",
        "|---|---|---|---|---|---|---|",
    ]
    for work in works:
        _, _, p99_idle, worst_idle = idle = probe.row(f"control: {work}")
        _, _, p99, worst = busy = probe.row(work)
        lines.append(_line(f"control: {work}", idle) + " | |")
        kept = _kept(p99 - p99_idle <= P99_MS and worst - worst_idle <= WORST_MS)
        lines.append(_line(work, busy) + f" {p99 - p99_idle:+.1f} | {worst - worst_idle:+.1f} ({kept}) |")
    return "\n".join(lines)


def _line(what: str, row: tuple[int, float, float, float]) -> str:
    count, *figures = row
    return f"| {what} | {count} | " + " | ".join(f"{figure:.1f}" for figure in figures) + " |"


def waiting_claim(number: int) -> tuple[bytes, bytes]:
    """The documents of one that waits: each its own bill, of nine hundred people in turn."""
    who = number % 900 + 1
    paid = replace(people(who, f"WAITS-{number}", "100.00"), ticket_at=START)
    return to_document(paid), to_document(MachinePart(person=known_person(who)))


def run(rounds: int, claims: int, rows: int) -> None:
    """The whole measurement, printed."""
    load = os.getloadavg()[0]
    with ExitStack() as ends:
        data = Path(ends.enter_context(tempfile.TemporaryDirectory()))
        url = ends.enter_context(service())
        daemon = ends.enter_context(PrivatePcscd())
        os.environ.update(daemon.client_environment)
        card = Card(daemon.ports[0])
        ends.callback(card.close)
        write_orders(data / "orders", clock.moment().wall)
        # A hospital that lets so many wait has no limit on them.
        limited = ("largest_yuan", "most", "most_yuan", "oldest_days") if rows else ()
        limits = {f"tickets__{name}": 0 for name in limited}
        settings = load_settings(None, data, overrides={"service__url": url, "window__training": True} | limits)
        office = open_office(settings, working=True)
        ends.callback(office.close)
        if rows:
            add_waiting(data / f"{settings.key_name}.db", office.opened.cipher, rows, waiting_claim)
        application = QApplication(sys.argv[:1])
        names = RegionNames()
        places = Places(settings.institution.region_name, names.coded, names.city)
        program = Program(office, OrderFolder(data / "orders"), places, lambda: clock.moment().wall)
        ends.callback(program.close)
        program.start(full_screen=True)
        probe = Probe()
        wait_ms(IDLE_MS)
        began = time.monotonic()
        wait_for(lambda: program.queue.listed.waiting >= rows, f"{rows} claims are read", 3600.0)
        if rows:
            print(f"{rows:,} waiting claims were read in {time.monotonic() - began:.0f} s. ", end="")
        bench = Bench(program, office, data / "orders", card, probe, rows)
        for number in range(rounds + 1):
            if number == 1:
                probe.forget()  # the first visit loads fonts and modules: told apart
            bench.visit(number)
        works, took = ["card read", "settlement"], []
        hidden, shown = f"replay of {claims}, visit page", f"replay of {claims}, queue page"
        works += bench.lists()
        if claims:
            works += [hidden, shown]
            took = [bench.replay(hidden, 1, claims, page=False), bench.replay(shown, 2, claims, page=True)]
        application.processEvents()
    print(f"{date.today().isoformat()}, Python {platform.python_version()}, Qt {qVersion()}, {os.cpu_count()} cores,")  # noqa: DTZ011
    print(f"load {load:.1f} before and {os.getloadavg()[0]:.1f} after; {rounds} visits.", end=" ")
    if took:
        print("The replays took " + ", ".join(f"{seconds:.0f} s" for seconds in took), end=". ")
    print("Lateness in milliseconds:\n")
    print(table(probe, works))


def others(items: int) -> None:
    """The ratios of a key stroke of the search and of the first painting, each measured by its own module after us."""
    line = [sys.executable, "-m", "bench.item_search", str(items)]
    found = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
    stroke, share = found["as the window asks, ms"]["p99"], found["window beside LIKE"]["p99"]
    short = found["of that one or two Chinese characters"]["p99"]
    print(f"\nA key stroke of the search over {items:,} items, in milliseconds:\n")
    print("| p99 | of one or two Chinese characters | p99 beside a ranked LIKE's of the same run |")
    print("|---|---|---|")
    print(f"| {stroke} ({_kept(stroke <= SEARCH_MS)}) | {short} | {share} ({_kept(share <= SEARCH_SHARE)}) |\n")
    line = [sys.executable, "-m", "bench.first_paint", "--rounds", "8"]
    print(subprocess.run(line, check=True, capture_output=True, text=True).stdout)


def _kept(kept: bool) -> str:
    return "kept" if kept else "**missed**"


def main() -> int:
    parser = argparse.ArgumentParser(description="how long the event loop of the window is held up")
    parser.add_argument("--rounds", type=int, default=8, help="visits from card to settlement")
    parser.add_argument("--claims", type=int, default=100, help="claims in each replay; 0: no replay")
    parser.add_argument("--rows", type=int, default=100_000, help="claims that wait in the queue page all the time")
    parser.add_argument("--items", type=int, default=300_000, help="of the search's catalogue; 0: no search, no start")
    parser.add_argument("--hold-card", type=int, metavar="PORT", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.hold_card:
        return hold_card(chosen.hold_card)
    try:
        run(max(1, chosen.rounds), max(0, chosen.claims), max(0, chosen.rows))
        if chosen.items > 0:
            others(chosen.items)
    except PcscdError as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
