"""What training stands on: the sandbox on a stage, and a data folder of its own. For the command line.

A drill over New Year has a clock and books of its own: the folder of that drill, and a program that was started anew.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from counter_app.desk import clock
from counter_app.desk.commands import Moment
from counter_app.desk.drills import running_in
from counter_app.settings import default_folder
from sandbox.stage import Stage

__all__ = [
    "other_line",
    "put_into_environment",
    "start_again",
    "start_other",
    "training_base",
    "training_data",
    "training_stage",
]

_TRAINING = "--training"


def training_base(chosen: argparse.Namespace) -> Path:
    """Training keeps its own folder."""
    base: Path = (chosen.data or default_folder()) / "training"
    return base


def training_data(chosen: argparse.Namespace) -> Path:
    """That folder, or the one within it of the drill that runs, where it has books of its own."""
    base = training_base(chosen)
    running = running_in(base)
    return base / running.folder if running is not None and running.folder else base


def training_stage(chosen: argparse.Namespace) -> Stage:
    """The service, the cards and the faults, with their ledger and bills in the training folder."""
    data = training_data(chosen)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    books = data / "sandbox"
    books.mkdir(exist_ok=True)
    running = running_in(training_base(chosen))
    if running is not None and running.ahead_s:
        _stand_ahead(timedelta(seconds=running.ahead_s))
    return Stage(books / "ledger.db", data / "orders", clock.moment().wall)


def start_again() -> None:
    """This program, from its beginning: what it was called with is called once more."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def start_other(*, training: bool) -> None:
    """This program on the other side: in `training`, or out of it."""
    os.execv(sys.executable, [sys.executable, *other_line(sys.orig_argv[1:], training=training)])  # noqa: S606


def other_line(words: Sequence[str], *, training: bool) -> list[str]:
    """What is typed for the other side. An option may be typed in part, as far as it is told from the others."""
    line = [word for word in words if not (word.startswith("--t") and _TRAINING.startswith(word))]
    return [*line, _TRAINING] if training else line


def put_into_environment(told: Mapping[str, str], ends: ExitStack) -> None:
    """For this program until `ends`: a real window that is started after it has the machine's own card service."""
    for name, value in told.items():
        ends.callback(_restore, name, os.environ.get(name))
        os.environ[name] = value


def _restore(name: str, value: str | None) -> None:
    os.environ.pop(name, None)
    if value is not None:
        os.environ[name] = value


def _stand_ahead(ahead: timedelta) -> None:
    """The clock of everybody who asks for the time from now on; ages go on as they are."""
    real = clock.moment

    def moment() -> Moment:
        now = real()
        return Moment(now.wall + ahead, now.boot)

    setattr(clock, "moment", moment)  # noqa: B010 - nobody but the training moves the window's clock
