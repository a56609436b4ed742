"""The desk as the window uses it: whole pieces of work for the link thread, each ending in a value to show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.counter import AmountMoved, Bill, NothingToRefund
from counter_app.desk.identify import Identified
from counter_app.desk.office import Office
from counter_app.desk.papers import NoPaper
from counter_app.desk.recognise import Trouble, of_voucher
from counter_app.failures import FailureCode
from counter_app.model import money
from counter_app.model.payment import Payment
from counter_app.model.person import Credential
from counter_app.records.claim_file import Order
from counter_app.records.orders import OrderFolder
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.engine import StoreUnavailable
from offline_queue.store import SubjectAlive, VersionMoved
from offline_queue.values import State
from ui.words import sentences

__all__ = ["Told", "WindowDesk"]


@dataclass(frozen=True, slots=True)
class Told:
    """Who it is, the unpaid bill to begin with, and how many older claims of the person wait."""

    found: Identified
    order: Order | None
    waiting: int


class WindowDesk:
    """Blocks, so it belongs on a worker's thread. `beep` tells the queue page that something changed."""

    def __init__(self, office: Office, orders: OrderFolder, *, beep: Callable[[], None]) -> None:
        self.office = office
        self._orders = orders
        self._beep = beep

    @property
    def help_phone(self) -> str:
        """Whom to ring: the hospital's own number."""
        return self.office.settings.institution.phone

    def decode(self, code: str) -> tuple[Credential | None, Trouble | None]:
        """A scanned code as a credential. With the line down it cannot wait: a card or an ID number is asked for."""
        credential, outcome = self.office.counter.decode(code)
        trouble = of_voucher(outcome, self.office.place)
        if trouble is not None and trouble.code is FailureCode.LINK_DOWN:
            trouble = Trouble(FailureCode.CREDENTIAL_NEEDED)
        return credential, trouble

    def identify(self, credential: Credential) -> Told:
        """1101 and 2001, the unpaid bills of the person, and what still waits of theirs."""
        counter = self.office.counter
        found = counter.identify(credential)
        number = found.person.id_number if found.person else credential.id_number
        waiting = 0
        if found.person is not None:
            counter.stands_here(number, here=True)
            waiting = sum(1 for claim in counter.waiting_claims(number) if claim.people.consent)
        order = next(iter(self._unpaid(number)), None) if number else None
        return Told(found, order, waiting)

    def quote(self, bill: Bill, found: Identified, key: str | None, *, recharged: bool) -> Arrival:
        """The trial: older claims of the person first, then this one."""
        counter = self.office.counter
        try:
            if key is not None and recharged:
                return counter.recharge(key, bill.charges)
            if key is not None:
                return counter.quote_again(key)
            if found.person is not None:
                counter.settle_waiting(found.person.id_number)
            return counter.quote(bill, found)
        except SubjectAlive as alive:
            return counter.quote_again(str(alive))
        except StoreUnavailable as trouble:
            return Arrival("", None, Stop.STORE, trouble.reason)
        finally:
            self._beep()

    def settle(self, key: str, payment: Payment) -> Arrival:
        """The cashier's yes. An unclear outcome is handed to the background: the next person can be served.

        An amount that moved meanwhile comes back as the claim stands, for the cashier to see.
        """
        try:
            arrival = self.office.counter.settle(key, payment)
        except AmountMoved:
            return self.standing(key)
        except StoreUnavailable as trouble:
            return Arrival(key, None, Stop.STORE, trouble.reason)
        finally:
            self._beep()
        claim = arrival.claim
        if claim is not None and claim.state is State.UNCLEAR and claim.machine.person is not None:
            self.office.counter.stands_here(claim.machine.person.id_number, here=False)
        return arrival

    def ticket(self, bill: Bill, credential: Credential, key: str | None, payment: Payment, phone: str) -> Claim | None:
        """A make-up ticket, for a new claim or one that was on its way; None where the store refuses."""
        try:
            if key is None:
                return self.office.counter.make_up(bill, credential, payment, phone)
            return self.office.counter.leave_with_ticket(key, payment, phone)
        except (StoreUnavailable, AmountMoved, VersionMoved, SubjectAlive):
            return None
        finally:
            self._beep()

    def correct(self, key: str, payment: Payment) -> Claim:
        """The settlement asked another amount than its trial: take what is lacking, or pay back what is over."""
        claim = self.office.books.claim(key)
        due = claim.refund_due or money.ZERO
        if due < money.ZERO:
            return self.office.counter.collect(key, Payment(-due, payment.method, max(payment.received, -due)))
        if due > money.ZERO:
            return self.office.counter.refund(key, payment.method, due)
        return claim

    def refund(self, key: str, amount: Decimal) -> bool:
        """Pay back what is due; False where there is nothing (any more)."""
        claim = self.office.books.claim(key)
        try:
            refunded = self.office.counter.refund(key, claim.people.cash[0].method, amount)
            self.office.papers.refund(refunded)
        except (NothingToRefund, VersionMoved, NoPaper, IndexError):
            return False
        except SlipRefusedError:
            return True
        finally:
            self._beep()
        return True

    def paper(self, key: str, reprint: int) -> str:
        """Make the claim's paper; returns what is wrong, empty when it is there."""
        try:
            self.office.papers.of(
                self.office.books.claim(key), reprint=reprint, down_since=self.office.gates.service().since
            )
        except NoPaper:
            return ""
        except (SlipRefusedError, OSError) as refused:
            return str(refused) if isinstance(refused, SlipRefusedError) else sentences.PAPER_NOT_KEPT
        finally:
            self._beep()
        return ""

    def standing(self, key: str) -> Arrival:
        """How a claim stands now."""
        return Arrival(key, self.office.books.claim(key), Stop.ARRIVED)

    def leave(self, key: str | None, found: Identified | None) -> None:
        """The person left: an unpaid quote is given back, their other claims are free for replay."""
        try:
            if key is not None:
                claim = self.office.books.claim(key)
                if not claim.state.ended and claim.people.paid == money.ZERO and not claim.people.consent:
                    self.office.counter.cancel(key, "left the window")
            if found is not None and found.person is not None:
                self.office.counter.stands_here(found.person.id_number, here=False)
        except (StoreUnavailable, VersionMoved):
            return  # replay takes the claim up; the mark goes with the next start

    def _unpaid(self, id_number: str) -> list[Order]:
        """The bills that have no claim here, neither alive nor settled."""
        known = {claim.people.bill for claim in self.office.books.claims() if claim.state.value != "void"}
        return [order for order in self._orders.unpaid(id_number) if order.bill not in known]
