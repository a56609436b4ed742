"""What the insured place has on record of a person besides their insurance, and what a year has counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

__all__ = ["ChronicFiling", "Designation", "HospitalStay", "Transfer", "YearSum"]


@dataclass(frozen=True, slots=True)
class ChronicFiling:
    """One disease a person is qualified for (5301); `until` None means open-ended."""

    code: str
    name: str
    since: date | None = None
    until: date | None = None

    def valid_on(self, day: date) -> bool:
        """Whether it holds on a service date."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Designation:
    """An institution a person has chosen for one kind of business (5302)."""

    institution: str
    name: str
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class HospitalStay:
    """The person lies in hospital (5303): an outpatient settlement is usually refused then."""

    visit_id: str
    since: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A referral on record (5304). `elsewhere`: to another region (out_flag), None where the service does not say."""

    institution: str
    name: str
    on: date | None
    since: date | None = None
    until: date | None = None
    elsewhere: bool | None = None


@dataclass(frozen=True, slots=True)
class YearSum:
    """One sum of a benefit year (5206), yuan. `meaning`: what our words call it, empty for a code we do not know."""

    year: str
    month: str
    scheme_code: str
    code: str
    amount: Decimal
    meaning: str = ""
