"""Subjects (bills) that windows keep in stores of their own, told in the store that all windows share: nobody opens one
there as well, and one that was opened there unseen is not settled.

A counter for each bill and window: the keyed hash of the subject and the window in its name, the window's number as its
value. What a window told stays until that window itself has the subject's job ended void, or a person frees it: a PC
that was set up anew knows nothing of what stood on the old one.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select

from offline_queue.cipher import Cipher
from offline_queue.prepared import Prepared, Transaction
from offline_queue.schema import counter
from offline_queue.writing import Writing

__all__ = ["keep", "keeper", "missing", "set_free"]

_KEPT = "kept by a window "
_OF_WINDOW = Prepared(
    select(counter.c.name).where(counter.c.name.like(f"{_KEPT}%"), counter.c.value == bindparam("no"))
)
_OF_SUBJECT = Prepared(
    select(counter.c.value)
    .where(counter.c.name.like(bindparam("kept")), counter.c.value != bindparam("ours"))
    .order_by(counter.c.value)
)


def missing(
    tx: Transaction, cipher: Cipher, window: str, keeps: Iterable[str], freed: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Names that are still to be told, and those to be taken back."""
    told = {row.name for row in tx.execute(_OF_WINDOW, {"no": int(window)}).all()}
    names = {_name(cipher, subject, window) for subject in keeps}
    return sorted(names - told), sorted(told & {_name(cipher, subject, window) for subject in freed})


def keep(tx: Writing, window: str, add: Iterable[str], remove: Iterable[str]) -> None:
    """Tell and take back what `missing` found."""
    for name in add:
        tx.add_once(counter, name=name, value=int(window))
    for name in remove:
        tx.execute(delete(counter).where(counter.c.name == name))


def keeper(tx: Transaction, cipher: Cipher, subject: str, ours: str) -> int:
    """Another window that keeps it; 0: none."""
    asked = {"kept": f"{_KEPT}{cipher.mark(subject)} %", "ours": int(ours)}
    return tx.execute(_OF_SUBJECT, asked).scalar() or 0


def set_free(tx: Writing, cipher: Cipher, subject: str) -> None:
    """Nobody keeps it any more: a person has looked, and the window that did is gone."""
    tx.execute(delete(counter).where(counter.c.name.like(f"{_KEPT}{cipher.mark(subject)} %")))


def _name(cipher: Cipher, subject: str, window: str) -> str:
    return f"{_KEPT}{cipher.mark(subject)} {int(window)}"
