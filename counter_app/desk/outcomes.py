"""The machine, part two: what an outcome makes of the claim (protocol, section 4). Pure.

NotSent changes nothing and never reaches these functions, but for a reversal, which is counted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from counter_app.desk.claim import CallKind, Claim, MachinePart, PeoplePart, Proof, Refusal, Returned
from counter_app.desk.trip import AMOUNTS
from counter_app.model.money import yuan
from counter_app.model.person import CredentialKind, Person
from counter_app.model.settlement import Amounts, LineSplit, Quote, Settlement

__all__ = [
    "abandoned",
    "adopted",
    "cleared",
    "close_refused",
    "dead",
    "given_up",
    "identified",
    "intended",
    "lines_sent",
    "looked_in_vain",
    "not_told",
    "proven",
    "quoted",
    "refused",
    "register_lost",
    "registered",
    "reverse_sent",
    "reverse_unsent",
    "reversing",
    "settle_sent",
    "settle_unknown",
    "shown_again",
    "shut",
    "spoilt",
    "still_live",
    "undo_unknown",
    "undone",
    "unequal",
    "unfit",
    "unsent",
    "uploaded",
    "visit_sent",
]


def refused(machine: MachinePart, people: PeoplePart, call: CallKind, text: str, code: str) -> MachinePart:
    """A well-formed no: kept with its words. On 2201 the visit number is spent; on what grows the visit is spoilt."""
    noted = replace(machine, refused=Refusal(call, text, code, people.retry))
    if call is CallKind.UPLOAD_VISIT:  # no money hangs on it, so its no is believed: nothing was brought
        return replace(noted, uploading=max(machine.uploading - 1, 0))
    if call is CallKind.REGISTER:
        return replace(noted, visit_generation=machine.visit_generation + 1)
    if call in (CallKind.VISIT, CallKind.LINES, CallKind.TRIAL):
        return replace(noted, spoilt=True)
    return noted


def identified(machine: MachinePart, people: PeoplePart, person: Person) -> MachinePart:
    """1101 done. Nobody's bill is settled by another: the claim keeps the number that was read or typed when it was
    opened, and what is shown for it later, a code or another card, has to be the same person's.
    """
    shown = people.credential
    typed = shown.id_number if shown is not None else ""
    if shown is not None and typed and typed.upper() != person.id_number.upper():
        card = shown.kind is CredentialKind.CARD
        text = f"{'卡上的人' if card else '出示凭证的人'}与打入的身份证号证件信息不一致"
        return replace(machine, refused=Refusal(CallKind.PERSON, text, "", people.retry))
    try:
        person = person.paid_by(people.scheme)
    except ValueError:
        text = f"没有正常参保的险种 {people.scheme}"
        return replace(machine, refused=Refusal(CallKind.PERSON, text, "", people.retry))
    return replace(machine, person=person, refused=None)


def registered(machine: MachinePart, people: PeoplePart, visit_id: str, visit_number: str) -> MachinePart:
    """2201 done: a fresh visit at stage 0, for the charges as they are."""
    return replace(
        _without_visit(machine),
        visit_id=visit_id,
        visit_number=visit_number,
        visit_charges_version=people.charges_version,
        refused=None,
    )


def register_lost(machine: MachinePart, visit_number: str) -> MachinePart:
    """2201 unclear: its number is never used again; what it may have opened is empty and harmless."""
    return replace(machine, visit_generation=machine.visit_generation + 1, orphans=(*machine.orphans, visit_number))


def visit_sent(machine: MachinePart) -> MachinePart:
    """2203A done."""
    return replace(machine, stage=1)


def lines_sent(machine: MachinePart, people: PeoplePart, splits: tuple[LineSplit, ...]) -> MachinePart:
    """2204 done; a sum other than the bill's spoils the visit."""
    sent = replace(machine, stage=2, splits=splits)
    said = sum((row.amount for row in splits), yuan(0))
    return (
        _wrong_sum(sent, people, CallKind.LINES, _other_total(said, people))
        if splits and said != people.total
        else sent
    )


def spoilt(machine: MachinePart) -> MachinePart:
    """Something on the visit is not as we think: it will be given back."""
    return replace(machine, spoilt=True)


def quoted(machine: MachinePart, people: PeoplePart, quote: Quote, process: str) -> MachinePart:
    """2206A done; a total other than the bill's spoils the visit, and so do parts that do not make it."""
    if quote.amounts.total != people.total:
        return _wrong_sum(machine, people, CallKind.TRIAL, _other_total(quote.amounts.total, people))
    if not quote.amounts.adds_up:
        return _wrong_sum(machine, people, CallKind.TRIAL, unequal(quote.amounts))
    return replace(machine, quote=quote, quote_charges_version=people.charges_version, quote_by=process)


def unequal(amounts: Amounts) -> str:
    """What does not add up, for people."""
    funds = amounts.fund_total + amounts.beside
    said = f"总额 {amounts.total}，基金 {funds}、账户 {amounts.account}、现金 {amounts.cash}"
    return f"{said}、医院 {amounts.hospital} 元" if amounts.hospital else f"{said} 元"


def _other_total(said: Decimal, people: PeoplePart) -> str:
    return f"返回的费用总额 {said} 元与账单 {people.total} 元不一致"


def _wrong_sum(machine: MachinePart, people: PeoplePart, call: CallKind, text: str) -> MachinePart:
    # A service that counts otherwise will do so again: without the refusal the claim would open visits for ever.
    return replace(machine, spoilt=True, refused=Refusal(call, text, AMOUNTS, people.retry))


def unfit(machine: MachinePart, people: PeoplePart, call: CallKind, text: str, code: str) -> MachinePart:
    """What the claim holds does not fit the call, so it can't be sent, now or later: a person must act. What only takes
    away ends where its endless refusal would end, since repeating it changes nothing.
    """
    noted = replace(machine, refused=Refusal(call, text, code, people.retry))
    if call in (CallKind.UNDO, CallKind.SHOW):
        return replace(noted, undo_refused=True, undo_live=True)
    if machine.doubt:
        return given_up(noted, people.retry)
    if call in (CallKind.CLEAR, CallKind.CLOSE):
        return abandoned(noted)
    return spoilt(noted) if machine.visit_id else noted


def intended(machine: MachinePart, kind: CallKind, msgid: str) -> MachinePart:
    """What the intent alone makes of it: from then on the call may have worked."""
    match kind:
        case CallKind.SETTLE:
            return settle_sent(machine, msgid)
        case CallKind.REVERSE:
            return reversing(machine)
        case CallKind.UPLOAD_VISIT:
            return replace(machine, uploading=machine.uploading + 1)
        case _:
            return machine


def unsent(machine: MachinePart, kind: CallKind) -> MachinePart:
    """NotSent: nothing has changed, and what its intent counted is counted off."""
    match kind:
        case CallKind.REVERSE:
            return reverse_unsent(machine)
        case CallKind.UPLOAD_VISIT:
            return replace(machine, uploading=machine.uploading - 1)
        case _:
            return machine


def settle_sent(machine: MachinePart, msgid: str) -> MachinePart:
    """The intent of a 2207A: from now on money may be booked on this visit."""
    return replace(machine, money=msgid)


def settle_unknown(machine: MachinePart, people: PeoplePart, msgid: str, text: str, code: str) -> MachinePart:
    """2207A refused, in error or lost: doubt. A refusal's text is kept for the cashier; it is not believed either."""
    # A visit from a backup stays in doubt as a whole: this call may have been NotSent there, and another one sent.
    doubt = machine.doubt if machine.unnamed else msgid
    doubtful = replace(machine, money=msgid, doubt=doubt, cleared=False, close_refused=0)
    if text:
        return replace(doubtful, refused=Refusal(CallKind.SETTLE, text, code, people.retry))
    return doubtful


def adopted(claim: Claim, settlement: Settlement) -> MachinePart:
    """Booked and known: its amounts are the truth, whatever the quote was. Whether they add up is asked afterwards. One
    that was said to be undone, and is shown live, was not: it stands once, and may be undone once more.
    """
    machine, number = claim.machine, settlement.settlement_id
    return replace(
        machine,
        undone=tuple(one for one in machine.undone if one != number),
        returned=tuple(one for one in machine.returned if one.settlement.settlement_id != number),
        settlement=_with_hospital(settlement, machine.quote),
        shown_retry=claim.people.retry,
        doubt="",
        refused=None,
        given_up=False,
        proof=None,
    )


def shown_again(claim: Claim, settlement: Settlement | None) -> MachinePart:
    """5203 of a settlement whose amounts did not add up; None where it did not tell. Only the same one counts."""
    known = claim.machine.settlement
    asked = replace(claim.machine, shown_retry=claim.people.retry)
    if known is None or settlement is None or settlement.settlement_id != known.settlement_id:
        return asked
    return replace(asked, settlement=_with_hospital(settlement, asked.quote))


def _with_hospital(settlement: Settlement, quote: Quote | None) -> Settlement:
    """5203 has no field for the hospital's part (hosp_part_amt): what is missing may be what the trial said of it."""
    amounts = settlement.amounts
    if quote is None or amounts.hospital or amounts.adds_up:
        return settlement
    whole = replace(amounts, hospital=quote.amounts.hospital)
    return replace(settlement, amounts=whole) if whole.adds_up else settlement


def cleared(machine: MachinePart) -> MachinePart:
    """2205 answered, either way."""
    return replace(machine, cleared=True)


def shut(machine: MachinePart) -> MachinePart:
    """2202 done: no visit, no doubt; whatever comes late to that visit is refused there."""
    return replace(_without_visit(machine), visit_generation=machine.visit_generation + 1)


def close_refused(machine: MachinePart) -> MachinePart:
    """2202 refused: something may be settled there."""
    return replace(machine, close_refused=machine.close_refused + 1, cleared=False)


def abandoned(machine: MachinePart) -> MachinePart:
    """A visit without money that does not close goes to the day's-end list."""
    return replace(
        _without_visit(machine),
        visit_generation=machine.visit_generation + 1,
        leftovers=(*machine.leftovers, machine.visit_id),
    )


def given_up(machine: MachinePart, retry: int) -> MachinePart:
    """Only the day's proof can tell, as far as was tried until people's `retry`."""
    return replace(machine, given_up=True, proof=None, shown_retry=retry)


def proven(machine: MachinePart, proof: Proof) -> MachinePart:
    """The day's books have spoken (protocol, section 5, row P)."""
    return replace(machine, proof=proof)


def looked_in_vain(machine: MachinePart, *, unread: bool = False) -> MachinePart:
    """Looked once more after the books had spoken, and nothing was found. `unread`: something is there that can't be
    read; then a no of the books is no proof, and the books are asked again.
    """
    proof = machine.proof
    if proof is None:
        return machine
    if unread and not proof.live:
        return given_up(machine, machine.shown_retry)
    return replace(machine, proof=replace(proof, looked=True))


def dead(machine: MachinePart) -> MachinePart:
    """The books hold nothing live for it: the visit may be left, shut where it can be (protocol, section 5, row P)."""
    return replace(machine, doubt="", spoilt=True, cleared=False, close_refused=0, given_up=False, proof=None)


def reversing(machine: MachinePart) -> MachinePart:
    """The intent of a 2601: from now on nothing is adopted, and the visit is to be shut (protocol, section 5)."""
    return replace(machine, reversals=machine.reversals + 1, given_up=False, proof=None)


def reverse_sent(machine: MachinePart, *, answered: bool) -> MachinePart:
    """2601 answered in whatever way, or lost: either way the visit is to be shut again."""
    if answered:
        return replace(machine, reversal_answered=True, close_refused=0, cleared=False)
    return machine


def reverse_unsent(machine: MachinePart) -> MachinePart:
    """2601 surely never left: it does not count among the three (protocol, section 5, R6). Its intent stays written, so
    nothing is adopted any more (the arrow).
    """
    return replace(machine, reversals_unsent=machine.reversals_unsent + 1)


def undone(machine: MachinePart, at: datetime) -> MachinePart:
    """2208 done, `at` by the service's clock where it says. A second copy of its 2207A may still come: the visit stays
    in doubt until it is shut.
    """
    if machine.settlement is None:
        return machine
    return replace(
        machine,
        undone=(*machine.undone, machine.settlement.settlement_id),
        returned=(*machine.returned, Returned(machine.settlement, at)),
        settlement=None,
        doubt=machine.money or machine.visit_id or machine.settlement.settlement_id,
        refused=None,
        undo_lost=False,
        undo_refused=False,
        undo_live=False,
        cleared=False,
        close_refused=0,
    )


def undo_unknown(machine: MachinePart, refusal: Refusal | None = None) -> MachinePart:
    """2208 refused or lost: 5203 will tell. A refusal's words are kept for the supervisor."""
    if refusal is not None:
        return replace(machine, undo_refused=True, undo_live=False, refused=refusal)
    return replace(machine, undo_lost=True)


def still_live(machine: MachinePart) -> MachinePart:
    """5203 after 2208 shows it live: once more, or a supervisor where it was refused."""
    return replace(machine, undo_live=True, undo_lost=False)


def not_told(machine: MachinePart, people: PeoplePart, text: str, code: str) -> MachinePart:
    """5203 refused, after a 2208 that was lost or refused: asked again by itself it would say so for ever. A person
    must act, by the words of the 2208 where it had some; tried again, 5203 is asked first.
    """
    said = machine.refused
    if said is None or said.call is not CallKind.UNDO:
        said = Refusal(CallKind.SHOW, text, code, people.retry)
    stuck = replace(machine, undo_refused=True, undo_live=True, undo_lost=False)
    return replace(stuck, refused=replace(said, retry=people.retry))


def uploaded(machine: MachinePart, call: CallKind, last: CallKind) -> MachinePart:
    """One call of the upload done; after the `last` all is there."""
    return replace(machine, uploads=(*machine.uploads, call), uploaded=call is last, refused=None)


def _without_visit(machine: MachinePart) -> MachinePart:
    return replace(
        machine,
        visit_id="",
        visit_number="",
        stage=0,
        visit_charges_version=0,
        spoilt=False,
        cleared=False,
        close_refused=0,
        money="",
        doubt="",
        reversals=0,
        reversals_unsent=0,
        reversal_answered=False,
        given_up=False,
        proof=None,
        quote=None,
        quote_charges_version=0,
        quote_by="",
        splits=(),
        undo_lost=False,
        undo_refused=False,
        undo_live=False,
    )
