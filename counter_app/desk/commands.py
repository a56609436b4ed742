"""What the road asks of the world, one command at a time; a driver or a simulator answers (DESIGN, section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from counter_app.desk.claim import Claim
from counter_app.settlement.client import Call
from counter_app.settlement.record import Record
from offline_queue.values import Rest, Step

__all__ = [
    "Arrival",
    "Command",
    "Commit",
    "Download",
    "Exchange",
    "Fetched",
    "Load",
    "Moment",
    "NextMsgid",
    "Now",
    "Sleep",
    "Stop",
    "Take",
    "Upload",
    "Whose",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """The time on both clocks: `wall` for people (with its zone), `boot` in seconds for every age."""

    wall: datetime
    boot: float


@dataclass(frozen=True, slots=True)
class Now:
    """→ Moment."""


@dataclass(frozen=True, slots=True)
class Load:
    """→ Claim."""

    key: str


@dataclass(frozen=True, slots=True)
class Take:
    """→ the lane's fence, or None where somebody else works in it. `key`: the claim it is taken for."""

    lane: str
    key: str


@dataclass(frozen=True, slots=True)
class Commit:
    """→ Written. Raises LaneLost, VersionMoved, StoreUnavailable."""

    change: Step | Rest


@dataclass(frozen=True, slots=True)
class NextMsgid:
    """→ a message id never used before."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """→ CallOutcome; never raises."""

    call: Call


@dataclass(frozen=True, slots=True)
class Upload:
    """9101: `content` under `name`. → CallOutcome; never raises."""

    msgid: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Download:
    """9102: the rows of a file, kept as `keep_as` beside the claims. → Fetched; never raises."""

    msgid: str
    number: str
    name: str
    keep_as: str
    row: type[Record]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a download brought: all rows of a whole, well-formed file, or in `trouble` why there is none, for people."""

    rows: tuple[Any, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Whose:
    """→ the key of the claim that a message id was written for, or ""."""

    msgid: str


@dataclass(frozen=True, slots=True)
class Sleep:
    """→ False, later; True, sooner, where the program is closing and the claim is to rest."""

    seconds: float


Command = Now | Load | Take | Commit | NextMsgid | Exchange | Upload | Download | Whose | Sleep


class Stop(StrEnum):
    """Why a trip ended where it did, when the claim's state alone does not say."""

    ARRIVED = "arrived"  # the state says it: ended, held, or resting for its time
    LINK = "link"  # a call did not leave, or was not answered
    BUSY = "busy"  # somebody else works in the lane
    BEHIND = "behind"  # an older claim of the person goes first
    MOVED = "moved"  # a person changed the claim meanwhile
    LANE_LOST = "lane_lost"
    STORE = "store"
    LIMIT = "limit"  # no ticket: the hospital's limits of what may wait (`text` says which)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a trip ended. `claim` None only where the store could not say."""

    key: str
    claim: Claim | None
    stop: Stop
    text: str = ""
    fence: int | None = None
