"""3101, 3102, 3103: orders held against the rules before and during treatment, and what was answered.

A warning is advice: nothing here stops a settlement (what 2204 says of a line stands in `line_checks`). Every hit is
kept under its number, so that the answer of 3103 finds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from counter_app.settlement.record import as_list
from sandbox.call import Call, Place, Refusal, number_of, platform_text, text_of, time_of
from sandbox.ledger import stamp
from sandbox.rules import Hit, Order, Patient, Rule, hits_of, load_rules

__all__ = ["RULES", "analyse", "take_answers"]

RULES = Path(__file__).parent / "data" / "monitoring.yaml"
_COUNTED = "1"  # vola_amt_stas 正常
_BROKEN = "1"  # vola_item_type 违规项


@cache
def _rules() -> tuple[Rule, ...]:
    return load_rules(RULES)


def _refuse_closed(place: Place, call: Call) -> None:
    if place.behaviours["rule_checks"] == "refused":
        raise Refusal(platform_text(f"本机构未开通交易[{call.number}]", "riskBO_65"))


def analyse(place: Place, call: Call) -> dict[str, Any]:
    """3101, 3102: the hits, worst first; an empty list where every rule is kept."""
    _refuse_closed(place, call)
    shown = []
    for patient in as_list(call.node("data").get("patient_dtos")):
        for visit in as_list(patient.get("fsi_encounter_dtos")):
            for hit in sorted(_hits(place, patient, visit), key=lambda one: one.rule.severity):
                shown.append(_kept(place, call, patient, visit, hit))
    return {"result": shown}


def _hits(place: Place, patient: Mapping[str, Any], visit: Mapping[str, Any]) -> list[Hit]:
    orders = [_order(place, row) for row in as_list(visit.get("fsi_order_dtos"))]
    about = Patient(
        text_of(patient, "gend"),
        time_of(patient, "brdy").date(),
        tuple(text_of(row, "dise_codg") for row in as_list(visit.get("fsi_diagnose_dtos"))),
    )
    elsewhere = _given(place, text_of(patient, "patn_id"), text_of(visit, "mdtrt_id"), {order.day for order in orders})
    return hits_of(_rules(), about, orders, frozenset(elsewhere))


def _order(place: Place, row: Mapping[str, Any]) -> Order:
    code = text_of(row, "hilist_code")
    item = place.catalogue.get(code)
    bound = item.monitoring if item is not None else None
    return Order(
        text_of(row, "rx_id"),
        code,
        text_of(row, "hilist_name"),
        number_of(row, "cnt"),
        number_of(row, "sumamt"),
        time_of(row, "drord_begn_date").date(),
        is_drug=item is not None and item.kind == "drug",
        most=bound.most if bound else None,
        most_text=bound.text if bound else "",
    )


def _given(place: Place, psn_no: str, mdtrt_id: str, days: set[date]) -> Iterator[str]:
    """Codes on the person's other live visits of the days."""
    rows = place.ledger.rows(
        "SELECT line.code, visit.begntime FROM line JOIN visit USING (mdtrt_id) WHERE visit.psn_no=?"
        " AND visit.mdtrt_id<>? AND visit.cancelled IS NULL AND line.cleared IS NULL",
        (psn_no, mdtrt_id),
    )
    wanted = {day.isoformat() for day in days}
    return (row["code"] for row in rows if row["begntime"][:10] in wanted)


def _kept(place: Place, call: Call, patient: Mapping[str, Any], visit: Mapping[str, Any], hit: Hit) -> dict[str, Any]:
    number = f"{place.institution.region}{call.now:%Y%m%d%H%M%S}{place.ledger.next_number('warning'):010d}"
    psn_no, mdtrt_id, rule, order = text_of(patient, "patn_id"), text_of(visit, "mdtrt_id"), hit.rule, hit.order
    place.ledger.insert(
        "warning",
        {
            "jr_id": number,
            "infno": call.number,
            "msgid": call.msgid,
            "psn_no": psn_no,
            "mdtrt_id": mdtrt_id,
            "rule_id": rule.id,
            "sev_deg": rule.severity,
            "text": hit.text,
            "at": stamp(call.now),
        },
    )
    detail = {
        "jrd_id": f"{number}-1",
        "patn_id": psn_no,
        "mdtrt_id": mdtrt_id,
        "rx_id": order.rx_id,
        "vola_item_type": _BROKEN,
        "vola_amt": order.amount,
    }
    return {
        "jr_id": number,
        "rule_id": rule.id,
        "rule_name": rule.name,
        "vola_cont": hit.text,
        "patn_id": psn_no,
        "mdtrt_id": mdtrt_id,
        "vola_amt": order.amount,
        "vola_amt_stas": _COUNTED,
        "sev_deg": rule.severity,
        "vola_evid": rule.evidence,
        "vola_bhvr_type": rule.behaviour,
        "task_id": text_of(call.node("data"), "task_id"),
        "judge_result_detail_dtos": [detail],
    }


def take_answers(place: Place, call: Call) -> None:
    """3103: what the window answered to each warning; a later answer replaces an earlier one."""
    _refuse_closed(place, call)
    kind = text_of(call.node("data"), "warn_type")
    for row in as_list(call.body.get("warns")):
        number = text_of(row, "warn_rslt_id")
        found = place.ledger.write(
            "UPDATE warning SET warn_type=?, dspo_way=?, dspo_way_rea=?, answered=? WHERE jr_id=?",
            (kind, text_of(row, "dspo_way"), text_of(row, "dspo_way_rea"), stamp(call.now), number),
        )
        if not found:
            raise Refusal(platform_text(f"未查询到违规标识[{number}]", "riskBO_66"))
