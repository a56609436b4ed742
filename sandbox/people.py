"""The insured people of the sandbox (people.yaml) and what the year has already paid for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any

from counter_app.failures import FailureCode
from counter_app.model import identity, money
from counter_app.model.person import Filing, FilingClass
from sandbox.chronic import Qualified
from sandbox.reading import BadFile, Entry, read_document

__all__ = ["Insured", "OtherInsurance", "People", "Trouble", "YearToDate", "load_people"]

SCHEMES = ("employee", "resident")
STATUSES = ("active", "retired", "resident", "minor")
FLAGS = ("low_income", "commercial_member", "civil_servant")
INSUTYPES = {"employee": "310", "resident": "390"}
_SCHEME_OF = {code: scheme for scheme, code in INSUTYPES.items()}
FILINGS = ("long_term", "referral", "temporary", "unfiled")


class Trouble(StrEnum):
    """What stands in a person's way (domain facts, section 2g); each is refused at its own transaction."""

    INTERRUPTED = "contributions_interrupted"
    CARD_LOCKED = "card_locked"
    PLACE_NOT_OPENED = "place_not_opened"
    IN_HOSPITAL = "in_hospital_elsewhere"
    NAME_MISMATCH = "name_mismatch"
    WAITING_PERIOD = "waiting_period"
    PLACE_UNREACHABLE = "insured_place_unreachable"
    PLACE_STOPPED = "insured_place_stopped"


# What is a matter of one insurance row, and of one insured place; the rest stands in the person's way everywhere.
_OF_A_ROW = (Trouble.INTERRUPTED, Trouble.WAITING_PERIOD)
_OF_A_PLACE = (Trouble.PLACE_NOT_OPENED, Trouble.PLACE_UNREACHABLE, Trouble.PLACE_STOPPED)


@dataclass(frozen=True, slots=True)
class YearToDate:
    """Accumulators of one benefit year, yuan. As a difference its parts may be negative.

    `in_scope_personal_burden`: sum of in-scope − first borne − pool; `commercial_base`: what the commercial cover has
    counted of full-self cost; `pool_paid_sub`: the part of `pool_paid` under a sub-cap (domain facts, section 6.2).
    """

    pool_paid: Decimal = money.ZERO
    deductible_paid: Decimal = money.ZERO
    in_scope_personal_burden: Decimal = money.ZERO
    commercial_base: Decimal = money.ZERO
    medical_aid_paid: Decimal = money.ZERO
    pool_paid_sub: Decimal = money.ZERO

    def plus(self, change: YearToDate) -> YearToDate:
        """The sums after a change."""
        return YearToDate(*(getattr(self, f.name) + getattr(change, f.name) for f in fields(YearToDate)))

    def negated(self) -> YearToDate:
        """The change that takes this one back."""
        return YearToDate(*(-getattr(self, f.name) for f in fields(YearToDate)))


@dataclass(frozen=True, slots=True)
class OtherInsurance:
    """A further insurance row that 1101 shows: codes of insutype, psn_insu_stas and the insured place, and what that
    place holds of the person, as `Insured` names it. `filing` None: the person's own in the same place, else none.
    """

    insutype: str
    insured_status: str
    region: str
    tier: str | None = None
    status: str = ""
    filing: Filing | None = None
    chronic: tuple[Qualified, ...] = ()
    flags: frozenset[str] = frozenset()
    balance: Decimal | None = None
    years: Mapping[int, YearToDate] = field(default_factory=dict)

    @property
    def scheme(self) -> str:
        """The scheme whose rules it follows; empty where such a row pays no visit by itself."""
        return _SCHEME_OF.get(self.insutype, "")


@dataclass(frozen=True, slots=True)
class Insured:
    """One fictitious insured person as one insurance row sees them; amounts in yuan, `balance` None where there is no
    personal account. `People` holds everybody by the row that usually pays; `seen_by` is the same by another one.

    `old_vouchers`: codes that were this person's and have run out (a screenshot). `shows`: the failure codes whose
    example this person is. `row`: which further row it is (insutype and region), empty for the usual one.
    """

    psn_no: str
    name: str
    certno: str
    card_no: str
    card_id: str
    voucher: str
    region: str
    scheme: str
    tier: str | None
    status: str
    age: Decimal | None
    birth_date: date | None
    flags: frozenset[str]
    filing: Filing
    chronic: tuple[Qualified, ...]
    balance: Decimal | None
    years: Mapping[int, YearToDate]
    trouble: str
    missing_contribution_years: int
    others: tuple[OtherInsurance, ...]
    old_vouchers: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    row: str = ""

    @property
    def insutype(self) -> str:
        """Code of the scheme of this row (dictionary insutype)."""
        return INSUTYPES[self.scheme]

    @property
    def books(self) -> str:
        """Under what the ledger keeps this row's sums and account: each insurance counts by itself."""
        return f"{self.certno} {self.row}".rstrip()

    @property
    def seen(self) -> tuple[Insured, ...]:
        """The person by every row whose rules are known here, the usual one first."""
        return (self, *(self.seen_by(other) for other in self.others if other.scheme))

    def seen_by(self, other: OtherInsurance) -> Insured:
        """The person as a further row of theirs has them: its place, its sums, and what stands in its own way."""
        here = other.region == self.region
        trouble = "" if self.trouble in _OF_A_ROW or (self.trouble in _OF_A_PLACE and not here) else self.trouble
        paused = other.insured_status != "1"
        usual = self.status if other.scheme == self.scheme else "active" if other.scheme == "employee" else "resident"
        return replace(
            self,
            region=other.region,
            scheme=other.scheme,
            tier=other.tier,
            status=other.status or usual,
            flags=other.flags | (self.flags & {"low_income"}),
            filing=other.filing or (self.filing if here else Filing(FilingClass.UNFILED)),
            chronic=other.chronic,
            balance=other.balance,
            years=other.years,
            trouble=Trouble.INTERRUPTED if paused else trouble,
            row=f"{other.insutype} {other.region}",
        )

    def age_on(self, day: date) -> int:
        """Whole years at the service date."""
        if self.age is not None:
            return int(self.age)
        born = self.birth_date or identity.birth_date_of(self.certno)
        if born is None:
            return 0
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class People:
    """Everybody the insured places know, found by any of their credentials."""

    def __init__(self, insured: list[Insured]) -> None:
        self._take(insured)

    def _take(self, insured: list[Insured]) -> None:
        self.all = tuple(insured)
        self.by_number = {person.psn_no: person for person in insured}
        self.by_certificate = {person.certno: person for person in insured}
        self.by_card = {person.card_no.upper(): person for person in insured if person.card_no}
        self.by_voucher = {person.voucher: person for person in insured if person.voucher}
        self.old_vouchers = frozenset(code for person in insured for code in person.old_vouchers)

    def refile(self, certno: str, filing: Mapping[str, Any]) -> Filing:
        """Another filing from now on, in the form of people.yaml, as the person made it on the phone.

        Raises:
            KeyError: nobody has this number. BadFile: it is no filing.
        """
        person = self.by_certificate[certno]
        filed = _filing(read_document({"filing": filing}).entry("filing"))
        self._take([replace(one, filing=filed) if one is person else one for one in self.all])
        return filed


def load_people(source: Path | Mapping[str, Any], regions: frozenset[str]) -> People:
    """Read people.yaml; `regions` are the insured places whose rules are known.

    Raises:
        BadFile: names the file and the key.
    """
    document = read_document(source)
    people: list[Insured] = []
    seen: dict[str, str] = {}
    for entry in document.entries("people"):
        person = _person(entry, regions)
        old = tuple(("voucher", code) for code in person.old_vouchers)
        for key, value in (("certno", person.certno), ("card_no", person.card_no), ("voucher", person.voucher), *old):
            if value and seen.setdefault(f"{key} {value}", entry.where) != entry.where:
                raise BadFile(f"{entry.where}.{key}", f"is already that of {seen[f'{key} {value}']}")
        people.append(person)
    if not people:
        raise BadFile(document.where, "people: must hold at least one person")
    return People(people)


def _person(entry: Entry, regions: frozenset[str]) -> Insured:
    certno = identity.normalised(entry.text("certno"))
    if not identity.is_valid(certno):
        raise BadFile(f"{entry.where}.certno", "is not an identity number with a valid check digit")
    region = entry.text("insured_region")
    if region not in regions:
        raise BadFile(f"{entry.where}.insured_region", "is no region of benefits.yaml")
    card = entry.entry("card")
    trouble = entry.choice("trouble", tuple(Trouble)) if entry.has("trouble") else ""
    return Insured(
        psn_no=entry.text("psn_no", _person_number(certno)),
        name=entry.text("name"),
        certno=certno,
        card_no=card.text("card_no") if card.values else "",
        card_id=card.text("card_id").upper() if card.values else "",
        voucher=entry.text("voucher", ""),
        region=region,
        scheme=entry.choice("insured_type", SCHEMES),
        tier=entry.text("tier") if entry.has("tier") else None,
        status=entry.choice("status", STATUSES),
        age=entry.optional_number("age"),
        birth_date=entry.day("birth_date"),
        flags=_flags(entry),
        filing=_filing(entry.entry("filing")),
        chronic=_chronic(entry),
        balance=_balance(entry),
        years=_years(entry.entry("year_to_date")),
        trouble=trouble,
        missing_contribution_years=int(entry.number("missing_contribution_years", Decimal(0))),
        others=_others(entry, region, regions),
        old_vouchers=entry.words("old_vouchers"),
        shows=_shown(entry),
    )


def _others(entry: Entry, region: str, regions: frozenset[str]) -> tuple[OtherInsurance, ...]:
    """Further rows; no two alike, as a call names one by its insutype and its place."""
    rows: list[OtherInsurance] = []
    taken = {(INSUTYPES[entry.text("insured_type")], region)}
    for row in entry.entries("other_insurances"):
        other = OtherInsurance(
            insutype=row.text("insutype"),
            insured_status=row.choice("psn_insu_stas", tuple("01234")),
            region=row.text("insured_region", region),
            tier=row.text("tier") if row.has("tier") else None,
            status=row.choice("status", STATUSES) if row.has("status") else "",
            filing=_filing(row.entry("filing")) if row.has("filing") else None,
            chronic=_chronic(row),
            flags=_flags(row),
            balance=_balance(row),
            years=_years(row.entry("year_to_date")),
        )
        if other.scheme and other.region not in regions:
            raise BadFile(f"{row.where}.insured_region", "is no region of benefits.yaml")
        if (other.insutype, other.region) in taken:
            raise BadFile(row.where, "is a row the person has already")
        taken.add((other.insutype, other.region))
        rows.append(other)
    return tuple(rows)


def _flags(entry: Entry) -> frozenset[str]:
    flags = entry.words("flags")
    for flag in flags:
        if flag not in FLAGS:
            raise BadFile(f"{entry.where}.flags", f"must hold only {', '.join(FLAGS)}")
    return frozenset(flags)


def _chronic(entry: Entry) -> tuple[Qualified, ...]:
    return tuple(
        Qualified(row.text("code"), row.text("class", ""), row.text("name", ""), row.day("from"), row.day("to"))
        for row in entry.entries("chronic")
    )


def _balance(entry: Entry) -> Decimal | None:
    return money.yuan(entry.entry("account").number("balance")) if entry.has("account") else None


def _shown(entry: Entry) -> tuple[str, ...]:
    codes = entry.words("shows")
    for code in codes:
        if code not in tuple(FailureCode):
            raise BadFile(f"{entry.where}.shows", "must hold codes of the list of failures")
    return codes


def _filing(entry: Entry) -> Filing:
    if not entry.values:
        return Filing(FilingClass.UNFILED)
    kind = FilingClass(entry.choice("class", FILINGS))
    return Filing(kind, entry.text("place", ""), entry.day("from"), entry.day("to"))


def _years(entry: Entry) -> dict[int, YearToDate]:
    years = {}
    for year in entry.values:
        if not str(year).isdigit():
            raise BadFile(f"{entry.where}.{year}", "must be a year")
        sums = entry.entry(year)
        known = {field.name for field in fields(YearToDate)}
        for key in sums.values:
            if key not in known:
                raise BadFile(f"{sums.where}.{key}", f"must be one of {', '.join(sorted(known))}")
        years[int(year)] = YearToDate(**{key: money.yuan(value) for key, value in sums.numbers().items()})
    return years


def _person_number(certno: str) -> str:
    """A stable number for a person whose file gives none: the platform's own, unrelated to the certificate."""
    return "99" + str(int.from_bytes(hashlib.sha256(certno.encode()).digest()[:8], "big") % 10**18).zfill(18)
