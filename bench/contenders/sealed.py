"""The same rows at rest: nothing sealed, each document sealed as it ships, or the whole file by SQLCipher."""

from __future__ import annotations

import sqlite3
from itertools import count
from pathlib import Path
from typing import Any

from bench.contenders.claims import KEY
from bench.contenders.ours import Ours
from bench.contenders.plain import Sealing, put

__all__ = ["AtRest", "Clear"]

_BOUND = "key, subject, lane, lane_order, state, reason, due, alive, engaged, opened_at, changed_at, version"


class Clear:
    """Seals nothing."""

    def seal(self, plain: bytes, place: str) -> bytes:  # noqa: ARG002 - as the shipped one is asked
        """As it is."""
        return plain

    def open(self, sealed: bytes, place: str) -> bytes:  # noqa: ARG002
        """As it is."""
        return sealed


class AtRest:
    """A file of the store's tables, WAL and FULL. `driver`: sqlite3, or another of its kind; `whole`: the file is
    encrypted by it, under the key as it is (a password would cost a quarter of a second at each opening).
    """

    def __init__(self, folder: Path, cipher: Sealing, driver: Any = sqlite3, *, whole: bool = False) -> None:
        self._file, self._driver, self._whole = folder / "at-rest.sqlite", driver, whole
        self._cipher = cipher
        self._numbers = count(1)
        self._connection = self._opened()
        for statement in _tables(folder):
            self._connection.execute(statement)
        self._connection.execute("INSERT INTO counter VALUES ('event', 0)")

    def _opened(self) -> Any:
        connection = self._driver.connect(str(self._file), isolation_level=None)
        if self._whole:
            connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def put(self) -> None:
        """One claim, one commit."""
        put(self._connection, self._cipher, next(self._numbers))

    def read_all(self) -> None:
        """Every claim, opened, by a connection that has read them before: a list."""
        self._read(self._connection)

    def read_anew(self) -> None:
        """The same by a connection that has read nothing: a start."""
        connection = self._opened()
        self._read(connection)
        connection.close()

    def _read(self, connection: Any) -> None:
        asked = connection.execute(f"SELECT people, machine, {_BOUND} FROM job WHERE alive")  # noqa: S608
        for people, machine, key, *clear, version in asked:
            self._cipher.open(people, f"job.people.{key}\x1f{version}")
            self._cipher.open(machine, "\x1f".join([f"job.machine.{key}", *map(str, clear)]))

    def readable(self) -> bool:
        """Whether what stands in a document is found in the bytes of the file or its log."""
        files = self._file.parent.glob(f"{self._file.name}*")
        return any("西药".encode("unicode_escape") in file.read_bytes() for file in files)

    def size(self) -> int:
        """Bytes on the disk, once the log is folded in."""
        self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return self._file.stat().st_size

    def close(self) -> None:
        """No more."""
        self._connection.close()


def _tables(folder: Path) -> list[str]:
    """The statements that make our store's tables and indexes."""
    made = Ours.in_folder(folder)
    made.close()
    raw = sqlite3.connect(folder / "queue.sqlite")
    found = [
        sql
        for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type DESC")
        if not name.startswith("sqlite_")
    ]
    raw.close()
    return found
