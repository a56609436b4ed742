"""Who was served in an outage, as rows; and how far down it is, as far as this window knows."""

from __future__ import annotations

from collections.abc import Iterable

from counter_app.desk.claim import Claim
from counter_app.desk.clock import WINDOW_ZONE
from counter_app.desk.line_trail import Reach
from counter_app.desk.outages import Outage
from counter_app.model import money
from ui.desk_views import Places, claim_name
from ui.outage_views import Scope, ServedRow
from ui.queue_listing import due_back, state_of
from ui.queue_views import ClaimState
from ui.words import figures, queue_words

__all__ = ["ServedRows", "scope_of"]


class ServedRows:
    """Those of the last look: a row stays the very same as long as its claims stand as they did, and so does the list
    where none moved. For the link thread, one look at a time; the page gets them whole.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._kept: dict[str, tuple[tuple[Claim, ...], ServedRow]] = {}
        self._rows: tuple[ServedRow, ...] = ()
        self._down = False

    def another(self) -> ServedRows:
        """The same for other people."""
        return ServedRows(self._places)

    def of(self, people: Iterable[tuple[Claim, ...]], *, down: bool) -> tuple[ServedRow, ...]:
        """Each who took a ticket, the first one first; where a part went back, as the claim stands that its lines went
        on to.
        """
        before, self._kept = self._kept if down is self._down else {}, {}
        self._down = down
        for claims in people:
            seen = before.get(claims[0].key)
            row = seen[1] if seen is not None and seen[0] == claims else _row(claims, self._places, down=down)
            self._kept[claims[0].key] = claims, row
        rows = tuple(row for _, row in self._kept.values())
        if len(rows) != len(self._rows) or any(one is not other for one, other in zip(rows, self._rows, strict=True)):
            self._rows = rows
        return self._rows


def _row(claims: tuple[Claim, ...], places: Places, *, down: bool) -> ServedRow:
    first, last = claims[0], claims[-1]
    person = last.machine.person
    paying = person.insurance if person else None
    state = state_of(last, down=down)
    refund = last.refund_due if due_back(last) else None
    taken = sum((row.amount for row in first.people.cash if row.amount > money.ZERO), money.ZERO)
    return ServedRow(
        claim=first.key,
        state=state,
        name=figures.masked_name(claim_name(first)),
        place=places.short(paying.region) if paying else "",
        at=(first.people.ticket_at or first.opened_at).astimezone(WINDOW_ZONE),
        taken=taken,
        refund=refund,
        next_step=_next(state, due=refund is not None),
    )


def _next(state: ClaimState, *, due: bool) -> str:
    if due:
        return queue_words.REFUND_WAITS if state is ClaimState.SETTLED else queue_words.GIVEN_UP
    return queue_words.NOTHING_DUE if state is ClaimState.SETTLED else queue_words.NEXT[state]


def scope_of(outage: Outage, gateway: Reach, inner: Iterable[bool]) -> Scope:
    """`inner`: of each other thing of the hospital's own that was tried over its net, whether it answers."""
    if outage.announced_by:
        return Scope.PLACES if outage.regions else Scope.ANNOUNCED
    known = tuple(inner)
    if gateway.up and gateway.told is not None and gateway.told >= outage.began:  # not what it said before
        return Scope.SERVICE
    if any(known):
        return Scope.BEYOND
    return Scope.HOSPITAL if known else Scope.UNKNOWN
