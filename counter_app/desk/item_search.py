"""Looking for an item of the catalogue while somebody types: what it is called, and what counts of it on that day.

Blocks for some milliseconds, and for half a minute where the index has to be made first, so it belongs on a worker's
thread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from counter_app.desk.line_check import LineCheck
from counter_app.desk.line_facts import told_of
from counter_app.model.catalogue import CatalogueItem, Listed, Listing
from counter_app.model.person import Insurance
from counter_app.records.catalogue import Shelf
from offline_queue.engine import StoreUnavailable

__all__ = ["Found", "ItemSearch", "Readiness"]

_MOST = 30
_MOST_KEPT = 2000


class Readiness(StrEnum):
    """Whether items can be looked for."""

    READY = "ready"
    EMPTY = "empty"  # no catalogue was ever fetched
    REFUSED = "refused"  # the file refuses


@dataclass(frozen=True, slots=True)
class Found:
    """One item. `listed`: what the catalogue says of it for this person. `usable`: it may stand on a bill of that day,
    None where the catalogue is not whole or not fresh, and may not say no.
    """

    item: Listing
    listed: Listed
    usable: bool | None = None


class ItemSearch:
    """Of one shelf, for one hospital; used by one thread at a time. `level`: the hospital's, as on its papers."""

    def __init__(self, shelf: Shelf, check: LineCheck, level: str) -> None:
        self._shelf = shelf
        self._check = check
        self._level = level
        self._may_refuse = False
        self._known: dict[tuple[str, date], CatalogueItem] = {}

    def prepare(self, now: datetime, breathe: Callable[[], object] = int) -> Readiness:
        """Make the index where there is none of the catalogue as it stands now. `breathe` is called between some
        hundred rows.
        """
        try:
            stamp = self._stamp()
            if not stamp:
                return Readiness.EMPTY
            if self._shelf.index.stamp != stamp:
                self._shelf.index.make(self._shelf.listings(now.date()), stamp, breathe)
            self._may_refuse = self._check.may_refuse(now)
            self._known.clear()
        except StoreUnavailable:
            return Readiness.REFUSED
        return Readiness.READY

    def find(self, typed: str, day: date, insurance: Insurance | None, most: int = _MOST) -> tuple[Found, ...]:
        """What was typed may mean these, the likeliest first; for a service of `day`. Raises StoreUnavailable."""
        items = self._shelf.index.find(typed, most)
        return tuple(self._found(one, known, insurance) for one, known in zip(items, self._of(items, day), strict=True))

    def _found(self, one: Listing, known: CatalogueItem | None, insurance: Insurance | None) -> Found:
        if known is None:
            return Found(one, Listed())
        return Found(one, told_of(known, self._level, insurance), known.usable or (False if self._may_refuse else None))

    def _of(self, items: list[Listing], day: date) -> list[CatalogueItem | None]:
        """From one key stroke to the next most items stay in the list."""
        if len(self._known) > _MOST_KEPT:
            self._known.clear()
        codes = [one.code for one in items if (one.code, day) not in self._known]
        if codes:
            self._known |= {(code, day): item for code, item in self._check.known(codes, day).items()}
        return [self._known.get((one.code, day)) for one in items]

    def _stamp(self) -> str:
        rows = sorted((source, one.version, one.rows) for source, one in self._shelf.standings().items() if one.rows)
        return hashlib.sha256(repr(rows).encode()).hexdigest()[:16] if rows else ""
