"""Looking at the queue without changing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Engine, Row, bindparam, exists, func, or_, select
from sqlalchemy.exc import DBAPIError

from offline_queue.binding import attempt_place, machine_place, open_bound, people_place
from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import translated
from offline_queue.history import read_events
from offline_queue.leases import Dead, takeable, unattended
from offline_queue.prepared import Prepared, Transaction
from offline_queue.schema import answer, attempt, counter, event, job, lane, living, mark, moment, stamp
from offline_queue.values import Attempt, Event, Job, Owner, State

__all__ = ["Reader"]

_AT_ONCE = 500  # of the names an IN may hold
_FARTHEST = timedelta(hours=2)  # the longest rest is the watch over an unclear call, at most a little over an hour
# Made once: every step of every claim reads its job, and to make these takes longer than the database needs for them.
_CALLS = select(attempt, answer.c.body).outerjoin(answer, answer.c.msgid == attempt.c.msgid)
_JOB = Prepared(select(job).where(job.c.key == bindparam("of_key")))
_OPEN_CALL = Prepared(_CALLS.where(attempt.c.job == bindparam("of_key"), attempt.c.outcome.is_(None)))
_CALL = Prepared(_CALLS.where(attempt.c.msgid == bindparam("of_msgid")))
_WRITTEN_LAST = Prepared(select(event.c.job).order_by(event.c.seq.desc()).limit(bindparam("most")))
_SOME = Prepared(select(job.c.key).limit(bindparam("most")))
_WORKING = (State.READY, State.SENDING, State.UNCLEAR)
_WORKS = job.c.state.in_([state.value for state in _WORKING])
_NEXT_DUE = Prepared(select(func.min(job.c.due).label("due")).where(living(), _WORKS))
_LIVE = Prepared(select(job.c.key, job.c.version).where(living(), _WORKS))


class Reader:
    """Reads jobs, attempts and events. Raises `StoreUnavailable` where the database refuses, and `DamagedDocument`
    where a document does not open. `dead`: owners whose lanes anybody may take.
    """

    def __init__(self, engine: Engine, cipher: Cipher, dead: Dead = frozenset) -> None:
        # What is read in one transaction is of one moment. SQLite has it so; PostgreSQL must be asked.
        self._engine = (
            engine.execution_options(isolation_level="REPEATABLE READ")
            if engine.dialect.name == "postgresql"
            else engine
        )
        self._cipher = cipher
        self._dead = dead

    def job(self, key: str) -> Job | None:
        """One job with its open attempt, if it has one."""
        rows, found = self._together(_JOB, _OPEN_CALL, of_key=key)
        if not rows:
            return None
        job_found = self._job(rows[0], self._attempt(found[0]) if found else None)
        if job_found.state is State.SENDING and not found:
            # The two are written together: without its call it would be planned as if nothing were on its way.
            raise DamagedDocument(f"the open call of {key} is missing")
        return job_found

    def jobs(
        self,
        *,
        alive: bool | None = None,
        limit: int | None = None,
        changed_since: datetime | None = None,
        state: State | None = None,
    ) -> list[Job]:
        """Jobs, youngest first."""
        query = select(job).order_by(job.c.opened_at.desc(), job.c.key.desc())
        if alive is not None:
            query = query.where(job.c.alive == alive)
        if state is not None:
            query = query.where(job.c.state == state)
        if changed_since is not None:
            query = query.where(job.c.changed_at >= stamp(changed_since))
        if limit is not None:
            query = query.limit(limit)
        return [self._job(row, None) for row in self._rows(query)]

    def of_subject(self, subject: str) -> list[Job]:
        """Every job of a bill, ended ones included."""
        return [self._job(row, None) for row in self._rows(select(job).where(job.c.subject == subject))]

    def living_subjects(self) -> dict[str, str]:
        """Subject of every living job, by key; opens none."""
        return {row.key: row.subject for row in self._rows(select(job.c.key, job.c.subject).where(living()))}

    def ended(self, *, limit: int) -> list[str]:
        """Keys of jobs that ended, the youngest first; opens none."""
        query = select(job.c.key).where(~living()).order_by(job.c.opened_at.desc(), job.c.key.desc())
        return [row.key for row in self._rows(query.limit(limit))]

    def place(self, key: str) -> tuple[str, str, str] | None:
        """Lane, order and subject of a job; None: there is none here. Opens nothing."""
        rows = self._rows(select(job.c.lane, job.c.lane_order, job.c.subject).where(job.c.key == key))
        return (rows[0].lane, rows[0].lane_order, rows[0].subject) if rows else None

    def ahead(self, lane_name: str, order: str, key: str) -> bool:
        """Whether a job of the lane goes before one of another store (`order`, `key`) that would open something new."""
        first = or_(job.c.lane_order < order, job.c.engaged)
        others = select(job.c.key).where(job.c.lane == lane_name, living(), job.c.key != key, job.c.state != State.HELD)
        return bool(self._rows(others.where(first).limit(1)))

    def barring(self, may_follow: Callable[[bytes], bool]) -> tuple[set[str], set[str]]:
        """Every subject that is not to have another job, and those that had one and may. `may_follow`: as of
        `Store.open`; of a void job that cannot be read nobody knows, and it bars.
        """
        barred = {
            row.subject for row in self._rows(select(job.c.subject).where(or_(living(), job.c.state != State.VOID)))
        }
        void = select(job.c.subject, job.c.key, job.c.version, job.c.people).where(job.c.state == State.VOID, ~living())
        voids = self._rows(void)
        for row in voids:
            try:
                follows = may_follow(open_bound(self._cipher, row.people, people_place(row.key, row.version)))
            except DamagedDocument:
                follows = False
            if not follows:
                barred.add(row.subject)
        return barred, {row.subject for row in voids} - barred

    def keys(self, *, limit: int) -> list[str]:
        """Keys of jobs, those written of last before any others; few are looked at, however many there are."""
        last, some = self._together(_WRITTEN_LAST, _SOME, most=limit)
        return list(dict.fromkeys(row[0] for row in [*last, *some]))[:limit]

    def working(self) -> list[tuple[str, int]]:
        """(key, version) of every job that goes on by itself; opens none."""
        return [(row.key, row.version) for row in self._together(_LIVE)[0]]

    def lane_jobs(self, lane_name: str) -> list[Job]:
        """The living jobs of a lane, oldest first."""
        query = select(job).where(job.c.lane == lane_name, living()).order_by(job.c.lane_order, job.c.key)
        return [self._job(row, None) for row in self._rows(query)]

    def holder(self, lane_name: str) -> tuple[Owner | None, int]:
        """Who works in a lane, and its fence; None and 0 where it was never taken."""
        rows = self._rows(select(lane.c.window, lane.c.incarnation, lane.c.fence).where(lane.c.lane == lane_name))
        if not rows:
            return None, 0
        owner = None if rows[0].window is None else Owner(rows[0].window, rows[0].incarnation)
        return owner, rows[0].fence

    def holders(self, marks: Sequence[str]) -> list[tuple[str, str]]:
        """(mark, key) of every job that holds one of these, ended ones included."""
        found = []
        for begin in range(0, len(marks), _AT_ONCE):
            plain = {self._cipher.mark(one): one for one in marks[begin : begin + _AT_ONCE]}
            query = select(mark.c.mark, mark.c.job).where(mark.c.mark.in_(plain)).order_by(mark.c.job)
            found += [(plain[row.mark], row.job) for row in self._rows(query)]
        return found

    def due(self, now: datetime, me: Owner, *, limit: int) -> list[tuple[str, str]]:
        """(key, lane) of jobs that background work may take up now: due, first of their lane, lane free, nobody in
        front. A held job is passed (DESIGN, section 3, "Lanes").

        A job that holds something on the far side goes on whatever is older: the older one waits for it, and two that
        wait for each other would wait for ever.

        What is due farther ahead than anything rests was put to rest by a clock that was wrong: that is due as well.
        """
        dead = self._dead()
        asked: dict[str, Any] = {"our_window": me.window, "our_last": me.incarnation - 1, "most": limit}
        found = self._together(_due(dead, later=False), then=stamp(now), **asked)[0]
        if len(found) < limit:
            asked["most"] -= len(found)
            found = [*found, *self._together(_due(dead, later=True), then=stamp(now + _FARTHEST), **asked)[0]]
        return [(row.key, row.lane) for row in found]

    def next_due(self) -> datetime | None:
        """When the earliest waiting job is due; None where none waits."""
        rows = self._together(_NEXT_DUE)[0]
        return moment(rows[0].due) if rows and rows[0].due else None

    def counts(self) -> dict[State, int]:
        """How many jobs stand in each state; ended ones included."""
        rows = self._rows(select(job.c.state, func.count().label("n")).group_by(job.c.state))
        return {State(row.state): row.n for row in rows}

    def attempt(self, msgid: str) -> Attempt | None:
        """One call attempt, with the answer somebody may have heard late."""
        rows = self._together(_CALL, of_msgid=msgid)[0]
        return self._attempt(rows[0]) if rows else None

    def attempts(self, key: str) -> list[Attempt]:
        """Every call attempt of a job, oldest first."""
        query = _CALLS.where(attempt.c.job == key).order_by(attempt.c.at, attempt.c.msgid)
        return [self._attempt(row) for row in self._rows(query)]

    def events(self, key: str | None = None, *, since: int = 0, limit: int | None = None) -> list[Event]:
        """Event rows after number `since`, of one job or of all: a feed without gaps, read at least once.

        Raises FeedBehind: `since` is beyond the last number.
        """
        return read_events(self._engine, self._cipher, key, since=since, limit=limit)

    def counted(self, name: str) -> int | None:
        """A counter's value as it stands; None: never begun."""
        rows = self._rows(select(counter.c.value).where(counter.c.name == name))
        return rows[0].value if rows else None

    def _rows(self, query: Any) -> Sequence[Row[Any]]:
        try:
            with self._engine.connect() as connection:
                return connection.execute(query).all()
        except DBAPIError as error:
            raise translated(error) from error
        except UnicodeDecodeError as wrong:
            raise DamagedDocument("a row holds what is no text") from wrong

    def _together(self, *queries: Prepared, **given: Any) -> list[Sequence[Any]]:
        """The rows of each, of one moment: in one transaction, so that nothing is written between them."""
        try:
            with Transaction(self._engine) as looking:
                return [looking.execute(query, given).all() for query in queries]
        except UnicodeDecodeError as wrong:
            raise DamagedDocument("a row holds what is no text") from wrong

    def _job(self, row: Row[Any], open_attempt: Attempt | None) -> Job:
        # Sealed with the columns beside them, the documents speak for these too: they are opened first.
        people = open_bound(self._cipher, row.people, people_place(row.key, row.version))
        machine = open_bound(self._cipher, row.machine, machine_place(row._mapping))
        with _readable(f"job.{row.key}"):
            return Job(
                key=row.key,
                subject=row.subject,
                lane=row.lane,
                order=row.lane_order,
                state=State(row.state),
                reason=row.reason,
                due=moment(row.due),
                engaged=bool(row.engaged),
                version=row.version,
                people=people,
                machine=machine,
                opened_at=moment(row.opened_at),
                changed_at=moment(row.changed_at),
                attempt=open_attempt,
            )

    def _attempt(self, row: Row[Any]) -> Attempt:
        def opened(column: str) -> bytes:
            sealed: bytes | None = getattr(row, column)
            return open_bound(self._cipher, sealed, attempt_place(column, row._mapping)) if sealed else b""

        said, heard = opened("said"), opened("answer")
        late = self._cipher.open(row.body, f"answer.body.{row.msgid}") if row.body else b""
        with _readable(f"attempt.{row.msgid}"):
            return Attempt(
                msgid=row.msgid,
                job=row.job,
                kind=row.kind,
                subject=row.subject,
                target=row.target,
                owner=Owner(row.window, row.incarnation),
                at=moment(row.at),
                outcome=row.outcome or "",
                code=row.code or "",
                text=said.decode(),
                answer=heard,
                late_answer=late,
            )


@lru_cache(maxsize=16)
def _due(dead: frozenset[Owner], *, later: bool) -> Prepared:
    """What background work may take up, by the time `then`; made once for as long as nobody else dies."""
    other = job.alias("other")
    others = select(other.c.key).where(other.c.lane == job.c.lane, living("other"), other.c.key != job.c.key)
    # An open call of the lane is looked at before anything else (protocol, section 7).
    sending = others.where(other.c.state == State.SENDING)
    ahead = others.where(other.c.state.in_(_WORKING), or_(other.c.lane_order < job.c.lane_order, other.c.engaged))
    then: BindParameter[str] = bindparam("then")
    return Prepared(
        select(job.c.key, job.c.lane)
        .outerjoin(lane, lane.c.lane == job.c.lane)
        .where(living(), job.c.state.in_(_WORKING), job.c.due > then if later else job.c.due <= then)
        .where(unattended(dead))
        .where(takeable(bindparam("our_window"), bindparam("our_last"), dead))
        .where(or_(job.c.state == State.SENDING, ~exists(sending) & or_(job.c.engaged, ~exists(ahead))))
        .order_by(job.c.due, job.c.lane_order)
        .limit(bindparam("most"))
    )


@contextmanager
def _readable(place: str) -> Iterator[None]:
    """What a column of an earlier version holds after damage may be no value of its kind."""
    try:
        yield
    except (TypeError, ValueError) as wrong:
        raise DamagedDocument(f"the row at {place} cannot be read") from wrong
