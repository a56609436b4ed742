"""What is to come out of a printer: handed in once, watched, kept on the list where it does not come."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from counter_app.desk.tray import Tray
from counter_app.print_settings import PrintSettings
from counter_app.printing.values import JobState, NotTakenError, Trouble

ALL_ON_A5 = PrintSettings(a5="Slips")
KEY = "B03-20261129-000127"


@dataclass
class Printer:
    """A print system that does as it is told."""

    trouble: Trouble | None = None
    takes: bool = True
    jobs: dict[str, JobState] = field(default_factory=dict)
    sent: list[tuple[str, str, str]] = field(default_factory=list)

    def send(self, path: str, queue: str, media: str, title: str) -> str:
        if not self.takes:
            raise NotTakenError(self.trouble or Trouble.BROKEN)
        self.sent.append((Path(path).name, queue, media))
        job = f"{queue}-{len(self.sent)}"
        self.jobs[job] = JobState.WAITING
        return job

    def find(self, title: str, ago_s: float) -> str | None:
        return None

    def printer(self, queue: str) -> Trouble | None:
        return self.trouble

    def job(self, number: str) -> JobState:
        return self.jobs.get(number, JobState.UNKNOWN)


def paper(folder: Path, name: str = f"{KEY}-settlement") -> Path:
    file = folder / f"{name}.pdf"
    file.write_bytes(b"%PDF-1.4\n<< /MediaBox [ 0 0 226.77 812.5 ] >>")
    return file


def test_a_paper_is_handed_in_once_and_forgotten_when_it_is_printed(tmp_path: Path) -> None:
    printer = Printer()
    tray = Tray(tmp_path, PrintSettings(roll="Roll", papers={"settlement": "roll"}), printer)
    heard: list[int] = []
    tray.told = lambda: heard.append(1)
    assert tray.put(paper(tmp_path), KEY, "settlement")
    assert heard, "somebody is told, so that nobody waits for the next pulse"
    for _ in range(3):
        state = tray.work()
    assert printer.sent == [(f"{KEY}-settlement.pdf", "Roll", "Custom.226.77x812.5")]
    assert [one.key for one in state.unprinted] == [KEY]
    printer.jobs["Roll-1"] = JobState.DONE
    assert tray.work().unprinted == ()
    assert not list(tmp_path.glob("*.print")), "nothing is left to be found by the next start"


def test_without_a_printer_papers_are_kept_as_files_alone(tmp_path: Path) -> None:
    tray = Tray(tmp_path, PrintSettings(roll="Roll"), Printer())
    assert not tray.put(paper(tmp_path), KEY, "settlement"), "the settlement slip takes A5, and only a roll is there"
    assert tray.work().unprinted == ()
    assert not Tray(tmp_path, PrintSettings(), Printer()).work().printers


def test_a_printer_without_paper_keeps_the_job_and_says_why(tmp_path: Path) -> None:
    printer = Printer(trouble=Trouble.NO_PAPER)
    tray = Tray(tmp_path, ALL_ON_A5, printer)
    tray.put(paper(tmp_path), KEY, "settlement")
    (one,) = tray.work().unprinted
    assert (one.trouble, one.given_up) == (Trouble.NO_PAPER, False)
    assert not tray.again(one.name), "it comes by itself: pressed again it would come twice"
    tray.work()
    assert len(printer.sent) == 1
    printer.trouble = None
    printer.jobs["Slips-1"] = JobState.DONE
    assert tray.work().unprinted == ()


@pytest.mark.parametrize("how", ["not taken", "taken away"])
def test_what_did_not_come_out_stays_until_a_person_wants_it_printed(how: str, tmp_path: Path) -> None:
    printer = Printer(trouble=Trouble.MISSING, takes=how != "not taken")
    tray = Tray(tmp_path, ALL_ON_A5, printer)
    tray.put(paper(tmp_path), KEY, "settlement")
    tray.work()
    if how == "taken away":
        printer.jobs["Slips-1"] = JobState.FAILED
    (one,) = tray.work().unprinted
    assert one.given_up
    assert one.trouble is Trouble.MISSING
    printer.trouble, printer.takes, before = None, True, len(printer.sent)
    tray.work()
    assert len(printer.sent) == before, "half an hour later nobody stands there: it is not printed by itself"
    assert tray.again(one.name)
    tray.work()
    assert len(printer.sent) == before + 1
    assert printer.sent[-1][0] == f"{KEY}-settlement.pdf", "the same paper, no reprint"


def test_the_list_is_there_again_after_the_window_was_closed_or_killed(tmp_path: Path) -> None:
    printer = Printer(trouble=Trouble.JAM)
    tray = Tray(tmp_path, ALL_ON_A5, printer)
    tray.put(paper(tmp_path), KEY, "settlement")
    tray.work()
    tray.put(paper(tmp_path, f"{KEY}-refund"), KEY, "refund")  # killed before it was handed in, or right after
    state = (later := Tray(tmp_path, ALL_ON_A5, printer)).work()
    assert {one.slip: one.given_up for one in state.unprinted} == {"settlement": False, "refund": True}
    assert len(printer.sent) == 1, "a start prints nothing: a person sees what lies in the printer"
    printer.jobs["Slips-1"] = JobState.DONE
    assert [one.slip for one in later.work().unprinted] == ["refund"]
    later.drop(f"{KEY}-refund")
    assert Tray(tmp_path, ALL_ON_A5, printer).work().unprinted == ()
    assert (tmp_path / f"{KEY}-refund.pdf").exists(), "off the list, not off the disk"


def test_a_print_system_that_keeps_no_record_of_what_it_printed_is_believed(tmp_path: Path) -> None:
    printer = Printer()
    tray = Tray(tmp_path, ALL_ON_A5, printer)
    tray.put(paper(tmp_path), KEY, "settlement")
    tray.work()
    printer.jobs.clear()
    assert tray.work().unprinted == ()


def test_a_list_that_cannot_be_kept_or_read_stops_no_paper(tmp_path: Path) -> None:
    printer = Printer()
    (tmp_path / "torn.print").write_text('{"name": "to', "utf-8")
    tray = Tray(tmp_path, ALL_ON_A5, printer)
    (tmp_path / f"{KEY}-settlement.print-part").mkdir()
    tray.put(paper(tmp_path), KEY, "settlement")
    tray.work()
    assert len(printer.sent) == 1
    (tmp_path / f"{KEY}-refund.pdf").write_bytes(b"torn")
    tray.put(tmp_path / f"{KEY}-refund.pdf", KEY, "refund")
    assert {one.slip: one.given_up for one in tray.work().unprinted}["refund"]


def test_one_paper_that_cannot_be_asked_after_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printer = Printer()
    tray = Tray(tmp_path, ALL_ON_A5, printer)
    for slip in ("settlement", "refund"):
        tray.put(paper(tmp_path, f"{KEY}-{slip}"), KEY, slip)
        tray.work()
    printer.jobs["Slips-2"] = JobState.DONE
    asked = printer.job

    def breaks(number: str) -> JobState:
        if number == "Slips-1":
            raise ValueError(number)
        return asked(number)

    monkeypatch.setattr(printer, "job", breaks)
    assert [one.slip for one in tray.work().unprinted] == ["settlement"]
