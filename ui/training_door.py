"""Into training and out of it by a key: asked about once, then the program is started anew on the other side."""

from __future__ import annotations

import time
from collections.abc import Callable

from counter_app.model import money
from ui.confirm_bar import Ask
from ui.drill_session import DrillSession
from ui.guard import QUIET_SECONDS, Offer
from ui.keys import Action
from ui.pages import Up
from ui.views import VisitState
from ui.window import CounterWindow
from ui.words import sentences, training_words
from ui.words.template import filled

__all__ = ["TrainingDoor"]

_TRAINED = frozenset({Action.TRAINING, Action.END_DRILL})


class TrainingDoor:
    """`goes`: ends this program and starts it on the other side; None where it was started by something that cannot.
    `unfinished`: how many tickets wait here.
    """

    def __init__(
        self, window: CounterWindow, unfinished: Callable[[], int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._window, self._unfinished, self._clock = window, unfinished, clock
        self.goes: Callable[[], object] | None = None
        self._asked_at = 0.0

    def keys(self, training: DrillSession | None) -> frozenset[Action]:
        """What F1 names."""
        return _TRAINED if training is not None else frozenset({Action.TRAINING} if self.goes is not None else ())

    def pressed(self, action: Action, training: DrillSession | None) -> None:
        """Ctrl T and Ctrl E. While the question is up Ctrl T answers it; a key that bounces is one press."""
        ask = self._window.confirm.ask
        if ask is not None and ask.action is Action.TRAINING:
            if action is Action.TRAINING and self._clock() - self._asked_at >= QUIET_SECONDS and self.goes is not None:
                self._window.confirming.close()
                self.goes()
        elif training is not None:
            training.do(action)
        elif action is Action.TRAINING and self.goes is not None:
            self.ask(training_words.ENTER, training_words.ENTER_LABEL)

    def leave(self) -> None:
        """Out of training: its tickets stay where they are."""
        waiting = self._unfinished()
        said = filled(sentences.TRAINING_LEAVE, n=waiting) if waiting else training_words.LEAVE
        self.ask(said + training_words.LEAVE_KEYS, training_words.LEAVE_LABEL)

    def ask(self, text: str, label: str) -> None:
        """Only where nobody and nothing is left behind: closing gives back what is unpaid."""
        view = self._window.visit.view
        alone = view.state is VisitState.WAITING and not view.parked and self._window.up is Up.VISIT
        if not alone or self._window.confirm.ask is not None:
            self._window.remark(training_words.NOT_NOW)
            return
        self._window.key_list.hide()
        self._window.over.shut()
        self._asked_at = self._clock()
        offer = Offer(view.visit, view.turn, money.ZERO)
        self._window.confirming.leave(Ask(text, label, offer, action=Action.TRAINING))
