"""What a window counts for itself: the seconds of its message ids, the numbers of its tickets.

Counted in the window's own store, whichever store a claim is in, so that nothing is given twice when the hospital's
goes away or comes back. That one is told how far the message ids have come, for a window that is set up anew on
another PC.
"""

from __future__ import annotations

import contextlib
import secrets

from counter_app.desk.hospital import Hospital
from counter_app.desk.message_ids import AHEAD_S, MessageIds
from counter_app.desk.ticket_numbers import TAG, TAGS
from offline_queue.engine import StoreUnavailable
from offline_queue.store import Store

__all__ = ["OwnMarks", "begin_ahead", "meet"]


class OwnMarks:
    """Counters of `own`, told to the hospital's store while that is here."""

    def __init__(self, own: Store, hospital: Hospital) -> None:
        self._own = own
        self._hospital = hospital

    def count(self, name: str, step: int = 1, start: int = 0) -> int:
        """As of a store."""
        value = self._own.count(name, step, start)
        there = self._hospital.store
        if there is not None and step:
            with contextlib.suppress(StoreUnavailable):  # told the next time; a second PC begins ahead of the clock
                there.count(name, value - there.count(name, 0))
        return value


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
    """A store that never counted, and nobody to ask how far the window had come elsewhere: further than it can have."""
    if not own.count(ids.counter, 0):
        own.at_least(ids.counter, now + AHEAD_S)
