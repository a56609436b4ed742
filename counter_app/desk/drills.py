"""Drills of the training mode: one at a time, begun by somebody, ended by somebody, and on record in between.

What runs stands in a small file of the training folder, so that a drill goes on over a power cut, which is one of them:
the program is then really ended in the middle of a call. It holds no person, only numbers of claims and times.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

__all__ = ["DrillKind", "Drills", "Running", "Stage", "die", "drawn", "running_in"]

_FILE, _REPORTS, _OWN = "drill.json", "drills", "new-year"
_BEFORE_MIDNIGHT = timedelta(minutes=2)
_OUTAGE_UNTIL = timedelta(minutes=2)  # into the new year
_NOT_PLAYED = -1
_CUTS = "hang"  # the fault that holds back the answer on which the power goes


class DrillKind(StrEnum):
    """The five; their values are the sandbox's names."""

    LOST_ANSWER = "lost_answer"
    SLOW = "slow"
    HALF_DOWN = "half_down"
    POWER_CUT = "power_cut"
    NEW_YEAR = "new_year"


class Stage(Protocol):
    """The training service as its trainer commands it."""

    def drill(self, name: str, seed: int, ahead_s: int = 0) -> None:
        """Set the faults of a drill."""

    def calm(self) -> None:
        """No faults any more."""

    def struck(self) -> Mapping[str, int]:
        """How often each fault has struck since the service was started."""

    def ledger(self) -> Mapping[str, Any]:
        """What it has booked."""


@dataclass(frozen=True, slots=True)
class Running:
    """The drill under way. `hidden`: drawn by lot, nobody is told which it is. `calls`: how many messages the service
    had received before. `struck`: by faults of services that have ended since. `cut_at`: when the power went, and
    `back_at`: when the program was there again. `ahead_s`, `folder`: of New Year, whose clock and books are its own.
    `stands_since`: by a claim's number when its person was identified.
    """

    kind: DrillKind
    seed: int
    began: datetime
    calls: int = 0
    hidden: bool = False
    struck: Mapping[str, int] = field(default_factory=dict)
    cut_at: datetime | None = None
    back_at: datetime | None = None
    ahead_s: int = 0
    folder: str = ""
    stands_since: Mapping[str, datetime] = field(default_factory=dict)


def running_in(folder: Path) -> Running | None:
    """The drill on record in a training folder; None where none is, or nobody can read it."""
    try:
        row = json.loads((folder / _FILE).read_text("utf-8"))
        for name in ("began", "cut_at", "back_at"):
            row[name] = datetime.fromisoformat(row[name]) if row[name] else None
        since = {key: datetime.fromisoformat(at) for key, at in row["stands_since"].items()}
        return Running(**{**row, "kind": DrillKind(row["kind"]), "stands_since": since})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def drawn() -> int:
    """Where it strikes."""
    return secrets.randbelow(2**31)


def die() -> None:
    """As the power goes: no clean-up, no farewell."""
    os.kill(os.getpid(), signal.SIGKILL)


class Drills:
    """The drills of one training folder. Everything that asks the stage blocks for a moment: for a worker's thread.

    `now`: the window's clock. `ends`: ends this program at once.
    """

    def __init__(self, stage: Stage, folder: Path, now: Callable[[], datetime], ends: Callable[[], None] = die) -> None:
        self._stage, self._folder, self._now, self._ends = stage, folder, now, ends
        self._lock = threading.RLock()
        self._running = running_in(folder)
        self._before: Mapping[str, int] = {}

    @property
    def running(self) -> Running | None:
        """What is under way."""
        return self._running

    @property
    def restarts(self) -> bool:
        """What runs wants a program that is started anew: its clock and books are not those of this one."""
        return self._running is not None and bool(self._running.folder) and not self._before

    def begin(self, kind: DrillKind, *, hidden: bool = False) -> Running:
        """Begin it, or draw one of those that need no new start where `hidden`; one that runs goes on."""
        if self._running is not None:
            return self._running
        now, seed = self._now(), drawn()
        try:
            if kind is DrillKind.NEW_YEAR:
                eve = datetime(now.year + 1, 1, 1, tzinfo=now.tzinfo) - _BEFORE_MIDNIGHT
                ahead = int((eve - now).total_seconds())
                own = f"{_OWN}-{now:%Y%m%d-%H%M%S}"
                self._keep(Running(kind, seed, eve, _NOT_PLAYED, ahead_s=ahead, folder=own))
            else:
                self._play(Running(kind, seed, now, _NOT_PLAYED, hidden))
        except Exception:  # what was told not to have begun does not run
            self._forget()
            raise
        assert self._running is not None  # noqa: S101 - kept just now
        return self._running

    def draw(self) -> Running:
        """One of the four that need no new start, and nobody is told which."""
        return self.begin(secrets.choice([kind for kind in DrillKind if kind is not DrillKind.NEW_YEAR]), hidden=True)

    def resume(self) -> None:
        """At a start of the program: what ran goes on, and after the power cut nothing strikes again."""
        running = self._running
        if running is None:
            return
        if running.cut_at is None:
            self._play(running)
            if running.back_at is not None:  # the line was back already
                self._stage.calm()
        elif running.back_at is None:
            self._change(back_at=self._now())

    def _play(self, running: Running) -> None:
        if running.calls == _NOT_PLAYED:
            running = replace(running, calls=len(self._stage.ledger()["calls"]))
        self._before = dict(self._stage.struck())
        self._keep(running)  # first: what nobody has on record must not strike
        try:
            self._stage.drill(running.kind.value, running.seed, running.ahead_s)
        except Exception:
            with suppress(OSError):  # it may have set the half of it
                self._stage.calm()
            raise

    def look(self) -> None:
        """Once a second: the power goes when its call is held, and the line is back in the new year's first minutes."""
        running = self._running
        if running is None:
            return
        if running.kind is DrillKind.POWER_CUT and running.cut_at is None:
            struck = self._struck(running)
            if struck.get(_CUTS):
                self._change(cut_at=self._now(), struck=struck)
                self._ends()
        elif running.kind is DrillKind.NEW_YEAR and self._before:
            midnight = running.began + _BEFORE_MIDNIGHT
            if self._now() >= midnight + _OUTAGE_UNTIL and running.back_at is None:
                self._stage.calm()
                self._change(back_at=self._now())

    def _struck(self, running: Running) -> dict[str, int]:
        told = dict(self._stage.struck()) if self._before else {}
        sums = {name: count - self._before.get(name, 0) for name, count in told.items()}
        names = {*sums, *running.struck}
        together = {name: sums.get(name, 0) + running.struck.get(name, 0) for name in sorted(names)}
        return {name: count for name, count in together.items() if count}

    def stands(self, key: str, since: datetime) -> None:
        """The claim's person was identified then."""
        with self._lock:
            running = self._running
            if running is not None and key not in running.stands_since:
                self._change(stands_since={**running.stands_since, key: since})

    def calmed(self) -> tuple[Running, Mapping[str, int], Mapping[str, Any]] | None:
        """No faults from now on: what ran, how often each fault struck, and the service's books. None: nothing ran.

        It stays on record until `end`, so that it can be judged once more where the window's books refused.
        """
        running = self._running
        if running is None:
            return None
        struck = self._struck(running)
        self._stage.calm()
        return running, struck, self._stage.ledger()

    def end(self) -> None:
        """Its report is written: nothing runs any more. Raises OSError."""
        with self._lock:
            (self._folder / _FILE).unlink(missing_ok=True)
            self._running, self._before = None, {}

    def _forget(self) -> None:
        with suppress(OSError):
            (self._folder / _FILE).unlink(missing_ok=True)
        self._running, self._before = None, {}

    # What a report says stays beside the training's books.

    def keep_report(self, running: Running, text: str) -> Path | None:
        """The report as a text file. None: the disk did not take it."""
        folder = self._folder / _REPORTS
        file = folder / f"{running.began:%Y%m%d-%H%M%S}-{running.kind.value}.txt"
        with suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            file.touch(mode=0o600)
            file.write_text(text, "utf-8")
            return file
        return None

    def last_report(self) -> str:
        """The text of the one that was kept last; empty where none is."""
        found = sorted((self._folder / _REPORTS).glob("*.txt"), key=lambda file: file.stat().st_mtime_ns)
        with suppress(OSError, ValueError):
            return found[-1].read_text("utf-8") if found else ""
        return ""

    def _change(self, **changes: Any) -> None:
        with self._lock:
            if self._running is not None:
                self._keep(replace(self._running, **changes))

    def _keep(self, running: Running) -> None:
        row = asdict(running)
        for name in ("began", "cut_at", "back_at"):
            row[name] = row[name].isoformat() if row[name] else None
        row["stands_since"] = {key: at.isoformat() for key, at in running.stands_since.items()}
        self._running = running
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._folder / f"{_FILE}.part"
        with draft.open("w", encoding="utf-8") as file:  # on the disk: the next moment may be the power cut
            json.dump(row, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / _FILE)
