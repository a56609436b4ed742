"""A cashier at a real window: the program as it runs, a service in a process of its own, real keys, and the judge."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

import counter_app.settlement
from counter_app.desk import clock
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.records.orders import OrderFolder
from counter_app.records.regions import RegionNames
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from sandbox.stage import Stage
from tests.window.loop_watch import LoopWatch
from ui.desk_views import Places
from ui.program import Program
from ui.views import LampState, VisitState, VisitView

# People of the sandbox: voucher code and ID number.
RETIRED = ("9900000000000000000000000002", "990200195111111057")
TRAVELLER = ("9900000000000000000000000004", "990101196809302010")
DAILY = ("9900000000000000000000000001", "990200196203151026")
NOT_FILED = ("9900000000000000000000000012", "990103198809090056")

QUIET_S = 0.65  # the money key is dead for 600 ms after the till changed
PATIENCE_S = 1.0
LIMIT_S = 25.0  # a full machine, with six others at work


@dataclass
class Cashier:
    """Presses keys and looks. Everything waits in the event loop, as the program does."""

    stage: Stage
    office: Office
    program: Program
    seen: list[VisitView] = field(default_factory=list)
    watch: LoopWatch = field(default_factory=LoopWatch)

    @property
    def view(self) -> VisitView:
        return self.program.visit.view

    @property
    def state(self) -> VisitState:
        return self.program.state

    def press(self, key: str, *, shift: bool = False, ctrl: bool = False) -> None:
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        held |= Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        with self.watch.turn():
            QTest.keyClick(self.program.window, getattr(Qt.Key, f"Key_{key}"), held)

    def go_on(self) -> None:
        """Shift F5, and once more at the question that names the amount."""
        self.press("F5", shift=True)
        assert self.program.window.confirm.ask is not None
        self.press("F5", shift=True)

    def hold(self, key: str, times: int, *, pressed_before: bool = False) -> None:
        """The key stays down: what the keyboard then sends, all but the first press marked as repeated."""
        code = getattr(Qt.Key, f"Key_{key}")
        for number in range(times):
            repeated = pressed_before or number > 0
            event = QKeyEvent(QEvent.Type.KeyPress, code, Qt.KeyboardModifier.NoModifier, "", repeated)
            with self.watch.turn():
                QApplication.sendEvent(self.program.window, event)

    def type(self, text: str) -> None:
        for mark in text:
            with self.watch.turn():
                QTest.keyClicks(self.program.window, mark)

    def rest(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with self.watch.turn(0.01):
                QTest.qWait(10)

    def until(self, true: Callable[[], bool], what: str, seconds: float = LIMIT_S) -> None:
        limit = time.monotonic() + seconds
        while not true():
            failure = self.view.failure.code if self.view.failure else ""
            assert time.monotonic() < limit, f"never so: {what}; the visit is {self.state} {failure}"
            with self.watch.turn(0.005):
                QTest.qWait(5)

    def reach(self, *states: VisitState, seconds: float = LIMIT_S) -> VisitView:
        self.until(lambda: self.state in states, " or ".join(states), seconds)
        return self.view

    def said(self) -> str:
        return self.program.window.visit.said().text

    # --- what is done again and again ----------------------------------------------------------------------------

    def scan(self, code: str) -> None:
        self.press("F3")
        self.reach(VisitState.SCANNING)
        self.type(code)
        self.press("Return")

    def identified(self, person: tuple[str, str]) -> None:
        self.scan(person[0])
        self.reach(VisitState.CHARGES)
        assert self.view.person is not None
        assert self.view.person.id_number == person[1]

    def quoted(self, person: tuple[str, str]) -> Decimal:
        self.identified(person)
        self.press("F8")
        self.reach(VisitState.TRIAL_DONE)
        assert self.view.quote is not None
        return self.view.quote.amounts.cash

    def take(self) -> None:
        self.rest(QUIET_S)
        self.press("F9")

    def reprint(self, reason: str = "2") -> None:
        """F11 on what was handed out: a reason is chosen, then F11 prints it once more."""
        self.press("F11")
        panel = self.program.panel
        self.until(lambda: panel.shown is not None, "the window asks why")
        self.type(reason)
        self.press("F11")
        assert panel.shown is None

    def drained(self) -> None:
        """Everything the link thread was asked for is done, and its results are in."""
        done: list[bool] = []
        self.program.bridge.ask(lambda: None, lambda _none: done.append(True))
        self.until(lambda: bool(done), "the link thread is free")

    # --- the judge -----------------------------------------------------------------------------------------------

    def settlements(self, person: tuple[str, str], *, live: bool = True) -> list[dict[str, Any]]:
        rows = [row for row in self.stage.ledger()["settlements"] if row["certno"] == person[1]]
        return [row for row in rows if not (live and row["refunded"])]

    def open_visits(self, person: tuple[str, str]) -> list[dict[str, Any]]:
        rows = [row for row in self.stage.ledger()["visits"] if row["certno"] == person[1]]
        return [row for row in rows if not row["cancelled"] and not row["settled"]]

    def claim(self, key: str | None = None) -> Claim:
        key = key or self.program.visit.claim
        assert key is not None
        return self.office.books.claim(key)

    def slips(self, kind: str) -> list[Path]:
        return sorted((self.office.settings.data / "slips").glob(f"*-{kind}.pdf"))

    def newest(self, kind: str) -> Path:
        """The paper of this kind that was made last: none replaces one that was handed out."""
        found = (self.office.settings.data / "slips").glob(f"*-{kind}*.pdf")
        return max(found, key=lambda file: (file.stat().st_mtime_ns, len(file.name)))

    def lamp(self, name: str) -> LampState | None:
        lamps = self.program.window._shell.lamps
        return next((lamp.state for lamp in lamps if lamp.name == name), None)

    def conserve(self, claim: Claim, row: dict[str, Any]) -> None:
        """What the person has paid in the end is what the service booked as cash, to the fen."""
        assert claim.people.paid == Decimal(row["cash"]), (claim.people.cash, row)
        parts = sum((Decimal(row[name]) for name in ("fund_total", "account", "cash")), Decimal(0))
        assert Decimal(row["total"]) == parts


@contextmanager
def at_work(stage: Stage, data: Path, *, reader: str = "", cards: bool = False, **window: Any) -> Iterator[Cashier]:
    """The window, open. `cards`: with its card thread; without, nothing touches PC/SC."""
    settings = load_settings(
        None,
        data,
        overrides={
            "service__url": stage.url,
            "service__profile": str(_profile(data)),
            "service__read_timeout_s": 3.0,
            "window__training": True,
            "window__patience_s": PATIENCE_S,
            "window__reader": reader,
            **window,
        },
    )
    office = open_office(settings, working=True)
    names = RegionNames(settings.institution.region_names)
    places = Places(settings.institution.region_name, names.coded, names.city)
    program = Program(office, OrderFolder(stage.orders), places, lambda: clock.moment().wall)
    if not cards:
        program._watch.start = lambda: None  # type: ignore[method-assign]
    cashier = Cashier(stage, office, program)
    glass = program.visit._glass
    show = glass._show
    glass._show = lambda view: (cashier.seen.append(view), show(view))
    program.window.resize(1366, 768)
    program.start(full_screen=False)
    try:
        cashier.reach(VisitState.WAITING)
        yield cashier
    finally:
        stage.faults([])
        program.close()
        office.close()
        application = QApplication.instance()
        application.removeEventFilter(program.window._keyboard)
        program.window.close()
        program.window.deleteLater()
        QApplication.processEvents()


def _profile(data: Path) -> Path:
    """The national baseline with a short time limit: what is unclear is cleared up in seconds, not minutes."""
    data.mkdir(parents=True, exist_ok=True)
    text = (Path(counter_app.settlement.__file__).parent / "profiles" / "national.toml").read_text("utf-8")
    text, found = re.subn(r"(?m)^service_time_limit_s = \S+", "service_time_limit_s = 1", text, count=1)
    assert found
    file = data / "place.toml"
    file.write_text(text, "utf-8")
    return file
