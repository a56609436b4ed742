"""Which claims the queue page lists, in which state each is shown, and how far they are together. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from counter_app.desk.claim import Claim, HeldReason
from counter_app.model import money
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from ui.queue_views import ClaimState, Progress

__all__ = ["RANK", "belongs", "due_back", "in_sight", "progress_of", "state_of", "still_shown"]

T = TypeVar("T")

RANK = {state: place for place, state in enumerate(ClaimState)}


def belongs(claim: Claim) -> bool:
    """Claims with a ticket, and every other one that holds somebody's money and is not at its end: unclear, paid and
    not settled, or settled for another amount than was paid.
    """
    unclear = claim.state is State.UNCLEAR or claim.reason == HeldReason.RECONCILE
    unsettled = claim.people.paid > money.ZERO and claim.refund_due != money.ZERO
    made_up = claim.people.ticket_at is not None and claim.state is not State.VOID
    return made_up or unclear or unsettled


def due_back(claim: Claim) -> bool:
    """Money is to be paid back."""
    return claim.refund_due is not None and claim.refund_due > money.ZERO


def in_sight(read: Callable[[str], T], key: str) -> T | None:
    """What is read of one claim; None where the store it is in cannot be seen now, which hides no other claim."""
    try:
        return read(key)
    except StoreUnavailable:
        return None


def still_shown(claim: Claim) -> bool:
    """Of the claims that ended: those made up, and those whose money is not even yet, however they ended."""
    made_up = claim.state is State.DONE and claim.people.ticket_at is not None
    return made_up or claim.refund_due != money.ZERO


def state_of(claim: Claim, *, down: bool) -> ClaimState:
    """As the page shows it; `down`: the line is."""
    if claim.state.ended:
        undone = ClaimState.BY_HAND if claim.people.by_hand else ClaimState.UNDONE
        return {State.DONE: ClaimState.SETTLED, State.UPLOADED: ClaimState.UPLOADED}.get(claim.state, undone)
    if claim.state is State.HELD:
        return ClaimState.PERSON
    if claim.state is State.UNCLEAR:
        return ClaimState.CHECKING
    if claim.state is State.SENDING:
        return ClaimState.WORKING
    return ClaimState.OUTAGE if down else ClaimState.WAITING


def progress_of(number: Mapping[ClaimState, int]) -> Progress:
    """How many are where; of each state how many there are."""
    return Progress(
        settled=number.get(ClaimState.SETTLED, 0),
        person=number.get(ClaimState.PERSON, 0),
        checking=number.get(ClaimState.CHECKING, 0),
        working=number.get(ClaimState.WORKING, 0),
        waiting=number.get(ClaimState.WAITING, 0) + number.get(ClaimState.OUTAGE, 0),
    )
