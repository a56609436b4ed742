"""From where a claim arrived to what the visit page shows of it. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from counter_app.desk import entries
from counter_app.desk.advising import advice_of, blocked, open_warnings, sent_back
from counter_app.desk.claim import CallKind, Claim, HeldReason
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.line_check import NO_RULE
from counter_app.desk.recognise import Trouble, of_arrival, refused_by_store
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.trace import TraceRule
from counter_app.settlement.place import Place
from offline_queue.values import State
from ui.change_open import change_open
from ui.desk_views import traces, why, zero_reason, zero_view
from ui.theme import Role
from ui.views import CheckView, FailureView, LinkView, Notice, RefundView, VisitState, VisitView
from ui.words import figures, sentences
from ui.words.template import filled

__all__ = ["paid_back", "view_changes"]


def view_changes(
    arrival: Arrival, view: VisitView, place: Place, *, now: datetime, down_since: datetime, rule: TraceRule = NO_RULE
) -> dict[str, Any] | Trouble:
    """What changes in `view`, or the trouble to show instead. `rule`: what trace codes bills are held to here.

    A claim that cannot be read after its settlement may have been sent is shown as unclear, never as not done.
    """
    claim = arrival.claim
    if arrival.stop is Stop.LIMIT:
        return Trouble(FailureCode.TICKET_LIMIT, arrival.text)
    unclear = {"state": VisitState.UNCLEAR, "check": view.check or CheckView(now), "since": None}
    if claim is None:
        if view.state in (VisitState.SETTLING, VisitState.UNCLEAR) and view.quote is not None:
            return unclear
        if arrival.stop is Stop.LINK and not arrival.key:
            return Trouble(FailureCode.CREDENTIAL_NEEDED)
        return refused_by_store(arrival.text) if arrival.stop is Stop.STORE else Trouble(FailureCode.OUR_BUG)
    facts = _facts(claim, rule)
    asked = view.state is VisitState.TRIAL_RUNNING and not view.paid and view.payment is None
    if claim.state is State.DONE and asked and not claim.refund_due:
        return facts | _settled_before(claim, now)  # nothing was taken for it here
    if claim.state is State.DONE:
        return facts | {"payment": view.payment or _payment(claim)} | _settled(claim, view)
    if claim.state in (State.VOID, State.UPLOADED):
        return facts | _ended(claim, view)
    if claim.state is State.HELD and claim.reason == HeldReason.CONFIRM:
        return facts | (_warned(claim) if blocked(claim) else _quoted(claim) | _told_anew(claim, view))
    if claim.reason == HeldReason.RECONCILE:
        return facts | {"state": VisitState.BY_HAND}
    if claim.state is State.UNCLEAR or _maybe_sent(claim):
        return facts | unclear
    if claim.state is State.READY and arrival.stop is Stop.LINK:
        if claim.people.credential is None or not claim.people.credential.may_wait:
            return Trouble(FailureCode.CREDENTIAL_NEEDED)
        stopped = of_arrival(arrival, place)
        link = LinkView(down_since, announced=stopped is not None and stopped.code is FailureCode.SHUTDOWN)
        return facts | {"state": VisitState.LINK_DOWN, "link": link, "payment": None}
    if claim.state in (State.READY, State.SENDING):
        if claim.people.paid > money.ZERO:  # the yes is on record: the background goes on with it
            return facts | unclear
        if arrival.stop in (Stop.BUSY, Stop.BEHIND, Stop.MOVED, Stop.LANE_LOST):
            notice = Notice(sentences.UNCLEAR_SAME_PERSON)
            return facts | {"state": VisitState.CHARGES, "quote": None, "splits": (), "notice": notice}
    return of_arrival(arrival, place) or Trouble(FailureCode.SERVICE_SAID, arrival.text)


def _facts(claim: Claim, rule: TraceRule) -> dict[str, Any]:
    machine, people = claim.machine, claim.people
    return {
        "quote": machine.quote,
        "splits": machine.splits,
        "charges": people.charges,
        "traces": traces(people.charges, rule),
        "paid": people.paid,
        "returnable": (),
        "since": None,
        "notice": None,
        "failure": None,
        "warnings": (),
        "answered": 0,
        "checked": False,
    }


def _quoted(claim: Claim) -> dict[str, Any]:
    quote = claim.machine.quote
    if quote is None:
        raise ValueError("a claim held for a yes without its quote")
    return {
        "state": VisitState.TRIAL_DONE,
        "payment": None,
        "check": None,
        "reasons": why(quote.amounts, quote.explanations),
        "failure": zero_view(quote.amounts, quote.explanations),
    }


def _told_anew(claim: Claim, view: VisitView) -> dict[str, Any]:
    """What a quote that nobody asked for is said with."""
    return _not_done(claim, view) or _moved(claim, view)


def _moved(claim: Claim, view: VisitView) -> dict[str, Any]:
    """F9 on a trial that had grown old: it was asked anew, and another amount never comes without a word."""
    quote, paid = claim.machine.quote, claim.people.paid
    if view.state is not VisitState.SETTLING or view.quote is None or quote is None or paid != view.paid:
        return {}
    old, new = (figures.money(max(one.amounts.cash - paid, money.ZERO)) for one in (view.quote, quote))
    return {"notice": Notice(filled(sentences.QUOTE_MOVED, 旧=old, 新=new))} if old != new else {}


def _not_done(claim: Claim, view: VisitView) -> dict[str, Any]:
    """Nobody knew, and now it is known: nothing was booked, and what was taken lies there for the next one."""
    if not _unknown(view) or claim.people.paid <= money.ZERO:
        return {}
    said = filled(sentences.UNCLEAR_ANEW, 已收=figures.money(claim.people.paid))
    return {"notice": Notice(said, Role.INFO), "checked": True}


def _warned(claim: Claim) -> dict[str, Any]:
    """Monitoring's warnings stand before the amount; once the bill was sent back, the doctor comes before it."""
    advice, left = advice_of(claim), open_warnings(claim)
    warnings = advice.warnings if advice is not None else ()
    base = {"payment": None, "check": None}
    if left or not sent_back(claim):
        return base | {"state": VisitState.WARNED, "warnings": left, "answered": len(warnings) - len(left)}
    visit = claim.people.visit
    blanks = {
        "提醒": "、".join(dict.fromkeys(one.rule for one in warnings)),
        "提醒原文": "；".join(one.text for one in warnings),
        "科室": visit.department,
        "医生": visit.doctor.name,
    }
    return base | {"state": VisitState.FAILURE, "failure": FailureView(FailureCode.MONITORING, blanks)}


def _settled(claim: Claim, view: VisitView) -> dict[str, Any]:
    """A settled claim: done, or stopped before change is handed out because its amount is not the trial's."""
    settlement, quote = claim.machine.settlement, claim.machine.quote
    due = claim.refund_due
    if due is not None and due != money.ZERO and not claim.people.consent:
        asked = quote.amounts.cash if quote is not None else None
        if due > money.ZERO and settlement is not None and settlement.amounts.cash == asked:
            # Nothing changed: more had been paid before than this trial asked.
            back = _refund(claim, view, zero_reason(claim))
            due_back = {"state": VisitState.REFUND_DUE, "refund": back}
            return due_back | {"settlement": settlement, "payment": None, "check": None}
        return {"state": VisitState.AMOUNT_CHANGED, "settlement": settlement, "check": None}
    return {
        "state": VisitState.SETTLED,
        "settlement": settlement,
        "reasons": why(settlement.amounts, settlement.explanations) if settlement else (),
        "check": None,
        "checked": _unknown(view),
    }


def _settled_before(claim: Claim, now: datetime) -> dict[str, Any]:
    settlement = claim.machine.settlement
    at = settlement.settled_at if settlement is not None else claim.changed_at
    when = figures.day_or_clock(at.astimezone(now.tzinfo), now.date())
    first = _payment(claim)
    return {
        "state": VisitState.FAILURE,
        "failure": FailureView(FailureCode.ALREADY_SETTLED, {"时间": when}),
        "settlement": settlement,
        "payment": replace(first, received=first.due),  # its change was handed out then
        "paid": money.ZERO,  # none of it lies here
    }


def _payment(claim: Claim) -> Payment:
    """What was taken, where the page no longer knows it."""
    rows = claim.people.cash
    received = sum((row.received for row in rows), money.ZERO)
    return Payment(claim.people.paid, rows[0].method if rows else PaymentMethod.CASH, received)


def _ended(claim: Claim, view: VisitView) -> dict[str, Any]:
    """Undone, or handed over to the insured place: what is due back is to be paid out."""
    if claim.refund_due is None or claim.refund_due <= money.ZERO or not claim.people.cash:
        told = {"notice": Notice(sentences.PAID_BY_HAND)} if claim.people.by_hand else {}
        if not told and _unknown(view) and not claim.people.cash:
            told = {"notice": Notice(sentences.UNCLEAR_NOT_DONE, Role.INFO)}
        return {"state": VisitState.CHARGES, "quote": None, "splits": (), "payment": None, "check": None} | told
    return {"state": VisitState.REFUND_DUE, "refund": _refund(claim, view), "payment": None, "check": None}


def _refund(claim: Claim, view: VisitView, zero: str = "") -> RefundView:
    """What is due back of what was paid, and beside it the change that still lies there."""
    paid, owed = claim.people.paid, claim.owed or money.ZERO
    ways = entries.back_by_way(claim.people.cash, paid - owed)
    return RefundView(claim.key, paid, owed, ways, zero, change=change_open(view))


def paid_back(claim: Claim) -> RefundView | None:
    """What went back last, of a claim that ended; None where nothing did."""
    rows = [row for row in claim.people.cash if row.amount < money.ZERO]
    if not rows or claim.owed is None:
        return None
    ways = tuple((row.method, -row.amount) for row in rows if row.at == rows[-1].at)
    back = sum((part for _, part in ways), money.ZERO)
    return RefundView(claim.key, claim.people.paid + back, claim.owed, ways, zero_reason(claim))


def _unknown(view: VisitView) -> bool:
    """Whether it was settled; of one that was, it may have been unclear whether it was undone."""
    return view.state in (VisitState.UNCLEAR, VisitState.BY_HAND) and view.settlement is None


def _maybe_sent(claim: Claim) -> bool:
    """A settlement is on its way, or was when something broke, or is known and something is still to be asked of it."""
    attempt = claim.attempt
    if claim.machine.settlement is not None and claim.state is not State.HELD:
        return True
    return bool(claim.machine.doubt) or (attempt is not None and attempt.kind == CallKind.SETTLE)
