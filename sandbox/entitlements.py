"""5301 to 5304: what the insured place has on record of a person.

5301 from the file's chronic qualifications, ended ones too (their dates tell); 5302 names this institution for them,
the only one this service knows; 5303 shows who lies in hospital elsewhere; 5304 shows a referral as a transfer record,
the nearest that the interface has to a query of the filing (envelope facts, section 8).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from counter_app.model.person import FilingClass
from sandbox import chronic
from sandbox.call import Call, Place, text_of, time_of
from sandbox.insured_place import refuse_unreachable
from sandbox.people import Insured, Trouble
from sandbox.persons import baseinfo

__all__ = ["chronic_filings", "designations", "in_hospital", "transfers"]

_CHRONIC_REGISTRATION = "01"  # biz_appy_type 门慢门特登记
_INPATIENT = "21"
_LONG_AGO = date(2020, 1, 1)  # where the file gives no beginning
_ADMITTED = timedelta(days=3)  # how long ago somebody in hospital elsewhere went there
_ELSEWHERE = "990100"  # no region of this world
_ABOUT = ("psn_no", "psn_cert_type", "certno", "psn_name", "gend", "brdy", "age")


def _asked(place: Place, call: Call) -> Insured:
    person = call.person(place)
    refuse_unreachable(place, person)
    return person


def chronic_filings(place: Place, call: Call) -> dict[str, Any]:
    """5301: an empty list means: not filed."""
    person = _asked(place, call)
    return {
        "feedetail": [
            {
                "opsp_dise_code": held.code,
                "opsp_dise_name": chronic.name_of(held),
                "begndate": (held.since or _LONG_AGO).isoformat(),
                "enddate": held.until.isoformat() if held.until else "",
            }
            for held in person.chronic
        ]
    }


def designations(place: Place, call: Call) -> dict[str, Any]:
    """5302: this institution for everybody with a chronic qualification it has opened; nothing for other business."""
    person = _asked(place, call)
    opened = [held for held in person.chronic if chronic.classes_of(held) & place.institution.chronic]
    if text_of(call.node("data"), "biz_appy_type") != _CHRONIC_REGISTRATION or not opened:
        return {"psnfixmedin": []}
    row = {
        "psn_no": person.psn_no,
        "insutype": person.insutype,
        "fix_srt_no": "1",
        "fixmedins_code": place.institution.code,
        "fixmedins_name": place.institution.name,
        "begndate": min(held.since or _LONG_AGO for held in opened).isoformat(),
        "enddate": "",
        "memo": "",
    }
    return {"psnfixmedin": [row]}


def in_hospital(place: Place, call: Call) -> dict[str, Any]:
    """5303: the open stay of somebody who lies in hospital elsewhere, where it touches the period."""
    person = _asked(place, call)
    row = call.node("data")
    admitted = (call.now - _ADMITTED).date()
    if person.trouble != Trouble.IN_HOSPITAL or time_of(row, "endtime").date() < admitted:
        return {"data": []}
    about = baseinfo(person, person.age_on(call.now.date()))
    return {
        "data": [
            {
                **{name: about[name] for name in _ABOUT},
                "mdtrt_id": f"{_ELSEWHERE}{admitted:%Y%m%d}0000000001",
                "insutype": person.insutype,
                "begndate": admitted.isoformat(),
                "med_type": _INPATIENT,
                "ipt_otp_no": "",
                "out_flag": "0",
            }
        ]
    }


def transfers(place: Place, call: Call) -> dict[str, Any]:
    """5304: the referral a person is filed with, where its dates touch the period."""
    person = _asked(place, call)
    row, filing = call.node("data"), person.filing
    since = filing.since or _LONG_AGO
    begin = time_of(row, "begntime").date()
    end = time_of(row, "endtime").date() if text_of(row, "endtime") else date.max
    if filing.kind is not FilingClass.REFERRAL or end < since or (filing.until is not None and filing.until < begin):
        return {"refmedin": []}
    about = baseinfo(person, person.age_on(call.now.date()))
    here = filing.place in ("", place.institution.region)
    return {
        "refmedin": [
            {
                **{name: about[name] for name in _ABOUT if name != "age"},
                "insutype": person.insutype,
                "dcla_souc": "02",
                "insu_optins": person.region,
                "reflin_medins_no": place.institution.code if here else "",
                "reflin_medins_name": place.institution.name if here else f"{filing.place} 定点医疗机构（虚构）",
                "out_flag": "1",
                "refl_date": since.isoformat(),
                "refl_rea": "参保地定点医疗机构同意转诊",
                "begndate": since.isoformat(),
                "enddate": filing.until.isoformat() if filing.until else "",
                "hosp_agre_refl_flag": "1",
            }
        ]
    }
