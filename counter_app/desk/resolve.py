"""The machine, part two: resolving a 2207A whose outcome is not known (protocol, section 5). Pure; first row that fits.

Only what is found is believed. Nothing here ever takes silence, an error or an empty list for "not booked": the visit
is shut by 2202, which is refused while something is settled on it and lets nothing be settled afterwards. Where that
does not hold (`visit_lock` "fails") 2202 is never sent to a visit in doubt and counts as refused (section 9, A4).
"""

from __future__ import annotations

from counter_app.desk.claim import CallKind, Claim, HeldReason
from counter_app.desk.knowledge import Knowledge, Watch
from counter_app.desk.proof import after_proof
from counter_app.desk.steps import Adopt, GiveUp, Hold, Look, Send, Step, Wait
from counter_app.settlement.place import VisitLock

__all__ = ["LOOK_EVERY_S", "resolve"]

LOOK_EVERY_S = 5.0
_REVERSAL_PAUSES_S = (0.0, 5.0, 60.0, 600.0)
_MOST_REVERSALS = 3


def resolve(claim: Claim, known: Knowledge) -> Step:
    """The next step for a claim in doubt."""
    machine = claim.machine
    watch = known.watch(machine.doubt)
    may_adopt = machine.reversals == 0
    if _late_answer(claim) and may_adopt and claim.late_settlement is not None:  # R1
        return Adopt(claim.late_settlement)
    again = _asked_again(claim)
    if machine.given_up and not again:  # R2; once the day's proof is here, rows P
        return after_proof(claim, machine.proof, known) if machine.proof else Hold(HeldReason.RECONCILE)
    remaining = known.watch_remaining(machine.doubt)
    if known.place.may_look and may_adopt and _look_is_due(watch, known.now, remaining, again=again):  # R3
        return Look()
    # R4; where the lock was tested a person at the window need not wait for the time limit
    if remaining > 0 and not (known.waiting and known.place.visit_lock is VisitLock.TESTED):
        return Wait(_until_next_look(watch, known, remaining), "checking")
    if (machine.close_refused >= 2 and not again) or known.place.visit_lock is VisitLock.FAILS:
        return _refused_twice(claim, known, watch)
    return Send(CallKind.CLOSE if machine.cleared else CallKind.CLEAR)  # R8, R9


def _late_answer(claim: Claim) -> bool:
    """One heard for this very visit: a claim that was read while an earlier 2207A was in doubt still carries the answer
    to that one, which may have been reversed since.
    """
    late, machine = claim.late_settlement, claim.machine
    return late is not None and late.visit_id == machine.visit_id and late.settlement_id not in machine.undone


def _asked_again(claim: Claim) -> bool:
    """A visit from a backup, given up, and a person wants it tried once more: the agency may have undone since what was
    settled there. 2202 judges again, once for each time it is asked.
    """
    machine = claim.machine
    given_up = machine.given_up and machine.proof is None
    return machine.unnamed and given_up and machine.shown_retry != claim.people.retry


def _look_is_due(watch: Watch, now: float, remaining: float, *, again: bool) -> bool:
    if watch.looked is None or (watch.close_refused is not None and watch.looked < watch.close_refused):
        return True
    ran_out = now + remaining
    return now - watch.looked >= LOOK_EVERY_S if remaining > 0 or again else watch.looked < ran_out


def _until_next_look(watch: Watch, known: Knowledge, remaining: float) -> float:
    if not known.place.may_look or watch.looked is None:
        return remaining
    return min(remaining, max(0.1, watch.looked + LOOK_EVERY_S - known.now))


def _refused_twice(claim: Claim, known: Knowledge, watch: Watch) -> Step:
    machine = claim.machine
    if known.place.may_look and machine.reversals == 0:  # R5
        return GiveUp()
    # 2601 names a message, and of what may have been sent since the backup nobody knows one.
    reversible = known.place.reverses(CallKind.SETTLE) and not machine.unnamed
    sent = machine.reversals - machine.reversals_unsent
    if not reversible or machine.reversal_answered or sent >= _MOST_REVERSALS:  # R6
        return GiveUp()
    pause = _REVERSAL_PAUSES_S[min(sent, len(_REVERSAL_PAUSES_S) - 1)]
    if watch.reversed is not None and known.now - watch.reversed < pause:
        # Never no time at all: what is short of the pause by a rounding only would be asked again at once, for ever.
        return Wait(max(0.1, pause - (known.now - watch.reversed)), "checking")
    return Send(CallKind.REVERSE)  # R7
