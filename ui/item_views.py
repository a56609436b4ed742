"""What the search for an item shows: frozen values, as the pages' others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from counter_app.desk.item_search import Found, Readiness

__all__ = ["AddingView", "Fetching", "Looked"]


class Fetching(StrEnum):
    """Where no catalogue is here: it can be fetched, is being fetched, or could not be."""

    WANTED = "wanted"
    RUNNING = "running"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class AddingView:
    """An item is being added. `prices`: yuan by code, where the window knows one; `added`: the items added so far.
    `fetching`: the catalogue is not here; `rows`: how many of which source have come; `wrong`: why it stopped.
    """

    prices: Mapping[str, Decimal] = field(default_factory=dict)
    added: tuple[str, ...] = ()
    fetching: Fetching | None = None
    rows: tuple[str, int] = ("", 0)
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of the key stroke `number`; `readiness` None: the catalogue is still being put in order."""

    number: int
    readiness: Readiness | None
    found: tuple[Found, ...] = ()
