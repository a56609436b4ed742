"""What training and the tour stand on: the sandbox on a stage, and a data folder of their own. For the command line.

A drill over New Year has a clock and books of its own: the folder of that drill, and a program that was started anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from datetime import timedelta
from pathlib import Path

from counter_app.desk import clock
from counter_app.desk.commands import Moment
from counter_app.desk.drills import running_in
from counter_app.settings import default_folder
from sandbox.stage import Stage

__all__ = ["keep_slips", "start_again", "training_base", "training_data", "training_stage"]


def training_base(chosen: argparse.Namespace, tour: Path | None) -> Path:
    """Training keeps its own folder; a tour starts from an empty one."""
    base: Path = tour / "data" if tour is not None else (chosen.data or default_folder()) / "training"
    return base


def training_data(chosen: argparse.Namespace, tour: Path | None) -> Path:
    """That folder, or the one within it of the drill that runs, where it has books of its own."""
    base = training_base(chosen, tour)
    running = running_in(base) if tour is None else None
    return base / running.folder if running is not None and running.folder else base


def training_stage(chosen: argparse.Namespace, tour: Path | None) -> Stage:
    """The service, the cards and the faults, with their ledger and bills in the training folder."""
    data = training_data(chosen, tour)
    if tour is not None:
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    books = data / "sandbox"
    books.mkdir(exist_ok=True)
    running = running_in(training_base(chosen, tour)) if tour is None else None
    if running is not None and running.ahead_s:
        _stand_ahead(timedelta(seconds=running.ahead_s))
    return Stage(books / "ledger.db", data / "orders", clock.moment().wall)


def start_again() -> None:
    """This program, from its beginning: what it was called with is called once more."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves


def _stand_ahead(ahead: timedelta) -> None:
    """The clock of everybody who asks for the time from now on; ages go on as they are."""
    real = clock.moment

    def moment() -> Moment:
        now = real()
        return Moment(now.wall + ahead, now.boot)

    setattr(clock, "moment", moment)  # noqa: B010 - nobody but the training moves the window's clock


def keep_slips(slips: Path, tour: Path) -> None:
    """The tour's papers stand beside its pictures."""
    for slip in sorted(slips.glob("*.pdf")):
        shutil.copy(slip, tour / slip.name)
