"""Python's garbage is collected on the main thread alone.

By itself Python collects on whichever thread happens to allocate. Where that is one that works for the window, widgets
and timers among the garbage are destroyed beside the event loop that still knows them, and the process dies: seen as a
segmentation fault in a window just being shown.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

__all__ = ["GarbageRounds", "main_thread_alone"]

_EVERY_MS = 200
_LONG_S = 0.015  # nearly one frame of a screen


def main_thread_alone() -> None:
    """From now on, until the process ends: some threads outlive the window, and what it leaves is garbage of Qt."""
    gc.disable()


class GarbageRounds(QObject):
    """From `begin` to `end`, on the main thread: what Python's own rounds would do, by its thresholds, between two
    events of the window. Python's own are over as soon as there is one of these, and do not come back.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        main_thread_alone()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._round)

    def begin(self) -> None:
        """What lives by now lives as long as the program and is not looked through again: a full collection held the
        window up for 60 to 90 ms (bench, window).
        """
        gc.collect()
        gc.freeze()
        self._timer.start()

    def end(self) -> None:
        """The window ends; what its threads still do leaves little."""
        self._timer.stop()

    def _round(self) -> None:
        (young, middle, old), (many, often, seldom) = gc.get_count(), gc.get_threshold()
        if young < many:
            return
        everything = old > seldom
        began = time.perf_counter()
        gc.collect(2 if everything else 1 if middle > often else 0)
        if everything and time.perf_counter() - began > _LONG_S:
            gc.freeze()  # what outlived this one does not make the next one long
