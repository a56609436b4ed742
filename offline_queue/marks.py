"""What a job holds once and no other may: found again by a keyed hash, since its document is sealed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, insert

from offline_queue.cipher import Cipher
from offline_queue.prepared import Prepared
from offline_queue.schema import mark
from offline_queue.writing import Writing

__all__ = ["put"]


_FORGET = Prepared(delete(mark).where(mark.c.job == bindparam("of_job")))
_ADD = Prepared(insert(mark).inline())


def put(tx: Writing, cipher: Cipher, key: str, marks: Iterable[str] | None) -> None:
    """The job's marks from now on; None leaves them as they are."""
    if marks is None:
        return
    tx.write(_FORGET, {"of_job": key})
    for one in dict.fromkeys(marks):
        tx.write(_ADD, {"mark": cipher.mark(one), "job": key})
