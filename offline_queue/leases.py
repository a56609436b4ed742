"""Leases: which windows of a shared store are dead, so that others go on with their claims (protocol, section 7).

A lease holds no time. Every window that works beats, by a number in its row that goes up; a start whose number has not
moved for `DEAD_AFTER_S` is dead for whoever has watched it for so long, on the watcher's own clock. A window that is
called dead and is not finds its fences gone at its next write, and changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Engine,
    Integer,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from offline_queue.engine import StoreUnavailable, translated
from offline_queue.schema import lane, owner
from offline_queue.values import Owner

__all__ = ["BEAT_S", "DEAD_AFTER_S", "Dead", "Heard", "Leases", "Refusals", "takeable", "unattended", "windows_of"]

BEAT_S = 5.0
DEAD_AFTER_S = 30.0
# The server keeps the number for a connection that was cut for 25 s (its tcp keepalives: 10 + 3 x 5, `engine`).
REFUSED_S = 30.0
_PAUSE_S = 3 * BEAT_S  # who looked away for longer was asleep, and knows nothing of the others

_LONGEST_LOOK_S = 20.0
_log = logging.getLogger(__name__)

_TRIES, _TRY_S = 30, 0.1
_POSTS = 0x636F756E  # locks of this kind are numbers of windows
_HOLD = select(func.pg_try_advisory_lock(_POSTS, bindparam("window", type_=Integer)))

_NOW_OF_ITS_WINDOW = select(owner.c.incarnation).where(owner.c.window == lane.c.window).scalar_subquery()

Dead = Callable[[], frozenset[Owner]]


def takeable(
    window: str | BindParameter[str], last: int | BindParameter[int], dead: frozenset[Owner]
) -> ColumnElement[bool]:
    """Lanes that are free, or were left by a start of `window` up to the `last`, or by one of a window that is dead, or
    by one that its own window has started again since: that one may pass by what it left for as long as it lives.
    """
    left = [_of(one.window, one.incarnation) for one in dead]
    return or_(lane.c.window.is_(None), _of(window, last), lane.c.incarnation < _NOW_OF_ITS_WINDOW, *left)


def unattended(dead: frozenset[Owner]) -> ColumnElement[bool]:
    """Lanes whose person stands at no window that lives."""
    return or_(lane.c.front.is_(None), lane.c.front.in_(windows_of(dead)))


def windows_of(dead: frozenset[Owner]) -> list[str]:
    """The windows that have no living start."""
    return sorted(one.window for one in dead)


def _of(window: str | BindParameter[str], last: int | BindParameter[int]) -> ColumnElement[bool]:
    return and_(lane.c.window == window, lane.c.incarnation <= last)


class Heard(Enum):
    """What came of a beat. ANOTHER: the number is held, or was taken over, by another process; NOTHING: not known."""

    ALL_WELL = "all well"
    ANOTHER = "another"
    NOTHING = "nothing"


class Refusals:
    """For how long a number has been refused, on our own clock: our own cut connection may be what holds it."""

    def __init__(self, seconds: Callable[[], float]) -> None:
        self._seconds = seconds
        self._since: float | None = None

    def again(self) -> bool:
        """It was refused once more. True: by somebody who lives."""
        now = self._seconds()
        if self._since is None:
            self._since = now
        return now - self._since >= REFUSED_S

    def over(self) -> None:
        """It was given, or nobody answers: a new connection of ours may have been cut with it."""
        self._since = None


@dataclass(slots=True)
class _Seen:
    beat: tuple[int, int]  # start and number
    since: float


class Leases:
    """One window's part: it beats, and watches the others. `seconds`: a clock that goes on in suspend.

    `superseded`: the same window was started a second time, somewhere else; everything of this start may be taken.
    """

    def __init__(self, engine: Engine, seconds: Callable[[], float]) -> None:
        self._engine = engine
        self._me = Owner("", 0)
        self._seconds = seconds
        self._seen: dict[str, _Seen] = {}
        self._looked: float | None = None
        self._dead: frozenset[Owner] = frozenset()
        self.superseded = False
        self.told: Callable[[Heard], object] = lambda _heard: None  # on the thread that beats, after each beat
        self._number = ""  # held, or to be held again after the server was away
        self._post: Connection | None = None
        self._refusals = Refusals(seconds)
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def hold(self, window: str) -> bool:
        """Have the number of this window for as long as this process lives. False: another one has it. Raises
        StoreUnavailable.
        """
        self._number = window
        for _ in range(_TRIES):  # one that has just ended may still be on the server's mind
            try:
                self._post = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                if self._post.execute(_HOLD, {"window": int(window)}).scalar():
                    return True
                self._leave_post()
            except SQLAlchemyError as error:
                self._leave_post()
                raise (translated(error) if isinstance(error, DBAPIError) else StoreUnavailable("away")) from error
            time.sleep(_TRY_S)
        return False

    def _leave_post(self) -> None:
        if self._post is not None:
            self._post.invalidate()  # closed, not given back: the number is held by the connection itself
            self._post.close()
            self._post = None

    def dead(self) -> frozenset[Owner]:
        """The last start of every window that has died, as far as this process has seen."""
        return self._dead

    def look(self) -> None:
        """Beat once and see who else did. Raises StoreUnavailable; nobody is called dead by a server that is away."""
        try:
            with self._engine.connect() as connection, connection.execution_options(writes=True).begin():
                if self._engine.dialect.name == "postgresql":
                    connection.execute(text("SET LOCAL synchronous_commit = off"))  # a beat may be lost
                ours = owner.c.window == self._me.window, owner.c.incarnation == self._me.incarnation
                beat = update(owner).where(*ours).values(beat=owner.c.beat + 1)
                self.superseded = connection.execute(beat).rowcount != 1
                rows = connection.execute(select(owner).where(owner.c.window != self._me.window)).all()
        except SQLAlchemyError as error:
            self._looked, self._dead = None, frozenset()
            raise (translated(error) if isinstance(error, DBAPIError) else StoreUnavailable("away")) from error
        now = self._seconds()
        if self._looked is None or now - self._looked > _PAUSE_S:
            self._seen.clear()
        self._looked = now
        for row in rows:
            beat_now = (row.incarnation, row.beat)
            if row.window not in self._seen or self._seen[row.window].beat != beat_now:
                self._seen[row.window] = _Seen(beat_now, now)
        self._dead = frozenset(
            Owner(window, seen.beat[0]) for window, seen in self._seen.items() if now - seen.since >= DEAD_AFTER_S
        )

    def begin(self, me: Owner) -> None:
        """Beat for this start, and look every `BEAT_S` on a thread, until `end`."""
        self._me = me
        self._thread = threading.Thread(target=self._go_on, name="leases", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """No more beats: whoever waits for our lanes gets them, if we left any."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(_LONGEST_LOOK_S)
        self._leave_post()

    def _holds(self) -> bool:
        try:
            return self._post is not None and self._post.execute(select(1)).scalar() == 1
        except SQLAlchemyError:
            return False

    def _beat(self) -> Heard:
        self.look()
        if self.superseded:
            return Heard.ANOTHER
        if self._number and not self._holds():
            self._leave_post()
            if not self.hold(self._number):
                if not self._refusals.again():
                    return Heard.NOTHING
                _log.error("window %s was started somewhere else while the server was away", self._number)
                return Heard.ANOTHER
        self._refusals.over()
        return Heard.ALL_WELL

    def _go_on(self) -> None:
        while not self._ended.wait(BEAT_S):
            try:
                self.told(self._beat())
            except StoreUnavailable:
                self._refusals.over()
                self.told(Heard.NOTHING)
            except Exception as trouble:  # a window that beats no more would lose every lane it works in
                _log.error("unexpected at a beat: %s", type(trouble).__name__)
