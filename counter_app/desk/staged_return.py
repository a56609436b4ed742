"""The way back after an outage, by stages: one claim as a probe, then a few, then all (domain facts, 3d, 7).

A line that answers again is not yet one that settles: only what is booked there widens the way, and one answer that is
not known, or one call that does not leave, narrows it again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from counter_app.desk.claim import Claim
from counter_app.desk.gates import Gate
from offline_queue.values import State

__all__ = ["BOOKED_BEFORE_ALL", "FEW", "Return", "Stage", "StagedReturn", "in_turn"]

FEW = 2
BOOKED_BEFORE_ALL = 5


class Stage(StrEnum):
    """How wide the way is."""

    PROBE = "probe"
    FEW = "few"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Return:
    """How far it is: `booked` since the line answers again, of `BOOKED_BEFORE_ALL`."""

    stage: Stage
    booked: int = 0


class StagedReturn:
    """`most` is how many claims replay may work on at once now. `service`: the hop, as the gates have it; `workers`:
    how many there are; `down`: this window was in an outage when it was started. Any thread.
    """

    def __init__(self, service: Callable[[], Gate], workers: int, *, down: bool = False) -> None:
        self._service = service
        self._workers = workers
        self._lock = threading.Lock()
        self._stage = Stage.PROBE if down else Stage.ALL
        self._booked: set[str] = set()

    def most(self) -> int:
        """Asked whenever replay looks for what to start."""
        return {Stage.PROBE: 1, Stage.FEW: min(FEW, self._workers), Stage.ALL: self._workers}[self.now().stage]

    def now(self) -> Return:
        """How far it is."""
        with self._lock:
            if self._service().open is False:
                self._narrow()
            return Return(self._stage, len(self._booked))

    def shut(self) -> None:
        """An announced shutdown has begun: whatever the line answers now, the way back begins with one."""
        with self._lock:
            self._narrow()

    def arrived(self, claim: Claim) -> None:
        """A claim came somewhere, at the glass or in the background."""
        gate = self._service()
        with self._lock:
            if self._stage is Stage.ALL:
                return
            if gate.open is False or claim.state is State.UNCLEAR:
                self._narrow()
            elif claim.state is State.DONE and gate.open:
                self._booked.add(claim.key)
                self._stage = Stage.ALL if len(self._booked) >= BOOKED_BEFORE_ALL else Stage.FEW

    def _narrow(self) -> None:
        self._stage = Stage.PROBE
        self._booked.clear()


def in_turn(*hear: Callable[[Claim], object]) -> Callable[[Claim], object]:
    """Several who hear of every claim that came somewhere."""

    def arrived(claim: Claim) -> None:
        for one in hear:
            one(claim)

    return arrived
