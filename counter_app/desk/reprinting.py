"""Reprints: counted in the claim's history, with who wanted one and why, before it is made.

The count stands with the claim, not at this window: another window's reprint of the same claim goes on with it.
"""

from __future__ import annotations

from counter_app.desk import clock
from counter_app.desk.books import Books
from offline_queue.store import VersionMoved
from offline_queue.values import Event

__all__ = ["REPRINTED", "note", "reprints"]

REPRINTED = "reprinted"
_TRIES = 5


def reprints(books: Books, key: str, slip: str) -> int:
    """How many there are of this slip. Raises StoreUnavailable."""
    return sum(event.what == REPRINTED and event.detail.split(" ")[0] == slip for event in books.events(key))


def note(books: Books, key: str, slip: str, who: str, why: str, *, before: int = 0) -> int:
    """One more, on record: its number. The claim stays as it is. `before`: how many there were before it was a claim.

    Raises:
        ClaimMissing, StoreUnavailable. VersionMoved: others change it all the time; nothing was written.
    """
    for left in reversed(range(_TRIES)):
        claim = books.claim(key)
        number = before + reprints(books, key, slip) + 1
        event = Event(clock.moment().wall, who, REPRINTED, f"{slip} {number} {why}".rstrip())
        try:
            books.change(claim, claim.people, event)
        except VersionMoved:
            if not left:
                raise
            continue
        return number
    raise AssertionError("unreachable")
