"""What is said to monitoring's warnings: the bill goes on with the doctor's reason, or goes back to the doctor. While a
shutdown is announced it is written down and not sent.
"""

from __future__ import annotations

from collections.abc import Callable

from counter_app.desk.advising import sent_back
from counter_app.desk.commands import Arrival
from counter_app.failures import FailureCode
from counter_app.model import money
from ui.at_glass import AtGlass
from ui.intents import AnswerWarning
from ui.parked import Parked
from ui.stopped import stands_still, stopped
from ui.views import VisitState

__all__ = ["WarningAnswers"]


class WarningAnswers:
    """Works on the visits of `glass`. `arrived(one, arrival)` shows what became of a claim."""

    def __init__(self, glass: AtGlass, arrived: Callable[[Parked, Arrival], None]) -> None:
        self._glass = glass
        self._desk = glass.desk
        self._arrived = arrived

    def answer(self, said: AnswerWarning) -> None:
        """An answer to what the page showed; to anything else it is none."""
        at = self._glass.at
        key = at.key
        shown = {one.number for one in at.view.warnings}
        if key is None or (said.visit, said.turn) != (at.visit, at.view.turn) or not shown.issuperset(said.numbers):
            return

        def gone(arrival: Arrival) -> None:
            if arrival.key:
                self._glass.give_back(arrival.key, at)

        still = stands_still(self._glass, at)
        say, then = (self._desk.keep_answer, self._kept) if still else (self._desk.answer, self._answered)
        self._glass.ask(
            self._glass.begin(VisitState.TRIAL_RUNNING),
            lambda: say(key, said.numbers, said.way, said.reason, said.second),
            then,
            gone,
        )

    def _kept(self, one: Parked, arrival: Arrival) -> None:
        """A bill that goes back to the doctor is no ticket's: its page is the same. Else the till asks the whole bill,
        and says until when nothing can be settled.
        """
        claim = arrival.claim
        if claim is None or sent_back(claim) or not stopped(self._glass, one):
            self._answered(one, arrival)

    def _answered(self, one: Parked, arrival: Arrival) -> None:
        self._arrived(one, arrival)
        failure = one.view.failure
        if one.view.state is not VisitState.FAILURE or failure is None or failure.code is not FailureCode.MONITORING:
            return
        if one.kept or one.view.paid > money.ZERO:  # it stays; its next trial opens a fresh visit
            one.recharged = True
        elif one.key is not None:
            self._glass.give_back(one.key, Parked(one.view))
            one.key = None
