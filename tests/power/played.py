"""A window that works while every write of its store is written down: tickets, visits, cancellations, replay.

`python -m tests.power.played FOLDER RECORD FULL|NORMAL` - the store in FOLDER, what was done to it in RECORD. After
each commit that was acknowledged the file `acks` gets a line with the hash of all that the database holds then.
"""

from __future__ import annotations

import hashlib
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store
from tests.desk.far_side import Fault
from tests.desk.world import KEY, World, people
from tests.power.shim import Shim

__all__ = ["STORE", "contents"]

STORE = "counter.db"
PERSONS = 12


def contents(store: Path) -> str:
    """The hash of every row of every table."""
    connection = sqlite3.connect(store)
    try:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type='table' ORDER BY name")
        digest = hashlib.sha256()
        for (table,) in named.fetchall():
            rows = connection.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608 - ours
            digest.update(f"\n{table} {len(rows)}".encode())
            for value in (value for row in rows for value in row):
                digest.update(value if isinstance(value, bytes) else f"\n{value!r} ".encode())
        return digest.hexdigest()
    finally:
        connection.close()


def play(folder: Path, record: Path, synchronous: str) -> None:
    store, acks = folder / STORE, folder / "acks"
    engine = open_engine(f"sqlite:///{store}")
    if synchronous != "FULL":
        event.listen(engine, "connect", lambda raw, _record: raw.execute(f"PRAGMA synchronous={synchronous}"))
    # The log is folded into the file more often than by itself, so that many cuts fall there.
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA wal_autocheckpoint=100"))
    shim = Shim()
    shim.watch(folder)
    shim.record(record)
    Store(engine, Cipher(KEY)).prepare()
    with acks.open("a", encoding="ascii") as told:
        _tell_acknowledged(store, told)
        _work(engine)
        engine.dispose()  # the last connection that closes folds the log into the file and removes it
        _work(engine, first=PERSONS)
    print(shim.count)


def _tell_acknowledged(store: Path, told: Any) -> None:
    shipped = Store._writing

    @contextmanager
    def writing(self: Store) -> Iterator[Any]:
        with shipped(self) as tx:
            yield tx
        told.write(f"{contents(store)}\n")
        told.flush()

    Store._writing = writing  # type: ignore[method-assign]


class Lasting(World):
    """A world that begins with what its store holds."""

    def __post_init__(self) -> None:
        self.now, self.commands, self.serial = 1000.0, 0, 0
        self.late, self.calls, self.unwritten = [], [], []
        self.start()


def _work(engine: Engine, first: int = 0) -> None:
    world = Lasting(engine)
    world.fault = lambda call: Fault.NOT_SENT if call.transaction.number == "2207A" and world.serial % 3 else Fault.NONE
    for number in range(first + 1, first + PERSONS + 1):
        key, part = f"B01-T-{number}", people(number, f"B-{number}")
        if number % 3:
            world.settle(world.open(key, part, person=number))
        else:
            world.ticket(key, part, person=number)
    world.fault = lambda _call: Fault.NONE
    world.replay()
    for number in range(first + 1, first + PERSONS + 1, 4):
        world.cancel(f"B01-T-{number}")
    world.replay()


if __name__ == "__main__":
    play(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
