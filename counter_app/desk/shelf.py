"""The claims that lists show, kept between two looks: a look opens those that moved since the last one.

Whatever is written of a claim leaves an event in the same commit, so what the feed names since the last look is all
that can have changed. The first look opens every living claim: a few hundred at a time, so that whoever looks can do
other things between, and says how many are still to come.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from counter_app.desk.books import Books, ClaimMissing
from counter_app.desk.both_books import BothBooks
from counter_app.desk.claim import Claim
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.ticket_numbers import TAG
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.history import FeedBehind
from offline_queue.schema import NUMBERS

__all__ = ["Shelf"]

T = TypeVar("T")

_AT_ONCE_S = 0.3  # a claim takes half a millisecond
_EVENTS_AT_ONCE = 2000
_ENDED = 200  # of those that ended the youngest are kept
_TOO_MANY = 2 * _ENDED


class Asked(Protocol):
    """Asks a store's books something, or raises StoreUnavailable."""

    def __call__(self, what: Callable[[Books], T], /) -> T:
        """What the books say."""
        ...


class Shelf:
    """Of one window, for one thread at a time. `claims` by key, as they were last seen."""

    def __init__(self, books: Books | BothBooks, *, at_once_s: float = _AT_ONCE_S) -> None:
        self.claims: dict[str, Claim] = {}
        self._untold: set[str] = set()  # moved, and the look that saw it was refused before its end
        self._at_once_s = at_once_s
        if isinstance(books, BothBooks):
            self._parts = [_Part(_asked(books.own)), _Part(books.hospital.ask, may_be_away=True)]
        else:
            self._parts = [_Part(_asked(books))]

    @property
    def to_come(self) -> int:
        """How many are still to be opened."""
        return sum(part.to_come for part in self._parts)

    def look(self) -> set[str]:
        """Keys of the claims that came, changed or went since the last look. Raises StoreUnavailable; those of a
        hospital's store that is away are gone until it is back.
        """
        for part in self._parts:
            part.look(time.monotonic() + self._at_once_s / len(self._parts), self._untold)
        moved, self._untold = self._untold, set()
        for key in moved:
            found = next((part.claims[key] for part in self._parts if key in part.claims), None)
            if found is None:
                self.claims.pop(key, None)
            else:
                self.claims[key] = found
        return moved


class _Part:
    """The claims of one store."""

    def __init__(self, ask: Asked, *, may_be_away: bool = False) -> None:
        self.claims: dict[str, Claim] = {}
        self._ask = ask
        self._may_be_away = may_be_away
        self._feed: int | None = None  # the name of the feed that was read
        self._read_to = 0
        self._over: set[str] = set()  # of the claims those that ended
        self._moved: dict[str, None] = {}  # by the feed: opened before the others
        self._others: dict[str, None] = {}

    @property
    def to_come(self) -> int:
        return len(self._moved) + len(self._others)

    def look(self, until: float, moved: set[str]) -> None:
        """Adds to `moved` what came, changed or went, also where it is refused in the middle."""
        try:
            self._follow(until, moved)
            self._open(until, moved)
            self._prune(moved)
        except StoreUnavailable:
            if not self._may_be_away:
                raise
            moved |= self.claims.keys()
            self.claims, self._feed = {}, None
            self._over, self._moved, self._others = set(), {}, {}

    def _follow(self, until: float, moved: set[str]) -> None:
        """What the feed names is to be opened anew. A feed that is another one, after a restore say, or that cannot be
        read, is begun anew with all claims.
        """
        feed = self._ask(lambda books: books.counted(TAG)) or 0
        if feed == self._feed:
            try:
                while time.monotonic() < until:
                    events = self._ask(lambda books: books.feed(self._read_to, _EVENTS_AT_ONCE))
                    if not events:
                        break
                    self._read_to = events[-1].seq
                    self._moved |= dict.fromkeys(event.job for event in events)
                return
            except (FeedBehind, DamagedDocument):
                pass
        self._begin(feed, moved)

    def _begin(self, feed: int, moved: set[str]) -> None:
        read_to = self._ask(lambda books: books.counted(NUMBERS)) or 0
        alive = self._ask(lambda books: books.living_bills())
        ended = self._ask(lambda books: books.ended(_ENDED))
        there = {*alive, *ended}
        moved |= self.claims.keys() - there
        self.claims = {key: claim for key, claim in self.claims.items() if key in there}
        self._feed, self._read_to = feed, read_to
        self._over &= there
        self._moved, self._others = {}, dict.fromkeys((*ended, *alive))

    def _open(self, until: float, moved: set[str]) -> None:
        opened = False
        for waiting in (self._moved, self._others):
            while waiting and (not opened or time.monotonic() < until):
                key = next(iter(waiting))
                try:
                    claim = self._ask(lambda books, key=key: books.claim(key))  # type: ignore[misc]
                    self.claims[key] = claim
                    (self._over.add if claim.state.ended else self._over.discard)(key)
                except (ClaimMissing, UnreadableDocument, DamagedDocument):
                    self.claims.pop(key, None)  # the replay says which cannot be read
                    self._over.discard(key)
                del waiting[key]
                moved.add(key)
                opened = True

    def _prune(self, moved: set[str]) -> None:
        if len(self._over) <= _TOO_MANY:
            return
        youngest = sorted(self._over, key=lambda key: self.claims[key].opened_at, reverse=True)
        old = set(youngest[_ENDED:])
        for key in old:
            del self.claims[key]
        self._over -= old
        moved |= old


def _asked(books: Books) -> Asked:
    def ask(what: Callable[[Books], T], /) -> T:
        return what(books)

    return ask
