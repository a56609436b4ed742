"""What the queue page looks at, on the link thread: the claims, the story of the chosen one, the outage."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from counter_app.desk.awaiting import awaited
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble
from counter_app.desk.shelf import Shelf
from counter_app.model import money
from offline_queue.engine import StoreUnavailable
from offline_queue.values import Event
from ui.ordered_rows import OrderedRows, Rows
from ui.outage_watch import NOTHING, OutageWatch, Sight
from ui.queue_listing import belongs, in_sight, progress_of, still_shown
from ui.queue_rows import RowMaker
from ui.queue_views import NONE, WAITING, ClaimState, Progress, QueueRow, QueueState

__all__ = ["Asked", "Listed", "QueueLook", "Seen"]

Aside = Mapping[str, tuple[Claim, Trouble]]

_MANY = 100  # are read at a start or a restore, not in a day's work


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be looked at. `only`: one of the two lists instead of all; `busy`: the claim at the glass, which is
    not the queue's business; `older`: claims with money due that ended long ago; `found`: one that is shown anyhow.
    """

    selected: str = ""
    busy: str | None = None
    only: QueueState | None = None
    older: tuple[str, ...] = ()
    found: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Rows in order, the very same as long as nothing moves. `total`, of one of the two lists, in yuan: what is due
    back, or what those put aside come to. Of all claims, whichever list is up: how many wait for the line (`waiting`),
    and the earliest visit among them.
    """

    rows: Sequence[QueueRow] = Rows()
    progress: Progress = NONE
    total: Decimal = money.ZERO
    waiting: int = 0
    earliest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen. `aside`: those put aside, with what their person has to do; `selected`: the one that was asked
    for, or the first; `chosen` and `events` are its; `to_come`: claims that were not read yet.
    """

    asked: Asked
    listed: Listed = Listed()
    aside: Aside = field(default_factory=dict)
    selected: str = ""
    chosen: Claim | None = None
    events: tuple[Event, ...] = ()
    to_come: int = 0
    sight: Sight = NOTHING


class QueueLook:
    """Looks, and starts what is due. One look at a time."""

    def __init__(self, office: Office, watch: OutageWatch, rows: RowMaker) -> None:
        self._office = office
        self._watch = watch
        self._make = rows
        self._shelf = Shelf(office.books)
        self._rows = OrderedRows()
        self._due = OrderedRows()  # those of them with money due back
        self._aside: dict[str, tuple[Claim, Trouble]] = {}
        self._more: dict[str, Claim] = {}  # asked for, and not on the shelf
        self._beside: set[str] = set()  # listed all the same
        self._alive: dict[str, Claim] = {}
        self._down = False
        self._silent: Set[str] = frozenset()
        self._last: tuple[Rows, object, Listed] | None = None

    def claim(self, key: str) -> Claim | None:
        """A claim as it was last seen. Any thread."""
        return self._shelf.claims.get(key) or self._more.get(key)

    def look(self, asked: Asked, *, down: bool) -> Seen | None:
        """See how the queue stands, `down`: without a line; None where the store refuses."""
        try:
            self._office.replay.tick()
            moved = self._shelf.look()
            self._follow(moved, down=down)
            if len(moved) > _MANY:
                # What was read stays: a full collection that goes through a hundred thousand claims takes a second and
                # a half, in which no thread runs (bench, window). Collected is on the main thread alone (ui.garbage).
                gc.freeze()
            self._read_more(asked)
            sight = self._watch.look(self._alive.values(), moved=bool(moved))
            if turned := self._turned({one.region for one in sight.silent}):
                self._follow(turned, down=down)
        except StoreUnavailable:
            return None
        listed = self._listed(asked)
        selected = asked.selected
        if not self._is_listed(selected, asked, listed):
            selected = listed.rows[0].claim if listed.rows else ""
        events = in_sight(self._office.books.events, selected) if selected else None
        aside = {key: found for key, found in self._aside.items() if key != asked.busy}
        chosen = self.claim(selected)
        return Seen(asked, listed, aside, selected, chosen, tuple(events or ()), self._shelf.to_come, sight)

    def _follow(self, moved: set[str], *, down: bool) -> None:
        if down is not self._down:  # the rows of all who wait say so
            self._down, moved = down, {*self._shelf.claims, *moved}
        rows: list[QueueRow] = []
        for key in moved:
            claim = self._shelf.claims.get(key)
            self._more.pop(key, None)
            self._aside.pop(key, None)
            self._alive.pop(key, None)
            if claim is None:
                continue
            if not claim.state.ended:
                self._alive[key] = claim
                trouble = awaited(claim, self._office.place)
                if trouble is not None:
                    self._aside[key] = claim, trouble
            if belongs(claim) and (not claim.state.ended or still_shown(claim)):
                rows.append(self._make.row(claim, down=down, silent=self._silent))
        self._rows.change(moved, rows)
        self._due.change(moved, [row for row in rows if row.refund])

    def _turned(self, silent: Set[str]) -> set[str]:
        """Who waits for a place that fell silent, or for one that answers again: their rows say so."""
        turned, self._silent = self._silent ^ silent, silent
        return {key for key, claim in self._alive.items() if claim.region in turned} if turned else set()

    def _read_more(self, asked: Asked) -> None:
        wanted = dict.fromkeys((*asked.older, *([asked.found] if asked.found else ())))
        missing = [key for key in wanted if key not in self._shelf.claims]
        read = self._office.books.claim
        found = {key: self._more.get(key) or in_sight(read, key) for key in missing}
        self._more = {key: claim for key, claim in found.items() if claim is not None}

    def _is_listed(self, key: str, asked: Asked, listed: Listed) -> bool:
        if asked.only is None:
            return key != asked.busy and (key in self._rows or key in self._beside)
        return any(row.claim == key for row in listed.rows)

    def _listed(self, asked: Asked) -> Listed:
        more = tuple(
            self._make.row(claim, down=self._down, silent=self._silent)
            for key in dict.fromkeys((*asked.older, asked.found))
            if (claim := self.claim(key)) is not None
            and key not in self._rows
            and key != asked.busy
            and (key == asked.found or belongs(claim))
        )
        self._beside = {row.claim for row in more}
        held = asked.only is QueueState.HELD and tuple(self._aside.values())
        of = more, asked.busy, asked.only, held
        if self._last is not None and self._last[0] is self._rows.all and self._last[1] == of:
            return self._last[2]
        rows = self._rows.without(asked.busy)
        for row in more:
            rows = rows.put(row)
        waiting = sum(map(rows.number, WAITING))
        earliest = min((row.visited for row in map(rows.first, WAITING) if row is not None), default=None)
        numbers = {state: rows.number(state) for state in ClaimState}
        shown: Sequence[QueueRow] = rows
        total = money.ZERO
        if asked.only is QueueState.REFUNDS:
            shown = due = self._due.without(asked.busy)
            for row in more:
                shown = due = due.put(row) if row.refund else due
            total = sum((row.refund for row in shown if row.refund), money.ZERO)
        elif asked.only is QueueState.HELD:
            aside = sorted(self._aside.values(), key=lambda one: one[0].opened_at)
            shown = tuple(self._make.put_aside(*one) for one in aside if one[0].key != asked.busy)
            total = sum((row.bill for row in shown if row.bill), money.ZERO)
        if asked.only is not None:
            numbers = Counter(row.state for row in shown)
        listed = Listed(shown, progress_of(numbers), total, waiting, earliest)
        self._last = self._rows.all, of, listed
        return listed
