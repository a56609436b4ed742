"""The visit at this window: from the card to the slip. Hears intents and results, shows views; never blocks.

A result belongs to the visit that asked for it: one that comes for a visit the cashier has left is dropped by visit id
(what it changed is on record, and the queue shows it).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival
from counter_app.desk.counter import Bill
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble, of_identified
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment
from counter_app.model.person import Credential
from ui.arrived import settled_changes, view_changes
from ui.bridge import Bridge
from ui.desk_views import Places, claim_name, failure_view, person_offline, person_online, traces
from ui.intents import Do, Intent, PayOut, Scanned, TakeBack, TakeMoney
from ui.keys import Action
from ui.parked import Parked, ParkedVisits
from ui.theme import Role
from ui.views import (
    LastVisitView,
    LinkView,
    Notice,
    PrintState,
    RefundView,
    VisitState,
    VisitView,
)
from ui.window_desk import Told, WindowDesk
from ui.words import sentences

__all__ = ["VisitSession"]

_OVER = (VisitState.WAITING, VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.REFUNDED, VisitState.FAILURE)


class VisitSession:
    """The current visit. `show` paints a view; everything here runs on the main thread."""

    def __init__(
        self,
        desk: WindowDesk,
        bridge: Bridge,
        places: Places,
        now: Callable[[], datetime],
        show: Callable[[VisitView], None],
    ) -> None:
        self._desk = desk
        self._bridge = bridge
        self._places = places
        self._now = now
        self._show = show
        self._parked = ParkedVisits()
        self._last: LastVisitView | None = None
        self._number = 0
        self._at = self._fresh()
        self._paint()

    # --- what happens at the reader ------------------------------------------------------------------------------

    def card_in(self) -> None:
        """A card lies in the reader and is being read."""
        if self._at.view.state in _OVER or self._at.view.state is VisitState.SCANNING:
            self._leave()
            self._set(state=VisitState.READING, since=self._now())

    def card_read(self, credential: Credential | None, trouble: Trouble | None) -> None:
        """The card was read, or not."""
        if self._at.view.state is not VisitState.READING:
            return
        if credential is None:
            self._fail(trouble or Trouble(FailureCode.CARD_UNUSABLE))
            return
        self._identify(credential)

    def card_out(self) -> None:
        """The card was taken: the next person after the end of a visit, a remark in the middle of one."""
        if self._at.view.state in (VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.REFUNDED):
            self._leave()
            self._paint()
        elif self._at.view.state in (VisitState.CHARGES, VisitState.TRIAL_DONE, VisitState.NO_CHARGES):
            self._set(notice=Notice(sentences.CARD_PULLED))

    # --- what the cashier does -----------------------------------------------------------------------------------

    def hear(self, intent: Intent) -> None:
        """An intent from the window."""
        match intent:
            case TakeMoney():
                self._take(intent)
            case PayOut(visit, _, amount) if visit == self._at.visit:
                self._refund(amount)
            case Scanned(code):
                self._scanned(code)
            case TakeBack(visit):
                self._take_back(visit)
            case Do(action, _, _, line):
                self._do(action, line)
            case _:
                pass

    def _do(self, action: Action, line: int | None) -> None:
        match action:
            case Action.TRIAL:
                self._trial()
            case Action.ASK:
                self._ask_again()
            case Action.SCAN:
                self._leave()
                self._set(state=VisitState.SCANNING)
            case Action.PARK:
                self._park()
            case Action.PRINT:
                self._print()
            case Action.BACK:
                self._back()
            case Action.DELETE if line is not None:
                self._delete(line)
            case Action.ADD | Action.KIND:
                self._set(notice=Notice(sentences.NOT_READY))
            case _:
                pass

    def _scanned(self, code: str) -> None:
        visit = self._begin(VisitState.IDENTIFYING)

        def decoded(told: tuple[Credential | None, Trouble | None]) -> None:
            if visit != self._at.visit:
                return
            credential, trouble = told
            if credential is None:
                self._fail(trouble or Trouble(FailureCode.VOUCHER_EXPIRED))
            else:
                self._identify(credential)

        self._bridge.ask(lambda: self._desk.decode(code), decoded)

    def _identify(self, credential: Credential) -> None:
        visit = self._begin(VisitState.IDENTIFYING)
        self._at.credential = credential

        def done(told: Told) -> None:
            if visit == self._at.visit:
                self._identified(told)

        self._bridge.ask(lambda: self._desk.identify(credential), done)

    def _identified(self, told: Told) -> None:
        found: Identified = told.found
        place = self._desk.office.place
        trouble = of_identified(found, place)
        self._at.found, self._at.order = found, told.order
        charges = told.order.charges if told.order else ()
        shown = {"charges": charges, "traces": traces(charges), "since": None}
        person = person_online(found, self._places)
        if trouble is None:
            state = VisitState.CHARGES if charges else VisitState.NO_CHARGES
            waiting = Notice(sentences.OLDER_WAIT.format(n=told.waiting), Role.INFO) if told.waiting else None
            self._set(state=state, person=person, notice=waiting, **shown)
        elif trouble.code is FailureCode.LINK_DOWN and found.credential.may_wait:
            person = person_offline(found.credential, self._places)
            self._set(state=VisitState.LINK_DOWN, person=person, link=LinkView(self._down_since()), **shown)
        else:
            if trouble.code is FailureCode.LINK_DOWN:
                trouble = Trouble(FailureCode.CREDENTIAL_NEEDED)
            if person is None and found.credential.name:
                person = person_offline(found.credential, self._places)
            self._set(person=person, **shown)
            self._fail(trouble)

    def _trial(self) -> None:
        at = self._at
        if at.found is None or at.order is None or not at.view.charges:
            return
        visit = self._begin(VisitState.TRIAL_RUNNING, keep=True)
        bill = Bill(at.order.bill, at.order.visit, at.view.charges)
        found, key, recharged = at.found, at.key, at.recharged
        at.recharged = False
        self._bridge.ask(
            lambda: self._desk.quote(bill, found, key, recharged=recharged),
            lambda arrival: self._arrived(visit, arrival),
        )

    def _take(self, intent: TakeMoney) -> None:
        at = self._at
        if intent.visit != at.visit or intent.turn != at.view.turn:
            return
        payment = Payment(intent.amount, intent.method, intent.received)
        if at.view.state is VisitState.LINK_DOWN:
            self._ticket(payment, intent.phone)
            return
        key = at.key
        if key is None:
            return
        visit = at.visit
        if at.view.state is VisitState.AMOUNT_CHANGED:
            self._bridge.ask(lambda: self._desk.correct(key, payment), lambda claim: self._corrected(visit, claim))
            return
        self._set(state=VisitState.SETTLING, payment=payment, since=self._now(), notice=None)

        self._bridge.ask(lambda: self._desk.settle(key, payment), lambda arrival: self._arrived(visit, arrival))

    def _ticket(self, payment: Payment, phone: str) -> None:
        at = self._at
        if at.order is None or at.credential is None:
            return
        visit, key, credential = at.visit, at.key, at.credential
        bill = Bill(at.order.bill, at.order.visit, at.view.charges)
        self._set(state=VisitState.SETTLING, payment=payment, since=self._now())
        self._bridge.ask(
            lambda: self._desk.ticket(bill, credential, key, payment, phone), lambda claim: self._out(visit, claim)
        )

    def _refund(self, amount: Decimal) -> None:
        at = self._at
        if at.key is None:
            return
        key, visit, refund = at.key, at.visit, at.view.refund

        def paid(done: bool) -> None:
            if visit == self._at.visit:
                self._set(state=VisitState.REFUNDED if done else VisitState.WAITING, refund=refund)

        self._bridge.ask(lambda: self._desk.refund(key, amount), paid)

    # --- what came of it -----------------------------------------------------------------------------------------

    def arrived(self, arrival: Arrival) -> None:
        """Background work brought a claim on; it may be the one at the window."""
        if self._at.key == arrival.key and self._at.view.state in (VisitState.UNCLEAR, VisitState.BY_HAND):
            self._arrived(self._at.visit, arrival)

    def _arrived(self, visit: str, arrival: Arrival) -> None:
        if visit != self._at.visit:
            return
        if arrival.claim is not None:
            self._at.key = arrival.claim.key
        place, view = self._desk.office.place, self._at.view
        changes = view_changes(arrival, view, place, now=self._now(), down_since=self._down_since())
        if isinstance(changes, Trouble):
            self._fail(changes)
        else:
            self._set(**changes)
            self._if_settled(arrival.claim)

    def _corrected(self, visit: str, claim: Claim) -> None:
        if visit == self._at.visit:
            self._set(**settled_changes(claim))
            self._if_settled(claim)

    def _if_settled(self, claim: Claim | None) -> None:
        if claim is None or self._at.view.state is not VisitState.SETTLED:
            return
        if self._at.view.payment is not None:
            self._last = LastVisitView(claim_name(claim), self._now(), self._at.view.payment)
        self._print()

    def _out(self, visit: str, claim: Claim | None) -> None:
        if visit != self._at.visit:
            return
        if claim is None:
            self._fail(Trouble(FailureCode.STORE))
            return
        self._at.key = claim.key
        self._set(state=VisitState.TICKET_OUT, ticket=claim.key, since=None)
        self._print()

    def _print(self) -> None:
        key, visit = self._at.key, self._at.visit
        if key is None:
            return
        reprint = self._at.prints
        self._at.prints += 1

        def printed(problem: str) -> None:
            if visit != self._at.visit:
                return
            if problem:
                self._set(print_state=PrintState.WAITING, notice=Notice(problem))
            else:
                self._set(print_state=PrintState.PRINTED, copies=reprint + 1)

        self._bridge.ask(lambda: self._desk.paper(key, reprint), printed)

    # --- small moves ---------------------------------------------------------------------------------------------

    def _ask_again(self) -> None:
        if self._at.key is not None and self._at.view.state is VisitState.FAILURE:
            visit, key = self._begin(VisitState.TRIAL_RUNNING, keep=True), self._at.key
            self._bridge.ask(
                lambda: self._desk.office.counter.quote_again(key), lambda arrival: self._arrived(visit, arrival)
            )
        elif self._at.credential is not None:
            self._identify(self._at.credential)

    def _delete(self, line: int) -> None:
        charges = self._at.view.charges
        left = (*charges[: line - 1], *charges[line:])
        self._at.recharged = self._at.key is not None
        state = VisitState.CHARGES if left else VisitState.NO_CHARGES
        if self._at.view.state is VisitState.LINK_DOWN:
            state = VisitState.LINK_DOWN
        self._set(state=state, charges=left, traces=traces(left), quote=None, splits=(), reasons=(), failure=None)

    def _park(self) -> None:
        if self._at.view.state is VisitState.WAITING:
            parked = self._parked.oldest()
            if parked is not None:
                self._take_back(parked)
            return
        self._parked.add(self._at, self._now())
        self._at = self._fresh()
        self._set(notice=Notice(sentences.PARKED, Role.INFO))

    def _take_back(self, visit: str) -> None:
        back = self._parked.take(visit)
        if back is None:
            return
        self._leave()
        self._at = back
        self._set(notice=None)
        if back.key is not None and back.view.state is VisitState.UNCLEAR:
            key = back.key
            self._bridge.ask(lambda: self._desk.standing(key), lambda arrival: self._arrived(visit, arrival))

    def _back(self) -> None:
        if self._at.view.state is VisitState.TRIAL_DONE:
            self._set(state=VisitState.CHARGES, quote=None, splits=(), reasons=(), failure=None)
        elif self._at.view.state is not VisitState.WAITING:
            self._leave()
            self._paint()

    def refund_due(self, claim: Claim, amount: Decimal) -> None:
        """Pay `amount` back, as it was confirmed on the queue page, with the claim before the cashier's eyes."""
        settlement = claim.machine.settlement
        if settlement is None or not claim.people.cash:
            return
        self._leave()
        self._at.key = claim.key
        method = claim.people.cash[0].method
        view = RefundView(claim.key, claim.people.paid, settlement.amounts.cash, method)
        self._set(state=VisitState.REFUND_DUE, refund=view, settlement=settlement)
        self._refund(amount)

    def trouble(self, kind: str) -> None:
        """Something nobody expected: the visit says so and nothing is lost."""
        self._fail(Trouble(FailureCode.OUR_BUG, kind))

    def _fail(self, trouble: Trouble) -> None:
        known = self._at.found.qualification if self._at.found else None
        view = failure_view(trouble, self._at.view.person, known, self._places, self._now(), self._desk.help_phone)
        self._set(state=VisitState.FAILURE, failure=view, since=None, notice=None)

    def _down_since(self) -> datetime:
        return self._desk.office.gates.service().since or self._now()

    def _begin(self, state: VisitState, *, keep: bool = False) -> str:
        if not keep and self._at.view.state in _OVER:
            self._leave()
        self._set(state=state, since=self._now(), notice=None, failure=None)
        return self._at.visit

    def _leave(self) -> None:
        """The visit is over, or left: a quote nobody said yes to is given back behind the scenes."""
        left = self._at
        self._at = self._fresh()
        unpaid = left.view.state in (VisitState.TRIAL_DONE, VisitState.CHARGES, VisitState.FAILURE)
        self._bridge.ask(lambda: self._desk.leave(left.key if unpaid else None, left.found), lambda _nothing: None)

    def _fresh(self) -> Parked:
        self._number += 1
        return Parked(VisitView(VisitState.WAITING, visit=f"v{self._number}"))

    def _set(self, **changes: object) -> None:
        view = self._at.view
        self._at.view = replace(view, turn=view.turn + 1, **changes)  # type: ignore[arg-type]
        self._paint()

    def _paint(self) -> None:
        view = replace(self._at.view, parked=self._parked.views(), last=self._last)
        self._show(view)

    @property
    def view(self) -> VisitView:
        """The visit as it is shown."""
        return self._at.view
