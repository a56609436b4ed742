"""What the search for an item shows: frozen values, as the pages' others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from counter_app.desk.item_search import Found, Readiness

__all__ = ["AddingView", "Looked"]


@dataclass(frozen=True, slots=True)
class AddingView:
    """An item is being added. `prices`: yuan by code, where the window knows one; `added`: the items added so far."""

    prices: Mapping[str, Decimal] = field(default_factory=dict)
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of the key stroke `number`; `readiness` None: the catalogue is still being put in order."""

    number: int
    readiness: Readiness | None
    found: tuple[Found, ...] = ()
