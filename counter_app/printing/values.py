"""What a printer or a job may be, in terms of the counter."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

__all__ = ["JobState", "NotTakenError", "PrintSystem", "Trouble"]


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


class PrintSystem(Protocol):
    """Where papers are handed in. Every call may take seconds; none raises but what it says."""

    def send(self, path: str, queue: str, media: str) -> str:
        """Hand in a file; the job's number. Raises NotTakenError."""

    def printer(self, queue: str) -> Trouble | None:
        """What keeps the printer from printing; None when nothing does."""

    def job(self, number: str) -> JobState:
        """What became of a job."""
