"""The make-up ticket (先付后补 凭单): the link is down, the patient paid in full, the rest follows (words, section 3).

Two sheets of A5: 上联 stays with the hospital and is signed, 下联 goes home. At 14 points the patient's part fills a
sheet of its own; two parts on one torn sheet would need smaller type, and the reader is seventy.
"""

from __future__ import annotations

from counter_app.model.masking import mask_phone
from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Flow, on_one_sheet
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5, Form
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import MakeUpTicket

__all__ = ["check_make_up_ticket", "make_up_ticket"]

TITLE = "先付后补 凭单"
OFFICIAL = "（医保断线补记账单）"
BODY = 14.0


def make_up_ticket(value: MakeUpTicket, fonts: SlipFonts, form: Form = A5) -> bytes:
    """The ticket as a PDF for `form`: the hospital's sheet, then the patient's; nothing smaller than 14 points.

    Raises:
        MissingSettingError: a setting the ticket prints is empty.
        MissingCharactersError: a field holds a character that stands in no font.
    """
    return to_pdf(_composed(value, fonts, form), f"{TITLE} {value.key}", training=value.training)


def check_make_up_ticket(value: MakeUpTicket, fonts: SlipFonts, form: Form = A5) -> None:
    """Raise what `make_up_ticket` would raise, without drawing: to be asked before the money is taken."""
    for part in _composed(value, fonts, form):
        part.require_printable()


def _composed(value: MakeUpTicket, fonts: SlipFonts, form: Form) -> tuple[Flow, Flow]:
    return (
        on_one_sheet(fonts, BODY, lambda flow: _hospital_part(flow, value), form),
        on_one_sheet(fonts, BODY, lambda flow: _patient_part(flow, value), form),
    )


def _begin(flow: Flow, value: MakeUpTicket, part: str) -> None:
    heading.begin(
        flow,
        TITLE,
        (OFFICIAL, part),
        value.key,
        title_size=24,
        code_side=68,
        reprint=value.reprint,
        training=value.training,
    )


def _facts(flow: Flow, value: MakeUpTicket) -> None:
    patient, visit = value.patient, value.visit
    flow.facts("姓名", *heading.described(patient, masked=True))
    flow.facts(
        "参保地",
        f"参保地 {patient.insured_place or value.supposed or '恢复后再查'}",
        f"就医地 {wording.required(value.office.place, '就医地')}",
    )
    counts = (f"这次算 {visit.date.year} 年的医保", "备案：恢复后再查")
    flow.lines("看病日期", (f"看病日期 {figures.day(visit.date)}",), counts)
    flow.rule()
    flow.facts("金额", f"本次费用 {figures.yuan(value.total)} 元", f"付款方式 {wording.METHODS[value.payment.method]}")
    flow.paragraph(f"您已付全款 {figures.yuan(value.payment.due)} 元", "金额", size=18, bold=True)
    flow.paragraph(f"大写 {figures.capitals(value.payment.due)}", "金额")
    flow.rule()


def _hospital_part(flow: Flow, value: MakeUpTicket) -> None:
    _begin(flow, value, "上联　医院留存")
    _facts(flow, value)
    if value.payment.change:
        received, change = figures.yuan(value.payment.received), figures.yuan(value.payment.change)
        flow.facts("金额", f"实收 {received} 元", f"找零 {change} 元")
    if value.visit.department:
        flow.paragraph(f"科室 {value.visit.department}", "科室")
    phone = mask_phone(value.patient.phone)
    flow.paragraph(f"患者电话 {phone or '没有留'}", "电话")
    flow.paragraph(wording.waiting_for(value.outage, value.issued_at), "为什么先付", lead="为什么先付：")
    flow.paragraph(wording.outlook(value.outlook, value.total), "能退多少", lead="能退多少：")
    flow.paragraph("请不要在别处为这一次再报销。", "说明")
    flow.rule()
    flow.facts("经办", *heading.issued(value.office, value.issued_at))
    heading.signed(flow, "患者签字", stamp="收费章")


def _patient_part(flow: Flow, value: MakeUpTicket) -> None:
    _begin(flow, value, "下联　请您收好")
    _facts(flow, value)
    lines = (
        ("为什么先付", wording.waiting_for(value.outage, value.issued_at)),
        ("接下来", "线路恢复后，医院自动为您补办医保，把多付的钱退给您。您现在不用再做什么。"),
        ("怎么知道", wording.how_told(mask_phone(value.patient.phone), value.office.phone)),
        ("怎么退", wording.how_refunded(value.payment, value.mobile_channel, value.refund_days)),
        ("带什么来", "这张单、社保卡或电子凭证、付款票据。家人代领，另带双方身份证。"),
        ("最晚", wording.deadline(value.due, value.patient, uploads=value.uploads)),
        ("能退多少", wording.outlook(value.outlook, value.total)),
    )
    for name, text in lines:
        flow.paragraph(text, name, lead=f"{name}：")
    flow.paragraph("请不要在别处为这一次再报销。", "说明")
    flow.rule()
    flow.facts("经办", *heading.issued(value.office, value.issued_at))
