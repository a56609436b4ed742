"""What the pages show of visits and claims that wait beside the one at the glass."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

__all__ = ["HeldView", "ParkedView"]


@dataclass(frozen=True, slots=True)
class HeldView:
    """The oldest of `count` claims that wait for their filing, its bill in yuan; or one `paid` and put aside here."""

    claim: str
    since: str
    amount: Decimal
    count: int = 1
    paid: bool = False


@dataclass(frozen=True, slots=True)
class ParkedView:
    """One visit put aside: who, why, since when, how much. `checking` marks the one nobody may touch."""

    visit: str
    name: str
    why: str
    since: datetime
    amount: Decimal
    checking: bool = False
