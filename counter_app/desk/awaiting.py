"""Claims that were put aside for something their person does: file on the phone, show the card once more.

"File now, finish this claim" (domain facts, 2g, reasons 1 and 2). Nothing is held for such a claim at the service: its
visit was given back with the refusal, and it goes on under the same key.
"""

from __future__ import annotations

from counter_app.desk.claim import Claim, Wish
from counter_app.desk.recognise import Trouble, of_claim
from counter_app.failures import FILING, FailureCode
from counter_app.model import money
from counter_app.settlement.place import Place
from offline_queue.values import State

__all__ = ["awaited"]

# The claim went on after the filing, and what was shown for it had aged meanwhile: a code lives about a minute.
_AGAIN = frozenset({FailureCode.CREDENTIAL_NEEDED, FailureCode.CARD_UNUSABLE, FailureCode.VOUCHER_EXPIRED})


def awaited(claim: Claim, place: Place) -> Trouble | None:
    """What the person is to do before the claim goes on; None where it waits for nothing of theirs.

    A claim that holds money waits here for a filing alone: with anything else it stands among those that need a person.
    """
    if claim.state is not State.HELD or claim.people.wish is not Wish.SETTLE:
        return None
    trouble = of_claim(claim, place)
    if trouble is None:
        return None
    unpaid = claim.people.paid == money.ZERO and not claim.people.consent
    return trouble if trouble.code in FILING or (unpaid and trouble.code in _AGAIN) else None
