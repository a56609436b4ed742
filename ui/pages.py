"""Which of the window's pages is up, what it is called, and which key turns to which."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.ground import Ground, Page
from ui.intents import Do
from ui.keys import Action
from ui.states import HELD_TOLD, PAID_TOLD
from ui.views import VisitState, VisitView
from ui.words import day_words, labels, outage_words

__all__ = ["BEGINS_VISIT", "NAMES", "TURNS", "Turning", "Up", "lists", "standing", "turns"]


class Up(StrEnum):
    """The page that is up."""

    VISIT = "visit"
    QUEUE = "queue"
    DAY = "day"
    OUTAGE = "outage"

    @classmethod
    def of(cls, *, queue: bool, day: bool, outage: bool) -> Up:
        """As it was asked for."""
        return cls.DAY if day else cls.OUTAGE if outage else cls.QUEUE if queue else cls.VISIT

    def after(self, action: Action) -> Up:
        """The page that a turning key leads to; on its own page it leads back to the visit."""
        to = TURNS.get(action, Up.VISIT)
        return Up.VISIT if to is self else to


TURNS = {Action.PAGE: Up.QUEUE, Action.DAY: Up.DAY, Action.OUTAGE: Up.OUTAGE}
# What the program is told when a page came up.
_TELLS = {Up.VISIT: Action.PAGE, Up.QUEUE: Action.PAGE, Up.DAY: Action.DAY, Up.OUTAGE: Action.OUTAGE}
NAMES = {
    Up.VISIT: labels.VISIT_PAGE,
    Up.QUEUE: labels.QUEUE_PAGE,
    Up.DAY: day_words.PAGE,
    Up.OUTAGE: outage_words.PAGE,
}
# From the outage page, which may have come by itself, the next person is begun with in one press.
BEGINS_VISIT = frozenset({Action.READ_CARD, Action.SCAN, Action.TYPE_IN, Action.PARK})


def lists(visit: VisitView) -> frozenset[Action]:
    """What turns from the visit to a list: where it tells of a claim of the person's, its key goes on with that."""
    goes_on = visit.held is not None and visit.state in (PAID_TOLD if visit.held.paid else HELD_TOLD)
    return frozenset({Action.LIST} if goes_on else {Action.LIST, Action.RESUME})


def turns(visit: VisitView, up: Up) -> frozenset[Action]:
    """The keys that turn to another page from here."""
    if visit.state is VisitState.LOCKED:
        return frozenset()
    return frozenset(TURNS) | (lists(visit) if up is not Up.QUEUE else frozenset())


def standing(visit: VisitView) -> tuple[object, ...]:
    """What, beside its state, brings the focus to the next key anew when it is another."""
    return visit.visit, visit.failure, visit.returnable, visit.adding is None


class Turning(Ground):
    """The window, as far as its pages turn."""

    intent = Signal(object)
    looked = Signal()  # what stands beside it follows its look
    _up = Up.VISIT
    _expected: QWidget | None = None  # whose button or field carries the ring

    @property
    def up(self) -> Up:
        """Which page is up."""
        return self._up

    @property
    def on_queue(self) -> bool:
        """The queue page is up."""
        return self._up is Up.QUEUE

    @property
    def on_day(self) -> bool:
        """The day-end page is up."""
        return self._up is Up.DAY

    def show_page(self, *, queue: bool = False, day: bool = False, outage: bool = False) -> None:
        """Turn to the queue, to the day's end, to the outage, or back to the visit."""
        raise NotImplementedError

    def turn_to(self, up: Up, visit: str) -> None:
        """Turn to this page, and say so; `visit` is at the glass."""
        self.show_page(queue=up is Up.QUEUE, day=up is Up.DAY, outage=up is Up.OUTAGE)
        self.intent.emit(Do(_TELLS[up], visit=visit))

    def turns_back(self, *, confirming: bool) -> bool:
        """Esc leaves the page; the first one takes back what the day's end waits to be confirmed."""
        return self._up is not Up.VISIT and not (self.on_day and confirming)

    def _page(self) -> Page:
        """The page that is up."""
        raise NotImplementedError

    def _focus(self) -> None:
        """The focus goes where the next key lies."""
        raise NotImplementedError

    def step_out(self) -> None:
        """Out of whatever is typed in, to where the next key lies."""
        self.setFocus()
        self._focus()

    def showEvent(self, event: QShowEvent) -> None:
        """From the first moment on: nothing that is hidden takes the focus."""
        super().showEvent(event)
        self._focus()

    def _refocus(self, page: Page) -> None:
        """A page that is up goes on by itself: the focus follows what is expected, and stays where Tab left it."""
        if self._page() is page and (page.expected() is not self._expected or QApplication.focusWidget() is self):
            self._focus()
