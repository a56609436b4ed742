"""Closing the window (Alt F4): asked about while somebody's visit or a call is open, and it ends the whole program.

The patient's display and the training table are windows of their own: left to itself the program would live on behind
them and keep the data folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from counter_app.model import money
from ui.confirm_bar import Ask
from ui.guard import QUIET_SECONDS, Offer
from ui.keys import Action
from ui.patient_glass import PatientGlass
from ui.theme import Role
from ui.views import VisitState, VisitView
from ui.window import CounterWindow
from ui.words import closing_words
from ui.words.template import filled

__all__ = ["Closing", "what_stays"]

_NOTHING_OPEN = (
    VisitState.WAITING,
    VisitState.SCANNING,
    VisitState.TYPING,
    VisitState.READING,
    VisitState.SETTLED,
    VisitState.TICKET_OUT,
    VisitState.PAID_IN_FULL,
    VisitState.REFUNDED,
    VisitState.LOCKED,
)
_ON_ITS_WAY = (VisitState.SETTLING, VisitState.PARTING, VisitState.UNCLEAR)


def what_stays(view: VisitView) -> str:
    """What closing would leave behind, in words; empty where nobody is here and nobody was put aside."""
    if view.state in _ON_ITS_WAY:
        return closing_words.ON_ITS_WAY
    if view.state not in _NOTHING_OPEN:
        return closing_words.OPEN
    return filled(closing_words.PARKED, n=len(view.parked)) if view.parked else ""


class Closing(QObject):
    """Hears the window's close. `clear` takes down what lies over its pages, so that the question is seen."""

    def __init__(
        self,
        window: CounterWindow,
        patient: PatientGlass,
        clear: Callable[[], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(window)
        self._window, self._patient, self._clear, self._clock = window, patient, clear, clock
        self._pressed_at = clock() - QUIET_SECONDS
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True keeps the window open."""
        if event.type() != QEvent.Type.Close or watched is not self._window:
            return False
        if self._stays():
            event.ignore()
            return True
        self.end()
        QCoreApplication.exit()
        return False

    def end(self) -> None:
        """The program ends: nothing is asked any more."""
        self._window.removeEventFilter(self)
        self._patient.close()

    def _stays(self) -> bool:
        """A key that is held down, or that window and system both hear, is one press."""
        window, view, now = self._window, self._window.visit.view, self._clock()
        again, self._pressed_at = now - self._pressed_at >= QUIET_SECONDS, now
        ask, said = window.confirm.ask, what_stays(view)
        if ask is not None and ask.action is Action.CLOSE:
            return not again
        if not said:
            return False
        if window.covering.up:  # nobody works here who could be asked
            cover = window.cover.view
            if cover is not None:
                window.covering.show(replace(cover, said=closing_words.COVERED, role=Role.WARN))
            return True
        self._clear()
        window.key_list.hide()
        window.over.shut()
        offer = Offer(view.visit, view.turn, money.ZERO)
        window.confirming.leave(Ask(said, closing_words.CLOSE, offer, action=Action.CLOSE))
        return True
