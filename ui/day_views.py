"""What the day-end page shows: today's claims, the proof of the day before, what is past its day. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money
from ui.shapes import Shape
from ui.theme import Role

__all__ = ["DayRow", "DayState", "DaySums", "DayView", "Finding", "Mark", "ProofView"]


class Mark(StrEnum):
    """How a claim stands at the day's end, in the order the page lists them."""

    PERSON = "person"
    CHECKING = "checking"
    WAITING = "waiting"
    HERE = "here"
    SETTLED = "settled"
    UPLOADED = "uploaded"
    BY_HAND = "by_hand"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class DayRow:
    """One claim of today; amounts in yuan, None where nothing is settled."""

    claim: str
    mark: Mark
    name: str
    at: datetime
    total: Decimal
    paid: Decimal
    fund: Decimal | None = None


@dataclass(frozen=True, slots=True)
class DaySums:
    """Settled today: how many, and yuan."""

    count: int = 0
    total: Decimal = money.ZERO
    fund: Decimal = money.ZERO
    account: Decimal = money.ZERO
    cash: Decimal = money.ZERO


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what the books say: in words, with what to do where a person has to."""

    shape: Shape
    role: Role | None
    text: str
    what_to_do: str = ""


@dataclass(frozen=True, slots=True)
class ProofView:
    """A day's books against the centre's. `agrees`: nothing is left open."""

    day: date
    agrees: bool
    findings: tuple[Finding, ...] = ()

    @property
    def open(self) -> int:
        """How many lines somebody has to look at."""
        return sum(one.role is not None and one.role is not Role.OK for one in self.findings)


class DayState(StrEnum):
    """What runs."""

    READY = "ready"
    PROVING = "proving"
    UPLOADING = "uploading"


@dataclass(frozen=True, slots=True)
class DayView:
    """The page at one moment. `overdue`, with `overdue_total` yuan: past their day and paid in full; `to_ring`: on the
    call list. `prints`: lists have a printer here. `since`: when what runs began. `confirming`: the next press deals
    with what is overdue. `unsigned`: nobody signs in here, and this number of the settings stands in the books.
    """

    state: DayState = DayState.READY
    today: date | None = None
    rows: tuple[DayRow, ...] = ()
    sums: DaySums = DaySums()
    proof: ProofView | None = None
    overdue: int = 0
    overdue_total: Decimal = money.ZERO
    to_ring: int = 0
    uploads: bool = False
    prints: bool = False
    progress: tuple[int, int] = (0, 0)
    since: datetime | None = None
    confirming: bool = False
    unsigned: str = ""
    notice: str = ""
