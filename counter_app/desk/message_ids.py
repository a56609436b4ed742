"""Message ids: institution code (12) + yyyyMMddHHmmss (14) + serial (4) (envelope facts, section 3).

A window has 100 serials, so that two windows of one institution never collide; within a window seconds never go back
and a second's serials are used once. Across restarts this holds by a mark on disk: every second used so far lies at or
before the later of the mark and the clock, and a start begins after both.
"""

from __future__ import annotations

import secrets
import threading
from datetime import datetime, timedelta

from offline_queue.store import Store

__all__ = ["MessageIds"]

_PER_WINDOW = 100
_AHEAD_S = 10
_MARK = "msgid second"


class MessageIds:
    """Gives message ids, from any thread. `window`: number of the window, 0 to 99.

    A burst beyond 100 in a second takes the next second's, since the time in an id is a part of its uniqueness and of
    nothing else; the mark on disk moves before such a second is used.
    """

    def __init__(self, store: Store, institution_code: str, window: int) -> None:
        self._store = store
        self._institution = institution_code
        self._first = (window % 100) * _PER_WINDOW
        self._lock = threading.Lock()
        # A new store starts anywhere, so that a reinstalled window does not repeat its numbers of the same second.
        self._serial = secrets.randbelow(_PER_WINDOW)
        self._left = _PER_WINDOW
        self._second: int | None = None
        self._mark = 0

    def next(self, at: datetime) -> str:
        """A message id never used before. Raises StoreUnavailable where the mark can't be written."""
        now = int(at.timestamp())
        with self._lock:
            if self._second is None:
                self._mark = self._store.count(_MARK, 0)
                second = max(now, self._mark) + 1
                self._move_mark(second)
            else:
                second = max(now, self._second if self._left else self._second + 1)
                if second > max(now, self._mark):
                    self._move_mark(second + _AHEAD_S)
            if second != self._second:
                self._second, self._left = second, _PER_WINDOW
            self._left -= 1
            self._serial = (self._serial + 1) % _PER_WINDOW
            serial = self._first + self._serial
        stamp = at + timedelta(seconds=second - now)
        return f"{self._institution}{stamp:%Y%m%d%H%M%S}{serial:04d}"

    def _move_mark(self, second: int) -> None:
        self._mark = self._store.count(_MARK, second - self._mark)
