"""Why it fails: from what the service said to an entry of the closed list (domain facts, 2g; failures).

Codes first (psn_insu_stas, an empty 5301, a stay in 5303), texts by the place's table, and what neither knows stays the
service's own words. What is no failure stands in `remarks`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from counter_app.desk.advising import blocked, open_warnings
from counter_app.desk.claim import CallKind, Claim, HeldReason, Refusal
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.identify import Identified
from counter_app.desk.outcomes import unequal
from counter_app.desk.trip import AMOUNTS, STALE, TRACES, TWICE, UNFIT, UNMAPPED
from counter_app.failures import FailureCode
from counter_app.model.person import CredentialKind, Person, Qualification, Scheme
from counter_app.settlement.codes import known_codes
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import Place
from offline_queue.values import State

__all__ = [
    "Trouble",
    "of_arrival",
    "of_benefit",
    "of_bill",
    "of_claim",
    "of_identified",
    "of_outcome",
    "of_text",
    "of_voucher",
    "refused_by_store",
    "why_not_settled",
]

_BY_HAND = "这张单收了全款，已按手工报销办结，不能再按医保结一次"

# What a visit is opened with: what the benefit check forecasts is refused here.
_OPENING = (CallKind.REGISTER, CallKind.VISIT)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A failure with the far side's own words, kept whole, and its code."""

    code: FailureCode
    said: str = ""
    said_code: str = ""

    @property
    def link_down(self) -> bool:
        """Whether nobody answered, announced or not: what could not be asked may wait."""
        return self.code in (FailureCode.LINK_DOWN, FailureCode.SHUTDOWN)


def of_text(text: str, code: str, place: Place) -> Trouble:
    """A refusal by its words."""
    if code == UNMAPPED:
        return Trouble(FailureCode.ITEM_UNMAPPED, text, "")
    if code == TRACES:
        return Trouble(FailureCode.TRACE_CODE, text, "")
    if code == AMOUNTS:
        return Trouble(FailureCode.AMOUNTS_DISAGREE, text, "")
    if code == TWICE:
        return Trouble(FailureCode.ALREADY_SETTLED, text, "")
    if code == STALE:
        return Trouble(FailureCode.VOUCHER_EXPIRED, text, "")
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
            return _of_insurances(found.person)
        if found.unqualified:  # a 5301 that is empty, or without this disease
            return Trouble(FailureCode.CHRONIC_NOT_QUALIFIED)
        return None
    return of_outcome(found.outcome, place)


def of_benefit(found: Identified, place: Place) -> Trouble | None:
    """What the benefit check says against a settlement; None where it says nothing, or nobody asked it.

    It is a forecast: the road is not closed by it, since only a refusal of the visit itself is final.
    """
    if found.qualification is None:
        return None if found.benefit is None else of_outcome(found.benefit, place)
    return _of_qualification(found.qualification, place)


def of_bill(claim: Claim) -> Trouble | None:
    """Why the bill of a claim is not settled once more; None where the claim still lives."""
    if claim.state in (State.VOID, State.UPLOADED) and claim.people.by_hand:
        return Trouble(FailureCode.ALREADY_SETTLED, _BY_HAND)
    return Trouble(FailureCode.ALREADY_SETTLED) if claim.state is State.DONE else None


def of_voucher(outcome: CallOutcome, place: Place) -> Trouble | None:
    """Why a scanned code did not become a person; None where it did."""
    if isinstance(outcome, Refused) and outcome.code == "500159":  # envelope facts, section 9: the wrong kind of code
        return Trouble(FailureCode.VOUCHER_EXPIRED, outcome.text, outcome.code)
    return of_outcome(outcome, place)


def of_claim(claim: Claim, place: Place) -> Trouble | None:
    """What keeps a claim from its end, as it rests; None where nothing does but time."""
    if claim.state is State.UNCLEAR or claim.reason == HeldReason.RECONCILE:
        return Trouble(FailureCode.UNCLEAR)
    if claim.state.ended and claim.unchecked and claim.refund_due is None:  # whether it was paid since the backup
        return Trouble(FailureCode.UNCLEAR)
    if claim.state is not State.HELD:
        return None
    refused = claim.machine.refused
    match claim.reason:
        case HeldReason.REFUSED if _uninsured(claim):
            return _of_insurances(claim.machine.person)
        case HeldReason.REFUSED if refused is not None:
            return _of_refusal(refused, claim.machine.qualification, place)
        case HeldReason.CREDENTIAL:
            voucher = claim.people.credential is None or claim.people.credential.kind is CredentialKind.VOUCHER
            return Trouble(FailureCode.CREDENTIAL_NEEDED if voucher else FailureCode.CARD_UNUSABLE)
        case HeldReason.CONFIRM if blocked(claim):
            return Trouble(FailureCode.MONITORING, "；".join(one.text for one in open_warnings(claim)))
        case HeldReason.CONFIRM:
            return Trouble(FailureCode.CONFIRMATION_NEEDED)
        case HeldReason.CANCEL_REFUSED:
            return Trouble(FailureCode.SERVICE_SAID, _undo_text(claim))
        case HeldReason.AMOUNTS if claim.machine.settlement is not None:
            return Trouble(FailureCode.AMOUNTS_DISAGREE, unequal(claim.machine.settlement.amounts))
        case _:
            return Trouble(FailureCode.OUR_BUG)


def why_not_settled(claim: Claim) -> str:
    """What the insurance said of it, quoted for a paper; empty where it said nothing. A person without an active
    insurance is told so: what we could not send for want of one is no answer of theirs.
    """
    if _uninsured(claim):
        return f"医保查到的参保状态是“{_statuses(claim.machine.person, '{0}')}”"
    refused = claim.machine.refused
    return f"医保答复“{refused.text}”" if refused is not None and refused.text else ""


def refused_by_store(reason: str) -> Trouble:
    """The disk of this computer, or the server that all windows share; `reason` as StoreUnavailable has it."""
    codes = {"away": FailureCode.SERVER_AWAY, "taken": FailureCode.NUMBER_TAKEN, "kept": FailureCode.KEPT_BY_WINDOW}
    kind, _, window = reason.partition(" ")
    return Trouble(codes.get(kind, FailureCode.STORE), window or reason)


def of_arrival(arrival: Arrival, place: Place) -> Trouble | None:
    """Why a trip did not bring the claim to its end."""
    match arrival.stop:
        case Stop.STORE:
            return refused_by_store(arrival.text)
        case Stop.LINK if arrival.claim is not None and arrival.claim.state is not State.UNCLEAR:
            return _unanswered(arrival.text, "", place)
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
            return _unanswered(text, code, place)


def _of_qualification(known: Qualification, place: Place) -> Trouble | None:
    if known.entitled:  # trt_enjymnt_flag 1
        return None
    if known.in_hospital:  # 5303
        return Trouble(FailureCode.IN_HOSPITAL_ELSEWHERE, known.reason)
    return of_text(known.reason, "", place)


def _of_refusal(refused: Refusal, known: Qualification | None, place: Place) -> Trouble:
    """By its words; where no table knows them, by what the benefit check said before. The words stay the refusal's."""
    told = of_text(refused.text, refused.code, place)
    if told.code is not FailureCode.SERVICE_SAID or known is None or refused.call not in _OPENING:
        return told
    before = _of_qualification(known, place)
    return told if before is None else replace(told, code=before.code)


def _unanswered(text: str, code: str, place: Place) -> Trouble:
    """Nobody answered, or only that nobody will: an announced shutdown is told apart by its words."""
    announced = bool(text) and of_text(text, code, place).code is FailureCode.SHUTDOWN
    return Trouble(FailureCode.SHUTDOWN if announced else FailureCode.LINK_DOWN, text, code)


def _of_insurances(person: Person | None) -> Trouble:
    """No row of 1101 may pay: why, in the dictionary's words for psn_insu_stas."""
    return Trouble(FailureCode.CONTRIBUTIONS_INTERRUPTED, _statuses(person, "{0}（{1}）"))


def _statuses(person: Person | None, form: str) -> str:
    """Each once, as `form` has its word {0} and its code {1}."""
    meant = known_codes("psn_insu_stas")
    rows = person.insurances if person is not None else ()
    codes = dict.fromkeys(row.status for row in rows if row.status and row.scheme is not Scheme.SUPPLEMENT)
    return "、".join(form.format(meant.get(code, "不认识的参保状态"), code) for code in codes)


def _uninsured(claim: Claim) -> bool:
    """1101 told the claim's person at its replay, and no active insurance: there is no place to send to."""
    return claim.machine.person is not None and claim.machine.person.insurance is None


def _undo_text(claim: Claim) -> str:
    refused = claim.machine.refused
    told = refused is not None and refused.call in (CallKind.UNDO, CallKind.SHOW)
    return refused.text if refused is not None and told else ""
