"""What was heard over each hop: sent, answered, confirmed; what the lamps and the outage page tell (domain facts, 7.9).

An answer is a business answer, a confirmation is a settlement that is booked there: answered at once,
or found by asking. Nothing here is a ping, and no safety rests on it.

A service that takes every call and answers none is down for the people at the glass just as one that refuses; the gates
close for the second alone (protocol, section 7), so the row of unanswered calls is counted here.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from counter_app.desk.claim import Claim
from counter_app.desk.gates import Gate
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, NotSent, Refused
from offline_queue.values import State

__all__ = ["SILENT_AFTER", "Heard", "LineTrail", "Reach"]

# No connection was made at all; every other word of NotSent was said by somebody who answered, or by ourselves.
_NOT_REACHED = ("NewConnectionError", "NameResolutionError", "ConnectTimeout")
_SAID_THERE = ("HandshakeFailed",)

SILENT_AFTER = 3  # calls in a row that left and were not answered
_ONE_ROW = timedelta(minutes=15)  # what lies further apart says nothing of the time between


@dataclass(frozen=True, slots=True)
class Heard:
    """Of one hop, when last: a call left or may have, it was answered, a settlement there was confirmed. None: never
    since the window was opened.
    """

    sent: datetime | None = None
    answered: datetime | None = None
    confirmed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """Whether something beyond this computer answered when it was tried last; `up` None: nobody knows; `told`:
    when it was so last.
    """

    up: bool | None = None
    since: datetime | None = None
    told: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class _Row:
    """Calls since the last answer of anybody that left, or may have, and were not answered. `regions`: those meant."""

    since: datetime
    last: datetime
    calls: int = 1
    regions: frozenset[str] = frozenset()

    @property
    def silent(self) -> bool:
        """Enough of them, and not all of one insured place: that may be the place."""
        return self.calls >= SILENT_AFTER and ("" in self.regions or len(self.regions) > 1)


class LineTrail:
    """`pass_on` hears every outcome as well. Any thread."""

    def __init__(self, pass_on: Callable[[str, CallOutcome], None], now: Callable[[], datetime]) -> None:
        self._pass_on = pass_on
        self._now = now
        self._lock = threading.Lock()
        self._hops: dict[str, Heard] = {}
        self._row: _Row | None = None
        self._strikes: dict[str, int] = {}  # of an insured place, calls in a row that it did not answer
        self._spoke_again: datetime | None = None
        self._gateway = Reach()
        self._bills = Reach()

    def heard(self, region: str, outcome: CallOutcome) -> None:
        """How a call to `region` (six digits, may be empty) ended."""
        self._pass_on(region, outcome)
        now, answered = self._now(), isinstance(outcome, (Done, Refused))
        with self._lock:
            self._gateway = _moved(self._gateway, _reached(outcome), now)
            if isinstance(outcome, NotSent):
                return
            for hop in {"", region}:
                known = self._hops.get(hop, Heard())
                self._hops[hop] = replace(known, sent=now, answered=now if answered else known.answered)
            if answered:
                self._spoke_again = now if self._row is not None and self._row.silent else self._spoke_again
                self._row = None
                self._strikes.pop(region, None)
            else:
                self._unanswered(region, now)

    def _unanswered(self, region: str, now: datetime) -> None:
        strikes = self._strikes.get(region, 0)
        if region:
            self._strikes[region] = strikes + 1
            if strikes >= SILENT_AFTER:
                return  # a place that is known to be down says nothing of the service
        row = self._row
        if row is None or (now - row.last > _ONE_ROW and not row.silent):
            row = _Row(now, now, 0)
        self._row = _Row(row.since, now, row.calls + 1, row.regions | {region})

    def arrived(self, claim: Claim) -> None:
        """A claim came somewhere, at the glass or in the background."""
        if claim.state is not State.DONE:
            return
        with self._lock:
            for hop in {"", claim.region}:
                self._hops[hop] = replace(self._hops.get(hop, Heard()), confirmed=self._now())

    def bills(self, *, read: bool) -> None:
        """The hospital's own list of unpaid bills was asked for over the net, and could be read or not."""
        with self._lock:
            self._bills = _moved(self._bills, read, self._now())

    def hop(self, gate: Gate) -> Gate:
        """How the hop to the service stands for people: `gate`, the gates' own, or closed since the first call of a row
        that nobody answered.
        """
        with self._lock:
            row, again = self._row, self._spoke_again
        if row is not None and row.silent:
            return replace(gate, open=False, since=row.since)
        if gate.open and again is not None and (gate.since is None or gate.since < again):
            return replace(gate, since=again)
        return gate

    @property
    def silent(self) -> bool:
        """Calls leave, and nobody answers any."""
        with self._lock:
            return self._row is not None and self._row.silent

    @property
    def unanswered_since(self) -> datetime | None:
        """The first of the calls since the last answer that were not answered; None: the last one was."""
        with self._lock:
            return self._row.since if self._row is not None else None

    def service(self) -> Heard:
        """The settlement service, whichever place was meant."""
        return self.place("")

    def place(self, region: str) -> Heard:
        """One insured place."""
        with self._lock:
            return self._hops.get(region, Heard())

    @property
    def gateway(self) -> Reach:
        """Whatever stands at the service's address."""
        with self._lock:
            return self._gateway

    @property
    def hospital_bills(self) -> Reach:
        """The hospital's billing system."""
        with self._lock:
            return self._bills


def _reached(outcome: CallOutcome) -> bool | None:
    if isinstance(outcome, NotSent):
        if outcome.why in _NOT_REACHED:
            return False
        return True if outcome.why in _SAID_THERE or outcome.told.startswith("网关") else None
    return True if isinstance(outcome, (Done, Refused, ErrorReply)) else None  # a lost answer tells nothing


def _moved(reach: Reach, up: bool | None, now: datetime) -> Reach:
    if up is None:
        return reach
    return Reach(up, reach.since if up is reach.up else now, now)
