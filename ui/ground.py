"""What the window stands on: its canvas with the marks of training around it; and what it asks of a page."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.confirm_bar import Ask
from ui.frame import training_mark
from ui.guard import Offer
from ui.intents import GiveBack, PayOut
from ui.keys import Action
from ui.look import Look
from ui.pen import Pen
from ui.told import Said

__all__ = ["Ground", "Page"]


class Page(Protocol):
    """A page as the window sees it."""

    @property
    def working(self) -> bool:
        """Something runs, and the arc turns."""

    def said(self, _now: datetime, /) -> Said:
        """The sentence of this moment."""

    def ask(self) -> Ask | None:
        """What Shift F9 would ask to confirm now."""

    def expected(self) -> QWidget | None:
        """Where the focus belongs: the field or the button of the expected next key."""

    def alive(self) -> frozenset[Action]:
        """The keys that do something now."""

    def act(self, action: Action, *, auto_repeat: bool = False) -> bool:
        """Do what a key means here; False when it means nothing now."""

    def step(self, down: int) -> bool:
        """An arrow key."""

    def paid_out(self, offer: Offer, reason: str, second: str) -> PayOut | GiveBack:
        """The intent of what was confirmed."""

    def scanned(self, _code: str, /) -> bool:
        """A code came; False when it does not belong to this page."""


class Ground(QWidget):
    """Paints the canvas within `inset`, and the hatched frame of training around it."""

    look: Look

    def inset(self) -> int:
        """Room for the marks of training, in device pixels."""
        raise NotImplementedError

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Nothing of the window shows its focus: Qt's own answer would paint every part of it anew."""
        event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The same."""
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Canvas; in training the hatched frame around everything."""
        super().paintEvent(event)
        painter = QPainter(self)
        inset = self.inset()
        canvas = self.rect().adjusted(inset, inset, -inset, -inset)
        if not canvas.contains(event.rect()):
            training_mark(Pen(painter, self.look, []), QRectF(self.rect()))
        painter.fillRect(canvas, self.look.colour(self.look.theme.canvas))
        painter.end()
