"""A claim handed over as a file (the sandbox page's claim.yaml), for `settle` without a window."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from counter_app.model.visit import Approval, Charge, Diagnosis, Doctor, Marks, Visit, VisitKind

__all__ = ["ClaimFile", "ClaimFileError", "Order", "Who", "read_claim_file", "read_order", "read_order_file"]

_ZONE = ZoneInfo("Asia/Shanghai")
_MOST = Decimal(10) ** 14  # what the interface's amounts hold: 16 digits, two of them decimals


class ClaimFileError(ValueError):
    """The file cannot be used; names the file and the key."""


@dataclass(frozen=True, slots=True)
class Who:
    """Exactly one way of saying who: a scanned code, the card in the reader now, or an ID number with a name."""

    voucher: str = ""
    card: bool = False
    id_number: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClaimFile:
    """Who, the visit, its charges, and whether the personal account may pay.

    `bill`: the hospital's number of the bill, which is settled once however often it is handed over; "" where the file
    gives none, and then each time is another bill.
    """

    who: Who
    visit: Visit
    charges: tuple[Charge, ...]
    use_account: bool
    bill: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """An unpaid bill of the hospital: its number, whose it is, the visit and its charges."""

    bill: str
    id_number: str
    visit: Visit
    charges: tuple[Charge, ...]


def read_order_file(file: Path) -> Order:
    """Read and check an unpaid bill the hospital's system wrote (JSON is YAML, too).

    Raises:
        ClaimFileError: not there, not readable as such, a key missing or of the wrong kind.
    """
    return _Reader(file.name).order(_load(file))


def read_order(name: str, raw: object) -> Order:
    """The same of a bill that was read elsewhere, called `name` in complaints. Raises ClaimFileError."""
    return _Reader(name).order(raw)


def read_claim_file(file: Path) -> ClaimFile:
    """Read and check.

    Raises:
        ClaimFileError: not there, not YAML, a key missing or of the wrong kind.
    """
    return _Reader(file.name).claim(_load(file))


def _load(file: Path) -> object:
    try:
        return _parsed(file.read_text("utf-8"))
    except OSError as trouble:
        raise ClaimFileError(f"{file.name}：打不开（{trouble.strerror}）") from trouble
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
        raise ClaimFileError(f"{file.name}：不是 YAML 或 JSON") from None


def _parsed(text: str) -> object:
    # A folder of unpaid bills is JSON, and is read while somebody waits: YAML takes twenty times as long for it.
    try:
        return json.loads(text)
    except ValueError:
        return yaml.safe_load(text)


class _Reader:
    """Reads one file; every complaint names it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def claim(self, raw: object) -> ClaimFile:
        top = self._mapping(raw, "整个文件")
        pay = self._mapping(top.get("pay") or {}, "pay")
        return ClaimFile(
            who=self._who(self._mapping(top.get("who"), "who")),
            visit=self._visit(self._mapping(top.get("visit"), "visit"), self._diagnoses(top.get("diagnoses"))),
            charges=self._charges(top.get("charges")),
            use_account=self._flag(pay.get("account", True), "pay.account"),
            bill="" if top.get("bill") is None else self._text(top, "bill", "claim"),
        )

    def order(self, raw: object) -> Order:
        top = self._mapping(raw, "整个文件")
        return Order(
            bill=self._text(top, "bill", "order"),
            id_number=self._text(top, "id_number", "order"),
            visit=self._visit(self._mapping(top.get("visit"), "visit"), self._diagnoses(top.get("diagnoses"))),
            charges=self._charges(top.get("charges")),
        )

    def _charges(self, raw: object) -> tuple[Charge, ...]:
        rows = self._list(raw, "charges")
        return tuple(self._charge(row, f"charges[{n}]") for n, row in enumerate(rows))

    def _who(self, raw: Mapping[str, Any]) -> Who:
        given = [key for key in ("voucher", "card", "id_card") if raw.get(key)]
        if len(given) != 1:
            raise self._wrong("who", "要写 voucher、card、id_card 中的一个")
        if given[0] == "card":
            return Who(card=self._flag(raw["card"], "who.card"))
        if given[0] == "voucher":
            return Who(voucher=self._text(raw, "voucher", "who"))
        return Who(id_number=self._text(raw, "id_card", "who"), name=self._text(raw, "name", "who"))

    def _visit(self, raw: Mapping[str, Any], diagnoses: tuple[Diagnosis, ...]) -> Visit:
        try:
            kind = VisitKind(str(raw.get("type")))
        except ValueError:
            raise self._wrong("visit.type", f"只能是 {'、'.join(VisitKind)}") from None
        doctor = self._mapping(raw.get("doctor"), "visit.doctor")
        return Visit(
            kind=kind,
            date=self._time(raw.get("date"), "visit.date"),
            department=self._text(raw, "department", "visit"),
            doctor=Doctor(self._text(doctor, "code", "visit.doctor"), self._text(doctor, "name", "visit.doctor")),
            diagnoses=diagnoses,
            disease=str(raw.get("disease") or ""),
            department_code=str(raw.get("department_code") or ""),
            disease_name=str(raw.get("disease_name") or ""),
            marks=self._marks(raw),
        )

    def _marks(self, raw: Mapping[str, Any]) -> Marks:
        third = raw.get("third_party")
        try:
            return Marks(
                referral=self._flag(raw.get("referral", False), "visit.referral"),
                injury=self._flag(raw.get("injury", False), "visit.injury"),
                third_party=None if third is None else self._flag(third, "visit.third_party"),
                crowd=str(raw.get("crowd") or ""),
                basis=str(raw.get("basis") or ""),
            )
        except ClaimFileError:
            raise
        except ValueError:
            raise self._wrong("visit.third_party", "外伤要写明是否涉及第三方（true 或 false）") from None

    def _diagnoses(self, raw: object) -> tuple[Diagnosis, ...]:
        rows = [self._mapping(row, f"diagnoses[{n}]") for n, row in enumerate(self._list(raw, "diagnoses"))]
        return tuple(
            Diagnosis(self._text(row, "code", f"diagnoses[{n}]"), self._text(row, "name", f"diagnoses[{n}]"))
            for n, row in enumerate(rows)
        )

    def _charge(self, raw: object, place: str) -> Charge:
        row = self._mapping(raw, place)
        codes = row.get("trace_codes") or []
        try:
            charge = Charge(
                code=self._text(row, "code", place),
                name=self._text(row, "name", place),
                price=self._number(row, "price", place),
                quantity=self._number(row, "quantity", place),
                spec=str(row.get("spec") or ""),
                unit=str(row.get("unit") or ""),
                trace_codes=tuple(str(code) for code in self._list(codes, f"{place}.trace_codes", empty=True)),
                outside=self._flag(row.get("outside", False), f"{place}.outside"),
                split=self._flag(row.get("split", False), f"{place}.split"),
                approval=self._approval(row.get("approval"), f"{place}.approval"),
            )
            fits = charge.amount < _MOST
        except ClaimFileError:
            raise
        except (ValueError, ArithmeticError):
            raise self._wrong(place, "单价不能为负，最多 6 位小数；数量要大于 0，最多 4 位小数") from None
        if not fits:
            raise self._wrong(place, "金额太大")
        return charge

    def _approval(self, value: object, place: str) -> Approval:
        if value is None:
            return Approval.UNSAID
        said = [one for one in Approval if one is not Approval.UNSAID]
        if value not in said:
            raise self._wrong(place, f"只能是 {'、'.join(said)}")
        return Approval(str(value))

    def _number(self, row: Mapping[str, Any], key: str, place: str) -> Decimal:
        value = row.get(key)
        # YAML reads 0.1 as a float; its shortest text is what was written. Text is kept as it stands.
        try:
            number = Decimal(str(value)) if value is not None and not isinstance(value, bool) else None
        except InvalidOperation:
            number = None
        if number is None or not number.is_finite():
            raise self._wrong(f"{place}.{key}", "不是数字")
        return number

    def _time(self, value: object, key: str) -> datetime:
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = None
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=_ZONE)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=_ZONE)
        raise self._wrong(key, "不是日期时间（2024-09-12T09:30:00）")

    def _text(self, row: Mapping[str, Any], key: str, place: str) -> str:
        value = row.get(key)
        if value in (None, "") or isinstance(value, (bool, list, dict, float)):
            raise self._wrong(f"{place}.{key}", "要写文字（数字请加引号）")
        return str(value).strip()

    def _flag(self, value: object, key: str) -> bool:
        if not isinstance(value, bool):
            raise self._wrong(key, "只能是 true 或 false")
        return value

    def _mapping(self, value: object, key: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self._wrong(key, "没有写，或写法不对")
        return value

    def _list(self, value: object, key: str, *, empty: bool = False) -> list[Any]:
        if not isinstance(value, list) or not (value or empty):
            raise self._wrong(key, "要写成列表，至少一项")
        return value

    def _wrong(self, key: str, why: str) -> ClaimFileError:
        return ClaimFileError(f"{self._name}：{key} {why}")
