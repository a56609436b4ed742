"""A damaged database file: what is read is right, or is refused. Never a wrong amount, never a wrong state."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.reading import Reader
from offline_queue.store import Store
from offline_queue.values import Owner, State
from tests.offline_queue.conftest import AT, KEY, Queue, note, rest, step

PLACES = 200
JOBS = 8
LATER = AT + timedelta(days=9)
ME = Owner("01", 99)

# Every column in the clear that something is decided by, and what damage may make of it.
COLUMNS = {
    "job.state": "done",
    "job.reason": "refused",
    "job.due": "2001-01-01T00:00:00.000000Z",
    "job.subject": "another bill",
    "job.lane": "L5",
    "job.lane_order": "0",
    "job.alive": 0,
    "job.engaged": 1,
    "job.version": 9,
    "job.opened_at": "2001-01-01T00:00:00.000000Z",
    "job.changed_at": "2001-01-01T00:00:00.000000Z",
    "attempt.job": "J5",
    "attempt.kind": "2207A",
    "attempt.subject": "V9",
    "attempt.target": "M9",
    "attempt.outcome": "refused",
    "attempt.code": "9",
    "attempt.window": "07",
    "attempt.incarnation": 3,
    "attempt.fence": 3,
    "attempt.at": "2001-01-01T00:00:00.000000Z",
    "event.at": "2001-01-01T00:00:00.000000Z",
    "event.who": "somebody",
    "event.what": "settled",
}


def fill(queue: Queue) -> None:
    for n in range(JOBS):
        key = f"J{n}"
        paid = f"paid {n}.00 ".encode() * 30
        queue.open(key, lane=f"L{n}", people=paid, machine=paid)
        fence = queue.sending(key, f"M{n}")
        if n % 3 == 0:
            continue
        queue.store.step(queue.me, step(key, fence, f"N{n}", outcome=note(f"M{n}"), machine=paid))
        if n % 3 == 1:
            state = (State.DONE, State.HELD)[n % 2]
            queue.lay(rest(key, fence, state, outcome=note(f"N{n}"), machine=f"cash {n}.22 ".encode() * 30))


def look(file: Path) -> dict[str, Any]:
    """All that is read of a store to list it, to show a claim, to plan a replay, and for the feed."""
    engine = open_engine(f"sqlite:///{file}")
    try:
        cipher = Cipher(KEY)
        Store(engine, cipher).prepare()
        reader = Reader(engine, cipher)
        jobs = reader.jobs()
        return {
            "list": jobs,
            "alive": sorted(job.key for job in reader.jobs(alive=True)),
            "counts": reader.counts(),
            "show": [(reader.job(job.key), reader.attempts(job.key)) for job in jobs],
            "feed": reader.events(),
            "due": sorted(reader.due(LATER, ME, limit=99)),
        }
    finally:
        engine.dispose()


@pytest.fixture
def whole(queue: Queue) -> bytes:
    fill(queue)
    with queue.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    queue.engine.dispose()
    return queue.file.read_bytes()


def test_200_places(whole: bytes, tmp_path: Path) -> None:
    file = tmp_path / "copy.db"
    file.write_bytes(whole)
    truth = look(file)
    assert len(truth["list"]) == JOBS
    told = {"same": 0, "refused": 0}
    for seed in range(PLACES):
        drawn = random.Random(seed)
        at = drawn.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[at] ^= 1 << drawn.randrange(8)
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)
        file.write_bytes(damaged)
        try:
            seen = look(file)
        except (StoreUnavailable, DamagedDocument):
            told["refused"] += 1
            continue
        # A claim that background work does not find waits for a person: its amounts and its state are right.
        missed = seen.pop("due")
        assert set(missed) <= set(truth["due"]), f"seed {seed}, byte {at}"
        assert seen == {name: truth[name] for name in seen}, f"seed {seed}, byte {at}"
        told["same"] += 1
    assert sum(told.values()) == PLACES
    assert told["refused"] >= PLACES // 10, "most of the damage fell where nobody looks: the test proves little"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_in_the_clear_that_was_changed_is_found(queue: Queue, column: str) -> None:
    """Each is bound to the document beside it, or to the chain of the history."""
    fill(queue)
    table, name = column.split(".")
    row = {"job": "key = 'J1'", "attempt": "msgid = 'M1'", "event": "job = 'J1' AND n = 1"}[table]
    queue.change(f"UPDATE {table} SET {name} = :wrong WHERE {row}", wrong=COLUMNS[column])  # noqa: S608
    reads = {
        "job": lambda: queue.reader.job("J1"),
        "attempt": lambda: queue.reader.attempt("M1"),
        "event": lambda: queue.reader.events("J1"),
    }
    with pytest.raises(DamagedDocument):
        reads[table]()
    if table == "job":
        with pytest.raises(DamagedDocument):
            queue.reader.jobs()


def test_an_open_call_that_was_changed_is_found(queue: Queue) -> None:
    """Read as another call, or as ended, a settlement under way would be sent again."""
    queue.open()
    queue.sending()
    for damage in ("kind = '2207A'", "outcome = 'refused'", "subject = 'V2'", "lane = 'L2'"):
        with queue.engine.connect() as connection:
            before = connection.exec_driver_sql("SELECT kind, outcome, subject, lane FROM attempt").one()
        queue.change(f"UPDATE attempt SET {damage}")  # noqa: S608
        for read in (queue.reader.attempts, queue.reader.job):
            with pytest.raises(DamagedDocument):
                read("J1")
        queue.change(
            "UPDATE attempt SET kind = :kind, outcome = :outcome, subject = :subject, lane = :lane", **before._mapping
        )
        assert queue.reader.job("J1").attempt.kind == "2203A"  # type: ignore[union-attr]


def test_rows_that_broke_off_hold_nothing_back(queue: Queue) -> None:
    """A reading that damage broke off is over: the log of writes can still be brought into the file, and emptied."""
    if queue.engine.dialect.name != "sqlite":
        pytest.skip("a server's text is always text")
    queue.open("J1")
    queue.change("UPDATE job SET reason = CAST(x'ff' AS TEXT)")
    with pytest.raises(StoreUnavailable):
        queue.reader.job("J1")
    queue.change("UPDATE job SET reason = ''")
    with queue.engine.connect() as connection:
        busy, left, _ = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).one()
    assert (busy, left) == (0, 0)
