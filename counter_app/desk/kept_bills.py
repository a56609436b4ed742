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
        self._told: tuple[int, int] | None = None

    def tell(self, there: Store) -> None:
        """Where anything changed since the last time. Raises StoreUnavailable: told the next time.

        A void claim lives never again, and nothing else frees a bill: what counts is how many there are, of all and
        of these.
        """
        counts = self._own.counts()
        now = sum(counts.values()), counts.get(State.VOID, 0)
        if now != self._told:
            there.keep_told(self._own.me.window, self._own.all_barring())
            self._told = now
