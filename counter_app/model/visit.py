"""What the person came for: the visit, its diagnoses and its charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money

__all__ = ["Charge", "Diagnosis", "Doctor", "Visit", "VisitKind", "total_of"]


class VisitKind(StrEnum):
    """Kind of visit (dictionary med_type)."""

    OUTPATIENT = "outpatient"  # 11
    EMERGENCY = "emergency"  # 13, counts as filed
    CHRONIC = "chronic"  # 14, with its disease code


@dataclass(frozen=True, slots=True)
class Doctor:
    """An insurance physician: national code and name."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis, ICD-10 code of the insurance version and name; the first one is the main one."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One outpatient visit. `date` carries the zone of the window; its year is the benefit year of the claim."""

    kind: VisitKind
    date: datetime
    department: str
    doctor: Doctor
    diagnoses: tuple[Diagnosis, ...]
    disease: str = ""
    department_code: str = ""


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee line. `price` yuan with up to 6 decimals, `quantity` up to 4; `code` is the national catalogue code.

    Raises:
        ValueError: more decimals than the interface carries, a price below zero or a quantity that is not positive.
    """

    code: str
    name: str
    price: Decimal
    quantity: Decimal
    spec: str = ""
    unit: str = ""
    trace_codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if _places(self.price) > money.PRICE_PLACES or _places(self.quantity) > money.QUANTITY_PLACES:
            raise ValueError(f"charge {self.code}: more decimals than the interface carries")
        if self.price < 0 or self.quantity <= 0:
            raise ValueError(f"charge {self.code}: price below zero, or quantity not above zero")

    @property
    def amount(self) -> Decimal:
        """Price × quantity, yuan, half-up to the fen."""
        return money.line_amount(self.price, self.quantity)


def total_of(charges: tuple[Charge, ...]) -> Decimal:
    """Sum of the lines, yuan."""
    return sum((line.amount for line in charges), money.ZERO)


def _places(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("not a finite number")
    return max(0, -exponent)
