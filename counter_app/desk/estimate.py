"""What may come back of a bill that is paid in full while the line is down: a range, taken from what was settled here
before, never from a rule table (words, section 3).

The rules of the insured place are not ours to know, and half of them hang on what the person had this year. What the
place paid for others of the same insurance, at this hospital and so at this level, is what a cashier could say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.desk.documents import UnreadableDocument
from counter_app.model import money
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
    """Whole yuan from `low` to `high`, as eight of ten settlements alike had it: `count` of them, by day."""

    low: Decimal
    high: Decimal
    count: int
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class _Past:
    """One settlement: whose it is like, which part of its bill was not the person's cash, and its day."""

    like: tuple[str, str, VisitKind]
    share: Decimal
    day: date


class Estimates:
    """From the last settlements of `books`. `seconds`: a clock; they are read anew after ten minutes."""

    def __init__(self, books: Books, seconds: Callable[[], float]) -> None:
        self._books = books
        self._seconds = seconds
        self._past: tuple[_Past, ...] = ()
        self._read: float | None = None

    def of(self, claim: Claim) -> Estimate | None:
        """For a claim whose person's insurance is known; None where it is not, or too few were alike."""
        like = _like(claim)
        if like is None or claim.people.total <= money.ZERO:
            return None
        alike = [one for one in self._settled() if one.like == like]
        if len(alike) < LEAST:
            return None
        shares = sorted(one.share for one in alike)
        tenth = len(shares) // 10
        days = [one.day for one in alike]
        total = claim.people.total
        return Estimate(
            (total * shares[tenth]).quantize(Decimal(1), ROUND_FLOOR),
            (total * shares[-1 - tenth]).quantize(Decimal(1), ROUND_CEILING),
            len(alike),
            min(days),
            max(days),
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


def _like(claim: Claim) -> tuple[str, str, VisitKind] | None:
    person = claim.machine.person
    insurance = person.insurance if person is not None else None
    return None if insurance is None else (insurance.region, insurance.scheme_code, claim.people.visit.kind)


def _past(claim: Claim) -> _Past | None:
    like, settlement = _like(claim), claim.machine.settlement
    if like is None or settlement is None or settlement.amounts.total <= money.ZERO:
        return None
    amounts = settlement.amounts
    return _Past(like, (amounts.total - amounts.cash) / amounts.total, claim.people.visit.date.date())
