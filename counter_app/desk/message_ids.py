"""Message ids: institution code (12) + yyyyMMddHHmmss (14) + serial (4) (envelope facts, section 3).

The serial is a persistent counter with a range for each window, so that two windows of one institution never collide.
It is taken in blocks: a block is on disk before its first number is used, a crash skips what was left of it.
"""

from __future__ import annotations

import secrets
import threading
from datetime import datetime, timedelta

from offline_queue.store import Store

__all__ = ["MessageIds"]

_PER_WINDOW = 100
_BLOCK = 1000
_COUNTER = "msgid"


class MessageIds:
    """Gives message ids, from any thread. `window`: number of the window, 0 to 99.

    A window has 100 serials a second; a burst beyond that takes the next second's, since the time in an id is a part
    of its uniqueness and of nothing else.
    """

    def __init__(self, store: Store, institution_code: str, window: int) -> None:
        self._store = store
        self._institution = institution_code
        self._first = (window % 100) * _PER_WINDOW
        self._lock = threading.Lock()
        self._next = self._end = 0
        self._floor: datetime | None = None

    def next(self, at: datetime) -> str:
        """A message id never used before. Raises StoreUnavailable where a new block can't be written."""
        with self._lock:
            if self._next >= self._end:
                self._next = self._reserve()
                self._end = self._next + _BLOCK
            serial = self._next % _PER_WINDOW
            self._next += 1
            at = at.replace(microsecond=0)
            stamp = at if self._floor is None else max(at, self._floor)
            self._floor = stamp + timedelta(seconds=1) if serial == _PER_WINDOW - 1 else stamp
        return f"{self._institution}{stamp:%Y%m%d%H%M%S}{self._first + serial:04d}"

    def _reserve(self) -> int:
        # A new store starts anywhere, so that a reinstalled window does not repeat its numbers of the same second.
        return self._store.count(_COUNTER, _BLOCK, start=secrets.randbelow(_PER_WINDOW)) - _BLOCK
