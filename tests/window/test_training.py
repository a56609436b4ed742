"""Training at a real window with a real service: drills, begun by a key, ended by a key and told only afterwards;
people with their stories; what belongs to training is refused by a real window, and the other way round.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

import sandbox.drills
from counter_app.desk import clock, drills
from counter_app.desk.commands import Moment
from counter_app.desk.drill_report import findings
from counter_app.desk.drills import DrillKind, Drills, running_in
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from sandbox.drills import plan
from sandbox.orders import write_orders
from tests.window.cashier import DAILY, RETIRED, TRAVELLER, Cashier, at_work
from tests.window.typing_in import name_of, type_in
from ui import drill_session
from ui.keys import Action
from ui.training_table import beside
from ui.views import VisitState
from ui.words import sentences, training_words
from ui.words.template import filled

pytestmark = pytest.mark.window

ROOT = Path(__file__).resolve().parents[2]
REAL: dict[str, Any] = {"window__training": False, "institution__code": "H44010099999"}
SOMEBODY = "11010519491231002X"  # the standard's own example of a number


def seed(kind: DrillKind, wanted: Callable[[Any], bool]) -> int:
    """The drill's draw is the first one that the story wants."""
    return next(number for number in range(1000) if wanted(plan(kind.value, number)))


def first_settlement(one: Any) -> bool:
    return any((fault["transaction"], fault["after"]) == ("2207A", 0) for fault in one.faults)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "training"


@pytest.fixture
def trained(window, service, folder: Path) -> Iterator[Callable[..., Any]]:
    """A window with a trainer's table; `restarts` collects that the program is to be started anew."""

    def open_one(cashier: Any = None) -> Any:
        cashier = cashier or window()
        cashier.restarts = []
        cashier.table = beside(cashier.program, cashier.office, service, folder, lambda: cashier.restarts.append(True))
        cashier.session = cashier.program.training
        cashier.until(lambda: not cashier.session._busy, "what ran goes on")
        return cashier

    yield open_one
    service.pull()
    service.calm()


def begin(cashier: Any, digit: str) -> None:
    cashier.press("T", ctrl=True)
    cashier.type(digit)
    cashier.until(lambda: cashier.session.running is not None and not cashier.session._busy, "the drill runs")
    assert cashier.session.panel.view is None


def report(cashier: Any) -> str:
    """Ctrl E, and what stands on the page then."""
    cashier.press("E", ctrl=True)
    panel = cashier.session.panel
    cashier.until(lambda: panel.view is not None and len(panel.view.rows) > 1, "the report")
    return "\n".join("\n".join((row.title, *row.lines)) for row in panel.view.rows)


def test_an_answer_is_lost_and_nobody_is_charged_twice(trained, service, folder, monkeypatch) -> None:
    chosen = seed(DrillKind.LOST_ANSWER, first_settlement)
    monkeypatch.setattr(drills, "drawn", lambda: chosen)
    cashier = trained()
    cashier.press("E", ctrl=True)
    assert cashier.program.window.sentence.said.text == "现在没有演练。按 Ctrl T 打开训练台。"
    begin(cashier, "1")
    assert "丢" not in cashier.program.window.sentence.said.text
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.reach(VisitState.UNCLEAR, VisitState.SETTLED)
    key = cashier.program.visit.claim
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "the service is looked at", 20)
    cashier.until(lambda: bool(cashier.slips("settlement")), "its slip")
    said = report(cashier)
    assert said.startswith("这次练的是“丢了回话”。重复收款 0 笔，漏出单 0 笔，平均 ")
    assert "医保办了，回话没有送到：1 次。" in said
    # This window has no printer: the slip is a file, and in nobody's hand.
    assert not cashier.office.papers.tray.state().printers
    assert "该出的单子都出了吗？\n做好了 1 张，没有打印机，存成了文件。" in said
    assert "结算单做好了，没有打印机。" in said
    assert "单子出了" not in said
    assert f"戊练习　{key}" in said
    assert "医保账上 1 笔，该付 " in said
    # The judge is the service's ledger, and the papers' folder: what is wrong there would be told.
    ran = cashier.session.last
    books = dict(service.ledger())
    (row,) = cashier.settlements(RETIRED)
    foreign = row | {"ipt_otp_no": "B09-AAAA-1-1", "setl_id": "else"}
    (slip,) = cashier.slips("settlement")
    slip.rename(slip.with_suffix(".gone"))
    wrong = findings(
        cashier.office, ran.drill, {}, books | {"settlements": [*books["settlements"], row, foreign]}, ran.ended
    )
    assert (wrong.twice, wrong.strays, wrong.unprinted) == (2, 1, 1)
    slip.with_suffix(".gone").rename(slip)
    # It is kept, and read again without a mouse; nothing strikes any more.
    (file,) = (folder / "drills").glob("*.txt")
    assert file.read_text("utf-8").splitlines()[0] == said.splitlines()[0]
    assert not (folder / "drill.json").exists()
    cashier.press("Escape")
    assert cashier.session.panel.view is None
    cashier.press("T", ctrl=True)
    cashier.type("8")
    panel = cashier.session.panel
    cashier.until(lambda: panel.view.head == training_words.REPORT, "the last report")
    assert panel.view.rows[0].title == said.splitlines()[0]
    cashier.press("Escape")


def test_whoever_stood_at_the_glass_is_judged_and_a_refused_report_comes_with_the_next_key(
    trained, service, folder, monkeypatch
) -> None:
    chosen = seed(DrillKind.LOST_ANSWER, lambda one: not first_settlement(one))
    monkeypatch.setattr(drills, "drawn", lambda: chosen)
    cashier = trained()
    cashier.quoted(RETIRED)
    begin(cashier, "1")
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    refused = iter((True,))

    def moment_away(*_args: Any) -> Any:
        if next(refused, False):
            raise StoreUnavailable("locked")
        return findings(*_args)

    monkeypatch.setattr(drill_session, "findings", moment_away)
    cashier.press("E", ctrl=True)
    panel = cashier.session.panel
    cashier.until(lambda: not cashier.session._busy, "the books refused")
    assert panel.view.note == "报告还没有写成：账一时读不出来。这次演练还在，过一会儿再按 Ctrl E。"
    assert running_in(folder) is not None
    said = report(cashier)
    assert list((folder / "drills").glob("*.txt"))
    assert running_in(folder) is None
    assert "来了 0 位。\n开始以前就开了单的 1 张，也在下面。" in said
    assert "医保账上 1 笔，该付 " in said
    # Were it booked once more, the report would say so.
    ran, books, key = cashier.session.last, dict(service.ledger()), cashier.program.visit.claim
    (row,) = [one for one in books["settlements"] if one["ipt_otp_no"].startswith(key)]
    more = books | {"settlements": [*books["settlements"], row]}
    wrong = findings(cashier.office, ran.drill, {}, more, ran.ended)
    assert (ran.twice, wrong.twice, wrong.strays) == (0, 1, 0)


def test_answers_come_slowly_and_the_window_says_how_long_it_waits(trained, window, service, monkeypatch) -> None:
    """The shipped times are 2.5 s for half of the calls and 6.5 s for one settlement; here that one alone is slow."""
    monkeypatch.setattr(sandbox.drills, "_LONGER_THAN_PATIENCE_S", 3.6)
    monkeypatch.setattr(sandbox.drills, "_SLOW_S", 0.05)
    chosen = seed(DrillKind.SLOW, lambda one: one.faults[0]["after"] == 0)
    monkeypatch.setattr(drills, "drawn", lambda: chosen)
    cashier = trained(window(service__read_timeout_s=10.0))
    begin(cashier, "2")
    assert "慢" not in cashier.program.window.sentence.said.text
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.until(lambda: cashier.said() == filled(sentences.SLOW, 秒=3), "it says how long")
    assert cashier.state is VisitState.SETTLING
    assert not {Action.TAKE, Action.PAY_OUT} & cashier.program.window.visit.alive(), "nothing takes money meanwhile"
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: bool(cashier.slips("settlement")), "its slip")
    said = report(cashier)
    assert said.startswith("这次练的是“变慢”。重复收款 0 笔，漏出单 0 笔，平均 ")
    assert "回话来得慢：" in said
    assert "医保账上 1 笔，该付 " in said


def test_one_insured_place_is_away_and_the_others_are_served(trained, monkeypatch) -> None:
    chosen = seed(DrillKind.HALF_DOWN, lambda one: one.behaviours["insured_place_down"] == 230100)
    monkeypatch.setattr(drills, "drawn", lambda: chosen)
    cashier = trained()
    begin(cashier, "3")
    cashier.scan(TRAVELLER[0])
    cashier.reach(VisitState.LINK_DOWN, VisitState.FAILURE, VisitState.CHARGES)
    assert cashier.session.running is not None
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.quoted(DAILY)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: bool(cashier.slips("settlement")), "its slip")
    said = report(cashier)
    assert "这次练的是“断一半”" in said
    assert "参保地没有回话：" in said
    assert "丁演示" in said


def test_the_power_goes_and_the_drill_goes_on_with_the_next_start(trained, service, folder, tmp_path) -> None:
    """The program is ended by SIGKILL while the settlement's answer is held back; a new one rescues the claim."""
    chosen = seed(DrillKind.POWER_CUT, first_settlement)
    before = len(service.ledger()["settlements"])
    ended = subprocess.run(
        [
            sys.executable, "-c",
            f"from counter_app.desk import drills; drills.drawn = lambda: {chosen};"
            "import sys; from tests.window.power_cut_child import main; main(*sys.argv[1:])",
            service.url, service.control, str(service.orders), str(tmp_path / "data"), str(folder),
        ],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode == -signal.SIGKILL, ended.stderr[-2000:]
    assert json.loads((folder / "drill.json").read_text())["cut_at"]
    cashier = trained()
    assert cashier.program.window.sentence.said.text == training_words.BACK_AGAIN
    (claim,) = cashier.office.books.claims()
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "rescued", 25)
    said = report(cashier)
    assert "停电，程序在办到一半时没了" in said
    assert "重复收款 0 笔" in said
    assert "重新打开，中间" in said
    assert len(service.ledger()["settlements"]) == before + 1


def test_new_year_comes_while_the_line_is_down(trained, service, folder, tmp_path, monkeypatch) -> None:
    """Books and a clock of its own: the program is to be started anew, and the ticket counts in the old year."""
    monkeypatch.setattr(drills, "_BEFORE_MIDNIGHT", timedelta(seconds=4))
    monkeypatch.setattr(drills, "_OUTAGE_UNTIL", timedelta(seconds=2))  # the service knows whole seconds
    Drills(service, folder, lambda: clock.moment().wall).begin(DrillKind.NEW_YEAR)
    running = running_in(folder)
    assert running is not None
    real = clock.moment
    ahead = running.began - real().wall
    monkeypatch.setattr(clock, "moment", lambda: Moment(real().wall + ahead, real().boot))
    (folder / "drill.json").write_text(
        json.dumps(json.loads((folder / "drill.json").read_text()) | {"ahead_s": int(ahead.total_seconds())})
    )
    orders, service.orders = service.orders, tmp_path / "eve"
    write_orders(service.orders, clock.moment().wall)
    year = running.began.year
    try:
        with at_work(service, folder / running.folder) as anew:
            cashier = trained(anew)
            assert not cashier.restarts
            cashier.press("F2", shift=True)
            cashier.reach(VisitState.TYPING)
            type_in(cashier, name_of(DAILY[1]), DAILY[1], "13800000000")
            cashier.reach(VisitState.LINK_DOWN)
            cashier.take()
            cashier.reach(VisitState.TICKET_OUT)
            claim = cashier.claim()
            assert claim.people.visit.date.year == year
            cashier.until(lambda: bool(cashier.slips("ticket")), "its ticket")
            cashier.press("Escape")
            cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "made up in the new year", 25)
            (booked,) = [row for row in service.ledger()["settlements"] if row["ipt_otp_no"].startswith(claim.key)]
            assert (booked["year"], booked["settled_at"][:4]) == (year, str(year + 1))
            said = report(cashier)
            assert "这次练的是“断线中过年”。重复收款 0 笔，漏出单 0 笔" in said
            assert f"演练用的钟走过了 {year + 1} 年的零点" in said
            assert f"算 {year} 年的医保。" in said
            assert cashier.restarts == []
            cashier.press("Escape")
            assert cashier.restarts == [True]
            assert running_in(folder) is None
    finally:
        service.orders = orders
        service.behaviours(clock_offset_s=0)


def test_a_stage_that_stands_still_holds_no_window_up(trained, service, monkeypatch) -> None:
    """Its control answers within 15 s or not at all; the page is painted meanwhile, and the box says what is so."""
    cashier = trained()

    def still(*_: object) -> None:
        time.sleep(0.8)
        raise OSError("timed out")

    for act in ("faults", "insert", "pull"):
        monkeypatch.setattr(service, act, still)
    beats: list[float] = []
    beating = QTimer()
    beating.timeout.connect(lambda: beats.append(time.perf_counter()))
    beating.start(20)
    line = cashier.table._line
    clicks = [line, *[button for button in cashier.table.findChildren(QPushButton) if "卡" in button.text()][-2:]]
    for button in clicks:
        cashier.program.window.remark("")
        button.click()
        cashier.until(lambda: cashier.program.window.sentence.said.text == training_words.STAGE_SILENT, "it is said")
    cashier.press("T", ctrl=True)
    cashier.type("7")
    cashier.press("Delete")
    cashier.rest(1.2)
    beating.stop()
    assert max(later - earlier for earlier, later in pairwise(beats)) < 0.5
    assert not line.isChecked()
    monkeypatch.undo()
    line.click()
    cashier.until(lambda: cashier.table._cut, "the line is cut")
    line.click()
    cashier.until(lambda: not cashier.table._cut, "and is back")


def test_every_person_has_a_story_and_is_reached_by_keys_and_by_the_mouse(trained, service) -> None:
    cashier = trained()
    panel = cashier.session.panel
    cashier.press("T", ctrl=True)
    cashier.type("7")
    rows = panel.view.rows
    assert len(rows) >= 40
    assert all(row.lines[0] for row in rows)
    for _ in rows:
        cashier.press("Down")
    assert panel.chosen == len(rows) - 1
    panel.grab()
    assert panel.chosen in {number for number, _box in panel._boxes}, "the marked one is in sight"
    for _ in rows:
        cashier.press("Up")
    panel.grab()
    _, box = panel._boxes[1]
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(round(box.center().x()), round(box.center().y())))
    assert panel.view is None
    cashier.until(lambda: service._inside == "E2", "the card of the row that was clicked")
    # New Year wants a program that begins anew; it is begun by a digit as the others.
    cashier.press("T", ctrl=True)
    cashier.type("5")
    cashier.until(lambda: bool(cashier.restarts), "it is to begin anew")
    assert cashier.session.running.folder


def waits_and_says(cashier: Cashier, said: str) -> None:
    cashier.until(lambda: cashier.said() == said, said)
    assert cashier.state is VisitState.WAITING
    assert cashier.view.person is None


def typed(cashier: Cashier, name: str, number: str) -> None:
    cashier.press("F2", shift=True)
    cashier.reach(VisitState.TYPING)
    type_in(cashier, name, number)


def test_a_real_window_takes_neither_trainings_people_nor_its_slips(window) -> None:
    cashier = window(**REAL)
    assert not cashier.office.settings.training
    before = len(cashier.stage.ledger()["calls"])
    typed(cashier, name_of(RETIRED[1]), RETIRED[1])
    waits_and_says(cashier, sentences.TRAINING_CARD_OUTSIDE)
    cashier.scan(RETIRED[0])
    waits_and_says(cashier, sentences.TRAINING_CARD_OUTSIDE)
    cashier.press("F3")
    cashier.type("xl-b01-7k2q-12")
    cashier.press("Return")
    waits_and_says(cashier, sentences.TRAINING_TICKET_OUTSIDE)
    assert len(cashier.stage.ledger()["calls"]) == before
    assert cashier.office.books.claims() == []


def test_training_takes_nobody_real(window) -> None:
    cashier = window()
    before = len(cashier.stage.ledger()["calls"])
    typed(cashier, "某人", SOMEBODY)
    waits_and_says(cashier, sentences.TRAINING_REAL_CARD)
    assert len(cashier.stage.ledger()["calls"]) == before
    cashier.identified(RETIRED)
