"""断线: the clock with who was served at the left; at the right what to do now, what became of it, and the line."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.buttons import KeyButton, likeliest
from ui.intents import Do
from ui.keys import Action, KeyMap
from ui.look import Layout, Look
from ui.no_money import NoMoney
from ui.outage_panels import Guide, Served, silent_said
from ui.outage_views import OutagePageView, OutageState
from ui.pages import BEGINS_VISIT
from ui.shapes import Shape
from ui.theme import Role
from ui.told import Said
from ui.words import figures, outage_words
from ui.words.template import filled

__all__ = ["OutagePage"]

MARGIN, GAP = 12, 12
_STILL = (OutageState.ANNOUNCED, OutageState.DOWN)
_PAUSED = (OutageState.OVER, OutageState.PLACE)


class OutagePage(NoMoney, QWidget):
    """Shows an `OutagePageView`, emits `Do`; which row is marked is the page's own."""

    intent = Signal(object)
    acted = Signal(object)

    def __init__(self, look: Look, keys: KeyMap, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = look
        self._view = OutagePageView()
        self.served = Served(look, keys, self)
        self.guide = Guide(look, keys, self)
        for part in (self.served, self.guide):
            part.acted.connect(self.acted)

    @property
    def view(self) -> OutagePageView:
        """What is shown."""
        return self._view

    @property
    def working(self) -> bool:
        """The line is being tried."""
        return self._view.trying

    def show_view(self, view: OutagePageView) -> None:
        """Show it; showing it twice changes nothing."""
        self._view = view
        keys = self.alive()
        self.served.show_view(view, keys)
        self.guide.show_view(view, keys)

    def expected(self) -> KeyButton | None:
        """While the line is down it is tried; afterwards the report is what is left to do."""
        over = (Action.BOARD,) if self._view.state is OutageState.OVER else ()
        return likeliest(self, (Action.ASK, *over, Action.BACK))

    def alive(self) -> frozenset[Action]:
        """The keys that do something now."""
        keys = {Action.BACK, Action.PAGE, Action.DAY, Action.OUTAGE, Action.HELP, Action.QUESTIONS, Action.LIST}
        view = self._view
        if view.state in _STILL and not view.trying:
            keys.add(Action.ASK)
        if view.state is not OutageState.NONE and (view.state is not OutageState.PLACE or view.ended is not None):
            keys |= {Action.BOARD, Action.PREVIEW}
        if view.state in (*_STILL, OutageState.RETURNING) or (view.paused and view.state in _PAUSED):
            keys.add(Action.PAUSE)
        return frozenset(keys | BEGINS_VISIT)

    def act(self, action: Action, *, auto_repeat: bool = False) -> bool:
        """Do what a key means here; False when it means nothing now."""
        if action not in self.alive():
            return False
        if not auto_repeat:
            self.intent.emit(Do(action))
        return True

    def step(self, down: int) -> bool:
        """An arrow key."""
        self.served.table.step(down)
        return True

    def said(self, _now: datetime) -> Said:
        """The sentence of this moment."""
        view = self._view
        if view.notice:
            return Said(view.notice, Role.INFO, Shape.NOTE)
        if view.trying:
            return Said(outage_words.TRYING, Role.INFO, Shape.WORKING)
        if view.state is OutageState.NONE:
            return Said(outage_words.NONE, Role.ASK, Shape.NOTE)
        if view.silent and not view.paused and view.state in (OutageState.PLACE, OutageState.RETURNING):
            return Said(silent_said(outage_words.SILENT_SAID, view), Role.WARN, Shape.ATTENTION)
        if view.state is OutageState.AHEAD:
            text = filled(outage_words.SAID["ahead"], 时长=figures.long_span(view.seconds))
            return Said(text, Role.WARN, Shape.ATTENTION)
        if view.state is OutageState.RETURNING:
            if view.paused:
                return Said(outage_words.PAUSED, Role.WARN, Shape.ATTENTION)
            return Said(filled(outage_words.RETURNING, n=view.closing.waiting), Role.INFO, Shape.NOTE)
        if view.paused:
            said = outage_words.PAUSED_OVER if view.state is OutageState.OVER else outage_words.PAUSED_STILL
            return Said(said, Role.WARN, Shape.ATTENTION)
        if view.state is OutageState.OVER:
            return Said(outage_words.SAID["over"], Role.OK, Shape.DONE)
        return Said(outage_words.SAID[view.state], Role.OFF, Shape.OUTAGE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size places the panels anew."""
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """The list left, what to do right (336 or 388 wide); with large type the list alone: the sentence says most."""
        px = self.look.px
        columns = self.look.layout is Layout.COLUMNS
        self.guide.setVisible(columns)
        if columns:
            right = px(388 if self.look.roomy else 336)
            self.guide.setGeometry(self.width() - px(MARGIN) - right, 0, right, self.height())
            self.served.setGeometry(px(MARGIN), 0, self.guide.x() - px(GAP) - px(MARGIN), self.height())
            return
        self.served.setGeometry(px(8), 0, self.width() - px(16), self.height())
