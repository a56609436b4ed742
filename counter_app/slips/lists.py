"""Lists of the day's end on A4, lying: whom to ring before their day is over, and what goes to the agency by hand.

A list carries names and phones, because people ring from it; no diagnosis and no whole identity number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from counter_app.model import money
from counter_app.slips import figures, heading
from counter_app.slips.flow import Cell, Flow
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A4_LYING
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import Office

__all__ = ["AgencyRow", "CallRow", "agency_list", "call_list"]

BODY, LIST = 11.0, 10.0
_CALL_TITLE, _AGENCY_TITLE = "催办电话名单", "没有直接结算的门诊费用名单"
_CALL_SAY = "打电话时说：这里是医院收费处，您的先付后补凭单快到期或已过期，请带凭单和社保卡来办。不要转账，不问验证码。"
# As the words page has it, without the money by telephone that it says went back already: here a person pays back.
_REFUND_SAY = (
    "应退没领的这样说：您好，这里是{院}收费处。您（就诊那天）的医保已补办好，应退您（“现在”栏的数）元，"
    "请在（最迟那天）前带凭单和社保卡来领。我们不会要您转账，也不会要验证码。"
)
NOT_SIGNED = "本窗口不登录：经办的工号是设置里写的，谁做的没有记。"
REFUND_DUE = "应退"  # a reason that begins so is money to be fetched


@dataclass(frozen=True, slots=True)
class CallRow:
    """One person to ring. `days`: until the last day, below zero once it has passed; `why`: what it waits for."""

    key: str
    visited: date
    place: str
    paid: Decimal
    due: date
    days: int
    why: str
    name: str = field(repr=False, default="")
    phone: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """One bill that ended uploaded or for a claim by hand. `tail`: of the identity number; `how` and when it ended."""

    key: str
    visited: date
    place: str
    total: Decimal
    paid: Decimal
    how: str
    ended: datetime
    name: str = field(repr=False, default="")
    tail: str = field(repr=False, default="")


def call_list(
    rows: Sequence[CallRow],
    office: Office,
    made_at: datetime,
    fonts: SlipFonts,
    *,
    training: bool = False,
    unsigned: bool = False,
) -> bytes:
    """A4 lying, as many pages as it takes; the most urgent stand first, with room to write down what was said.
    `unsigned`: nobody signs in where it is made.

    Raises:
        MissingSettingError, MissingCharactersError: as every paper.
    """
    names = ("单号", "姓名", "电话", "参保地", "就诊", "已付", "最迟", "还有", "现在", "打过、答复")
    shares = (13.4, 7.2, 10.8, 11.4, 7.9, 7.0, 7.9, 7.0, 14.3, 13.1)
    table = [
        (
            row.key,
            row.name,
            row.phone or "没有留",
            row.place or "不知道",
            f"{row.visited:%Y-%m-%d}",
            figures.yuan(row.paid),
            f"{row.due:%Y-%m-%d}",
            _left(row.days),
            row.why,
            "",
        )
        for row in sorted(rows, key=lambda one: (one.days, one.key))
    ]
    over = sum(row.days < 0 for row in rows)
    said = [f"共 {len(rows)} 位，其中已过期 {over} 位", _CALL_SAY]
    if any(row.why.startswith(REFUND_DUE) for row in rows):
        said.append(_REFUND_SAY.format(院=office.institution))
    said += [NOT_SIGNED] if unsigned else []
    flow = _sheet(_CALL_TITLE, said, names, shares, table, office, made_at, fonts, figures_at=(5,))
    return to_pdf([flow], _CALL_TITLE, training=training)


def agency_list(
    rows: Sequence[AgencyRow],
    office: Office,
    made_at: datetime,
    fonts: SlipFonts,
    *,
    training: bool = False,
    unsigned: bool = False,
) -> bytes:
    """A4 lying, as many pages as it takes, with the sum and a place to sign. `unsigned`: as of `call_list`.

    Raises:
        MissingSettingError, MissingCharactersError: as every paper.
    """
    names = ("单号", "就诊日期", "参保地", "姓名", "证件尾号", "总额", "已付", "办法", "办结时间")
    shares = (14, 10, 16, 9, 9, 10, 10, 9, 13.5)
    table = [
        (
            row.key,
            f"{row.visited:%Y-%m-%d}",
            row.place or "不知道",
            row.name,
            row.tail,
            figures.yuan(row.total),
            figures.yuan(row.paid),
            row.how,
            f"{row.ended:%Y-%m-%d %H:%M}",
        )
        for row in sorted(rows, key=lambda one: (one.visited, one.key))
    ]
    total = sum((row.total for row in rows), money.ZERO)
    said = (f"共 {len(rows)} 笔，总额 {figures.yuan(total)} 元", *([NOT_SIGNED] if unsigned else []))
    flow = _sheet(_AGENCY_TITLE, said, names, shares, table, office, made_at, fonts, figures_at=(5, 6))
    heading.signed(flow, "院内医保办签收", stamp="盖章")
    return to_pdf([flow], _AGENCY_TITLE, training=training)


def _sheet(
    title: str,
    said: Sequence[str],
    names: Sequence[str],
    shares: Sequence[float],
    table: Sequence[Sequence[str]],
    office: Office,
    made_at: datetime,
    fonts: SlipFonts,
    *,
    figures_at: tuple[int, ...],
) -> Flow:
    """Title, who made it and when, and the table whose head stands on every page, with what list of which day it is."""
    flow = Flow(fonts, BODY, form=A4_LYING)
    gap = 10.0
    room = flow.right - flow.left - gap * (len(names) - 1)
    widths = [room * share / sum(shares) for share in shares]

    def named(page: Flow) -> None:
        cells = [
            Cell(wide, name, "表头", right=n in figures_at, bold=True)
            for n, (wide, name) in enumerate(zip(widths, names, strict=True))
        ]
        page.row(cells, LIST, gap=gap)
        page.rule()

    flow.paragraph(title, "标题", size=18, bold=True)
    flow.facts("制表", *heading.issued(office, made_at))
    for line in said:
        flow.paragraph(line, "说明")
    flow.rule(weight=1.0)
    named(flow)

    def head(page: Flow) -> None:
        page.facts("标题", f"{title}（续）", figures.moment(made_at))
        page.rule()
        named(page)

    flow.head = head
    for texts in table:
        cells = [
            Cell(wide, text, "名单", right=n in figures_at)
            for n, (wide, text) in enumerate(zip(widths, texts, strict=True))
        ]
        flow.row(cells, LIST, gap=gap)
        flow.rule(weight=0.25)
    if not table:
        flow.paragraph("没有。", "名单")
    return flow


def _left(days: int) -> str:
    if days < 0:
        return f"过了 {-days} 天"
    return "今天" if days == 0 else f"{days} 天"
