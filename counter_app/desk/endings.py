"""How a claim ended, in one word that every reader shares: its papers, the feed of events, the reports. Pure."""

from __future__ import annotations

from enum import StrEnum

from counter_app.desk.claim import Claim, Wish
from offline_queue.values import State

__all__ = ["PAPERS_BY_HAND", "Ending", "ending_of"]


class Ending(StrEnum):
    """VOID has five of them: in two the bill stays paid for a claim by hand, in three nothing is owed."""

    SETTLED = "settled"
    UPLOADED = "uploaded"
    BY_HAND = "by_hand"  # not returned, or refused by the insured place: the papers of a claim by hand
    IN_FULL = "paid_in_full"  # the same, by the person's own choice at the window
    PARTED = "parted"  # undone, and what was kept of it is another claim
    UNDONE = "undone"  # was settled, and was given back
    GIVEN_UP = "given_up"  # never settled


# The bill stays paid, and somebody claims it at home.
PAPERS_BY_HAND = (Ending.UPLOADED, Ending.BY_HAND, Ending.IN_FULL)


def ending_of(claim: Claim) -> Ending | None:
    """None while it has not ended."""
    if claim.state is State.DONE:
        return Ending.SETTLED
    if claim.state is State.UPLOADED:
        return Ending.UPLOADED
    if claim.state is not State.VOID:
        return None
    if claim.people.wish is Wish.UPLOAD:
        return Ending.BY_HAND
    if claim.people.in_full:
        return Ending.IN_FULL
    if claim.people.remainder is not None:
        return Ending.PARTED
    return Ending.UNDONE if claim.machine.undone else Ending.GIVEN_UP
