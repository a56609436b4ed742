"""The desktop's CUPS: a file goes in by `lp`, as from every other program; what becomes of it is asked by IPP, as
`lpstat` prints the same of a job that was printed and of one that was taken away (decision 007).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping

from counter_app.printing import ipp
from counter_app.printing.values import JobState, NotTakenError, Trouble

__all__ = ["Cups"]

_SEND_S, _ASK_S = 15.0, 5.0
_STOPPED = 5  # printer-state
_JOB_STATES = {7: JobState.FAILED, 8: JobState.FAILED, 9: JobState.DONE}  # canceled, aborted, completed
# RFC 8011, 5.4.12, and what CUPS adds; each may end in -error, -warning or -report, which its backends do not mean as
# the standard does: they say media-jam-warning and offline-report of a printer that stands. The first found is told.
_REASONS = (
    ("media-jam", Trouble.JAM),
    ("cover-open", Trouble.COVER),
    ("door-open", Trouble.COVER),
    ("interlock-open", Trouble.COVER),
    ("media-empty", Trouble.NO_PAPER),
    ("media-needed", Trouble.NO_PAPER),
    ("input-tray-missing", Trouble.NO_PAPER),
    ("toner-empty", Trouble.NO_INK),
    ("marker-supply-empty", Trouble.NO_INK),
    ("offline", Trouble.OFFLINE),
    ("timed-out", Trouble.OFFLINE),
    ("shutdown", Trouble.OFFLINE),
    ("paused", Trouble.PAUSED),
    ("moving-to-paused", Trouble.PAUSED),
    ("stopped-partly", Trouble.PAUSED),
)
_SUFFIXES = ("-error", "-warning", "-report")
_MAY_BE_ELSEWHERE = "-report", (Trouble.NO_PAPER, Trouble.NO_INK)  # one tray of several, or one colour


class Cups:
    """As a `PrintSystem`. `environment`: in which its programs run; None: ours."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._environment = _outside(os.environ if environment is None else environment)

    def send(self, path: str, queue: str, media: str) -> str:
        """Hand in a file; the job's number. Raises NotTakenError."""
        options = ("-o", f"media={media}", "-o", "sides=one-sided", "-o", "print-scaling=none")
        # The title is the job's name in every list of the print system: the paper's kind and number, no person.
        said = self._run("lp", _SEND_S, "-d", queue, *options, "--", path)
        words = said.split()
        number = next((word for word in words if word.startswith(f"{queue}-")), "")
        if not number:
            raise NotTakenError(self.printer(queue) or Trouble.BROKEN)
        return number

    def printer(self, queue: str) -> Trouble | None:
        """What keeps the printer from printing; None when nothing does."""
        wanted = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
        try:
            status, found = self._ask(ipp.GET_PRINTER, ("printer-uri", f"ipp://localhost/printers/{queue}"), wanted)
        except ipp.NoAnswerError:
            return Trouble.NO_SYSTEM
        if status == ipp.NOT_FOUND:
            return Trouble.MISSING
        reasons = [str(reason) for reason in found.get("printer-state-reasons", [])]
        report, harmless = _MAY_BE_ELSEWHERE
        for name, trouble in _REASONS:
            told = (name, *(name + suffix for suffix in _SUFFIXES if suffix != report or trouble not in harmless))
            if any(reason in told for reason in reasons):
                return trouble
        if found.get("printer-is-accepting-jobs") == [0] or found.get("printer-state") == [_STOPPED]:
            return Trouble.PAUSED
        return None

    def job(self, number: str) -> JobState:
        """What became of a job."""
        uri = ("job-uri", f"ipp://localhost/jobs/{number.rpartition('-')[2]}")
        try:
            status, found = self._ask(ipp.GET_JOB, uri, ("job-state",))
        except ipp.NoAnswerError:
            return JobState.WAITING  # it lies in the server's spool, on disk
        if status == ipp.NOT_FOUND:
            return JobState.UNKNOWN
        state = found.get("job-state", [0])[0]
        return _JOB_STATES.get(state, JobState.WAITING) if isinstance(state, int) else JobState.WAITING

    def _ask(self, operation: int, uri: tuple[str, str], wanted: tuple[str, ...]) -> tuple[int, ipp.Values]:
        # Where the server is depends on the desktop's settings, and its own program knows how to read them.
        server = self._run("lpstat", _ASK_S, "-H").strip()
        if not server:
            raise ipp.NoAnswerError("no lpstat")
        return ipp.ask(server, operation, uri, wanted, _ASK_S)

    def _run(self, program: str, seconds: float, *arguments: str) -> str:
        """What it prints; nothing where it is not there, or does not end."""
        path = shutil.which(program, path=self._environment.get("PATH"))
        if path is None:
            return ""
        try:
            done = subprocess.run(  # noqa: S603  # the program by its whole path, the queue's name from the settings
                [path, *arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return done.stdout if done.returncode == 0 else ""


def _outside(environment: Mapping[str, str]) -> dict[str, str]:
    """The desktop's own: a built program points the loader at the libraries it brings, which are not for `lp`."""
    found = {**environment, "LC_ALL": "C"}
    before = found.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        found.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        found["LD_LIBRARY_PATH"] = before
    return found
