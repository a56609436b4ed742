"""The visit at this window: from who it is to the trial. Hears intents and results, shows views; never blocks.

The card is `AtReader`'s, money and papers are `VisitTill`'s. A result is of the visit that asked for it (`AtGlass`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival
from counter_app.desk.recognise import Trouble, of_identified
from counter_app.desk.worlds import stranger
from counter_app.failures import FailureCode
from counter_app.model.catalogue import Listed
from counter_app.model.person import Credential
from counter_app.model.visit import VisitKind
from counter_app.records.claim_file import Order
from ui.at_glass import AtGlass
from ui.at_reader import AtReader
from ui.bill_again import BillAgain
from ui.bill_at_glass import by_hand, stays, went_over
from ui.bridge import Bridge
from ui.by_code import ByCode
from ui.desk_views import Places, person_offline, person_online, traces
from ui.fee_line import to_ask
from ui.hand_over import hand_over
from ui.intents import (
    AddLine,
    AnswerWarning,
    Do,
    GiveBack,
    Intent,
    LookFor,
    PayOut,
    Scanned,
    TakeBack,
    TakeMoney,
    TypedIn,
)
from ui.item_lines import ItemLines, lacks_code
from ui.item_views import Looked
from ui.keys import Action
from ui.lines_off import bill_of, take_off
from ui.link import link_view
from ui.next_bill import NextBill
from ui.older_claims import OlderClaims
from ui.order_watch import OrderWatch
from ui.parked import Parked
from ui.partly_read import card_told
from ui.person_desk import Told, shown_for_older
from ui.resuming import Resuming
from ui.shown_again import ShownAgain
from ui.stopped import stands_still, stopped
from ui.theme import Role
from ui.typed_identity import typed_credential
from ui.views import Notice, VisitState, VisitView
from ui.visit_choices import TRIAL_GONE, VisitChoices
from ui.visit_till import VisitTill
from ui.wanted_bill import Wanted
from ui.warning_answers import WarningAnswers
from ui.window_desk import WindowDesk
from ui.words import sentences
from ui.words.template import filled

__all__ = ["VisitSession"]

# The visit at the glass is put aside by these, with whatever runs for it.
_NEXT_PERSON = (Action.SCAN, Action.TYPE_IN, Action.PARK)


class VisitSession:
    """The current visit. `show` paints a view, `show_looked` what a search found; all of it runs on the main thread."""

    def __init__(
        self,
        desk: WindowDesk,
        bridge: Bridge,
        places: Places,
        now: Callable[[], datetime],
        show: Callable[[VisitView], None],
        show_looked: Callable[[Looked], None] = lambda _looked: None,
    ) -> None:
        self._desk = desk
        self._places = places
        self._now = now
        self._glass = AtGlass(desk, bridge, places, now, show)
        self.till = VisitTill(self._glass)
        self._back_part = self.till.giving_back
        self._choices = VisitChoices(self._glass)
        self.items = ItemLines(self._glass, bridge, show_looked)
        self._older = OlderClaims(self._glass)
        self._warnings = WarningAnswers(self._glass, self.till.arrived)
        self.resuming = Resuming(self._glass, self.till.arrived)
        self._bill = BillAgain(self._glass, self._trial, self._ask_again, self.till.arrived)
        self.hand_over: Callable[[], None] = lambda: hand_over(self._glass)
        self._shown_again = again = ShownAgain(self._glass, self._back_part, self.till.arrived)
        self.reader = AtReader(self._glass, again, self._identify)
        self.by_code = ByCode(self._glass, again, self.reader, self._identify)
        self._watch = OrderWatch(self._glass, self._identify)
        self._next = NextBill(self._glass, self._identify, self.by_code.armed)

    # --- what the cashier does -----------------------------------------------------------------------------------

    def hear(self, intent: Intent) -> None:
        """An intent from the window."""
        match intent:
            case TakeMoney():
                self.till.take(intent)
            case PayOut():
                self.till.pay_out(intent)
            case GiveBack():
                self._back_part.give(intent)
            case AnswerWarning():
                self._warnings.answer(intent)
            case Scanned(code):
                self.by_code.scanned(code)
            case TypedIn():
                self._typed_in(intent)
            case LookFor():
                self.items.look(intent)
            case AddLine():
                self.items.add(intent)
            case TakeBack(visit):
                self._shown_again.take_back(visit)
            case Do(action, _, _, line) if not self._glass.asks(action):
                self._do(action, line)
            case _:
                pass

    def _do(self, action: Action, line: int | None) -> None:
        at = self._glass.at
        if at.paying and action not in _NEXT_PERSON:
            return  # what is to be handed over is told first
        if self._shown_again.does(action) and action is not Action.SCAN:
            return
        match action:
            case Action.TRIAL:
                self._trial()
            case Action.ASK if at.view.adding is not None:
                self.items.fetch()
            case Action.ASK:
                self._ask_again()
            case Action.SCAN if self._state is VisitState.GIVING_BACK or self._shown_again.wants(at):
                self.by_code.armed()  # what is scanned belongs to this visit
            case Action.PAY_OUT:
                self._back_part.choose()
            case Action.SCAN:
                self._glass.leave()
                self._glass.change(self._glass.at, state=VisitState.SCANNING)
                self.by_code.armed()
            case Action.TYPE_IN:
                self._glass.leave()
                self._glass.change(self._glass.at, state=VisitState.TYPING)
            case Action.PARK:
                self._park()
            case Action.RESUME if not self._shown_again.bring_back():
                self.resuming.of_person()
            case Action.PRINT | Action.PREVIEW:
                self.till.print_asked(look=action is Action.PREVIEW)
            case Action.BACK:
                self._back()
            case Action.DELETE if line is not None:
                take_off(self._glass, line)
            case Action.NEXT_BILL:
                self._next.take()
            case Action.KIND:
                self._choices.kind()
            case Action.INSURANCE:
                self._choices.insurance()
            case Action.APPROVE:
                self._choices.approval(line)
            case Action.ADD:
                self.items.open()
            case Action.METHOD:
                self._glass.taking()
            case _:
                pass

    def _typed_in(self, typed: TypedIn) -> None:
        at = self._glass.at
        if typed.visit == at.visit and self._state is VisitState.TYPING:
            again = self._shown_again.wants(at)
            credential = typed_credential(typed, None if again else at.credential, self._now())
            if again:
                self._shown_again.shown(at, credential)
            else:
                self._identify(credential)

    def _identify(self, credential: Credential, after: Order | None = None, *, anyway: bool = False) -> None:
        training = self._desk.office.settings.training
        if stranger(credential, training=training):
            said = sentences.TRAINING_REAL_CARD if training else sentences.TRAINING_CARD_OUTSIDE
            self.resuming.tell(said)
            return
        one = self._glass.begin(VisitState.IDENTIFYING)
        one.credential = credential

        def gone(told: Told) -> None:
            one.found = told.found
            self._glass.give_back(None, one)

        known = one.found if one.found is not None and one.found.person is not None else self._glass.left
        wanted = Wanted(after or one.order, after is not None, self._glass.aside)
        self._glass.ask(one, lambda: self._desk.identify(credential, known, wanted, anyway=anyway), self._known, gone)

    def _known(self, one: Parked, told: Told) -> None:
        self._identified(one, told)
        self._shown_again.remind(one)

    def _identified(self, one: Parked, told: Told) -> None:
        one.trouble, told = bool(told.trouble), stays(one, told)
        glass, found = self._glass, told.found
        trouble = of_identified(found, self._desk.office.place)
        moved = went_over(one, told)
        self._new_charges(one, told)
        before = told.before.person if told.before is not None and trouble is not None and trouble.link_down else None
        if before is not None:  # the line went down in the middle of the visit: who it is, is known all the same
            shown_again = replace(found.credential, name=before.name, id_number=before.id_number)
            found = replace(found, credential=shown_again)
        one.found, one.order = told.before if before is not None else found, told.order
        charges = (*told.order.charges, *one.added) if told.order else ()
        amiss = Notice(told.trouble or moved) if told.trouble or moved else None
        shown = {
            "charges": charges,
            "kind": told.order.visit.kind if told.order else VisitKind.OUTPATIENT,
            "basis": told.order.visit.marks.basis if told.order else "",
            "traces": traces(charges, self._desk.traces),
            "listed": {**{line.code: one.view.listed.get(line.code, Listed()) for line in one.added}, **told.listed},
            "since": None,
            "bills": told.bills,
            "left_out": 0,
            **TRIAL_GONE,
        }
        person = person_online(found, self._places)
        if trouble is None:
            state = VisitState.CHARGES if charges else VisitState.NO_CHARGES
            older = self._older.found(told.older, shown_for_older(found))
            offered = self._older.offer(older, alone=not charges)
            glass.change(one, state=state, person=person, notice=card_told(one, amiss, offered), older=older, **shown)
            self.resuming.look(one)
            self._watch.begin(one)
            return
        if person is None and found.credential.name:
            down = trouble.link_down  # else the service did answer, and only said no
            person = replace(person_offline(found.credential, self._places), online=not down)
        if not trouble.link_down:
            glass.change(one, person=person, **shown)
            glass.fail(one, trouble)
        elif not found.credential.may_wait:
            glass.change(one, person=person, **shown)
            glass.fail(one, Trouble(FailureCode.CREDENTIAL_NEEDED), self._desk.office.line.down_since(self._now()))
        elif not (found.credential.name and found.credential.id_number):
            # A card of the third generation gives neither: nobody knows whose charges to fetch until they are typed.
            person = person_offline(found.credential, self._places)
            glass.change(one, state=VisitState.TYPING, person=person, notice=None, **shown)
        elif charges:
            person = person_offline(found.credential, self._places, before)
            link = link_view(self._desk.office, one.found.person if one.found else None, self._now())
            glass.change(one, state=VisitState.LINK_DOWN, person=person, link=link, notice=amiss, **shown)
        else:
            person = person_offline(found.credential, self._places, before)
            glass.change(one, state=VisitState.NO_CHARGES, person=person, notice=amiss, **shown)
            self._watch.begin(one)

    def _new_charges(self, one: Parked, told: Told) -> None:
        """The bill was fetched again: a claim that is open for it goes on with what the bill says now, and with what
        was added to it here.
        """
        other = told.order is None or one.order is None or told.order.bill != one.order.bill
        if other and not (told.order is not None and by_hand(one.order)):
            one.added = ()
        if one.key is None:
            return
        if other:
            self._glass.give_back(one.key, Parked(one.view))
            one.key, one.recharged = None, False
        elif told.order is not None and (*told.order.charges, *one.added) != one.view.charges:
            one.recharged = True

    def _trial(self, then: Callable[[Parked, Arrival], None] | None = None, *, anyway: bool = False) -> None:
        at = self._glass.at
        if self._state is VisitState.NO_CHARGES:
            if stands_still(self._glass, at):  # what waits of theirs goes on waiting
                self._glass.change(at, notice=Notice(sentences.OLDER_STOPPED, Role.INFO))
            else:
                self._older.settle(at)
            return
        if at.found is None or at.found.person is None or at.order is None or not at.view.charges:
            return
        if asked := to_ask(at.view):  # what nobody approved is not told the insurance as approved
            self._glass.change(at, notice=Notice(filled(sentences.LIMITED_ASK, 行=asked[0])))
            return
        if not anyway and stopped(self._glass, at):
            return
        bill = bill_of(at, at.order)
        found, key, recharged = at.found, at.key, at.recharged
        at.recharged = False

        def gone(arrival: Arrival) -> None:
            if arrival.key:
                self._glass.give_back(arrival.key, at)

        one = self._glass.begin(VisitState.TRIAL_RUNNING)
        heard = self._older.heard(one)
        self._glass.ask(
            one,
            lambda: self._desk.quote(bill, found, key, heard, recharged=recharged),
            then or self.till.arrived,
            gone,
        )

    def arrived(self, arrival: Arrival) -> None:
        """Background work brought a claim on; it may be one at the window, or put aside there."""
        one = self._glass.of_claim(arrival.key)
        self._older.came(arrival)
        if arrival.claim is None or self._back_part.background(arrival):
            return
        if one is None:
            self.till.came_later(arrival.claim)
            return
        aside = one is not self._glass.at
        if one.view.state in (VisitState.UNCLEAR, VisitState.BY_HAND) or (aside and arrival.claim.state.ended):
            self.till.arrived(one, arrival)

    def pay_back(self, claim: Claim, amount: Decimal, why: str = "") -> None:
        """Pay `amount` back, as it was confirmed on the queue page, with the claim before the cashier's eyes."""
        here = self._glass.of_claim(claim.key)
        if here is not None and here.paying:
            self.resuming.bring_back(claim.key)  # it is being paid out already
        else:
            self.till.pay_back(claim, amount, why)

    def open_settled(self, claim: Claim) -> bool:
        """Bring a claim that was settled before to the glass. False: it is not settled."""
        return self._back_part.open(claim)

    # --- small moves ---------------------------------------------------------------------------------------------

    def _ask_again(self) -> None:
        at = self._glass.at
        if self._back_part.again() or self._bill.ask():
            return
        if lacks_code(at):  # to the lines: a code is scanned, or a line is taken off
            at.recharged = at.key is not None
            self._glass.change(at, state=VisitState.CHARGES, **TRIAL_GONE)
            return
        if at.key is not None and self._state in (VisitState.FAILURE, VisitState.LINK_DOWN):
            self._trial(anyway=True)
        elif at.credential is not None:
            self._identify(at.credential, anyway=True)

    def _park(self) -> None:
        if self._state is VisitState.WAITING:
            parked = self._glass.oldest()
            if parked is not None:
                self._shown_again.take_back(parked)
            return
        self._glass.park(Notice(sentences.PARKED, Role.INFO))

    def _back(self) -> None:
        at = self._glass.at
        if self.items.close():
            return
        if self._state in (VisitState.TRIAL_DONE, VisitState.WARNED):
            self._glass.change(at, state=VisitState.CHARGES, **TRIAL_GONE)
        elif self._state is VisitState.FULL_PAYMENT:
            self._glass.change(at, state=VisitState.FAILURE, notice=None)
        elif self._state is VisitState.GIVING_BACK:
            self._back_part.step_back()
        elif self._state is not VisitState.WAITING:
            self._glass.leave()
            self._glass.paint()

    def trouble(self, kind: str) -> None:
        """Something nobody expected on the main thread: the visit says so and nothing is lost."""
        self._glass.fail(self._glass.at, Trouble(FailureCode.OUR_BUG, kind))

    def quit(self) -> None:
        """The window closes."""
        self._watch.stop()
        self.items.quit()
        self._glass.quit()

    @property
    def _state(self) -> VisitState:
        return self._glass.at.view.state

    @property
    def view(self) -> VisitView:
        """The visit as it is shown."""
        return self._glass.at.view

    @property
    def claim(self) -> str | None:
        """The key of the claim at the glass."""
        return self._glass.at.key
