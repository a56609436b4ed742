"""Claims that were put aside for something people do: file on the phone, show the card once more, answer warnings.

"File now, finish this claim" (domain facts, 2g, reasons 1 and 2): its visit was given back with the refusal, and it
goes on under the same key. What monitoring warned of since keeps its visit until the warnings are answered.
"""

from __future__ import annotations

from counter_app.desk import clock, entries
from counter_app.desk.advising import blocked, sent_back
from counter_app.desk.claim import Claim, HeldReason, Wish
from counter_app.desk.commands import Arrival
from counter_app.desk.counter import Counter
from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble, of_claim
from counter_app.desk.trip import Trip
from counter_app.failures import FILING, FailureCode
from counter_app.model import money
from counter_app.model.person import Credential
from counter_app.settlement.place import Place
from offline_queue.store import VersionMoved
from offline_queue.values import Event, State

__all__ = ["awaited", "drop", "once_more"]

# The claim went on after the filing, and what was shown for it had aged meanwhile: a code lives about a minute.
_AGAIN = frozenset({FailureCode.CREDENTIAL_NEEDED, FailureCode.CARD_UNUSABLE, FailureCode.VOUCHER_EXPIRED})


def awaited(claim: Claim, place: Place) -> Trouble | None:
    """What is to be done before the claim goes on; None where it waits for nothing of people's.

    A claim that holds money waits here for a filing alone: with anything else it stands among those that need a person.
    """
    if claim.state is not State.HELD or claim.people.wish is not Wish.SETTLE:
        return None
    trouble = of_claim(claim, place)
    if trouble is None:
        return None
    unpaid = claim.people.paid == money.ZERO and not claim.people.consent
    warned = claim.reason == HeldReason.CONFIRM and blocked(claim)
    return trouble if trouble.code in FILING or (unpaid and (warned or trouble.code in _AGAIN)) else None


def drop(office: Office, key: str) -> bool:
    """The person of a claim that waits never came: given up, with that on record. False: it waits for nothing any more,
    or money is on it, or somebody else was faster. Nothing is written then.

    Raises ClaimMissing, StoreUnavailable.
    """
    claim = office.books.claim(key)
    booked = entries.may_be_booked(claim)
    if awaited(claim, office.place) is None or claim.people.paid != money.ZERO or booked:
        return False
    now, window = clock.moment().wall, office.settings.window
    who = office.duty.who
    event = Event(now, who, "dropped", "the patient did not come")
    try:
        office.books.change(claim, entries.given_up(claim), event, wake=now, as_it_stands=True)
    except VersionMoved:
        return False
    office.driver.drive(key, Trip(who, waiting=True, patience_s=window.patience_s))
    return True


def once_more(counter: Counter, claim: Claim, shown: Credential | None = None) -> Arrival:
    """Such a claim goes on, by what its person showed just now if anything. A bill that was sent back for monitoring's
    sake is asked about as another bill. Raises as `Counter.recharge`.
    """
    if not sent_back(claim):
        return counter.quote_again(claim.key) if shown is None else counter.show_credential(claim.key, shown)
    if shown is not None:
        counter.show_credential(claim.key, shown)
    return counter.recharge(claim.key, claim.people.charges)
