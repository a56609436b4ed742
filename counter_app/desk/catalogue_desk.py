"""The catalogue as the window and the command line use it. Reports are plain JSON values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from counter_app.desk import clock
from counter_app.desk.catalogue_update import SOURCES, CatalogueUpdate, Progress
from counter_app.desk.item_search import ItemSearch
from counter_app.desk.line_check import LineCheck
from counter_app.model.catalogue import CatalogueItem, Validity
from counter_app.records.catalogue import Shelf
from offline_queue.engine import StoreUnavailable

__all__ = ["CatalogueDesk"]


@dataclass(frozen=True, slots=True)
class CatalogueDesk:
    """What is on the shelf, how it is fetched, and what it says of lines."""

    shelf: Shelf
    updating: CatalogueUpdate
    check: LineCheck

    def update(
        self, tell: Callable[[Progress], None], only: str = "", breathe: Callable[[], object] = int
    ) -> dict[str, Any]:
        """Fetch what is newer, and make the search index of it. state: ok | refused, with the trouble of each source
        that could not go on. `breathe` is called now and then while the index is made.
        """
        fetched = self.updating.run(tell, only)
        self.search("").prepare(clock.moment().wall, breathe)
        rows = [
            {
                "source": one.source,
                "title": one.title,
                "version": one.version,
                "rows": one.rows,
                "trouble": one.trouble or None,
            }
            for one in fetched
        ]
        wanted = 1 if only else len(SOURCES)
        good = len(fetched) == wanted and not any(one.trouble for one in fetched)
        return {"state": "ok" if good else "refused", "sources": rows}

    def show(self, code: str, day: date | None) -> dict[str, Any]:
        """What is known of a code on a day of service; else the items whose pinyin initials begin so."""
        on = day or clock.moment().wall.date()
        try:
            item = self.check.known([code], on).get(code)
            alike = {} if item else self.shelf.alike(code)
        except StoreUnavailable as trouble:
            return {"state": "refused", "said": f"目录库打不开（{trouble.reason}）"}
        if item is not None:
            return {"state": "ok", "day": on.isoformat(), **_item_report(item)}
        if not alike:
            return {"state": "refused", "said": f"目录里没有 {code}"}
        return {"state": "ok", "alike": alike}

    def search(self, level: str) -> ItemSearch:
        """Items as the cashier looks for them; `level`: the hospital's, as on its papers."""
        return ItemSearch(self.shelf, self.check, level)

    def close(self) -> None:
        """Let go of the file."""
        self.shelf.close()


def _item_report(item: CatalogueItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "name": item.name,
        "kind": item.kind.value if item.kind else None,
        "initials": item.initials,
        "spec": item.spec,
        "unit": item.unit,
        "grade": item.grade or None,
        "limited": item.limited,
        "mapped": item.mapped or None,
        "usable": item.usable,
        "price_limits": {level: str(amount) for level, amount in item.limits.items()},
        "self_rates": {scheme: str(rate) for scheme, rate in item.rates.items()},
        **_dates(item.validity),
        "version": item.version or None,
    }


def _dates(validity: Validity) -> dict[str, str | bool | None]:
    since, until = validity.since, validity.until
    return {
        "valid": validity.valid,
        "since": since.isoformat() if since else None,
        "until": until.isoformat() if until else None,
    }
