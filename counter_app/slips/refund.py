"""The refund slip (退款单): paid − due now = back to you, one reason, three bills by number (words, section 4)."""

from __future__ import annotations

from counter_app.model.payment import PaymentMethod
from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Flow
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5, Form
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import RefundReason, RefundSlip

__all__ = ["check_refund_slip", "refund_slip"]

TITLE = "退款单"
BODY = 14.0
# What is left for the patient to do, or not to do.
_NEXT = {
    RefundReason.MADE_UP: "这次已经办完，不用再来，也不要在别处为这一次再报销。",
    RefundReason.NOT_SETTLED: "这次没有走医保，费用已全部退还。还要结算的，请到收费窗口重新办。",
    RefundReason.DRUG_RETURNED: "留下的项目已按新单结算，报销只用新单。",
    RefundReason.ITEM_CANCELLED: "留下的项目已按新单结算，报销只用新单。",
}
_UNDONE = "原来的结算已经撤销，原来的结算单不能再用来报销。"
_STILL_SETTLED = "结算没有变，结算单照常有效。"


def refund_slip(value: RefundSlip, fonts: SlipFonts, form: Form = A5) -> bytes:
    """The slip as a PDF for `form`.

    Raises:
        MissingSettingError: a setting the slip prints is empty.
        MissingCharactersError: a field holds a character that stands in no font.
    """
    return to_pdf([_composed(value, fonts, form)], f"{TITLE} {value.key}", training=value.training)


def check_refund_slip(value: RefundSlip, fonts: SlipFonts, form: Form = A5) -> None:
    """Raise what `refund_slip` would raise, without drawing."""
    _composed(value, fonts, form).require_printable()


def _composed(value: RefundSlip, fonts: SlipFonts, form: Form) -> Flow:
    flow = Flow(fonts, BODY, form=form)
    heading.begin(
        flow,
        TITLE,
        ("（门诊收费）",),
        value.key,
        title_size=24,
        code_side=84,
        reprint=value.reprint,
        training=value.training,
    )
    flow.facts("姓名", *heading.described(value.patient, masked=True))
    year, gone = value.visited.year, "结算已经撤销" if value.cancelled_bill else "没有结算"
    counts = f"这次算 {year} 年的医保" if value.settled else f"{gone}，不占 {year} 年的医保额度"
    flow.lines("看病日期", (f"看病日期 {figures.day(value.visited)}",), (counts,))
    flow.rule()
    flow.pair("原来付了（元）", figures.yuan(value.paid), "金额")
    flow.pair("− 重新算应付", figures.yuan(value.due), "金额")
    if value.earlier:
        flow.pair("− 以前已经退了", figures.yuan(value.earlier), "金额")
    flow.pair("= 退给您", figures.yuan(value.refund), "金额", size=20, bold=True)
    flow.paragraph(f"大写 {figures.capitals(value.refund)}", "金额")
    flow.paragraph(f"退款方式　{_ways(value)}", "金额")
    flow.rule()
    flow.paragraph(f"原因：{value.reason.value}", "原因")
    numbers = (("原单", value.original_bill), ("撤销单", value.cancelled_bill), ("新单", value.new_bill))
    flow.lines("单号", *((f"{name} {number}",) for name, number in numbers if number))
    flow.paragraph(_next(value), "接下来", lead="接下来：")
    flow.rule()
    flow.facts("经办", *heading.issued(value.office, value.refunded_at))
    heading.signed(flow, "领款人签字", stamp="收费章")
    return flow


def _ways(value: RefundSlip) -> str:
    """How it went, whether that is the way it had come, and when money on a phone is there."""
    ways = value.ways or ((value.method, value.refund),)
    said = "，".join(f"{wording.METHODS[method]} {figures.yuan(part)} 元" for method, part in ways)
    if len(ways) == 1:
        said = wording.METHODS[ways[0][0]]
    came = value.came or tuple(method for method, _ in ways)
    if all(method in came for method, _ in ways):
        said += "，按原来付款的方式退"
    else:
        said += f"（原来付的是{'、'.join(wording.METHODS[method] for method in came)}）"
    if value.refund_days is not None and any(method is PaymentMethod.MOBILE for method, _ in ways):
        said += f"；手机上的一般 {value.refund_days} 天到账"
    return said


def _next(value: RefundSlip) -> str:
    return _NEXT.get(value.reason, _STILL_SETTLED if value.settled else _UNDONE)
