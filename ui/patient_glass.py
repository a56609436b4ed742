"""Where the patient's display stands, and when what is personal leaves it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt, SignalInstance
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from counter_app.settings import Settings
from ui.patient_display import PatientDisplay
from ui.patient_view import NOBODY, PatientView, nameless, patient_view
from ui.theme import Theme
from ui.views import VisitState, VisitView
from ui.words import figures

__all__ = ["IDLE_S", "PatientGlass"]

IDLE_S = 30.0
# In shares of the cashier's window: within the first column, above its keys. It may be moved.
_CORNER_LEFT, _CORNER_WIDE, _CORNER_FOOT = 0.0146, 0.186, 0.732


def _moves(beside: QWidget) -> tuple[SignalInstance, ...]:
    """A screen comes or goes, or the cashier's window stands on another one, as after its own went."""
    application, window = QGuiApplication.instance(), beside.windowHandle()
    if not isinstance(application, QGuiApplication):
        return ()
    of_all = application.screenAdded, application.screenRemoved, application.primaryScreenChanged
    return (*of_all, window.screenChanged) if window is not None else of_all


class PatientGlass:
    """Follows the visit page. `seconds`: a clock for ages; `now`: the time of day.

    What is personal goes with the visit; else when nothing was new for `IDLE_S` seconds, but for a card that still lies
    in the reader: then the person is here, unless all is done and they forgot it.
    """

    def __init__(
        self,
        settings: Settings,
        theme: Theme,
        family: str,
        now: Callable[[], datetime],
        seconds: Callable[[], float],
    ) -> None:
        self._how = settings.window.patient_display
        self._now, self._seconds = now, seconds
        self._view, self._since, self._card = NOBODY, seconds(), False
        self._closed = False
        self._beside: QWidget | None = None
        self._made: PatientDisplay | None = None
        if self._how != "off":
            self._made = PatientDisplay(
                settings.institution.name,
                str(settings.window.number),
                theme=theme,
                family=family,
                training=settings.training,
            )
        self.display = self._made  # None where it has no place

    def wear(self, theme: Theme) -> None:
        """In these colours from now on; the display is as large as its screen whatever the cashier's type."""
        if self._made is not None:
            self._made.wear(theme)

    def open(self, beside: QWidget) -> None:
        """Show it, on another screen than that of the cashier's window; without one only where a corner was asked."""
        if self._made is None:
            return
        if self._how == "corner":
            self._in_corner(self._made, beside)
            return
        self._beside = beside
        for moved in _moves(beside):
            moved.connect(self._screens)
        self._screens()

    def _in_corner(self, display: PatientDisplay, beside: QWidget) -> None:
        # Of the window, and a tool of it: a screen-filling one lies above everything that is not.
        display.setParent(beside, display.windowFlags() | Qt.WindowType.Tool)
        wide = round(beside.width() * _CORNER_WIDE)
        tall = wide * 9 // 16
        at = QPoint(round(beside.width() * _CORNER_LEFT), round(beside.height() * _CORNER_FOOT) - tall)
        display.setGeometry(QRect(beside.mapToGlobal(at), QSize(wide, tall)))
        display.show()

    def _screens(self, _screen: QScreen | None = None) -> None:
        """A screen came or went. Without a second one it is put away: Qt would lay it over the cashier's window."""
        if self._beside is None or self._made is None:
            return
        own = self._beside.screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not own]
        self.display = self._made if others else None
        if not others:
            self._made.hide()
        elif self._made.screen() is not others[0] or not self._made.isVisible():
            self._made.setScreen(others[0])
            self._made.setGeometry(others[0].geometry())
            self._made.showFullScreen()
        self.tick()

    def close(self) -> None:
        """The window ends."""
        if self._beside is not None:
            for moved in _moves(self._beside):
                moved.disconnect(self._screens)
            self._beside = None
        if self._made is not None:
            self._made.close()

    def show(self, view: VisitView) -> None:
        """The visit page shows this now."""
        made = patient_view(view)
        if made != self._view:
            self._view, self._since = made, self._seconds()
        self.tick()

    def close_window(self, *, closed: bool) -> None:
        """Nobody serves here for now: nothing of anybody's is shown."""
        self._closed = closed
        self.tick()

    def card(self, *, inside: bool) -> None:
        """A card was put in or taken out."""
        self._card = inside
        self._since = self._seconds()
        self.tick()

    def tick(self) -> None:
        """Every second: the clock, and what has stood for too long."""
        if self.display is not None:
            self.display.show_view(self.shown(), figures.clock(self._now()))

    def shown(self) -> PatientView:
        """What stands on the display now."""
        if self._closed:
            return patient_view(VisitView(VisitState.LOCKED))
        here = self._card and not self._view.over
        if not here and self._view.who and self._seconds() - self._since >= IDLE_S:
            return nameless(self._view)
        return self._view

    def told(self) -> str:
        """What the person reads now, in one line; empty without a display."""
        return self.shown().sentence() if self.display is not None else ""
