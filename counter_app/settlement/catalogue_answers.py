"""Rows of the catalogue transactions as values of the trade.

Where a row says something that cannot be (a price limit that is no number), it is left out: half a rule is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from counter_app.model.catalogue import CodeMapping, Entry, InsuranceItem, Kind, PriceLimit, SelfRate, Validity
from counter_app.settlement.record import Record, Transaction
from counter_app.settlement.transactions import catalogue_rows as rows
from counter_app.settlement.transactions import catalogues, listings

__all__ = ["FILES", "PAGES", "CatalogueFile", "CataloguePages"]

_YES = "1"
_PRE_SELF = "10"  # dictionary selfpay_prop_type: 目录先自付比例

Grades = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CatalogueFile:
    """A catalogue that comes as files: who asks for it, how its rows are declared, what they become."""

    transaction: Transaction[catalogues.CatalogueInput, catalogues.CatalogueOutput]
    row: type[Record]
    entry: Callable[[Any], Entry]


@dataclass(frozen=True, slots=True)
class CataloguePages:
    """A list that comes page by page. `made` gives None for a row that cannot be used; `body` its question."""

    transaction: Transaction[Any, Any]
    made: Callable[[Any, Grades], InsuranceItem | CodeMapping | PriceLimit | SelfRate | None]
    data: type[Record]
    message: type[Record]

    def body(self, changed_since: date, page: int, size: int) -> dict[str, Any]:
        """The question for one page of what changed since a day."""
        asked: Any = self.data
        message: Any = self.message
        data = asked(updt_time=changed_since, page_num=Decimal(page), page_size=Decimal(size))
        found: dict[str, Any] = message(data=data).wire()
        return found


def _drug(row: rows.DrugRow) -> Entry:
    return Entry(
        Kind.WESTERN_DRUG, row.med_list_codg, row.reg_name, _initials(row.pinyin), row.drug_spec, row.prcunt,
        _validity(row), row.ver,
    )  # fmt: skip


def _herb(row: rows.HerbRow) -> Entry:
    return Entry(
        Kind.HERB, row.med_list_codg, row.tcmherb_name, _initials(row.pinyin), "", row.prcunt, _validity(row), row.ver
    )


def _preparation(row: rows.PreparationRow) -> Entry:
    return Entry(
        Kind.PREPARATION, row.med_list_codg, row.drug_prodname, _initials(row.pinyin), row.drug_spec, row.prcunt,
        _validity(row), row.ver,
    )  # fmt: skip


def _material(row: rows.MaterialRow) -> Entry:
    spec = " ".join(part for part in (row.spec, row.mdl) if part)
    return Entry(Kind.MATERIAL, row.med_list_codg, row.mcs_name, "", spec, row.prcunt, _validity(row), row.ver)


def _diagnosis(row: rows.DiagnosisRow) -> Entry:
    return Entry(
        Kind.DIAGNOSIS, row.diag_code, row.diag_name, "", "", "", Validity(valid=row.vali_flag == _YES), row.ver
    )


def _insurance_item(row: listings.ItemsRow, grades: Grades) -> InsuranceItem | None:
    if not row.hilist_code:
        return None
    return InsuranceItem(
        record=row.rid or f"{row.hilist_code} {row.insu_admdvs} {row.begndate}",
        code=row.hilist_code,
        region=row.insu_admdvs,
        name=row.hilist_name,
        initials=_initials(row.pinyin),
        grade=grades.get(row.chrgitm_lv, ""),
        limited=row.lmt_used_flag == _YES,
        validity=_validity(row),
    )


def _mapping(row: listings.MappingsRow, _: Grades) -> CodeMapping | None:
    if not (row.med_list_codg and row.hilist_code):
        return None
    record = row.rid or f"{row.med_list_codg} {row.insu_admdvs} {row.begndate}"
    return CodeMapping(record, row.med_list_codg, row.hilist_code, row.insu_admdvs, _validity(row))


def _price_limit(row: listings.PriceLimitsRow, _: Grades) -> PriceLimit | None:
    amount = _figure(row.hilist_pric_uplmt_amt)
    if not row.hilist_code or amount is None:
        return None
    record = row.rid or f"{row.hilist_code} {row.insu_admdvs} {row.hilist_lmtpric_type} {row.begndate}"
    return PriceLimit(record, row.hilist_code, row.insu_admdvs, row.hilist_lmtpric_type, amount, _validity(row))


def _self_rate(row: listings.SelfRatesRow, _: Grades) -> SelfRate | None:
    rate = _figure(row.selfpay_prop)
    if not row.hilist_code or rate is None or rate > 1 or row.selfpay_prop_type not in ("", _PRE_SELF):
        return None
    record = row.rid or f"{row.hilist_code} {row.insu_admdvs} {row.selfpay_prop_psn_type} {row.begndate}"
    return SelfRate(record, row.hilist_code, row.insu_admdvs, row.selfpay_prop_psn_type, rate, _validity(row))


def _figure(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None


def _validity(row: Any) -> Validity:
    return Validity(row.begndate, row.enddate, row.vali_flag == _YES)


def _initials(pinyin: str) -> str:
    return pinyin.upper()


FILES: tuple[CatalogueFile, ...] = (
    CatalogueFile(catalogues.WESTERN_DRUGS, rows.DrugRow, _drug),
    CatalogueFile(catalogues.HERBS, rows.HerbRow, _herb),
    CatalogueFile(catalogues.HOSPITAL_PREPARATIONS, rows.PreparationRow, _preparation),
    CatalogueFile(catalogues.MATERIALS, rows.MaterialRow, _material),
    CatalogueFile(catalogues.DIAGNOSES, rows.DiagnosisRow, _diagnosis),
)
PAGES: tuple[CataloguePages, ...] = (
    CataloguePages(listings.ITEMS, _insurance_item, listings.ItemsData, listings.ItemsInput),
    CataloguePages(listings.MAPPINGS, _mapping, listings.MappingsData, listings.MappingsInput),
    CataloguePages(listings.PRICE_LIMITS, _price_limit, listings.PriceLimitsData, listings.PriceLimitsInput),
    CataloguePages(listings.SELF_RATES, _self_rate, listings.SelfRatesData, listings.SelfRatesInput),
)
