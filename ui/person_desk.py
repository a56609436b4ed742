"""Who stands at the glass, as the window asks for them: the person, what they came with, and what the visit may be.

Blocks, so it belongs on a worker's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from counter_app.desk.bill import still_open
from counter_app.desk.chronic_choice import open_here
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival
from counter_app.desk.identify import Identified
from counter_app.desk.inquiring import chronic_filings_of
from counter_app.desk.item_search import ItemSearch
from counter_app.desk.line_facts import listed
from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble, of_voucher
from counter_app.failures import FailureCode
from counter_app.model.catalogue import Listed
from counter_app.model.person import Credential, CredentialKind, Person
from counter_app.model.trace import TraceRule
from counter_app.model.visit import Diagnosis, Doctor, Visit, VisitKind
from counter_app.records.claim_file import Order
from counter_app.records.order_view import OrdersUnavailable
from counter_app.records.orders import OrderFolder, Orders
from counter_app.settlement.outcome import Done, NotSent
from counter_app.settlement.place import Place
from offline_queue.engine import StoreUnavailable
from offline_queue.store import VersionMoved
from offline_queue.values import State
from ui.link import region_of
from ui.wanted_bill import NO_BILL, Wanted
from ui.words.labels import BASIS_AT_WINDOW, NOT_KNOWN
from ui.words.order_words import UNAVAILABLE
from ui.words.template import filled

__all__ = ["Bills", "PersonDesk", "Told", "for_later", "shown_for_older"]


@dataclass(frozen=True, slots=True)
class Told:
    """Who it is, the unpaid bill to begin with, and what the person left to be made up before, oldest first.

    `listed`: what the catalogue says of the bill's codes. `before`: it was found in this visit, before the line went
    down; the service did not answer just now. `trouble`: why not every unpaid bill could be fetched, in words. `bills`:
    how many other unpaid bills there are.
    """

    found: Identified
    order: Order | None
    older: tuple[Claim, ...] = ()
    listed: Mapping[str, Listed] = field(default_factory=dict)
    before: Identified | None = None
    trouble: str = ""
    bills: int = 0


@dataclass(frozen=True, slots=True)
class Bills:
    """The unpaid bills of somebody, oldest first. `facts`: what the catalogue says of the codes of each, by its number;
    `trouble`: why not all could be fetched, in words.
    """

    orders: tuple[Order, ...]
    facts: Mapping[str, Mapping[str, Listed]] = field(default_factory=dict)
    trouble: str = ""


# What is wrong with the hospital's database, and whether it was reached; every other trouble is its answer.
_REACHED: Mapping[str, bool | None] = {"away": False, "slow": False, "address": None}


def shown_for_older(found: Identified) -> Credential | None:
    """What serves the person's older claims as well: not a code, whose token is for one business."""
    return found.credential if found.credential.may_wait else None


def for_later(shown: Credential | None, found: Identified | None, place: Place) -> Credential | None:
    """What a ticket may wait with: what was `shown`, or instead of a code the ID number of whom 1101 named by it, where
    the place takes that (protocol, section 6). None: a card or an ID number is to be shown first.
    """
    if shown is None or shown.may_wait:
        return shown
    person = found.person if found is not None else None
    if person is None or not place.replay_by_id_number or not (person.name and person.id_number):
        return None
    return replace(
        shown,
        kind=CredentialKind.ID_NUMBER,
        number=person.id_number,
        name=person.name,
        card_id="",
        id_number=person.id_number,
    )


class PersonDesk:
    """`beep` tells the queue page that something changed."""

    def __init__(self, office: Office, orders: OrderFolder | Orders, *, beep: Callable[[], None]) -> None:
        self.office = office
        self._orders = orders
        self._beep = beep

    def decode(self, code: str) -> tuple[Credential | None, Trouble | None]:
        """A scanned code as a credential; without one the component scans it itself. With the line down it cannot
        wait: a card or an ID number is asked for.
        """
        wait_s = None if code else self.office.settings.scanner.component_s
        credential, outcome = self.office.counter.decode(code, wait_s)
        trouble = of_voucher(outcome, self.office.place)
        if trouble is not None and trouble.link_down:
            trouble = Trouble(FailureCode.CREDENTIAL_NEEDED)
        return credential, trouble

    @property
    def traces(self) -> TraceRule:
        """What trace codes bills are held to here."""
        return self.office.catalogue.check.traces

    def by_hand(self, id_number: str, now: datetime) -> Order | None:
        """A bill without lines for somebody the hospital's system has none for; None where it is not set up."""
        hand = self.office.settings.by_hand
        if not (hand.complete and id_number):
            return None
        visit = Visit(
            VisitKind.OUTPATIENT,
            now,
            hand.department,
            Doctor(hand.doctor_code, hand.doctor_name),
            (Diagnosis(hand.diagnosis_code, hand.diagnosis_name),),
            department_code=hand.department_code,
        )
        return Order(f"hand-{self.office.settings.window.number:02d}-{now:%Y%m%d%H%M%S%f}", id_number, visit, ())

    @property
    def items(self) -> ItemSearch:
        """The catalogue's items, to be looked for."""
        return self.office.catalogue.search(self.office.settings.institution.level)

    def listed(self, order: Order | None, person: Person | None) -> Mapping[str, Listed]:
        """What the treating place's catalogue says of a bill's lines for this person."""
        if order is None:
            return {}
        paying = person.insurance if person is not None else None
        level = self.office.settings.institution.level
        return listed(self.office.catalogue.check, order.charges, order.visit.date.date(), level, paying)

    def identify(
        self,
        credential: Credential,
        known: Identified | None = None,
        wanted: Wanted = NO_BILL,
        *,
        anyway: bool = False,
    ) -> Told:
        """1101 and 2001, the unpaid bills of the person, and what still waits of theirs. While a shutdown of everybody
        is announced nothing is sent, `anyway` it is; an answer then is believed more than the notice.

        `known`: who stood here, as the service named them; counts where the credential does not name somebody else. The
        insurance that was chosen then stays chosen. `wanted`: which of the bills is to stand at the glass.
        """
        counter = self.office.counter
        person = known.person if known is not None else None
        if person is not None and credential.id_number.upper() not in ("", person.id_number.upper()):
            person = None
        stops = self.office.line.shutdowns
        if stops.stands_still("") and not anyway:
            found = Identified(credential, NotSent("announced"))
        else:
            found = counter.identify(credential, scheme=person.scheme if person is not None else "")
        if anyway and isinstance(found.outcome, Done):
            stops.overrule(region_of(found.person) if isinstance(found.benefit, Done) else "")
        before = known if person is not None and found.person is None else None
        who = found.person or person
        number = who.id_number if who is not None else credential.id_number
        older: tuple[Claim, ...] = ()
        if found.person is not None:
            self.stand(found, here=True)
            older = tuple(claim for claim in counter.waiting_claims(number) if claim.people.consent)
        orders, trouble = self._unpaid(number) if number else ([], "")
        order = wanted.of(orders)
        others = sum(one.bill != order.bill for one in orders) if order is not None else 0
        return Told(found, order, older, self.listed(order, who), before, trouble, others)

    def in_folder(self, id_number: str) -> list[Order]:
        """The person's bills among the files, as far as they can be read; whether they are paid is not looked at."""
        try:
            return self._orders.folder.unpaid(id_number)
        except OrdersUnavailable as trouble:
            return trouble.found

    def open_of(self, orders: list[Order]) -> list[Order]:
        """What nobody has paid here of these bills."""
        open_here = (still_open(order, self.office.books.of_bill) for order in orders)
        return [order for order in open_here if order is not None]

    def get_ready(self) -> None:
        """Look through the folder, so that the first person need not wait for it."""
        self._orders.folder.look()

    def bills(self, id_number: str, person: Person | None) -> Bills:
        """The bills alone, without a call to the service."""
        orders, trouble = self._unpaid(id_number)
        return Bills(tuple(orders), {order.bill: self.listed(order, person) for order in orders}, trouble)

    def settle_older(self, found: Identified, heard: Callable[[Arrival], object]) -> None:
        """The older claims of the person, in order; `heard` is told each ending as it comes."""
        if found.person is None:
            return
        try:
            self.office.counter.settle_waiting(found.person.id_number, shown_for_older(found), heard)
        except StoreUnavailable:
            return  # they wait as they are, and the page of what waits says so
        finally:
            self._beep()

    def pay_with(self, scheme: str, credential: Credential, order: Order | None, key: str | None) -> Told | None:
        """The same person with another insurance paying. None: the claim that is open with the first one cannot be
        given back now, so it stays as it is.
        """
        if key is not None:
            try:
                self.office.counter.cancel(key, "another insurance is to pay")
                given_back = self.office.books.claim(key).state is State.VOID
            except (StoreUnavailable, VersionMoved):
                return None
            finally:
                self._beep()
            if not given_back:
                return None
        other = self.office.counter.identify(credential, scheme=scheme)
        return Told(other, order, (), self.listed(order, other.person))

    def kinds(self, found: Identified, visit: Visit, *, ask: bool = True) -> tuple[Visit, ...]:
        """What the visit may be, in the order in which a key goes through it: ordinary, emergency, and chronic once for
        each disease that is filed (5301), valid that day and opened here; without `ask` nobody is asked for those.
        """
        plain = replace(visit, kind=VisitKind.OUTPATIENT, disease="", disease_name="")
        basis = plain.marks.basis or filled(BASIS_AT_WINDOW, 工号=self.office.duty.number)
        kinds = [plain, replace(plain, kind=VisitKind.EMERGENCY, marks=replace(plain.marks, basis=basis))]
        person = found.person
        if person is None or person.insurance is None or not ask:
            return tuple(kinds)
        institution = self.office.settings.institution
        filings = self.office.driver.ask(chronic_filings_of(person)) or ()
        elsewhere = person.insurance.region[:2] != institution.region[:2]
        may = open_here(filings, visit.date.date(), cross_province=elsewhere, opened=institution.chronic.split())
        chronic = (replace(plain, kind=VisitKind.CHRONIC, disease=one.code, disease_name=one.name) for one in may)
        return (*kinds, *chronic)

    def stand(self, found: Identified | None, *, here: bool) -> None:
        """The person stands at the glass, or not: replay leaves their claims alone meanwhile."""
        if found is not None and found.person is not None:
            self._stand(found.person.id_number, here=here)

    def _stand(self, id_number: str, *, here: bool) -> None:
        try:
            self.office.counter.stands_here(id_number, here=here)
        except StoreUnavailable:
            return  # a courtesy to the person at the glass; no safety rests on it

    def _unpaid(self, id_number: str) -> tuple[list[Order], str]:
        """What nobody has paid here of the bills: those that were quoted and left as well. And what is wrong."""
        reached: bool | None = True
        said = ""
        try:
            orders = self._orders.unpaid(id_number)
        except OrdersUnavailable as trouble:
            reached = _REACHED.get(trouble.reason, True)
            orders, phone = trouble.found, self.office.settings.institution.phone
            said = filled(UNAVAILABLE[trouble.reason], 分机=phone, 原因=trouble.said or NOT_KNOWN)
        if isinstance(self._orders, Orders) and self._orders.over_net and reached is not None:  # a folder tells nothing
            self.office.line.trail.bills(read=reached)
        return self.open_of(orders), said
