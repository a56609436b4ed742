"""One writing transaction: all or nothing, one commit, its events last.

SQLite lets one transaction write at a time. PostgreSQL lets many; there each takes the row of its lane first and the
counter of the events last, in this order everywhere, so that two never wait for each other (protocol, section 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from offline_queue.cipher import Cipher
from offline_queue.engine import translated
from offline_queue.history import append
from offline_queue.values import Event

__all__ = ["Writing", "writing"]


class Writing:
    """A transaction under way: what it does to the tables, and what it tells of it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.many = connection.dialect.name == "postgresql"  # others write at the same time
        self._told: list[tuple[str, Event]] = []

    def add_once(self, table: Table, **row: Any) -> None:
        """A row, unless it is there; also where somebody else adds it in the same moment."""
        adding = (postgresql if self.many else sqlite).insert(table).values(**row)
        self.execute(adding.on_conflict_do_nothing())

    def tell(self, key: str, events: Sequence[Event]) -> None:
        """Write these into the history of a job, at the end, in the order in which they were told."""
        self._told += [(key, event) for event in events]

    def end(self, cipher: Cipher) -> None:
        """Everything else is done."""
        append(self.connection, cipher, self._told)


@contextmanager
def writing(engine: Engine, cipher: Cipher) -> Iterator[Writing]:
    """A transaction, committed when the block ends well. Raises StoreUnavailable where the database refuses."""
    told = False
    try:
        with engine.connect() as connection:
            writer = connection.execution_options(writes=True)
            with writer.begin():
                tx = Writing(writer)
                yield tx
                tx.end(cipher)
                told = True  # what is refused from here on is the commit itself
    except DBAPIError as error:
        refused = translated(error)
        refused.maybe = told
        raise refused from error
