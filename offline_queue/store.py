"""The transactions of the queue, each all or nothing (protocol, section 2: T1 to T5).

One commit is one sync. Nothing here decides what a job does next; it keeps that two owners, or a person and the
machine, cannot overwrite each other, and that no call is on its way without its intent on disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, update
from sqlalchemy.exc import DBAPIError

from offline_queue import statements as ask
from offline_queue.attempts import intend, note_outcome
from offline_queue.binding import machine_place, open_bound, people_place
from offline_queue.cipher import Cipher
from offline_queue.counting import at_least, counted_on, next_start
from offline_queue.engine import StoreUnavailable, translated
from offline_queue.kept import keep, keeper, missing, set_free
from offline_queue.leases import Dead, windows_of
from offline_queue.marks import put
from offline_queue.prepared import Transaction
from offline_queue.register import Register
from offline_queue.schema import LaterVersion, answer, lane, stamp, upgrade
from offline_queue.values import Event, FreshJob, Intent, OutcomeNote, Owner, PeopleWrite, Rest, State, Step, Written
from offline_queue.writing import Writing

__all__ = ["LaneLost", "LaneTaken", "Store", "SubjectAlive", "VersionMoved"]


class LaneLost(Exception):
    """Somebody else owns the lane now; nothing was changed."""


class LaneTaken(Exception):
    """Somebody else works in the lane."""


class SubjectAlive(Exception):
    """The same subject (bill) has a job that lives or ended well; its key is the argument. Only a void one may be
    followed by another, where its people's part lets it: a bill is settled once (protocol, invariant I1).
    """


class VersionMoved(Exception):
    """The job changed since it was shown; nothing was written."""


class Store:
    """One database of jobs, as one process uses it. Methods may be called from any thread.

    Every method raises `StoreUnavailable` where the database refuses. `dead`: owners whose lanes anybody may take.
    """

    def __init__(self, engine: Engine, cipher: Cipher, dead: Dead = frozenset) -> None:
        self._engine = engine
        self._cipher = cipher
        self._dead = dead
        self.register = Register(engine, cipher)

    def prepare(self) -> None:
        """Bring the tables to the shipped schema. A store of a later version is left alone (reason `newer`)."""
        try:
            upgrade(self._engine)
        except LaterVersion as unknown:
            raise StoreUnavailable("newer") from unknown
        except DBAPIError as error:
            raise translated(error) from error
        except UnicodeDecodeError as wrong:  # a table's own definition is no text any more
            raise StoreUnavailable("damaged") from wrong

    def start(self, window: str) -> Owner:
        """A new start of a window: its number is one higher, and nobody stands in front of it any more."""
        with self._writing() as tx:
            number = next_start(tx, window)
            tx.execute(update(lane).where(lane.c.front == window).values(front=None))
        return Owner(window, number)

    def count(self, name: str, step: int = 1, start: int = 0) -> int:
        """Advance a counter by `step` and return its new value (`start + step` the first time)."""
        with self._writing() as tx:
            return counted_on(tx, name, step, start)

    def at_least(self, name: str, value: int) -> int:
        """Move a counter to `value` where it stands below, or was never begun; where it stands then."""
        with self._writing() as tx:
            return at_least(tx, name, value)

    def keep_told(self, window: str, keeps: Iterable[str], freed: Iterable[str]) -> None:
        """What this window keeps in a store of its own: no other window opens a job of it here. `freed`: what it has
        kept, and may be opened again.
        """
        with Transaction(self._engine) as looking:
            add, remove = missing(looking, self._cipher, window, keeps, freed)
        if add or remove:
            with self._writing() as tx:
                keep(tx, window, add, remove)

    def kept_by_another(self, me: Owner, subject: str) -> int:
        """The number of another window that has told so of this subject; 0: none."""
        with Transaction(self._engine) as looking:
            return keeper(looking, self._cipher, subject, me.window)

    def set_free(self, subject: str) -> None:
        """No window keeps it any more: that one is gone, and a person has looked."""
        with self._writing() as tx:
            set_free(tx, self._cipher, subject)

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
        """T1: the job, with the first intent and the lane where a call follows at once. Returns the lane's fence.

        `keep` takes the lane for `me`, with or without an intent. `beside`: a person's change of another job, by its
        key, that stands or falls with this one. `may_follow`: whether the subject of a void job may have another, by
        its people's document.

        Raises:
            StoreUnavailable("kept 2"): another window keeps it in a store of its own (`keep_told`).
            SubjectAlive: its bill has a job. LaneTaken: somebody else works in the lane. VersionMoved: `beside` moved.
        """
        with self._writing() as tx:
            if tx.many:  # the same bill at two windows: the second waits, and finds the first one's job
                tx.execute(ask.BILL, {"of_bill": fresh.subject})
                if by := keeper(tx, self._cipher, fresh.subject, me.window):
                    raise StoreUnavailable(f"kept {by}")
            if keep or intent:
                self._lock(tx, fresh.lane)
            if beside:
                self._people(tx, *beside)
            for other in tx.rows(ask.OF_SUBJECT, {"of_bill": fresh.subject}):
                void = not other.alive and other.state == State.VOID
                place = people_place(other.key, other.version)
                if not void or not may_follow(open_bound(self._cipher, other.people, place)):
                    raise SubjectAlive(other.key)
            due, flag = stamp(fresh.due), bool if tx.many else int
            latest = max([row.at for row in events], default=fresh.due)
            at = due if latest == fresh.due else stamp(latest)  # as a rule it is; a time is dearer than it looks
            row: dict[str, Any] = {
                "key": fresh.key,
                "subject": fresh.subject,
                "lane": fresh.lane,
                "lane_order": fresh.order,
                "state": (State.SENDING if intent else fresh.state).value,
                "reason": fresh.reason,
                "due": due,
                # As the driver has them: what it must convert first it looks up in its list of adapters, each time.
                "alive": flag(True),
                "engaged": flag(False),
                "version": 1,
                "opened_at": at,
                "changed_at": at,
            }
            row["machine"] = self._cipher.seal(fresh.machine, machine_place(row))
            row["people"] = self._cipher.seal(fresh.people, people_place(fresh.key, 1))
            tx.write(ask.ADD_JOB, row)
            tx.tell(fresh.key, events, first=True)
            if fresh.marks:
                put(tx, self._cipher, fresh.key, fresh.marks)
            if not (keep or intent):
                return 0
            fence = self._take(tx, me, fresh.lane)
            if intent:
                if intent.needs_turn and not self._has_turn(tx, fresh.key, fresh.lane, fresh.order):
                    raise LaneTaken(fresh.lane)
                self._intend(tx, me, fence, fresh.key, fresh.lane, intent)
            return fence

    def take(self, me: Owner, lane_name: str) -> int:
        """Take a lane that is free or was left by an earlier start of this window: its new fence. Raises LaneTaken."""
        with self._writing() as tx:
            if not self._lock(tx, lane_name, wait=False):
                raise LaneTaken(lane_name)
            return self._take(tx, me, lane_name)

    def release(self, me: Owner, lane_name: str, fence: int) -> None:
        """Leave a lane; no effect where it is ours no longer."""
        with self._writing() as tx:
            self._free(tx, me, lane_name, fence)

    def front(self, lane_name: str, window: str, *, here: bool = True) -> None:
        """Say that the lane's person stands at a window: background work leaves it alone. Not `here`: has left, unless
        they stand at another one by now.
        """
        with self._writing() as tx:
            self._ensure_lane(tx, lane_name)
            ours = update(lane).where(lane.c.lane == lane_name)
            tx.execute(ours.values(front=window) if here else ours.where(lane.c.front == window).values(front=None))

    def step(self, me: Owner, step: Step, *, against: str = "") -> Written:
        """T2: outcome and next intent in one commit. The intent is left out where its conditions moved, or where the
        caller knows something `against` it.

        Raises:
            LaneLost: the fence moved; nothing was written.
            VersionMoved: `step.people` came too late, or the job has ended.
        """
        with self._writing() as tx:
            row = self._owned(tx, me, step.key, step.fence)
            if not row.alive:  # an end is undone by a person's wish alone (`person`, reopen)
                raise VersionMoved(step.key)
            self._note(tx, step.key, step.outcome)
            why = against or self._against(tx, step, row)
            tx.tell(step.key, step.events)
            if step.people and not why:
                self._people(tx, step.key, step.people)
            self._machine(
                tx,
                row,
                step.machine if why else step.machine_intended,
                at=step.intent.at,
                state=State.READY if why else State.SENDING,
                reason="",
                # What was not opened is not held: the flag would keep the older jobs of the lane waiting for nothing.
                engaged=step.engaged and not (why and step.intent.needs_turn),
            )
            if why:
                return Written(False, why)
            tx.tell(step.key, step.events_intended)
            self._intend(tx, me, step.fence, step.key, row.lane, step.intent)
            return Written(True)

    def rest(self, me: Owner, rest: Rest, at: datetime) -> Written:
        """T3: outcome, state, and the lane freed (or kept for the window). Where a person changed the job since it was
        planned only the outcome is written: the lane stays, and the job is planned again.

        Raises:
            LaneLost: the fence moved; nothing was written. VersionMoved: `rest.people` came too late.
        """
        with self._writing() as tx:
            row = self._owned(tx, me, rest.key, rest.fence)
            self._note(tx, rest.key, rest.outcome)
            tx.tell(rest.key, rest.events)
            if rest.people is None and rest.planned_on not in (None, row.version):
                idle = State.READY if row.state == State.SENDING else row.state
                self._machine(tx, row, rest.machine, at=at, state=idle, engaged=rest.engaged)
                return Written(False, "version")
            if rest.people:
                self._people(tx, rest.key, rest.people)
            tx.tell(rest.key, rest.events_rested)
            moved = {"lane": rest.lane} if rest.lane else {}
            self._machine(
                tx,
                row,
                rest.machine,
                at=at,
                state=rest.state,
                reason=rest.reason,
                engaged=rest.engaged,
                due=stamp(rest.due),
                alive=not rest.state.ended,
                **moved,
            )
            if rest.release or rest.lane:
                self._free(tx, me, row.lane, rest.fence)
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
        """T4: a person's change. `wake` makes a held job due again; `reopen` also a done one, that is to be undone.
        `standing`: the state it must still be in; the machine's own writes do not move the version. Returns the new
        version. Raises VersionMoved: the job changed since it was shown.
        """
        with self._writing() as tx:
            if standing is not None and tx.execute(ask.STANDS, {"job_key": key}).scalar() != standing:
                raise VersionMoved(key)
            self._people(tx, key, write)
            if wake is not None:
                self._wake(tx, key, wake, (State.HELD, State.DONE) if reopen else (State.HELD,))
        return write.version + 1

    def keep_answer(self, msgid: str, body: bytes, at: datetime) -> None:
        """T5: an answer heard by somebody who no longer owns the lane. The first one stays."""
        with self._writing() as tx:
            tx.add_once(answer, msgid=msgid, body=self._cipher.seal(body, f"answer.body.{msgid}"), at=stamp(at))

    def _writing(self) -> Writing:
        return Writing(self._engine, self._cipher)

    def _owned(self, tx: Writing, me: Owner, key: str, fence: int) -> Any:
        if tx.many:
            tx.execute(ask.LANE_OF, {"job_key": key})
        mine = {"job_key": key, "our_fence": fence, "our_window": me.window, "our_start": me.incarnation}
        row = tx.execute(ask.OWNED, mine).one_or_none()
        if row is None:
            raise LaneLost(key)
        return row

    def _against(self, tx: Writing, step: Step, row: Any) -> str:
        """What stands against the intent half; empty when nothing does."""
        if row.version != (step.people.version if step.people else step.planned_on):
            return "version"
        if step.background and row.front is not None and row.front not in windows_of(self._dead()):
            return "front"
        # An open call of the lane is looked at before anything else (protocol, section 7).
        if tx.execute(ask.OPEN_IN_LANE, {"of_lane": row.lane}).first():
            return "turn"
        if step.intent.needs_turn and not self._has_turn(tx, step.key, row.lane, row.lane_order):
            return "turn"
        return ""

    def _has_turn(self, tx: Writing, key: str, lane_name: str, order: str) -> bool:
        asked = {"of_lane": lane_name, "job_key": key, "our_order": order}
        return not tx.execute(ask.AHEAD, asked).scalar()

    def _intend(self, tx: Writing, me: Owner, fence: int, key: str, lane_name: str, intent: Intent) -> None:
        if not intend(tx, self._cipher, me, fence, key, lane_name, intent):
            raise LaneLost(key)  # whoever planned this did not know all

    def _note(self, tx: Writing, key: str, note: OutcomeNote | None) -> None:
        if note is not None and not note_outcome(tx, self._cipher, key, note):
            raise LaneLost(key)

    def _machine(self, tx: Writing, row: Any, document: bytes, *, at: datetime, **columns: Any) -> None:
        columns["changed_at"] = stamp(at)
        whole = row._asdict() | columns
        whole["machine"] = self._cipher.seal(document, machine_place(whole))
        moved = not ask.FOUND_BY.isdisjoint(columns)
        tx.write(ask.BRING_ON if moved else ask.MARK, {"job_key": row.key, **ask.to(whole)})

    def _wake(self, tx: Writing, key: str, at: datetime, sleeping: tuple[State, ...]) -> None:
        row = tx.execute(ask.WHOLE, {"job_key": key}).one()
        asleep = row.state in sleeping
        if asleep or row.alive:
            document = open_bound(self._cipher, row.machine, machine_place(row._asdict()))
            state = State.READY if asleep else row.state
            self._machine(tx, row, document, at=at, due=stamp(at), state=state, reason="", alive=True)

    def _people(self, tx: Writing, key: str, write: PeopleWrite) -> None:
        document = self._cipher.seal(write.document, people_place(key, write.version + 1))
        written = tx.execute(ask.PEOPLE, {"job_key": key, "on_version": write.version, "document": document})
        if written.rowcount != 1:
            raise VersionMoved(key)
        tx.tell(key, write.events)
        put(tx, self._cipher, key, write.marks)

    def _ensure_lane(self, tx: Writing, name: str) -> None:
        if tx.execute(ask.KNOWN_LANE, {"of_lane": name}).first() is None:
            tx.add_once(lane, lane=name, fence=0)

    def _lock(self, tx: Writing, name: str, *, wait: bool = True) -> bool:
        """Have the lane's row for this transaction. False: somebody works in it this moment, and we do not `wait`."""
        self._ensure_lane(tx, name)
        return not tx.many or tx.execute(ask.ROW if wait else ask.ROW_AT_ONCE, {"of_lane": name}).first() is not None

    def _take(self, tx: Writing, me: Owner, name: str) -> int:
        ours = {"our_window": me.window, "our_start": me.incarnation, "our_last": me.incarnation - 1}
        taken: int | None = tx.execute(ask.taking(self._dead()), {"of_lane": name, **ours}).scalar()
        if taken is None:
            raise LaneTaken(name)
        return taken

    def _free(self, tx: Writing, me: Owner, name: str, fence: int) -> None:
        ours = {"our_fence": fence, "our_window": me.window, "our_start": me.incarnation}
        tx.write(ask.FREE, {"of_lane": name, **ours})
