"""Insured places that do not answer, unannounced, while the line to the others works; and who waits for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from counter_app.desk import clock
from counter_app.desk.claim import Claim
from counter_app.desk.gates import Gates
from counter_app.desk.line_desk import LineDesk
from offline_queue.values import State
from ui.desk_views import Places
from ui.words import outage_words
from ui.words.template import filled

__all__ = ["Silent", "SilentPlaces", "few", "waited_for"]

_GOES_ON = (State.READY, State.SENDING, State.UNCLEAR)
# Going through all who wait takes so many times as long as it took until it is done once more.
_REST = 5.0
_NAMED = 3  # places that are named; the rest is counted


@dataclass(frozen=True, slots=True)
class Silent:
    """One place (its region), since when the gates hold it for closed, and what waits for it, oldest first."""

    region: str
    since: datetime
    claims: tuple[Claim, ...]


def few(names: Sequence[str]) -> str:
    """The first of these places, and how many they are."""
    first = "、".join(names[:_NAMED])
    return filled(outage_words.SILENT_MORE, 地=first, k=len(names)) if len(names) > _NAMED else first


def waited_for(silent: Sequence[Silent], waiting: int, places: Places) -> str:
    """The names of these where as many as are `waiting` do so for them; empty where others wait too, or nobody."""
    if not 0 < waiting <= sum(len(one.claims) for one in silent):
        return ""
    return few([places.short(one.region) for one in silent])


class SilentPlaces:
    """For the link thread, one look at a time."""

    def __init__(self, gates: Gates, line: LineDesk) -> None:
        self._gates, self._line = gates, line
        self._waiting: dict[str, tuple[Claim, ...]] = {}
        self._moved, self._again = True, 0.0

    def look(self, alive: Collection[Claim], *, moved: bool) -> tuple[Silent, ...]:
        """Those for which something of `alive` waits; none while nobody answers. `moved`: some of them did since."""
        self._moved |= moved
        began = clock.boot_seconds()
        if self._moved and began >= self._again:
            self._sort(alive)
            self._moved, self._again = False, began + (clock.boot_seconds() - began) * (1 + _REST)
        if self._line.hop().open is False:
            return ()
        found = []
        for region, claims in self._waiting.items():
            gate = self._gates.place(region)
            if gate.open is False and gate.since is not None and not self._line.shutdowns.stands_still(region):
                found.append(Silent(region, gate.since, claims))
        return tuple(sorted(found, key=lambda one: one.since))

    def _sort(self, alive: Collection[Claim]) -> None:
        waiting: dict[str, list[Claim]] = {}
        for claim in alive:
            if claim.people.consent and claim.state in _GOES_ON and claim.region:
                waiting.setdefault(claim.region, []).append(claim)
        self._waiting = {
            region: tuple(sorted(claims, key=lambda one: one.opened_at)) for region, claims in waiting.items()
        }
