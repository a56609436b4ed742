"""The store that all windows of the hospital share, as one window reaches it: at its start, later, or not now.

A window that finds the server away works on in its own store (`both_books`), and tries again by itself: a server that
comes back is joined without a new start, with the checks of a start (schema, key, the window's number).
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from counter_app.desk import clock
from counter_app.desk.books import Books
from counter_app.desk.opening import NumberTaken, Opened, OtherKey, OtherWorld
from offline_queue.engine import StoreUnavailable
from offline_queue.leases import Heard, Refusals
from offline_queue.store import Store
from offline_queue.values import Owner

__all__ = ["RETRY_S", "Hospital", "Standing"]

RETRY_S = 5.0

_LONGEST_JOIN_S = 20.0  # 3 s to connect, 3 s for the number, 10 s for a statement that hangs
_log = logging.getLogger(__name__)

T = TypeVar("T")


class Standing(StrEnum):
    """How the hospital's store stands to this window."""

    HERE = "here"
    AWAY = "away"
    TAKEN = "taken"  # another process has this window's number; so until the server gives it to this one
    OTHER_KEY = "other_key"
    OTHER_WORLD = "other_world"  # it is the training's and this window is not, or the other way round
    REFUSED = "refused"  # it answers, and cannot be worked with (`why`: as of StoreUnavailable)


class Hospital:
    """`connect` opens it or says why not; `introduce` makes its books. `joined` hears of its store each time before it
    is worked with for the first time; `came_back` is called when it was away and is not any more; `beaten` hears of its
    store after each beat while it is here, and at the end; `looking` is called after each such beat.
    """

    def __init__(
        self,
        connect: Callable[[], Opened],
        introduce: Callable[[Opened, Owner], Books],
        window: str,
        now: Callable[[], datetime],
        *,
        working: bool,
    ) -> None:
        self._connect = connect
        self._introduce = introduce
        self._window = window
        self._now = now
        self._working = working
        self._opened: Opened | None = None
        self._books: Books | None = None
        self.standing = Standing.AWAY
        self.since = now()
        self.why = ""
        self.undurable: tuple[str, ...] = ()
        self.joined: Callable[[Store], object] = lambda _store: None
        self.came_back: Callable[[], object] = lambda: None
        self.looking: Callable[[], object] = lambda: None
        self.beaten: Callable[[Store], object] = lambda _store: None
        self.at_end: Callable[[], object] = lambda: None
        self._silent = True  # nobody answers; beside `standing`, which may be TAKEN then
        self._refusals = Refusals(clock.boot_seconds)
        self._standing = threading.Lock()
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def here(self) -> bool:
        """Whether it can be worked in."""
        return self.standing is Standing.HERE

    @property
    def store(self) -> Store | None:
        """For counters that this window tells it; None while it is not here."""
        return self._opened.store if self._opened is not None and self.here else None

    def join(self) -> None:
        """Try once.

        Raises:
            OtherKey, OtherWorld, NumberTaken, StoreUnavailable: not joined; `standing` says the same.
        """
        try:
            self._join()
        except OtherKey:
            self._stand(Standing.OTHER_KEY)
            raise
        except OtherWorld:
            self._stand(Standing.OTHER_WORLD)
            raise
        except NumberTaken:
            self._stand(Standing.TAKEN if self._refusals.again() else Standing.AWAY)
            raise
        except StoreUnavailable as trouble:
            self._refusals.over()
            self.why = trouble.reason
            self._stand(Standing.AWAY if trouble.reason == "away" else Standing.REFUSED)
            raise

    def keep_trying(self) -> None:
        """Join as soon as it is possible, on a thread."""
        self._thread = threading.Thread(target=self._go_on, name="hospital", daemon=True)
        self._thread.start()

    def ask(self, what: Callable[[Books], T]) -> T:
        """Something of its books. Raises StoreUnavailable("away") at once while it is known to be away."""
        if self._books is None or self._silent:
            raise StoreUnavailable("away")
        try:
            return what(self._books)
        except StoreUnavailable as trouble:
            if trouble.reason == "away":
                self._stand(Standing.AWAY)
            raise

    def own_number(self) -> None:
        """Nothing is sent under a number that somebody else has. Raises StoreUnavailable("taken")."""
        if self.standing is Standing.TAKEN:
            raise StoreUnavailable("taken")

    def close(self) -> None:
        """No more tries, no more beats. A join under way is waited for: it works in the folder, which is free then."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_LONGEST_JOIN_S)
        try:
            if self._opened is not None:
                try:
                    self._tell()
                finally:
                    self._opened.close()
        finally:
            self.at_end()

    def _join(self) -> None:
        opened = self._connect()
        try:
            opened.hold_number(self._window, working=self._working)
            me = Owner(self._window, 0)
            if self._working:
                me = opened.store.start(self._window)
                self.joined(opened.store)
            books = self._introduce(opened, me)
            if self._ended.is_set():
                raise StoreUnavailable("away")  # nobody would close it any more
        except BaseException:
            opened.close()
            raise
        self.undurable, self._opened, self._books = opened.undurable, opened, books
        if opened.leases and self._working:
            opened.leases.told = self._told
            opened.leases.begin(me)
        self._refusals.over()
        self._stand(Standing.HERE)

    def _told(self, heard: Heard) -> None:
        """After each beat."""
        self._stand({Heard.ALL_WELL: Standing.HERE, Heard.ANOTHER: Standing.TAKEN}.get(heard, Standing.AWAY))
        if heard is Heard.ALL_WELL:
            self.looking()
        self._tell()

    def _tell(self) -> None:
        there = self.store
        if there is not None and self._working:  # who only looks has nothing to tell, whatever stands in its folder
            with contextlib.suppress(StoreUnavailable):  # the next beat does
                self.beaten(there)

    def _stand(self, standing: Standing) -> None:
        with self._standing:
            self._silent = standing is Standing.AWAY
            before = self.standing
            if before is standing or (before is Standing.TAKEN and standing is not Standing.HERE):
                return  # whoever has the number has it still when nobody answers
            self.standing = standing
        self.since = self._now()
        if standing is Standing.HERE:
            self.came_back()

    def _go_on(self) -> None:
        while self._books is None and not self._ended.wait(RETRY_S):
            # Another key is put right with a new start; a number may be given back, and the server may come back.
            try:
                self.join()
            except (OtherKey, OtherWorld, NumberTaken, StoreUnavailable):
                continue
            except Exception as trouble:  # a window that tries no more would stay alone until its next start
                _log.error("unexpected at joining: %s", type(trouble).__name__)
