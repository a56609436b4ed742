"""Sealed documents that belong to no job, by name; each is bound to its name and to the version it was written as."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, bindparam, delete, func, insert, select, update

from offline_queue.cipher import Cipher
from offline_queue.prepared import Transaction
from offline_queue.schema import register
from offline_queue.writing import Writing

__all__ = ["Register", "RegisterMoved"]


class RegisterMoved(Exception):
    """Somebody else wrote this name meanwhile, or the list no longer allows it; nothing was written."""


class Register:
    """The register of one store. Every method raises StoreUnavailable where the database refuses."""

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        self._engine = engine
        self._cipher = cipher

    def all(self) -> dict[str, tuple[int, bytes]]:
        """Version and document of every name. Raises DamagedDocument."""
        with Transaction(self._engine) as looking:
            return self._opened(looking)

    def put(
        self,
        name: str,
        version: int,
        document: bytes,
        allowed: Callable[[dict[str, tuple[int, bytes]]], bool] = lambda _all: True,
    ) -> int:
        """Write it over `version` (0: it is new); its version now. `allowed` sees all of them, as they are while nobody
        else writes. Raises RegisterMoved, DamagedDocument.
        """
        row = {"new_name": name, "new_version": version + 1}
        row["new_document"] = self._cipher.seal(document, _place(name, version + 1))
        with Writing(self._engine, self._cipher) as tx:
            if tx.many:
                tx.execute(_ALONE)
            there = self._opened(tx)
            if there.get(name, (0, b""))[0] != version or not allowed(there):
                raise RegisterMoved(name)
            tx.execute(_MOVE if version else _ADD, row)
        return version + 1

    def follow(self, other: Register) -> bool:
        """Be as the register of another store that has the same key; one that is empty is not followed. Whether
        anything changed.
        """
        with Transaction(other._engine) as looking:
            theirs = _rows(looking)
        with Transaction(self._engine) as looking:
            ours = _rows(looking)
        if not theirs or theirs == ours:
            return False
        with Writing(self._engine, self._cipher) as tx:
            tx.execute(delete(register))
            for name, (version, document) in theirs.items():
                tx.execute(_ADD, {"new_name": name, "new_version": version, "new_document": document})
        return True

    def _opened(self, tx: Transaction) -> dict[str, tuple[int, bytes]]:
        return {
            name: (version, self._cipher.open(document, _place(name, version)))
            for name, (version, document) in _rows(tx).items()
        }


_NEW: dict[str, Any] = {name: bindparam(f"new_{name}") for name in ("name", "version", "document")}
_ADD = insert(register).inline().values(_NEW)
_MOVE = (
    update(register)
    .where(register.c.name == bindparam("new_name"))
    .values(version=bindparam("new_version"), document=bindparam("new_document"))
)
# Two windows that write at once: the second sees what the first one wrote. A lock of this number is ours.
_ALONE = select(func.pg_advisory_xact_lock(0x726567))


def _rows(tx: Transaction) -> dict[str, tuple[int, bytes]]:
    found = tx.execute(select(register).order_by(register.c.name)).all()
    return {row.name: (row.version, bytes(row.document)) for row in found}


def _place(name: str, version: int) -> str:
    return f"register.document.{name}\x1f{version}"
