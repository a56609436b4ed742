"""9001, 9002, 1101, 2001: signing in, who the person is, what they are entitled to here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from counter_app.model import identity, money
from counter_app.model.person import FilingClass
from sandbox.call import Call, Place, Refusal, platform_text, text_of, time_of
from sandbox.chronic import valid_on
from sandbox.credentials import holder
from sandbox.insured_place import (
    CHRONIC_VISIT,
    choose_rule,
    deductible_left,
    is_emergency,
    refuse_chronic,
    refuse_trouble,
    refuse_unreachable,
    standing,
)
from sandbox.ledger import stamp
from sandbox.people import Insured, Trouble

__all__ = [
    "baseinfo",
    "benefit_check",
    "person_type",
    "query_person",
    "sign_in",
    "sign_out",
]


def sign_in(place: Place, call: Call) -> dict[str, Any]:
    """9001. One operator on several terminals receives the same number while signed in."""
    opter = text_of(call.node("signIn"), "opter_no")
    found = place.ledger.row("SELECT sign_no FROM sign WHERE opter=? AND ended IS NULL", (opter,))
    if found is not None:
        sign_no = str(found["sign_no"])
    else:
        sign_no = f"{place.institution.region}{call.now:%Y%m%d%H%M%S}{place.ledger.next_number('sign'):06d}"
        place.ledger.insert("sign", {"sign_no": sign_no, "opter": opter, "at": stamp(call.now)})
    return {"signinoutb": {"sign_time": stamp(call.now), "sign_no": sign_no}}


def sign_out(place: Place, call: Call) -> dict[str, Any]:
    """9002. Signing out ends the number for all terminals that share it."""
    row = call.node("signOut")
    ended = place.ledger.write(
        "UPDATE sign SET ended=? WHERE sign_no=? AND opter=? AND ended IS NULL",
        (stamp(call.now), text_of(row, "sign_no"), text_of(row, "opter_no")),
    )
    if not ended:
        raise Refusal(platform_text("签到编号不存在或已签退", "signBO_02"))
    return {"signoutoutb": {"sign_time": stamp(call.now)}}


def query_person(place: Place, call: Call) -> dict[str, Any]:
    """1101: the person behind a credential, with every insurance row the places know."""
    row = call.node("data")
    person = holder(place, call, row)
    name, certno = text_of(row, "psn_name"), text_of(row, "certno")
    if (
        person.trouble == Trouble.NAME_MISMATCH
        or (name and name != person.name)
        or (certno and identity.normalised(certno) != person.certno)
    ):
        raise Refusal(platform_text("姓名或证件号码与参保登记信息不一致", "psnInfoBO_13"))
    age = person.age_on(call.now.date())
    return {
        "baseinfo": {**baseinfo(person, age), "exp_content": ""},
        "insuinfo": _insurances(place, person, age),
        "idetinfo": _identities(person),
    }


def baseinfo(person: Insured, age: int) -> dict[str, Any]:
    """The fields about the person that several replies carry."""
    born = identity.birth_date_of(person.certno)
    return {
        "psn_no": person.psn_no,
        "psn_cert_type": "01",
        "certno": person.certno,
        "psn_name": person.name,
        "gend": identity.sex_of(person.certno) or "0",
        "naty": "01",
        "brdy": born.isoformat() if born else "",
        "age": Decimal(age),
    }


def person_type(person: Insured, age: int) -> str:
    """Code of the kind of person (dictionary psn_type, the digits nearest to the national baseline)."""
    if person.scheme == "employee":
        return "21" if person.status == "retired" else "11"
    if person.status == "minor":
        return "41" if age < 6 else "42"
    return "60" if age >= 60 else "50"


def _insurances(place: Place, person: Insured, age: int) -> list[dict[str, Any]]:
    paused = person.trouble == Trouble.INTERRUPTED
    main = _row(place, person, age, "2" if paused else "1", "2024-01-01")
    rows = [main]
    if "civil_servant" in person.flags:
        rows.append({**main, "insutype": "320", "balc": money.ZERO})
    # Rows of earlier or other insurance stand before the one that pays: readers must choose, not take the first.
    for other in reversed(person.others):
        if other.scheme:
            row = _row(place, person.seen_by(other), age, other.insured_status, "2020-12-31")
        else:  # nothing is settled by it: only what 1101 says of it
            row = {
                **main,
                "balc": money.ZERO,
                "insutype": other.insutype,
                "psn_insu_stas": other.insured_status,
                "paus_insu_date": "2020-12-31" if other.insured_status != "1" else None,
                "insuplc_admdvs": other.region,
            }
        rows.insert(0, row)
    return rows


def _row(place: Place, person: Insured, age: int, status: str, since: str) -> dict[str, Any]:
    """One row of insuinfo; `since`: when it was paused, if it is."""
    return {
        "psn_type": person_type(person, age),
        "cvlserv_flag": "1" if "civil_servant" in person.flags else "0",
        "emp_name": "虚构单位" if person.scheme == "employee" else "",
        "balc": place.ledger.balance(person.books) or money.ZERO,
        "insutype": person.insutype,
        "psn_insu_stas": status,
        "psn_insu_date": "2010-01-01",
        "paus_insu_date": since if status != "1" else None,
        "insuplc_admdvs": person.region,
    }


def _identities(person: Insured) -> list[dict[str, Any]]:
    if "low_income" not in person.flags:
        return []
    return [{"psn_idet_type": "06", "psn_type_lv": "", "memo": "", "begntime": "2020-01-01 00:00:00", "endtime": ""}]


def benefit_check(place: Place, call: Call) -> dict[str, Any]:
    """2001: whether the fund pays here, and if not, why not.

    exp_content is this sandbox's own: the filing as the insured place holds it and the deductible, as JSON text.
    """
    row = call.node("data")
    person = call.person(place)
    refuse_unreachable(place, person)
    day = time_of(row, "begntime").date()
    # Without a disease 2001 asks about chronic visits at large: the first qualification that holds stands for all.
    disease = text_of(row, "dise_codg") or next((held.code for held in person.chronic if valid_on(held, day)), "")
    flag, text = _entitled(place, person, row, disease, day)
    filing = person.filing
    chosen = choose_rule(place, person, text_of(row, "med_type"), disease, day)
    figure, used = deductible_left(place, person, day, chosen)
    shown = {
        "FIL_CLASS": filing.kind.value,
        "FIL_PLACE": filing.place or None,
        "FIL_BEGN": filing.since.isoformat() if filing.since else None,
        "FIL_END": filing.until.isoformat() if filing.until else None,
        "DEDC_STD": None if figure is None else money.text(figure),
        "DEDC_USED": None if used is None else money.text(used),
    }
    return {
        "trtinfo": [
            {
                "psn_no": person.psn_no,
                "trt_chk_type": "01",
                "fund_pay_type": "310100" if person.scheme == "employee" else "390100",
                "trt_enjymnt_flag": flag,
                "begndate": f"{day.year}-01-01",
                "enddate": f"{day.year}-12-31",
                "trt_chk_rslt": text,
                "exp_content": json.dumps(shown, ensure_ascii=False),
            }
        ]
    }


def _entitled(place: Place, person: Insured, row: Mapping[str, Any], disease: str, day: date) -> tuple[str, str]:
    """Flag and reason. "Filed, valid and still 0" keeps the flag: it is the rule, not an obstacle."""
    med_type = text_of(row, "med_type")
    try:
        refuse_trouble(place, person)
        if med_type == CHRONIC_VISIT and not disease:
            return "0", "参保人无有效的门诊慢特病资格"
        if med_type == CHRONIC_VISIT:
            refuse_chronic(place, person, disease, day)
    except Refusal as why:
        return "0", str(why)
    region = place.regions[person.region]
    if med_type != CHRONIC_VISIT and not place.institution.outpatient:
        return "0", "本机构未开通普通门诊费用跨省直接结算"
    chosen = choose_rule(place, person, med_type, disease, day)
    if chosen is None:
        return "0", f"参保地{region.name}未开通该类门诊费用的跨省直接结算"
    held = standing(person.filing, place.institution.region, day)
    emergency = is_emergency(med_type, text_of(row, "exp_content"))
    kind = FilingClass.EMERGENCY if emergency and held.kind is FilingClass.UNFILED else held.kind
    effect = chosen.row.filing[kind]
    if effect.kind == "refuse":
        return "0", f"{held.problem or effect.why}，参保地{region.name}规定不予直接结算"
    if chosen.row.no_benefit:
        return "1", f"{region.name}普通门诊统筹不支付"
    if held.problem and not emergency:
        return "1", held.problem
    return "1", ""
