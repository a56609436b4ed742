"""What a job holds once and no other may: found again by a keyed hash, since its document is sealed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, insert

from offline_queue.cipher import Cipher
from offline_queue.schema import mark
from offline_queue.writing import Writing

__all__ = ["put"]


def put(tx: Writing, cipher: Cipher, key: str, marks: Iterable[str] | None) -> None:
    """The job's marks from now on; None leaves them as they are."""
    if marks is None:
        return
    tx.execute(delete(mark).where(mark.c.job == key))
    rows = [{"mark": cipher.mark(one), "job": key} for one in dict.fromkeys(marks)]
    if rows:
        tx.execute(insert(mark), rows)
