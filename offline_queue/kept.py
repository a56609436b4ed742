"""Subjects (bills) that windows keep in stores of their own, told in the store that all windows share: nobody opens one
there as well, and one that was opened there unseen is not settled.

A counter each, with the keyed hash of the subject as its name and the window's number as its value.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, delete, select

from offline_queue.cipher import Cipher
from offline_queue.counting import at_least
from offline_queue.prepared import Prepared, Transaction
from offline_queue.schema import counter
from offline_queue.writing import Writing

__all__ = ["keep", "keeper"]

_KEPT = "kept by a window "
_KEEPER = Prepared(select(counter.c.value).where(counter.c.name == bindparam("kept")))


def keep(tx: Writing, cipher: Cipher, window: str, subjects: Iterable[str]) -> None:
    """These are what this window keeps, and no others. One that another window told before stays that one's."""
    ours = counter.c.name.startswith(_KEPT), counter.c.value == int(window)
    told = {row.name for row in tx.execute(select(counter.c.name).where(*ours)).all()}
    keeps = {_KEPT + cipher.mark(subject) for subject in subjects}
    for name in sorted(keeps - told):
        if _keeper_of(tx, name) == 0:
            at_least(tx, name, int(window))
    for name in sorted(told - keeps):
        tx.execute(delete(counter).where(counter.c.name == name))


def keeper(tx: Transaction, cipher: Cipher, subject: str) -> int:
    """The window that keeps it; 0: none."""
    return _keeper_of(tx, _KEPT + cipher.mark(subject))


def _keeper_of(tx: Transaction, name: str) -> int:
    return tx.execute(_KEEPER, {"kept": name}).scalar() or 0
