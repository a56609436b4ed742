"""A day's books: what was booked, by whose account, and where the centre sees it otherwise (domain facts, S3 and 2f).

A settlement that was given back is booked twice: once as it was, once negative, each on its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money
from counter_app.model.settlement import Overlay

__all__ = ["Booking", "Difference", "DifferenceKind", "Group", "Ledger", "Period", "Sums"]


@dataclass(frozen=True, slots=True, order=True)
class Ledger:
    """Whose books: kind (clr_type) and office (setl_optins, a region) of clearing."""

    clearing_type: str
    office: str


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """What is summed together: a scheme (insutype) within a ledger."""

    ledger: Ledger
    scheme_code: str


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Whole days, both included."""

    first: date
    last: date

    def __contains__(self, at: datetime) -> bool:
        return self.first <= at.date() <= self.last


@dataclass(frozen=True, slots=True)
class Booking:
    """One of our bookings, yuan; `refund`: the negative one. `claim`: its key; `insured_region`: six digits."""

    claim: str
    settlement_id: str
    visit_id: str
    person_no: str
    group: Group
    insured_region: str
    at: datetime
    refund: bool
    total: Decimal
    pool: Decimal
    fund_total: Decimal
    account: Decimal
    cash: Decimal
    overlays: Mapping[Overlay, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of bookings, yuan, and how many there are."""

    count: int = 0
    total: Decimal = money.ZERO
    pool: Decimal = money.ZERO
    fund_total: Decimal = money.ZERO
    account: Decimal = money.ZERO
    cash: Decimal = money.ZERO

    @classmethod
    def of(cls, bookings: Iterable[Booking]) -> Sums:
        """The sums of these bookings."""
        rows = list(bookings)
        return cls(
            count=len(rows),
            total=sum((row.total for row in rows), money.ZERO),
            pool=sum((row.pool for row in rows), money.ZERO),
            fund_total=sum((row.fund_total for row in rows), money.ZERO),
            account=sum((row.account for row in rows), money.ZERO),
            cash=sum((row.cash for row in rows), money.ZERO),
        )


class DifferenceKind(StrEnum):
    """Who has what the other has not."""

    ONLY_CENTRE = "only_centre"
    ONLY_HERE = "only_here"
    OTHER_AMOUNTS = "other_amounts"


@dataclass(frozen=True, slots=True)
class Difference:
    """One row of the centre's result, as told. Amounts None: the place leaves them out. `row`: the row itself."""

    kind: DifferenceKind
    settlement_id: str
    visit_id: str
    person_no: str
    msgid: str
    refund: bool
    memo: str
    total: Decimal | None
    fund_total: Decimal | None
    account: Decimal | None
    row: str
