"""What a window counts for itself: the seconds of its message ids, the numbers of its tickets.

Counted in the window's own store, whichever store a claim is in, so that nothing is given twice when the hospital's
goes away or comes back. That one is told how far the message ids have come, for a window that is set up anew on
another PC.
"""

from __future__ import annotations

import secrets
import threading

from counter_app.desk.message_ids import MessageIds
from counter_app.desk.ticket_numbers import TAG, TAGS
from offline_queue.store import Store

__all__ = ["OwnMarks", "begin_ahead", "meet"]


# Each unclean end carries the ids `AHEAD_S` further from the clock, on whichever PC: twelve of them are an hour.
_FURTHER_S = 3600


class OwnMarks:
    """Counters of `own`. Whoever draws an id never waits for the hospital's server: it is told at the next beat."""

    def __init__(self, own: Store) -> None:
        self._own = own
        self._untold: dict[str, int] = {}
        self._telling = threading.Lock()

    def count(self, name: str, step: int = 1, start: int = 0) -> int:
        """As of a store."""
        value = self._own.count(name, step, start)
        if step:
            self._untold[name] = value
        return value

    def tell(self, there: Store) -> None:
        """What was counted since. Raises StoreUnavailable: told the next time."""
        with self._telling:
            for name, value in list(self._untold.items()):
                there.count(name, value - there.count(name, 0))
                if self._untold[name] == value:
                    del self._untold[name]


def meet(own: Store, ids: MessageIds, there: Store) -> None:
    """The hospital's store is here: the higher of both marks counts from now on, and its feed has a name.

    Raises StoreUnavailable.
    """
    known = there.count(ids.counter, 0)
    ids.go_beyond(known)
    own.at_least(ids.counter, known)
    there.at_least(ids.counter, own.count(ids.counter, 0))
    there.count(TAG, 0, start=secrets.randbelow(TAGS))


def begin_ahead(own: Store, ids: MessageIds, now: int) -> None:
    """A start with nobody to ask how far the window had come elsewhere: further than it can have. Not only in a store
    that never counted: an old one may be a PC's that stood in the cupboard while another had the number.
    """
    if own.count(ids.counter, 0) <= now:
        own.at_least(ids.counter, now + _FURTHER_S)
