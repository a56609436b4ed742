"""The refund slip (退款单): paid − due now = back to you, one reason, three bills by number (words, section 4)."""

from __future__ import annotations

from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Flow
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import RefundSlip

__all__ = ["check_refund_slip", "refund_slip"]

TITLE = "退款单"
BODY = 14.0


def refund_slip(value: RefundSlip, fonts: SlipFonts) -> bytes:
    """The slip as an A5 PDF.

    Raises:
        MissingSettingError: a setting the slip prints is empty.
        MissingCharactersError: a field holds a character that stands in no font.
    """
    return to_pdf([_composed(value, fonts)], f"{TITLE} {value.key}", training=value.training)


def check_refund_slip(value: RefundSlip, fonts: SlipFonts) -> None:
    """Raise what `refund_slip` would raise, without drawing."""
    _composed(value, fonts).require_printable()


def _composed(value: RefundSlip, fonts: SlipFonts) -> Flow:
    flow = Flow(fonts, BODY)
    heading.begin(flow, TITLE, ("（门诊收费）",), value.key, title_size=24, code_side=84, reprint=value.reprint)
    flow.facts("姓名", *heading.described(value.patient, masked=True))
    flow.rule()
    flow.pair("原来付了（元）", figures.yuan(value.paid), "金额")
    flow.pair("− 重新算应付", figures.yuan(value.due), "金额")
    flow.pair("= 退给您", figures.yuan(value.refund), "金额", size=20, bold=True)
    flow.paragraph(f"大写 {figures.capitals(value.refund)}", "金额")
    flow.paragraph(f"退款方式　{_ways(value)}，按原来付款的方式退", "金额")
    flow.rule()
    flow.paragraph(f"原因：{value.reason.value}", "原因")
    for name, number in (("原单", value.original_bill), ("撤销单", value.cancelled_bill), ("新单", value.new_bill)):
        if number:
            flow.paragraph(f"{name} {number}", name)
    flow.rule()
    flow.facts("经办", *heading.issued(value.office, value.refunded_at))
    heading.signed(flow, "领款人签字", stamp="收费章")
    return flow


def _ways(value: RefundSlip) -> str:
    if len(value.ways) < 2:
        return wording.METHODS[value.method]
    return "，".join(f"{wording.METHODS[method]} {figures.yuan(part)} 元" for method, part in value.ways)
