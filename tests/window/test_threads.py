"""No frozen window: nothing that may wait is done on the thread that paints (DESIGN, section 4), and nothing stays."""

from __future__ import annotations

import runpy
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import smartcard.scard
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import create_engine, text

from counter_app.model.person import CredentialKind
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.prepared import Transaction
from tests.window.cashier import DAILY, RETIRED
from tests.window.loop_watch import MOST_S, LoopWatch
from tests.window.painting_guard import Calls
from tests.window.test_cards_and_line import lying
from ui.views import PrintState, VisitState

pytestmark = pytest.mark.window


def test_a_turn_that_waits_fails_its_story_and_one_that_only_has_no_processor_does_not() -> None:
    watch = LoopWatch()
    with watch.turn():
        time.sleep(0.1)
    watch.told(lambda _what, _figure: None)
    assert 0.05 < watch.worst_waiting < MOST_S
    with watch.turn():
        time.sleep(MOST_S + 0.1)
    with pytest.raises(AssertionError, match="waited"):
        watch.told(lambda _what, _figure: None)
    others = LoopWatch()
    with others.turn():
        subprocess.run(["true"], check=True)
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
    others.told(lambda _what, _figure: None)
    assert others.worst_waiting < others.worst


@pytest.mark.pcsc
def test_nothing_that_waits_runs_on_the_painting_thread(window, counter, calls: Calls) -> None:
    reader, port = counter.slot()
    cashier = window(reader=reader, cards=True)
    calls.by.clear()
    with lying("E2", port):
        cashier.reach(VisitState.CHARGES)
        cashier.press("F8")
        cashier.reach(VisitState.TRIAL_DONE)
        cashier.take()
        cashier.reach(VisitState.SETTLED)
        cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "the slip is there")
        cashier.reprint()
        cashier.until(lambda: cashier.view.copies == 2, "and a second one")
    cashier.reach(VisitState.WAITING)
    cashier.stage.faults(["refuse_connection"])
    with lying("E1", port):
        cashier.reach(VisitState.LINK_DOWN)
        cashier.take()
        cashier.reach(VisitState.TICKET_OUT)
    cashier.press("F10")
    cashier.stage.faults([])
    queue = cashier.program.queue
    cashier.until(lambda: bool(queue.view.detail and queue.view.detail.refund), "replayed, and a refund is due", 25)
    cashier.press("F9", shift=True)
    cashier.rest(0.65)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    cashier.press("Escape")
    cashier.press("F2")
    cashier.reach(VisitState.FAILURE)
    cashier.press("Escape")
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.NO_CHARGES)
    cashier.press("F7")
    cashier.press("F7")
    cashier.program.visit.quit()
    cashier.drained()
    assert calls.on_main == []
    by = dict(calls.by)
    seen = {library: {thread for name, thread in by if name == library} - {"MainThread"} for library, _ in by}
    assert seen["requests"] <= {"link", "replay"}
    assert seen["reportlab"] == {"link"}
    assert seen["pyscard"] == {"card"}
    assert {"link", "pulse", "replay"} <= seen["store"]


def test_closing_waits_for_money_on_its_way_and_ends_every_thread(service, tmp_path: Path, application) -> None:
    """F9 was pressed and the window closed at once: the settlement is heard to its end and on record."""
    from tests.window.cashier import at_work

    before = {thread.ident for thread in threading.enumerate()}
    with at_work(service, tmp_path / "data") as cashier:
        had = len(cashier.settlements(DAILY))
        cashier.quoted(DAILY)
        key = cashier.program.visit.claim
        cashier.stage.faults(["slow:1.0:2207A"])
        cashier.take()
        assert cashier.state is VisitState.SETTLING
        cashier.program.close()
        claim = cashier.claim(key)
        (row,) = cashier.settlements(DAILY)[had:]
        cashier.conserve(claim, row)
        seen = len(cashier.seen)
        cashier.rest(0.2)
        assert len(cashier.seen) == seen, "nothing is painted any more"
    left = [thread.name for thread in threading.enumerate() if thread.ident not in before]
    assert [name for name in left if not name.startswith("Dummy-")] == []


def broken(*_given: object, **_named: object) -> Any:
    raise LookupError("戊练习 990200195111111057")


def full(*_given: object, **_named: object) -> Any:
    raise StoreUnavailable("disk full")


def test_what_nobody_expected_is_said_by_the_visit_it_happened_to(window, monkeypatch, caplog) -> None:
    cashier = window()
    desk = cashier.program.visit._desk
    monkeypatch.setattr(type(desk), "identify", broken)
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.FAILURE)
    assert cashier.view.failure.code == "99"
    assert "没有丢" in cashier.said()
    monkeypatch.undo()
    cashier.press("Escape")
    # The queue's own trouble is not the visit's, and the queue page goes on when it is over.
    cashier.identified(RETIRED)
    monkeypatch.setattr(type(cashier.office.books), "claims", broken)
    cashier.rest(1.3)
    assert cashier.state is VisitState.CHARGES
    monkeypatch.undo()
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_DONE)
    looked: list[int] = []
    tick = cashier.office.replay.tick
    monkeypatch.setattr(cashier.office.replay, "tick", lambda: looked.append(1) or tick())
    cashier.until(lambda: bool(looked), "the queue is looked at again", 3)
    # A bug while money is on its way never says "not taken", and F9 stays dead.
    monkeypatch.setattr(type(desk), "settle", broken)
    cashier.take()
    cashier.reach(VisitState.BY_HAND)
    cashier.take()
    assert cashier.state is VisitState.BY_HAND
    assert "戊练习" not in caplog.text
    assert "LookupError" in caplog.text


@pytest.mark.parametrize("step", ["quote", "settle", "ticket", "refund"])
def test_a_store_that_is_full(window, monkeypatch, step: str) -> None:
    cashier = window()
    store = cashier.office.books._store
    had = len(cashier.settlements(RETIRED, live=False))

    def fails(*names: str) -> None:
        for name in names:
            monkeypatch.setattr(type(store), name, full)

    if step == "quote":
        cashier.identified(RETIRED)
        fails("open")
        cashier.press("F8")
        cashier.reach(VisitState.FAILURE)
        assert cashier.view.failure.code == "96"
        monkeypatch.undo()
        cashier.press("F5")
        cashier.reach(VisitState.CHARGES)
        return
    if step == "settle":
        cashier.quoted(RETIRED)
        fails("step", "rest", "front")
        cashier.take()
        cashier.until(lambda: cashier.state is not VisitState.SETTLING, "an answer")
        assert cashier.state is VisitState.TRIAL_DONE  # as on record: no yes, nothing sent, nothing taken
        assert len(cashier.settlements(RETIRED, live=False)) == had
        assert cashier.claim().people.cash == ()
        monkeypatch.undo()
        cashier.take()
        cashier.reach(VisitState.SETTLED)
        assert len(cashier.settlements(RETIRED, live=False)) == had + 1
        return
    if step == "ticket":
        offline(cashier, RETIRED)
        fails("open")
        cashier.take()
        cashier.reach(VisitState.FAILURE)
        assert cashier.view.failure.code == "96"
        monkeypatch.undo()
        cashier.press("F5")
        cashier.reach(VisitState.LINK_DOWN)
        cashier.take()
        cashier.reach(VisitState.TICKET_OUT)
        assert len(cashier.office.books.claims()) == 1
        return
    offline(cashier, RETIRED)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    cashier.press("Escape")
    cashier.stage.faults([])
    (claim,) = cashier.office.books.claims()
    cashier.until(lambda: (cashier.claim(claim.key).refund_due or 0) > 0, "replayed", 25)
    cashier.press("F10")
    queue = cashier.program.queue
    cashier.until(lambda: bool(queue.view.detail and queue.view.detail.refund), "a refund is due")
    fails("person")
    cashier.press("F9", shift=True)
    cashier.rest(0.65)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUND_DUE)
    cashier.drained()
    assert cashier.view.notice is not None
    assert len(cashier.claim(claim.key).people.cash) == 1
    monkeypatch.undo()
    cashier.press("F9", shift=True)
    cashier.rest(0.65)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    assert cashier.claim(claim.key).refund_due == 0


def offline(cashier: Any, person: tuple[str, str]) -> None:
    """A card's credential as the reader would give it, with the line down."""
    from counter_app.model.person import Credential

    cashier.stage.faults(["refuse_connection"])
    name = object()
    cashier.program.visit.reader.card_in(name)
    card = Credential(
        CredentialKind.CARD, "Z99020002", card_id="990200D1560000050000B002FEEDF002", name="戊练习", id_number=person[1]
    )
    cashier.program.visit.reader.card_read(name, card, None)
    cashier.reach(VisitState.LINK_DOWN)


def asks_the_service() -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get("http://127.0.0.1:9", timeout=1)


def asks_a_database() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as line:
        line.execute(text("SELECT 1"))
    engine.dispose()


def asks_the_store() -> None:
    engine = open_engine("sqlite://")
    with Transaction(engine):
        pass
    engine.dispose()


_WAITS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "the service": (asks_the_service, {"requests.send"}),
    "a database": (asks_a_database, {"sqlalchemy.connect", "sqlalchemy.execute"}),
    "the store": (asks_the_store, {"store.__enter__"}),
    "a program": (lambda: subprocess.run(["true"], check=True), {"programs.__init__"}),
    "a paper": (lambda: Canvas("/dev/null").save(), {"reportlab.__init__", "reportlab.save"}),
    "a card": (
        lambda: smartcard.scard.SCardEstablishContext(smartcard.scard.SCARD_SCOPE_USER),
        {"pyscard.SCardEstablishContext"},
    ),
}


@pytest.mark.parametrize("what", _WAITS)
def test_the_watcher_sees_what_it_should(what: str, calls: Calls, application: object) -> None:
    """A test that cannot fail is none: on the painting thread each of them is noticed, in a slot as well; elsewhere it
    is counted and no fault.
    """
    waits, names = _WAITS[what]
    calls.below = __file__
    calls.by.clear()
    worker = threading.Thread(target=waits, name="link_0")
    worker.start()
    worker.join()
    assert calls.on_main == []
    assert {thread for _, thread in calls.by} == {"link"}
    QTimer.singleShot(0, waits)
    QTest.qWait(50)
    assert {entry.split("\n")[0] for entry in calls.on_main} == names


_PAGE = """
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget
class Page(QWidget):
    def __init__(self, waits):
        super().__init__()
        self.waits = waits
        rows = QVBoxLayout(self)
        self.field, self.box = QLineEdit(), QCheckBox()
        rows.addWidget(self.field)
        rows.addWidget(self.box)
        self.field.returnPressed.connect(self.reads)
        self.box.toggled.connect(lambda _on: self.reads())
    def keyPressEvent(self, event):
        self.reads()
    def closeEvent(self, event):
        self.reads()
    def reads(self):
        self.waits()
"""
_PRESSES: dict[str, Callable[[Any], object]] = {
    "key": lambda page: QTest.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier),
    "key in a field": lambda page: QTest.keyClick(page.field, Qt.Key.Key_Return),
    "sent": lambda page: QApplication.sendEvent(
        page, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_L, Qt.KeyboardModifier.NoModifier, "l")
    ),
    "click": lambda page: page.box.click(),
    "time": lambda page: (QTimer.singleShot(0, page.reads), QTest.qWait(20)),
    "close": lambda page: page.close(),
}


@pytest.mark.parametrize("how", _PRESSES)
def test_what_a_key_does_is_the_windows_doing_wherever_it_is_pressed(
    how: str, calls: Calls, application: object, tmp_path: Path
) -> None:
    """In a story's own file as well; only what the story itself asks a part of the window is its own affair."""
    file = tmp_path / "page.py"
    file.write_text(_PAGE)
    calls.below = str(tmp_path)
    page = runpy.run_path(str(file))["Page"](asks_a_database)
    page.show()
    page.reads()
    assert calls.on_main == []
    _PRESSES[how](page)
    assert calls.on_main
    page.waits = lambda: None
    page.close()
