"""A card at the reader: whose visit it begins, or to whose visit it belongs that stands at the glass already."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from counter_app.model.person import Credential
from ui.at_glass import AtGlass
from ui.desk_views import trouble_words
from ui.keys import Action
from ui.parked import Parked
from ui.shown_again import ShownAgain
from ui.theme import Role
from ui.views import CardAmiss, Notice, VisitState
from ui.words import sentences
from ui.words.partly_known import sentence
from ui.words.template import filled

__all__ = ["OVER", "AtReader"]

# A card that is put in begins a visit only here; elsewhere it may be the same person's, put back.
_FREE = (
    VisitState.WAITING,
    VisitState.SCANNING,
    VisitState.SETTLED,
    VisitState.TICKET_OUT,
    VisitState.PAID_IN_FULL,
    VisitState.REFUNDED,
    VisitState.FAILURE,
)
OVER = (VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.PAID_IN_FULL, VisitState.REFUNDED)
_MIDWAY = (
    VisitState.NO_CHARGES,
    VisitState.CHARGES,
    VisitState.WARNED,
    VisitState.TRIAL_DONE,
    VisitState.LINK_DOWN,
)


_WHOLE = CardAmiss()


class AtReader:
    """Works on the visits of `glass`. `again`: what stands there may wait for the card itself; `identify(credential)`
    asks who a visit that begins is of. A reading is named by an object of its own.
    """

    def __init__(self, glass: AtGlass, again: ShownAgain, identify: Callable[[Credential], None]) -> None:
        self._glass = glass
        self._again = again
        self._identify = identify

    @property
    def free(self) -> bool:
        """Whoever shows something now begins a visit; never where work of the cashier's would be lost by it."""
        at = self._glass.at
        if at.view.state is VisitState.FAILURE and at.touched and not _wants_another(at):
            return False
        return (
            self._again.wants(at)
            or at.view.state in _FREE
            or (at.view.state is VisitState.TYPING and at.credential is None)
        )

    def asks(self) -> bool:
        """F2 was pressed, and what it would leave is to be asked about first."""
        return self._glass.asks(Action.READ_CARD)

    @property
    def found(self) -> Identified | None:
        """Who stands at the glass, as far as the service told."""
        return self._glass.at.found

    def card_in(self, reading: object) -> None:
        """A card lies in the reader and is being read."""
        if self.free:
            self.read_again(reading)
        elif _midway(self._glass.at):
            self._glass.at.reading = reading

    def read_again(self, reading: object) -> None:
        """F2: the person at the glass is another one, whatever stands there; but for the card that was asked for."""
        if self._again.wants(self._glass.at):
            self._glass.at.reading = reading
            self._glass.change(self._glass.at, notice=Notice(sentences.READING, Role.INFO))
            return
        self._glass.leave()
        self._glass.at.reading = reading
        self._glass.begin(VisitState.READING)

    def card_read(
        self, reading: object, credential: Credential | None, trouble: Trouble | None, amiss: CardAmiss = _WHOLE
    ) -> None:
        """The card was read, or not; a reading nobody waits for any more is dropped. `amiss`: with the card itself."""
        at = self._glass.at
        if at.reading is not reading:
            return
        at.reading = None
        if self._again.wants(at):
            self._shown(at, credential, trouble or Trouble(FailureCode.CARD_UNUSABLE), amiss)
        elif at.view.state is VisitState.READING:
            if credential is None:
                self._glass.fail(at, trouble or Trouble(FailureCode.CARD_UNUSABLE))
            else:
                at.card = amiss
                self._identify(credential)
        elif _midway(at) and credential is not None:
            notice = None if _same(at, credential) else Notice(sentences.OTHER_CARD)
            if notice != at.view.notice:
                self._glass.change(at, notice=notice)

    def _shown(self, at: Parked, credential: Credential | None, trouble: Trouble, amiss: CardAmiss) -> None:
        """What does not serve leaves the visit as it stands: it still waits for the card."""
        if credential is None:
            self._glass.change(at, notice=Notice(sentence(trouble.code, {}) or trouble_words(trouble)))
        else:
            self._again.shown(at, credential, amiss)

    def card_out(self) -> None:
        """The card was taken: the next person after the end of a visit, a remark in the middle of one."""
        state = self._glass.at.view.state
        if state in OVER:
            self._over()
        elif state in (VisitState.CHARGES, VisitState.WARNED, VisitState.TRIAL_DONE, VisitState.NO_CHARGES):
            self._glass.change(self._glass.at, notice=Notice(sentences.CARD_PULLED))

    def _over(self) -> None:
        """Who has more to pay is not let go without a word."""
        more = self._glass.at.view.open_bills
        self._glass.leave()
        said = Notice(filled(sentences.LEFT_MORE, n=more), Role.WARN) if more else None
        self._glass.change(self._glass.at, notice=said)


def _midway(at: Parked) -> bool:
    return at.view.state in _MIDWAY or (at.view.state is VisitState.FAILURE and at.touched)


def _wants_another(at: Parked) -> bool:
    """It goes on with a card or an ID number instead of what was shown."""
    return at.view.failure is not None and at.view.failure.code is FailureCode.CREDENTIAL_NEEDED


def _same(at: Parked, credential: Credential) -> bool:
    """The card put back in the middle of a visit is the one the visit began with, or the same person's."""
    if at.credential is not None and at.credential.number == credential.number:
        return True
    person = at.found.person if at.found else None
    return bool(credential.id_number and person and credential.id_number == person.id_number)
