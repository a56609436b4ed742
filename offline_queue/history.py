"""A job's history: event rows, each chained to the one before by its hash, so that none can be taken out unseen.

All rows together are one feed, numbered without holes: the numbers come from a counter row that its transaction holds
until it ends, so they are in the order of commits, and one that is rolled back gives its numbers back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Engine, Row, and_, bindparam, func, insert, literal_column, select, update
from sqlalchemy.exc import DBAPIError

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import translated
from offline_queue.prepared import Prepared, Session
from offline_queue.schema import NUMBERS, counter, event, moment, stamp
from offline_queue.values import Event

__all__ = ["FeedBehind", "Told", "append", "read_events"]


class FeedBehind(Exception):
    """Nobody wrote as many events as are asked for: the reader's number belongs to another store, or to this one before
    it was restored. The argument is the last number there is.
    """


class Told(NamedTuple):
    """An event of a job; `first`: the job was opened in the same transaction, and has no history yet."""

    key: str
    event: Event
    first: bool = False


def append(tx: Session, cipher: Cipher, told: Sequence[Told]) -> None:
    """Write events behind what is on record of their jobs; their details are sealed, their hashes are of the plain. To
    be done last: the counter of the numbers is held from here to the commit.
    """
    if not told:
        return
    last: dict[str, tuple[int, str]] = {}
    rows: list[dict[str, Any]] = []
    for key, one, first in told:
        before = last.get(key) or (None if first else tx.execute(_LAST, {"of_job": key}).one_or_none())
        n, chain = before or (0, "")
        n += 1
        at, who, what, plain = stamp(one.at), one.who, one.what, one.detail
        chain = _chained(chain, key, n, at, who, what, plain)
        last[key] = n, chain
        detail = cipher.seal(plain.encode(), f"event.detail.{key}.{n}")
        rows.append({"job": key, "n": n, "at": at, "who": who, "what": what, "detail": detail, "hash": chain})
    for seq, row in enumerate(rows, start=_numbers(tx, len(rows))):
        row["seq"] = seq
        tx.write(_ADD, row)


def read_events(
    engine: Engine, cipher: Cipher, key: str | None = None, *, since: int = 0, limit: int | None = None
) -> list[Event]:
    """Event rows after number `since`, of one job or of all. Each is proved by its hash and the one before it.

    Raises:
        DamagedDocument: a row is damaged, or one is missing. FeedBehind: `since` is beyond the last number.
        StoreUnavailable.
    """
    before = event.alias("before")
    query = (
        select(event, before.c.hash.label("chain"))
        .outerjoin(before, and_(before.c.job == event.c.job, before.c.n == event.c.n - 1))
        .where(event.c.seq > since)
        .order_by(event.c.seq)
    )
    if key is not None:
        query = query.where(event.c.job == key)
    if limit is not None:
        query = query.limit(limit)
    try:
        with engine.connect() as connection:
            # The end first: what it counts was committed with it, whatever is written while we read.
            end = connection.execute(_END).scalar() or 0
            rows = connection.execute(query.where(event.c.seq <= end)).all()
    except DBAPIError as error:
        raise translated(error) from error
    except UnicodeDecodeError as wrong:
        raise DamagedDocument("an event holds what is no text") from wrong
    if key is None:
        _complete([row.seq for row in rows], since, end, limit)
    found = [_opened(cipher, row) for row in rows]
    if key is not None and not since and [one.n for one in found] != list(range(1, len(found) + 1)):
        raise DamagedDocument(f"the history of {key} has a hole")
    return found


def _numbers(tx: Session, more: int) -> int:
    """The first of `more` fresh numbers, which are ours when this transaction is committed."""
    end: int | None = tx.value(_ADVANCE, {"more": more})
    if end is None:
        end = (tx.execute(select(func.max(event.c.seq))).scalar() or 0) + more
        tx.execute(insert(counter).values(name=NUMBERS, value=end))
    return end - more + 1


# Each commit writes history.
_LAST = Prepared(
    select(event.c.n, event.c.hash).where(event.c.job == bindparam("of_job")).order_by(event.c.n.desc()).limit(1)
)
_ADD = Prepared(insert(event).inline())
_ADVANCE = Prepared(
    update(counter)
    .where(counter.c.name == literal_column(f"'{NUMBERS}'"))  # in its text, as it never changes
    .values(value=counter.c.value + bindparam("more"))
    .returning(counter.c.value)
)
_END = select(func.max(counter.c.value)).where(counter.c.name == NUMBERS)


def _complete(numbers: list[int], since: int, end: int, limit: int | None) -> None:
    if since > end:
        raise FeedBehind(end)
    expected = end - since if limit is None else min(end - since, limit)
    if numbers != list(range(since + 1, since + expected + 1)):
        raise DamagedDocument(f"the feed of events has a hole after number {since}")


def _opened(cipher: Cipher, row: Row[tuple[object, ...]]) -> Event:
    place = f"event.detail.{row.job}.{row.n}"
    detail = cipher.open(row.detail, place).decode()
    if _chained(row.chain or "", row.job, row.n, row.at, row.who, row.what, detail) != row.hash:
        raise DamagedDocument(f"the row at {place} is not what was written")
    at = moment(row.at)  # proved by the hash
    return Event(at=at, who=row.who, what=row.what, detail=detail, n=row.n, seq=row.seq, job=row.job, hash=row.hash)


def _chained(chain: str, key: str, n: int, at: str, who: str, what: str, detail: str) -> str:
    line = "\x1f".join((chain, key, str(n), at, who, what, detail))
    return hashlib.sha256(line.encode()).hexdigest()
