"""What a face of the till is made of: its rows, its buttons, its offer. Values only."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money
from ui.guard import Offer
from ui.keys import Action
from ui.shapes import Shape
from ui.theme import Face

__all__ = ["RULE", "Button", "Kind", "Row", "Style", "TillFace"]


class Style(StrEnum):
    """How a row is set."""

    LEAD = "lead"
    STRONG = "strong"
    SMALL = "small"
    INDENT = "indent"
    NOTE = "note"
    RULE = "rule"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its figure; `shape` stands before the figure (the chip of the last visit)."""

    style: Style
    label: str = ""
    value: str = ""


RULE = Row(Style.RULE)


class Kind(StrEnum):
    """The kinds of KeyButton (look, section 4)."""

    NORMAL = "normal"
    PRIMARY = "primary"
    TILL = "till"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Button:
    """A button of the till, listed from the top; `height` in logical pixels, `busy` turns an arc in it."""

    action: Action
    label: str
    kind: Kind = Kind.NORMAL
    alive: bool = True
    height: int = 44
    busy: bool = False


@dataclass(frozen=True, slots=True)
class TillFace:
    """One face. Exactly one of `amount` and `words` is set. `offer` is what F9 (or Shift F9) would move. `likely`: the
    key that is expected next and stands on another panel, which a band has beside it no more.
    """

    face: Face
    head: str
    amount: Decimal | None = None
    words: str = ""
    head_right: str = ""
    shape: Shape | None = None
    caption: str = ""
    struck: Decimal | None = None
    note: str = ""
    rows: tuple[Row, ...] = ()
    clock: bool = False
    tender: bool = False
    phone: bool = False
    due: Decimal = money.ZERO
    foot: tuple[str, ...] = ()
    patient_shows: str = ""
    aloud: bool = False
    buttons: tuple[Button, ...] = field(default_factory=tuple)
    reprint: Button | None = None
    likely: Button | None = None
    offer: Offer | None = None
    dashed: bool = False
    hatched: bool = False
