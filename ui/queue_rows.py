"""Rows of the queue page, made of claims. For the thread of the queue; the page gets them whole."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from counter_app.desk import entries
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble, of_claim
from counter_app.model import money
from offline_queue.values import State
from ui.desk_views import Places, claim_name
from ui.queue_listing import state_of
from ui.queue_views import ClaimState, QueueRow
from ui.words import figures, labels, queue_words
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["RowMaker"]


class RowMaker:
    """Makes a row of a claim."""

    def __init__(self, office: Office, places: Places, now: Callable[[], datetime]) -> None:
        self._office = office
        self._places = places
        self._now = now

    def row(self, claim: Claim, *, down: bool, silent: Collection[str] = ()) -> QueueRow:
        """As the page lists it; `down`: the line is; `silent`: the regions that alone do not answer."""
        state = state_of(claim, down=down)
        due = claim.refund_due
        return QueueRow(
            claim=claim.key,
            state=state,
            name=claim_name(claim),
            place=self._places.short(claim.region) if claim.region else "",
            visited=claim.people.visit.date,
            taken=claim.people.paid,
            refund=due if due is not None and due > money.ZERO else None,
            next_step=self._next_step(claim, state, silent),
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

    def _next_step(self, claim: Claim, state: ClaimState, silent: Collection[str]) -> str:
        trouble = of_claim(claim, self._office.place)
        if claim.state is State.HELD and claim.reason in queue_words.OFFICE:
            return queue_words.OFFICE[claim.reason]
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
        if state is ClaimState.WAITING and claim.region in silent:
            return labels.QUEUE_PLACES
        return queue_words.NEXT[state]
