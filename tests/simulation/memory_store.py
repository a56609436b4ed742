"""The queue in memory: the interface and the commits of offline_queue.store and .reading, without a disk.

A test lays its traces beside those of the real store: one seed must give the same over both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import Any

from offline_queue.store import LaneLost, LaneTaken, SubjectAlive, VersionMoved
from offline_queue.values import (
    Attempt,
    Event,
    FreshJob,
    Intent,
    Job,
    OutcomeNote,
    Owner,
    PeopleWrite,
    Rest,
    State,
    Step,
    Written,
)

__all__ = ["MemoryStore"]

_COLUMNS = tuple(column.name for column in fields(Job))

_FARTHEST = timedelta(hours=2)
_WORKING = (State.READY, State.SENDING, State.UNCLEAR)


@dataclass(slots=True)
class _Lane:
    owner: Owner | None = None
    fence: int = 0
    front: str | None = None


@dataclass(slots=True)
class _Row:
    job: Job
    alive: bool = True
    attempts: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def _changed(job: Job, **columns: Any) -> Job:
    """What dataclasses.replace does, in half the time."""
    return Job(**{name: getattr(job, name) for name in _COLUMNS} | columns)


class MemoryStore:
    """Store and Reader in one. Nothing here fails by itself; whoever stands in front of it does."""

    def __init__(self) -> None:
        self._rows: dict[str, _Row] = {}
        self._alive: dict[str, _Row] = {}
        self._attempts: dict[str, Attempt] = {}
        self._open: dict[str, str] = {}  # lane → message id of its open call
        self._answers: dict[str, bytes] = {}
        self._lanes: dict[str, _Lane] = {}
        self._owners: dict[str, int] = {}
        self._counters: dict[str, int] = {}
        self._marks: dict[str, list[str]] = {}
        self._sequence = 0

    # --- transactions --------------------------------------------------------------------------------------------

    def start(self, window: str) -> Owner:
        number = self._owners[window] = self._owners.get(window, 0) + 1
        for lane in self._lanes.values():
            if lane.front == window:
                lane.front = None
        return Owner(window, number)

    def count(self, name: str, step: int = 1, start: int = 0) -> int:
        fresh = self._counters[name] = self._counters.get(name, start) + step
        return fresh

    def open(
        self,
        me: Owner,
        fresh: FreshJob,
        events: Sequence[Event],
        intent: Intent | None = None,
        *,
        keep: bool = False,
        beside: tuple[str, PeopleWrite] | None = None,
        may_follow: Callable[[bytes], bool] = lambda _people: True,
    ) -> int:
        assert intent is None, "nobody opens with a call"
        if beside:
            self._check_version(*beside)
        for row in self._rows.values():
            if row.job.subject == fresh.subject:
                people = row.job.people
                if beside and beside[0] == row.job.key:
                    people = beside[1].document
                if row.alive or row.job.state is not State.VOID or not may_follow(people):
                    raise SubjectAlive(row.job.key)
        if keep and not self._free_for(fresh.lane):
            raise LaneTaken(fresh.lane)
        if beside:
            self._people(*beside)
        now = max((row.at for row in events), default=fresh.due)
        job = Job(
            key=fresh.key,
            subject=fresh.subject,
            lane=fresh.lane,
            order=fresh.order,
            state=fresh.state,
            reason=fresh.reason,
            due=fresh.due,
            engaged=False,
            version=1,
            people=fresh.people,
            machine=fresh.machine,
            opened_at=now,
            changed_at=now,
        )
        row = self._rows[fresh.key] = self._alive[fresh.key] = _Row(job)
        self._append(row, events)
        if fresh.marks:
            self._marks[fresh.key] = list(fresh.marks)
        return self._take(me, fresh.lane) if keep else 0

    def take(self, me: Owner, lane_name: str) -> int:
        if not self._free_for(lane_name):
            raise LaneTaken(lane_name)
        return self._take(me, lane_name)

    def holder(self, lane_name: str) -> tuple[Owner | None, int]:
        lane = self._lanes.get(lane_name)
        return (lane.owner, lane.fence) if lane is not None else (None, 0)

    def release(self, me: Owner, lane_name: str, fence: int) -> None:
        lane = self._lanes.get(lane_name)
        if lane is not None and lane.fence == fence and lane.owner == me:
            lane.owner = None

    def front(self, lane_name: str, window: str, *, here: bool = True) -> None:
        lane = self._lanes.setdefault(lane_name, _Lane())
        if here or lane.front == window:
            lane.front = window if here else None

    def step(self, me: Owner, step: Step, *, against: str = "") -> Written:
        row = self._owned(me, step.key, step.fence)
        if row.job.state.ended:
            raise VersionMoved(step.key)
        why = against or self._against(step, row)
        if step.outcome:
            self._check_note(step.key, step.outcome)
        if not why:
            if step.people:
                self._check_version(step.key, step.people)
            if step.intent.msgid in self._attempts:
                raise LaneLost(step.key)
        self._note(row, step.outcome)
        self._append(row, step.events)
        if step.people and not why:
            self._people(step.key, step.people)
        row.job = _changed(
            row.job,
            machine=step.machine if why else step.machine_intended,
            changed_at=step.intent.at,
            state=State.READY if why else State.SENDING,
            reason="",
            engaged=step.engaged and not (bool(why) and step.intent.needs_turn),
        )
        if why:
            return Written(False, why)
        self._append(row, step.events_intended)
        intent = step.intent
        self._attempts[intent.msgid] = Attempt(
            intent.msgid, step.key, intent.kind, intent.subject, intent.target, me, intent.at
        )
        row.attempts.append(intent.msgid)
        self._open[row.job.lane] = intent.msgid
        return Written(True)

    def rest(self, me: Owner, rest: Rest, at: datetime) -> Written:
        row = self._owned(me, rest.key, rest.fence)
        if rest.outcome:
            self._check_note(rest.key, rest.outcome)
        moved = rest.people is None and rest.planned_on not in (None, row.job.version)
        if rest.people and not moved:
            self._check_version(rest.key, rest.people)
        self._note(row, rest.outcome)
        self._append(row, rest.events)
        if moved:
            idle = State.READY if row.job.state is State.SENDING else row.job.state
            row.job = _changed(row.job, machine=rest.machine, changed_at=at, state=idle, engaged=rest.engaged)
            return Written(False, "version")
        if rest.people:
            self._people(rest.key, rest.people)
        self._append(row, rest.events_rested)
        lane = row.job.lane
        row.job = _changed(
            row.job,
            machine=rest.machine,
            changed_at=at,
            state=rest.state,
            reason=rest.reason,
            engaged=rest.engaged,
            due=rest.due,
            lane=rest.lane or lane,
        )
        self._living(row, not rest.state.ended)
        if rest.release or rest.lane:
            self.release(me, lane, rest.fence)
        return Written(True)

    def person(
        self,
        key: str,
        write: PeopleWrite,
        *,
        wake: datetime | None = None,
        reopen: bool = False,
        standing: State | None = None,
    ) -> int:
        row = self._rows.get(key)
        if standing is not None and (row is None or row.job.state is not standing):
            raise VersionMoved(key)
        self._check_version(key, write)
        self._people(key, write)
        row = self._rows[key]
        sleeping = (State.HELD, State.DONE) if reopen else (State.HELD,)
        if wake is not None and (row.alive or row.job.state in sleeping):
            awake = State.READY if row.job.state in sleeping else row.job.state
            row.job = _changed(row.job, due=wake, changed_at=wake, state=awake, reason="")
            self._living(row, True)
        return write.version + 1

    def keep_answer(self, msgid: str, body: bytes, at: datetime) -> None:
        self._answers.setdefault(msgid, body)

    # --- looking -------------------------------------------------------------------------------------------------

    def job(self, key: str) -> Job | None:
        row = self._rows.get(key)
        if row is None:
            return None
        found = next((one for one in row.attempts if not self._attempts[one].outcome), None)
        return _changed(row.job, attempt=self.attempt(found)) if found else row.job

    def jobs(
        self,
        *,
        alive: bool | None = None,
        limit: int | None = None,
        changed_since: datetime | None = None,
        state: State | None = None,
    ) -> list[Job]:
        found = [
            row.job
            for row in self._rows.values()
            if (alive is None or row.alive is alive)
            and (state is None or row.job.state is state)
            and (changed_since is None or row.job.changed_at >= changed_since)
        ]
        found.sort(key=lambda job: (job.opened_at, job.key), reverse=True)
        return found[:limit]

    def lane_jobs(self, lane_name: str) -> list[Job]:
        found = [row.job for row in self._alive.values() if row.job.lane == lane_name]
        return sorted(found, key=lambda job: (job.order, job.key))

    def holders(self, marks: Sequence[str]) -> list[tuple[str, str]]:
        return [(one, key) for one in marks for key in sorted(self._marks) if one in self._marks[key]]

    def due(self, now: datetime, me: Owner, *, limit: int) -> list[tuple[str, str]]:
        found = []
        for row in self._alive.values():
            job = row.job
            if job.state not in _WORKING or now < job.due <= now + _FARTHEST:
                continue
            lane = self._lanes.get(job.lane)
            if lane is not None and (lane.front is not None or not self._free_for(job.lane)):
                continue
            others = [one.job for one in self._alive.values() if one.job.lane == job.lane and one is not row]
            if job.state is not State.SENDING:
                if any(one.state is State.SENDING for one in others):
                    continue
                ahead = (one for one in others if one.state in _WORKING and (one.order < job.order or one.engaged))
                if not job.engaged and any(ahead):
                    continue
            found.append(job)
        found.sort(key=lambda job: (job.due, job.order))
        return [(job.key, job.lane) for job in found[:limit]]

    def next_due(self) -> datetime | None:
        return min((row.job.due for row in self._alive.values() if row.job.state in _WORKING), default=None)

    def counts(self) -> dict[State, int]:
        found: dict[State, int] = {}
        for row in self._rows.values():
            found[row.job.state] = found.get(row.job.state, 0) + 1
        return found

    def attempt(self, msgid: str) -> Attempt | None:
        found = self._attempts.get(msgid)
        late = self._answers.get(msgid) if found else None
        return replace(found, late_answer=late) if found and late else found

    def attempts(self, key: str) -> list[Attempt]:
        row = self._rows.get(key)
        found: list[Any] = [self.attempt(msgid) for msgid in row.attempts] if row else []
        return sorted(found, key=lambda one: (one.at, one.msgid))

    def events(self, key: str | None = None, *, since: int = 0, limit: int | None = None) -> list[Event]:
        rows = [self._rows[key]] if key is not None else list(self._rows.values())
        found = sorted((one for row in rows for one in row.events if one.seq > since), key=lambda one: one.seq)
        return found[:limit]

    # --- inside --------------------------------------------------------------------------------------------------

    def _owned(self, me: Owner, key: str, fence: int) -> _Row:
        row = self._rows.get(key)
        lane = self._lanes.get(row.job.lane) if row else None
        if row is None or lane is None or lane.owner != me or lane.fence != fence:
            raise LaneLost(key)
        return row

    def _against(self, step: Step, row: _Row) -> str:
        if row.job.version != (step.people.version if step.people else step.planned_on):
            return "version"
        if step.background and self._lanes[row.job.lane].front is not None:
            return "front"
        open_call = self._open.get(row.job.lane)
        if open_call is not None and (step.outcome is None or step.outcome.msgid != open_call):
            return "turn"
        if step.intent.needs_turn:
            for other in self._alive.values():
                ahead = other.job.lane == row.job.lane and other is not row and other.job.state is not State.HELD
                if ahead and (other.job.order < row.job.order or other.job.engaged):
                    return "turn"
        return ""

    def _check_note(self, key: str, note: OutcomeNote) -> None:
        found = self._attempts.get(note.msgid)
        if found is None or found.job != key or found.outcome:
            raise LaneLost(key)

    def _note(self, row: _Row, note: OutcomeNote | None) -> None:
        if note is None:
            return
        self._attempts[note.msgid] = replace(
            self._attempts[note.msgid], outcome=note.outcome, code=note.code, text=note.text, answer=note.answer
        )
        if self._open.get(row.job.lane) == note.msgid:
            del self._open[row.job.lane]

    def _check_version(self, key: str, write: PeopleWrite) -> None:
        row = self._rows.get(key)
        if row is None or row.job.version != write.version:
            raise VersionMoved(key)

    def _people(self, key: str, write: PeopleWrite) -> None:
        row = self._rows[key]
        row.job = _changed(row.job, people=write.document, version=write.version + 1)
        self._append(row, write.events)
        if write.marks is not None:
            self._marks[key] = list(write.marks)

    def _append(self, row: _Row, events: Sequence[Event]) -> None:
        for one in events:
            self._sequence += 1
            n = len(row.events) + 1
            row.events.append(Event(one.at, one.who, one.what, one.detail, n, self._sequence, row.job.key))

    def _living(self, row: _Row, alive: bool) -> None:
        row.alive = alive
        if alive:
            self._alive[row.job.key] = row
        else:
            self._alive.pop(row.job.key, None)

    def _free_for(self, name: str) -> bool:
        owner = self._lanes.setdefault(name, _Lane()).owner
        return owner is None or owner.incarnation < self._owners.get(owner.window, 0)

    def _take(self, me: Owner, name: str) -> int:
        lane = self._lanes[name]
        lane.owner, lane.fence = me, lane.fence + 1
        return lane.fence
