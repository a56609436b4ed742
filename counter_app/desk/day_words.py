"""A day's report in words, line by line, for the command line and the list that goes to the insurance office."""

from __future__ import annotations

from typing import Any

from counter_app.desk.reconcile import Verdict
from counter_app.model.books import DifferenceKind
from counter_app.model.settlement import Overlay

__all__ = ["lines", "sentence"]

_FUNDS = {
    "pool": "统筹基金",
    Overlay.CIVIL_SERVANT: "公务员补助",
    Overlay.ENTERPRISE: "企业补充",
    Overlay.SERIOUS_ILLNESS: "大病保险",
    Overlay.LARGE_SUM: "大额补助",
    Overlay.MEDICAL_AID: "医疗救助",
    Overlay.OTHER: "其他基金",
}
_DIFFERENCES = {
    DifferenceKind.ONLY_CENTRE: "中心有、本机没有",
    DifferenceKind.ONLY_HERE: "本机有、中心没有",
    DifferenceKind.OTHER_AMOUNTS: "两边金额不一致",
}
_RULINGS = {
    Verdict.LIVE: "中心已经入账，已交给程序认领或冲正",
    Verdict.NOT_BOOKED: "中心没有入账，程序会换新的就诊重新结算",
    Verdict.OPEN: "还不能断定",
}


def lines(report: dict[str, Any]) -> list[str]:
    """The whole report."""
    found = [f"{report['day']} 对账：{'账账相符' if report['state'] == 'ok' else '有要人看的地方'}"]
    if report["unsigned"]:
        found.append(f"本窗口不登录：工号 {report['unsigned']} 是设置里写的，谁做的没有记。")
    found.append(f"本机 {_sums(report['sums'])}")
    found += [f"  {_FUNDS.get(name, name)} {paid} 元" for name, paid in report["funds"].items()]
    for place in report["places"]:
        funds = "　".join(f"{_FUNDS.get(name, name)} {paid}" for name, paid in place["funds"].items())
        found.append(f"参保地 {place['name']}：{_sums(place)}（{funds}）")
    for group in report["groups"]:
        told = {True: "平", False: "不平", None: "没有对成"}[group["equal"]]
        about = f"险种 {group['scheme']} 清算 {group['clearing_type']} 经办 {group['office']}"
        found.append(f"{about}：{told}（{group['said']}）")
    found += [sentence(one) for one in report["differences"]]
    for ruling in report["rulings"]:
        why = f"：{ruling['why']}" if ruling["why"] else ""
        moved = "" if ruling["written"] or ruling["why"] else "（这一单刚被别处动过，请再对一次）"
        found.append(f"单 {ruling['key']} {_RULINGS[ruling['verdict']]}{why}{moved}")
    found += [f"单 {row['key']} 现在：{row['state']}" for row in report["claims"]]
    found += list(report["trouble"])
    if report["other_days"]:
        found.append(f"还有等对账的单，属于 {'、'.join(report['other_days'])}，请分别对账。")
    return found


def sentence(difference: dict[str, Any]) -> str:
    """One difference: what, whose, and what to do."""
    what = _DIFFERENCES[difference["kind"]]
    about = f"单 {difference['key']}" if difference["key"] else "不是本窗口的单"
    named = difference["setl_id"] or difference["msgid"] or ""
    refund = "退费 " if difference["refund"] else ""
    amount = f"{refund}{difference['total']} 元" if difference["total"] is not None else refund.strip()
    memo = f"，医保说“{difference['memo']}”" if difference["memo"] else ""
    parts = "　".join(part for part in (about, named, amount) if part)
    return f"{what}：{parts}{memo}。请院内医保办核对。"


def _sums(sums: dict[str, Any]) -> str:
    return (
        f"{sums['count']} 笔，总额 {sums['total']} 元，统筹 {sums['pool']}，基金合计 {sums['fund_total']}，"
        f"个人账户 {sums['account']}，现金 {sums['cash']}"
    )
