"""One writing transaction: all or nothing, one commit, its events last.

SQLite lets one transaction write at a time. PostgreSQL lets many; there each takes the row of its lane first and the
counter of the events last, in this order everywhere, so that two never wait for each other (protocol, section 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, Table, bindparam
from sqlalchemy.dialects import postgresql, sqlite

from offline_queue.cipher import Cipher
from offline_queue.history import Told, append
from offline_queue.prepared import Prepared, Transaction
from offline_queue.values import Event

__all__ = ["Writing"]


class Writing(Transaction):
    """A transaction under way: what it does to the tables, and what it tells of it. Committed when its block ends
    well. Raises StoreUnavailable where the database refuses.
    """

    def __init__(self, engine: Engine, cipher: Cipher) -> None:
        super().__init__(engine, writes=True)
        self.many = self.dialect.name == "postgresql"  # others write at the same time
        self._cipher = cipher
        self._told: list[Told] = []

    def add_once(self, table: Table, **row: Any) -> None:
        """A row, unless it is there; also where somebody else adds it in the same moment."""
        self.execute(_adding(table, tuple(row), self.many), {f"new_{name}": value for name, value in row.items()})

    def tell(self, key: str, events: Sequence[Event], *, first: bool = False) -> None:
        """Write these into the history of a job, at the end, in the order in which they were told. `first`: the job
        was opened in this transaction.
        """
        self._told += [Told(key, event, first) for event in events]

    def _finish(self) -> None:
        append(self, self._cipher, self._told)


@lru_cache(maxsize=16)
def _adding(table: Table, names: tuple[str, ...], many: bool) -> Prepared:
    adding = (postgresql if many else sqlite).insert(table).values({name: bindparam(f"new_{name}") for name in names})
    return Prepared(adding.on_conflict_do_nothing())
