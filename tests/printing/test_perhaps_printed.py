"""`lp` that is ended in the middle, with a real CUPS: the paper comes once, or the next one like it is a reprint."""

from __future__ import annotations

import itertools
import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from counter_app.desk.tray import Tray, Unprinted
from counter_app.print_settings import PrintSettings
from counter_app.printing.cups import Cups
from counter_app.slips.flow import Flow
from counter_app.slips.fonts import find_font, load_fonts
from counter_app.slips.forms import FORMS
from counter_app.slips.pdf import to_pdf
from tests.cups import PrintServer

KEY = "B03-20261129-000127"
_HANDS_IN = '/usr/bin/lp "$@" > /dev/null 2>&1\n'
_HANGS = "exec sleep 60\n"
_NUMBERS = itertools.count(1)
_DAY_S = 24 * 3600.0


@pytest.fixture(scope="module")
def pdf() -> bytes:
    flow = Flow(load_fonts([find_font()]), 12, form=FORMS["a5"])
    flow.paragraph("您付 295.75 元", "行")
    return to_pdf([flow], "a5", training=False)


class Desk:
    """A tray over a real print server, and an `lp` before the real one that does what it is told."""

    def __init__(self, folder: Path, server: PrintServer, queue: str, pdf: bytes) -> None:
        self.printer = server.add(queue)
        self._queue = queue
        self._programs = folder / "programs"
        self._programs.mkdir()
        self.slips = folder / "slips"
        self.slips.mkdir()
        self._pdf = pdf
        self.environment = {**server.environment, "PATH": f"{self._programs}:{server.environment['PATH']}"}
        self.tray = self.started()

    def started(self) -> Tray:
        """As the window has it after its start."""
        return Tray(self.slips, PrintSettings(a5=self._queue), Cups(self.environment))

    def lp(self, script: str) -> None:
        """What `lp` does from now on; empty: as it is."""
        program = self._programs / "lp"
        program.unlink(missing_ok=True)
        if script:
            program.write_text(f'#!/bin/sh\necho "$@" >> {self._programs}/asked\n{script}')
            program.chmod(0o755)

    def put(self, slip: str = "settlement") -> None:
        file = self.slips / f"{KEY}-{slip}.pdf"
        file.write_bytes(self._pdf)
        assert self.tray.put(file, KEY, slip)

    def until(self, true: Callable[[], object]) -> None:
        limit = time.monotonic() + 8
        while self.tray.work() and not true():
            assert time.monotonic() < limit, "never so"
            time.sleep(0.05)

    def papers(self) -> int:
        return len(list(self.printer.glob("*.pdf")))

    def left(self) -> Unprinted | None:
        """What has not come out, of one paper at most."""
        return next(iter(self.tray.state().unprinted), None)

    def stuck(self) -> Unprinted:
        found = self.left()
        assert found is not None
        return found

    def printed_before(self) -> None:
        """Something was printed, so that the server's record reaches back to before what is to come."""
        self.put("refund")
        self.until(lambda: not self.left())
        time.sleep(1.1)  # its record is to the second
        next(self.printer.glob("*.pdf")).unlink()


@pytest.fixture
def desk(tmp_path: Path, server: PrintServer, pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("counter_app.printing.cups._SEND_S", 2.0)  # for a real `lp` on a busy machine
    return Desk(tmp_path, server, f"Slips{next(_NUMBERS)}", pdf)


def test_lp_that_hangs_after_it_handed_in_prints_once(desk: Desk) -> None:
    desk.lp(_HANDS_IN + _HANGS)
    desk.put()
    desk.until(lambda: not desk.left() or desk.stuck().given_up)
    desk.lp("")
    if desk.left():  # taken as not printed: F11
        desk.tray.again(f"{KEY}-settlement")
        desk.until(lambda: not desk.left())
    time.sleep(0.3)
    assert desk.papers() == 1, "the same unmarked original came twice"
    assert desk.tray.came(f"{KEY}-settlement"), "the next one is a reprint"


def test_lp_that_lost_its_line_after_it_handed_in_prints_once(desk: Desk) -> None:
    desk.lp(_HANDS_IN + "exit 1\n")
    desk.put()
    desk.until(lambda: not desk.left())
    assert desk.papers() == 1


def test_lp_that_hangs_before_it_handed_in_is_started_again(desk: Desk) -> None:
    desk.printed_before()
    desk.lp(f'[ $(wc -l < "$(dirname "$0")/asked") -gt 1 ] && exec /usr/bin/lp "$@"\n{_HANGS}')
    desk.put()
    desk.until(lambda: not desk.left() or desk.stuck().given_up)
    assert not desk.left()
    assert desk.papers() == 1


def test_lp_that_never_hands_in_gives_up_what_surely_was_not_printed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.printed_before()
    desk.lp(_HANGS)
    desk.put()
    with monkeypatch.context() as soon:
        soon.setattr("counter_app.printing.cups._SEND_S", 0.3)
        desk.until(lambda: desk.stuck().given_up)
    assert not desk.stuck().perhaps
    desk.lp("")
    assert desk.tray.again(f"{KEY}-settlement")
    desk.until(lambda: not desk.left())
    assert desk.papers() == 1, "the same paper, no reprint"


def test_where_the_server_keeps_no_record_nobody_can_say_and_the_next_is_a_reprint(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Cups, "_jobs", lambda _cups: [])
    desk.lp(_HANDS_IN + _HANGS)
    desk.put()
    desk.until(lambda: desk.left() and desk.stuck().given_up)
    assert desk.stuck().perhaps
    assert not desk.tray.again(f"{KEY}-settlement"), "the unmarked original is not sent again"
    assert desk.started().work().unprinted[0].perhaps, "also after a restart"
    desk.tray.drop(f"{KEY}-settlement")
    assert desk.tray.came(f"{KEY}-settlement"), "off the list, and the next one is a reprint all the same"
    time.sleep(0.3)
    assert desk.papers() == 1


def test_a_server_that_was_away_is_asked_again_when_it_is_back(desk: Desk) -> None:
    (desk.printer / "trouble").write_text("media-empty-error")
    desk.lp(_HANDS_IN + _HANGS)
    desk.put()
    with pytest.MonkeyPatch.context() as away:
        away.setattr(Cups, "_jobs", lambda _cups: None)
        desk.until(lambda: desk.stuck().given_up)
        assert desk.stuck().perhaps
    desk.until(lambda: not desk.stuck().given_up)
    assert not desk.stuck().perhaps, "it is there: followed as any other"
    (desk.printer / "trouble").unlink()
    desk.until(lambda: not desk.left())
    assert desk.papers() == 1


class Killed(BaseException):
    """As a process is: no handler of ours runs."""


def test_a_window_killed_while_it_handed_in_finds_its_paper(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    handed_in = Cups.send

    def killed(cups: Cups, *handed: str) -> str:
        raise Killed(handed_in(cups, *handed))

    desk.put()
    with monkeypatch.context() as here:
        here.setattr(Cups, "send", killed)
        with pytest.raises(Killed):
            desk.tray.work()
    desk.tray = desk.started()
    desk.until(lambda: not desk.left())
    assert desk.papers() == 1
    assert desk.tray.came(f"{KEY}-settlement")


def test_a_paper_handed_in_by_an_earlier_version_came_perhaps(desk: Desk) -> None:
    """Its file says neither a job nor a mark: killed in between, and there is nothing to ask for."""
    desk.put()
    (file,) = desk.slips.glob("*.print")
    row = json.loads(file.read_text("utf-8"))
    file.write_text(json.dumps({name: row[name] for name in row if name not in ("mark", "perhaps")}), "utf-8")
    desk.tray = desk.started()
    desk.tray.work()
    assert desk.stuck().perhaps
    assert desk.papers() == 0


def test_a_job_is_found_by_the_user_it_is_of_where_its_name_is_private(desk: Desk) -> None:
    """As CUPS's own settings have it: JobPrivateValues default."""
    desk.put()
    desk.until(lambda: not desk.left())
    jobs = Cups(desk.environment)._jobs() or []
    (name,) = [str(name) for job in jobs for name in job.get("job-name", []) if KEY in str(name)][-1:]
    assert re.fullmatch(rf"{KEY}-settlement [0-9a-f]{{8}}", name), "the claim's number and the kind, no person"
    owner, nobody = Cups(desk.environment), Cups({**desk.environment, "CUPS_USER": "nobody"})
    any_time = 0.0
    assert owner.find(name, any_time)
    desk.until(lambda: owner.find("never handed in", any_time) == "")  # its clock counts whole seconds
    assert owner.find("never handed in", _DAY_S) is None, "the record does not reach so far back"
    assert nobody.find(name, any_time) is None, "another user is not told, and so cannot say"


def test_a_clock_that_was_set_back_makes_nobody_sure_that_nothing_was_printed(desk: Desk) -> None:
    """By our clock it is handed in an hour from now: that the record reaches back to then tells nothing."""
    desk.put()
    desk.until(lambda: not desk.left())
    cups = Cups(desk.environment)
    (name,) = [str(job["job-name"][0]) for job in cups._jobs() or [] if job.get("job-name")][-1:]
    assert cups.find("ours, long forgotten", -3600.0) is None
    assert cups.find(name, -3600.0), "what is on record is found all the same"
