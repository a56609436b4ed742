"""What is seen first: that the program starts. It needs Qt alone, and is painted before anything heavy is imported.

The same page is seen last, where the program ends to begin anew: what is on the wire may take its time.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.garbage import main_thread_alone
from ui.words import start_words

__all__ = ["Ending", "Starting"]

# Of the light theme (ui.theme), which is not imported yet.
_GROUND, _HEAD, _INK, _INK2 = "#E8EDEC", "#12343A", "#FFFFFF", "#40504E"
_LOOK_MS = 15
_SLOW_MS = 300  # what is over before is not worth a page that comes and goes
_UNSEEN_MS = 1000  # a page that no screen shows, behind a locked one say, is not waited for any longer

T = TypeVar("T")


class _Work(Generic[T]):
    """Work on a thread of its own; `ended` is called here, on the main thread, soon after its end."""

    def __init__(self, work: Callable[[], T], name: str, ended: Callable[[], object]) -> None:
        self._work, self._ended = work, ended
        self._came: list[T] = []
        self._broke: list[BaseException] = []
        main_thread_alone()  # the first thread beside it, or the last
        self._thread = threading.Thread(target=self._do, name=name)
        self._look = QTimer()
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._looked)

    @property
    def begun(self) -> bool:
        """Whether it was begun, however far it is."""
        return self._thread.ident is not None

    @property
    def under_way(self) -> bool:
        """Begun, and not at its end."""
        return self._thread.is_alive()

    def begin(self) -> None:
        """Once."""
        self._thread.start()
        self._look.start()

    def result(self) -> T:
        """Waited for: what the work returns, or raises."""
        self._look.stop()
        self._thread.join()
        if self._broke:
            raise self._broke.pop()  # its traceback holds this one's timer: no ring is left of them
        return self._came[0]

    def _do(self) -> None:
        try:
            self._came.append(self._work())
        except BaseException as trouble:
            self._broke.append(trouble)

    def _looked(self) -> None:
        if not self.under_way:
            self._ended()


class Starting(QWidget):
    """A page of its own. `during` does the work behind it."""

    said = start_words.OPENING

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(start_words.TITLE)
        self.setAccessibleName(self.said)
        self.resize(1366, 768)
        self._painted: Callable[[], object] = lambda: None
        self._waits = False

    def during(self, work: Callable[[], T]) -> T:
        """Do `work` on a thread once the page is painted, while it stays painted. What it returns, or raises."""
        loop, unseen = QEventLoop(), QTimer()
        working = _Work(work, "starting", loop.quit)

        def begin() -> None:
            if not working.begun:
                self._painted = lambda: None
                self._up()
                working.begin()

        self._painted = lambda: QTimer.singleShot(0, begin)
        unseen.setSingleShot(True)
        unseen.timeout.connect(begin)
        unseen.start(_UNSEEN_MS)
        self.update()
        loop.exec()
        begin()  # the page was closed before it was seen
        unseen.stop()
        return working.result()

    def _up(self) -> None:
        """It stands there."""

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Head, title, one sentence."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(_GROUND))
        painter.fillRect(0, 0, self.width(), 42, QColor(_HEAD))
        painter.setPen(QColor(_INK))
        painter.setFont(_font(20, bold=True))
        painter.drawText(16, 0, self.width(), 42, Qt.AlignmentFlag.AlignVCenter, start_words.TITLE)
        painter.setPen(QColor(_INK2))
        painter.setFont(_font(26))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.said)
        painter.end()
        painted, self._painted = self._painted, lambda: None
        painted()


class Ending(Starting):
    """In the place of all other windows: none stands there frozen while what is on the wire is heard to its end."""

    said = start_words.ENDING

    def by_itself(self, work: Callable[[], object]) -> None:
        """The window was closed: do `work` on a thread. Where it takes longer, this page says what it waits for, and
        goes when that is done, not before.
        """
        loop, slow = QEventLoop(), QTimer()
        working = _Work(work, "ending", loop.quit)
        self.said = start_words.CLOSING
        self.setAccessibleName(self.said)
        self._waits = True
        slow.setSingleShot(True)
        slow.timeout.connect(self.showFullScreen)
        self._up()
        working.begin()
        slow.start(_SLOW_MS)
        while working.under_way:  # the last window that closed ends every loop
            loop.exec()
        slow.stop()
        self._waits = False
        self.hide()
        working.result()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Alt F4 once more hurries nothing."""
        event.setAccepted(not self._waits)

    def _up(self) -> None:
        for other in QApplication.topLevelWidgets():
            if other is not self:
                other.hide()


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
