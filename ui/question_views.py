"""What the panel of questions shows: frozen values of the main thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from counter_app.desk.questions import Question
from ui.shapes import Shape
from ui.theme import Role

__all__ = ["PartView", "QuestionsView", "RowView"]


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of an answer; without a title it only says something. `ours`: it is of the insured place at the glass."""

    title: str
    details: tuple[str, ...] = ()
    shape: Shape | None = None
    role: Role | None = None
    ours: bool = False


@dataclass(frozen=True, slots=True)
class PartView:
    """Rows of one source, under what is said of it: `head` names source and time, `warnings` what to mind."""

    head: str
    rows: tuple[RowView, ...] = ()
    warnings: tuple[str, ...] = ()
    shape: Shape = Shape.NOTE
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class QuestionsView:
    """`asking` since then, None: all that will come is there. `who`: the person at the glass, for a shared screen."""

    question: Question
    who: str = ""
    asking: datetime | None = None
    parts: tuple[PartView, ...] = ()
