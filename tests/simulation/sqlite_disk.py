"""Disks that are real: the shipped store over SQLite, one database after the other emptied and used again."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, event

from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.reading import Reader
from offline_queue.schema import metadata
from offline_queue.store import Store
from tests.simulation.window import KEY, Disk

__all__ = ["Disks"]


class Disks:
    """Gives disks to one schedule; `rewind` before the next. That a disk keeps what it was given is tried beside the
    store, so nothing is synced here.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: list[Engine] = []
        self._given = 0

    def __call__(self) -> Disk:
        if self._given == len(self._made):
            engine = open_engine(f"sqlite:///{self._folder / f'{self._given}.db'}")
            event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA synchronous=OFF"))
            self._made.append(engine)
            Store(engine, Cipher(KEY)).prepare()
        engine = self._made[self._given]
        self._given += 1
        with engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        cipher = Cipher(KEY)
        return Disk(Store(engine, cipher), Reader(engine, cipher))

    def rewind(self) -> None:
        """The schedule is over."""
        self._given = 0

    def close(self) -> None:
        """Close the databases."""
        for engine in self._made:
            engine.dispose()
