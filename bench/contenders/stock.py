"""Stores that hold many claims, made by bulk: every document sealed at its place, every history chained."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.contenders.claims import AT, KEY, MACHINE, PEOPLE, fresh_job
from bench.contenders.ours import Ours
from counter_app.desk.ticket_numbers import TAG
from offline_queue.binding import ATTEMPT_COLUMNS, JOB_COLUMNS, attempt_place, machine_place, people_place
from offline_queue.cipher import Cipher
from offline_queue.schema import stamp

__all__ = ["add_waiting", "fill"]

_AT_ONCE = 5000
_NOT_YET = timedelta(minutes=110)  # what is due in more than two hours is taken for a clock that was wrong
_OLDER = timedelta(days=200)  # the finished ones were before those that wait


def fill(folder: Path, waiting: int, finished: int = 0) -> None:
    """A store with `waiting` claims that are due and `finished` ones that are kept: numbers from 0, the finished ones
    behind them. A finished one has its call, and two rows more of history.
    """
    Ours.in_folder(folder).close()
    connection = sqlite3.connect(folder / "queue.sqlite", isolation_level=None)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-500000"):
        connection.execute(f"PRAGMA {pragma}")
    cipher, seq = Cipher(KEY), 0
    for begin in range(0, waiting + finished, _AT_ONCE):
        numbers = range(begin, min(begin + _AT_ONCE, waiting + finished))
        connection.execute("BEGIN")
        _insert(connection, "job", (_job(cipher, number, number >= waiting) for number in numbers))
        done = [number for number in numbers if number >= waiting]
        _insert(connection, "attempt", (_attempt(cipher, number) for number in done))
        lanes = ({"lane": f"{number:032x}", "fence": 1} for number in done)
        _insert(connection, "lane", lanes)
        events = [event for number in numbers for event in _events(cipher, number, number >= waiting)]
        _insert(connection, "event", ({"seq": seq + n, **event} for n, event in enumerate(events, 1)))
        seq += len(events)
        connection.execute("COMMIT")
    connection.execute("INSERT OR REPLACE INTO counter (name, value) VALUES ('event', ?)", (seq,))
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def add_waiting(file: Path, cipher: Cipher, count: int, documents: Callable[[int], tuple[bytes, bytes]]) -> None:
    """Claims that wait, in a store somebody has open; their people's and machine's documents by number. They are due in
    a while, so that no replay takes them.
    """
    due = stamp(datetime.now(UTC) + _NOT_YET)
    connection = sqlite3.connect(file, isolation_level=None, timeout=60)
    connection.execute("BEGIN IMMEDIATE")
    (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
    _insert(connection, "job", (_job(cipher, number, False, documents(number), due) for number in range(count)))
    events = [event for number in range(count) for event in _events(cipher, number, False)]
    _insert(connection, "event", ({"seq": last + n, **event} for n, event in enumerate(events, 1)))
    connection.execute("INSERT OR REPLACE INTO counter (name, value) VALUES ('event', ?)", (last + len(events),))
    # Whoever has a claim has named its feed; one named during the measurement would be another, and read anew.
    connection.execute("INSERT OR IGNORE INTO counter (name, value) VALUES (?, 1)", (TAG,))
    connection.execute("COMMIT")
    connection.close()


def _insert(connection: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]]) -> None:
    first = next(rows, None)
    if first is None:
        return
    names = list(first)
    columns = ", ".join(f'"{name}"' for name in names)
    statement = f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
    connection.execute(statement, list(first.values()))
    connection.executemany(statement, ([row[name] for name in names] for row in rows))


def _job(
    cipher: Cipher, number: int, done: bool, documents: tuple[bytes, bytes] = (PEOPLE, MACHINE), due: str = ""
) -> dict[str, Any]:
    fresh = fresh_job(number)
    at = stamp(fresh.due - (_OLDER if done else timedelta()))
    row = {
        "key": fresh.key,
        "subject": fresh.subject,
        "lane": fresh.lane,
        "lane_order": fresh.order,
        "state": "done" if done else "ready",
        "reason": "",
        "due": due or at,
        "alive": not done,
        "engaged": False,
        "version": 1,
        "opened_at": at,
        "changed_at": at,
    }
    assert set(row) == {column.name for column in JOB_COLUMNS}
    people, machine = documents
    sealed = cipher.seal(people, people_place(fresh.key, 1)), cipher.seal(machine, machine_place(row))
    return row | {"people": sealed[0], "machine": sealed[1]}


def _attempt(cipher: Cipher, number: int) -> dict[str, Any]:
    fresh = fresh_job(number)
    row = {
        "msgid": f"H44010000001203101010{number:010d}",
        "job": fresh.key,
        "lane": fresh.lane,
        "kind": "2207A",
        "subject": "",
        "target": "",
        "window": "01",
        "incarnation": 1,
        "fence": 1,
        "at": stamp(fresh.due - _OLDER),
        "outcome": "done",
        "code": "",
    }
    assert set(row) == {column.name for column in ATTEMPT_COLUMNS}
    said, answer = cipher.seal(b"", attempt_place("said", row)), cipher.seal(b"{}" * 300, attempt_place("answer", row))
    return row | {"said": said, "answer": answer}


def _events(cipher: Cipher, number: int, done: bool) -> Iterator[dict[str, Any]]:
    key, chain = fresh_job(number).key, ""
    at = stamp(AT + timedelta(seconds=number) - (_OLDER if done else timedelta()))
    for n, what in enumerate(("make-up ticket", "call", "settled") if done else ("make-up ticket",), 1):
        line = "\x1f".join([chain, key, str(n), at, "replay", what, "1000.00"])
        chain = hashlib.sha256(line.encode()).hexdigest()
        detail = cipher.seal(b"1000.00", f"event.detail.{key}.{n}")
        yield {"job": key, "n": n, "at": at, "who": "replay", "what": what, "detail": detail, "hash": chain}
