"""Who stands at the glass: the credential shown, the insured person, the insurance that will pay."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "Credential",
    "CredentialKind",
    "Filing",
    "FilingClass",
    "Insurance",
    "Paying",
    "Person",
    "Qualification",
    "Scheme",
]


class CredentialKind(StrEnum):
    """What was shown at the window (dictionary mdtrt_cert_type)."""

    VOUCHER = "voucher"  # 医保电子凭证, already decoded to a token: one business, never stored, never replayed
    ID_NUMBER = "id_number"
    CARD = "card"


# How long a token lives is not published (card facts, section 3). Long enough for somebody who looks for their money.
_TOKEN_LIFE = timedelta(minutes=10)
_CLOCK_MOVED = timedelta(minutes=-1)


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential as 1101 and the settlement calls want it.

    `number`: the token, the identity number or the card number. `card_id`: the card identification code, only with a
    card. `name` and `id_number`: what the card, the decoded code or the cashier gave, needed by cross-region calls.
    `read_at`: when it was shown; a voucher grows old.
    """

    kind: CredentialKind
    number: str
    card_id: str = ""
    name: str = ""
    id_number: str = ""
    read_at: datetime | None = None

    @property
    def may_wait(self) -> bool:
        """Whether a claim may wait offline with it (DESIGN section 3, "Who may wait")."""
        if self.kind is CredentialKind.CARD:
            return bool(self.number and self.card_id)
        return self.kind is CredentialKind.ID_NUMBER and bool(self.number and self.name)

    def serves(self, now: datetime) -> bool:
        """Whether it may still be sent. A voucher's token grows old; one shown later than now, by a clock that moved,
        is as old as nobody knows.
        """
        if self.kind is not CredentialKind.VOUCHER or self.read_at is None:
            return True
        return _CLOCK_MOVED <= now - self.read_at <= _TOKEN_LIFE

    def may_be_of(self, person: Person | None) -> bool:
        """False where it names another person; where it names nobody, or nobody is known yet, nothing says no."""
        return person is None or not self.id_number or self.id_number.upper() == person.id_number.upper()


class Scheme(StrEnum):
    """险种 as far as the window tells them apart (dictionary insutype)."""

    EMPLOYEE = "employee"
    RESIDENT = "resident"
    SUPPLEMENT = "supplement"  # adds to another one, or is for something else: pays no visit by itself
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Insurance:
    """One insurance row of a person (node insuinfo of 1101).

    `region`: insured place, six digits. `scheme_code` and `person_type`: the service's own codes, sent back unchanged.
    `active`: psn_insu_stas is 1, the only one that can settle; `status`: that code, empty where it was not kept.
    `balance`: personal account, yuan.
    """

    region: str
    scheme: Scheme
    scheme_code: str
    person_type: str
    active: bool
    balance: Decimal
    civil_servant: bool = False
    status: str = ""

    @property
    def may_pay(self) -> bool:
        """Whether a visit can be settled with it."""
        return self.active and self.scheme is not Scheme.SUPPLEMENT

    @property
    def row(self) -> str:
        """Its name among the rows of its person: insutype and insured place, as 310@450900."""
        return f"{self.scheme_code}@{self.region}"

    def is_named(self, row: str) -> bool:
        """Whether `row` means it: that name, or the insutype alone, where nobody gave more (an older ticket)."""
        return row in (self.row, self.scheme_code)


class Paying(StrEnum):
    """Why a row of insurance is the one that pays."""

    NONE = "none"  # no row may pay
    ONLY = "only"  # the only one that may
    EMPLOYEE_FIRST = "employee_first"  # several may: employee before resident (envelope facts, section 5)
    FIRST = "first"  # several may, none of an employee, or several of one: the first
    CHOSEN = "chosen"  # the cashier chose it


@dataclass(frozen=True, slots=True)
class Person:
    """An insured person as the service knows them (1101). `birth_date` may be missing or differ from the number.

    `scheme`: the row the cashier chose (`Insurance.row`), empty where the rule chooses. `identities`: codes of special
    groups (psn_idet_type), as medical aid.
    """

    person_no: str
    certificate_kind: str
    id_number: str
    name: str
    sex: str
    birth_date: date | None
    age: Decimal
    insurances: tuple[Insurance, ...]
    scheme: str = ""
    identities: tuple[str, ...] = ()

    @property
    def insurance(self) -> Insurance | None:
        """The row that pays: the chosen one, else the first that may, employee before resident."""
        return self._choice[0]

    @property
    def paying(self) -> Paying:
        """Why it is that row."""
        return self._choice[1]

    def paid_by(self, scheme: str) -> Person:
        """The same, with the row the cashier chose (`Insurance.is_named`); an empty `scheme` leaves it to the rule.

        Raises:
            ValueError: no row of this name may pay.
        """
        if scheme and not any(row.may_pay and row.is_named(scheme) for row in self.insurances):
            raise ValueError("no row of this name may pay")
        return replace(self, scheme=scheme)

    @property
    def _choice(self) -> tuple[Insurance | None, Paying]:
        able = [row for row in self.insurances if row.may_pay]
        if len(able) == 1 and not self.scheme:
            return able[0], Paying.ONLY
        employee = [row for row in able if row.scheme is Scheme.EMPLOYEE]
        chosen = [row for row in able if self.scheme and row.is_named(self.scheme)]
        if not able:
            return None, Paying.NONE
        if chosen:
            return chosen[0], Paying.CHOSEN
        if len(able) == 1:
            return able[0], Paying.ONLY
        if len(employee) == len(able):
            return able[0], Paying.FIRST
        return (employee[0], Paying.EMPLOYEE_FIRST) if employee else (able[0], Paying.FIRST)


class FilingClass(StrEnum):
    """异地备案 as the insured place holds it (domain facts, 2a)."""

    LONG_TERM = "long_term"
    REFERRAL = "referral"
    EMERGENCY = "emergency"
    TEMPORARY = "temporary"
    UNFILED = "unfiled"


@dataclass(frozen=True, slots=True)
class Filing:
    """A filing with its place (six digits, the treating city) and its dates; `until` None means open-ended."""

    kind: FilingClass
    place: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """What the benefit check (2001) answered for this kind of visit at this institution.

    `entitled` False comes with `reason`, the service's own text; `remark`: what it said along with a yes. `filing` None
    and the amounts None mean: the service did not say, and the window shows that as not known. Deductible amounts are
    yuan of the service date's year. `in_hospital`: after a no 5303 showed a stay.
    """

    entitled: bool
    reason: str = ""
    filing: Filing | None = None
    deductible: Decimal | None = None
    deductible_paid: Decimal | None = None
    asked_at: datetime | None = None
    remark: str = ""
    in_hospital: bool = False
