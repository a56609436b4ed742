"""What the store asks and writes for every step of every claim (`prepared`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, func, insert, or_, select, update

from offline_queue.binding import JOB_COLUMNS
from offline_queue.leases import takeable
from offline_queue.prepared import Prepared
from offline_queue.schema import attempt, job, lane, living
from offline_queue.values import Owner, State

__all__ = [
    "ADD_JOB",
    "AHEAD",
    "BILL",
    "BRING_ON",
    "FOUND_BY",
    "FREE",
    "KNOWN_LANE",
    "LANE_OF",
    "MARK",
    "OF_SUBJECT",
    "OPEN_IN_LANE",
    "OWNED",
    "PEOPLE",
    "ROW",
    "ROW_AT_ONCE",
    "STANDS",
    "WHOLE",
    "taking",
    "to",
]

_key: BindParameter[str] = bindparam("job_key")

OWNED = Prepared(
    select(*JOB_COLUMNS, lane.c.front)
    .join(lane, lane.c.lane == job.c.lane)
    .where(
        job.c.key == _key,
        lane.c.fence == bindparam("our_fence"),
        lane.c.window == bindparam("our_window"),
        lane.c.incarnation == bindparam("our_start"),
    )
    .with_for_update(of=job, key_share=True)  # a person's change waits, or we see it; SQLite has no other writer
)
OPEN_IN_LANE = Prepared(
    select(attempt.c.msgid).where(attempt.c.lane == bindparam("of_lane"), attempt.c.outcome.is_(None))
)
_LANE = select(lane.c.lane).where(lane.c.lane == bindparam("of_lane"))
KNOWN_LANE = Prepared(_LANE)
# On PostgreSQL only (writing.py): the lane first, then the job, so that two transactions never wait for each other.
ROW = Prepared(_LANE.with_for_update(key_share=True))
ROW_AT_ONCE = Prepared(_LANE.with_for_update(key_share=True, skip_locked=True))
LANE_OF = Prepared(
    select(lane.c.lane)
    .where(lane.c.lane == select(job.c.lane).where(job.c.key == _key).scalar_subquery())
    .with_for_update(key_share=True)
)
BILL = Prepared(select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("of_bill"), 0))))
OF_SUBJECT = Prepared(
    select(job.c.key, job.c.alive, job.c.state, job.c.version, job.c.people).where(
        job.c.subject == bindparam("of_bill")
    )
)
ADD_JOB = Prepared(insert(job).inline())
STANDS = Prepared(select(job.c.state).where(job.c.key == _key).with_for_update(key_share=True))
WHOLE = Prepared(select(*JOB_COLUMNS, job.c.machine).where(job.c.key == _key))
PEOPLE = Prepared(
    update(job)
    .where(job.c.key == _key, job.c.version == bindparam("on_version"))
    .values(people=bindparam("document"), version=job.c.version + 1)
)
_LEFT_AT = ("machine", "state", "reason", "engaged", "changed_at")  # no index holds any of these
FOUND_BY = frozenset({"due", "alive", "lane"})
_TO: dict[str, BindParameter[Any]] = {name: bindparam(f"to_{name}") for name in (*_LEFT_AT, *sorted(FOUND_BY))}
MARK = Prepared(update(job).where(job.c.key == _key).values({name: _TO[name] for name in _LEFT_AT}))
BRING_ON = Prepared(update(job).where(job.c.key == _key).values(_TO))
AHEAD = Prepared(
    select(
        exists(
            select(job.c.key).where(
                job.c.lane == bindparam("of_lane"),
                living(),
                job.c.key != _key,
                job.c.state != State.HELD.value,
                or_(job.c.lane_order < bindparam("our_order"), job.c.engaged),
            )
        )
    )
)
FREE = Prepared(
    update(lane)
    .where(
        lane.c.lane == bindparam("of_lane"),
        lane.c.fence == bindparam("our_fence"),
        lane.c.window == bindparam("our_window"),
        lane.c.incarnation == bindparam("our_start"),
    )
    .values(window=None, incarnation=None)
)


@lru_cache(maxsize=16)
def taking(dead: frozenset[Owner]) -> Prepared:
    """Take a lane; made once for as long as nobody else dies."""
    return Prepared(
        update(lane)
        .where(
            lane.c.lane == bindparam("of_lane"),
            takeable(bindparam("our_window"), bindparam("our_last"), dead),
        )
        .values(window=bindparam("our_window"), incarnation=bindparam("our_start"), fence=lane.c.fence + 1)
        .returning(lane.c.fence)
    )


def to(row: Mapping[str, Any]) -> dict[str, Any]:
    """The values that MARK and BRING_ON write: a row as it is to be."""
    return {f"to_{name}": row[name] for name in _TO}
