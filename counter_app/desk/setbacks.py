"""Claims whose last trip left no line in the books: they stay due as they were, and would be the first again each time.

Where one alone may go, the oldest of them would hold everybody back for ever.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass

from counter_app.desk import clock

__all__ = ["Setbacks"]

_FIRST_S, _LAST_S = 4.0, 256.0


@dataclass(frozen=True, slots=True)
class _Setback:
    until: float
    pause: float


class Setbacks:
    """Who stands behind the others, and for how long. Any thread. Kept in memory alone: a new start tries everybody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._of: dict[str, _Setback] = {}

    def after(self, key: str, *, wrote: bool) -> None:
        """How a trip ended: one that wrote nothing sets its claim back, each time twice as long."""
        now = clock.boot_seconds()
        with self._lock:
            before = self._of.pop(key, None)
            if not wrote:
                pause = min(before.pause * 2, _LAST_S) if before is not None else _FIRST_S
                self._of[key] = _Setback(now + pause, pause)
            for one in [one for one, found in self._of.items() if now > found.until + _LAST_S]:
                del self._of[one]  # ended elsewhere

    def parted(self, found: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        """(key, lane) of those who go in their order, and of those who go where nobody else does."""
        now = clock.boot_seconds()
        with self._lock:
            behind = {key for key, one in self._of.items() if now < one.until}
        rows = list(found)
        return [row for row in rows if row[0] not in behind], [row for row in rows if row[0] in behind]
