"""After the day's proof: what follows from 3202 for a claim that was given up (protocol, section 5, rows P). Pure.

Only an ended day's complete books may say "not booked"; whether they are that is judged before a proof is written
(`reconciling`). That something is settled there is believed only as far as to look again or to take it back.
"""

from __future__ import annotations

from counter_app.desk.claim import CallKind, Claim, HeldReason, Proof
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.steps import Dead, Hold, Look, Send, Step

__all__ = ["after_proof"]


def after_proof(claim: Claim, proof: Proof, known: Knowledge) -> Step:
    """The next step of a claim of which the books have spoken."""
    reversing = claim.machine.reversals > 0  # the arrow: from the first reversal intent on nothing is adopted
    if known.place.may_look and not reversing and not proof.looked:
        # P, live: look again → adopt. Not live: one look more than the protocol asks, since a centre whose books are
        # late (assumption A5 false) would have it booked twice; only what is found counts.
        return Look()
    if not proof.live:  # P, no live row
        return Dead()
    if claim.machine.unnamed or (
        known.place.may_look and not reversing
    ):  # P, live and not to be seen: the agency gives the settlement's number
        return Hold(HeldReason.RECONCILE)
    if known.place.reverses(CallKind.SETTLE):  # P, live: cannot look, or a reversal is written → 2601, then R8
        return Send(CallKind.REVERSE)
    return Hold(HeldReason.RECONCILE)
