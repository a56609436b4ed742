"""What a printer or a job may be, in terms of the counter."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

__all__ = ["JobState", "NotTakenError", "PerhapsTakenError", "PrintSystem", "Trouble"]


class Trouble(StrEnum):
    """Why nothing comes out, the most telling first: of several the first is told."""

    MISSING = "missing"  # the print system knows no such queue
    NO_SYSTEM = "no_system"  # nobody answers, or there is none
    JAM = "jam"
    COVER = "cover"
    NO_PAPER = "no_paper"
    NO_INK = "no_ink"
    OFFLINE = "offline"
    PAUSED = "paused"
    BROKEN = "broken"  # something else, or it gave the job up


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"  # given up by the print system, or taken away by a person
    UNKNOWN = "unknown"  # not on record there any more, or nobody answers


class NotTakenError(Exception):
    """The print system did not take the file: nothing of it will come out."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class PerhapsTakenError(Exception):
    """It was being handed in when its program was ended: nobody knows yet whether the print system has it."""


class PrintSystem(Protocol):
    """Where papers are handed in. Every call may take seconds; none raises but what it says."""

    def send(self, path: str, queue: str, media: str, title: str) -> str:
        """Hand in a file; the job's number. `title`: the job's name there; of no person, and of this handing in alone.
        Raises NotTakenError, PerhapsTakenError.
        """

    def find(self, title: str, ago_s: float) -> str | None:
        """The number of the job that was handed in under this title; empty: there was none; None: nobody can say.
        `ago_s`: how long ago it was handed in, at most; below zero, as after a clock was set back, it is not known.
        """

    def printer(self, queue: str) -> Trouble | None:
        """What keeps the printer from printing; None when nothing does."""

    def job(self, number: str) -> JobState:
        """What became of a job."""
