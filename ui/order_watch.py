"""A bill that comes into the folder while its person stands at the glass without one: it appears by itself.

A folder on the net tells nobody of its files, so it is looked at every two seconds, on threads of its own; only while
somebody waits for a bill. The hospital's database is not asked so often: there F5 asks.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread

from PySide6.QtCore import QTimer

from counter_app.model.person import Credential
from counter_app.records.claim_file import Order
from ui.at_glass import AtGlass
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.words import sentences

__all__ = ["OrderWatch"]

_EVERY_MS = 2000
_READY_MS = 500
_log = logging.getLogger(__name__)


class OrderWatch:
    """Works on the visits of `glass`; `identify` begins the person's visit once more, with the bill."""

    def __init__(self, glass: AtGlass, identify: Callable[[Credential], None]) -> None:
        self._glass = glass
        self._identify = identify
        self._one: Parked | None = None
        self._seen: list[Order] = []
        self._looking = False
        self._timer = QTimer()
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        # The first person need not wait until thousands of bills are read, nor the first painting.
        self._soon = QTimer()
        self._soon.setSingleShot(True)
        self._soon.setInterval(_READY_MS)
        self._soon.timeout.connect(self._get_ready)
        self._soon.start()

    def begin(self, one: Parked) -> None:
        """Somebody was identified: watch for a bill of theirs where there is none."""
        if one.view.state is VisitState.NO_CHARGES:
            self._one, self._seen = one, []
            self._timer.start()

    def stop(self) -> None:
        """Nobody waits for a bill, or the window closes."""
        self._one = None
        self._timer.stop()
        self._soon.stop()

    def _get_ready(self) -> None:
        self._glass.desk.get_ready()

    def _look(self) -> None:
        one = self._one
        if one is None or self._glass.find(one.visit) is None or one.view.state is not VisitState.NO_CHARGES:
            if one is None or one.view.state is not VisitState.IDENTIFYING:
                self.stop()
            return
        person = one.view.person
        if self._looking or not self._waits(one) or person is None:
            return
        self._looking, number, desk = True, person.id_number, self._glass.desk

        def look() -> None:
            found: list[Order] = []
            try:
                found = desk.in_folder(number)
            except Exception as trouble:  # the top of a thread; its text may hold a name
                _log.error("unexpected of the watched folder: %s", type(trouble).__name__)
            self._glass.post(lambda: self._found(one, found))

        Thread(target=look, name="orders watch", daemon=True).start()

    def _found(self, one: Parked, found: list[Order]) -> None:
        self._looking = False
        if one is not self._one or not self._waits(one) or found == self._seen:
            return
        self._seen = found
        if found:
            self._glass.ask(one, lambda: self._glass.desk.open_of(found), self._came)

    def _came(self, one: Parked, bills: list[Order]) -> None:
        """Where asking anew would disturb what runs, or take a code that is too old, the key is named instead."""
        shown = one.credential
        if not bills or shown is None or not self._waits(one):
            return
        if one.view.older or not shown.serves(self._glass.now()):
            self._glass.change(one, notice=Notice(sentences.BILL_CAME, Role.INFO))
        else:
            self._identify(shown)

    def _waits(self, one: Parked) -> bool:
        """The person stands here without a bill; whoever adds one by hand, or took its lines off, is not disturbed."""
        view = one.view
        nothing = view.state is VisitState.NO_CHARGES and view.adding is None and not view.left_out
        return one is self._glass.at and nothing
