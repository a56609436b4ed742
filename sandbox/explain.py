"""Why the money came out so: the rule in words, and the reasons by name that a window may put in its own words.

The names and their values are those of the words for people, section 6 ("Zero, and why so little").
"""

from __future__ import annotations

from datetime import date
from typing import Any

from counter_app.model import money
from counter_app.model.person import FilingClass
from sandbox.insured_place import Assessment

__all__ = ["in_words", "reasons"]

_FILINGS = {
    FilingClass.LONG_TERM: "异地长期居住备案",
    FilingClass.REFERRAL: "转诊备案",
    FilingClass.EMERGENCY: "急诊视同备案",
    FilingClass.TEMPORARY: "临时外出备案",
    FilingClass.UNFILED: "未备案",
}


def reasons(found: Assessment, today: date, *, use_account: bool) -> list[dict[str, Any]]:
    """The reasons that apply, in the order of the words: `k` names the sentence, `v` fills its places."""
    named = [*_pool_reasons(found), *_filing_reasons(found)]
    if use_account:
        named += _account_reasons(found)
    if found.day.year != today.year:
        named.append(("year", {"待遇年度": str(found.day.year)}))
    return [{"k": name, "v": values} for name, values in named]


def _pool_reasons(found: Assessment) -> list[tuple[str, dict[str, str]]]:
    outcome, pool, row = found.outcome, found.outcome.pool, found.chosen.row
    place = found.region.name
    if outcome.bill.in_scope == 0:
        return [("all_self", {})]
    if not outcome.covered:
        return [("no_benefit", {"参保地": place})]
    named: list[tuple[str, dict[str, str]]] = []
    if pool.deductible_figure > 0 and row.deductible_basis == "per_visit":
        named.append(("deductible_daily", {"参保地": place, "起付": money.text(pool.deductible_figure)}))
    elif pool.deductible > 0 and pool.deductible == pool.base:
        named.append(("deductible_all", {"差额": money.text(pool.deductible_left - pool.deductible)}))
    elif pool.deductible > 0:
        named.append(("deductible_part", {"起付": money.text(pool.deductible)}))
    if pool.limit is not None and pool.left is not None:
        if pool.left == 0:
            named.append(("cap_used", {"封顶": money.text(pool.limit), "下年起": f"{found.day.year + 1} 年 1 月 1 日"}))
        elif pool.paid < pool.uncapped:
            named.append(("cap_hit", {"剩余": money.text(pool.left)}))
    return named


def _filing_reasons(found: Assessment) -> list[tuple[str, dict[str, str]]]:
    pool = found.outcome.pool
    if not found.outcome.covered or pool.effect.kind == "none" or found.outcome.bill.in_scope == 0:
        return []
    if pool.filing is FilingClass.TEMPORARY:
        return [("temporary", {"参保地": found.region.name})]
    if pool.filing is not FilingClass.UNFILED:
        return []
    if pool.effect.kind == "minus_pp":
        return [("unfiled_points", {"少报": f"{pool.effect.figure.normalize():f}"})]
    if pool.effect.kind == "times":
        return [("unfiled_factor", {"几成": f"{(pool.effect.figure * 10).normalize():f}"})]
    return [("unfiled_first", {"先付": money.text(pool.first_self)})]


def _account_reasons(found: Assessment) -> list[tuple[str, dict[str, str]]]:
    outcome = found.outcome
    if found.case.balance is None or outcome.bill.total == outcome.fund_total:
        return []
    if outcome.account_rule == "bank_transfer":
        return [("account_bank", {})]
    if outcome.account_rule != "yes":
        return [("account_closed", {"参保地": found.region.name})]
    return [("account_empty", {})] if found.case.balance == 0 else []


def in_words(found: Assessment) -> str:
    """The steps of the calculation as one line, for setl_proc_info."""
    outcome, pool, row = found.outcome, found.outcome.pool, found.chosen.row
    parts = [f"{found.region.name}{found.day.year}年度", _FILINGS[pool.filing]]
    if found.standing.problem and pool.filing is FilingClass.UNFILED:
        parts.append(found.standing.problem)
    parts.append(f"符合范围{money.text(outcome.bill.in_scope)}")
    if not outcome.covered:
        parts.append("普通门诊统筹不支付")
    else:
        if pool.first_self:
            parts.append(f"先行自付{money.text(pool.first_self)}")
        if row.deductible_basis != "none":
            parts.append(f"起付线{money.text(pool.deductible)}")
        parts.append(f"支付比例{(pool.ratio * 100).normalize():f}%")
        if pool.paid < pool.uncapped:
            parts.append(f"年度限额余{money.text(pool.left or money.ZERO)}")
        parts.append(f"统筹支付{money.text(pool.paid)}")
    if found.chosen.memo:
        parts.append(found.chosen.memo)
    return "，".join(parts)
