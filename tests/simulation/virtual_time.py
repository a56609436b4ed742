"""Virtual time: actors that run one at a time, in the order of a clock nobody waits for.

An actor is a stack of its own that only ever runs while it is its turn, so shipped code that waits runs here as it is.
Whoever waits hands the turn to whoever is next; the same beginnings give the same order. Greenlets, since to wake a
thread takes longer than most actors need for their turn.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from greenlet import getcurrent, greenlet

__all__ = ["Actor", "Cast", "Killed", "Stage"]


class Killed(BaseException):
    """The process this actor worked in is dead; nothing it holds is written any more."""


@dataclass(eq=False, slots=True)
class Actor:
    """Somebody with a turn. `inside`: the process it works in, if any."""

    name: str
    inside: Any = None
    killed: bool = False
    awaited: int = 0  # number of the one event that may wake it
    turn: greenlet | None = None
    job: Callable[[], None] | None = None
    stage: Stage | None = None


class Cast:
    """Actors kept for the next schedule."""

    def __init__(self) -> None:
        self._idle: list[Actor] = []
        self._home = getcurrent()  # where control goes when an actor has gone

    def hire(self, name: str) -> Actor:
        """An actor, waiting for its first turn."""
        if self._idle:
            actor = self._idle.pop()
            actor.name, actor.inside, actor.killed = name, None, False
            return actor
        actor = Actor(name)
        actor.turn = greenlet(partial(self._work, actor), self._home)
        return actor

    def close(self) -> None:
        """Send everybody home; no schedule may be under way."""
        for actor in self._idle:
            assert actor.turn is not None
            actor.turn.throw()
        self._idle.clear()

    def _work(self, actor: Actor) -> None:
        while True:
            stage = actor.stage
            assert stage is not None
            assert actor.job is not None
            stage.current = actor
            try:
                actor.job()
            except Killed:
                pass
            except BaseException as wrong:
                stage.wrong = stage.wrong or wrong
            self._idle.append(actor)
            stage.leave(actor)


class Stage:
    """One schedule's clock and what is to come. Whoever made it is the director, an actor like the others."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._director = Actor("director", turn=getcurrent())
        self._coming: list[tuple[float, int, Any]] = []
        self._number = 0
        self._living: set[Actor] = set()
        self.current = self._director
        self.now = 0.0
        self.wrong: BaseException | None = None
        self.closing = False

    def spawn(self, name: str, job: Callable[[], None], *, inside: Any = None, after: float = 0.0) -> Actor:
        """Let somebody begin `job` later."""
        actor = self._cast.hire(name)
        actor.stage, actor.job, actor.inside = self, job, inside
        self._living.add(actor)
        self._wake(actor, self.now + after)
        return actor

    def at(self, moment: float, do: Callable[[], None]) -> None:
        """Something happens by itself, at once and whole: a request arrives."""
        self._number += 1
        heapq.heappush(self._coming, (moment, self._number, do))

    def wait(self, seconds: float) -> None:
        """Time passes for whoever calls. Raises Killed where its process died meanwhile."""
        me = self.current
        self._wake(me, self.now + seconds)
        self._hand_over(me)

    def kill(self, actor: Actor) -> None:
        """Its next turn is now, and its last: Killed."""
        if not actor.killed and actor is not self.current:
            actor.killed = True
            self._wake(actor, self.now)

    def wake(self, actor: Actor) -> None:
        """It has waited long enough."""
        self._wake(actor, self.now)

    def leave(self, actor: Actor) -> None:
        """Its job is over."""
        self._living.discard(actor)
        self._turn_to(self._next())

    def close(self) -> None:
        """Nothing more happens; whoever still waits is killed. For the director alone."""
        self._coming.clear()
        self.wrong = None
        while self._living:
            self.kill(min(self._living, key=lambda one: one.awaited))
            self.wait(0.0)

    def _wake(self, actor: Actor, moment: float) -> None:
        self._number += 1
        actor.awaited = self._number
        heapq.heappush(self._coming, (moment, self._number, actor))

    def _hand_over(self, me: Actor) -> None:
        following = self._next()
        if following is not me:
            self._turn_to(following)
        self.current = me
        if me is self._director and self.wrong is not None:
            wrong, self.wrong = self.wrong, None
            raise wrong
        if me.killed:
            raise Killed

    @staticmethod
    def _turn_to(actor: Actor) -> None:
        assert actor.turn is not None
        actor.turn.switch()

    def _next(self) -> Actor:
        while True:
            if self.wrong is not None:
                return self._director
            moment, number, whoever = heapq.heappop(self._coming)
            if isinstance(whoever, Actor):
                if whoever.awaited == number:
                    self.now = moment if moment > self.now else self.now
                    return whoever
                continue
            self.now = moment if moment > self.now else self.now
            try:
                whoever()
            except BaseException as wrong:
                self.wrong = wrong
