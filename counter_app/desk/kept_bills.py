"""Bills that this window keeps in its own store, told in the hospital's: no other window opens one of them there, and a
ticket of one that another window wrote meanwhile is not settled (decision 006).
"""

from __future__ import annotations

from counter_app.desk.books import Books
from offline_queue.store import Store
from offline_queue.values import State

__all__ = ["KeptBills"]


class KeptBills:
    """Those of `own`."""

    def __init__(self, own: Books) -> None:
        self._own = own
        self._seen: tuple[int, int] | None = None
        self._keeps: tuple[set[str], set[str]] = set(), set()

    def tell(self, there: Store) -> None:
        """What is not told there yet, or not any more: a server may be put back to what it knew last night. Raises
        StoreUnavailable: told the next time.

        A void claim lives never again, and nothing else frees a bill: the own store is read anew where there are more
        claims, or more of these.
        """
        counts = self._own.counts()
        now = sum(counts.values()), counts.get(State.VOID, 0)
        if now != self._seen:
            self._keeps, self._seen = self._own.all_barring(), now
        keeps, freed = self._keeps
        if keeps or freed:
            there.keep_told(self._own.me.window, keeps, freed)
