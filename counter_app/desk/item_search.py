"""Looking for an item of the catalogue while somebody types: what it is called, and what counts of it on that day.

Blocks for some milliseconds, and for half a minute where the index has to be made first, so it belongs on a worker's
thread.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from counter_app.desk.line_check import LineCheck
from counter_app.desk.line_facts import told_of
from counter_app.model.catalogue import Listed, Listing
from counter_app.model.person import Insurance
from counter_app.records.catalogue import Shelf
from offline_queue.engine import StoreUnavailable

__all__ = ["Found", "ItemSearch", "Readiness"]

_PAUSE_S = 0.002  # between some hundred rows: whoever paints or serves a claim goes first
_MOST = 30


class Readiness(StrEnum):
    """Whether items can be looked for."""

    READY = "ready"
    EMPTY = "empty"  # no catalogue was ever fetched
    REFUSED = "refused"  # the file refuses


@dataclass(frozen=True, slots=True)
class Found:
    """One item. `listed`: what the catalogue says of it for this person. `usable`: it may stand on a bill of that day,
    None where the catalogue no longer knows it.
    """

    item: Listing
    listed: Listed
    usable: bool | None = None


class ItemSearch:
    """Of one shelf, for one hospital. `level`: the hospital's, as on its papers."""

    def __init__(self, shelf: Shelf, check: LineCheck, level: str) -> None:
        self._shelf = shelf
        self._check = check
        self._level = level

    def prepare(self, day: date, breathe: Callable[[], object] = lambda: time.sleep(_PAUSE_S)) -> Readiness:
        """Make the index where there is none of the catalogue as it stands now."""
        try:
            stamp = self._stamp()
            if not stamp:
                return Readiness.EMPTY
            if self._shelf.index.stamp != stamp:
                self._shelf.index.make(self._shelf.listings(day), stamp, breathe)
        except StoreUnavailable:
            return Readiness.REFUSED
        return Readiness.READY

    def find(self, typed: str, day: date, insurance: Insurance | None, most: int = _MOST) -> tuple[Found, ...]:
        """What was typed may mean these, the likeliest first; for a service of `day`. Raises StoreUnavailable."""
        items = self._shelf.index.find(typed, most)
        known = self._check.known([one.code for one in items], day) if items else {}
        return tuple(
            Found(one, told_of(known[one.code], self._level, insurance), known[one.code].usable)
            if one.code in known
            else Found(one, Listed())
            for one in items
        )

    def _stamp(self) -> str:
        rows = sorted((source, one.version, one.rows) for source, one in self._shelf.standings().items() if one.rows)
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16] if rows else ""
