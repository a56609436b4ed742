"""The papers for a claim by hand (手工报销材料单): what an insurance office asks of somebody who never came back.

The fee list, the diagnoses, the amounts, why there was no direct settlement and what to bring (domain facts, item 16),
with the ticket's number and code, so that it is found again at any window.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from counter_app.model.payment import Payment
from counter_app.model.visit import Charge, Visit, total_of
from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Cell, Flow, on_one_sheet, side_by_side
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5, Form
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import Office, Patient

__all__ = ["TO_BRING", "HandClaim", "hand_claim"]

TITLE, OFFICIAL = "手工报销材料单", "（没有直接结算的门诊费用）"
BODY, LIST, GAP = 14.0, 11.0, 4.0
# A Pingdingshan answer names exactly these (domain facts, item 16); the emergency proof only where it was one.
TO_BRING = "盖章的收费票据、与票据相符的费用清单、处方或病历、社保卡和身份证、本人银行卡和这份材料单"
EMERGENCY_PROOF = "、急诊证明"


@dataclass(frozen=True, slots=True)
class HandClaim:
    """One such packet. `why`: the reason in a sentence. `payment`: what the patient paid. `uploaded`: when detail and
    record went up to the place's centre; None where they did not. `due`, `rule`: as of a notice.
    """

    key: str
    office: Office
    patient: Patient
    visit: Visit
    charges: tuple[Charge, ...]
    payment: Payment
    why: str
    issued_at: datetime
    emergency: bool = False
    uploaded: datetime | None = None
    due: date | None = None
    rule: str = ""
    reprint: int = 0
    training: bool = False


def hand_claim(value: HandClaim, fonts: SlipFonts, form: Form = A5) -> bytes:
    """The packet as a PDF for `form` of as many pages as the fee list needs.

    Raises:
        MissingSettingError: a setting the paper prints is empty.
        MissingCharactersError: a field holds a character that stands in no font.
    """
    flow = on_one_sheet(fonts, BODY, lambda flow: _compose(flow, value), form)
    return to_pdf([flow], f"{TITLE} {value.key}", training=value.training)


def _compose(flow: Flow, value: HandClaim) -> None:
    heading.begin(
        flow, TITLE, (OFFICIAL,), value.key, title_size=20, code_side=68, reprint=value.reprint, training=value.training
    )
    flow.facts("姓名", *heading.described(value.patient, masked=False))
    place = value.patient.insured_place or "参保地"
    known = f"参保地 {value.patient.insured_place}" if value.patient.insured_place else ""
    flow.facts("参保地", known, f"就医地 {wording.required(value.office.place, '就医地')}")
    flow.facts("看病日期", f"看病日期 {figures.day(value.visit.date)}", f"科室 {value.visit.department}")
    flow.facts("看病日期", f"这次算 {value.visit.date.year} 年的医保", f"医生 {value.visit.doctor.name}")
    for number, one in enumerate(value.visit.diagnoses, start=1):
        flow.paragraph(f"诊断 {number}　{one.code}　{one.name}", "诊断")
    flow.rule()
    _fees(flow, value.charges)
    flow.rule()
    total = total_of(value.charges)
    flow.paragraph(f"合计 {figures.yuan(total)} 元", "金额", size=18, bold=True)
    flow.paragraph(f"大写 {figures.capitals(total)}", "金额")
    flow.facts("金额", f"本人已付 {figures.yuan(value.payment.due)} 元", wording.METHODS[value.payment.method])
    flow.rule()
    flow.paragraph(value.why, "原因", lead="为什么没有直接结算：")
    if value.uploaded is not None:
        said = f"{figures.day(value.uploaded)}本院已把费用明细和病历传给医保，您仍可以回{place}报销。"
        flow.paragraph(said, "上传", lead="已经上传：")
    flow.paragraph("本院不再补办，这次没有退款。", "接下来", lead="接下来：")
    bring = TO_BRING + (EMERGENCY_PROOF if value.emergency else "")
    flow.paragraph(f"{bring}，问{place}医保。", "要带什么", lead="报销要带：")
    flow.paragraph(wording.act_before(value.due, value.rule, place), "期限", lead="期限：")
    flow.need(BODY * 6)  # who issued it and who signed it stand on one page
    flow.facts("经办", *heading.issued(value.office, value.issued_at))
    heading.signed(flow, "经办签字", stamp="盖章")


def _fees(flow: Flow, charges: tuple[Charge, ...]) -> None:
    if flow.form.narrow:
        for line in charges:
            flow.paragraph(f"{line.name} {line.spec}".rstrip() + f"　{line.code}", "清单", size=LIST)
            each = f"　{figures.quantity(line.quantity)} {line.unit} × {figures.price(line.price)}"
            flow.pair(each, figures.yuan(line.amount), "清单", size=LIST)
        return
    width = flow.right - flow.left - 4 * GAP
    # On wide paper a national code of 23 stays whole.
    shares = (0.29, 0.31, 0.13, 0.12, 0.15) if flow.form.wide else (0.25, 0.31, 0.15, 0.12, 0.17)
    widths = tuple(width * share for share in shares)
    further, size = flow.head, max(LIST, flow.form.least)

    def names(page: Flow) -> None:
        named = zip(widths, ("编码", "名称", "单价", "数量", "金额"), strict=True)
        cells = [Cell(w, name, "清单", right=n > 1, bold=True) for n, (w, name) in enumerate(named)]
        page.row(cells, LIST, gap=GAP)

    def with_names(page: Flow) -> None:
        if further:
            further(page)
        names(page)

    names(flow)
    flow.head = with_names
    for line in charges:
        texts = (
            line.code,
            side_by_side(line.name, line.spec, widths[1], size, flow.fonts),
            figures.price(line.price),
            side_by_side(figures.quantity(line.quantity), line.unit, widths[3], size, flow.fonts),
            figures.yuan(line.amount),
        )
        cells = [Cell(w, text, "清单", right=n > 1) for n, (w, text) in enumerate(zip(widths, texts, strict=True))]
        flow.row(cells, LIST, gap=GAP)
    flow.head = further
