"""What may come back of a bill that is paid in full while the line is down: a range, taken from what was settled here
before, never from a rule table (words, section 3).

The rules of the insured place are not ours to know, and half of them hang on what the person had this year. What the
place paid for others of the same insurance, at this hospital and so at this level, is what a cashier could say.

Who comes while the line is down was asked about by nobody: their insurance is then taken from what was settled for the
same ID number here last, and people are told so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.supposed import Basis, Supposed, of_card
from counter_app.model import money
from counter_app.model.person import Credential, Insurance, Person
from counter_app.model.visit import VisitKind
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State

__all__ = ["LEAST", "Estimate", "Estimates"]

LEAST = 10  # settlements alike; of fewer nothing is said
_LOOKED_AT = 500  # the last ones
_FRESH_S = 600.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """Whole yuan from `low` to `high`, as eight of ten settlements alike had it: `count` of them, by day. `by_last`:
    the person's own insurance was supposed to be that of this day.
    """

    low: Decimal
    high: Decimal
    count: int
    since: date
    until: date
    by_last: date | None = None


@dataclass(frozen=True, slots=True)
class _Past:
    """One settlement: whose it is like, which part of its bill was not the person's cash, its day; and whose it is."""

    like: tuple[str, str, VisitKind]
    share: Decimal
    day: date
    lane: str
    insurance: Insurance


class Estimates:
    """From the last settlements of `books`. `seconds`: a clock; they are read anew after ten minutes. `lane_of`: of an
    ID number. May read the books: not for the window's main thread.
    """

    def __init__(self, books: Books, seconds: Callable[[], float], lane_of: Callable[[str], str]) -> None:
        self._books = books
        self._seconds = seconds
        self._lane_of = lane_of
        self._past: tuple[_Past, ...] = ()
        self._read: float | None = None

    def of(self, claim: Claim) -> Estimate | None:
        """For a claim whose person's insurance is known, or supposed; None where neither is, or too few were alike."""
        people = claim.people
        return self.ahead(claim.machine.person, people.credential, people.visit.kind, people.total)

    def supposed(self, credential: Credential | None) -> Supposed | None:
        """Where who showed this is probably insured: as they were here last, else by the card."""
        if credential is None:
            return None
        lane = self._lane_of(credential.id_number) if credential.id_number else ""
        mine = (one for one in self._settled() if lane and one.lane == lane)
        last = max(mine, key=lambda one: one.day, default=None)
        if last is None:
            return of_card(credential)
        return Supposed(last.insurance.region, Basis.LAST, last.insurance, last.day)

    def ahead(
        self, person: Person | None, shown: Credential | None, kind: VisitKind, total: Decimal
    ) -> Estimate | None:
        """The same before there is a claim. `person`: as the service named them; None: nobody could ask it, and what
        was `shown` tells.
        """
        last = self.supposed(shown) if person is None else None
        insurance = person.insurance if person is not None else last.insurance if last is not None else None
        if insurance is None or total <= money.ZERO:
            return None
        like = (insurance.region, insurance.scheme_code, kind)
        alike = [one for one in self._settled() if one.like == like]
        if len(alike) < LEAST:
            return None
        shares = sorted(one.share for one in alike)
        tenth = len(shares) // 10
        days = [one.day for one in alike]
        return Estimate(
            (total * shares[tenth]).quantize(Decimal(1), ROUND_FLOOR),
            (total * shares[-1 - tenth]).quantize(Decimal(1), ROUND_CEILING),
            len(alike),
            min(days),
            max(days),
            last.day if last is not None else None,
        )

    def _settled(self) -> tuple[_Past, ...]:
        now = self._seconds()
        if self._read is None or now - self._read > _FRESH_S:
            try:
                done = self._books.claims(state=State.DONE, limit=_LOOKED_AT)
            except (StoreUnavailable, DamagedDocument, UnreadableDocument):
                return self._past  # a ticket is given all the same
            self._past = tuple(one for one in map(_past, done) if one is not None)
            self._read = now
        return self._past


def _past(claim: Claim) -> _Past | None:
    person, settlement = claim.machine.person, claim.machine.settlement
    paying = person.insurance if person is not None else None
    if paying is None or settlement is None or settlement.amounts.total <= money.ZERO:
        return None
    amounts, visit = settlement.amounts, claim.people.visit
    like = (paying.region, paying.scheme_code, visit.kind)
    return _Past(like, (amounts.total - amounts.cash) / amounts.total, visit.date.date(), claim.lane, paying)
