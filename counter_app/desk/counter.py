"""What the cashier can do: identify, quote, settle, make up, cancel, refund (domain facts, sections 1 and 2).

Every method blocks until its outcome and belongs on the link thread; none of them knows which thread that is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from counter_app.desk import clock, entries
from counter_app.desk.bill import Bill
from counter_app.desk.books import Books, ClaimMissing
from counter_app.desk.claim import Claim, Confirmation, MachinePart, PeoplePart, Wish
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.driver import Driver
from counter_app.desk.identify import Identified, Identify
from counter_app.desk.policy import Policy
from counter_app.desk.trip import Change, Trip
from counter_app.model import money
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind, Person
from counter_app.model.visit import Charge, Visit, total_of
from counter_app.settlement.client import Client
from counter_app.settlement.outcome import CallOutcome, Done
from offline_queue.store import LaneTaken
from offline_queue.values import Event, State

__all__ = ["AmountMoved", "Bill", "ChargesFixed", "Counter", "NothingToRefund"]


class AmountMoved(Exception):
    """The amount the cashier agreed to is no longer the amount asked; nothing was taken."""


class ChargesFixed(Exception):
    """The charges can't be changed: money is or may be booked for them. What changes now is another claim."""


class NothingToRefund(Exception):
    """No money is due back, or it was paid back already."""


class Counter:
    """The use cases of one window. `new_key` gives the key of a claim; `lane_of` hashes an ID number to a lane."""

    def __init__(
        self,
        books: Books,
        driver: Driver,
        client: Client,
        identify: Identify,
        policy: Policy,
        *,
        new_key: Callable[[], str],
        lane_of: Callable[[str], str],
        in_hand: dict[str, Credential],
    ) -> None:
        self._books = books
        self._driver = driver
        self._client = client
        self._identify = identify
        self._policy = policy
        self._new_key: Callable[[], str] = lambda: books.drawn(new_key())
        self._lane_of = lane_of
        self._in_hand = in_hand

    # --- who -----------------------------------------------------------------------------------------------------

    def identify(self, credential: Credential, visit: Visit | None = None, scheme: str = "") -> Identified:
        """1101 and 2001. `scheme`: the insutype the cashier chose, empty for the usual one."""
        return self._driver.ask(self._identify.ask(credential, visit, scheme))

    def decode(self, code: str, wait_s: float | None = None) -> tuple[Credential | None, CallOutcome]:
        """A scanned 医保电子凭证 code as a credential; the token lives about as long as the person stands here."""
        outcome = self._client.decode_voucher(code, wait_s=wait_s)
        if not isinstance(outcome, Done):
            return None, outcome
        credential = Credential(
            CredentialKind.VOUCHER,
            str(outcome.output["ecToken"]),
            name=str(outcome.output.get("userName", "")),
            id_number=str(outcome.output.get("idNo", "")),
            read_at=clock.moment().wall,
        )
        return credential, outcome

    def get_ready(self) -> None:
        """Open what waits, for the limits of a ticket: 5 s for 10,000, on any thread that nobody waits for."""
        self._policy.limits.others(self._books.waiting_tickets)

    def waiting_claims(self, id_number: str) -> list[Claim]:
        """The person's living claims, oldest first: these are offered before a new visit."""
        return self._books.lane_claims(self._lane_of(id_number))

    def settle_waiting(
        self, id_number: str, shown: Credential | None = None, told: Callable[[Arrival], object] | None = None
    ) -> None:
        """Settle what waits of a person, in order, in the foreground, by what was `shown` where it waits for that.
        `told` hears each ending as it comes; a line that breaks ends it.
        """
        for claim in filter(lambda one: entries.goes_on(one, shown), self.waiting_claims(id_number)):
            if shown is None or entries.moves(claim):
                arrival = self._driver.drive(claim.key, self._trip())
            else:
                arrival = self.show_credential(claim.key, shown)
            if told is not None:
                told(arrival)
            if arrival.stop is Stop.LINK:
                return

    def stands_here(self, id_number: str, *, here: bool) -> None:
        """The person came to this window, or left it: background replay leaves their claims alone meanwhile."""
        self._books.front(self._lane_of(id_number), here=here)

    # --- the visit -----------------------------------------------------------------------------------------------

    def quote(self, bill: Bill, identified: Identified) -> Arrival:
        """Open the claim and take it to its trial. Held(confirm) is the good end: the quote waits for the yes."""
        person = identified.person
        if person is None:
            raise ValueError("nobody was identified")
        machine = MachinePart(person=person, qualification=identified.qualification)
        return self._driver.drive(self._open(bill, identified.credential, machine, person), self._trip())

    def quote_again(self, key: str) -> Arrival:
        """Ask again: after a wait, a correction, a filing done on the phone."""
        return self._wake(key, "asked again")

    def recharge(
        self,
        key: str,
        charges: tuple[Charge, ...],
        *,
        use_account: bool | None = None,
        visit: Visit | None = None,
        left_out: tuple[Charge, ...] | None = None,
    ) -> Arrival:
        """The charges changed, or the kind of visit: a fresh visit, a new quote, a new yes. What is None stays.

        Raises:
            ChargesFixed: money is or may be booked for them (protocol, T4).
        """
        claim = self._books.claim(key)
        if entries.may_be_booked(claim):
            raise ChargesFixed(key)
        people = replace(
            claim.people,
            charges=charges,
            visit=visit or claim.people.visit,
            charges_version=claim.people.charges_version + 1,
            confirmed=None,
            retry=claim.people.retry + 1,
            use_account=claim.people.use_account if use_account is None else use_account,
            left_out=claim.people.left_out if left_out is None else left_out,
        )
        return self._driver.drive(key, self._trip(Change(people, claim.version, "charges changed")))

    def settle(self, key: str, payment: Payment) -> Arrival:
        """The cashier's yes, bound to the amount on the key, and on to the end.

        Raises:
            AmountMoved: the claim's quote asks another amount than `payment.due`, comes from a backup, or is given up.
        """
        claim = self._books.claim(key)
        quote = claim.machine.quote
        # What was paid before is not asked again; what was paid too much goes back once it is settled, not before.
        asked = max(quote.amounts.cash - claim.people.paid, money.ZERO) if quote is not None else None
        if quote is None or asked != payment.due or claim.unchecked or claim.people.wish is not Wish.SETTLE:
            raise AmountMoved(key)
        people = replace(
            entries.taken(claim.people, payment, "settlement", clock.moment().wall, self._policy.who),
            confirmed=Confirmation.of(quote.amounts, claim.people.charges_version),
        )
        return self._driver.drive(key, self._trip(Change(people, claim.version, "confirmed", money.text(payment.due))))

    # --- the paper road ------------------------------------------------------------------------------------------

    def make_up(
        self,
        bill: Bill,
        credential: Credential,
        payment: Payment,
        phone: str,
        name: str = "",
        found: Identified | None = None,
    ) -> Claim:
        """Offline: the person pays in full and the claim waits (补记账). Nothing is sent.

        `found`: who it is, where the service had said so before the line went down; the claim then keeps the insurance
        that was to pay, and its replay asks nobody to choose once more.

        Raises:
            ValueError: the credential cannot wait (a code, or an ID number without a name). LimitReached: as many wait
            as may, or this bill is too large.
        """
        if not credential.may_wait:
            raise ValueError("this credential cannot wait")
        self._policy.limits.ask(total_of(bill.charges), self._books.waiting_tickets, clock.moment().wall)
        person = found.person if found is not None else None
        number = person.id_number if person is not None else credential.id_number
        lane = self._lane_of(number) if number else ""
        people = replace(self._ticketed(self._people(bill, credential), payment, phone, person), scheme=bill.scheme)
        key = self._new_key()
        self._books.open(
            key,
            lane or f"claim:{key}",
            replace(people, name=name or credential.name or (person.name if person is not None else "")),
            MachinePart(person, found.qualification) if found is not None else MachinePart(),
            Event(clock.moment().wall, self._policy.who, "make-up ticket", money.text(payment.due)),
            keep=False,
        )
        return self._books.claim(key)

    def leave_with_ticket(
        self, key: str, payment: Payment | None, phone: str, credential: Credential | None = None
    ) -> Claim:
        """The link went down on the way: the person takes a ticket, and pays what is still open of the full bill.

        `credential`: what was shown instead of a code, which cannot wait; kept where the claim has none.

        Where a 2207A may be booked nothing more is taken ("being checked, do not pay twice"): `payment` is ignored.

        Raises:
            AmountMoved: another amount is open. ChargesFixed: it was settled, given up, or paid in full for a claim by
            hand. VersionMoved: somebody was faster. LimitReached: as of `make_up`; not where money lies there already.
        """
        claim = self._books.claim(key)
        if not entries.may_leave(claim):
            raise ChargesFixed(key)
        taken = None if entries.may_be_booked(claim) else payment
        if taken is not None and taken.due != claim.people.total - claim.people.paid:
            raise AmountMoved(key)
        if not entries.may_be_booked(claim) and not claim.people.consent and not claim.people.paid:
            self._policy.limits.ask(claim.people.total, self._books.waiting_tickets, clock.moment().wall)
        people = self._ticketed(claim.people, taken, phone, claim.machine.person)
        if people.credential is None and credential is not None and credential.may_wait:
            people = replace(people, credential=credential)
        event = Event(clock.moment().wall, self._policy.who, "left with a ticket")
        self._books.change(claim, people, event, wake=clock.moment().wall, as_it_stands=taken is not None)
        self._let_go(key)
        return self._books.claim(key)

    def cancel(self, key: str, reason: str, *, send: bool = True) -> Arrival:
        """People want it undone; obeyed at the next step, finished now where the line allows, or without `send` later.

        What ended void or uploaded stays as it is (protocol, section 4): its money is reckoned by how it ended.

        Raises:
            NotToGiveUp: its upload has begun. VersionMoved: somebody was faster.
        """
        claim = self._books.claim(key)
        if claim.state in (State.VOID, State.UPLOADED):
            return Arrival(key, claim, Stop.ARRIVED)
        people, now = entries.given_up(claim), clock.moment().wall
        event, uploads = Event(now, self._policy.who, "cancel", reason), claim.people.wish is Wish.UPLOAD
        self._books.change(claim, people, event, wake=now, reopen=True, as_it_stands=uploads)
        return self._driver.drive(key, self._trip()) if send else Arrival(key, self._books.claim(key), Stop.LINK)

    def refund(self, key: str, method: PaymentMethod | None, amount: Decimal) -> Claim:
        """Pay back what is due, once, by `method` or else the way it came: a second press, or a second window, finds
        nothing to refund.

        Raises:
            NothingToRefund: the claim has not ended, or another amount is due. VersionMoved: somebody was faster.
        """
        claim = self._books.claim(key)
        if claim.refund_due != amount or amount <= money.ZERO:
            raise NothingToRefund(key)
        now = clock.moment().wall
        people = entries.given_back(claim.people, amount, now, self._policy.who, method)
        self._books.change(claim, people, Event(now, self._policy.who, "refunded", money.text(amount)))
        return self._books.claim(key)

    def collect(self, key: str, payment: Payment) -> Claim:
        """Take what an ended claim still lacks (it settled dearer than its trial).

        Raises:
            AmountMoved: another amount is due. VersionMoved: somebody was faster.
        """
        claim = self._books.claim(key)
        if claim.refund_due is None or claim.refund_due != -payment.due:
            raise AmountMoved(key)
        now = clock.moment().wall
        people = entries.taken(claim.people, payment, "collected", now, self._policy.who)
        self._books.change(claim, people, Event(now, self._policy.who, "collected", money.text(payment.due)))
        return self._books.claim(key)

    def hand_back(self, key: str, amount: Decimal, reason: str) -> Arrival:
        """What was taken goes back: the claim is given up, its visit by the road first, and only then paid out.

        Where the visit is not shut yet nothing is paid: the claim arrives as it stands, and what is due back stays due.

        Raises:
            NothingToRefund: another amount lies there, or money is or may be booked. VersionMoved: somebody was faster.
            NotToGiveUp: its upload has begun.
        """
        entries.given_up(claim := self._books.claim(key))
        if entries.returnable(claim) != amount or amount <= money.ZERO:
            raise NothingToRefund(key)
        arrival = self.cancel(key, reason)
        claim = self._books.claim(key)
        if claim.state is State.VOID and claim.refund_due == amount:
            claim = self.refund(key, None, amount)
        return replace(arrival, claim=claim)

    def pay_in_full(self, key: str, bill: Bill, found: Identified | None, payment: Payment, why: str) -> Arrival:
        """The person pays everything and claims by hand. No call is made for it, except to give an open visit back.

        `key`: the claim's, or a number nobody used yet (`number`). The money is on record before the visit is given
        back. `why`: code of the failure.

        Raises:
            AmountMoved: another amount is open. ChargesFixed: money is or may be booked for the claim. SubjectAlive:
            the bill has another claim. VersionMoved, StoreUnavailable: nothing was written.
        """
        now, who = clock.moment().wall, self._policy.who
        event = Event(now, who, "pays in full", why)
        try:
            claim = self._books.claim(key)
        except ClaimMissing:
            people = self._people(bill, found.credential if found else None)
            if payment.due != people.total:
                raise AmountMoved(key) from None
            people = entries.paid_in_full(people, payment, why, now, who)
            machine = MachinePart(found.person, found.qualification) if found else MachinePart()
            # Nothing of it is ever sent, so it stands in nobody's way: a lane of its own.
            self._books.open(key, f"claim:{key}", people, machine, event, keep=False)
        else:
            if not entries.may_pay_in_full(claim):
                raise ChargesFixed(key)
            if payment.due != claim.people.total - claim.people.paid:
                raise AmountMoved(key)
            people = entries.paid_in_full(claim.people, payment, why, now, who)
            self._books.change(claim, people, event, wake=now, as_it_stands=True)
        arrival = self._driver.drive(key, self._trip())
        self._let_go(key)
        return replace(arrival, claim=self._books.claim(key))

    def number(self) -> str:
        """A claim's number for a paper that is made before the claim: used by nobody else."""
        return self._new_key()

    def show_credential(self, key: str, credential: Credential) -> Arrival:
        """A held claim gets the credential it waited for, and goes on."""
        self._in_hand[key] = credential
        return self._wake(key, "credential shown")

    # --- inside --------------------------------------------------------------------------------------------------

    def _trip(self, change: Change | None = None) -> Trip:
        return Trip(self._policy.who, waiting=True, patience_s=self._policy.patience_s, change=change)

    def _open(self, bill: Bill, credential: Credential, machine: MachinePart, person: Person) -> str:
        key = self._new_key()
        self._in_hand[key] = credential
        try:
            self._write(key, self._lane_of(person.id_number), self._people(bill, credential), machine)
        except BaseException:
            self._in_hand.pop(key, None)  # it may be on disk: whoever finds it there later shows something of their own
            raise
        return key

    def _write(self, key: str, lane: str, people: PeoplePart, machine: MachinePart) -> None:
        event = Event(clock.moment().wall, self._policy.who, "opened")
        try:
            # One commit for the claim and its lane; the first call follows at once.
            self._driver.keep(key, self._books.open(key, lane, people, machine, event, keep=True))
        except LaneTaken:
            self._books.open(key, lane, people, machine, event, keep=False)

    def _people(self, bill: Bill, credential: Credential | None) -> PeoplePart:
        stored = None if credential is None or credential.kind is CredentialKind.VOUCHER else credential
        return PeoplePart(
            bill=bill.number,
            visit=bill.visit,
            charges=bill.charges,
            left_out=bill.left_out,
            use_account=bill.use_account,
            credential=stored,
            name=credential.name if credential else "",
            operator=self._policy.who,
        )

    def _ticketed(
        self, people: PeoplePart, payment: Payment | None, phone: str, person: Person | None = None
    ) -> PeoplePart:
        days = self._policy.days_for(person)
        return entries.ticketed(people, payment, phone, clock.moment().wall, self._policy.who, days)

    def _wake(self, key: str, what: str) -> Arrival:
        claim = self._books.claim(key)
        people = replace(claim.people, retry=claim.people.retry + 1)
        return self._driver.drive(key, self._trip(Change(people, claim.version, what)))

    def _let_go(self, key: str) -> None:
        """The person leaves the window: a lane kept for them is free for replay."""
        self._driver.leave(key)
        self._in_hand.pop(key, None)
