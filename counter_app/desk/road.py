"""The one road: from a claim's facts to its next call, and from the call's outcome to its facts (protocol, 2 to 5).

`travel` is a generator without I/O. It yields commands and gets their results, so that a driver with the real store
and socket, and a simulator in virtual time, run the very same lines.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from counter_app.desk.agency_number import settled_at_agency
from counter_app.desk.calls import CallDesk
from counter_app.desk.claim import Claim
from counter_app.desk.commands import Arrival, Command, Load, Stop, Take
from counter_app.desk.folding import Reading
from counter_app.desk.journey import Journey
from counter_app.desk.means import Means
from counter_app.desk.memory import Memory
from counter_app.desk.put_right import Note, put_right
from counter_app.desk.trip import Trip
from offline_queue.store import VersionMoved

__all__ = ["Road"]


class Road:
    """Drives claims of one institution at one place. `lane_of` hashes an ID number to its person's lane."""

    def __init__(self, calls: CallDesk, reading: Reading, memory: Memory, lane_of: Callable[[str], str]) -> None:
        self.memory = memory
        self._means = Means(calls, reading, memory, lane_of)

    def settled_at_agency(self, key: str, number: str, who: str) -> Generator[Command, Any, str]:
        """A settlement's number from the agency; see `agency_number`."""
        return settled_at_agency(self._means, key, number, who)

    def put_right(self, key: str, note: Note, who: str) -> Generator[Command, Any, str]:
        """A supervisor's note of a settlement the service does not undo; see `put_right`."""
        return put_right(self._means, key, note, who)

    def travel(self, key: str, trip: Trip) -> Generator[Command, Any, Arrival]:
        """Take the claim as far as it goes: to an end, to a person, or to a rest until its next try.

        Raises what a commit raises (LaneLost, VersionMoved, StoreUnavailable); the driver turns it into an arrival.
        """
        claim: Claim = yield Load(key)
        if claim.state.ended:  # a done claim that is to be undone was made ready again by whoever wants that
            return Arrival(key, claim, Stop.MOVED if trip.change else Stop.ARRIVED)
        fence = trip.fence
        if fence is None:
            fence = yield Take(claim.lane, key)
            if fence is None:
                return Arrival(key, claim, Stop.BUSY)
            claim = yield Load(key)
            if claim.state.ended:  # by whoever had the lane until now; what is planned on it as it was would revive it
                raise VersionMoved(key)
        return (yield from Journey(self._means, trip, claim, fence).run())
