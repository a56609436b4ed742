"""The outputs of transactions as our values, read tolerantly (envelope facts, section 2).

A missing or null amount is 0.00 where the interface says a region may not use it; a missing identity (mdtrt_id,
setl_id) makes the answer unreadable, and an unreadable answer is an unclear one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from counter_app.model import money
from counter_app.model.person import Filing, FilingClass, Insurance, Person, Qualification, Scheme
from counter_app.model.settlement import Amounts, Explanation, LineSplit, Overlay, Quote, Settlement
from counter_app.settlement.fields import as_list
from counter_app.settlement.place import Place

__all__ = ["Answers", "UnreadableAnswer"]

_WINDOW_ZONE = ZoneInfo("Asia/Shanghai")
_ACTIVE = "1"
_NO_LINE = 1_000_000  # our line numbers count from 1
_REFUNDED = {"1", "2"}
_GRADES = {"01": "A", "02": "B", "03": "C", "1": "A", "2": "B", "3": "C"}
_OVERLAYS = {
    Overlay.CIVIL_SERVANT: "cvlserv_pay",
    Overlay.ENTERPRISE: "hifes_pay",
    Overlay.SERIOUS_ILLNESS: "hifmi_pay",
    Overlay.LARGE_SUM: "hifob_pay",
    Overlay.MEDICAL_AID: "maf_pay",
    Overlay.OTHER: "oth_pay",
}


class UnreadableAnswer(Exception):
    """An answer with infcode 0 that lacks what it promised; names the field, never a value."""


class Answers:
    """Reads the answers of one place."""

    def __init__(self, place: Place) -> None:
        self._place = place

    def person(self, output: Mapping[str, Any]) -> Person:
        """1101. Raises UnreadableAnswer where nobody is in it."""
        base = _one(output, "baseinfo")
        return Person(
            person_no=_needed(base, "psn_no"),
            certificate_kind=_text(base, "psn_cert_type"),
            id_number=_needed(base, "certno"),
            name=_text(base, "psn_name"),
            sex=_text(base, "gend"),
            birth_date=_date(base, "brdy"),
            age=_number(base, "age"),
            insurances=tuple(self._insurance(row) for row in as_list(output.get("insuinfo"))),
        )

    def qualification(self, output: Mapping[str, Any], asked_at: datetime) -> Qualification:
        """2001. Filing and deductible stand in exp_content by the sandbox's assumption; elsewhere: not known."""
        rows = as_list(output.get("trtinfo"))
        denied = [row for row in rows if _text(row, "trt_enjymnt_flag") == "0"]
        extra: dict[str, Any] = {}
        for row in rows:
            extra |= _embedded(row)
        return Qualification(
            entitled=not denied,
            reason=_text(denied[0], "trt_chk_rslt") if denied else "",
            filing=_filing(extra),
            deductible=_maybe(extra, "DEDC_STD"),
            deductible_paid=_maybe(extra, "DEDC_USED"),
            asked_at=asked_at,
        )

    def visit_id(self, output: Mapping[str, Any]) -> str:
        """2201."""
        return _needed(_one(output, "data"), "mdtrt_id")

    def splits(self, output: Mapping[str, Any]) -> tuple[LineSplit, ...]:
        """2204: one row a line, in the order of our line numbers."""
        rows = [
            LineSplit(
                line=_line(row),
                amount=_money(row, "det_item_fee_sumamt"),
                full_self=_money(row, "fulamt_ownpay_amt"),
                over_limit=_money(row, "overlmt_amt"),
                pre_self=_money(row, "preselfpay_amt"),
                in_scope=_money(row, "inscp_scp_amt"),
                self_rate=_number(row, "selfpay_prop"),
                grade=_GRADES.get(_text(row, "chrgitm_lv"), ""),
                memo=_text(row, "memo"),
            )
            for row in as_list(output.get("result"))
        ]
        return tuple(sorted(rows, key=lambda row: row.line))

    def quote(self, output: Mapping[str, Any], asked_at: datetime) -> Quote:
        """2206A."""
        info = _one(output, "setlinfo")
        return Quote(_amounts(info), asked_at, _memo(output), _explanations(info))

    def settlement(self, output: Mapping[str, Any], at: datetime) -> Settlement:
        """2207A, and 5203 whose cash stands under another name."""
        info = _one(output, "setlinfo")
        return Settlement(
            settlement_id=_needed(info, "setl_id"),
            visit_id=_needed(info, "mdtrt_id"),
            amounts=_amounts(info),
            settled_at=_time(info, "setl_time") or at,
            memo=_memo(output),
            explanations=_explanations(info),
        )

    def refunded(self, output: Mapping[str, Any]) -> bool:
        """5203: whether the settlement was given back (refd_setl_flag)."""
        return _text(_one(output, "setlinfo"), "refd_setl_flag") in _REFUNDED

    def settlement_ids(self, output: Mapping[str, Any]) -> tuple[str, ...]:
        """5204: the settlements its fee rows carry, each once, in order. No node name is documented for the rows."""
        rows: list[Mapping[str, Any]] = []
        for node in output.values():
            rows += as_list(node)
        found = [_text(row, "setl_id") for row in rows]
        return tuple(dict.fromkeys(settlement for settlement in found if settlement))

    def sign_no(self, output: Mapping[str, Any]) -> str:
        """9001."""
        return _text(_one(output, "signinoutb"), "sign_no")

    def _insurance(self, row: Mapping[str, Any]) -> Insurance:
        code = _text(row, "insutype")
        return Insurance(
            region=_text(row, "insuplc_admdvs"),
            scheme=Scheme(self._place.schemes.get(code, "other")),
            scheme_code=code,
            person_type=_text(row, "psn_type"),
            active=_text(row, "psn_insu_stas") == _ACTIVE,
            balance=_money(row, "balc"),
            civil_servant=_text(row, "cvlserv_flag") == "1",
        )


def _amounts(info: Mapping[str, Any]) -> Amounts:
    overlays = {kind: _money(info, name) for kind, name in _OVERLAYS.items()}
    cash_name = "psn_cash_pay" if info.get("psn_cash_pay") is not None else "cash_payamt"
    if info.get(cash_name) is None or info.get("medfee_sumamt") is None:
        raise UnreadableAnswer("medfee_sumamt / psn_cash_pay")
    return Amounts(
        total=_money(info, "medfee_sumamt"),
        full_self=_money(info, "fulamt_ownpay_amt"),
        over_limit=_money(info, "overlmt_selfpay"),
        pre_self=_money(info, "preselfpay_amt"),
        in_scope=_money(info, "inscp_scp_amt"),
        deductible=_money(info, "act_pay_dedc"),
        pool=_money(info, "hifp_pay"),
        overlays={kind: paid for kind, paid in overlays.items() if paid},
        fund_total=_money(info, "fund_pay_sumamt"),
        account=_money(info, "acct_pay"),
        cash=_money(info, cash_name),
        balance_after=_money(info, "balc"),
        hospital=_money(info, "hosp_part_amt"),
    )


def _memo(output: Mapping[str, Any]) -> str:
    rows = as_list(output.get("setldetail"))
    said = [_text(row, "setl_proc_info") for row in rows]
    return "；".join(dict.fromkeys(text for text in said if text))


def _explanations(info: Mapping[str, Any]) -> tuple[Explanation, ...]:
    """The named reasons of exp_content, by the sandbox's assumption; a place that gives none has none."""
    rows = as_list(_embedded(info).get("EXPLAIN"))
    return tuple(
        Explanation(_text(row, "k"), {str(name): str(value) for name, value in dict(row.get("v") or {}).items()})
        for row in rows
        if _text(row, "k") and isinstance(row.get("v") or {}, Mapping)
    )


def _filing(extra: Mapping[str, Any]) -> Filing | None:
    try:
        kind = FilingClass(str(extra.get("FIL_CLASS", "")))
    except ValueError:
        return None
    return Filing(kind, _text(extra, "FIL_PLACE"), _date(extra, "FIL_BEGN"), _date(extra, "FIL_END"))


def _embedded(row: Mapping[str, Any]) -> dict[str, Any]:
    """exp_content holds a JSON text, or anything at all."""
    content = row.get("exp_content")
    if isinstance(content, str):
        try:
            content = json.loads(content)
        except (ValueError, RecursionError):
            return {}
    return dict(content) if isinstance(content, Mapping) else {}


def _one(output: Mapping[str, Any], node: str) -> Mapping[str, Any]:
    rows = as_list(output.get(node))
    if not rows:
        raise UnreadableAnswer(node)
    return rows[0]


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value in (None, "null") or isinstance(value, (list, Mapping)) else str(value).strip()


def _needed(row: Mapping[str, Any], name: str) -> str:
    value = _text(row, name)
    if not value:
        raise UnreadableAnswer(name)
    return value


def _number(row: Mapping[str, Any], name: str) -> Decimal:
    try:
        number = Decimal(_text(row, name) or "0")
    except InvalidOperation as wrong:
        raise UnreadableAnswer(name) from wrong
    if not number.is_finite():
        raise UnreadableAnswer(name)
    return number


def _line(row: Mapping[str, Any]) -> int:
    number = _number(row, "feedetl_sn")
    if number != number.to_integral_value() or abs(number) >= _NO_LINE:
        raise UnreadableAnswer("feedetl_sn")
    return int(number)


def _money(row: Mapping[str, Any], name: str) -> Decimal:
    try:
        return money.yuan(_number(row, name))
    except ValueError as wrong:
        raise UnreadableAnswer(name) from wrong


def _maybe(row: Mapping[str, Any], name: str) -> Decimal | None:
    return _money(row, name) if _text(row, name) else None


def _date(row: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(_text(row, name).replace(" ", "")[:10])
    except ValueError:
        return None


def _time(row: Mapping[str, Any], name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(_text(row, name)).replace(tzinfo=_WINDOW_ZONE)
    except ValueError:
        return None
