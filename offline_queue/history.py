"""A job's history: event rows, each chained to the one before by its hash, so that none can be taken out unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from offline_queue.cipher import Cipher
from offline_queue.schema import event, stamp
from offline_queue.values import Event

__all__ = ["append"]


def append(tx: Connection, cipher: Cipher, key: str, events: Sequence[Event]) -> None:
    """Write `events` behind what is on record of the job; their details are sealed, their hashes are of the plain."""
    if not events:
        return
    last = tx.execute(
        select(event.c.n, event.c.hash).where(event.c.job == key).order_by(event.c.n.desc()).limit(1)
    ).one_or_none()
    n, chain = (last.n, last.hash) if last else (0, "")
    for row in events:
        n += 1
        line = "\x1f".join((chain, key, str(n), stamp(row.at), row.who, row.what, row.detail))
        chain = hashlib.sha256(line.encode()).hexdigest()
        tx.execute(
            insert(event).values(
                job=key,
                n=n,
                at=stamp(row.at),
                who=row.who,
                what=row.what,
                detail=cipher.seal(row.detail.encode(), f"event.detail.{key}.{n}"),
                hash=chain,
            )
        )
