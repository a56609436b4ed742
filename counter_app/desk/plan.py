"""The machine, part one: claim → next step (protocol, section 3). Pure; the first row that fits.

Row numbers in the comments are those of the protocol.
"""

from __future__ import annotations

from counter_app.desk.advising import blocked, next_call
from counter_app.desk.claim import UPLOAD_CALLS, CallKind, Claim, Confirmation, HeldReason, Wish
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.resolve import resolve
from counter_app.desk.steps import Abandon, Ask, End, Fold, Hold, Send, Step, Wait
from offline_queue.values import State

__all__ = ["QUOTE_LIFE_S", "plan"]

QUOTE_LIFE_S = 120.0  # Q: a trial older than this is asked again before money moves (protocol, section 5, "Time")


def plan(claim: Claim, known: Knowledge) -> Step:
    """The next step of a claim, from its facts and what this process knows."""
    machine, people = claim.machine, claim.people
    if claim.attempt is not None:  # 1
        return Fold(claim.attempt)
    if claim.unchecked:
        # Taken from a backup: it may have been settled since, on a visit nobody here knows. A person asks the centre.
        return Hold(HeldReason.RECONCILE)
    if machine.doubt:  # 2
        return resolve(claim, known)
    if machine.settlement is not None:
        return _settled(claim, known)
    if machine.visit_id and _unfit_visit(claim):  # 7
        if machine.close_refused >= 2:
            return Abandon()
        return Send(CallKind.CLOSE if machine.cleared else CallKind.CLEAR)
    if machine.uploaded:  # 8
        return End(State.UPLOADED)
    if people.wish is Wish.CANCEL and not machine.upload_begun:  # 9
        return End(State.VOID)
    if people.wish is Wish.UPLOAD or machine.upload_begun:  # 10; what went up in part cannot be taken back
        return _upload(claim, known)
    if machine.refused is not None and machine.refused.retry == people.retry:  # 11
        return Hold(HeldReason.REFUSED)
    return _forward(claim, known)


def _settled(claim: Claim, known: Knowledge) -> Step:
    machine, people = claim.machine, claim.people
    settlement = machine.settlement
    total_right = settlement is not None and settlement.amounts.total == people.total
    undoing = machine.undo_lost or machine.undo_refused
    if settlement is not None and people.wish is not Wish.CANCEL and total_right and not undoing:  # 3
        if settlement.amounts.adds_up:
            return End(State.DONE)
        # Booked there, so it is kept; tried again it is asked for once more, since the centre may have mended it.
        return Hold(HeldReason.AMOUNTS) if machine.shown_retry == people.retry else Ask(CallKind.SHOW)
    if machine.undo_refused and machine.undo_live:  # 4
        if machine.refused is None or machine.refused.retry == people.retry:
            return Hold(HeldReason.CANCEL_REFUSED)
        # Tried again: it may be gone meanwhile, and a 2208 may be repeated (rule 3).
        return Send(CallKind.UNDO) if machine.shown_retry == people.retry else Ask(CallKind.SHOW)
    if undoing:  # 5
        remaining = known.watch_remaining(machine.watched)
        return Wait(remaining, "undo") if remaining > 0 else Ask(CallKind.SHOW)
    return Send(CallKind.UNDO)  # 6


def _upload(claim: Claim, known: Knowledge) -> Step:
    """The detail, that it is complete, the record. Where the place takes none the claim ends VOID, for a claim by hand:
    UPLOADED would say more than is true (invariant I3).
    """
    machine, refused = claim.machine, claim.machine.refused
    if not known.place.uploads:
        return End(State.VOID)
    if refused is not None and refused.call in UPLOAD_CALLS and refused.retry == claim.people.retry:  # 11
        return Hold(HeldReason.REFUSED)
    return Send(next(call for call in UPLOAD_CALLS if call not in machine.uploads))


def _forward(claim: Claim, known: Knowledge) -> Step:
    machine = claim.machine
    usable = known.credential_for(claim) is not None
    if machine.person is None:  # 12
        return Ask(CallKind.PERSON) if usable else Hold(HeldReason.CREDENTIAL)
    if not usable:  # 13, 15 and 17 carry the credential; a stored token is never sent (invariant I13)
        return Hold(HeldReason.CREDENTIAL)
    if not machine.visit_id and machine.refused is not None and machine.benefit_retry != claim.people.retry:
        # 12: tried again after a no. What the person is entitled to may have changed: a filing was made on the phone.
        return Ask(CallKind.BENEFIT)
    if not machine.visit_id:  # 13
        return Send(CallKind.REGISTER)
    if machine.stage == 0:  # 14
        return Send(CallKind.VISIT)
    if machine.stage == 1:
        return Send(CallKind.LINES)
    advising = next_call(claim, known)
    if advising is not None:  # between 14 and 15: advice, which nothing waits for
        return Ask(advising)
    if not _quote_good(claim, known):  # 15
        return Ask(CallKind.TRIAL)
    if not _agreed(claim) or blocked(claim):  # 16
        return Hold(HeldReason.CONFIRM)
    return Send(CallKind.SETTLE)  # 17


def _unfit_visit(claim: Claim) -> bool:
    machine, people = claim.machine, claim.people
    return machine.spoilt or people.wish is not Wish.SETTLE or people.charges_version != machine.visit_charges_version


def _quote_good(claim: Claim, known: Knowledge) -> bool:
    machine = claim.machine
    return (
        machine.quote is not None
        and machine.quote_charges_version == claim.people.charges_version
        and machine.quote_by == known.process
        and known.age_of_quote(claim.key) <= QUOTE_LIFE_S
    )


def _agreed(claim: Claim) -> bool:
    machine, people = claim.machine, claim.people
    if machine.quote is None:
        return False
    if people.confirmed == Confirmation.of(machine.quote.amounts, people.charges_version):
        return True
    return people.consent and machine.quote.amounts.cash <= people.paid
