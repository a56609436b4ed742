"""Where the line is open, judged by business answers and never by ping (protocol, section 7; domain facts, 7.9).

NotSent closes the hop to the service; three errors or lost answers in a row close one insured place. A closed gate is
probed after 5, 10, 20 … 300 seconds by one claim. Gates save effort and feed the lamps; no safety rests on them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from counter_app.desk.commands import Moment
from counter_app.settlement.outcome import CallOutcome, Done, NotSent, Refused

__all__ = ["LAST_PROBE_S", "Gate", "Gates"]

_FIRST_PROBE_S = 5.0
LAST_PROBE_S = 300.0
_STRIKES = 3


@dataclass(frozen=True, slots=True)
class Gate:
    """One hop or insured place. `since`: when it last changed; `answered`: when an answer was last heard; None = never.

    `open` None: nothing was ever tried, so it is not known.
    """

    open: bool | None = None
    since: datetime | None = None
    answered: datetime | None = None
    strikes: int = 0
    probe_at: float = 0.0
    pause: float = _FIRST_PROBE_S


class Gates:
    """The hop to the service and every insured place seen so far. Any thread."""

    def __init__(self, now: Callable[[], Moment]) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._service = Gate()
        self._places: dict[str, Gate] = {}

    def heard(self, region: str, outcome: CallOutcome) -> None:
        """Take note of how a call to `region` (six digits, may be empty) ended."""
        now = self._now()
        with self._lock:
            if isinstance(outcome, NotSent):
                self._service = _closed(self._service, now)
                return
            answered = isinstance(outcome, (Done, Refused))
            if answered:
                self._service = _opened(self._service, now)
            if region:
                gate = self._places.get(region, Gate())
                self._places[region] = _opened(gate, now) if answered else _struck(gate, now, _STRIKES)

    def service(self) -> Gate:
        """The hop to the settlement service."""
        with self._lock:
            return self._service

    def place(self, region: str) -> Gate:
        """One insured place."""
        with self._lock:
            return self._places.get(region, Gate())

    def may_try(self, region: str) -> bool:
        """Whether background work should try `region` now; asking at probe time claims the probe."""
        now = self._now()
        with self._lock:
            if not _may(self._service, now):
                return False
            gate = self._places.get(region, Gate())
            if not _may(gate, now):
                return False
            self._service = _probing(self._service, now)
            if region in self._places:
                self._places[region] = _probing(gate, now)
            return True


def _may(gate: Gate, now: Moment) -> bool:
    return gate.open is not False or now.boot >= gate.probe_at


def _probing(gate: Gate, now: Moment) -> Gate:
    """A closed gate lets one through and waits longer for the next."""
    if gate.open is not False:
        return gate
    pause = min(gate.pause * 2, LAST_PROBE_S)
    return Gate(False, gate.since, gate.answered, gate.strikes, now.boot + gate.pause, pause)


def _opened(gate: Gate, now: Moment) -> Gate:
    return Gate(True, gate.since if gate.open else now.wall, now.wall)


def _closed(gate: Gate, now: Moment) -> Gate:
    if gate.open is False:
        return gate
    return Gate(False, now.wall, gate.answered, 0, now.boot + _FIRST_PROBE_S)


def _struck(gate: Gate, now: Moment, most: int) -> Gate:
    if gate.open is False:
        return gate
    strikes = gate.strikes + 1
    if strikes >= most:
        return _closed(gate, now)
    return Gate(gate.open, gate.since, gate.answered, strikes)
