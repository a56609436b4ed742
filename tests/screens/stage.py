"""A window in every theme and type size, made once and changed; moments are shown on it one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from tests.screens.moments import Moment
from tests.screens.scenes import clear, end
from tests.ui.samples import NOW
from tests.ui.screen import settle
from ui.row_table import RowTable
from ui.theme import THEMES, Theme
from ui.window import CounterWindow

__all__ = ["LOOKS", "WIDE", "At", "Stage"]

_EVENTS = 40


@dataclass(frozen=True, slots=True)
class At:
    """A size of the screen, a theme and a type size."""

    width: int
    height: int
    theme: Theme
    factor: float

    def __str__(self) -> str:
        return f"{self.width}-{self.factor:.0%}-{self.theme.name}".replace("%", "")


LOOKS = tuple(At(1366, 768, theme, factor) for factor in (1.0, 1.5, 2.0) for theme in THEMES.values())
# At 1920×1080 everything is a quarter larger and the columns are wider.
WIDE = tuple(At(1920, 1080, theme, factor) for factor in (1.0, 1.5, 2.0) for theme in THEMES.values())


class Stage:
    """Use it as a context; `shown` yields what a moment looks like."""

    def __init__(self) -> None:
        QApplication.instance() or QApplication(["screens"])
        first = LOOKS[0]
        self.window = CounterWindow(lambda: NOW, clock=lambda: 1000.0, theme=first.theme, factor=1.0, still=True)
        self._at = first

    def __enter__(self) -> Stage:
        self.window.resize(self._at.width, self._at.height)
        self.window.show()
        settle()
        return self

    def __exit__(self, *_wrong: object) -> None:
        clear(self.window)
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self.window._keyboard)
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    def turn(self, at: At) -> None:
        """To this look."""
        if at != self._at:
            self.window.resize(at.width, at.height)
            QApplication.processEvents()
            self.window.set_look(theme=at.theme, factor=at.factor)
            self._at = at

    def shown(self, moments: tuple[Moment, ...]) -> Iterator[tuple[Moment, QWidget, QImage]]:
        """Each moment with the painted widget that shows it, and its picture; it is gone with the next one."""
        for moment in moments:
            clear(self.window)
            widget = moment.show(self.window)
            yield moment, widget, _picture(widget)
            end()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _picture(widget: QWidget) -> QImage:
    """Once everything is painted: rows of a table are painted after the page they came with."""
    QApplication.processEvents()
    QApplication.processEvents()  # a table's scroll bar goes with the events of the first
    tables = [one for one in widget.findChildren(RowTable) if one.isVisible()]
    picture = None
    while picture is None or not all(table.finished for table in tables):
        for _ in range(_EVENTS):  # on the screen they come for less than a picture of the whole window
            if all(table.finished for table in tables):
                break
            QApplication.processEvents()
        picture = widget.grab()
    return picture.toImage()
