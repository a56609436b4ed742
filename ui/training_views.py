"""What the trainer's panel shows: people with their stories, drills, a report. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from ui.shapes import Shape
from ui.theme import Role

__all__ = ["Guest", "PanelRow", "PanelView"]


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody of the stories. `card`: the virtual card's number, empty where there is none; `voucher` the code."""

    name: str
    place: str
    story: str
    voucher: str
    card: str = ""


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A title with its lines. `cap`: the key that does it at once; `shape` and `role` say how it stands."""

    title: str
    lines: tuple[str, ...] = ()
    cap: str = ""
    shape: Shape | None = None
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PanelView:
    """One page: `foot` names its keys; with `choosing` one row is marked, else it is read."""

    head: str
    rows: tuple[PanelRow, ...]
    foot: str
    choosing: bool = True
    note: str = ""
