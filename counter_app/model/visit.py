"""What the person came for: the visit, its diagnoses and its charges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counter_app.model import money

__all__ = ["Approval", "Charge", "Diagnosis", "Doctor", "Marks", "Visit", "VisitKind", "total_of"]


class VisitKind(StrEnum):
    """Kind of visit (dictionary med_type). A visit has one kind from its first call to its last."""

    OUTPATIENT = "outpatient"  # 11
    EMERGENCY = "emergency"  # 13, counts as filed
    CHRONIC = "chronic"  # 14, with its disease code
    REGISTRATION = "registration"  # the registration fee alone: 11, or what the place's profile says (12 in Jiangxi)


class Approval(StrEnum):
    """What the hospital decided about a limited-use item (dictionary hosp_appr_flag; facts of 2204).

    A limited-use item is covered with 1 and paid by the person with 0 or 2; any other item with 2 as well.
    """

    UNSAID = "unsaid"  # nobody said: goes up as 1, so for a limited-use item somebody has to be asked first
    NOT_NEEDED = "not_needed"  # 0
    APPROVED = "approved"  # 1: a limited-use drug is covered
    REFUSED = "refused"  # 2: the person pays the line


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
class Marks:
    """What the treating place must say of a visit from elsewhere (envelope facts, section 8).

    `referral`: sent here by another institution. `injury` with `third_party`: whether somebody else is liable, which
    must be known of every injury. `crowd`: group of people at a public emergency (dictionary MDTRT_GRP_TYPE), mostly
    empty. `basis`: why a visit is marked as an emergency, for the history; it is not sent.

    Raises:
        ValueError: an injury of which it is not said whether a third party is liable.
    """

    referral: bool = False
    injury: bool = False
    third_party: bool | None = None
    crowd: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        if self.injury and self.third_party is None:
            raise ValueError("an injury needs to say whether a third party is liable")


@dataclass(frozen=True, slots=True)
class Visit:
    """One outpatient visit. `date` carries the zone of the window; its year is the benefit year of the claim.

    `disease`, `disease_name`: of a chronic visit, as the insured place has it filed (5301).
    """

    kind: VisitKind
    date: datetime
    department: str
    doctor: Doctor
    diagnoses: tuple[Diagnosis, ...]
    disease: str = ""
    department_code: str = ""
    disease_name: str = ""
    marks: Marks = Marks()

    @property
    def emergency(self) -> bool:
        """Whether it counts as filed (domain facts, section 2a, 4)."""
        return self.kind is VisitKind.EMERGENCY


@dataclass(frozen=True, slots=True)
class Charge:
    """One fee line. `price` yuan with up to 6 decimals, `quantity` up to 4; `code` is the national catalogue code.

    `outside`: a prescription that goes out to a pharmacy (rx_circ_flag). `approval`: of a limited-use item.
    `split`: given out of an opened package (trdn_flag), whose code it bears.

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
    outside: bool = False
    split: bool = False
    approval: Approval = Approval.UNSAID

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
