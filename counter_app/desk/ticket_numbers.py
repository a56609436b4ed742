"""Keys of claims: short enough to say on the phone, never given twice.

Window, a tag of the store, a counter: B03-7K2Q-12. The tag is drawn when the store is made, so that a reinstalled
window does not repeat its old numbers; visit numbers are made of keys and may never be used again (protocol, rule 2).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from offline_queue.store import Store

__all__ = ["TicketNumbers"]

# Without letters and digits that are mistaken for each other when read aloud or by hand.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TAG_LENGTH = 4
_BLOCK = 20


class TicketNumbers:
    """Gives keys. `draw(n)` returns a random number below n; the first one a store is given stays its tag."""

    def __init__(self, store: Store, window: int, draw: Callable[[int], int]) -> None:
        self._store = store
        self._window = window
        self._draw = draw
        self._lock = threading.Lock()
        self._drawn = ""
        self._next = self._last = 0

    def next(self) -> str:
        """A key never used before. Numbers are taken in blocks, one commit each; a start skips what was left."""
        with self._lock:
            self._drawn = self._drawn or self._tag()
            if self._next >= self._last:
                self._last = self._store.count("claim", _BLOCK)
                self._next = self._last - _BLOCK
            self._next += 1
            return f"B{self._window:02d}-{self._drawn}-{self._next}"

    def _tag(self) -> str:
        # Adding nothing to a counter that is there leaves it; the first time it starts at the drawn number.
        number = self._store.count("tag", 0, start=self._draw(len(_LETTERS) ** _TAG_LENGTH))
        return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(_TAG_LENGTH))
