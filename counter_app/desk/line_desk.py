"""What a desk knows of its line beside the gates: outages so far, the way back, what was heard, what is announced."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.desk.claim import Claim
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import OutageBook
from counter_app.desk.shutdowns import Shutdowns
from counter_app.desk.staged_return import StagedReturn
from offline_queue.values import State

__all__ = ["LineDesk"]


@dataclass(frozen=True, slots=True)
class LineDesk:
    """Of one window."""

    book: OutageBook
    staged: StagedReturn
    trail: LineTrail
    shutdowns: Shutdowns

    def arrived(self, claim: Claim) -> None:
        """A claim came somewhere: what its insured place booked is believed more than what was announced of it."""
        paying = claim.machine.person.insurance if claim.machine.person else None
        if claim.state is not State.DONE or paying is None or not paying.region:
            return
        answered = self.trail.place(paying.region).answered
        if answered is not None:
            self.shutdowns.booked(paying.region, answered)
