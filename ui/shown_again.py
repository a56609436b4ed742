"""A card or a code for the visit that stands at the glass: its claim took money, and needs the person's once more.

What was shown died after the money was taken (05, 06), or may not wait for the line (91). What is shown then belongs to
that claim, not to a visit that begins; what names somebody else leaves it standing. And who is identified while a
visit of theirs that holds money lies aside at this window is told of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.recognise import Trouble
from counter_app.desk.worlds import stranger
from counter_app.failures import FailureCode
from counter_app.model.person import Credential
from offline_queue.engine import StoreUnavailable
from offline_queue.store import VersionMoved
from offline_queue.values import State
from ui.aside_views import HeldView
from ui.at_glass import AtGlass
from ui.card_lines import whose
from ui.giving_back import GivingBack
from ui.keys import Action
from ui.parked import Parked
from ui.partly_read import card_told
from ui.states import PAID_TOLD, shown_again
from ui.theme import Role
from ui.views import CardAmiss, Notice, VisitState
from ui.window_desk import WindowDesk
from ui.words import figures, sentences
from ui.words.template import filled

__all__ = ["ShownAgain"]

_WHOLE = CardAmiss()


class ShownAgain:
    """Works on the visits of `glass`. `back_part`: whose rest of a bill may wait for it, too; `arrived` shows where a
    claim came to.
    """

    def __init__(self, glass: AtGlass, back_part: GivingBack, arrived: Callable[[Parked, Arrival], None]) -> None:
        self._glass, self._back_part, self._arrived = glass, back_part, arrived

    def wants(self, one: Parked) -> bool:
        """It goes on with a card or a code of its person's."""
        return self._back_part.wants(one) or self._paid(one)

    def _paid(self, one: Parked) -> bool:
        return one.key is not None and not (one.parted or one.paying) and shown_again(one.view)

    def does(self, action: Action) -> bool:
        """A key that begins with somebody else elsewhere. True: it belonged to the visit at the glass."""
        at = self._glass.at
        if not self._paid(at):
            return False
        typing = at.view.state is VisitState.TYPING
        if action is Action.TYPE_IN:
            self._glass.change(at, state=VisitState.TYPING, notice=None)
        elif action is Action.SCAN:
            said = Notice(filled(sentences.SCANNING_PAID, 已收=figures.money(at.view.paid)), Role.ASK)
            self._glass.change(at, state=VisitState.FAILURE, notice=said)
        elif typing and action in (Action.BACK, Action.ASK):
            self._glass.change(at, state=VisitState.FAILURE, notice=None)
        else:
            return False
        return True

    def shown(self, one: Parked, credential: Credential, amiss: CardAmiss = _WHOLE) -> None:
        """It was shown: the claim goes on by it, unless it is somebody else's. `amiss`: with a card itself."""
        said = self._not_theirs(one, credential)
        if said:
            self._glass.change(one, notice=Notice(said))
            return
        one.card, one.card_told = amiss, False
        if one.parted:
            self._back_part.shown(credential)
        else:
            self._go_on(one, credential)

    def failed(self, one: Parked, trouble: Trouble) -> None:
        """No code came of what was scanned; the money lies where it lay."""
        now = self._glass.now()
        down = trouble.code is FailureCode.CREDENTIAL_NEEDED and self._paid(one)
        self._glass.fail(one, trouble, self._glass.desk.office.line.down_since(now) if down else None)

    def _not_theirs(self, one: Parked, credential: Credential) -> str:
        training = self._glass.desk.office.settings.training
        if stranger(credential, training=training):
            return sentences.TRAINING_REAL_CARD if training else sentences.TRAINING_CARD_OUTSIDE
        known = (one.view.person.id_number if one.view.person is not None else "").upper()
        if known and credential.id_number and credential.id_number.upper() != known:
            paid = figures.money(one.view.paid)
            return filled(sentences.NOT_THEIRS_PAID, 已收=paid) if one.view.returnable else sentences.OTHER_CARD
        return ""

    def _go_on(self, one: Parked, credential: Credential) -> None:
        key, desk = one.key or "", self._glass.desk
        one.credential = credential
        if one.found is not None:
            one.found = replace(one.found, credential=credential)
        found = one.found
        self._glass.change(one, state=VisitState.TRIAL_RUNNING, since=self._glass.now(), notice=None, failure=None)

        def work() -> Arrival:
            desk.stand(found, here=True)
            return _show(desk, key, credential)

        def came(here: Parked, arrival: Arrival) -> None:
            self._arrived(here, _with_ticket(arrival, credential))
            if whose(here.card):  # what is only missing stands beside them; the sentence is the money's
                self._glass.change(here, notice=card_told(here, here.view.notice, None))

        self._glass.ask(one, work, came)

    # --- who comes again -----------------------------------------------------------------------------------------

    def remind(self, one: Parked) -> None:
        """Somebody was identified: where a visit of theirs with money lies aside here, say so, with its key."""
        person = one.view.person
        aside = self._glass.paid_aside(person.id_number) if person is not None else None
        if aside is None or aside[0].key is None or one.view.state not in PAID_TOLD:
            return
        here, at = aside
        since, amount = figures.clock(at), here.view.paid
        held = HeldView(here.key or "", since, amount, paid=True)
        said = filled(sentences.PAID_ASIDE, 时间=since, 金额=figures.money(amount))
        self._glass.change(one, held=held, notice=Notice(said, Role.WARN))

    def bring_back(self) -> bool:
        """Shift F3 on that sentence: it comes back, and goes on by what was shown just now. False: nothing was told."""
        at, held = self._glass.at, self._glass.at.view.held
        back = self._glass.of_claim(held.claim) if held is not None and held.paid else None
        if back is None or back is at:
            return False
        credential = at.found.credential if at.found is not None else None
        if at.touched:
            self._glass.step_aside()  # what the cashier did to its lines stays
        self.take_back(back.visit)
        if credential is not None and self._paid(back):
            self.shown(back, credential, at.card)
        return True

    def take_back(self, visit: str) -> None:
        """One that was put aside comes back to the glass; one that is unclear is shown as it stands by now."""
        back, desk = self._glass.take_back(visit), self._glass.desk
        if back is not None and back.key is not None and back.view.state is VisitState.UNCLEAR:
            key = back.key
            self._glass.ask(back, lambda: desk.standing(key), self._arrived)


def _show(desk: WindowDesk, key: str, credential: Credential) -> Arrival:
    """On the link thread: the claim by what was shown; one that somebody brought on is shown as it stands."""
    standing = desk.standing(key)
    if standing.claim is None or standing.claim.state not in (State.HELD, State.READY):
        return standing
    try:
        arrival = desk.office.counter.show_credential(key, credential)
    except VersionMoved:
        return desk.standing(key)
    except StoreUnavailable as trouble:
        return Arrival(key, None, Stop.STORE, trouble.reason)
    return arrival if arrival.claim is not None else replace(desk.standing(key), stop=arrival.stop)


def _with_ticket(arrival: Arrival, credential: Credential) -> Arrival:
    """The line is down, and what was shown may wait: the page offers the ticket, which keeps it on record."""
    claim = arrival.claim
    if claim is None or arrival.stop is not Stop.LINK or not credential.may_wait:
        return arrival
    return replace(arrival, claim=replace(claim, people=replace(claim.people, credential=credential)))
