"""Why it fails: from what the service said to an entry of the closed list (domain facts, 2g; failures).

Codes first, texts by the place's table, and what neither knows stays the service's own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.desk.advising import blocked, open_warnings
from counter_app.desk.claim import CallKind, Claim, HeldReason
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.identify import Identified
from counter_app.desk.trip import UNFIT, UNMAPPED
from counter_app.failures import FailureCode
from counter_app.model.person import CredentialKind
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place
from offline_queue.values import State

__all__ = ["Trouble", "of_arrival", "of_claim", "of_identified", "of_outcome", "of_text", "of_voucher"]


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure with the far side's own words, kept whole, and its code."""

    code: FailureCode
    said: str = ""
    said_code: str = ""


def of_text(text: str, code: str, place: Place) -> Trouble:
    """A refusal by its words."""
    if code == UNMAPPED:
        return Trouble(FailureCode.ITEM_UNMAPPED, text, "")
    if code == UNFIT:
        return Trouble(FailureCode.BAD_INPUT, text, "")
    for reason, parts in place.reasons:
        if any(part in text for part in parts):
            return Trouble(FailureCode(reason), text, code)
    return Trouble(FailureCode.SERVICE_SAID, text, code)


def of_identified(found: Identified, place: Place) -> Trouble | None:
    """Why identifying did not lead to somebody who may settle; None where it did."""
    if found.person is not None:
        if found.person.insurance is None:  # psn_insu_stas of every row is not 1
            return Trouble(FailureCode.CONTRIBUTIONS_INTERRUPTED)
        if found.unqualified:  # a 5301 that is empty, or without this disease
            return Trouble(FailureCode.CHRONIC_NOT_QUALIFIED)
        return None
    return of_outcome(found.outcome, place)


def of_voucher(outcome: CallOutcome, place: Place) -> Trouble | None:
    """Why a scanned code did not become a person; None where it did."""
    if isinstance(outcome, Refused) and outcome.code == "500159":  # envelope facts, section 9: the wrong kind of code
        return Trouble(FailureCode.VOUCHER_EXPIRED, outcome.text, outcome.code)
    return of_outcome(outcome, place)


def of_claim(claim: Claim, place: Place) -> Trouble | None:
    """What keeps a claim from its end, as it rests; None where nothing does but time."""
    if claim.state is State.UNCLEAR or claim.reason == HeldReason.RECONCILE:
        return Trouble(FailureCode.UNCLEAR)
    if claim.state is not State.HELD:
        return None
    refused = claim.machine.refused
    match claim.reason:
        case HeldReason.REFUSED if _uninsured(claim):
            return Trouble(FailureCode.CONTRIBUTIONS_INTERRUPTED)
        case HeldReason.REFUSED if refused is not None:
            return of_text(refused.text, refused.code, place)
        case HeldReason.CREDENTIAL:
            voucher = claim.people.credential is None or claim.people.credential.kind is CredentialKind.VOUCHER
            return Trouble(FailureCode.CREDENTIAL_NEEDED if voucher else FailureCode.CARD_UNUSABLE)
        case HeldReason.CONFIRM if blocked(claim):
            return Trouble(FailureCode.MONITORING, "；".join(one.text for one in open_warnings(claim)))
        case HeldReason.CONFIRM:
            return Trouble(FailureCode.CONFIRMATION_NEEDED)
        case HeldReason.CANCEL_REFUSED:
            return Trouble(FailureCode.SERVICE_SAID, _undo_text(claim))
        case _:
            return Trouble(FailureCode.OUR_BUG)


def of_arrival(arrival: Arrival, place: Place) -> Trouble | None:
    """Why a trip did not bring the claim to its end."""
    match arrival.stop:
        case Stop.STORE:
            return Trouble(FailureCode.STORE, arrival.text)
        case Stop.LINK if arrival.claim is not None and arrival.claim.state is not State.UNCLEAR:
            return Trouble(FailureCode.LINK_DOWN, arrival.text)
        case _:
            return of_claim(arrival.claim, place) if arrival.claim is not None else None


def of_outcome(outcome: CallOutcome, place: Place) -> Trouble | None:
    """Why a call that changes nothing was not answered; None where it was."""
    match outcome:
        case Done():
            return None
        case Refused(text, code):
            return of_text(text, code, place)
        case NotSent(_, told):
            return Trouble(FailureCode.LINK_DOWN, told)
        case Lost():
            return Trouble(FailureCode.LINK_DOWN)
        case ErrorReply(text, code):
            return Trouble(FailureCode.LINK_DOWN, text, code)


def _uninsured(claim: Claim) -> bool:
    """1101 told the claim's person at its replay, and no active insurance: there is no place to send to."""
    return claim.machine.person is not None and claim.machine.person.insurance is None


def _undo_text(claim: Claim) -> str:
    refused = claim.machine.refused
    return refused.text if refused is not None and refused.call is CallKind.UNDO else ""
