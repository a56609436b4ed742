"""One thread of several computes at a time; whoever waits for the far side lets the others go on meanwhile.

The interpreter runs one thread at a time anyway. Left to itself it hands over to whoever is quickest, and the main
thread, which gives it away at every call into Qt, gets it back behind all workers that compute (bench, window).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

__all__ = ["Turn", "waiting_outside"]

_LONGEST_S = 0.05  # a painting is done by then; a main thread that hangs must not stop the work of a night


class Turn:
    """What the threads of one kind of work take in turns. `kept` False: nobody waits for anybody, where the work mostly
    waits for something else, a database on the network say, which is no turn to be kept from the others.
    """

    def __init__(self, *, kept: bool = True) -> None:
        self._kept = kept
        self._free = threading.Lock()
        self._open = threading.Event()
        self._open.set()

    def stand_back(self, back: bool) -> None:
        """Nobody begins while `back` is true, for `_LONGEST_S` at most each; whoever computes goes on."""
        if back:
            self._open.clear()
        else:
            self._open.set()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """This thread's turn, from when the others let it to the end of the block."""
        if not self._kept:
            yield
            return
        self._take()
        before = _HELD.set(self)
        try:
            yield
        finally:
            _HELD.reset(before)
            self._free.release()

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Within `taken`: the others may. The turn is taken again at the end, whatever the block raises."""
        self._free.release()
        try:
            yield
        finally:
            self._take()

    def _take(self) -> None:
        self._open.wait(_LONGEST_S)
        self._free.acquire()


# The turn this thread has. The socket is where it waits, and no way leads there through requests and urllib3.
_HELD: ContextVar[Turn | None] = ContextVar("turn", default=None)


@contextmanager
def waiting_outside() -> Iterator[None]:
    """Around a wait for somebody else: this thread's turn, if it has one, is given up. Also around the wait for a lock
    whose holder waits for the far side: it needs the turn to let go of it.
    """
    turn = _HELD.get()
    if turn is None:
        yield
        return
    before = _HELD.set(None)  # a wait within this one has nothing to give up
    try:
        with turn.given_up():
            yield
    finally:
        _HELD.reset(before)
