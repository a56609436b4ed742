"""Connections to a server that are given up when it says nothing.

A server whose machine is alive and whose processes are not (a disk that hangs, a virtual machine on hold) takes every
word and never answers: none of TCP's own limits ends that, and the server's limit on a statement is its own.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, TypeVar

from psycopg import Connection, OperationalError

__all__ = ["SILENT_S", "Patient", "ServerSilent"]

# Longer than the server lets a statement take (10 s, `engine`): what it can still tell it tells itself.
SILENT_S = 12.0

T = TypeVar("T")


class ServerSilent(OperationalError):
    """Nothing was heard for `SILENT_S`. What was sent may still be done when the server wakes up."""


class Patient(Connection[Any]):
    """A connection that is closed when an answer does not come. The next who writes to the same lane waits for what
    was under way: the server holds its rows until it has ended it.
    """

    def wait(self, gen: Generator[Any, Any, T], *how: Any, **more: Any) -> T:
        """As the driver's own. Raises ServerSilent."""
        try:
            return super().wait(_heard(gen), *how, **more)
        except ServerSilent:
            self.pgconn.finish()
            raise


def _heard(gen: Generator[Any, Any, T]) -> Generator[Any, Any, T]:
    """The driver's talk with the server, step by step: it is told every tenth of a second that nothing came."""
    try:
        wanted = next(gen)
        since = time.monotonic()
        while True:
            ready = yield wanted
            now = time.monotonic()
            if ready:
                since = now
            elif now - since > SILENT_S:
                gen.close()
                raise ServerSilent("the server says nothing")
            wanted = gen.send(ready)
    except StopIteration as done:
        value: T = done.value
        return value
