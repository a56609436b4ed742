"""What hangs at the window while the line is down, and when it is back; and the report that closes an outage.

The board's words are those agreed (words, section 3, "board"): one sentence, so large that the last in the queue can
read it. The report holds counts and sums, and nobody's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Cell, Flow
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A4_LYING
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import Office

__all__ = ["Announced", "OutageReport", "board", "outage_report"]

BODY = 13.0
_BOARD = (44.0, 40.0, 36.0, 32.0, 28.0, 24.0)  # the largest that one sheet holds
_TITLE = "医保断线 结束报告"


@dataclass(frozen=True, slots=True)
class Announced:
    """A shutdown that was announced: by whom, until when (None: not said), for which places (empty: everybody)."""

    by: str
    until: datetime | None = None
    places: str = ""


@dataclass(frozen=True, slots=True)
class OutageReport:
    """`rows`: what is counted, how many, and yuan where it is money. `level` 0: as long as announced."""

    began: datetime
    ended: datetime | None
    lasted: timedelta
    level: int
    rows: tuple[tuple[str, int | None, Decimal | None], ...]
    adds_up: bool
    done: bool
    announced: Announced | None = None


def board(
    began: datetime,
    ended: datetime | None,
    office: Office,
    fonts: SlipFonts,
    *,
    announced: Announced | None = None,
    training: bool = False,
) -> bytes:
    """A4 lying, for the glass or the door. Raises MissingSettingError, MissingCharactersError: as every paper."""
    if ended is None:
        phone = wording.required(office.phone, "院电话")
        title = "医保停机维护" if announced else "医保网络中断"
        said = _stopped(began, announced) if announced else f"医保网络 {_minute(began)} 起中断，正在抢修。急诊照常。"
        parts: tuple[str, ...] = (said, "您可以：先付全款、恢复后退差额；等恢复；或改天来结。", f"咨询 {phone}")
    else:
        title = "医保网络已恢复"
        window = wording.required(office.window, "窗口")
        parts = (f"持“先付后补凭单”的，请到 {window} 号窗口，不用重新排队。", "请带凭单、社保卡或电子凭证、付款票据。")
    below = f"{wording.required(office.institution, '院')}　{_minute(ended or began)}"
    flows = (_on_the_door(title, parts, below, size, fonts) for size in _BOARD)
    flow = next((one for one in flows if len(one.pages) == 1), None)
    return to_pdf([flow or _on_the_door(title, parts, below, _BOARD[-1], fonts)], title, training=training)


def _on_the_door(title: str, parts: tuple[str, ...], below: str, size: float, fonts: SlipFonts) -> Flow:
    flow = Flow(fonts, BODY, form=A4_LYING)
    flow.paragraph(title, "标题", size=64, bold=True)
    flow.rule(weight=2.0)
    for text in parts:
        flow.space(10)
        flow.paragraph(text, "告示", size=size)
    flow.space(14)
    flow.paragraph(below, "落款", size=22)
    return flow


def outage_report(
    value: OutageReport, office: Office, made_at: datetime, fonts: SlipFonts, *, training: bool = False
) -> bytes:
    """A4 lying: clock, level, counts, paper total against system total, a line for the cause and for who signs.

    Raises MissingSettingError, MissingCharactersError: as every paper.
    """
    flow = Flow(fonts, BODY, form=A4_LYING)
    flow.paragraph(_TITLE, "标题", size=24, bold=True)
    flow.facts("制表", *heading.issued(office, made_at))
    flow.rule(weight=1.0)
    until = f"{figures.moment(value.ended)} 恢复" if value.ended else "还没有恢复"
    minutes = int(value.lasted.total_seconds() // 60)
    flow.facts("时间", f"{figures.moment(value.began)} 起", until, f"共 {minutes // 60} 小时 {minutes % 60} 分")
    within = "15 分钟内恢复" if value.ended else "还不到 15 分钟"
    level = {0: "公告停机", 1: "I 级（不能结算超过 15 分钟）"}.get(value.level, f"II 级（{within}）")
    flow.facts("级别", level, "按本窗口所见")
    if value.announced is not None:
        flow.paragraph(f"公告：{_stopped(value.began, value.announced)}", "公告")
    flow.rule()
    for name, count, amount in value.rows:
        counted = f"{count} 笔" if count is not None else ""
        money = f"{figures.yuan(amount)} 元" if amount is not None else ""
        cells = Cell(260, name, "数目"), Cell(80, counted, "数目", right=True), Cell(140, money, "数目", right=True)
        flow.row(cells, BODY)
    flow.rule()
    even = "收的钱和账上的钱对平了。" if value.adds_up else "收的钱和账上的钱对不平，请交财务核对。"
    left = "没有要接着办的。" if value.done else "还有要接着办的，办完再出一份。"
    flow.paragraph(even + left, "核对", bold=True)
    flow.space(6)
    flow.paragraph("断线原因和改进：", "原因")
    flow.space(60)
    heading.signed(flow, "收费组长签字", stamp="信息科签字")
    return to_pdf([flow], _TITLE, training=training)


def _stopped(began: datetime, announced: Announced) -> str:
    until, unknown = (f"到 {_minute(announced.until)} ", "") if announced.until else ("", "恢复时间没有公布，")
    whom = f"{announced.places}参保的不能直接结算" if announced.places else "不能直接结算"
    return f"{announced.by}公告：{_minute(began)} 起{until}医保系统维护，{unknown}{whom}。急诊照常。"


def _minute(at: datetime) -> str:
    """With its day: the paper may hang longer than that."""
    return f"{at.month} 月 {at.day} 日 {at:%H:%M}"
