"""A code that came, asked for or not: what kind it is, who here waits for that, and a sentence where nobody does."""

from __future__ import annotations

from counter_app.desk.awaiting import awaited
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from offline_queue.values import State
from ui.at_reader import OVER
from ui.bridge import Bridge
from ui.intents import Scanned
from ui.keys import Action
from ui.queue_session import QueueSession
from ui.scanned_key import KeyScan
from ui.scanned_kind import CodeKind, kind_of
from ui.states import alive
from ui.views import VisitState
from ui.visit_session import VisitSession
from ui.window import CounterWindow
from ui.words import labels, sentences
from ui.words.template import filled

__all__ = ["ScanDesk"]

_OPEN = (VisitState.WAITING, VisitState.SCANNING, *OVER)
# What became of the claim since does not stand there: it was made up, or part of it went back.
_WENT_ON = (VisitState.TICKET_OUT, VisitState.PAID_IN_FULL, VisitState.REFUNDED)


class ScanDesk:
    """Works for the pages of one window; main thread."""

    def __init__(
        self, office: Office, bridge: Bridge, window: CounterWindow, visit: VisitSession, queue: QueueSession
    ) -> None:
        self._office, self._shape = office, office.settings.scanner.voucher
        self._window, self._visit, self._queue = window, visit, queue
        self._keys = KeyScan(office, bridge, self._slip, self._no_slip)

    def came(self, scanned: Scanned) -> None:
        """A code came from the scanner."""
        kind = kind_of(scanned.code, self._shape)
        if kind is CodeKind.SLIP and self._open():
            self._keys.look(scanned.code)
        elif self._window.on_queue:  # a person's code: the visit at the glass is not touched from here
            self._queue.tell(sentences.QUEUE_SCAN)
        elif self._window.on_day:
            self._window.remark(sentences.QUEUE_SCAN)
        elif kind is CodeKind.TRACE and self._traced(scanned.code.strip()):
            pass  # it lies with the line now, or the visit says why not
        elif not self._visit.by_code.takes():
            parks = Action.PARK in alive(self._visit.view)
            self._window.remark(sentences.SCAN_BUSY if parks else sentences.SCAN_LATER)
        elif kind is CodeKind.VOUCHER:
            self._visit.hear(scanned)
        else:
            self._window.remark(filled(sentences.WRONG_CODE, 码种=labels.CODE_KINDS[kind]))

    def found(self, claim: Claim) -> None:
        """A settled claim comes to the glass, another to the queue page; what is at this window is shown, unless
        its visit is over and the claim went on.
        """
        even = claim.refund_due is not None and not claim.refund_due
        over = self._visit.claim == claim.key and self._visit.view.state in _WENT_ON
        here = not over and self._visit.resuming.bring_back(claim.key)
        here = here or (even and self._visit.open_settled(claim))
        self._window.show_page(queue=not here)
        if not here:
            self._visit.resuming.step_off()
            self._queue.find(claim)

    def _traced(self, code: str) -> bool:
        return self._visit.items.traced(code, self._window.visit.charges.marked_line())

    def _open(self) -> bool:
        """Nobody stands in the way of what a slip or a ticket is of."""
        return self._window.on_queue or self._window.on_day or self._visit.view.state in _OPEN

    def _slip(self, claim: Claim) -> None:
        if not self._open():  # somebody came to the glass meanwhile
            return
        if claim.state is State.VOID and not claim.people.cash and not claim.people.by_hand:
            self._no_slip(filled(sentences.KEY_ANEW, 单号=claim.key))  # left then: nothing was taken, nothing booked
        elif self._waits(claim) and not self._visit.resuming.bring_back(claim.key):
            self._window.show_page(queue=False)
            self._visit.resuming.chosen(claim)
        else:
            self.found(claim)

    def _waits(self, claim: Claim) -> bool:
        """It was put aside for what its person does, who is here again: it goes on."""
        return not claim.people.paid and awaited(claim, self._office.place) is not None

    def _no_slip(self, said: str) -> None:
        if self._window.on_queue:
            self._queue.tell(said)
        elif self._window.on_day or self._visit.view.state in OVER:
            self._window.remark(said)
        elif self._visit.view.state in _OPEN:
            self._visit.resuming.tell(said)
