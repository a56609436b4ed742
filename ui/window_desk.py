"""The desk as the window uses it: whole pieces of work for the link thread, each ending in a value to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from counter_app.desk.advising import sent_back
from counter_app.desk.answering import ReasonNeeded, UnknownWarning
from counter_app.desk.claim import CallKind
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.counter import AmountMoved, Bill, ChargesFixed, NothingToRefund
from counter_app.desk.entries import NotToGiveUp
from counter_app.desk.identify import Identified
from counter_app.desk.ticket_limits import LimitReached
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.monitoring import AnswerWay
from counter_app.model.payment import Payment
from counter_app.model.person import Credential
from offline_queue.engine import StoreUnavailable
from offline_queue.store import SubjectAlive, VersionMoved
from offline_queue.values import State
from ui.link import held_visit
from ui.slip_desk import SlipDesk
from ui.words import sentences
from ui.words.reasons import reason
from ui.words.template import filled

__all__ = ["PaidBack", "WindowDesk"]


@dataclass(frozen=True, slots=True)
class PaidBack:
    """Whether money was paid back, and what is wrong with its papers or with the store; empty when nothing is."""

    done: bool
    problem: str = ""


class WindowDesk(SlipDesk):
    """The same, with what is done for the person: trial, money, papers."""

    @property
    def help_phone(self) -> str:
        """Whom to ring: the hospital's own number."""
        return self.office.settings.institution.phone

    @property
    def opened_elsewhere(self) -> tuple[str, str]:
        """Who settles directly what is not opened here: name and address, empty where the hospital set none."""
        slips = self.office.settings.slips
        return slips.opened_elsewhere, slips.opened_elsewhere_address

    def quote(
        self, bill: Bill, found: Identified, key: str | None, heard: Callable[[Arrival], object], *, recharged: bool
    ) -> Arrival:
        """The trial: older claims of the person first, each ending told to `heard`, then this one."""
        counter = self.office.counter
        self.settle_older(found, heard)
        try:
            if key is None and found.person is not None:
                return counter.quote(bill, found)
            return self._quote_again(key or "", bill, recharged=recharged)
        except SubjectAlive as alive:
            standing = self.standing(str(alive))
            claim = standing.claim
            if claim is None or claim.state.ended:
                return standing
            return self._quote_again(claim.key, bill, recharged=claim.people.charges != bill.charges)
        except StoreUnavailable as trouble:
            return Arrival("", None, Stop.STORE, trouble.reason)
        finally:
            self._beep()

    def _quote_again(self, key: str, bill: Bill, *, recharged: bool) -> Arrival:
        counter = self.office.counter
        try:
            # Monitoring is asked once for a bill: one that was sent back is asked about as another bill.
            recharged = recharged or sent_back(self.office.books.claim(key))
            if recharged:
                arrival = counter.recharge(key, bill.charges, visit=bill.visit, left_out=bill.left_out)
            else:
                arrival = counter.quote_again(key)
        except ChargesFixed:  # money hangs on the charges as they were: the claim is shown as it stands
            return self.standing(key)
        if arrival.claim is None and arrival.stop is not Stop.STORE:  # somebody else brought it on
            return replace(self.standing(key), stop=arrival.stop)
        return arrival

    def answer(self, key: str, numbers: tuple[str, ...], way: AnswerWay, reason: str, second: str = "") -> Arrival:
        """What is said to monitoring's warnings; once all are answered it goes up, and the trial stands alone."""
        try:
            arrival = self.office.answering.answer(key, numbers, way, reason, second)
        except (ReasonNeeded, UnknownWarning, VersionMoved):  # answered elsewhere: it is shown as it stands
            return self.standing(key)
        except StoreUnavailable as trouble:
            return Arrival(key, None, Stop.STORE, trouble.reason)
        finally:
            self._beep()
        if arrival.claim is None and arrival.stop is not Stop.STORE:
            return replace(self.standing(key), stop=arrival.stop)
        return arrival

    def keep_answer(self, key: str, numbers: tuple[str, ...], way: AnswerWay, reason: str, second: str = "") -> Arrival:
        """The same while nothing is to be sent: it stands on record, and the claim as it was."""
        try:
            self.office.answering.keep(key, numbers, way, reason, second)
        except (ReasonNeeded, UnknownWarning, VersionMoved):
            pass  # answered elsewhere
        except StoreUnavailable as trouble:
            return Arrival(key, None, Stop.STORE, trouble.reason)
        return self.standing(key)

    def settle(self, key: str, payment: Payment) -> Arrival:
        """The cashier's yes. An unclear outcome is handed to the background: the next person can be served.

        An amount that moved meanwhile comes back as the claim stands, for the cashier to see.
        """
        try:
            arrival = self.office.counter.settle(key, payment)
            # As it stands on record: a yes that was not written took no money.
            arrival = replace(arrival, claim=self.office.books.claim(key))
        except AmountMoved:
            arrival = self.standing(key)
        except StoreUnavailable as trouble:
            arrival = replace(self.standing(key), stop=Stop.STORE, text=trouble.reason)
        finally:
            self._beep()
        claim = arrival.claim
        if claim is not None and claim.machine.person is not None and claim.state in _BACKGROUND:
            self._stand(claim.machine.person.id_number, here=False)
        return arrival

    def ticket(
        self,
        bill: Bill,
        credential: Credential,
        key: str | None,
        payment: Payment,
        phone: str,
        found: Identified | None = None,
    ) -> Arrival:
        """A make-up ticket, for a new claim or one that was on its way; a claim without one is shown as it stands. No
        claim and no key: what was shown cannot wait, and nothing was taken on record.

        `found`: who it is, where the service said so before the line went down.
        """
        counter = self.office.counter
        if key is None and not credential.may_wait:
            return Arrival("", None, Stop.LINK)  # nothing is written, so nothing may be taken
        try:
            if key is None:
                try:
                    claim = counter.make_up(bill, credential, payment, phone, found=found)
                except SubjectAlive as alive:  # it was quoted here before, and left
                    key = str(alive)
                    claim = counter.leave_with_ticket(key, payment, phone, credential)
            else:
                claim = counter.leave_with_ticket(key, payment, phone, credential)
        except (AmountMoved, VersionMoved):
            return replace(self.standing(key or ""), stop=Stop.LINK)
        except LimitReached as limit:
            return replace(self.standing(key or ""), stop=Stop.LIMIT, text=str(limit))
        except ChargesFixed:  # settled, given up or paid in full meanwhile: it is shown as it stands
            return self.standing(key or "")
        except StoreUnavailable as trouble:
            return Arrival(key or "", None, Stop.STORE, trouble.reason)
        finally:
            self._beep()
        return Arrival(claim.key, claim, Stop.ARRIVED)

    def correct(self, key: str, payment: Payment) -> Arrival:
        """The settlement asked another amount than its trial: `payment` is what the person pays in all, of which only
        the difference is written. No claim: the store refused, nothing was written.
        """
        counter, books = self.office.counter, self.office.books
        try:
            claim = books.claim(key)
            if claim.owed != payment.due:
                return self.standing(key)
            due = claim.refund_due or money.ZERO
            if due < money.ZERO:
                before = sum((row.received for row in claim.people.cash), money.ZERO)
                counter.collect(key, Payment(-due, payment.method, payment.received - before))
            elif due > money.ZERO:
                counter.refund(key, payment.method, due)
        except (AmountMoved, NothingToRefund, VersionMoved):
            pass  # somebody was faster: it is shown as it stands
        except StoreUnavailable as trouble:
            return Arrival(key, None, Stop.STORE, trouble.reason)
        finally:
            self._beep()
        return self.standing(key)

    def undo(self, key: str, why: str) -> Arrival:
        """Undo a settlement whose amount was not the trial's; what was paid is then due back."""
        try:
            arrival = self.office.counter.cancel(key, why)
            if arrival.claim is not None and arrival.claim.machine.person is not None:
                self._stand(arrival.claim.machine.person.id_number, here=False)
        except (StoreUnavailable, VersionMoved) as trouble:
            return replace(self.standing(key), stop=Stop.STORE, text=type(trouble).__name__)
        except NotToGiveUp:
            return self.standing(key)
        finally:
            self._beep()
        return arrival

    def refund(self, key: str, amount: Decimal) -> PaidBack:
        """Pay back what is due, once. The papers of a claim that was made up are made with it."""
        try:
            claim = self.office.books.claim(key)
            if not claim.people.cash:
                return PaidBack(False)
            refunded = self.office.counter.refund(key, None, amount)
        except (NothingToRefund, VersionMoved):
            return PaidBack(False)
        except StoreUnavailable:
            return PaidBack(False, filled(reason(FailureCode.STORE).cashier, 分机=self.help_phone))
        finally:
            self._beep()
        problem = self._made(key, lambda: self.office.papers.refund(refunded), out=self.prints_itself, first=True)
        problem = self._as_refunded(refunded) or problem
        return PaidBack(True, problem if problem != sentences.NOT_READY else "")

    def hand_back(self, key: str, amount: Decimal, why: str) -> tuple[Arrival, PaidBack]:
        """Give the claim up and pay its money back; the claim as it stands then, and whether it was paid just now.
        `why`: the reason, and who stood behind it.
        """
        try:
            if told := held_visit(self.office, self.office.books.claim(key)):
                return replace(self.standing(key), stop=Stop.LINK), PaidBack(False, told)
            arrival = self.office.counter.hand_back(key, amount, why)
        except (NothingToRefund, VersionMoved):
            return self.standing(key), PaidBack(False)
        except NotToGiveUp:
            return self.standing(key), PaidBack(False, sentences.UPLOAD_BEGUN)
        except StoreUnavailable as trouble:
            return replace(self.standing(key), stop=Stop.STORE, text=trouble.reason), PaidBack(False)
        finally:
            self._beep()
        claim = arrival.claim
        if claim is None or not claim.state.ended or claim.refund_due != money.ZERO:
            return arrival, PaidBack(False)
        problem = self._made(key, lambda: self.office.papers.refund(claim), out=self.prints_itself, first=True)
        return arrival, PaidBack(True, problem)

    def pay_in_full(self, key: str, bill: Bill, found: Identified | None, payment: Payment, why: str) -> Arrival:
        """The whole bill, for a claim by hand. A claim without `in_full` took nothing: it is shown as it stands."""
        try:
            return self.office.counter.pay_in_full(key, bill, found, payment, why)
        except SubjectAlive as alive:  # it was quoted here before, and left
            return self.pay_in_full(str(alive), bill, found, payment, why)
        except (AmountMoved, ChargesFixed, VersionMoved):
            return self.standing(key)
        except StoreUnavailable as trouble:
            return Arrival(key, None, Stop.STORE, trouble.reason)
        finally:
            self._beep()

    def leave(self, key: str | None, found: Identified | None) -> None:
        """The person left: an unpaid quote is given back, their other claims are free for replay."""
        self.stand(found, here=False)
        if key is not None:
            self.office.driver.leave(key)
        try:
            if found is not None and found.person is not None:  # one put aside is left as well, and so is its code
                for one in self.office.counter.waiting_claims(found.person.id_number):
                    self.office.driver.leave(one.key)
            if key is None:
                return
            claim = self.office.books.claim(key)
            sent = claim.attempt is not None and claim.attempt.kind == CallKind.SETTLE
            booked = sent or claim.machine.doubt or claim.machine.settlement is not None
            unpaid = claim.people.paid == money.ZERO and not claim.people.consent
            if not claim.state.ended and unpaid and not booked:
                # Announced to be down: it goes back when the line does, and nobody waits for that here.
                send = not self.office.line.shutdowns.stands_still(claim.region)
                self.office.counter.cancel(key, "left the window", send=send)
        except (StoreUnavailable, VersionMoved):
            return  # its bill is offered again, and the claim goes on or is given back then


# What the background goes on with by itself.
_BACKGROUND = (State.UNCLEAR, State.READY, State.SENDING)
