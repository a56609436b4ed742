"""What a desk knows of its line beside the gates: outages so far, the way back, what was heard, what is announced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from counter_app.desk.claim import Claim
from counter_app.desk.clock import WINDOW_ZONE
from counter_app.desk.gates import Gate
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import OutageBook
from counter_app.desk.shutdowns import Shutdowns
from counter_app.desk.staged_return import StagedReturn
from offline_queue.values import State

__all__ = ["LineDesk"]


@dataclass(frozen=True, slots=True)
class LineDesk:
    """Of one window. `service`: the hop, as the gates have it."""

    book: OutageBook
    staged: StagedReturn
    trail: LineTrail
    shutdowns: Shutdowns
    service: Callable[[], Gate]

    def hop(self) -> Gate:
        """The hop to the service as people are told of it: closed as well where calls leave and none is answered."""
        return self.trail.hop(self.service())

    def down_since(self, at: datetime) -> datetime:
        """Since when nothing could be settled at `at`, for those who are told so: the outage of that moment, else the
        first call of a row that was not answered, else `at` itself. Never when the line began to work.
        """
        hop = self.hop()
        began = [hop.since] if hop.open is False else [self.trail.unanswered_since]
        for one in self.book.all:
            told = one.ended is not None or not hop.open  # one that an answer ended may not be written down yet
            if told and not (one.announced_by or one.regions) and at <= (one.ended or at):
                began.insert(0, one.began)
        return next((since for since in began if since is not None and since <= at), at).astimezone(WINDOW_ZONE)

    def arrived(self, claim: Claim) -> None:
        """A claim came somewhere: what its insured place booked is believed more than what was announced of it."""
        if claim.state is not State.DONE or not claim.region:
            return
        answered = self.trail.place(claim.region).answered
        if answered is not None:
            self.shutdowns.booked(claim.region, answered)
