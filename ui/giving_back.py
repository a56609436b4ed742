"""Part of a settled bill goes back at the glass: what was chosen is undone, the rest settled anew, the difference due.

The money is handed over last and by a key of its own: until then everything lies with the claim that costs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from counter_app.desk import entries
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.papers import payment_of
from counter_app.desk.parting import PartStep, bills
from counter_app.model import money
from counter_app.model.payment import Payment
from counter_app.model.person import Credential
from offline_queue.values import State
from ui.at_glass import AtGlass
from ui.choice_back import cost_of
from ui.desk_views import person_of, why, zero_reason
from ui.intents import GiveBack
from ui.parked import Parked
from ui.refund_desk import RefundDesk, Standing
from ui.stopped import shut
from ui.theme import Role
from ui.views import CheckView, Notice, RefundView, VisitState
from ui.words import figures, refund_words, sentences, stop_words
from ui.words.remedies import SHOWN_AGAIN
from ui.words.template import filled

__all__ = ["GivingBack"]


class GivingBack:
    """Works on the visits of `glass`. `arrived` shows a claim that rests somewhere else on its road; `undone` one that
    was undone as a whole.
    """

    def __init__(
        self,
        glass: AtGlass,
        arrived: Callable[[Parked, Arrival], None],
        undone: Callable[[Parked, Arrival], None],
    ) -> None:
        self._glass = glass
        self._desk = RefundDesk(glass.desk.office)
        self._arrived = arrived
        self._undone = undone

    def choose(self) -> None:
        """Shift F9 on a settled visit: which lines go back?"""
        at = self._glass.at
        settled = at.view.state is VisitState.SETTLED and at.view.settlement is not None
        if settled and at.key is not None and not shut(self._glass, at, stop_words.UNDO):
            self._glass.change(at, state=VisitState.GIVING_BACK, notice=None)

    def step_back(self) -> None:
        """Esc: nothing goes back, the settled visit stands as it was."""
        self._glass.change(self._glass.at, state=VisitState.SETTLED, notice=self._glass.at.opened)

    def open(self, claim: Claim) -> bool:
        """Bring a claim settled before to the glass, for what its patient came back with. False: it is not settled."""
        if claim.state is not State.DONE or claim.machine.settlement is None:
            return False
        self._glass.step_aside()
        at = self._glass.at
        at.key = claim.key
        first, paid = payment_of(claim), claim.people.paid
        at.opened = self._refunded(claim) or self._settled_at(claim.machine.settlement.settled_at, paid)
        at.prints = 1 if self._glass.desk.office.papers.files.kept(claim.key, "settlement") else 0
        self._glass.change(
            at,
            state=VisitState.SETTLED,
            person=person_of(claim, self._glass.places),
            kind=claim.people.visit.kind,
            charges=claim.people.charges,
            splits=claim.machine.splits,
            quote=claim.machine.quote,
            settlement=claim.machine.settlement,
            payment=Payment(paid, first.method, paid),  # what its person holds: the change is no more to be told
            paid=paid,
            reasons=why(claim.machine.settlement.amounts, claim.machine.settlement.explanations),
            notice=at.opened,
        )
        return True

    def _refunded(self, claim: Claim) -> Notice | None:
        """A ticket whose person had back what was over, and who holds it out once more."""
        back = [row for row in claim.people.cash if row.amount < money.ZERO]
        if claim.people.ticket_at is None or not back:
            return None
        now = self._glass.now()
        when = figures.until(back[-1].at.astimezone(now.tzinfo), now.date())
        amount = figures.money(-sum((row.amount for row in back), money.ZERO))
        return Notice(filled(refund_words.REFUNDED_BEFORE, 时间=when, 已退=amount), Role.OK)

    def _settled_at(self, at: datetime, paid: Decimal) -> Notice:
        now = self._glass.now()
        when = figures.until(at.astimezone(now.tzinfo), now.date())
        return Notice(filled(refund_words.SETTLED_BEFORE, 时间=when, 已付=figures.money(paid)), Role.OK)

    def give(self, intent: GiveBack) -> None:
        """Confirmed. A press on anything else than what stands there is none."""
        at = self._glass.at
        key = at.key
        stale = intent.visit != at.visit or intent.turn != at.view.turn
        stale |= intent.amount != cost_of(at.view.charges, dict(intent.back))  # another choice than was confirmed
        if key is None or stale or at.view.state is not VisitState.GIVING_BACK:
            return
        if shut(self._glass, at, stop_words.UNDO):  # announced, and begun since it was chosen
            return
        why = "；".join(part for part in (intent.reason, intent.second) if part)
        if at.view.payment is not None:  # its change was handed out when it was settled
            at.view = replace(at.view, payment=replace(at.view.payment, received=at.view.payment.due))
        self._works(at)
        if intent.all:
            self._glass.ask(at, lambda: self._glass.desk.undo(key, why), self._undone)
            return
        back, credential = dict(intent.back), at.credential
        self._glass.ask(at, lambda: self._desk.begin(key, back, why, credential), self._came)

    def wants(self, one: Parked) -> bool:
        """The rest can't be settled without the person's card or code, which may be shown now."""
        failure = one.view.failure
        waits = one.view.state is VisitState.FAILURE and failure is not None
        return bool(one.parted) and not one.paying and waits and failure is not None and failure.code in SHOWN_AGAIN

    def shown(self, credential: Credential) -> None:
        """It was shown."""
        at = self._glass.at
        key = at.parted
        self._works(at)
        self._glass.ask(at, lambda: self._desk.again(key, credential), self._came)

    def background(self, arrival: Arrival) -> bool:
        """Background work brought a claim on. True where it is one of a partial refund that stands at this window."""
        claim = arrival.claim
        if claim is None:
            return False
        one = self._glass.of_claim(claim.key) or self._glass.of_claim(claim.people.replaces or "-")
        if one is None or not (claim.people.remainder or claim.people.replaces):
            return False
        if one.view.state is VisitState.UNCLEAR:
            key = claim.people.replaces or claim.key
            self._glass.ask(one, lambda: self._desk.look(key), self._came)
        return True

    def again(self) -> bool:
        """F5: what stopped the rest once more. False: nothing of this visit goes back."""
        at = self._glass.at
        key = at.parted
        if not key:
            return False
        self._works(at)
        self._glass.ask(at, lambda: self._desk.again(key), self._came)
        return True

    def _works(self, one: Parked) -> None:
        self._glass.change(one, state=VisitState.PARTING, since=self._glass.now(), failure=None, notice=None)

    def _came(self, one: Parked, told: Standing) -> None:
        at = told.at
        if at is None:
            if told.begun:  # what is so is not known until the store answers again
                one.parted = one.parted or one.key or ""
                self._unclear(one, told.problem)
            else:
                self._glass.change(one, state=VisitState.SETTLED, since=None, notice=Notice(told.problem, Role.STOP))
            return
        one.parted = at.old.key
        new = at.new
        if at.step is PartStep.STUCK:  # the service does not undo it: it stays settled, with what the service said
            self._arrived(one, Arrival(at.old.key, at.old, Stop.ARRIVED))
        elif new is None:
            self._unclear(one, sentences.UNDO_UNCLEAR)
        elif new.state is State.DONE:
            self._settled(one, at.old, new)
        elif new.state is State.HELD or new.state.ended:
            one.view = replace(one.view, payment=None)
            self._arrived(one, Arrival(new.key, new, Stop.ARRIVED))
        else:
            one.key = new.key
            self._unclear(one, refund_words.REST_WAITS)

    def _unclear(self, one: Parked, said: str) -> None:
        check = one.view.check or CheckView(self._glass.now())
        self._glass.change(
            one, state=VisitState.UNCLEAR, check=check, since=None, quote=None, payment=None, failure=None,
            notice=Notice(said, Role.CHECK),
        )  # fmt: skip

    def _settled(self, one: Parked, old: Claim, new: Claim) -> None:
        """The rest is settled: what it costs less is due back."""
        one.view, one.prints = replace(one.view, payment=None, check=None), 0
        self._arrived(one, Arrival(new.key, new, Stop.ARRIVED))  # with its settlement slip
        due = new.refund_due or money.ZERO
        if due < money.ZERO:
            self._glass.change(one, notice=Notice(filled(refund_words.MORE_TO_PAY, 差=figures.money(-due))))
            return
        if due == money.ZERO:
            self._glass.change(one, notice=Notice(refund_words.NOTHING_BACK, Role.INFO))
            return
        ways = entries.back_by_way(new.people.cash, due)
        owed = new.owed or money.ZERO
        refund = RefundView(new.key, new.people.paid, owed, ways, zero_reason(new), bills(old, new))
        self._glass.change(one, state=VisitState.REFUND_DUE, refund=refund, payment=None, notice=None)
