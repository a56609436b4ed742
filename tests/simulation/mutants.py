"""Every way to break the protocol (section 10), switched on one at a time by patching the shipped functions.

A mutant says in which world its rule matters, which invariant has to catch it, and the first seed that was seen to.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from counter_app.desk import (
    agency_number,
    books,
    clock,
    folding,
    journey,
    outcomes,
    partial_refund,
    plan,
    reconcile,
)
from counter_app.desk import resolve as resolving
from counter_app.desk.books import Books
from counter_app.desk.claim import UPLOAD_CALLS, CallKind, Claim, MachinePart, PeoplePart, Wish
from counter_app.desk.commands import Command, Exchange, Moment, NextMsgid, Now
from counter_app.desk.counter import Counter
from counter_app.desk.entries import given_back
from counter_app.desk.journey import Journey
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.memory import Memory
from counter_app.desk.parting import PartStep
from counter_app.desk.reconcile import Reconcile
from counter_app.desk.steps import Dead, End, Send, Step
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.outcome import CallOutcome, NotSent
from offline_queue.engine import StoreUnavailable
from offline_queue.schema import job, lane
from offline_queue.store import Store
from offline_queue.values import Event, State
from tests.simulation import schedule
from tests.simulation.service import Service

__all__ = ["MUTANTS", "Mutant"]

Patch = pytest.MonkeyPatch


@dataclass(frozen=True, slots=True)
class Mutant:
    """`world`: where its rule matters, empty for any. `real_store`: it breaks the SQL, so it runs over SQLite."""

    break_it: Callable[[Patch], None]
    invariant: str
    world: str = ""
    first: int = 0
    real_store: bool = False

    @property
    def name(self) -> str:
        """As protocol.md calls it."""
        return self.break_it.__name__


def _forgotten(machine: MachinePart) -> MachinePart:
    """The visit is dropped as if it had never been."""
    return replace(outcomes._without_visit(machine), visit_generation=machine.visit_generation + 1)


# --- an unclear 2207A ------------------------------------------------------------------------------------------------


def resend_fresh(patch: Patch) -> None:
    """Lost 2207: forget the visit, settle again on a new one."""
    patch.setattr(outcomes, "settle_unknown", lambda machine, *_: _forgotten(machine))


def resend_same(patch: Patch) -> None:
    """Lost 2207: send 2207 again on the same visit."""
    patch.setattr(outcomes, "settle_unknown", lambda machine, *_: machine)


def refusal_is_no(patch: Patch) -> None:
    """A refused 2207 is taken for "not booked"."""
    shipped = outcomes.settle_unknown

    def unknown(machine: MachinePart, people: PeoplePart, msgid: str, text: str, code: str) -> MachinePart:
        if text:
            return replace(outcomes.refused(machine, people, CallKind.SETTLE, text, code), spoilt=True)
        return shipped(machine, people, msgid, text, code)

    patch.setattr(outcomes, "settle_unknown", unknown)


def notfound_at_once(patch: Patch) -> None:
    """One look finds nothing: settle again, the visit not shut."""

    def seen_nothing(self: Journey, now: Moment, what: str, *, unread: bool = False) -> None:
        self._know(_forgotten(self._claim.machine), now.wall, what)

    patch.setattr(Journey, "_seen_nothing", seen_nothing)


def ready_at_start(patch: Patch) -> None:
    """A call found open at a start was not sent."""

    def fold(self: Journey, attempt: Any, now: Moment) -> None:
        outcome: CallOutcome = self._memory.heard.get(attempt.msgid) or NotSent("found open")
        self._claim = replace(self._claim, attempt=None)
        self._heard(CallKind(attempt.kind), attempt.msgid, outcome, now, visit_number=attempt.subject)

    patch.setattr(Journey, "_fold", fold)


def send_first(patch: Patch) -> None:
    """The intent is written after the call."""

    def send(self: Journey, kind: CallKind) -> Generator[Command, Any, Any]:
        msgid: str = yield NextMsgid()
        now: Moment = yield Now()
        call = self._means.calls.call(kind, self._claim, msgid, now.wall, credential=self._credential(now))
        outcome: CallOutcome = yield Exchange(call)
        if not (yield from self._intend(kind, msgid, now)):
            return
        now = yield Now()
        self._heard(kind, msgid, outcome, now, visit_number=self._means.calls.visit_number(self._claim))
        if isinstance(outcome, NotSent):
            yield from self._rest_for_link("")

    patch.setattr(Journey, "_send", send)


def cancel_now(patch: Patch) -> None:
    """Cancel while unclear ends at once as VOID."""
    shipped = plan.resolve

    def resolve(claim: Claim, known: Knowledge) -> Step:
        return End(State.VOID) if claim.people.wish is Wish.CANCEL else shipped(claim, known)

    patch.setattr(plan, "resolve", resolve)


def upload_now(patch: Patch) -> None:
    """Upload while a 2207 is unclear."""
    shipped = plan.resolve

    def resolve(claim: Claim, known: Knowledge) -> Step:
        if claim.people.wish is not Wish.UPLOAD or not known.place.uploads:
            return shipped(claim, known)
        if claim.machine.uploaded:
            return End(State.UPLOADED)
        return Send(next(call for call in UPLOAD_CALLS if call not in claim.machine.uploads))

    patch.setattr(plan, "resolve", resolve)


def close_no_wait(patch: Patch) -> None:
    """No waiting for L before shutting."""
    shipped = plan.resolve

    def resolve(claim: Claim, known: Knowledge) -> Step:
        over = {name: replace(watch, since=watch.since - 1000.0) for name, watch in known.watches.items()}
        return shipped(claim, replace(known, watches=over))

    patch.setattr(plan, "resolve", resolve)


def no_deadline(patch: Patch) -> None:
    """No deadline between intent and sending."""
    patch.setattr(journey, "DEADLINE_S", 1e9)


def watch_wall(patch: Patch) -> None:
    """The age of a call by wall clock."""
    patch.setattr(schedule, "boot_of", lambda _now, wall: wall.timestamp())


# --- shutting a visit ------------------------------------------------------------------------------------------------


def close_refused_ok(patch: Patch) -> None:
    """2202 refused is taken for shut."""
    patch.setattr(outcomes, "close_refused", outcomes.shut)


def _lost_closes(patch: Patch) -> set[str]:
    lost: set[str] = set()
    shipped = folding._unclear

    def unclear(claim: Claim, kind: CallKind, msgid: str, visit_number: str) -> MachinePart:
        if kind is CallKind.CLOSE:
            lost.add(claim.machine.visit_id)
        return shipped(claim, kind, msgid, visit_number)

    patch.setattr(folding, "_unclear", unclear)
    return lost


def lost_close_assumed(patch: Patch) -> None:
    """2202 lost, then refused: taken for shut."""
    lost, shipped = _lost_closes(patch), outcomes.close_refused
    patch.setattr(outcomes, "close_refused", lambda m: outcomes.shut(m) if m.visit_id in lost else shipped(m))


def list_believed(patch: Patch) -> None:
    """2202 lost, then refused, and 5201 does not show the visit: taken for shut."""
    lost, shipped = _lost_closes(patch), outcomes.close_refused
    services: list[Service] = []
    make = Service.__init__

    def made(self: Service, *given: Any) -> None:
        services[:] = [self]
        make(self, *given)

    def refused(machine: MachinePart) -> MachinePart:
        visit = machine.visit_id
        gone = visit in lost and visit in services[0].visits and not services[0].lists(visit)
        return outcomes.shut(machine) if gone else shipped(machine)

    patch.setattr(Service, "__init__", made)
    patch.setattr(outcomes, "close_refused", refused)


def reverse_believed(patch: Patch) -> None:
    """2601, whatever it was answered, ends it; the visit is not shut."""
    patch.setattr(outcomes, "reverse_sent", lambda machine, *, answered: _forgotten(machine))


def reverse_first(patch: Patch) -> None:
    """2601 is sent before 2202 was refused twice."""
    patch.setattr(resolving, "VisitLock", type("No", (), {"FAILS": resolving.VisitLock.ASSUMED, "TESTED": None}))


def adopt_after_reverse(patch: Patch) -> None:
    """A settlement is adopted after a reversal was written."""
    shipped = plan.resolve

    def resolve(claim: Claim, known: Knowledge) -> Step:
        unwritten = replace(claim, machine=replace(claim.machine, reversals=0))
        found = shipped(unwritten, known)
        return found if type(found).__name__ in ("Adopt", "Look") else shipped(claim, known)

    numbered = agency_number._why_not
    patch.setattr(plan, "resolve", resolve)
    patch.setattr(
        agency_number,
        "_why_not",
        lambda claim, number: numbered(replace(claim, machine=replace(claim.machine, reversals=0)), number),
    )


# --- undoing ---------------------------------------------------------------------------------------------------------


def cancel_no_close(patch: Patch) -> None:
    """After 2208 the visit is not shut."""
    shipped = outcomes.undone
    patch.setattr(outcomes, "undone", lambda machine, at: _forgotten(shipped(machine, at)))


def undo_believed(patch: Patch) -> None:
    """A lost 2208 is taken for done."""
    shipped = outcomes.undo_unknown

    def unknown(machine: MachinePart, refusal: Any = None) -> MachinePart:
        return shipped(machine, refusal) if refusal else outcomes.undone(machine, datetime(2031, 5, 6, 9).astimezone())

    patch.setattr(outcomes, "undo_unknown", unknown)


def partial_no_wait(patch: Patch) -> None:
    """The remainder is settled before the whole is undone."""
    step, carried = partial_refund.next_step, partial_refund.carried_over

    def next_step(old: Claim, new: Claim | None) -> PartStep:
        found = step(old, new)
        return PartStep.OPEN if found is PartStep.UNDO else found

    def carried_over(old: Claim, at: datetime, who: str) -> tuple[PeoplePart, PeoplePart]:
        left, fresh = carried(replace(old, state=State.VOID), at, who)
        return left, replace(fresh, bill=f"{fresh.bill} rest")

    opened = Books.open

    def own_lane(self: Books, key: str, lane: str, people: PeoplePart, *given: Any, **named: Any) -> int:
        # The order in the person's lane would hide it: there the remainder waits for the whole anyway.
        return opened(self, key, f"claim:{key}" if people.bill.endswith(" rest") else lane, people, *given, **named)

    patch.setattr(Books, "open", own_lane)
    patch.setattr(partial_refund, "next_step", next_step)
    patch.setattr(partial_refund, "carried_over", carried_over)


def cash_retry(patch: Patch) -> None:
    """A refund is repeated when the commit's answer is lost."""

    def refund(self: Counter, key: str, _method: Any, amount: Decimal) -> Claim:
        for _ in range(2):
            claim = self._books.claim(key)
            people = given_back(claim.people, amount, clock.moment().wall, "window")
            try:
                self._books.change(claim, people, Event(clock.moment().wall, "window", "refunded", str(amount)))
                break
            except StoreUnavailable:
                continue
        return self._books.claim(key)

    patch.setattr(Counter, "refund", refund)


# --- what people want ------------------------------------------------------------------------------------------------


def confirm_unbound(patch: Patch) -> None:
    """An old confirmation serves for changed charges."""
    shipped = plan._agreed

    def agreed(claim: Claim) -> bool:
        return shipped(claim) or any(row.reason == "settlement" for row in claim.people.cash)

    patch.setattr(plan, "_agreed", agreed)


def no_total_check(patch: Patch) -> None:
    """Totals of 2204, 2206A and 2207A are not compared."""
    lines, shipped = outcomes.lines_sent, plan._settled
    patch.setattr(outcomes, "lines_sent", lambda machine, people, _splits: lines(machine, people, ()))

    def quoted(machine: MachinePart, people: PeoplePart, quote: Any, process: str) -> MachinePart:
        return replace(machine, quote=quote, quote_charges_version=people.charges_version, quote_by=process)

    def settled(claim: Claim, known: Knowledge) -> Step:
        step = shipped(claim, known)
        wanted = claim.people.wish is not Wish.CANCEL
        return End(State.DONE) if step == Send(CallKind.UNDO) and wanted else step

    patch.setattr(outcomes, "quoted", quoted)
    patch.setattr(plan, "_settled", settled)


def today(patch: Patch) -> None:
    """Replay uses today's date."""
    shipped = Bodies.register

    def register(self: Bodies, person: Any, credential: Any, visit: Any, number: str) -> dict[str, Any]:
        return shipped(self, person, credential, replace(visit, date=clock.moment().wall), number)

    patch.setattr(Bodies, "register", register)


def stale_voucher(patch: Patch) -> None:
    """A stored voucher's token is sent again."""
    shipped = Memory.knowledge

    def known(self: Memory, claim: Claim, now: float, *, waiting: bool) -> Knowledge:
        return replace(shipped(self, claim, now, waiting=waiting), in_hand=_LEFT_BEHIND.get(claim.key))

    def shown(self: Counter, bill: Any, credential: Any, lane: str, machine: MachinePart) -> str:
        key = opened(self, bill, credential, lane, machine)
        _LEFT_BEHIND[key] = credential
        return key

    opened = Counter._open
    patch.setattr(Counter, "_open", shown)
    patch.setattr(Memory, "knowledge", known)


_LEFT_BEHIND: dict[str, Any] = {}


def reuse_visit(patch: Patch) -> None:
    """2203A or 2204 lost: sent again on the same visit."""
    patch.setattr(outcomes, "spoilt", lambda machine: machine)


# --- lanes, over the real store --------------------------------------------------------------------------------------


def no_fence(patch: Patch) -> None:
    """Nobody compares the fence."""

    def owned(self: Store, tx: Any, me: Any, key: str, _fence: int) -> Any:
        query = select(job, lane.c.front).join(lane, lane.c.lane == job.c.lane).where(job.c.key == key)
        return tx.execute(query).one()

    patch.setattr(Store, "_owned", owned)


def lane_ignored(patch: Patch) -> None:
    """No lanes: every claim has one of its own."""
    count = iter(range(1, 1 << 40))
    patch.setattr(books, "lane_of", lambda number, key: f"{number} {next(count)}")


def open_not_first(patch: Patch) -> None:
    """A lane is taken over, and its open call of another claim is not looked at first."""
    shipped = Store._against

    def against(self: Store, tx: Any, step: Any, row: Any) -> str:
        why = shipped(self, tx, step, row)
        return "" if why == "turn" else why

    prepare = Store.prepare

    def prepared(self: Store) -> None:
        prepare(self)
        with self._writing() as tx:  # the database holds the same rule by itself
            tx.execute(text("DROP INDEX IF EXISTS attempt_open"))

    patch.setattr(Store, "_against", against)
    patch.setattr(Store, "prepare", prepared)


def intent_ignores_wish(patch: Patch) -> None:
    """The intent does not look at the claim's version again."""
    shipped = Store._against

    def against(self: Store, tx: Any, step: Any, row: Any) -> str:
        return shipped(self, tx, replace(step, people=None, planned_on=row.version), row)

    patch.setattr(Store, "_against", against)


# --- the next day's proof --------------------------------------------------------------------------------------------


def day_not_ended(patch: Patch) -> None:
    """The books of a day that still runs are taken for proof."""
    patch.setattr(reconcile, "too_early", lambda *_: False)
    shipped = reconcile.Reconcile.run

    def run(self: Reconcile, day: Any, claims: Any, doubts: Any) -> Any:
        early = [replace(one, ends=datetime(2000, 1, 1).astimezone()) for one in doubts]
        return shipped(self, day, claims, early)

    patch.setattr(Reconcile, "run", run)


def row_overlooked(patch: Patch) -> None:
    """The row that carries the message id is not seen."""
    patch.setattr(reconcile, "live_rows", lambda *_: (False, ()))
    patch.setattr(resolving, "after_proof", lambda *_: Dead())


def silence_is_proof(patch: Patch) -> None:
    """What was given up is dead, whatever the books will say."""
    shipped = plan.resolve

    def resolve(claim: Claim, known: Knowledge) -> Step:
        return Dead() if claim.machine.given_up and claim.machine.proof is None else shipped(claim, known)

    patch.setattr(plan, "resolve", resolve)


NO_LOCK, NO_LIMIT, BOTH = "no lock", "no limit", "both"

MUTANTS = [
    Mutant(resend_fresh, "I1", BOTH, first=3),
    Mutant(resend_same, "I4", BOTH, first=13),
    Mutant(refusal_is_no, "I1", NO_LOCK, first=199),
    Mutant(notfound_at_once, "I15", NO_LOCK, first=2),
    Mutant(ready_at_start, "I4", BOTH, first=5),
    Mutant(send_first, "I2", NO_LOCK, first=0),
    Mutant(no_fence, "I7", BOTH, first=27, real_store=True),
    Mutant(close_refused_ok, "I1", BOTH, first=3),
    Mutant(lost_close_assumed, "I1", BOTH, first=3),
    Mutant(list_believed, "I1", BOTH, first=57),
    Mutant(reverse_believed, "I15", BOTH, first=3),
    Mutant(reverse_first, "I16", BOTH, first=3),
    Mutant(adopt_after_reverse, "I6", NO_LOCK, first=4),
    Mutant(cancel_now, "I1", NO_LOCK, first=12),
    Mutant(cancel_no_close, "I15", BOTH, first=1),
    Mutant(undo_believed, "I1", NO_LOCK, first=460),
    Mutant(upload_now, "I1", BOTH, first=680),
    Mutant(lane_ignored, "I7", BOTH, first=24),
    Mutant(open_not_first, "I7", BOTH, first=107, real_store=True),
    Mutant(intent_ignores_wish, "I9", BOTH, first=45, real_store=True),
    Mutant(confirm_unbound, "I10", NO_LIMIT, first=89),
    Mutant(no_total_check, "I5", NO_LIMIT, first=18),
    Mutant(reuse_visit, "I4", NO_LOCK, first=0),
    Mutant(cash_retry, "I5", NO_LOCK, first=387),
    Mutant(today, "I14", BOTH, first=3),
    Mutant(stale_voucher, "I13", NO_LIMIT, first=1),
    Mutant(partial_no_wait, "I1", NO_LOCK, first=2),
    Mutant(close_no_wait, "I1", NO_LOCK, first=132),
    Mutant(no_deadline, "I1", NO_LOCK, first=441),
    Mutant(watch_wall, "I3", NO_LOCK, first=54),
    Mutant(day_not_ended, "I1", first=158),
    Mutant(row_overlooked, "I1", first=75),
    Mutant(silence_is_proof, "I1", first=21),
]
