"""What was heard over each hop: sent, answered, confirmed; what the lamps and the outage page tell (domain facts, 7.9).

An answer is a business answer, a confirmation is a settlement that is booked there: answered at once,
or found by asking. Nothing here is a ping, and no safety rests on it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from counter_app.desk.claim import Claim
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, NotSent, Refused
from offline_queue.values import State

__all__ = ["Heard", "LineTrail", "Reach"]

# No connection was made at all; every other word of NotSent was said by somebody who answered, or by ourselves.
_NOT_REACHED = ("NewConnectionError", "NameResolutionError", "ConnectTimeout")
_SAID_THERE = ("HandshakeFailed",)


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


class LineTrail:
    """`pass_on` hears every outcome as well. Any thread."""

    def __init__(self, pass_on: Callable[[str, CallOutcome], None], now: Callable[[], datetime]) -> None:
        self._pass_on = pass_on
        self._now = now
        self._lock = threading.Lock()
        self._hops: dict[str, Heard] = {}
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

    def arrived(self, claim: Claim) -> None:
        """A claim came somewhere, at the glass or in the background."""
        if claim.state is not State.DONE:
            return
        paying = claim.machine.person.insurance if claim.machine.person else None
        with self._lock:
            for hop in {"", paying.region if paying else ""}:
                self._hops[hop] = replace(self._hops.get(hop, Heard()), confirmed=self._now())

    def bills(self, *, read: bool) -> None:
        """The hospital's own list of unpaid bills was asked for over the net, and could be read or not."""
        with self._lock:
            self._bills = _moved(self._bills, read, self._now())

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
