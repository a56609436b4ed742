"""Going on with a claim that was put aside for its person's filing: from the list, or when the person is here again.

It is the same claim: asked anew what the person is entitled to, then to its trial and the cashier's yes. Left before
that it stays on the list; only a visit that was opened for it is given back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.desk.awaiting import awaited, once_more
from counter_app.desk.books import ClaimMissing
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.identify import Identified
from counter_app.desk.office import Office
from counter_app.failures import FILING, FailureCode
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge
from counter_app.records.claim_file import Order
from counter_app.settlement.outcome import Done
from offline_queue.engine import StoreUnavailable
from offline_queue.store import VersionMoved
from ui.aside_views import HeldView
from ui.at_glass import AtGlass
from ui.desk_views import person_of
from ui.parked import Parked
from ui.states import HELD_TOLD
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import figures, queue_words, sentences
from ui.words.template import filled

__all__ = ["Resuming"]


class Resuming:
    """Works on the visits of `glass`; `arrived(visit, arrival)` shows where the claim came to."""

    def __init__(self, glass: AtGlass, arrived: Callable[[Parked, Arrival], None]) -> None:
        self._glass = glass
        self._arrived = arrived
        self._known: dict[str, Claim] = {}

    def look(self, one: Parked) -> None:
        """Somebody was identified: say so where a claim of theirs was put aside, and offer to go on with it."""
        office, person = self._glass.desk.office, one.found.person if one.found else None
        if person is None or one.kept:
            return

        def looked(here: Parked, claims: tuple[Claim, ...]) -> None:
            asking = here.view.state is VisitState.IDENTIFYING  # which insurance or kind: told when that is answered
            if here.view.held is not None and here.view.held.paid:
                return  # one with money lies aside: told first
            if not claims or here.kept or not (asking or here.view.state in HELD_TOLD):
                return
            claim = claims[0]
            self._known[claim.key] = claim
            now = self._glass.now()
            since = figures.day_or_clock(claim.opened_at.astimezone(now.tzinfo), now.date())
            held = HeldView(claim.key, since, claim.people.total, len(claims))
            blanks = {"n": held.count, "等什么": self._awaited(claim), "时间": held.since}
            said = filled(sentences.HELD_HERE, **blanks, 金额=figures.money(held.amount))
            self._glass.change(here, held=held, notice=Notice(said, Role.INFO))

        self._glass.ask(one, lambda: _claims_of(office, person.id_number), looked)

    def _awaited(self, claim: Claim) -> str:
        trouble = awaited(claim, self._glass.desk.office.place)
        if trouble is None or trouble.code in FILING:
            return queue_words.HELD_FILING
        return queue_words.HELD_WARNED if trouble.code is FailureCode.MONITORING else queue_words.HELD_ELSE

    def tell(self, said: str) -> None:
        """A scanned slip opened nothing: the page waits again, and says why."""
        self._glass.leave()
        self._glass.change(self._glass.at, notice=Notice(said, Role.WARN))

    def step_off(self) -> None:
        """What was scanned is shown on another page: no code is waited for here any more."""
        if self._glass.at.view.state is VisitState.SCANNING:
            self._glass.leave()
            self._glass.paint()

    def bring_back(self, key: str) -> bool:
        """The claim stands at the glass, or its visit was put aside there and comes back. False: neither."""
        here = self._glass.of_claim(key)
        if here is None:
            return False
        if here is not self._glass.at:
            self._glass.step_aside()
            self._glass.take_back(here.visit)
        return True

    def of_person(self) -> None:
        """The person at the glass was told of their claim: go on with it, by what they showed just now."""
        at, held = self._glass.at, self._glass.at.view.held
        claim = self._known.get(held.claim) if held is not None else None
        if claim is None or at.view.state not in HELD_TOLD or self._stopped(claim):
            return
        self._glass.forget(claim.key)
        if at.key not in (None, claim.key):
            self._glass.give_back(at.key, Parked(at.view))
        self._go_on(at, claim, at.found.credential if at.found else None)

    def chosen(self, claim: Claim) -> None:
        """A claim of the list. A visit of it that was put aside at this window is brought back with all that is its."""
        self._glass.step_aside()
        aside = self._glass.of_claim(claim.key)
        if aside is not None:
            self._glass.take_back(aside.visit)
        if not self._stopped(claim):
            self._go_on(self._glass.at, claim, None)

    def _stopped(self, claim: Claim) -> bool:
        """Its insured place is shut down by announcement: whether it has what it waits for nobody can say now."""
        if self._glass.desk.office.line.shutdowns.of(claim.region) is None:
            return False
        self._glass.change(self._glass.at, notice=Notice(sentences.HELD_STOPPED, Role.INFO))
        return True

    def _go_on(self, at: Parked, claim: Claim, shown: Credential | None) -> None:
        people, person = claim.people, claim.machine.person
        credential = shown or people.credential
        # Its charges hold what was added to it, by whom nobody knows any more unless this visit brought it there.
        bill, added = _of_bill(people.charges, at.added if at.key == claim.key else ())
        at.key, at.kept, at.recharged, at.added = claim.key, True, False, added
        at.order = Order(people.bill, person.id_number if person else "", people.visit, (*bill, *people.left_out))
        at.credential = at.credential or credential
        if at.found is None or at.found.person is None:
            stands = credential or Credential(CredentialKind.VOUCHER, "")
            at.found = Identified(stands, Done(), person, claim.machine.qualification)
        self._glass.change(
            at,
            state=VisitState.TRIAL_RUNNING,
            since=self._glass.now(),
            person=at.view.person or person_of(claim, self._glass.places),
            charges=people.charges,
            kind=people.visit.kind,
            traces=(),
            splits=(),
            quote=None,
            left_out=len(people.left_out),
            reasons=(),
            failure=None,
            notice=None,
            held=None,
        )
        office, key, found = self._glass.desk.office, claim.key, at.found

        def work() -> Arrival:
            self._glass.desk.stand(found, here=True)
            return _resume(office, key, shown)

        self._glass.ask(at, work, self._arrived, lambda arrival: self._glass.give_back(arrival.key, at))


def _of_bill(charges: tuple[Charge, ...], added: tuple[Charge, ...]) -> tuple[tuple[Charge, ...], tuple[Charge, ...]]:
    """The charges of the bill, and the last of them, where they are those that were added by hand."""
    of_bill = len(charges) - len(added)
    return (charges[:of_bill], added) if added and charges[of_bill:] == added else (charges, ())


def _claims_of(office: Office, id_number: str) -> tuple[Claim, ...]:
    """On the link thread: the person's claims that were put aside, oldest first."""
    try:
        waiting = office.counter.waiting_claims(id_number)
    except StoreUnavailable:
        return ()  # nothing is lost: the list shows them as soon as the store can be read
    return tuple(claim for claim in waiting if awaited(claim, office.place) and not claim.people.paid)


def _resume(office: Office, key: str, shown: Credential | None) -> Arrival:
    """On the link thread: the claim once more, older ones of the person first. What somebody else brought on meanwhile
    is shown as it stands.
    """
    counter, books = office.counter, office.books
    try:
        claim = books.claim(key)
        if awaited(claim, office.place) is None:
            return Arrival(key, claim, Stop.ARRIVED)
        if claim.machine.person is not None:
            counter.settle_waiting(claim.machine.person.id_number)
        arrival = once_more(counter, claim, shown)
        return arrival if arrival.claim is not None else replace(arrival, claim=books.claim(key))
    except VersionMoved:
        return Arrival(key, books.claim(key), Stop.MOVED)
    except ClaimMissing:
        return Arrival(key, None, Stop.ARRIVED)
    except StoreUnavailable as trouble:
        return Arrival(key, None, Stop.STORE, trouble.reason)
