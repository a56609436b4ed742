"""The claims on record: the queue's jobs, opened as claims and written back as documents."""

from __future__ import annotations

import hashlib
import hmac
import logging
from datetime import UTC, datetime

from counter_app.desk import clock
from counter_app.desk.claim import Claim, MachinePart, PeoplePart
from counter_app.desk.documents import UnreadableDocument, from_document, to_document
from counter_app.desk.folding import Reading
from counter_app.desk.sold_codes import changed as changed_part
from counter_app.desk.sold_codes import codes_of, sold_again
from counter_app.desk.ticket_limits import WaitingTicket
from counter_app.model.settlement import Settlement
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.reading import Reader
from offline_queue.store import Store
from offline_queue.values import Attempt, Event, FreshJob, Job, Owner, Rest, State, Step, Written

__all__ = ["Books", "ClaimMissing", "lane_of"]

_log = logging.getLogger(__name__)


class ClaimMissing(Exception):
    """No claim has this key."""


def lane_of(id_number: str, key: bytes) -> str:
    """The lane of a person: a keyed hash of the ID number as 1101 returns it (protocol, section 6)."""
    return hmac.new(key, b"lane\x00" + id_number.upper().encode(), hashlib.sha256).hexdigest()[:32]


class Books:
    """This process's view of one store. `me`: window and start number."""

    def __init__(self, store: Store, reader: Reader, me: Owner, reading: Reading) -> None:
        self._store = store
        self._reader = reader
        self.me = me
        self._reading = reading
        self._fences: dict[str, int] = {}  # of each lane the last one we were told
        self._unsure: set[str] = set()
        self._tickets: dict[str, tuple[int, WaitingTicket | None]] = {}  # by key, of the version they were read of

    def claim(self, key: str) -> Claim:
        """A claim as it stands. Raises ClaimMissing, UnreadableDocument, DamagedDocument, StoreUnavailable."""
        job = self._reader.job(key)
        if job is None:
            raise ClaimMissing(key)
        return self._claim(job)

    def claims(
        self,
        *,
        alive: bool | None = None,
        limit: int | None = None,
        changed_since: datetime | None = None,
        state: State | None = None,
        whole: bool = False,  # noqa: ARG002
    ) -> list[Claim]:
        """Claims, youngest first. `whole`: who counts them has to see every one (`both_books`)."""
        jobs = self._reader.jobs(alive=alive, limit=limit, changed_since=changed_since, state=state)
        return [self._claim(job) for job in jobs]

    def lane_claims(self, lane: str) -> list[Claim]:
        """The living claims of a person, oldest first."""
        return [self._claim(job) for job in self._reader.lane_jobs(lane)]

    def waiting_tickets(self) -> list[WaitingTicket]:
        """What was made up and waits for the line. What a person's change has not touched is not opened again. Raises
        StoreUnavailable.
        """
        known = self._tickets
        found: dict[str, tuple[int, WaitingTicket | None]] = {}
        for key, version in self._reader.working():
            before = known.get(key)
            found[key] = before if before and before[0] == version else (version, self._ticket(key))
        self._tickets = found  # whole: another thread may be reading them
        return [ticket for _, ticket in found.values() if ticket is not None]

    def _ticket(self, key: str) -> WaitingTicket | None:
        try:
            people = self.claim(key).people
        except (ClaimMissing, DamagedDocument, UnreadableDocument):
            return None  # whoever reads that one is told so
        return WaitingTicket(people.total, people.ticket_at) if people.ticket_at is not None else None

    def due(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """(key, lane) of claims that background work may take up."""
        return self._reader.due(now, self.me, limit=limit)

    def next_due(self) -> datetime | None:
        """When the earliest waiting claim is due."""
        return self._reader.next_due()

    def counts(self) -> dict[State, int]:
        """Claims by state."""
        return self._reader.counts()

    def events(self, key: str) -> list[Event]:
        """A claim's history, oldest first."""
        return self._reader.events(key)

    def feed(self, since: int, limit: int) -> list[Event]:
        """Events of all claims after number `since`, without holes. Raises FeedBehind, DamagedDocument."""
        return self._reader.events(since=since, limit=limit)

    def counted(self, name: str) -> int | None:
        """A counter of the store; None: never begun."""
        return self._reader.counted(name)

    def attempts(self, key: str) -> list[Attempt]:
        """A claim's calls, oldest first."""
        return self._reader.attempts(key)

    def whose(self, msgid: str) -> str:
        """The claim that a message id was written for; empty where it is not on record here."""
        attempt = self._reader.attempt(msgid)
        return attempt.job if attempt else ""

    def is_lost(self, msgid: str) -> bool:
        """Whether a call is on record as one whose answer nobody heard."""
        attempt = self._reader.attempt(msgid)
        return attempt is not None and attempt.outcome == "lost"

    def has(self, key: str) -> bool:
        """Whether this store holds the claim; opens nothing."""
        return self._reader.place(key) is not None

    def place(self, key: str) -> tuple[str, str, str]:
        """Lane, order and bill of a claim; opens nothing. Raises ClaimMissing."""
        place = self._reader.place(key)
        if place is None:
            raise ClaimMissing(key)
        return place

    def ahead(self, lane: str, order: str, key: str) -> bool:
        """Whether a claim of the person here goes before one of another store."""
        return self._reader.ahead(lane, order, key)

    def of_bill(self, bill: str) -> list[Claim]:
        """Every claim of a bill, ended ones included."""
        return [self._claim(job) for job in self._reader.of_subject(bill)]

    def barring(self, bill: str) -> str:
        """The claim by which this bill is not to have another one; empty where there is none."""
        for job in self._reader.of_subject(bill):
            if not job.state.ended or job.state is not State.VOID or not _may_follow(job.people):
                return job.key
        return ""

    def all_barring(self) -> tuple[set[str], set[str]]:
        """Every bill that is not to have another claim, and those that had one and may."""

        def may_follow(document: bytes) -> bool:
            try:
                return _may_follow(document)
            except UnreadableDocument:
                return False

        return self._reader.barring(may_follow)

    def kept_by_another(self, bill: str) -> int:
        """The number of another window that has it in a store of its own, as it told this one; 0: none."""
        return self._store.kept_by_another(self.me, bill)

    def set_free(self, bill: str) -> None:
        """No window keeps it any more: that one is gone, and a person has looked."""
        self._store.set_free(bill)

    def sellers(self, claim: Claim) -> list[tuple[str, str]]:
        """(trace code, claim) of all here that sold a code of this one's."""
        return self._reader.holders(codes_of(claim.people.charges))

    def sold_again(self, claim: Claim) -> list[str]:
        """A sentence for each line whose trace code another claim here has sold. Raises StoreUnavailable."""
        held = self.sellers(claim)
        others = {}
        for key in dict.fromkeys(key for _, key in held if key != claim.key):
            try:
                others[key] = self.claim(key)
            except (DamagedDocument, UnreadableDocument):
                # Whoever reads that one is told so. A healthy claim need not wait for its backup.
                _log.warning("claim %s cannot be read: whether it sold a code is not known", key)
        return sold_again(claim, [(code, others[key]) for code, key in held if key in others])

    def open(
        self,
        key: str,
        lane: str,
        people: PeoplePart,
        machine: MachinePart,
        event: Event,
        *,
        keep: bool,
        beside: tuple[Claim, PeoplePart] | None = None,
    ) -> int:
        """T1 without a first call. `keep` takes the lane. `beside`: a person's change of another claim in the same
        commit. Raises SubjectAlive (of a void claim as well, where it was paid for a claim by hand or still leaves a
        remainder), LaneTaken, VersionMoved, StoreUnavailable ("kept": another window has the bill in its own store).
        """
        fresh = FreshJob(
            key=key,
            subject=people.bill,
            lane=lane,
            order=f"{people.visit.date.astimezone(UTC):%Y%m%d%H%M%S} {event.at.astimezone(UTC):%Y%m%d%H%M%S%f} {key}",
            state=State.READY,
            people=to_document(people),
            machine=to_document(machine),
            due=event.at,
            marks=codes_of(people.charges),
        )
        other = None
        if beside:
            claim, changed = beside
            other = claim.key, changed_part(claim.people, changed, claim.version, (event,))
        try:
            fence = self._store.open(self.me, fresh, (event,), keep=keep, beside=other, may_follow=_may_follow)
        except StoreUnavailable:
            self._unsure |= {lane} if keep else set()
            raise
        if keep:
            self._fences[lane] = fence
        return fence

    def change(
        self,
        claim: Claim,
        people: PeoplePart,
        event: Event,
        *,
        wake: datetime | None = None,
        reopen: bool = False,
        as_it_stands: bool = False,
    ) -> int:
        """T4: a person's change on top of the claim as it was shown. `as_it_stands`: only while the machine has not
        brought it on either, since money hangs on what was read of it. Raises VersionMoved.
        """
        write = changed_part(claim.people, people, claim.version, (event,))
        standing = claim.state if as_it_stands else None
        return self._store.person(claim.key, write, wake=wake, reopen=reopen, standing=standing)

    def drawn(self, key: str) -> str:
        """A new claim's key."""
        return key

    def living_bills(self) -> dict[str, str]:
        """Bills of the claims that live, by key; opens none."""
        return self._reader.living_subjects()

    def ended(self, limit: int) -> list[str]:
        """Keys of the claims that ended, the youngest first; opens none."""
        return self._reader.ended(limit=limit)

    def take(self, lane: str, key: str = "") -> int:  # noqa: ARG002
        """Take a lane for a claim. Raises LaneTaken."""
        try:
            fence = self._store.take(self.me, lane)
        except StoreUnavailable:
            self._unsure.add(lane)
            raise
        self._fences[lane] = fence
        return fence

    def free_unsure(self) -> None:
        """Leave the lanes whose taking nobody heard of: it may have been done all the same, and then nobody else would
        ever free them. One that is ours by a fence we were told of is worked in, by another thread, and stays so.

        Raises StoreUnavailable.
        """
        for lane in list(self._unsure):
            self._unsure.discard(lane)
            try:
                owner, fence = self._reader.holder(lane)
                if owner == self.me and fence != self._fences.get(lane):
                    self.release(lane, fence)
            except StoreUnavailable:
                self._unsure.add(lane)
                raise

    def release(self, lane: str, fence: int) -> None:
        """Leave a lane."""
        self._store.release(self.me, lane, fence)

    def front(self, lane: str, *, here: bool) -> None:
        """The lane's person stands at this window, or has left."""
        self._store.front(lane, self.me.window, here=here)

    def landed(self, key: str) -> None:
        """A trip of the claim is over: nothing of it is on its way from this process."""

    def step(self, step: Step, *, against: str = "") -> Written:
        """T2. `against`: why the intent is to be left out."""
        return self._store.step(self.me, step, against=against)

    def rest(self, rest: Rest) -> Written:
        """T3."""
        return self._store.rest(self.me, rest, clock.moment().wall)

    def keep_answer(self, msgid: str, body: bytes) -> None:
        """T5."""
        self._store.keep_answer(msgid, body, clock.moment().wall)

    def _claim(self, job: Job) -> Claim:
        machine = from_document(job.machine, MachinePart)
        return Claim(
            key=job.key,
            lane=job.lane,
            order=job.order,
            state=job.state,
            reason=job.reason,
            version=job.version,
            people=from_document(job.people, PeoplePart),
            machine=machine,
            opened_at=job.opened_at,
            changed_at=job.changed_at,
            attempt=job.attempt,
            late_settlement=self._late(machine),
        )

    def _late(self, machine: MachinePart) -> Settlement | None:
        if not machine.doubt:
            return None
        attempt = self._reader.attempt(machine.doubt)
        outcome = self._reading.late(attempt) if attempt else None
        return self._reading.live_settlement(outcome, clock.moment().wall)


def _may_follow(document: bytes) -> bool:
    """Whether the bill of a void claim, by its people's part, may be settled by another: what was undone or never
    settled may. What was paid in full has its papers for a claim by hand, and the fund would pay it a second time.
    """
    people = from_document(document, PeoplePart)
    return not people.by_hand and (people.remainder is None or people.remainder.opened)
