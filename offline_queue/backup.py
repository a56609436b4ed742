"""A copy of an SQLite store while it is worked with, and such a copy put in a store's place.

Documents stay sealed in it, and the key is not in it: without the key it tells nothing and is worth nothing.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, insert, inspect, select, update
from sqlalchemy.exc import DBAPIError

from offline_queue.binding import JOB_COLUMNS, machine_place, open_bound
from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import StoreUnavailable, translated
from offline_queue.history import Told, append
from offline_queue.key_place import name_new, sync_folder
from offline_queue.prepared import Session
from offline_queue.schema import counter, event, job, lane, owner, stamp
from offline_queue.values import Event, State

__all__ = [
    "UnfitBackup",
    "Youngest",
    "back_up",
    "begin_anew",
    "counters_of",
    "in_use",
    "made_ready",
    "moved_aside",
    "newest",
    "proved_copy",
    "put_in_place",
]

_STARTS_AHEAD = 1000  # further than any window was started between a backup and its restore
_JOURNALS = ("-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Youngest:
    """What a store holds last: when that was, as the store writes times, and the number of its last event."""

    at: str = ""
    number: int = 0

    def beyond(self, other: Youngest) -> bool:
        """Whether anything in here came after all that is in the other, as far as either of the two can tell: a clock
        may have been put back, and a restored store counts on from a lower number.
        """
        return self.at > other.at or self.number > other.number


class UnfitBackup(Exception):
    """The file is no whole store: not a database, damaged, or without the tables. Nothing was changed."""


def back_up(file: Path, to: Path) -> int:
    """Copy the store at `file` to a new file `to`, as it stands at one moment; its jobs. Who writes does not wait.

    Raises:
        FileExistsError: `to` is there. StoreUnavailable: the store refuses. UnfitBackup: what was copied is damaged.
        OSError: `to` cannot be written.
    """
    if to.exists():
        raise FileExistsError(to.name)
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        try:
            # Opened as every reader of the store, so that its log counts: a copy of the file alone would lack it.
            address = f"{file.absolute().as_uri()}?mode=rw"
            with (
                closing(sqlite3.connect(address, uri=True, timeout=5.0)) as source,
                closing(sqlite3.connect(part)) as target,
            ):
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        except sqlite3.Error as error:
            raise _refused(error) from error
        jobs = _proved(part)
        _sync(part)
        name_new(part, to)
        sync_folder(to.parent)
        return jobs
    finally:
        part.unlink(missing_ok=True)


def proved_copy(backup: Path, part: Path) -> int:
    """Copy a backup to `part` and prove that it is whole; its jobs. Raises UnfitBackup, OSError."""
    part.unlink(missing_ok=True)
    content = backup.read_bytes()
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    return _proved(part)


def newest(engine: Engine) -> Youngest:
    """The last of what happened, to a job or over the glass: money that is paid back moves no job, but every change has
    its event. Raises StoreUnavailable.
    """
    try:
        if not inspect(engine).has_table(job.name):
            return Youngest()
        with engine.connect() as connection:
            moved = connection.execute(select(func.max(job.c.changed_at))).scalar() or ""
            at, number = connection.execute(select(func.max(event.c.at), func.max(event.c.seq))).one()
            return Youngest(max(moved, at or ""), number or 0)
    except DBAPIError as error:
        raise translated(error) from error


def counters_of(engine: Engine) -> dict[str, int]:
    """Every counter with its value. Raises StoreUnavailable."""
    try:
        with engine.connect() as connection:
            return {row.name: row.value for row in connection.execute(select(counter))}
    except DBAPIError as error:
        raise translated(error) from error


def begin_anew(
    engine: Engine,
    cipher: Cipher,
    counters: Mapping[str, int],
    doubted: Callable[[bytes], bytes],
    held_for: str,
    at: datetime,
    who: str,
) -> list[str]:
    """Make a restored store fit to go on: what happened after the backup is not in it, and must not happen twice.

    Counters are set to `counters`. Every job gets its machine's document as `doubted` returns it. Every living one is
    held for `held_for`, and says so in its history; their keys. One with an open call stays where it is: that is folded
    first, which sends nothing. Starts of windows and fences begin above those that were used meanwhile.

    Raises DamagedDocument (of a living job), StoreUnavailable: nothing was changed.
    """
    try:
        with engine.connect().execution_options(writes=True) as tx, tx.begin():
            for name, value in counters.items():
                if not tx.execute(update(counter).where(counter.c.name == name).values(value=value)).rowcount:
                    tx.execute(insert(counter).values(name=name, value=value))
            tx.execute(update(owner).values(incarnation=owner.c.incarnation + _STARTS_AHEAD))
            tx.execute(
                update(lane).values(fence=lane.c.fence + _STARTS_AHEAD, window=None, incarnation=None, front=None)
            )
            found = tx.execute(select(*JOB_COLUMNS, job.c.machine).order_by(job.c.key)).all()
            for row in found:
                try:
                    opened = open_bound(cipher, row.machine, machine_place(row._mapping))
                except DamagedDocument:
                    if row.alive:
                        raise
                    continue  # of one that ended: it stays unreadable, and the others need not wait for it
                document = doubted(opened)
                columns = {"due": stamp(at), "changed_at": stamp(at)} if row.alive else {}
                if row.alive and row.state != State.SENDING:
                    columns |= {"state": State.HELD, "reason": held_for}
                sealed = cipher.seal(document, machine_place({**row._mapping, **columns}))
                tx.execute(update(job).where(job.c.key == row.key).values(machine=sealed, **columns))
                if row.alive:
                    append(Session.of(tx), cipher, [Told(row.key, Event(at, who, "restored from a backup"))])
            return [row.key for row in found if row.alive]
    except DBAPIError as error:
        raise translated(error) from error


def moved_aside(file: Path, ending: str) -> Path | None:
    """Keep the store at `file` beside its place under another name; None: there was none. Raises OSError."""
    if not file.exists():
        return None
    aside = file.with_name(f"{file.name}.{ending}")
    for journal in _JOURNALS:
        beside = file.with_name(file.name + journal)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + journal))
    file.rename(aside)
    sync_folder(file.parent)
    return aside


def made_ready(part: Path) -> None:
    """Prove the copy once more, as it is to be worked with, and bring it to the disk: before anything else is moved for
    it. Raises OSError, UnfitBackup.
    """
    _proved(part)
    try:
        with closing(sqlite3.connect(part)) as tidy:
            tidy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise UnfitBackup(part.name) from error
    _sync(part)


def put_in_place(part: Path, file: Path) -> None:
    """Put a copy that was made ready at `file`, where nothing stands. Raises OSError."""
    part.rename(file)
    sync_folder(file.parent)


def in_use(file: Path) -> bool:
    """Whether any program has the store at `file` open, in whatever folder it lives: it would write on into a file that
    was moved away. Of one that is damaged nobody can tell.
    """
    if not file.exists():
        return False
    try:
        with closing(sqlite3.connect(file, timeout=1.0)) as alone:
            # Only who is alone with it may take its log away; the next who opens it gives it a new one.
            alone.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        return _refused(error).reason == "busy"
    return False


def _proved(file: Path) -> int:
    """The whole file is sound, its tables and indexes agree, and it has the table of jobs; how many it holds."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            said = connection.execute("PRAGMA integrity_check(1)").fetchall()
            if said != [("ok",)]:
                raise UnfitBackup(file.name)
            count: int = connection.execute("SELECT count(*) FROM job").fetchone()[0]
            return count
    except sqlite3.Error as error:
        raise UnfitBackup(file.name) from error


def _refused(error: sqlite3.Error) -> StoreUnavailable:
    name = getattr(error, "sqlite_errorname", "") or ""
    reasons = {"SQLITE_FULL": "full", "SQLITE_CORRUPT": "damaged", "SQLITE_NOTADB": "damaged", "SQLITE_BUSY": "busy"}
    return StoreUnavailable(next((why for start, why in reasons.items() if name.startswith(start)), "io"))


def _sync(file: Path) -> None:
    handle = os.open(file, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
