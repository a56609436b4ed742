"""5201 to 5205: looking without touching."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Any

from counter_app.model import money
from sandbox import wire
from sandbox.call import SHANGHAI, Call, Place, Refusal, platform_text, text_of, time_of
from sandbox.people import Insured
from sandbox.persons import baseinfo, person_type
from sandbox.visits import visit_of
from sandbox.wrong_split import as_answered

__all__ = ["query_chronic_drugs", "query_diagnoses", "query_fees", "query_settlement", "query_visits"]

_HOSPITAL_LEVELS = {"tertiary_a": "2", "tertiary": "3", "secondary": "6", "primary": "9"}
_LIST_TYPES = {"drug": "101", "service": "201", "material": "301"}


def _bounds(row: Any) -> tuple[str, str]:
    """A period of the wire: date-only bounds mean the first and the last second of the day (envelope, section 2)."""
    begin = time_of(row, "begntime")
    end_text = text_of(row, "endtime")
    if not end_text:
        return str(begin)[:19], "9999-12-31 23:59:59"
    end = time_of(row, "endtime")
    if len(end_text) == 10:
        end += timedelta(days=1, seconds=-1)
    return str(begin)[:19], str(end)[:19]


def _about(person: Insured, day: str) -> dict[str, Any]:
    age = person.age_on(datetime.fromisoformat(day[:10]).date())
    return {
        **baseinfo(person, age),
        "psn_type": person_type(person, age),
        "cvlserv_flag": "1" if "civil_servant" in person.flags else "0",
        "insu_optins": person.region,
        "emp_name": "虚构单位" if person.scheme == "employee" else "",
    }


def query_visits(place: Place, call: Call) -> dict[str, Any]:
    """5201: the person's visits that began in a period; not settlements."""
    row = call.node("data")
    person = call.person(place)
    begin, end = _bounds(row)
    found = place.ledger.rows(
        "SELECT * FROM visit WHERE psn_no=? AND begntime BETWEEN ? AND ? ORDER BY seq", (person.psn_no, begin, end)
    )
    wanted, med_type = text_of(row, "mdtrt_id"), text_of(row, "med_type")
    shown = []
    for visit in found:
        if visit["cancelled"] is not None and place.behaviours["list_cancelled"] == "hidden":
            continue
        if visit["med_type"] is None and place.behaviours["list_before_described"] == "hidden":
            continue
        if (wanted and visit["mdtrt_id"] != wanted) or (visit["med_type"] not in (None, med_type)):
            continue
        shown.append(_visit_row(_opened_with(place, person, visit), visit, med_type))
    return {"mdtrtinfo": shown}


def _opened_with(place: Place, person: Insured, visit: sqlite3.Row) -> Insured:
    """The person by the row that the visit was opened with."""
    rows = place.people.by_number[person.psn_no].seen
    return next((row for row in rows if (row.insutype, row.region) == (visit["insutype"], visit["region"])), person)


def _visit_row(person: Insured, visit: sqlite3.Row, med_type: str) -> dict[str, Any]:
    opened = wire.read(visit["detail"])
    described = wire.read(visit["mdtrtinfo"] or "{}")
    diagnoses = wire.read(visit["diseinfo"] or "[]")
    return {
        **_about(person, visit["begntime"]),
        "mdtrt_id": visit["mdtrt_id"],
        "coner_name": "",
        "tel": "",
        "insutype": visit["insutype"],
        "begntime": visit["begntime"],
        "endtime": visit["begntime"],
        "mdtrt_cert_type": text_of(opened, "mdtrt_cert_type"),
        "med_type": visit["med_type"] or med_type,
        "ipt_otp_no": visit["ipt_otp_no"],
        "atddr_no": text_of(opened, "atddr_no"),
        "chfpdr_name": text_of(opened, "dr_name"),
        "adm_dept_codg": text_of(opened, "dept_code"),
        "adm_dept_name": text_of(opened, "dept_name"),
        "main_cond_dscr": text_of(described, "main_cond_dscr"),
        "dise_codg": text_of(described, "dise_codg"),
        "dise_name": text_of(described, "dise_name"),
        "otp_diag_info": "；".join(text_of(row, "diag_name") for row in diagnoses),
        "inhosp_stas": "0",
        "opt_time": visit["opened"],
        "memo": "已撤销" if visit["cancelled"] is not None else "",
    }


def query_diagnoses(place: Place, call: Call) -> dict[str, Any]:
    """5202: the diagnoses last sent for a visit; one sent with vali_flag 0 is void and not shown."""
    call.person(place)
    visit = visit_of(place, call)
    rows = [row for row in wire.read(visit["diseinfo"] or "[]") if text_of(row, "vali_flag") != "0"]
    copied = ("diag_type", "diag_code", "diag_name", "diag_dept", "dise_dor_no", "dise_dor_name", "diag_time")
    return {
        "diseinfo": [
            {
                **{name: text_of(row, name) for name in copied},
                "diag_info_id": f"{visit['seq']:010d}-{number}",
                "mdtrt_id": visit["mdtrt_id"],
                "psn_no": visit["psn_no"],
                "inout_diag_type": "1",
                "maindiag_flag": "1" if number == 1 else "0",
                "diag_srt_no": number,
                "opt_time": visit["opened"],
            }
            for number, row in enumerate(rows, start=1)
        ]
    }


def query_settlement(place: Place, call: Call) -> dict[str, Any]:
    """5203: one settlement by its id, with whether it was refunded."""
    row = call.node("data")
    person = call.person(place)
    found = place.ledger.row(
        "SELECT * FROM settlement WHERE setl_id=? AND mdtrt_id=? AND psn_no=?",
        (text_of(row, "setl_id"), text_of(row, "mdtrt_id"), person.psn_no),
    )
    if found is None:
        raise Refusal(platform_text("未查询到结算信息", "setlBO_70"))
    reply: dict[str, Any] = wire.read(found["reply"])
    info = reply["setlinfo"]
    info |= {
        **_about(person, found["service_date"]),
        "pay_loc": "3" if person.region[:2] == place.institution.region[:2] else "4",
        "fixmedins_code": place.institution.code,
        "fixmedins_name": place.institution.name,
        "hosp_lv": _HOSPITAL_LEVELS[place.institution.level],
        "fixmedins_poolarea": place.institution.region,
        "begndate": found["service_date"],
        "enddate": found["service_date"],
        "psn_pay": money.from_fen(found["account"] + found["cash"]),
        "cash_payamt": money.from_fen(found["cash"]),
        "refd_setl_flag": "0" if found["refunded"] is None else "1",
        "year": str(found["year"]),
        "invono": "",
        "opt_time": found["settled"],
    }
    return as_answered(place.behaviours, call.number, {"setlinfo": info, "setldetail": reply["setldetail"]})


def query_fees(place: Place, call: Call) -> list[dict[str, Any]]:
    """5204: the visit's lines, each with the settlement that took it; without setl_id where the place allows it."""
    row = call.node("data")
    person = call.person(place)
    wanted = text_of(row, "setl_id")
    if not wanted and place.behaviours["look_without_setl_id"] == "refused":
        raise Refusal("结算ID（setl_id）不能为空")
    lines = place.ledger.rows(
        "SELECT line.*, visit.med_type AS med_type, s.setl_id AS setl_id, s.settled AS settled, s.refunded AS refunded"
        " FROM line JOIN visit USING (mdtrt_id) LEFT JOIN settled_line m ON m.line=line.seq"
        " LEFT JOIN settlement s ON s.setl_id=m.setl_id WHERE line.mdtrt_id=? AND visit.psn_no=?"
        " ORDER BY line.seq, s.seq",
        (text_of(row, "mdtrt_id"), person.psn_no),
    )
    delay = timedelta(seconds=place.behaviours.seconds("look_delay_s"))
    shown: list[dict[str, Any]] = []
    for line in lines:
        setl_id = line["setl_id"] or ""
        if setl_id and call.now - datetime.fromisoformat(line["settled"]).replace(tzinfo=SHANGHAI) < delay:
            setl_id = ""
        if wanted and setl_id != wanted:
            continue
        if not setl_id and line["cleared"] is not None:
            continue
        if not wanted and line["refunded"] is not None and line["cleared"] is not None:
            continue
        shown.append(_fee_row(place, line, setl_id))
    return shown


def _fee_row(place: Place, line: sqlite3.Row, setl_id: str) -> dict[str, Any]:
    sent, split = wire.read(line["detail"]), wire.read(line["result"])
    item = place.catalogue.get(line["code"])
    name = item.name if item else ""
    copied = ("bilg_dept_codg", "bilg_dept_name", "bilg_dr_codg", "bilg_dr_name", "medins_list_codg", "hosp_appr_flag")
    return {
        **{key: value for key, value in split.items() if key != "exp_content"},
        **{key: text_of(sent, key) for key in copied},
        "mdtrt_id": line["mdtrt_id"],
        "setl_id": setl_id,
        "rx_drord_no": text_of(sent, "rxno"),
        "med_type": line["med_type"],
        "fee_ocur_time": text_of(sent, "fee_ocur_time"),
        "hilist_code": line["code"],
        "hilist_name": name,
        "list_type": _LIST_TYPES[item.kind] if item else "",
        "med_list_codg": line["code"],
        "medins_list_name": name,
        "spec": item.spec if item else "",
        "dosform_name": "无",
    }


def query_chronic_drugs(place: Place, call: Call) -> dict[str, Any]:
    """5205: the drugs the person got at chronic-disease visits (med_type 14) in a period."""
    row = call.node("data")
    person = call.person(place)
    begin, end = _bounds(row)
    lines = place.ledger.rows(
        "SELECT line.*, visit.med_type AS med_type FROM line JOIN visit USING (mdtrt_id)"
        " WHERE visit.psn_no=? AND visit.med_type='14' AND line.cleared IS NULL AND visit.cancelled IS NULL"
        " AND visit.begntime BETWEEN ? AND ? ORDER BY line.seq",
        (person.psn_no, begin, end),
    )
    shown = []
    for line in lines:
        item = place.catalogue.get(line["code"])
        if item is not None and item.kind == "drug":
            fee = _fee_row(place, line, "")
            fee |= {
                "psn_no": person.psn_no,
                "fixmedins_code": place.institution.code,
                "fixmedins_name": place.institution.name,
            }
            shown.append(fee)
    return {"feedetail": shown}
