"""Takes a partial refund from step to step (`parting`), from wherever it was left: at any window, after any crash."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from counter_app.desk import clock
from counter_app.desk.books import Books, ClaimMissing
from counter_app.desk.claim import Claim
from counter_app.desk.counter import Counter
from counter_app.desk.driver import Driver
from counter_app.desk.parting import (
    GoesBack,
    PartStep,
    carried_over,
    kept,
    leaves_remainder,
    left_by,
    next_step,
    parted,
)
from counter_app.desk.signature import By, signed
from counter_app.desk.trip import Trip
from counter_app.model import money
from counter_app.model.person import Credential
from offline_queue.engine import StoreUnavailable
from offline_queue.store import SubjectAlive, VersionMoved
from offline_queue.values import Event, State

__all__ = ["Parted", "PartialRefund"]

# One that waits longer was left by a person, who finds it by its key; the look back must not grow with the years.
_LOOK_BACK = timedelta(days=60)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parted:
    """How far it came: the step that is next, and both claims."""

    step: PartStep
    old: Claim
    new: Claim | None = None


class PartialRefund:
    """`trip`: how a claim travels while the person waits at the glass, signed `by`; `in_hand`: credentials shown now,
    by key.
    """

    def __init__(
        self,
        books: Books,
        driver: Driver,
        counter: Counter,
        trip: Trip,
        in_hand: dict[str, Credential],
        by: By | None = None,
    ) -> None:
        self._books = books
        self._driver = driver
        self._counter = counter
        self._travels, self._by = trip, by or trip.who
        self._in_hand = in_hand
        # Whoever drove the old claim to its end, and in whatever errand: what is kept must not wait for a new start.
        driver.arrived = self._arrived

    @property
    def _trip(self) -> Trip:
        return replace(self._travels, who=signed(self._by))

    def begin(self, key: str, back: Mapping[int, GoesBack], reason: str) -> None:
        """Write down what goes `back` of which line (from 1), and that the rest is kept. Nothing is sent yet.

        Raises:
            NotToPart: see `kept`. ClaimMissing, VersionMoved, StoreUnavailable: nothing was written.
        """
        claim = self._books.claim(key)
        rest = kept(claim, back)
        people = parted(claim.people, self._counter.number(), rest, restored=claim.machine.restored)
        now = clock.moment().wall
        event = Event(now, self._trip.who, "partial refund", reason)
        self._books.change(claim, people, event, wake=now, reopen=True)

    def go_on(self, key: str, *, pay: bool, credential: Credential | None = None) -> Parted:
        """As far as it goes now. `pay`: somebody stands here to be paid back. `credential`: shown for the new claim.

        Raises:
            ClaimMissing, StoreUnavailable; what was done so far is on disk.
        """
        rest = self.standing(key).old.people.remainder
        if credential is not None and rest is not None:
            # Where the undoing takes longer than the person's patience, the background settles the rest with it.
            self._in_hand[rest.key] = credential
        try:
            return self._as_far_as_it_goes(key, pay=pay)
        finally:
            if rest is not None:
                self._driver.leave(rest.key)  # a code is one business: it does not wait in hand

    def _as_far_as_it_goes(self, key: str, *, pay: bool) -> Parted:
        while True:
            at = self.standing(key)
            match at.step:
                case PartStep.UNDO:
                    moved = self._drive(at.old)
                case PartStep.OPEN:
                    moved = self._open(at.old)
                case PartStep.SETTLE if at.new is not None:
                    moved = self._drive(at.new)
                case PartStep.PAY_BACK if at.new is not None and pay:
                    self._counter.refund(at.new.key, None, at.new.refund_due or money.ZERO)
                    moved = True
                case _:
                    return at
            if not moved:
                return self.standing(key)

    def standing(self, key: str) -> Parted:
        """How far it has come. Raises ClaimMissing, StoreUnavailable."""
        old = self._books.claim(key)
        remainder = old.people.remainder
        new = None
        if remainder is not None:
            try:
                new = self._books.claim(remainder.key)
            except ClaimMissing:
                new = None
        return Parted(next_step(old, new), old, new)

    def open_all(self) -> int:
        """Open the remainders whose old claim has ended meanwhile; returns how many. Raises StoreUnavailable."""
        ended = self._books.claims(state=State.VOID, changed_since=clock.moment().wall - _LOOK_BACK)
        return sum(self._open(claim) for claim in ended if leaves_remainder(claim))

    def _arrived(self, claim: Claim) -> None:
        if not leaves_remainder(claim):
            return
        try:
            self._open(self._books.claim(claim.key))
        except StoreUnavailable:
            _log.warning("remainder of %s not opened: store", claim.key)  # replay's next look back opens it

    def _drive(self, claim: Claim) -> bool:
        """True where it ended: then something else is next."""
        arrival = self._driver.drive(claim.key, self._trip)
        self._driver.leave(claim.key)
        return arrival.claim is not None and arrival.claim.state.ended

    def _open(self, old: Claim) -> bool:
        remainder = old.people.remainder
        if remainder is None:
            return False
        at = clock.moment().wall
        left, fresh = carried_over(old, at, self._trip.who)
        event = Event(at, self._trip.who, "remainder opened", f"{old.key} -> {remainder.key}")
        try:
            self._books.open(remainder.key, old.lane, fresh, left_by(old), event, keep=False, beside=(old, left))
        except (VersionMoved, SubjectAlive):
            _log.info("remainder of %s: somebody was faster", old.key)
            return False
        return True
