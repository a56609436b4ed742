"""2204, 2205: fee lines up, split by the treating place's catalogue, and cleared again."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from counter_app.model import money
from counter_app.settlement.record import as_list
from sandbox import wire
from sandbox.call import Call, Place, Refusal, number_of, platform_text, text_of
from sandbox.ledger import stamp
from sandbox.line_checks import check_trace_codes, refuse_unmapped, warning
from sandbox.treating_place import Item, Split, split_line
from sandbox.visits import growing_visit, visit_of

__all__ = ["clear_lines", "upload_lines"]

_GRADES = {"A": "01", "B": "02", "C": "03"}
_CHARGE_TYPES = {"drug": "09", "service": "05", "material": "08"}
ALL_BATCHES = "0000"


def upload_lines(place: Place, call: Call) -> dict[str, Any]:
    """2204: every line is split and kept; one row of the answer per line."""
    visit = growing_visit(place, call)
    if visit["med_type"] is None:
        raise Refusal(platform_text("请先上传门诊就诊信息", "feeBO_50"))
    rows = as_list(call.body.get("feedetail"))
    results = []
    traced: set[str] = set()  # the codes of the lines before, of this message
    for number, row in enumerate(rows, start=1):
        if text_of(row, "mdtrt_id") != visit["mdtrt_id"] or text_of(row, "psn_no") != visit["psn_no"]:
            raise Refusal(f"第 {number} 行 就诊ID（mdtrt_id）或人员编号（psn_no）与第一行不一致")
        item, split = _split(place, number, row)
        check_trace_codes(place, number, row, item, traced)
        warned = warning(number, row, item)
        _make_room(place, visit, number, row, call)
        result = _result(row, item, split, warned)
        place.ledger.insert(
            "line",
            {
                "mdtrt_id": visit["mdtrt_id"],
                "feedetl_sn": text_of(row, "feedetl_sn"),
                "chrg_bchno": text_of(row, "chrg_bchno"),
                "msgid": call.msgid,
                "code": item.code,
                "amount": money.to_fen(split.amount),
                "full_self": money.to_fen(split.full_self),
                "over_limit": money.to_fen(split.over_limit),
                "pre_self": money.to_fen(split.pre_self),
                "in_scope": money.to_fen(split.in_scope),
                "detail": wire.write(row),
                "result": wire.write(result),
            },
        )
        results.append(result)
    return {"result": results}


def _split(place: Place, number: int, row: Mapping[str, Any]) -> tuple[Item, Split]:
    code = text_of(row, "med_list_codg")
    item = place.catalogue.get(code)
    if item is None:
        raise Refusal(platform_text(f"第 {number} 行 医疗目录编码[{code}]不在就医地目录或未对码", "feeBO_51"))
    refuse_unmapped(number, item)
    price, quantity = number_of(row, "pric"), number_of(row, "cnt")
    if price < 0 or quantity <= 0:
        raise Refusal(f"第 {number} 行 单价（pric）不能为负，数量（cnt）必须大于 0")
    if number_of(row, "det_item_fee_sumamt") != money.line_amount(price, quantity):
        raise Refusal(f"第 {number} 行 明细项目费用总额（det_item_fee_sumamt）不等于单价乘数量")
    approved = text_of(row, "hosp_appr_flag")
    covered = approved == "1" if item.limited_use else approved != "2"
    return item, split_line(item, price, quantity, covered=covered)


def _make_room(place: Place, visit: sqlite3.Row, number: int, row: Mapping[str, Any], call: Call) -> None:
    """What happens to a line number that the visit already has."""
    found = place.ledger.row(
        "SELECT seq FROM line WHERE mdtrt_id=? AND feedetl_sn=? AND cleared IS NULL",
        (visit["mdtrt_id"], text_of(row, "feedetl_sn")),
    )
    answer = place.behaviours["line_twice"]
    if found is None or answer == "added":
        return
    settled = place.ledger.row(
        "SELECT 1 FROM settled_line JOIN settlement USING (setl_id) WHERE line=? AND refunded IS NULL", (found["seq"],)
    )
    if answer == "refused" or settled is not None:
        raise Refusal(platform_text(f"第 {number} 行 费用明细流水号（feedetl_sn）重复", "feeBO_52"))
    place.ledger.write("UPDATE line SET cleared=? WHERE seq=?", (stamp(call.now), found["seq"]))


def _result(row: Mapping[str, Any], item: Item, split: Split, warned: str) -> dict[str, Any]:
    return {
        "feedetl_sn": text_of(row, "feedetl_sn"),
        "det_item_fee_sumamt": split.amount,
        "cnt": number_of(row, "cnt"),
        "pric": number_of(row, "pric"),
        "pric_uplmt_amt": item.price_limit or Decimal(0),
        "selfpay_prop": Decimal(1) if split.full_self else item.pre_self_rate,
        "fulamt_ownpay_amt": split.full_self,
        "overlmt_amt": split.over_limit,
        "preselfpay_amt": split.pre_self,
        "inscp_scp_amt": split.in_scope,
        "chrgitm_lv": _GRADES[item.grade],
        "med_chrgitm_type": item.charge_type or _CHARGE_TYPES[item.kind],
        "bas_medn_flag": "0",
        "hi_nego_drug_flag": "0",
        "chld_medc_flag": "0",
        "list_sp_item_flag": "0",
        "lmt_used_flag": "1" if item.limited_use else "0",
        "drt_reim_flag": "0",
        "memo": warned,
        "exp_content": "",
    }


def clear_lines(place: Place, call: Call) -> None:
    """2205: takes back the unsettled lines of a batch, or with "0000" all of the visit; settled ones stay."""
    visit = visit_of(place, call)
    batch = text_of(call.node("data"), "chrg_bchno")
    cleared = place.ledger.write(
        "UPDATE line SET cleared=? WHERE mdtrt_id=? AND (chrg_bchno=? OR ?) AND cleared IS NULL AND NOT EXISTS ("
        "SELECT 1 FROM settled_line JOIN settlement USING (setl_id) WHERE line=line.seq AND refunded IS NULL)",
        (stamp(call.now), visit["mdtrt_id"], batch, batch == ALL_BATCHES),
    )
    if not cleared and batch != ALL_BATCHES:
        raise Refusal(platform_text("该批次没有可撤销的费用明细", "feeBO_53"))
