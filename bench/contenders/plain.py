"""The same rows, sealed in the same way, by nothing but the database's driver: what our store is measured against."""

from __future__ import annotations

import hashlib
import sqlite3
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from bench.contenders.claims import KEY, MACHINE, PEOPLE, fresh_job, ticket
from bench.contenders.ours import Ours
from offline_queue.cipher import Cipher
from offline_queue.schema import stamp

__all__ = ["Plain", "PlainShared", "Sealing", "put"]

_JOB = (
    "INSERT INTO job (key, subject, lane, lane_order, state, reason, due, alive, engaged, version, people, machine,"
    " opened_at, changed_at) VALUES (?, ?, ?, ?, 'ready', '', ?, {true}, {false}, 1, ?, ?, ?, ?)"
)
_NUMBER = "UPDATE counter SET value = value + 1 WHERE name = 'event' RETURNING value"
_EVENT = "INSERT INTO event (seq, job, n, at, who, what, detail, hash) VALUES (?, ?, 1, ?, ?, ?, ?, ?)"


class Sealing(Protocol):
    """What makes a document unreadable: the shipped one, or none at all."""

    def seal(self, plain: bytes, place: str) -> bytes: ...
    def open(self, sealed: bytes, place: str) -> bytes: ...


def put(connection: Any, cipher: Sealing, number: int) -> None:
    """Claim `number` by SQLite's driver or one of its kind: one commit."""
    job, row, told = _rows(cipher, number)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(_JOB.format(true=1, false=0), row)
    (seq,) = connection.execute(_NUMBER).fetchone()
    connection.execute(_EVENT, (seq, job, *told))
    connection.execute("COMMIT")


class Plain:
    """sqlite3 with WAL and FULL, on the tables of our store."""

    def __init__(self, folder: Path) -> None:
        made = Ours.in_folder(folder)
        made.put()  # the counter of the events begins with the first
        made.close()
        self._connection = sqlite3.connect(folder / "queue.sqlite", isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._cipher = Cipher(KEY)
        self._numbers = count(1)

    def put(self) -> None:
        """One claim, one commit."""
        put(self._connection, self._cipher, next(self._numbers))

    def close(self) -> None:
        """No more."""
        self._connection.close()


class PlainShared:
    """psycopg on the tables of our store."""

    def __init__(self, url: str) -> None:
        import psycopg  # noqa: PLC0415  (an extra)

        made = Ours(url)
        made.put()
        made.close()
        self._connection: Any = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        self._cipher = Cipher(KEY)
        self._numbers = count(1)
        self._job = _JOB.format(true="true", false="false").replace("?", "%s")
        self._event = _EVENT.replace("?", "%s")

    def put(self) -> None:
        """One claim, one commit."""
        job, row, told = _rows(self._cipher, next(self._numbers))
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.execute(self._job, row)
            (number,) = cursor.execute(_NUMBER).fetchone()
            cursor.execute(self._event, (number, job, *told))

    def close(self) -> None:
        """No more."""
        self._connection.close()


def _rows(cipher: Sealing, number: int) -> tuple[str, tuple[Any, ...], tuple[Any, ...]]:
    """The job's key and values, and its event's."""
    fresh, event = fresh_job(number), ticket(number)
    now = stamp(event.at)
    place = "\x1f".join(
        [f"job.machine.{fresh.key}", fresh.subject, fresh.lane, fresh.order, "ready", "", now, "1", "0", now, now]
    )
    people = cipher.seal(PEOPLE, f"job.people.{fresh.key}\x1f1")
    machine = cipher.seal(MACHINE, place)
    line = "\x1f".join(["", fresh.key, "1", now, event.who, event.what, event.detail])
    chain = hashlib.sha256(line.encode()).hexdigest()
    detail = cipher.seal(event.detail.encode(), f"event.detail.{fresh.key}.1")
    row = (fresh.key, fresh.subject, fresh.lane, fresh.order, now, people, machine, now, now)
    return fresh.key, row, (now, event.who, event.what, detail, chain)
