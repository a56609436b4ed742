"""Wrong passwords, at one window: after each one in a row it takes longer until the next is looked at."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["LONGEST_S", "SlowDown"]

LONGEST_S = 60.0


class SlowDown:
    """`seconds`: a clock for ages. One second after the first, then twice as long each time, at most a minute."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._in_a_row = 0
        self._until = seconds()

    @property
    def left(self) -> float:
        """Seconds until the next one is looked at; 0: now."""
        return max(0.0, self._until - self._seconds())

    def wrong(self) -> None:
        """One more."""
        self._until = self._seconds() + min(LONGEST_S, float(2 ** min(self._in_a_row, 10)))
        self._in_a_row += 1

    def right(self) -> None:
        """Somebody was known: the next mistake is a first one again."""
        self._in_a_row = 0
        self._until = self._seconds()
