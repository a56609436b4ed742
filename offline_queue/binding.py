"""What a document is bound to: the columns in the clear that stand beside it.

They are authenticated with the document, so that a state, a due day or a call's number that was damaged on the disk, or
changed behind the store's back, is found when the row is read, and never acted on. Documents of earlier versions are
bound to their row and column alone and stay readable; each is bound anew when it is written the next time.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any

from sqlalchemy import Column

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.schema import attempt, job

__all__ = [
    "ATTEMPT_COLUMNS",
    "JOB_COLUMNS",
    "attempt_place",
    "machine_place",
    "open_bound",
    "people_place",
]


def _plain(columns: Any, *but: str) -> tuple[Column[Any], ...]:
    return tuple(column for column in columns if column.name not in but)


JOB_COLUMNS = _plain(job.c, "people", "machine")
ATTEMPT_COLUMNS = _plain(attempt.c, "said", "answer")
_MACHINE = itemgetter(*(column.name for column in JOB_COLUMNS if column.name not in ("key", "version")))
_ATTEMPT = itemgetter(*(column.name for column in ATTEMPT_COLUMNS if column.name != "msgid"))


def machine_place(row: Any) -> str:
    """Of a job's machine document: everything of its row but the version, which people move."""
    return _bound(f"job.machine.{row['key']}", _MACHINE(row))


def people_place(key: str, version: int) -> str:
    """Of a job's people's document: the version it was written as."""
    return f"job.people.{key}\x1f{version}"


def attempt_place(column: str, row: Any) -> str:
    """Of what was said, or answered, to a call: all that is known of it. Without an outcome it is still open."""
    return _bound(f"attempt.{column}.{row['msgid']}", _ATTEMPT(row))


def open_bound(cipher: Cipher, sealed: bytes, bound: str) -> bytes:
    """A document at its place; one of an earlier version at the row and column alone. Raises DamagedDocument."""
    try:
        return cipher.open(sealed, bound)
    except DamagedDocument:
        return cipher.open(sealed, bound.partition("\x1f")[0])


def _bound(place: str, values: tuple[Any, ...]) -> str:
    return "\x1f".join([place, *[value if type(value) is str else _text(value) for value in values]])


def _text(value: Any) -> str:
    if value is None:
        return "\x00"
    return str(int(value)) if isinstance(value, bool) else str(value)
