"""What is seen first: that the program starts. It needs Qt alone, and is painted before anything heavy is imported."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.words import start_words

__all__ = ["Starting"]

# Of the light theme (ui.theme), which is not imported yet.
_GROUND, _HEAD, _INK, _INK2 = "#E8EDEC", "#12343A", "#FFFFFF", "#40504E"
_LOOK_MS = 15

T = TypeVar("T")


class Starting(QWidget):
    """A page of its own. `during` does the work behind it."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(start_words.TITLE)
        self.setAccessibleName(start_words.OPENING)
        self.resize(1366, 768)
        self._painted: Callable[[], object] = lambda: None

    def during(self, work: Callable[[], T]) -> T:
        """Do `work` on a thread once the page is painted, while it stays painted. What it returns, or raises."""
        came: list[T] = []
        broke: list[BaseException] = []
        loop, look = QEventLoop(), QTimer()

        def working() -> None:
            try:
                came.append(work())
            except BaseException as trouble:
                broke.append(trouble)

        thread = threading.Thread(target=working, name="starting")

        def begin() -> None:
            self._painted = lambda: None
            thread.start()
            look.start(_LOOK_MS)

        def looked() -> None:
            if not thread.is_alive():
                loop.quit()

        look.timeout.connect(looked)
        self._painted = lambda: QTimer.singleShot(0, begin)
        self.update()
        loop.exec()
        look.stop()
        thread.join()
        if broke:
            raise broke[0]
        return came[0]

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
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, start_words.OPENING)
        painter.end()
        painted, self._painted = self._painted, lambda: None
        painted()


def _font(pixels: int, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPixelSize(pixels)
    font.setBold(bold)
    return font
