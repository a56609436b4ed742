"""The arc that turns while something works: one timer, one turn in 1.2 seconds (look, section 6)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

__all__ = ["Arc"]

_STEP_MILLISECONDS, _TURN_MILLISECONDS = 100, 1200


class Arc(QObject):
    """`turned` gets the share of a turn. `still`: the desktop wants no motion."""

    def __init__(self, parent: QObject, turned: Callable[[float], None], *, still: bool) -> None:
        super().__init__(parent)
        self._turned, self._still = turned, still
        self._spin = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_STEP_MILLISECONDS)
        self._timer.timeout.connect(self._step)

    def run(self, working: bool) -> None:
        """Turn while something works."""
        if working and not self._still and not self._timer.isActive():
            self._spin.start()
            self._timer.start()
        elif not working:
            self._timer.stop()

    def _step(self) -> None:
        self._turned((self._spin.elapsed() % _TURN_MILLISECONDS) / _TURN_MILLISECONDS)
