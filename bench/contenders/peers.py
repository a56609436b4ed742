"""Queues that others made, where they are installed (`make peers`): each told to be durable, each given the same 3 KB,
which none of them seals. What a library does not keep (an order, a history, who works on it) it is not asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from bench.contenders.claims import MACHINE, PEOPLE

__all__ = ["PEERS", "PLACE", "Contender", "Procrastinate", "missing"]

PLACE = Path(__file__).resolve().parents[2] / "build" / "peers"
if PLACE.is_dir():
    sys.path.append(str(PLACE))  # behind our own environment: what both have is ours

_CLAIM = PEOPLE + MACHINE


class Contender(Protocol):
    """One queue."""

    def put(self) -> None: ...
    def close(self) -> None: ...


class PersistQueue:
    """SQLiteAckQueue: WAL, SQLite's own synchronous=FULL; what was done is kept, marked."""

    def __init__(self, folder: Path) -> None:
        import persistqueue  # noqa: PLC0415

        self._queue = persistqueue.SQLiteAckQueue(str(folder / "persist"), auto_commit=True, multithreading=True)
        assert self._queue._putter.execute("PRAGMA synchronous").fetchone() == (2,)

    def put(self) -> None:
        self._queue.put(_CLAIM)

    def take_and_end(self) -> None:
        self._queue.ack(self._queue.get(block=False))

    def close(self) -> None:
        self._queue.close()


class Lite:
    """LiteQueue, which ships with synchronous=NORMAL; told FULL."""

    def __init__(self, folder: Path) -> None:
        import litequeue  # noqa: PLC0415

        self._queue = litequeue.LiteQueue(str(folder / "lite.sqlite"))
        self._queue.conn.execute("PRAGMA synchronous=FULL")
        self._text = _CLAIM.decode()

    def put(self) -> None:
        self._queue.put(self._text)

    def take_and_end(self) -> None:
        self._queue.done(self._queue.pop().message_id)

    def close(self) -> None:
        self._queue.close()


class Huey:
    """SqliteStorage with fsync. Taking deletes: there is nothing to end, and a crash then loses the claim."""

    def __init__(self, folder: Path) -> None:
        from huey.storage import SqliteStorage  # noqa: PLC0415

        self._queue = SqliteStorage(filename=str(folder / "huey.sqlite"), fsync=True)

    def put(self) -> None:
        self._queue.enqueue(_CLAIM)

    def take_and_end(self) -> None:
        assert self._queue.dequeue()

    def close(self) -> None:
        self._queue.close()


class Procrastinate:
    """On PostgreSQL; a job's arguments are JSON. Its taking and ending is its worker's own, and not measured."""

    def __init__(self, url: str) -> None:
        import procrastinate  # noqa: PLC0415

        connector = procrastinate.SyncPsycopgConnector(conninfo=url.replace("+psycopg", ""))
        self._app = procrastinate.App(connector=connector)
        self._app.open()
        self._app.schema_manager.apply_schema()
        self._claim = {"claim": _CLAIM.decode()}

    def put(self) -> None:
        self._app.configure_task("settle").defer(**self._claim)

    def close(self) -> None:
        self._app.close()


PEERS: dict[str, tuple[str, Callable[[Path], Any]]] = {
    "persist-queue": ("persistqueue", PersistQueue),
    "litequeue": ("litequeue", Lite),
    "huey": ("huey", Huey),
}


def missing(module: str) -> bool:
    """Whether it is not installed."""
    try:
        __import__(module)
    except ImportError:
        return True
    return False
