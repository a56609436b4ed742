"""Why so little, or nothing: one sentence a reason, the same on the screen and on the paper (words, section 6)."""

from __future__ import annotations

from collections.abc import Iterable
from string import Formatter

from counter_app.model import money
from counter_app.model.settlement import Amounts, Explanation

__all__ = ["SENTENCES", "sentence", "sentences", "so_little"]

# In the order in which they are said; at most two are.
SENTENCES = {
    "deductible_all": "这次都在起付线内，先自己付；今年还差 {差额} 元开始报。",
    "deductible_part": "含起付线 {起付} 元要先自付，其余按比例报了。",
    "deductible_daily": "{参保地}每天每院先自付 {起付} 元，今天已付过的不再扣。",
    "cap_used": "今年门诊额度 {封顶} 元已用完，{下年起} 起重新算。",
    "cap_hit": "这次用完了今年剩下的 {剩余} 元额度，超出的自付。",
    "no_benefit": "{参保地}普通门诊不报，是当地规定，备案没有问题。",
    "all_self": "这次都是目录外项目，医保不付，和备案无关。",
    "unfiled_points": "没有备案，每 100 元少报 {少报} 元；备案后再看病就不少报。",
    "unfiled_factor": "没有备案，只报平时的 {几成} 成；备案后再看病就不打折。",
    "unfiled_first": "没有备案，先自付 {先付} 元，其余再按比例报。",
    "temporary": "临时外出备案，比长期居住的报得少一些，是{参保地}的规定。",
    "two_people": "同样的药，参保地不同，报的就不同。",
    "account_bank": "个人账户已发到银行卡，这里刷不了。",
    "account_closed": "{参保地}的个人账户还不能在外省刷。",
    "account_empty": "个人账户余额 0.00 元。",
    "year": "看病在 {待遇年度} 年，按 {待遇年度} 年的额度报。",
}
# Each of these is by itself a rule by which a fund pays nothing; the others only say why it pays less.
_ZERO = ("deductible_all", "deductible_daily", "cap_used", "no_benefit", "all_self")
_ZERO_AT = {"unfiled_points": ("少报", 100), "unfiled_factor": ("几成", 0)}  # these two only where they take all of it
# Where the place names no rule: what its own sums show, else that it named none.
_ALL_IN_DEDUCTIBLE = "这次都在起付线内，先自己付。"
_RULE_NOT_NAMED = "医保没有说明按哪条规定付 0.00，请问参保地医保。"
_ORDER = {name: place for place, name in enumerate(SENTENCES)}


def sentence(explanation: Explanation) -> str:
    """One reason in words; empty for a reason nobody has words for, or whose blanks are not all known."""
    text = SENTENCES.get(explanation.name, "")
    needed = {name for _, name, _, _ in Formatter().parse(text) if name}
    if not all(explanation.blanks.get(name) for name in needed):
        return ""
    return text.format_map(explanation.blanks)


def sentences(explanations: Iterable[Explanation], *, most: int = 2) -> tuple[str, ...]:
    """The reasons that apply, in their order, at most so many."""
    ordered = sorted(explanations, key=lambda row: _ORDER.get(row.name, len(_ORDER)))
    said = [text for text in map(sentence, ordered) if text]
    return tuple(said[:most])


def so_little(amounts: Amounts, explanations: Iterable[Explanation], *, most: int = 2) -> tuple[str, ...]:
    """`sentences`; where the fund pays nothing its rule is always among them, and comes first."""
    rows = tuple(explanations)
    if amounts.fund_total > money.ZERO or amounts.total == money.ZERO:
        return sentences(rows, most=most)
    rules = sentences(filter(_pays_nothing, rows), most=most) or (_by_sums(amounts),)
    rest = sentences((row for row in rows if not _pays_nothing(row)), most=most)
    return (*rules, *rest)[:most]


def _pays_nothing(row: Explanation) -> bool:
    """By this alone."""
    blank, share = _ZERO_AT.get(row.name, ("", 0))
    told = row.blanks.get(blank, "")
    return row.name in _ZERO or (told.isdecimal() and int(told) == share)


def _by_sums(amounts: Amounts) -> str:
    if amounts.full_self + amounts.over_limit == amounts.total:
        return SENTENCES["all_self"]
    if money.ZERO < amounts.in_scope == amounts.deductible:
        return _ALL_IN_DEDUCTIBLE
    return _RULE_NOT_NAMED
