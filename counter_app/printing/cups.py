"""The desktop's CUPS: a file goes in by `lp`, as from every other program; what becomes of it is asked by IPP, as
`lpstat` prints the same of a job that was printed and of one that was taken away (decision 007).
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping

from counter_app.printing import ipp
from counter_app.printing.values import JobState, NotTakenError, PerhapsTakenError, Trouble

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
# The last one so that cupsd reads the job's own file: of what it printed some seconds ago it forgot the name.
_OF_JOB = ("job-id", "job-name", "time-at-completed", "job-printer-up-time", "job-priority")
_SUFFIXES = ("-error", "-warning", "-report")
_MAY_BE_ELSEWHERE = "-report", (Trouble.NO_PAPER, Trouble.NO_INK)  # one tray of several, or one colour


class Cups:
    """As a `PrintSystem`. `environment`: in which its programs run; None: ours."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._environment = _outside(os.environ if environment is None else environment)

    def send(self, path: str, queue: str, media: str, title: str) -> str:
        """Hand in a file; the job's number. Raises NotTakenError, PerhapsTakenError."""
        options = ("-o", f"media={media}", "-o", "sides=one-sided", "-o", "print-scaling=none")
        answered = self.printer(queue) is not Trouble.NO_SYSTEM
        try:
            words = self._start("lp", _SEND_S, "-d", queue, "-t", title, *options, "--", path).split()
        except subprocess.TimeoutExpired:  # before the server took it, or after
            raise PerhapsTakenError(queue) from None
        number = next((word for word in words if word.startswith(f"{queue}-")), "")
        if number:
            return number
        # It may have lost its line with the file handed in. A server that nobody reached before has nothing of it.
        jobs = self._jobs()
        if jobs is None and answered:
            raise PerhapsTakenError(queue)
        number = _titled(title, jobs or [])
        if not number:
            raise NotTakenError(self.printer(queue) or Trouble.BROKEN)
        return f"{queue}-{number}"

    def find(self, title: str, ago_s: float) -> str | None:
        """The number of the job of this title; empty: there was none; None: nobody can say."""
        jobs = self._jobs()
        if jobs is None:
            return None
        number = _titled(title, jobs)
        # That it is not among them tells something only where they reach back to before it was handed in: a server
        # may keep no record of what it printed, or a short one. Of a job that is not ours it tells no name.
        told = (_ended(job) for job in jobs if job.get("job-name"))
        # Handed in later than now: our clock was set back meanwhile, and how long ago it was is not known.
        reach_back = ago_s >= 0 and any(ended and now - ended > ago_s for ended, now in told)
        return f"job-{number}" if number else "" if reach_back else None

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

    def _jobs(self) -> list[ipp.Values] | None:
        """All the server has on record, first those under way: one that ends in between is there twice. None: nobody
        answers.
        """
        server, jobs = self._run("lpstat", _ASK_S, "-H").strip(), []
        if not server:
            return None
        for which in ("not-completed", "completed"):
            uri = ("printer-uri", "ipp://localhost/")
            try:
                status, groups = ipp.ask_all(
                    server, ipp.GET_JOBS, uri, _OF_JOB, _ASK_S, user=_user(self._environment), which=which
                )
            except ipp.NoAnswerError:
                return None
            if status != ipp.OK and status != ipp.NOT_FOUND:  # not found: there are none
                return None
            jobs += groups
        return jobs

    def _ask(self, operation: int, uri: tuple[str, str], wanted: tuple[str, ...]) -> tuple[int, ipp.Values]:
        # Where the server is depends on the desktop's settings, and its own program knows how to read them.
        server = self._run("lpstat", _ASK_S, "-H").strip()
        if not server:
            raise ipp.NoAnswerError("no lpstat")
        return ipp.ask(server, operation, uri, wanted, _ASK_S)

    def _run(self, program: str, seconds: float, *arguments: str) -> str:
        """What it prints; nothing where it is not there, or does not end."""
        try:
            return self._start(program, seconds, *arguments)
        except subprocess.TimeoutExpired:
            return ""

    def _start(self, program: str, seconds: float, *arguments: str) -> str:
        """What it prints; nothing where it is not there or fails. Raises subprocess.TimeoutExpired: it was ended."""
        path = shutil.which(program, path=self._environment.get("PATH"))
        if path is None:
            return ""
        try:
            program_runs = subprocess.Popen(  # noqa: S603  # by its whole path, the queue's name from the settings
                [path, *arguments],
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                start_new_session=True,
            )
        except OSError:
            return ""
        with program_runs:
            try:
                said, _ = program_runs.communicate(timeout=seconds)
            except subprocess.TimeoutExpired:
                # With all it started: a script that stands for `lp` would leave the real one at it.
                os.killpg(program_runs.pid, signal.SIGKILL)
                raise
        return said if program_runs.returncode == 0 else ""


def _titled(title: str, jobs: list[ipp.Values]) -> str:
    return next((str(number) for job in jobs if job.get("job-name") == [title] for number in job.get("job-id", [])), "")


def _ended(job: ipp.Values) -> tuple[int, int]:
    """When a job ended and what time it is, by the server's clock; 0: it did not."""
    (ended, *_), (now, *_) = (job.get(name) or [0] for name in ("time-at-completed", "job-printer-up-time"))
    return (ended, now) if isinstance(ended, int) and isinstance(now, int) else (0, 0)


def _user(environment: Mapping[str, str]) -> str:
    """Whose jobs `lp` says they are: a server tells a job's name to its owner alone."""
    mine = pwd.getpwuid(os.geteuid()).pw_name
    return environment.get("CUPS_USER") or mine


def _outside(environment: Mapping[str, str]) -> dict[str, str]:
    """The desktop's own: a built program points the loader at the libraries it brings, which are not for `lp`."""
    found = {**environment, "LC_ALL": "C"}
    before = found.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        found.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        found["LD_LIBRARY_PATH"] = before
    return found
