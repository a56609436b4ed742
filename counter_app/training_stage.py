"""What training and the tour stand on: the sandbox on a stage, and a data folder of their own. For the command line."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from counter_app.desk.clock import moment
from counter_app.settings import default_folder
from sandbox.stage import Stage

__all__ = ["keep_slips", "training_data", "training_stage"]


def training_data(chosen: argparse.Namespace, tour: Path | None) -> Path:
    """Training keeps its own folder; a tour starts from an empty one."""
    base: Path = tour / "data" if tour is not None else (chosen.data or default_folder()) / "training"
    return base


def training_stage(chosen: argparse.Namespace, tour: Path | None) -> Stage:
    """The service, the cards and the faults, with their ledger and bills in the training folder."""
    data = training_data(chosen, tour)
    if tour is not None:
        shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    books = data / "sandbox"
    books.mkdir(exist_ok=True)
    return Stage(books / "ledger.db", data / "orders", moment().wall)


def keep_slips(slips: Path, tour: Path) -> None:
    """The tour's papers stand beside its pictures."""
    for slip in sorted(slips.glob("*.pdf")):
        shutil.copy(slip, tour / slip.name)
