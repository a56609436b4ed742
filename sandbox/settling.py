"""2206A and 2207A: the trial, which stores nothing, and the settlement, which books."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from counter_app.model import money
from sandbox import wire
from sandbox.call import Call, Place, Refusal, number_of, platform_text, text_of
from sandbox.credentials import check_credential, spend
from sandbox.explain import in_words, reasons
from sandbox.insured_place import Assessment, assess, is_emergency
from sandbox.ledger import change_as_text, stamp
from sandbox.people import Insured
from sandbox.persons import baseinfo, person_type
from sandbox.treating_place import Split, bill_of
from sandbox.visits import check_identity, growing_visit
from sandbox.wrong_split import as_answered

__all__ = ["settle_visit", "trial"]

# Which amount field an overlay's money stands in (transactions, 2206A; fund_pay_type for setldetail).
_OVERLAY_FIELDS = {"civil_servant": "cvlserv_pay", "medical_aid": "maf_pay", "commercial": "oth_pay"}
_OVERLAY_FUNDS = {"civil_servant": "320100", "medical_aid": "610100", "commercial": "999997"}


@dataclass(frozen=True, slots=True)
class _Ready:
    """Everything a trial or a settlement needs, checked."""

    visit: sqlite3.Row
    person: Insured
    row: Mapping[str, Any]
    lines: tuple[int, ...]
    found: Assessment
    use_account: bool


def trial(place: Place, call: Call) -> dict[str, Any]:
    """2206A: what a settlement would answer now; nothing is stored."""
    return as_answered(place.behaviours, call.number, _reply(place, call, _prepare(place, call), setl_id=""))


def settle_visit(place: Place, call: Call) -> dict[str, Any]:
    """2207A: books the batch's unsettled lines; accumulators, account and token move with it."""
    ready = _prepare(place, call)
    outcome, visit, person = ready.found.outcome, ready.visit, ready.person
    setl_id = f"{place.institution.region}{call.now:%Y%m%d%H%M%S}{place.ledger.next_number('settlement'):010d}"
    reply = _reply(place, call, ready, setl_id=setl_id)
    bill, pool = outcome.bill, outcome.pool
    amounts = {
        "total": bill.total,
        "full_self": bill.full_self,
        "over_limit": bill.over_limit,
        "pre_self": bill.pre_self,
        "in_scope": bill.in_scope,
        "deductible": pool.deductible,
        "pool": pool.paid,
        "fund_total": outcome.fund_total,
        "account": outcome.account,
        "cash": outcome.cash,
    }
    place.ledger.insert(
        "settlement",
        {
            "setl_id": setl_id,
            "mdtrt_id": visit["mdtrt_id"],
            "msgid": call.msgid,
            "psn_no": person.psn_no,
            "certno": person.certno,
            "books": person.books,
            "ipt_otp_no": visit["ipt_otp_no"],
            "service_date": ready.found.day.isoformat(),
            "year": ready.found.day.year,
            "settled": stamp(call.now),
            **{name: money.to_fen(value) for name, value in amounts.items()},
            "daily": int(ready.found.chosen.row.deductible_basis == "per_visit"),
            "overlays": json.dumps({name: money.text(value) for name, value in outcome.overlays.items()}),
            "change": change_as_text(outcome.change),
            "reply": wire.write(reply),
        },
    )
    for line in ready.lines:
        place.ledger.insert("settled_line", {"setl_id": setl_id, "line": line})
    place.ledger.change_sums(person.books, ready.found.day.year, outcome.change)
    place.ledger.change_balance(person.books, -outcome.account)
    spend(place, ready.row, visit["mdtrt_id"])
    return as_answered(place.behaviours, call.number, reply)


def _prepare(place: Place, call: Call) -> _Ready:
    visit = growing_visit(place, call)
    person = call.person(place)
    row = call.node("data")
    check_credential(place, call, row, person)
    check_identity(row, person)
    med_type = text_of(row, "med_type")
    if visit["med_type"] != med_type:
        raise Refusal(platform_text("医疗类别与门诊就诊信息不一致", "setlBO_61"))
    lines = _lines(place, visit, text_of(row, "chrg_bchno"))
    bill = bill_of(
        Split(*(money.from_fen(line[name]) for name in ("amount", "full_self", "over_limit", "pre_self", "in_scope")))
        for line in lines
    )
    if number_of(row, "medfee_sumamt") != bill.total:
        raise Refusal(platform_text("医疗费总额（medfee_sumamt）与上传明细合计不一致", "setlBO_62"))
    described = json.loads(visit["mdtrtinfo"] or "{}")
    use_account = text_of(row, "acct_used_flag") != "0"
    found = assess(
        place,
        person,
        bill,
        date.fromisoformat(visit["begntime"][:10]),
        med_type=med_type,
        emergency=is_emergency(med_type, text_of(row, "exp_content"), text_of(described, "exp_content")),
        use_account=use_account,
        disease=text_of(described, "dise_codg"),
    )
    return _Ready(visit, person, row, tuple(line["seq"] for line in lines), found, use_account)


def _lines(place: Place, visit: sqlite3.Row, batch: str) -> list[sqlite3.Row]:
    """The lines of a batch that can be settled. On a visit cancelled where nothing locks it, cleared ones come back."""
    lines = place.ledger.rows(
        "SELECT *, EXISTS (SELECT 1 FROM settled_line JOIN settlement USING (setl_id)"
        " WHERE line=line.seq AND refunded IS NULL) AS settled FROM line"
        " WHERE mdtrt_id=? AND chrg_bchno=? AND (cleared IS NULL OR ?)",
        (visit["mdtrt_id"], batch, visit["cancelled"] is not None),
    )
    if not lines:
        raise Refusal(platform_text("该批次没有可结算的费用明细", "setlBO_60"))
    open_lines = [line for line in lines if not line["settled"]]
    if open_lines:
        return open_lines
    if place.behaviours["settle_twice"] == "refused":
        raise Refusal(platform_text("费用明细已结算，不能重复结算", "setlBO_63"))
    return lines


def _reply(place: Place, call: Call, ready: _Ready, *, setl_id: str) -> dict[str, Any]:
    found, person, outcome = ready.found, ready.person, ready.found.outcome
    age = person.age_on(found.day)
    info: dict[str, Any] = {"setl_id": setl_id} if setl_id else {}
    info |= {
        "mdtrt_id": ready.visit["mdtrt_id"],
        **baseinfo(person, age),
        "insutype": ready.visit["insutype"],
        "psn_type": person_type(person, age),
        "cvlserv_flag": "1" if "civil_servant" in person.flags else "0",
        "setl_time": stamp(call.now),
        "mdtrt_cert_type": text_of(ready.row, "mdtrt_cert_type"),
        "med_type": text_of(ready.row, "med_type"),
        **_amounts(person, outcome=found),
        "medins_setl_id": call.msgid,
        "clr_optins": place.institution.region,
        "clr_way": "01",
        "clr_type": "11",
        "memo": found.chosen.memo,
        "exp_content": json.dumps(
            {
                "CIRC_YEAR": str(found.day.year),
                "RULE": found.chosen.row.id,
                "FIRST_SELF": money.text(outcome.pool.first_self),
                "FIL_CLASS_USED": outcome.pool.filing.value,
                "EXPLAIN": reasons(found, call.now.date(), use_account=ready.use_account),
            },
            ensure_ascii=False,
        ),
    }
    return {"setlinfo": info, "setldetail": _details(person, found)}


def _amounts(person: Insured, outcome: Assessment) -> dict[str, Decimal]:
    result = outcome.outcome
    serious = "hifob_pay" if person.scheme == "employee" else "hifmi_pay"
    funds = dict.fromkeys(("cvlserv_pay", "hifes_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay"), money.ZERO)
    for name, paid in result.overlays.items():
        funds[_OVERLAY_FIELDS.get(name, serious)] += paid
    return {
        "medfee_sumamt": result.bill.total,
        "fulamt_ownpay_amt": result.bill.full_self,
        "overlmt_selfpay": result.bill.over_limit,
        "preselfpay_amt": result.bill.pre_self,
        "inscp_scp_amt": result.bill.in_scope,
        "act_pay_dedc": result.pool.deductible,
        "hifp_pay": result.pool.paid,
        "pool_prop_selfpay": result.pool.ratio,
        **funds,
        "fund_pay_sumamt": result.fund_total,
        "psn_part_amt": result.account + result.cash,
        "acct_pay": result.account,
        "psn_cash_pay": result.cash,
        "hosp_part_amt": money.ZERO,
        "balc": result.balance_after,
        "acct_mulaid_pay": money.ZERO,
    }


def _details(person: Insured, found: Assessment) -> list[dict[str, Any]]:
    outcome = found.outcome
    employee = person.scheme == "employee"
    pool_name = "城镇职工基本医疗保险统筹基金" if employee else "城乡居民基本医疗保险基金"
    rows = [("310100" if employee else "390100", pool_name, outcome.pool.paid, in_words(found))]
    for overlay in found.region.overlays:
        paid = outcome.overlays.get(overlay.id, money.ZERO)
        if paid:
            fund = _OVERLAY_FUNDS.get(overlay.id, "310300" if employee else "390200")
            rows.append((fund, overlay.name, paid, f"{overlay.name}支付{money.text(paid)}"))
    if outcome.account:
        rows.append(("310200", "城镇职工基本医疗保险个人账户基金", outcome.account, "个人账户支付"))
    limit = outcome.pool.left if outcome.pool.left is not None else money.ZERO
    return [
        {
            "fund_pay_type": fund,
            "inscp_scp_amt": outcome.bill.in_scope,
            "crt_payb_lmt_amt": limit if number == 0 else money.ZERO,
            "fund_payamt": paid,
            "fund_pay_type_name": name,
            "setl_proc_info": words,
        }
        for number, (fund, name, paid, words) in enumerate(rows)
    ]
