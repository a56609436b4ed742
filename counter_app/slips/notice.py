"""The notice (告知单) and the check slip (核对单): no settlement came of it; why, and what to do (words, section 2).

Both are read at home, and by a clerk in another city who has never heard of us: one column, nothing smaller than 14
points but the line for the help desk.
"""

from __future__ import annotations

from counter_app.model import money
from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Flow, on_one_sheet
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5, Form
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import Notice, NoticeKind

__all__ = ["check_notice", "notice"]

TITLES = {
    NoticeKind.REASON: "今天没有直接报销，原因和办法如下",
    NoticeKind.EMERGENCY: "这次按急诊报，办法如下",
    NoticeKind.CHECK: "核对单　请不要再付一次",
}
OFFICIAL = {
    NoticeKind.REASON: "（告知单）",
    NoticeKind.EMERGENCY: "（告知单）",
    NoticeKind.CHECK: "（医保结算核对）",
}
_TO_SCAN = "再来办时，请窗口扫这张单的码，就能接着办。"
_TO_BEGIN_ANEW = "再来办时，带社保卡或电子凭证和这张单，到任一收费窗口，费用重新取。"
BODY, SMALL = 14.0, 9.0
# A reason that speaks of this paper has said what to bring.
_SAYS_WHAT_TO_BRING = "费用清单"


def notice(value: Notice, fonts: SlipFonts, form: Form = A5) -> bytes:
    """The paper as a PDF for `form`.

    Raises:
        MissingSettingError: a setting the paper prints is empty.
        MissingCharactersError: a field holds a character that stands in no font.
    """
    return to_pdf([_composed(value, fonts, form)], f"{OFFICIAL[value.kind][1:-1]} {value.key}", training=value.training)


def check_notice(value: Notice, fonts: SlipFonts, form: Form = A5) -> None:
    """Raise what `notice` would raise, without drawing: to be asked before money is taken."""
    _composed(value, fonts, form).require_printable()


def _composed(value: Notice, fonts: SlipFonts, form: Form) -> Flow:
    return on_one_sheet(fonts, BODY, lambda flow: _compose(flow, value), form)


def _compose(flow: Flow, value: Notice) -> None:
    title, official = TITLES[value.kind], (OFFICIAL[value.kind],)
    heading.begin(
        flow, title, official, value.key, title_size=18, code_side=68, reprint=value.reprint, training=value.training,
        claimed=value.claimed,
    )  # fmt: skip
    flow.facts("姓名", *heading.described(value.patient, masked=True))
    flow.rule()
    for text in value.paragraphs:
        flow.paragraph(text, "原因和办法")
    flow.rule()
    _amounts(flow, value)
    if value.kind is not NoticeKind.CHECK and not value.in_full:  # else nothing goes on by it
        flow.paragraph(_TO_SCAN if value.claimed else _TO_BEGIN_ANEW, "二维码")
    place, phone = value.patient.insured_place or "参保地", value.patient.insured_place_phone
    if value.kind is not NoticeKind.CHECK:
        until = wording.act_before(value.due, value.rule, place)
        settles = value.kind is NoticeKind.EMERGENCY and not value.in_full
        flow.paragraph(wording.unless_settled(until, place) if settles else until, "期限", lead="期限：")
    asked = [f"{place}医保 {phone}"] if phone else []
    flow.facts("电话", *asked, f"本院医保办 {wording.required(value.office.phone, '院电话')}")
    flow.rule()
    flow.facts("经办", *heading.issued(value.office, value.issued_at))
    said = f"医保答复“{value.said}”" if value.said else ""
    number = f"流水 {value.message[-8:]}" if value.message else ""
    flow.facts("小字", f"原因 {value.code}", said, number, size=SMALL)
    heading.signed(flow, "经办签字", stamp="盖章")
    for word in ("自付", "自费"):  # said at every window, and mixed up at every table at home
        flow.paragraph(wording.EXPLAINED[word], "说明")


def _amounts(flow: Flow, value: Notice) -> None:
    paid = value.payment.due if value.payment else money.ZERO
    total = f"本次费用 {figures.yuan(value.total)} 元" if value.total is not None else ""
    if not value.in_full:
        flow.facts("金额", total, f"您已付 {figures.yuan(paid)} 元")
        return
    flow.facts("金额", total, f"付款方式 {wording.METHODS[value.payment.method]}" if value.payment else "")
    flow.paragraph(f"您已付全款 {figures.yuan(paid)} 元", "金额", size=18, bold=True)
    flow.paragraph(f"大写 {figures.capitals(paid)}", "金额")
    flow.paragraph(wording.EXPLAINED["全额付款"], "说明")
    if not any(_SAYS_WHAT_TO_BRING in text for text in value.paragraphs):
        place = value.patient.insured_place or "参保地"
        papers = f"社保卡、收费票据、费用清单、处方或病历和这张单，问{place}医保。"
        flow.paragraph(papers, "要带什么", lead="报销要带：")
