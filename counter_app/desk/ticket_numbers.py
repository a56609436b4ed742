"""Keys of claims: short enough to say on the phone, never given twice.

Window, a tag of the store, a counter: B03-7K2Q-12. The tag is drawn when the store is made, so that a reinstalled
window does not repeat its old numbers; visit numbers are made of keys and may never be used again (protocol, rule 2).
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from offline_queue.store import Store

__all__ = ["TAG", "TAGS", "TicketNumbers", "tag_of"]

# Without letters and digits that are mistaken for each other when read aloud or by hand.
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TAG_LENGTH = 4
_BLOCK = 20
TAG = "tag"  # the counter that holds the store's tag
TAGS = len(_LETTERS) ** _TAG_LENGTH  # how many tags there are


def tag_of(number: int | None) -> str:
    """The tag in letters, as it stands on tickets; empty where none was drawn yet."""
    if number is None:
        return ""
    return "".join(_LETTERS[number // len(_LETTERS) ** place % len(_LETTERS)] for place in range(_TAG_LENGTH))


class TicketNumbers:
    """Gives keys, from any thread. `draw(n)` returns a random number below n; the first one a store is given stays.

    Numbers are taken in blocks, so that opening a claim costs no commit for its number; a restart skips what was left.
    """

    def __init__(self, store: Store, window: int, draw: Callable[[int], int]) -> None:
        self._store = store
        self._window = window
        self._draw = draw
        self._lock = threading.Lock()
        self._tag = ""
        self._next = self._end = 0

    def next(self) -> str:
        """A key never used before. Raises StoreUnavailable where a new block can't be written."""
        with self._lock:
            if self._next >= self._end:
                self._reserve()
            self._next += 1
            return f"B{self._window:02d}-{self._tag}-{self._next}"

    def _reserve(self) -> None:
        # Adding nothing to a counter that is there leaves it; the first time it starts at the drawn number.
        self._tag = tag_of(self._store.count(TAG, 0, start=self._draw(TAGS)))
        self._end = self._store.count("claim", _BLOCK)
        self._next = self._end - _BLOCK
