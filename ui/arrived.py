"""From where a claim arrived to what the visit page shows of it. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.recognise import Trouble, of_arrival
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.settlement.place import Place
from offline_queue.values import State
from ui.desk_views import why, zero_view
from ui.views import CheckView, LinkView, PrintState, VisitState, VisitView

__all__ = ["settled_changes", "view_changes"]


def view_changes(
    arrival: Arrival, view: VisitView, place: Place, *, now: datetime, down_since: datetime
) -> dict[str, Any] | Trouble:
    """What changes in `view`, or the trouble to show instead."""
    claim = arrival.claim
    if claim is None:
        return Trouble(FailureCode.STORE if arrival.stop is Stop.STORE else FailureCode.OUR_BUG)
    machine = claim.machine
    facts: dict[str, Any] = {"quote": machine.quote, "splits": machine.splits, "since": None, "notice": None}
    if claim.state is State.DONE:
        return facts | settled_changes(claim)
    if claim.state is State.HELD and claim.reason == HeldReason.CONFIRM and machine.quote is not None:
        said = machine.quote.explanations
        return facts | {
            "state": VisitState.TRIAL_DONE,
            "payment": None,
            "reasons": why(said),
            "failure": zero_view(machine.quote.amounts, said),
        }
    if claim.state is State.UNCLEAR:
        return facts | {"state": VisitState.UNCLEAR, "check": view.check or CheckView(now)}
    if claim.reason == HeldReason.RECONCILE:
        return facts | {"state": VisitState.BY_HAND}
    if claim.state is State.READY and arrival.stop is Stop.LINK:
        return facts | {"state": VisitState.LINK_DOWN, "link": LinkView(down_since), "payment": None}
    return of_arrival(arrival, place) or Trouble(FailureCode.SERVICE_SAID, arrival.text)


def settled_changes(claim: Claim) -> dict[str, Any]:
    """A settled claim: done, or stopped before change is handed out because its amount is not the trial's."""
    settlement = claim.machine.settlement
    due = claim.refund_due
    if due is not None and due != money.ZERO and not claim.people.consent:
        return {"state": VisitState.AMOUNT_CHANGED, "settlement": settlement, "since": None}
    return {
        "state": VisitState.SETTLED,
        "settlement": settlement,
        "reasons": why(settlement.explanations) if settlement else (),
        "print_state": PrintState.PRINTING,
        "since": None,
        "check": None,
    }
