"""What the treating place's catalogues say of an item (the catalogue follows the treating place: domain facts, 1).

Days are whole days of service, both ends included; None: open. `record`: the row's own number at the platform.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "CatalogueItem",
    "CodeMapping",
    "Entry",
    "InsuranceItem",
    "Kind",
    "Listed",
    "Listing",
    "PriceLimit",
    "SelfRate",
    "Validity",
]


class Kind(StrEnum):
    """The catalogues that come as files."""

    WESTERN_DRUG = "western_drug"  # 西药中成药
    HERB = "herb"  # 中药饮片
    PREPARATION = "preparation"  # 医疗机构制剂
    MATERIAL = "material"  # 医用耗材
    DIAGNOSIS = "diagnosis"  # 疾病与诊断


@dataclass(frozen=True, slots=True)
class Validity:
    """From when to when a row counts, and whether it counts at all."""

    since: date | None = None
    until: date | None = None
    valid: bool = True

    def on(self, day: date) -> bool:
        """Whether it counts for services of this day."""
        return self.valid and (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a catalogue that comes as a file. `initials`: of its name in pinyin."""

    kind: Kind
    code: str
    name: str
    initials: str
    spec: str
    unit: str
    validity: Validity
    version: str


@dataclass(frozen=True, slots=True)
class InsuranceItem:
    """One row of the insurance catalogue (医保目录). `grade` A, B, C or empty; `limited`: paid within limits only."""

    record: str
    code: str
    region: str
    name: str
    initials: str
    grade: str
    limited: bool
    validity: Validity


@dataclass(frozen=True, slots=True)
class CodeMapping:
    """Which row of the insurance catalogue an item counts as (对码)."""

    record: str
    code: str
    insurance_code: str
    region: str
    validity: Validity


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """The highest price that counts, yuan; `kind`: for which level of institution (dictionary hilist_lmtpric_type)."""

    record: str
    code: str
    region: str
    kind: str
    amount: Decimal
    validity: Validity


@dataclass(frozen=True, slots=True)
class SelfRate:
    """The share (0..1) that is paid first; `scheme`: for whom (dictionary selfpay_prop_psn_type)."""

    record: str
    code: str
    region: str
    scheme: str
    rate: Decimal
    validity: Validity


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """All that is known of one code on one day. `limits` by level of institution, `rates` by scheme.

    `usable`: it may stand on a bill of that day. `mapped`: the code that it counts as, empty where nobody mapped it.
    """

    code: str
    name: str
    kind: Kind | None
    initials: str
    spec: str
    unit: str
    grade: str
    limited: bool
    mapped: str
    limits: dict[str, Decimal]
    rates: dict[str, Decimal]
    validity: Validity
    version: str
    usable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """One code as the catalogue has it for this person at this hospital.

    `grade`: A, B, C, empty where not known. `price_limit`: yuan per unit, None where there is none. `self_rate`: 0..1,
    None where the catalogue does not say it for this kind of insured. `limited`: limited use.
    """

    grade: str = ""
    price_limit: Decimal | None = None
    self_rate: Decimal | None = None
    limited: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """One item of the catalogue as a list names it; `kind` None: of no file, a service mostly."""

    code: str
    name: str
    spec: str = ""
    unit: str = ""
    kind: Kind | None = None
