"""The slip comes out of the printer by itself; a jam, no paper, no printer is a lamp and a sentence, no claim's matter.

A real CUPS server of the tests' own, with a printer that writes PDF files and jams when told to.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.printing.cups import Cups
from counter_app.slips.pdf import sheet_size
from offline_queue.values import State
from tests.cups import LACKS, PrintServer
from tests.window.cashier import NOT_FILED, RETIRED, TRAVELLER, Cashier
from tests.window.typing_in import name_of, type_in
from ui.views import LampState, PrintState, VisitState
from ui.words import lamp_words

pytestmark = pytest.mark.window
Open = Callable[..., Cashier]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrintServer]:
    if LACKS:
        pytest.skip(f"no CUPS to start: {LACKS} (scripts/system_packages.sh)")
    folder = Path(tempfile.mkdtemp(prefix="cups-"))
    server = PrintServer(folder)
    try:
        server.start()
        monkeypatch.setenv("CUPS_SERVER", str(server.socket))
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def printed(printer: Path) -> list[Path]:
    return sorted(printer.glob("*.pdf"))


def text_of(paper: Path) -> str:
    return subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True, check=True).stdout


def keep_picture(cashier: Cashier, name: str) -> None:
    """For whoever wants to look: COUNTER_APP_PICTURES names the folder."""
    folder = os.environ.get("COUNTER_APP_PICTURES")
    if folder:
        cashier.program.window.grab().save(str(Path(folder) / f"{name}.png"))


def settle(cashier: Cashier, person: tuple[str, str]) -> None:
    cashier.quoted(person)
    cashier.take()
    cashier.reach(VisitState.SETTLED)


def test_the_slip_comes_out_by_itself_on_the_printer_of_its_paper(server: PrintServer, window: Open) -> None:
    roll, sheets = server.add("Roll"), server.add("Sheets")
    cashier = window(printing__roll="Roll", printing__a5="Sheets", printing__papers={"settlement": "roll"})
    cashier.until(lambda: cashier.lamp(lamp_words.PRINTER) is LampState.OK, "the printers are well")
    settle(cashier, RETIRED)
    cashier.until(lambda: bool(printed(roll)), "a strip of the roll")
    cashier.until(lambda: cashier.view.print_state is PrintState.OUT, "and the page says so")
    (strip,) = printed(roll)
    assert sheet_size(strip.read_bytes())[0] == pytest.approx(80 / 25.4 * 72, abs=1)
    text = text_of(strip)
    assert cashier.claim().key in text
    assert "补打" not in text
    assert not printed(sheets)
    assert cashier.lamp(lamp_words.PRINTER) is LampState.OK


def test_no_paper_is_a_lamp_and_a_sentence_and_the_claim_is_settled(server: PrintServer, window: Open) -> None:
    printer = server.add("Slips")
    (printer / "trouble").write_text("media-empty-error")
    cashier = window(printing__a5="Slips")
    settle(cashier, RETIRED)
    cashier.until(lambda: cashier.view.print_state is PrintState.STUCK, "it is told that it did not come")
    assert cashier.said() == "打印机缺纸。已结算，不受影响；弄好了它自己接着打。"
    assert cashier.lamp(lamp_words.PRINTER) is LampState.MISSING
    claim = cashier.claim()
    assert claim.state is State.DONE, "a settlement is done whether or not paper came"
    cashier.press("F11")
    cashier.rest(0.3)
    (printer / "trouble").unlink()
    cashier.until(lambda: cashier.view.print_state is PrintState.OUT, "paper is in: it comes")
    assert len(printed(printer)) == 1, "F11 meanwhile made no second one"
    assert "打印机" not in cashier.said()
    assert cashier.lamp(lamp_words.PRINTER) is LampState.OK


def test_the_next_patient_is_served_while_a_jam_holds_the_last_ones_slip(server: PrintServer, window: Open) -> None:
    printer = server.add("Slips")
    cashier = window(printing__a5="Slips")
    (printer / "trouble").write_text("media-jam-error")
    settle(cashier, RETIRED)
    cashier.until(lambda: cashier.view.print_state is PrintState.STUCK, "jammed")
    settle(cashier, TRAVELLER)
    cashier.until(lambda: "2 张没打" in word(cashier), "both are counted on the lamp")
    (printer / "trouble").unlink()
    cashier.until(lambda: len(printed(printer)) == 2, "both come")
    cashier.until(lambda: cashier.lamp(lamp_words.PRINTER) is LampState.OK, "and the lamp is well")


def test_a_printer_that_is_not_there_is_said_and_f11_prints_when_it_is(server: PrintServer, window: Open) -> None:
    cashier = window(printing__a5="Slips")
    cashier.until(lambda: cashier.lamp(lamp_words.PRINTER) is LampState.DOWN, "nobody knows that printer")
    settle(cashier, RETIRED)
    cashier.until(lambda: cashier.view.print_state is PrintState.STUCK, "it did not come")
    assert cashier.said() == "打印机在打印系统里找不到。已结算，不受影响；修好按[F11]补打。"
    assert cashier.claim().state is State.DONE
    printer = server.add("Slips")
    cashier.press("F11")
    cashier.until(lambda: cashier.view.print_state is PrintState.OUT, "the printer is there: it comes")
    (paper,) = printed(printer)
    text = text_of(paper)
    assert "补打" not in text, "it is the first: none came out before"


def test_what_did_not_come_out_is_listed_and_printed_by_key_or_taken_off(server: PrintServer, window: Open) -> None:
    cashier = window(printing__a5="Slips")
    for person in (RETIRED, TRAVELLER):
        settle(cashier, person)
        cashier.until(lambda: cashier.view.print_state is PrintState.STUCK, "no such printer")
        cashier.press("Escape")
        cashier.reach(VisitState.WAITING)
    cashier.until(lambda: "2 张没打" in word(cashier), "the lamp counts them")
    printer, panel = server.add("Slips"), cashier.program.panel
    preview(cashier)
    cashier.until(lambda: panel.shown is not None and len(panel.shown.left) == 2, "the last slip, and the list")
    first = panel.shown.left[0][0]
    cashier.type("1")
    cashier.press("F11")
    cashier.until(lambda: len(printed(printer)) == 1, "printed by key")
    cashier.until(lambda: "1 张没打" in word(cashier), "one is left")
    assert panel.shown is not None
    assert [name for name, _ in panel.shown.left] != [first]
    cashier.type("1")
    cashier.press("Delete")  # nobody wants that one
    assert panel.shown is None, "the list is empty"
    cashier.until(lambda: cashier.lamp(lamp_words.PRINTER) is LampState.OK, "and the lamp is well")
    assert len(printed(printer)) == 1
    assert len(cashier.slips("settlement")) == 2, "its file stays"


def preview(cashier: Cashier) -> None:
    QTest.keyClick(cashier.program.window, Qt.Key.Key_F12, Qt.KeyboardModifier.ControlModifier)


def test_a_second_one_is_a_reprint_only_once_the_first_came_out(server: PrintServer, window: Open) -> None:
    printer = server.add("Slips")
    cashier = window(printing__a5="Slips", printing__by_itself=False)
    settle(cashier, TRAVELLER)
    cashier.until(lambda: cashier.view.print_state is PrintState.PRINTED, "kept as a file: the hospital wants it so")
    cashier.rest(0.3)
    assert not printed(printer)
    cashier.press("F11")  # wanted on paper now: the first
    cashier.until(lambda: cashier.view.print_state is PrintState.OUT, "it came")
    cashier.reprint()
    cashier.until(lambda: len(printed(printer)) == 2, "and one more")
    assert sorted("补打" in text_of(one) for one in printed(printer)) == [False, True]


def test_lists_come_out_on_a4_with_a_look_before(server: PrintServer, window: Open) -> None:
    """日终: F11 prints them, Ctrl F12 shows them first; a jam is said there, and asked meanwhile they come once."""
    sheets, slips = server.add("Sheets"), server.add("Slips")
    cashier = window(printing__a4="Sheets", printing__a5="Slips")
    cashier.press("F10", shift=True)
    day, panel = cashier.program.day, cashier.program.panel
    assert cashier.program.window.on_day
    keep_picture(cashier, "day-prints")
    preview(cashier)
    cashier.until(lambda: panel.shown is not None, "shown first")
    assert panel.shown is not None
    assert (panel.shown.title, len(panel.shown.pages)) == ("看名单", 2)
    keep_picture(cashier, "lists-shown")
    cashier.press("Escape")
    cashier.rest(0.3)
    assert not printed(sheets), "a look prints nothing"
    (sheets / "trouble").write_text("media-empty-error")
    cashier.press("F11")
    cashier.until(lambda: day.view.notice == "打印机缺纸。账已记好，不受影响；弄好了它自己接着打。", "it is said here")
    assert cashier.lamp(lamp_words.PRINTER) is LampState.MISSING
    keep_picture(cashier, "lists-no-paper")
    cashier.press("F11")
    cashier.rest(0.3)
    preview(cashier)
    cashier.until(lambda: panel.shown is not None, "looked at meanwhile")
    cashier.press("F11")
    cashier.rest(0.3)
    (sheets / "trouble").unlink()
    cashier.until(lambda: day.view.notice == "电话名单和医保办名单送去打印了。", "paper is in")
    cashier.until(lambda: len(printed(sheets)) == 2, "both, and once")
    texts = sorted(text_of(one) for one in printed(sheets))
    assert any("催办" in text for text in texts)
    for one in printed(sheets):
        assert sorted(sheet_size(one.read_bytes())) == pytest.approx([595, 842], abs=1)
    cashier.until(lambda: not cashier.office.papers.tray.state().unprinted, "nothing is left")
    cashier.rest(0.5)
    assert len(printed(sheets)) == 2, "asked for meanwhile, by either key, they come once"
    preview(cashier)
    cashier.until(lambda: panel.shown is not None, "shown once more")
    cashier.press("F11")
    cashier.until(lambda: len(printed(sheets)) == 4, "printed from there")
    assert not printed(slips)


def test_the_board_of_an_outage_comes_out_on_a4(server: PrintServer, window: Open) -> None:
    sheets = server.add("Sheets")
    cashier = window(printing__a4="Sheets")
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(TRAVELLER[1]), TRAVELLER[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.press("Escape")
    cashier.press("F10")
    queue, panel = cashier.program.queue, cashier.program.panel
    cashier.until(lambda: queue.view.outage is not None, "the outage is counted")
    preview(cashier)
    cashier.until(lambda: panel.shown is not None, "shown first")
    keep_picture(cashier, "board-shown")
    cashier.press("Escape")
    cashier.press("F11", ctrl=True)
    cashier.until(lambda: bool(printed(sheets)), "the board")
    assert queue.view.notice == "断线告示送去打印了，请贴在窗口。"
    keep_picture(cashier, "board-sent")
    cashier.stage.faults([])


@pytest.fixture
def hanging_lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An `lp` that hands in and then hangs, until it is taken away."""
    program = tmp_path / "programs" / "lp"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\n/usr/bin/lp "$@" > /dev/null 2>&1\nexec sleep 60\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setattr("counter_app.printing.cups._SEND_S", 2.0)
    return program


def test_a_slip_that_perhaps_came_is_said_and_the_next_one_is_a_reprint(
    server: PrintServer, window: Open, hanging_lp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = server.add("Slips")
    monkeypatch.setattr(Cups, "_jobs", lambda _cups: None)  # it tells nobody's jobs
    cashier = window(printing__a5="Slips")
    settle(cashier, RETIRED)
    cashier.until(lambda: cashier.view.print_state is PrintState.PERHAPS, "nobody can say whether it came")
    assert cashier.said() == "单子可能打出来了，先看打印机。没有的按[F11]补打；账已记好，不受影响。"
    assert word(cashier) == "1 张不知打没打"
    assert cashier.lamp(lamp_words.PRINTER) is LampState.SLOW
    keep_picture(cashier, "perhaps-printed")
    hanging_lp.unlink()
    panel = cashier.program.panel
    preview(cashier)
    cashier.until(lambda: panel.shown is not None and bool(panel.shown.left), "it stands on the list")
    cashier.type("1")
    keep_picture(cashier, "perhaps-printed-list")
    cashier.press("F11")
    cashier.rest(0.3)
    assert len(printed(printer)) == 1, "the unmarked original is not sent again from there"
    cashier.press("Escape")
    cashier.reprint()
    cashier.until(lambda: len(printed(printer)) == 2, "one more")
    assert sorted("补打" in text_of(one) for one in printed(printer)) == [False, True]
    cashier.until(lambda: cashier.lamp(lamp_words.PRINTER) is LampState.OK, "it stands for the one that was in doubt")
    assert cashier.claim().state is State.DONE


def refused(cashier: Cashier) -> None:
    cashier.identified(NOT_FILED)
    cashier.press("F8")
    assert cashier.reach(VisitState.FAILURE).failure.code == "01"


def test_a_notice_that_did_not_come_out_is_printed_as_it_is(server: PrintServer, window: Open) -> None:
    printer = server.add("Slips")
    cashier = window(printing__a5="Slips")
    subprocess.run(["cupsreject", "Slips"], check=True)
    refused(cashier)
    cashier.press("F11")
    cashier.reach(VisitState.FULL_PAYMENT)
    tray = cashier.office.papers.tray
    cashier.until(lambda: any(one.given_up for one in tray.state().unprinted), "the printer takes nothing")
    subprocess.run(["cupsaccept", "Slips"], check=True)
    cashier.press("F11")
    cashier.until(lambda: bool(printed(printer)), "it takes it now")
    assert cashier.program.panel.shown is None, "nobody holds one: there is no reason to ask for"
    assert cashier.said() == "告知单送去打印了，第 1 份。"
    cashier.until(lambda: not tray.state().unprinted, "nothing is left")
    assert ["补打" in text_of(one) for one in printed(printer)] == [False]
    assert len(cashier.slips("notice")) == 1


def test_a_notice_that_perhaps_came_is_off_the_list_once_another_is_there(
    server: PrintServer, window: Open, hanging_lp: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = server.add("Slips")
    monkeypatch.setattr(Cups, "_jobs", lambda _cups: None)  # it tells nobody's jobs
    cashier = window(printing__a5="Slips")
    refused(cashier)
    cashier.press("F11")
    tray = cashier.office.papers.tray
    cashier.until(lambda: any(one.perhaps for one in tray.state().unprinted), "nobody can say whether it came")
    hanging_lp.unlink()
    cashier.reprint()
    cashier.until(lambda: len(printed(printer)) == 2, "one more")
    assert sorted("补打" in text_of(one) for one in printed(printer)) == [False, True]
    cashier.until(lambda: not tray.state().unprinted, "it stands for the one that was in doubt")
    cashier.until(lambda: cashier.lamp(lamp_words.PRINTER) is LampState.OK, "and the lamp is well")


def word(cashier: Cashier) -> str:
    lamps = cashier.program.window._shell.lamps
    return next(lamp.word for lamp in lamps if lamp.name == lamp_words.PRINTER)
