"""Rows of the queue page: made of a claim, kept in the page's order. For the link thread; the page gets them whole.

Between two looks a few claims move, of a hundred thousand perhaps: their rows are taken out and put in by halving, the
others stay the very same, and so does the list where nothing moved.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from counter_app.desk import entries
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble, of_claim
from counter_app.model import money
from ui.desk_views import Places, claim_name
from ui.queue_listing import RANK, state_of
from ui.queue_views import ClaimState, QueueRow
from ui.words import figures, queue_words
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["OrderedRows", "RowMaker"]

_Place = tuple[int, datetime, str]
_FEW = 50  # to put one in costs as much as to go through some thousands


class RowMaker:
    """Makes a row of a claim."""

    def __init__(self, office: Office, places: Places, now: Callable[[], datetime]) -> None:
        self._office = office
        self._places = places
        self._now = now

    def row(self, claim: Claim, *, down: bool) -> QueueRow:
        """As the page lists it; `down`: the line is."""
        state = state_of(claim, down=down)
        paying = claim.machine.person.insurance if claim.machine.person else None
        due = claim.refund_due
        return QueueRow(
            claim=claim.key,
            state=state,
            name=claim_name(claim),
            place=self._places.city(paying.region).removesuffix("市") if paying else "",
            visited=claim.people.visit.date,
            taken=claim.people.paid,
            refund=due if due is not None and due > money.ZERO else None,
            next_step=self._next_step(claim, state),
            due=entries.last_day(claim, self._office.settings.slips.due_by_region),
        )

    def put_aside(self, claim: Claim, trouble: Trouble) -> QueueRow:
        """As the list of those put aside has it."""
        now = self._now()
        return replace(
            self.row(claim, down=False),
            state=ClaimState.HELD,
            next_step=queue_words.AWAITED.get(trouble.code, queue_words.AWAITED_ELSE),
            since=figures.day_or_clock(claim.opened_at.astimezone(now.tzinfo), now.date()),
            bill=claim.people.total,
        )

    def _next_step(self, claim: Claim, state: ClaimState) -> str:
        trouble = of_claim(claim, self._office.place)
        if state is ClaimState.PERSON and trouble is not None:
            return reason(trouble.code).name
        if claim.state.ended and claim.unchecked and claim.refund_due is None:
            return queue_words.FROM_BACKUP
        if state is ClaimState.UNDONE and claim.refund_due:
            return queue_words.GIVEN_UP
        if state is ClaimState.SETTLED:
            due = claim.refund_due or money.ZERO
            if due < money.ZERO:
                return filled(queue_words.STILL_OWED, 差=figures.money(-due))
            return queue_words.REFUND_WAITS if due else queue_words.NOTHING_DUE
        return queue_words.NEXT[state]


class OrderedRows:
    """Rows by state, within a state the oldest visit first."""

    def __init__(self) -> None:
        self._rows: dict[str, QueueRow] = {}
        self._order: list[_Place] = []
        self._all: tuple[QueueRow, ...] | None = ()

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def change(self, gone: Iterable[str], come: Iterable[QueueRow]) -> None:
        """Rows of claims go (those that are there), others come, in place of their own former ones too."""
        fresh = {row.claim: row for row in come}
        old = {key: row for key in (*gone, *fresh) if (row := self._rows.get(key)) is not None}
        if {key: fresh.get(key) for key in old} == old and len(fresh) == len(old):
            return
        self._all = None
        for key in old:
            del self._rows[key]
        self._rows |= fresh
        if len(old) < _FEW:
            for row in old.values():
                del self._order[bisect_left(self._order, _place(row))]
        else:
            self._order = [place for place in self._order if place[2] not in old]
        if len(fresh) < _FEW:
            for row in fresh.values():
                insort(self._order, _place(row))
        else:
            self._order.extend(map(_place, fresh.values()))
            self._order.sort()  # what is in order already is not looked at again

    def all(self) -> tuple[QueueRow, ...]:
        """In order; the very same tuple as long as nothing changes."""
        if self._all is None:
            rows = self._rows
            self._all = tuple([rows[key] for _, _, key in self._order])
        return self._all


def _place(row: QueueRow) -> _Place:
    return RANK[row.state], row.visited, row.claim
