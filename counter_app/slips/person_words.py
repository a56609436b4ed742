"""Who this person is to the insurance, in words: the scheme, which row pays and why, and what kind of person.

Codes are those of the dictionaries psn_type and psn_idet_type; both provinces that publish them are in one table, since
no code means two different things to a reader. A code that is not in it is shown as it is.
"""

from __future__ import annotations

from counter_app.model.person import Insurance, Paying, Person
from counter_app.slips.wording import SCHEMES

__all__ = ["kinds_of", "paying_words"]

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
_WHY = {
    Paying.NONE: "没有正常参保的险种",
    Paying.ONLY: "只有这一个险种正常参保",
    Paying.EMPLOYEE_FIRST: "有多个险种正常参保，先用职工医保",
    Paying.FIRST: "有多个险种正常参保，用第一个",
    Paying.CHOSEN: "收费员选的",
}


def kinds_of(person: Person) -> tuple[str, ...]:
    """What kind of person it is to the paying insurance: status, civil servant, special groups."""
    paying = person.insurance
    words = []
    if paying is not None:
        words.append(_TYPES.get(paying.person_type, paying.person_type))
    if any(row.active and row.civil_servant for row in person.insurances):
        words.append("公务员")
    words += [_GROUPS.get(code, f"身份类别 {code}") for code in person.identities]
    return tuple(word for word in dict.fromkeys(words) if word)


def paying_words(person: Person) -> str:
    """One line: which insurance pays, and why this one; the others that could, by their insutype."""
    paying = person.insurance
    why = _WHY[person.paying]
    if paying is None:
        return why
    others = [_row(row) for row in person.insurances if row.active and row is not paying]
    rest = f"；还可选 {'、'.join(others)}" if others else ""
    return f"{_row(paying)}：{why}{rest}"


def _row(row: Insurance) -> str:
    return f"{SCHEMES[row.scheme]}（{row.scheme_code}，参保地 {row.region}）"
