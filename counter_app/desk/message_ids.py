"""Message ids: institution code (12) + yyyyMMddHHmmss (14) + serial (4) (envelope facts, section 3).

A window has 100 serials, by its number in the settings: 0 has 0000 to 0099, 99 has 9900 to 9999; so two windows of one
institution never collide. Within a window seconds never go back and a second's serials are used once. Across restarts
this holds by a mark on disk, per institution and window, whatever the clock does: no second beyond the mark is ever
used, and a start begins after it.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

from offline_queue.engine import StoreUnavailable

__all__ = ["AHEAD_S", "MessageIds", "is_msgid_second"]

_PER_WINDOW = 100
_MARK = "msgid second "
# How far the mark is moved at once: one commit in five minutes. A start after a crash begins so much ahead at most.
AHEAD_S = 300


class Counting(Protocol):
    """Where the mark lies: a store, or one that notes what is to be told to another."""

    def count(self, name: str, step: int = 1, start: int = 0) -> int:
        """As of a store."""
        ...


def is_msgid_second(counter: str) -> bool:
    """Whether a counter of the store is a window's mark: seconds since 1970, none beyond it was ever used."""
    return counter.startswith(_MARK)


class MessageIds:
    """Gives message ids, from any thread. `window`: number of the window, 0 to 99.

    A burst beyond 100 in a second takes the next second's, since the time in an id is a part of its uniqueness and of
    nothing else. `own_number` raises StoreUnavailable where somebody else has the window's number.
    """

    def __init__(
        self,
        store: Counting,
        institution_code: str,
        window: int,
        own_number: Callable[[], object] = lambda: None,
    ) -> None:
        self._store = store
        self._own_number = own_number
        self._institution = institution_code
        self._counter = f"{_MARK}{institution_code} {window:02d}"
        self._first = (window % 100) * _PER_WINDOW
        self._lock = threading.Lock()
        # A new store starts anywhere, so that a reinstalled window does not repeat its numbers of the same second.
        self._serial = secrets.randbelow(_PER_WINDOW)
        self._left = _PER_WINDOW
        self._second: int | None = None
        self._mark = 0

    def next(self, at: datetime) -> str:
        """A message id never used before. Raises StoreUnavailable where the mark can't be written, or "taken"."""
        self._own_number()
        now = int(at.timestamp())
        with self._lock:
            if self._second is None:
                self._mark = self._store.count(self._counter, 0)
                second = max(now, self._mark) + 1
            else:
                second = max(now, self._second if self._left else self._second + 1)
            if second > self._mark:
                self._move_mark(second + AHEAD_S)
            if second != self._second:
                self._second, self._left = second, _PER_WINDOW
            self._left -= 1
            self._serial = (self._serial + 1) % _PER_WINDOW
            serial = self._first + self._serial
        stamp = at + timedelta(seconds=second - now) if second != now else at
        return f"{self._institution}{_digits(stamp)}{serial:04d}"

    def go_beyond(self, second: int) -> None:
        """No id of a second up to this one is given any more: they may have been used on another PC."""
        with self._lock, contextlib.suppress(StoreUnavailable):
            if self._second is not None and second > self._second:
                self._second, self._left = second, 0
                self._move_mark(max(self._mark, second + AHEAD_S))

    @property
    def counter(self) -> str:
        """The name of its mark in a store."""
        return self._counter

    def at_hand(self, at: datetime) -> str:
        """The same, and empty where the mark can't be written: for whoever has to say no by an answer."""
        try:
            return self.next(at)
        except StoreUnavailable:
            return ""

    def keep_ahead(self, at: datetime) -> None:
        """Move the mark while nobody waits for an id, once half of what lay ahead is used: no claim pays a commit.

        A store out of reach is tried again the next time.
        """
        with self._lock, contextlib.suppress(StoreUnavailable):
            if self._second is not None:
                now = max(int(at.timestamp()), self._second)
                if self._mark - now < AHEAD_S // 2:
                    self._move_mark(now + AHEAD_S)

    def lay_down(self) -> None:
        """Nobody draws any more: the mark goes back to the last second used, so that many short runs do not carry the
        ids away from the clock. A store out of reach keeps it where it is, which is safe.
        """
        with self._lock, contextlib.suppress(StoreUnavailable):
            if self._second is not None and self._second < self._mark:
                self._move_mark(self._second)
            self._second = None  # whoever draws after all begins as after a start

    def _move_mark(self, second: int) -> None:
        self._mark = self._store.count(self._counter, second - self._mark)


def _digits(at: datetime) -> str:
    """YYYYMMDDhhmmss; strftime takes three times as long."""
    return f"{at.year:04d}{at.month:02d}{at.day:02d}{at.hour:02d}{at.minute:02d}{at.second:02d}"
