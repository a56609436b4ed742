"""The agency gives the number of a settlement that is booked and cannot be seen (protocol, section 5, row P).

A person's word is no proof: the settlement is shown by 5203 first, and only one on this claim's own visit is
adopted; also one that was noted as undone and is shown live: it was not, and may be undone once more. From the first
reversal intent on nothing is adopted any more (the arrow).
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from counter_app.desk import outcomes
from counter_app.desk.claim import CallKind, Claim, HeldReason
from counter_app.desk.commands import Command, Commit, Exchange, Load, Moment, NextMsgid, Now, Take
from counter_app.desk.documents import to_document
from counter_app.desk.means import Means
from counter_app.settlement.client import UnfitInput
from counter_app.settlement.outcome import CallOutcome, Done, said_by
from offline_queue.values import Event, Rest, State

__all__ = ["settled_at_agency"]


def settled_at_agency(means: Means, key: str, number: str, who: str) -> Generator[Command, Any, str]:
    """Adopt settlement `number` for the claim that waits for it. Returns why not, in words; empty where it is adopted,
    now or by an earlier try. Nothing is sent but 5203, which changes nothing; either way one event row tells of it.

    Raises what a commit raises (LaneLost, StoreUnavailable), ClaimMissing.
    """
    claim: Claim = yield Load(key)
    wrong = _why_not(claim, number)
    if wrong is not None:
        return wrong
    fence = yield Take(claim.lane, key)
    if fence is None:
        return "另一个窗口正在处理这一单，请稍后再录。"
    claim = yield Load(key)
    wrong = _why_not(claim, number)
    if wrong is not None:
        yield from _rest(claim, fence, claim.machine, None, claim.state, claim.reason)
        return wrong
    msgid: str = yield NextMsgid()
    now: Moment = yield Now()
    try:
        call = means.calls.call(CallKind.SHOW, claim, msgid, now.wall, credential=None, settlement_id=number)
    except UnfitInput as unfit:
        yield from _rest(claim, fence, claim.machine, None, claim.state, claim.reason)
        return str(unfit)
    outcome: CallOutcome = yield Exchange(call)
    now = yield Now()
    settlement = means.reading.live_settlement(outcome, now.wall)
    booked_here = settlement is not None and settlement.visit_id == claim.machine.visit_id
    if settlement is None or not booked_here or settlement.settlement_id != number:
        said = _said(outcome)
        event = Event(now.wall, who, "agency's number not confirmed", f"{number} {said}".strip())
        yield from _rest(claim, fence, claim.machine, event, claim.state, claim.reason)
        return said
    event = Event(now.wall, who, "settled at the agency", number)
    yield from _rest(claim, fence, outcomes.adopted(claim, settlement), event, State.READY, "")
    return ""


def _why_not(claim: Claim, number: str) -> str | None:
    """None: it may be asked for. Empty: it is adopted already. Else why not."""
    machine = claim.machine
    if machine.settlement is not None and machine.settlement.settlement_id == number:
        return ""
    waits = claim.state is State.HELD and claim.reason == HeldReason.RECONCILE
    if not (waits and machine.doubt and machine.given_up) or claim.attempt is not None:
        return "这一单不在等医保核对，不能录医保经办的结算号。"
    if machine.reversals:
        return "这一单已经申请过冲正，不能再认结算号；请医保经办一并撤销。"
    return None


def _said(outcome: CallOutcome) -> str:
    if isinstance(outcome, Done):
        return "医保查到的结算不是这一单这次就诊的，或已经退了。请再核对结算号。"
    _, text = said_by(outcome)
    return f"医保没有确认这个结算号：{text}" if text else "线路不通，没有查到这个结算号，请稍后再录。"


def _rest(
    claim: Claim, fence: int, machine: Any, event: Event | None, state: State, reason: str
) -> Generator[Command, Any, None]:
    """One commit: what is known, its event row, and the lane is free again."""
    now: Moment = yield Now()
    yield Commit(
        Rest(
            key=claim.key,
            fence=fence,
            machine=to_document(machine),
            events=(event,) if event is not None else (),
            state=state,
            reason=str(reason),
            due=now.wall,
            engaged=bool(machine.visit_id) and not state.ended,
        )
    )
