"""Counters, and the numbers of a window's starts: each moved by one statement, so that two who begin one at the same
moment are given two values, and neither is refused.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, case
from sqlalchemy.dialects import postgresql, sqlite

from offline_queue.schema import counter, owner
from offline_queue.writing import Writing

__all__ = ["at_least", "counted_on", "next_start"]


def counted_on(tx: Writing, name: str, step: int, start: int) -> int:
    """Advance a counter by `step`; `start + step` the first time."""
    moved = counter.c.value + step
    row = {"name": name, "value": start + step}
    return _written(tx, counter, row, counter.c.name, {"value": moved}, counter.c.value)


def at_least(tx: Writing, name: str, value: int) -> int:
    """A counter is at `value` or beyond from now on; where it stands then."""
    higher = case((counter.c.value < value, value), else_=counter.c.value)
    return _written(tx, counter, {"name": name, "value": value}, counter.c.name, {"value": higher}, counter.c.value)


def next_start(tx: Writing, window: str) -> int:
    """The number of a new start of a window."""
    moved = owner.c.incarnation + 1
    row = {"window": window, "incarnation": 1, "beat": 0}
    return _written(tx, owner, row, owner.c.window, {"incarnation": moved}, owner.c.incarnation)


def _written(tx: Writing, table: Table, row: dict[str, Any], key: Any, moved: dict[str, Any], told: Any) -> int:
    adding = (postgresql if tx.many else sqlite).insert(table).values(**row)
    value: int = tx.execute(adding.on_conflict_do_update(index_elements=[key], set_=moved).returning(told)).scalar_one()
    return value
