"""Python's garbage is collected on the main thread alone.

By itself Python collects on whichever thread happens to allocate. Where that is one that works for the window, widgets
and timers among the garbage are destroyed beside the event loop that still knows them, and the process dies: seen as a
segmentation fault in a window just being shown.
"""

from __future__ import annotations

import gc
import time

from PySide6.QtCore import QObject, QTimer

__all__ = ["GarbageRounds"]

_EVERY_MS = 200
_LONG_S = 0.015  # nearly one frame of a screen


class GarbageRounds(QObject):
    """From `begin` to `end`, on the main thread: what Python's own rounds would do, by its thresholds, between two
    events of the window.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was_enabled = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._round)

    def begin(self) -> None:
        """What lives by now lives as long as the program and is not looked through again: a full collection held the
        window up for 60 to 90 ms (bench, window).
        """
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.collect()
        gc.freeze()
        self._timer.start()

    def end(self) -> None:
        """Python collects by itself again, if it did before."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()

    def _round(self) -> None:
        (young, middle, old), (many, often, seldom) = gc.get_count(), gc.get_threshold()
        if young < many:
            return
        began = time.perf_counter()
        gc.collect(2 if old > seldom else 1 if middle > often else 0)
        if time.perf_counter() - began > _LONG_S:
            gc.freeze()  # what outlived this one does not make the next one long
