"""What the outage page shows: the clock, how far down it is, who was served meanwhile, the way back. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.desk.outages import Closing
from counter_app.desk.staged_return import Return, Stage
from ui.queue_views import ClaimState
from ui.views import LampView

__all__ = ["FREE", "NOBODY", "OutagePageView", "OutageState", "Scope", "ServedRow", "SilentPlace"]

NOBODY, FREE = Closing(), Return(Stage.ALL)


class OutageState(StrEnum):
    """Where an outage stands."""

    NONE = "none"
    PLACE = "place"  # an insured place alone does not answer, unannounced
    AHEAD = "ahead"  # announced, and not begun
    ANNOUNCED = "announced"
    DOWN = "down"
    RETURNING = "returning"  # the line answers, and somebody still waits
    OVER = "over"


class Scope(StrEnum):
    """How far down it is, as far as this window knows."""

    UNKNOWN = "unknown"
    HOSPITAL = "hospital"  # other things of the hospital's own net do not answer either
    BEYOND = "beyond"  # those do: it is the line out of the house, or the platform
    SERVICE = "service"  # something at the service's address answers, and lets nothing through
    PLACES = "places"  # some insured places alone
    ANNOUNCED = "announced"


@dataclass(frozen=True, slots=True)
class ServedRow:
    """One who took a ticket; amounts in yuan."""

    claim: str
    state: ClaimState
    name: str
    place: str
    at: datetime
    taken: Decimal
    refund: Decimal | None = None
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class SilentPlace:
    """An insured place that does not answer, and how many claims wait for it."""

    name: str
    since: datetime
    waiting: int


@dataclass(frozen=True, slots=True)
class OutagePageView:
    """The page at one moment.

    `seconds`: how long it lasts or lasted, of an announced one that is ahead how long until then. `level` 0: as it was
    announced. `places`: the insured places that alone are meant. `closing` is counted over `rows`. `way`: how far the
    way back is; `paused`: somebody stopped it. `trying`: the line is being tried because somebody asked. `phone`:
    of the hospital's own help. `silent`: places that do not answer, while others do; `rows`: who waits for them.
    """

    state: OutageState = OutageState.NONE
    began: datetime | None = None
    ended: datetime | None = None
    seconds: int = 0
    level: int = 2
    scope: Scope = Scope.UNKNOWN
    by: str = ""
    until: datetime | None = None
    places: str = ""
    rows: tuple[ServedRow, ...] = ()
    closing: Closing = NOBODY
    way: Return = FREE
    paused: bool = False
    hops: tuple[LampView, ...] = ()
    phone: str = ""
    silent: tuple[SilentPlace, ...] = ()
    trying: bool = False
    notice: str = ""
