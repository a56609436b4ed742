"""Asking without changing: 1201, 1901, 5202, 5206, 5301 to 5304, as our values.

Read tolerantly as all answers are; a row that lacks what names it makes the answer unreadable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from counter_app.model import money
from counter_app.model.entitlement import ChronicFiling, Designation, HospitalStay, Transfer, YearSum
from counter_app.model.visit import Diagnosis
from counter_app.settlement.answers import UnreadableAnswer
from counter_app.settlement.codes import known_codes
from counter_app.settlement.extensions import YEAR_SUM_CODES
from counter_app.settlement.transactions import entitlements as entitled
from counter_app.settlement.transactions import histories, institutions, queries

__all__ = [
    "CodeEntry",
    "Institution",
    "ask_chronic_filings",
    "ask_codes",
    "ask_designations",
    "ask_diagnoses",
    "ask_in_hospital",
    "ask_institution",
    "ask_transfers",
    "ask_year_sums",
    "chronic_filings",
    "codes",
    "designations",
    "diagnoses",
    "institutions_found",
    "local_codes",
    "stays",
    "transfers",
    "year_sums",
]

_HOSPITAL = "1"
_VALID = "1"


@dataclass(frozen=True, slots=True)
class Institution:
    """An institution as the platform lists it (1201); `level`: code of hosp_lv."""

    code: str
    name: str
    level: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """One code of a table (1901)."""

    code: str
    label: str


def ask_chronic_filings(person_no: str) -> dict[str, Any]:
    """5301."""
    return entitled.ChronicFilingsInput(data=entitled.ChronicFilingsData(psn_no=person_no)).wire()


def chronic_filings(output: Mapping[str, Any]) -> tuple[ChronicFiling, ...]:
    """5301: nothing means not filed for any disease."""
    return tuple(
        ChronicFiling(_named(row.opsp_dise_code, "opsp_dise_code"), row.opsp_dise_name, row.begndate, row.enddate)
        for row in entitled.ChronicFilingsOutput.read(output).feedetail
    )


def ask_designations(person_no: str, business: str) -> dict[str, Any]:
    """5302 for one kind of business (biz_appy_type)."""
    data = entitled.DesignationsData(psn_no=person_no, biz_appy_type=business)
    return entitled.DesignationsInput(data=data).wire()


def designations(output: Mapping[str, Any]) -> tuple[Designation, ...]:
    """5302."""
    return tuple(
        Designation(_named(row.fixmedins_code, "fixmedins_code"), row.fixmedins_name, row.begndate, row.enddate)
        for row in entitled.DesignationsOutput.read(output).psnfixmedin
    )


def ask_in_hospital(person_no: str, since: datetime, until: datetime) -> dict[str, Any]:
    """5303."""
    data = entitled.InHospitalData(psn_no=person_no, begntime=since, endtime=until)
    return entitled.InHospitalInput(data=data).wire()


def stays(output: Mapping[str, Any]) -> tuple[HospitalStay, ...]:
    """5303: nothing means not in hospital."""
    return tuple(
        HospitalStay(_named(row.mdtrt_id, "mdtrt_id"), row.begndate, row.med_type)
        for row in entitled.InHospitalOutput.read(output).data
    )


def ask_transfers(person_no: str, since: datetime, until: datetime | None) -> dict[str, Any]:
    """5304."""
    data = entitled.TransfersData(psn_no=person_no, begntime=since, endtime=until)
    return entitled.TransfersInput(data=data).wire()


def transfers(output: Mapping[str, Any]) -> tuple[Transfer, ...]:
    """5304."""
    return tuple(
        Transfer(
            row.reflin_medins_no,
            _named(row.reflin_medins_name, "reflin_medins_name"),
            row.refl_date,
            row.begndate,
            row.enddate,
            {"1": True, "0": False}.get(row.out_flag),
        )
        for row in entitled.TransfersOutput.read(output).refmedin
    )


def ask_diagnoses(person_no: str, visit_id: str) -> dict[str, Any]:
    """5202."""
    return histories.DiagnosesInput(data=histories.DiagnosesData(mdtrt_id=visit_id, psn_no=person_no)).wire()


def diagnoses(output: Mapping[str, Any]) -> tuple[Diagnosis, ...]:
    """5202: in the service's order, the main one first."""
    rows = histories.DiagnosesOutput.read(output).diseinfo
    ordered = sorted(rows, key=lambda row: row.maindiag_flag != "1")
    return tuple(Diagnosis(_named(row.diag_code, "diag_code"), row.diag_name) for row in ordered)


def ask_year_sums(person_no: str, month: str = "") -> dict[str, Any]:
    """5206; `month` yyyyMM, empty for as far as the service counts."""
    return queries.YearSumsInput(data=queries.YearSumsData(psn_no=person_no, cum_ym=month)).wire()


def year_sums(output: Mapping[str, Any]) -> tuple[YearSum, ...]:
    """5206."""
    return tuple(
        YearSum(
            row.year,
            row.cum_ym,
            row.insutype,
            _named(row.cum_type_code, "cum_type_code"),
            _amount(row.cum, "cum"),
            YEAR_SUM_CODES.get(row.cum_type_code, ""),
        )
        for row in queries.YearSumsOutput.read(output).cuminfo
    )


def ask_institution(name: str = "", code: str = "") -> dict[str, Any]:
    """1201 for hospitals."""
    asked = institutions.InstitutionsMedinsinfo(fixmedins_type=_HOSPITAL, fixmedins_name=name, fixmedins_code=code)
    return institutions.InstitutionsInput(medinsinfo=asked).wire()


def institutions_found(output: Mapping[str, Any]) -> tuple[Institution, ...]:
    """1201."""
    return tuple(
        Institution(_named(row.fixmedins_code, "fixmedins_code"), row.fixmedins_name, row.hosp_lv, row.uscc)
        for row in institutions.InstitutionsOutput.read(output).medinsinfo
    )


def ask_codes(table: str, region: str, day: date) -> dict[str, Any]:
    """1901 for one table: the codes valid in a region on a day."""
    data = institutions.DictionariesData(type=table, admdvs=region, date=day, vali_flag=_VALID)
    return institutions.DictionariesInput(data=data).wire()


def codes(output: Mapping[str, Any]) -> tuple[CodeEntry, ...]:
    """1901."""
    return tuple(
        CodeEntry(_named(row.value, "value"), row.label)
        for row in institutions.DictionariesOutput.read(output).list
        if row.vali_flag in ("", _VALID)
    )


def local_codes(table: str, found: tuple[CodeEntry, ...]) -> dict[str, str]:
    """What a place uses beyond the national dictionary of that name: code to label."""
    national = known_codes(table)
    return {entry.code: entry.label for entry in found if entry.code not in national}


def _named(value: str, name: str) -> str:
    if not value:
        raise UnreadableAnswer(name)
    return value


def _amount(value: Decimal | None, name: str) -> Decimal:
    if value is None or not value.is_finite():
        raise UnreadableAnswer(name)
    try:
        return money.yuan(value)
    except ValueError as wrong:
        raise UnreadableAnswer(name) from wrong
