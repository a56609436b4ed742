"""The books of a window that shares the hospital's store and has one of its own beside it.

A claim stays in the store it was opened in; its key tells which that is. New ones are opened in the hospital's while it
is here, else in the window's own. What is listed is of both, as far as the hospital's can be seen.
"""

from __future__ import annotations

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from counter_app.desk.books import Books, ClaimMissing
from counter_app.desk.claim import CallKind, Claim, MachinePart, PeoplePart
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.hospital import Hospital, Standing
from counter_app.desk.ticket_limits import WaitingTicket
from counter_app.desk.trip import TWICE
from offline_queue.cipher import DamagedDocument
from offline_queue.elsewhere import Elsewhere
from offline_queue.engine import StoreUnavailable
from offline_queue.store import LaneLost, LaneTaken, SubjectAlive
from offline_queue.values import Attempt, Event, Rest, State, Step, Written

__all__ = ["BothBooks"]

_KEPT = 1000

T = TypeVar("T")
C = TypeVar("C", Step, Rest)


class BothBooks(Books):
    """`own`: of this window's store; `elsewhere`: bills it opened in the hospital's. Fences of the own store are told
    as negative numbers, so that a fence says of which store it is.
    """

    def __init__(self, own: Books, hospital: Hospital, elsewhere: Elsewhere) -> None:  # no store of its own
        self.own = own
        self.me = own.me
        self.hospital = hospital
        self._elsewhere = elsewhere
        self._mine: dict[str, bool] = {}  # keys never change their store
        self._places: dict[str, tuple[str, str, str]] = {}
        self._opening = threading.Lock()
        self._lock = threading.Lock()
        self._on_the_way: dict[str, str] = {}  # by lane, the claim that has a call on its way
        self._begun: dict[str, str] = {}  # by key, lanes of hospital claims that hold a visit
        self._untold: dict[str, bool] = {}  # by lane, who stands here or left, as the hospital's does not know yet
        self._drawn: set[str] = set()  # keys that were drawn here, and nobody opened yet
        self._noted: frozenset[str] = frozenset()
        self.only_here = sum(own.counts().values())

    # --- where a claim is ----------------------------------------------------------------------------------------

    def _is_own(self, key: str) -> bool:
        known = self._mine.get(key)
        if known is None:
            known = self.own.has(key)
            if known or self.me.incarnation:  # nobody else opens claims in there while this process works
                self._mine[key] = known
        return known

    def _of(self, key: str, what: Callable[[Books], T]) -> T:
        return what(self.own) if self._is_own(key) else self.hospital.ask(what)

    def _seen(self, what: Callable[[Books], T]) -> T | None:
        """Of the hospital's; None where it cannot be seen now: its trouble does not stop what is in the own store."""
        try:
            return self.hospital.ask(what)
        except StoreUnavailable:
            return None

    # --- reading -------------------------------------------------------------------------------------------------

    def claim(self, key: str) -> Claim:
        """Of whichever store it is in."""
        if key in self._drawn:
            raise ClaimMissing(key)
        claim = self._of(key, lambda books: books.claim(key))
        if len(self._places) > _KEPT:
            self._places.clear()
        # A trip loads its claim before it writes, and again when its lane has changed: no step asks for it once more.
        self._places[key] = claim.lane, claim.order, claim.people.bill
        return claim

    def claims(
        self,
        *,
        alive: bool | None = None,
        limit: int | None = None,
        changed_since: datetime | None = None,
        state: State | None = None,
        whole: bool = False,
    ) -> list[Claim]:
        """Of both, youngest first. `whole`: raises StoreUnavailable where the hospital's cannot be seen."""

        def asked(books: Books) -> list[Claim]:
            return books.claims(alive=alive, limit=limit, changed_since=changed_since, state=state)

        there = self.hospital.ask(asked) if whole else self._seen(asked)
        found = asked(self.own) + (there or [])
        return sorted(found, key=lambda claim: (claim.opened_at, claim.key), reverse=True)[:limit]

    def lane_claims(self, lane: str) -> list[Claim]:
        """Of both, oldest first."""
        found = self.own.lane_claims(lane) + (self._seen(lambda books: books.lane_claims(lane)) or [])
        return sorted(found, key=lambda claim: (claim.order, claim.key))

    def waiting_tickets(self) -> list[WaitingTicket]:
        """Of both."""
        return self.own.waiting_tickets() + (self._seen(lambda books: books.waiting_tickets()) or [])

    def due(self, now: datetime, limit: int) -> list[tuple[str, str]]:
        """Of both, those of the own store first: nobody else works on them."""
        return self.own.due(now, limit) + (self._seen(lambda books: books.due(now, limit)) or [])

    def next_due(self) -> datetime | None:
        """Of both."""
        both = (self.own.next_due(), self._seen(lambda books: books.next_due()))
        return min((moment for moment in both if moment is not None), default=None)

    def counts(self) -> dict[State, int]:
        """Of both."""
        return dict(Counter(self.own.counts()) + Counter(self._seen(lambda books: books.counts()) or {}))

    def events(self, key: str) -> list[Event]:
        """Of whichever store the claim is in."""
        return self._of(key, lambda books: books.events(key))

    def feed(self, since: int, limit: int) -> list[Event]:
        """Of the hospital's: numbers of two stores have no order. That of the own one is asked for there (`own`)."""
        return self.hospital.ask(lambda books: books.feed(since, limit))

    def counted(self, name: str) -> int | None:
        """Of the hospital's, with its feed."""
        return self.hospital.ask(lambda books: books.counted(name))

    def attempts(self, key: str) -> list[Attempt]:
        """Of whichever store the claim is in."""
        return self._of(key, lambda books: books.attempts(key))

    def whose(self, msgid: str) -> str:
        """In either."""
        return self.own.whose(msgid) or self.hospital.ask(lambda books: books.whose(msgid))

    def is_lost(self, msgid: str) -> bool:
        """In whichever store it is on record."""
        if self.own.whose(msgid):
            return self.own.is_lost(msgid)
        return self.hospital.ask(lambda books: books.is_lost(msgid))

    def has(self, key: str) -> bool:
        """In either."""
        return self._is_own(key) or self.hospital.ask(lambda books: books.has(key))

    def place(self, key: str) -> tuple[str, str, str]:
        """In whichever store it is."""
        return self._of(key, lambda books: books.place(key))

    def ahead(self, lane: str, order: str, key: str) -> bool:
        """In either, as far as can be seen."""
        return self.own.ahead(lane, order, key) or bool(self._seen(lambda books: books.ahead(lane, order, key)))

    def of_bill(self, bill: str) -> list[Claim]:
        """Of both, as far as can be seen."""
        return self.own.of_bill(bill) + (self._seen(lambda books: books.of_bill(bill)) or [])

    def living_bills(self) -> dict[str, str]:
        """Of both, as far as can be seen."""
        return self.own.living_bills() | (self._seen(lambda books: books.living_bills()) or {})

    def barring(self, bill: str) -> str:
        """In either, as far as can be seen."""
        return self.own.barring(bill) or (self._seen(lambda books: books.barring(bill)) or "")

    def sellers(self, claim: Claim) -> list[tuple[str, str]]:
        """Of both, as far as can be seen."""
        return self.own.sellers(claim) + (self._seen(lambda books: books.sellers(claim)) or [])

    # --- writing -------------------------------------------------------------------------------------------------

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
        """In the hospital's while that is here, else in the own one; what stands or falls with another claim goes where
        that one is.

        A bill has one home: not in the hospital's where it has a claim here, and not here where this window opened one
        there, or may have. Raises what `Books.open` raises; StoreUnavailable("away") for the last.
        """

        def opened(books: Books) -> int:
            return books.open(key, lane, people, machine, event, keep=keep, beside=beside)

        with self._opening:
            if self.hospital.standing is Standing.TAKEN:
                raise StoreUnavailable("taken")
            self._drawn.discard(key)
            if beside is not None and not self._is_own(beside[0].key):
                self._elsewhere.note(people.bill, lasting=True)
                return self.hospital.ask(opened)
            if self.hospital.here and beside is None:
                barring = self.own.barring(people.bill)
                if barring:
                    raise SubjectAlive(barring)
                new = self._elsewhere.note(people.bill, lasting=not keep)  # a ticket may be settled at any window
                try:
                    return self.hospital.ask(opened)
                except StoreUnavailable as trouble:
                    if new and not trouble.maybe:
                        self._elsewhere.forget(people.bill)
                    if trouble.maybe or trouble.reason != "away":
                        raise
                except LaneTaken:
                    if new:
                        self._elsewhere.forget(people.bill)
                    raise
            if beside is None and self._elsewhere.knows(people.bill):
                raise StoreUnavailable("away")
            fence = -opened(self.own)
            self._mine[key] = True
            self.only_here += 1
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
        """In whichever store it is."""
        return self._of(
            claim.key,
            lambda books: books.change(claim, people, event, wake=wake, reopen=reopen, as_it_stands=as_it_stands),
        )

    def take(self, lane: str, key: str = "") -> int:
        """In the store of the claim."""
        fence = self._of(key, lambda books: books.take(lane, key))
        return -fence if self._is_own(key) else fence

    def drawn(self, key: str) -> str:
        """A new claim's key: until it is opened it is in neither store, whatever can be seen."""
        self._drawn.add(key)
        return key

    def free_unsure(self) -> None:
        """In both; and the hospital's hears who left while it was away."""
        self.own.free_unsure()
        self.hospital.ask(lambda books: books.free_unsure())
        for lane, here in list(self._untold.items()):
            self.hospital.ask(lambda books, lane=lane, here=here: books.front(lane, here=here))  # type: ignore[misc]
            if self._untold.get(lane) is here:
                del self._untold[lane]

    def release(self, lane: str, fence: int) -> None:
        """In the store of the fence."""
        if fence < 0:
            self.own.release(lane, -fence)
        else:
            self.hospital.ask(lambda books: books.release(lane, fence))

    def front(self, lane: str, *, here: bool) -> None:
        """In both; what the hospital's cannot be told now it is told when it is back."""
        self.own.front(lane, here=here)
        try:
            self.hospital.ask(lambda books: books.front(lane, here=here))
            self._untold.pop(lane, None)
        except StoreUnavailable:
            self._untold[lane] = here

    def step(self, step: Step, *, against: str = "") -> Written:
        """T2, where no claim of the person is under way in the other store; an older one goes first. Where the bill has
        its claim there the intent is left out for good (`TWICE`).
        """
        is_own = self._is_own(step.key)
        place = self._places.get(step.key) or self.place(step.key)
        with self._lock:
            if self._on_the_way.setdefault(place[0], step.key) != step.key:
                against = "turn"
        against = against or self._in_the_other(step, is_own=is_own, place=place)
        if is_own:
            written = self.own.step(_turned(step), against=against)
        else:
            if step.intent.kind == CallKind.SETTLE:
                self._elsewhere.make_lasting()
            try:
                written = self.hospital.ask(lambda books: books.step(step, against=against))
            except LaneLost:
                self._begun.pop(step.key, None)
                raise
            if written.intended:
                self._begun[step.key] = place[0]
        if not written.intended:
            self.landed(step.key)
        return written

    def rest(self, rest: Rest) -> Written:
        """T3."""
        if self._is_own(rest.key):
            written = self.own.rest(_turned(rest))
        else:
            try:
                written = self.hospital.ask(lambda books: books.rest(rest))
            except LaneLost:
                self._begun.pop(rest.key, None)
                raise
            if written.intended and not rest.engaged:
                self._begun.pop(rest.key, None)
            if rest.state is State.VOID:
                self._gone(rest.key)
        self.landed(rest.key)
        return written

    def landed(self, key: str) -> None:
        """Nothing of it is on its way."""
        with self._lock:
            for lane in [lane for lane, of in self._on_the_way.items() if of == key]:
                del self._on_the_way[lane]

    def keep_answer(self, msgid: str, body: bytes) -> None:
        """T5, in the store that has the call on record."""
        if self.own.whose(msgid):
            self.own.keep_answer(msgid, body)
        else:
            self.hospital.ask(lambda books: books.keep_answer(msgid, body))

    # --- between the two -----------------------------------------------------------------------------------------

    def look_around(self) -> None:
        """While the hospital's is here, every few seconds: the bills of all that lives there are noted, so that none is
        opened here by a window that did not open it there; what others have brought to its end is under way no more.
        """
        with contextlib.suppress(StoreUnavailable):
            living = self.hospital.ask(lambda books: books.living_bills())
            for bill in frozenset(living.values()) - self._noted:
                self._elsewhere.note(bill, lasting=False)
            self._noted = frozenset(living.values())
            for key in self._begun.keys() - living.keys():
                self._begun.pop(key, None)

    def _in_the_other(self, step: Step, *, is_own: bool, place: tuple[str, str, str]) -> str:
        """What stands in the other store against this intent."""
        lane, order, bill = place
        kind, opens = step.intent.kind, step.intent.needs_turn
        if not is_own:
            if (opens or kind == CallKind.SETTLE) and (
                self.own.barring(bill) or self.hospital.ask(lambda books: books.kept_by_another(bill))
            ):
                return TWICE
            return "turn" if opens and self.own.ahead(lane, order, step.key) else ""
        if kind == CallKind.SETTLE and self._barred(bill):
            return TWICE
        if not opens:
            return ""
        try:
            return "turn" if self.hospital.ask(lambda books: books.ahead(lane, order, step.key)) else ""
        except StoreUnavailable:
            return "turn" if lane in self._begun.values() else ""

    def _barred(self, bill: str) -> bool:
        """Whether another window opened it while we could not see. Raises StoreUnavailable but for a server away."""
        try:
            return bool(self.hospital.ask(lambda books: books.barring(bill) or books.kept_by_another(bill)))
        except StoreUnavailable as trouble:
            if trouble.reason != "away":
                raise
            return False

    def _gone(self, key: str) -> None:
        """A bill whose claim ended void may be opened again, here as well, unless it was paid for a claim by hand or
        has another one by now.
        """
        unknown = (ClaimMissing, StoreUnavailable, DamagedDocument, UnreadableDocument)  # then the note stays
        with contextlib.suppress(*unknown), self._opening:
            bill = self._places.get(key, ("", "", ""))[2] or self.place(key)[2]
            if not self.hospital.ask(lambda books: books.barring(bill)):
                self._elsewhere.forget(bill)


def _turned(change: C) -> C:
    """With the fence as the own store has it."""
    return replace(change, fence=-change.fence)
