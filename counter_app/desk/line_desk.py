"""What a desk knows of its line beside the gates: outages so far, the way back, what was heard, what is announced."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import OutageBook
from counter_app.desk.shutdowns import Shutdowns
from counter_app.desk.staged_return import StagedReturn

__all__ = ["LineDesk"]


@dataclass(frozen=True, slots=True)
class LineDesk:
    """Of one window."""

    book: OutageBook
    staged: StagedReturn
    trail: LineTrail
    shutdowns: Shutdowns
