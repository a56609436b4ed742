"""2201, 2203A, 2202: opening a visit, describing it, giving it back."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from typing import Any

from counter_app.model import identity
from counter_app.settlement.record import as_list
from sandbox import wire
from sandbox.call import Call, Place, Refusal, platform_text, text_of, time_of
from sandbox.credentials import check_credential
from sandbox.insured_place import CHRONIC_VISIT, refuse_chronic, refuse_trouble, refuse_unreachable
from sandbox.ledger import stamp
from sandbox.people import Insured

__all__ = ["cancel_visit", "check_identity", "describe_visit", "growing_visit", "open_visit", "visit_of"]

# A visit begun longer ago than this is a claim replayed: the person no longer stands at the window.
ABSENT_AFTER = timedelta(hours=1)


def open_visit(place: Place, call: Call) -> dict[str, Any]:
    """2201: a visit under the institution's own number; its begntime is the service date."""
    row = call.node("data")
    person = call.person(place)
    check_credential(place, call, row, person)
    check_identity(row, person)
    refuse_unreachable(place, person)
    refuse_trouble(place, person)
    begntime = time_of(row, "begntime")
    if place.behaviours["visit_of_last_year"] == "refused" and begntime.year < call.now.year:
        raise Refusal(platform_text(f"{begntime.year} 年度医保业务已关闭，不能登记往年就诊", "mdtrtBO_36"))
    _refuse_absent(place, call, row)
    number = text_of(row, "ipt_otp_no")
    known = place.ledger.row("SELECT * FROM visit WHERE ipt_otp_no=? ORDER BY seq DESC", (number,))
    if known is not None:
        answer = place.behaviours["visit_number_twice"]
        if answer == "refused":
            raise Refusal(platform_text(f"住院/门诊号[{number}]已存在就诊登记，不能重复登记", "mdtrtBO_30"))
        if answer == "same" and known["psn_no"] == person.psn_no and known["cancelled"] is None:
            return _opened(known["mdtrt_id"], person, number)
    mdtrt_id = f"{place.institution.region}{call.now:%Y%m%d%H%M%S}{place.ledger.next_number('visit'):010d}"
    place.ledger.insert(
        "visit",
        {
            "mdtrt_id": mdtrt_id,
            "ipt_otp_no": number,
            "psn_no": person.psn_no,
            "certno": person.certno,
            "insutype": person.insutype,
            "region": person.region,
            "begntime": stamp(begntime),
            "msgid": call.msgid,
            "opened": stamp(call.now),
            "detail": wire.write(row),
        },
    )
    return _opened(mdtrt_id, person, number)


def _opened(mdtrt_id: str, person: Insured, number: str) -> dict[str, Any]:
    return {"data": {"mdtrt_id": mdtrt_id, "psn_no": person.psn_no, "ipt_otp_no": number, "exp_content": ""}}


def _refuse_absent(place: Place, call: Call, row: Any) -> None:
    switch = {"02": "absent_id_number", "03": "absent_card"}.get(text_of(row, "mdtrt_cert_type").zfill(2))
    if switch is None or place.behaviours[switch] == "done":
        return
    if call.now - time_of(row, "begntime") > ABSENT_AFTER:
        raise Refusal(platform_text("参保人未在场，不能使用该类就诊凭证补办", "mdtrtBO_37"))


def check_identity(row: Any, person: Insured) -> None:
    """Name and number that a call repeats must be the person's. Raises Refusal."""
    name, certno = text_of(row, "psn_name"), text_of(row, "certno")
    if (name and name != person.name) or (certno and identity.normalised(certno) != person.certno):
        raise Refusal(platform_text("姓名或证件号码与参保登记信息不一致", "psnInfoBO_13"))


def visit_of(place: Place, call: Call) -> sqlite3.Row:
    """The visit that a call names, if it is this person's. Raises Refusal."""
    found = place.ledger.row("SELECT * FROM visit WHERE mdtrt_id=?", (call.named("mdtrt_id"),))
    if found is None or found["psn_no"] != call.named("psn_no"):
        raise Refusal(platform_text("未查询到就诊登记信息", "mdtrtBO_31"))
    return found


def growing_visit(place: Place, call: Call) -> sqlite3.Row:
    """The same for a call that adds to the visit: a cancelled one takes nothing more, where the place locks it (A1)."""
    found = visit_of(place, call)
    if found["cancelled"] is not None and place.behaviours["grow_cancelled_visit"] == "refused":
        raise Refusal(platform_text("就诊登记已撤销，不能办理业务", "mdtrtBO_32"))
    person = call.person(place)
    if (person.insutype, person.region) != (found["insutype"], found["region"] or person.region):
        raise Refusal(platform_text("险种或参保地与就诊登记不一致", "mdtrtBO_40"))
    return found


def describe_visit(place: Place, call: Call) -> None:
    """2203A: kind of visit and diagnoses; sent again it replaces what was there."""
    visit = growing_visit(place, call)
    row = call.node("mdtrtinfo")
    med_type = text_of(row, "med_type")
    if med_type in ("11", "13") and not place.institution.outpatient:
        raise Refusal(platform_text("本机构未开通普通门诊费用跨省直接结算", "fixmedinsBO_44"))
    if visit["med_type"] not in (None, med_type):
        raise Refusal(platform_text("同一就诊登记不能变更医疗类别", "mdtrtBO_34"))
    if med_type == CHRONIC_VISIT:
        day = date.fromisoformat(visit["begntime"][:10])
        refuse_chronic(place, call.person(place), text_of(row, "dise_codg"), day)
    place.ledger.write(
        "UPDATE visit SET med_type=?, mdtrtinfo=?, diseinfo=? WHERE mdtrt_id=?",
        (
            med_type,
            wire.write(row),
            wire.write(as_list(call.body.get("diseinfo"))),
            visit["mdtrt_id"],
        ),
    )


def cancel_visit(place: Place, call: Call) -> None:
    """2202: refused while something is settled on the visit; afterwards nothing can be settled any more."""
    visit = visit_of(place, call)
    if text_of(call.node("data"), "ipt_otp_no") != visit["ipt_otp_no"]:
        raise Refusal(platform_text("住院/门诊号与就诊登记不一致", "mdtrtBO_35"))
    if place.behaviours["cancel_visit"] == "refused":
        raise Refusal(platform_text("暂不支持撤销就诊登记", "mdtrtBO_39"))
    live = place.ledger.row("SELECT 1 FROM settlement WHERE mdtrt_id=? AND refunded IS NULL", (visit["mdtrt_id"],))
    if live is not None and place.behaviours["cancel_settled_visit"] == "refused":
        raise Refusal(platform_text("就诊登记存在有效结算信息，不能撤销", "mdtrtBO_38"))
    if visit["cancelled"] is not None:
        raise Refusal(platform_text("就诊登记已撤销，不能重复撤销", "mdtrtBO_32"))
    place.ledger.write("UPDATE visit SET cancelled=? WHERE mdtrt_id=?", (stamp(call.now), visit["mdtrt_id"]))
