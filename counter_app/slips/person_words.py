"""Who this person is to the insurance, in words: the scheme, which row pays and why, and what kind of person.

Codes are those of the dictionaries psn_type and psn_idet_type; both provinces that publish them are in one table, since
no code means two different things to a reader. What is not in it the dictionaries and the place's own tables may name
(1901); else the code is shown as it is.
"""

from __future__ import annotations

from collections.abc import Mapping

from counter_app.model.person import Insurance, Paying, Person, Scheme
from counter_app.slips.wording import SCHEMES

__all__ = ["NO_TABLES", "Tables", "kinds_of", "paying_words"]

Tables = Mapping[str, Mapping[str, str]]  # code to label, by dictionary
NO_TABLES: Tables = {}
_TYPES = {
    "11": "在职",
    "12": "退休",
    "21": "退休",
    "13": "离休",
    "31": "离休",
    "15": "居民（成年）",
    "50": "居民（成年）",
    "16": "居民（老年）",
    "60": "居民（老年）",
    "41": "学龄前儿童",
    "42": "中小学生",
    "43": "大学生",
    "1204": "提前退休",
    "1401": "新生儿",
    "1402": "学龄前儿童",
    "1403": "中小学生",
    "1404": "大学生",
    "1405": "未成年（未入学）",
    "151": "居民",
    "1701": "居民",
}
_GROUPS = {
    "01": "城市三无",
    "02": "农村五保户",
    "06": "医疗救助人员",
    "23": "医疗救助人员",
    "2301": "三无人员",
    "2302": "建档立卡贫困人员",
    "2303": "低保救助对象",
    "2304": "特困救助对象",
    "2305": "低收入救助对象",
    "2306": "因病致贫救助对象",
    "2307": "农村五保户",
}
_PLAIN = (Scheme.EMPLOYEE, Scheme.RESIDENT)
_WHY = {
    Paying.NONE: "没有正常参保的险种",
    Paying.ONLY: "只有这一个险种正常参保",
    Paying.EMPLOYEE_FIRST: "有多个险种正常参保，先用职工医保",
    Paying.FIRST: "有多个险种正常参保，用第一个",
    Paying.CHOSEN: "收费员选的",
}


def kinds_of(person: Person, local: Tables = NO_TABLES) -> tuple[str, ...]:
    """What kind of person it is to the paying insurance: status, civil servant, special groups.

    `local`: what codes mean that have no word here.
    """
    paying = person.insurance
    words = []
    if paying is not None:
        words.append(_named("psn_type", paying.person_type, _TYPES, local) or paying.person_type)
    if any(row.active and row.civil_servant for row in person.insurances):
        words.append("公务员")
    groups = ((code, _named("psn_idet_type", code, _GROUPS, local)) for code in person.identities)
    words += [word or f"身份类别 {code}" for code, word in groups]
    return tuple(word for word in dict.fromkeys(words) if word)


def paying_words(person: Person, local: Tables = NO_TABLES) -> str:
    """One line: which insurance pays, and why this one; the others that could, by insutype and insured place.

    `local`: as above.
    """
    paying = person.insurance
    why = _WHY[person.paying]
    if paying is None:
        return why
    others = [_row(row, local) for row in person.insurances if row.may_pay and row is not paying]
    rest = f"；还可选 {'、'.join(others)}" if others else ""
    return f"{_row(paying, local)}：{why}{rest}"


def _named(table: str, code: str, ours: Mapping[str, str], local: Tables) -> str:
    return ours.get(code) or local.get(table, {}).get(code, "")


def _row(row: Insurance, local: Tables) -> str:
    told = local.get("insutype", {}).get(row.scheme_code, "") if row.scheme not in _PLAIN else ""
    return f"{told or SCHEMES[row.scheme]}（{row.scheme_code}，参保地 {row.region}）"
