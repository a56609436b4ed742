"""Papers through a real CUPS server and a printer that can be told to jam."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from counter_app.printing.cups import Cups
from counter_app.printing.values import JobState, NotTakenError, Trouble
from counter_app.slips.flow import Flow
from counter_app.slips.fonts import find_font, load_fonts
from counter_app.slips.forms import FORMS
from counter_app.slips.pdf import sheet_size, to_pdf
from tests.cups import PrintServer


@pytest.fixture
def cups(server: PrintServer) -> Cups:
    return Cups(server.environment)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One short paper for each kind of paper."""
    made, fonts = {}, load_fonts([find_font()])
    for name, form in FORMS.items():
        flow = Flow(fonts, 12, form=form)
        for line in range(12):
            flow.paragraph(f"第 {line} 行：您付 295.75 元", "行")
        made[name] = tmp_path_factory.mktemp("papers") / f"{name}.pdf"
        made[name].write_bytes(to_pdf([flow], name, training=False))
    return made


def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit, "never so"
        time.sleep(0.05)


def text_of(paper: Path) -> str:
    return subprocess.run(["pdftotext", str(paper), "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("form", FORMS)
def test_each_paper_comes_out_of_its_printer_in_its_own_size(
    form: str, server: PrintServer, cups: Cups, papers: dict[str, Path]
) -> None:
    printer = server.add(f"of-{form.replace('_', '-')}")
    wide, high = sheet_size(papers[form].read_bytes())
    job = cups.send(str(papers[form]), printer.name, f"Custom.{wide}x{high}", "paper")
    until(lambda: cups.job(job) is JobState.DONE)
    (came,) = printer.glob("*.pdf")
    assert "您付 295.75 元" in text_of(came)
    printed = sheet_size(came.read_bytes())
    assert printed == pytest.approx((wide, high), abs=1.0), "the print system scaled or turned it"


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ("media-empty-error", Trouble.NO_PAPER),
        ("media-jam-error", Trouble.JAM),
        ("cover-open-error", Trouble.COVER),
        # As CUPS's own backends for network and USB printers say it.
        ("media-empty-warning", Trouble.NO_PAPER),
        ("offline-report", Trouble.OFFLINE),
        ("door-open-report", Trouble.COVER),
        ("media-empty-report", None),  # some tray of several
        ("media-jam-error,media-empty-error", Trouble.JAM),
        ("toner-low-warning", None),
    ],
)
def test_what_the_printer_says_is_heard_and_its_job_waits_until_it_is_mended(
    said: str, trouble: Trouble | None, server: PrintServer, cups: Cups, papers: dict[str, Path]
) -> None:
    printer = server.add("jams")
    for old in printer.glob("*.pdf"):
        old.unlink()
    (printer / "trouble").write_text(said)
    job = cups.send(str(papers["a5"]), printer.name, "A5", "paper")
    until(lambda: "printing" in server.run("lpstat", "-p", "jams"))
    until(lambda: cups.printer(printer.name) is trouble)
    assert cups.job(job) is JobState.WAITING
    (printer / "trouble").unlink()
    until(lambda: cups.job(job) is JobState.DONE)
    until(lambda: cups.printer(printer.name) is None)
    assert len(list(printer.glob("*.pdf"))) == 1, "paper put in again: it comes once"


def test_a_job_that_somebody_took_away_is_not_taken_for_printed(
    server: PrintServer, cups: Cups, papers: dict[str, Path]
) -> None:
    printer = server.add("emptied")
    (printer / "trouble").write_text("media-empty-error")
    job = cups.send(str(papers["a5"]), printer.name, "A5", "paper")
    server.run("cancel", job)
    until(lambda: cups.job(job) is JobState.FAILED)
    assert not list(printer.glob("*.pdf"))


def test_a_queue_that_is_not_there_or_paused_says_so(server: PrintServer, cups: Cups, papers: dict[str, Path]) -> None:
    assert cups.printer("nowhere") is Trouble.MISSING
    with pytest.raises(NotTakenError) as refused:
        cups.send(str(papers["a5"]), "nowhere", "A5", "to nowhere")
    assert refused.value.trouble is Trouble.MISSING
    printer = server.add("paused")
    server.run("/usr/sbin/cupsdisable", printer.name)
    assert cups.printer(printer.name) is Trouble.PAUSED
    server.run("/usr/sbin/cupsreject", printer.name)
    with pytest.raises(NotTakenError) as refused:
        cups.send(str(papers["a5"]), printer.name, "A5", "to a closed queue")
    assert refused.value.trouble is Trouble.PAUSED


def test_a_job_whose_state_is_not_told_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """An attribute without a value (no-value, 0x13) arrives as an empty text."""
    monkeypatch.setattr("counter_app.printing.ipp.ask", lambda *_asked: (0, {"job-state": [""]}))
    monkeypatch.setattr(Cups, "_run", lambda *_asked: "localhost:631")
    assert Cups().job("slips-1") is JobState.WAITING


def test_a_print_system_that_does_not_answer_is_a_trouble_and_no_crash(tmp_path: Path, papers: dict[str, Path]) -> None:
    """No server at the socket; then not even its programs."""
    for environment in ({"CUPS_SERVER": str(tmp_path / "cups.sock"), "PATH": "/usr/bin"}, {"PATH": str(tmp_path)}):
        away = Cups(environment)
        assert away.printer("slips") is Trouble.NO_SYSTEM
        assert away.job("slips-1") is JobState.WAITING, "nobody said that it was not printed"
        with pytest.raises(NotTakenError) as refused:
            away.send(str(papers["a5"]), "slips", "A5", "paper")
        assert refused.value.trouble is Trouble.NO_SYSTEM


def test_a_built_program_does_not_lend_its_libraries_to_lp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """PyInstaller's starter sets LD_LIBRARY_PATH to its own folder, and keeps what was set before."""
    program = tmp_path / "lpstat"
    program.write_text('#!/bin/sh\necho "/nowhere:$LD_LIBRARY_PATH"\n')
    program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/bin", "LD_LIBRARY_PATH": "/the/program"}
    assert Cups(environment)._run("lpstat", 5) == "/nowhere:/the/program\n"
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert Cups(environment)._run("lpstat", 5) == "/nowhere:\n"
    environment["LD_LIBRARY_PATH_ORIG"] = "/opt/lib"
    assert Cups(environment)._run("lpstat", 5) == "/nowhere:/opt/lib\n"
