"""The settlement slip (医保结算单): what a visit cost, who paid which part, and why (domain facts, 2e.27)."""

from __future__ import annotations

from decimal import Decimal

from counter_app.model import money
from counter_app.model.settlement import Amounts, LineSplit, Overlay
from counter_app.model.visit import Charge
from counter_app.slips import figures, heading, wording
from counter_app.slips.flow import Cell, Flow, side_by_side
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5, Form
from counter_app.slips.pdf import to_pdf
from counter_app.slips.values import SettlementSlip

__all__ = ["check_settlement_slip", "settlement_slip"]

TITLE = "门诊医保结算单"
BODY = 10.5
SUM = 13.0
OWN_SUM = 17.0
FEES = 9.0
EXPLANATION = 10.0
_TO_FETCH = "应退的钱凭“先付后补凭单”到本院任一收费窗口退：现金退现金，手机和银行卡原路退回。"
_ALL_THE_SAME, _NOTHING_MORE = "这次已经走了医保，不是没有报上", "；不用再办手续"
_GRADES = {"A": "甲", "B": "乙", "C": "丙"}
# 项目, 数量, 单价, 金额, 类, 先行自付, 自费; 371 points with six gaps of 4.
_WIDTHS = (126.0, 30.0, 44.0, 51.0, 10.0, 43.0, 43.0)


def settlement_slip(value: SettlementSlip, fonts: SlipFonts, form: Form = A5) -> bytes:
    """The slip as a PDF for `form`, as many pages as the fee lines take.

    Raises:
        MissingSettingError: a setting the slip prints is empty.
        MissingCharactersError: a field holds a character that stands in no font.
    """
    return to_pdf([_composed(value, fonts, form)], f"{TITLE} {value.key}", training=value.training)


def check_settlement_slip(value: SettlementSlip, fonts: SlipFonts, form: Form = A5) -> None:
    """Raise what `settlement_slip` would raise, without drawing."""
    _composed(value, fonts, form).require_printable()


def _composed(value: SettlementSlip, fonts: SlipFonts, form: Form) -> Flow:
    flow = Flow(fonts, BODY, form=form)
    official = ("（异地就医直接结算）", *(("先付后补，这次补结",) if value.made_up else ()))
    heading.begin(
        flow, TITLE, official, value.key, title_size=20, code_side=74, reprint=value.reprint, training=value.training
    )
    _who_and_where(flow, value)
    flow.rule(weight=1)
    if form.wide:  # sentences run over the whole width: beside the parts they would not leave the sheet room for both
        flow.beside(lambda column: _sums(column, value), lambda column: _parts(column, value.settlement.amounts))
        _said(flow, value)
    else:
        _sums(flow, value)
        _said(flow, value)
        flow.rule()
        _parts(flow, value.settlement.amounts)
    flow.rule()
    _fee_lines(flow, value)
    _explanations(flow, value)
    flow.need(BODY * (7.5 if form.wide else 9))  # who issued it and who signed it stand on one page
    flow.rule()
    flow.facts("经办", *heading.issued(value.office, value.printed_at, "打印"))
    if value.patient.insured_place_phone:
        flow.paragraph(f"{value.patient.insured_place}医保 {value.patient.insured_place_phone}", "参保地电话")
    heading.signed(flow, "患者或家属签字")
    return flow


def _who_and_where(flow: Flow, value: SettlementSlip) -> None:
    patient, visit, office = value.patient, value.visit, value.office
    place = wording.required(patient.insured_place, "参保地")
    diagnoses = (f"{diagnosis.name}（{diagnosis.code}）" for diagnosis in visit.diagnoses)
    flow.facts("医院", office.institution, office.level)
    flow.facts("姓名", *heading.described(patient, masked=False))
    flow.paragraph(f"参保地 {place}（起付线、比例、封顶由这里定）", "参保地")
    flow.paragraph(f"就医地 {wording.required(office.place, '就医地')}（药品和项目目录由这里定）", "就医地")
    kind = (
        f"险种 {wording.SCHEMES[patient.scheme]}" if patient.scheme else "",
        f"备案 {wording.FILINGS[value.filing]}" if value.filing else "",
        f"就诊 {wording.VISITS[visit.kind]}",
        visit.department,
    )
    said = (f"诊断 {'；'.join(diagnoses)}",) if visit.diagnoses else ()
    flow.lines("就诊、诊断", kind, said)
    flow.lines(
        "看病日期、结算号",
        (f"看病 {figures.day(visit.date)}", f"这次算 {visit.date.year} 年的医保"),
        (f"结算时间 {figures.moment(value.settlement.settled_at)}",),
        (f"就诊号 {value.settlement.visit_id}", f"结算号 {value.settlement.settlement_id}"),
    )


def _sums(flow: Flow, value: SettlementSlip) -> None:
    amounts = value.settlement.amounts
    if not flow.form.wide:
        flow.need(150)
    flow.pair("费用总额（元）", figures.yuan(amounts.total), "费用总额", size=SUM)
    for name, amount, always in (
        ("− 基金支付", amounts.fund_total, True),
        (f"− {wording.OVERLAYS[Overlay.OTHER]}", amounts.beside, False),
        ("− 个人账户支付", amounts.account, True),
        ("− 医院负担", amounts.hospital, False),
    ):
        if amount or always:
            flow.pair(name, figures.yuan(amount), name, size=SUM)
    flow.pair("= 您付（个人现金支付）", figures.yuan(amounts.cash), "您付", size=OWN_SUM, bold=True)
    flow.paragraph(f"您付大写　{figures.capitals(amounts.cash)}", "大写", size=SUM)
    flow.paragraph(f"总额大写　{figures.capitals(amounts.total)}", "大写")
    flow.space(3)


def _said(flow: Flow, value: SettlementSlip) -> None:
    """Why it is so much, and how it was paid; each amount stands on one line with its name."""
    amounts, payment = value.settlement.amounts, value.payment
    for sentence in value.sentences:
        flow.paragraph(sentence, "说明", size=SUM)
    if not amounts.fund_total and amounts.total:
        even = payment.due - value.returned == amounts.cash
        flow.paragraph(f"{_ALL_THE_SAME}{_NOTHING_MORE if even else ''}。", "说明", size=SUM, bold=True)
    if not amounts.adds_up:
        flow.paragraph(f"医保给的各项相加与总额对不上，请打 {value.office.phone} 核对。", "说明", size=SUM)
    paid = f"付款方式 {wording.METHODS[payment.method]}"
    back = payment.due - value.returned - amounts.cash
    if back > money.ZERO or value.returned or (back == money.ZERO and value.made_up):
        gone = f"已退 {figures.yuan(value.returned)} 元" if value.returned else ""
        due = f"应退 {figures.yuan(back)} 元" if back > money.ZERO or not gone else ""
        flow.facts("付款", paid, f"先前已付 {figures.yuan(payment.due)} 元", gone, due, size=SUM)
        if value.made_up and not gone:
            flow.paragraph(_TO_FETCH if back > money.ZERO else "不用再来退款。", "付款", size=SUM)
    elif payment.due < amounts.cash:
        more = figures.yuan(amounts.cash - payment.due)
        flow.facts("付款", paid, f"先前已付 {figures.yuan(payment.due)} 元", f"还应付 {more} 元", size=SUM)
    else:
        change = f"找零 {figures.yuan(payment.change)} 元" if payment.change else ""
        flow.facts("付款", paid, f"实收 {figures.yuan(payment.received)} 元", change, size=SUM)


def _parts(flow: Flow, amounts: Amounts) -> None:
    among = {name: paid for name, paid in amounts.overlays.items() if not (amounts.beside and name is Overlay.OTHER)}
    funds = [("统筹基金", amounts.pool), *((wording.OVERLAYS[name], paid) for name, paid in among.items())]
    own = [
        ("自付（目录内）", amounts.in_catalogue_share),
        ("　　其中起付线", amounts.deductible),
        ("　　其中先行自付", amounts.pre_self),
        ("自费（目录外）", amounts.out_of_catalogue),
        ("　　其中超过限价", amounts.over_limit),
    ]
    flow.pair("医保范围内的费用", figures.yuan(amounts.in_scope), "医保范围内的费用")
    flow.pair("基金支付，由下面各项组成", figures.yuan(amounts.fund_total), "基金支付")
    for name, amount in funds:
        if amount:
            flow.pair(f"　　{name}", figures.yuan(amount), name)
    flow.pair("您出的，由下面各项组成", figures.yuan(amounts.account + amounts.cash), "您出的")
    for name, amount in own:
        if amount or not name.startswith("　"):
            flow.pair(f"　　{name}", figures.yuan(amount), name.strip("　"))
    if amounts.account or amounts.balance_after:
        flow.pair("个人账户余额", figures.yuan(amounts.balance_after), "个人账户余额")


def _fee_lines(flow: Flow, value: SettlementSlip) -> None:
    splits = {split.line: split for split in value.splits}
    further = flow.head

    def with_names(page: Flow) -> None:
        if further:
            further(page)
        _fee_names(page)

    flow.need(60)
    flow.paragraph(f"费用明细　{len(value.charges)} 项", "费用明细")
    if flow.form.narrow:
        for number, charge in enumerate(value.charges, 1):
            _fee_on_a_roll(flow, number, charge, splits.get(number))
        flow.rule()
        return
    _fee_names(flow)
    flow.head = with_names
    for number, charge in enumerate(value.charges, 1):
        flow.row(_fee_cells(charge, splits.get(number), flow), FEES)
    flow.head = further
    flow.rule()


def _fee_names(page: Flow) -> None:
    names = ("项目", "数量", "单价", "金额", "类", "先行自付", "自费")
    cells = zip(names, _widths(page), strict=True)
    page.row([Cell(width, name, "费用明细", right=name not in ("项目", "类")) for name, width in cells], FEES)
    page.rule()


def _widths(flow: Flow) -> tuple[float, ...]:
    """The columns, spread over the paper's width."""
    room = flow.right - flow.left - 24.0
    return tuple(width * room / sum(_WIDTHS) for width in _WIDTHS)


def _fee_on_a_roll(flow: Flow, number: int, charge: Charge, split: LineSplit | None) -> None:
    """A roll holds no table: the name, then what it cost, then what of it the patient pays before all."""
    flow.paragraph(f"{number}　{charge.name} {charge.spec}".rstrip(), "费用明细")
    grade = f"　{_GRADES.get(split.grade, split.grade)}" if split and split.grade else ""
    each = f"　{figures.quantity(charge.quantity)} {charge.unit} × {figures.price(charge.price)}{grade}"
    flow.pair(each, figures.yuan(split.amount if split else charge.amount), "费用明细")
    if split is not None:
        own = split.full_self + split.over_limit
        first = f"　先行自付 {figures.yuan(split.pre_self)}" if split.pre_self else ""
        flow.facts("费用明细", first, f"　自费 {figures.yuan(own)}" if own else "")


def _fee_cells(charge: Charge, split: LineSplit | None, flow: Flow) -> list[Cell]:
    widths = _widths(flow)
    size = max(FEES, flow.form.least)
    texts = (
        side_by_side(charge.name, charge.spec, widths[0], size, flow.fonts),
        side_by_side(figures.quantity(charge.quantity), charge.unit, widths[1], size, flow.fonts),
        figures.price(charge.price),
        figures.yuan(split.amount if split else charge.amount),
        _GRADES.get(split.grade, split.grade) if split else "",
        _or_nothing(split.pre_self if split else None),
        _or_nothing(split.full_self + split.over_limit if split else None),
    )
    return [
        Cell(width, text, "费用明细", right=column not in (0, 4), bold=column == 3)
        for column, (text, width) in enumerate(zip(texts, widths, strict=True))
    ]


def _or_nothing(amount: Decimal | None) -> str:
    return "" if amount is None else figures.yuan(amount)


def _explanations(flow: Flow, value: SettlementSlip) -> None:
    amounts = value.settlement.amounts
    words = ["基金支付", "自付", "自费"]
    if amounts.pre_self or any(split.pre_self for split in value.splits):
        words.append("先行自付")
    printed = "".join(value.sentences)
    if amounts.deductible or "起付线" in printed:
        words.append("起付线")
    if "额度" in printed:
        words.append("年度额度")
    for word in words:
        flow.paragraph(wording.EXPLAINED[word], "说明", size=EXPLANATION)
    if amounts.account == money.ZERO:
        flow.paragraph(wording.account_zero(value.account_note.value), "说明", size=EXPLANATION)
    if value.settlement.memo:
        flow.paragraph(f"医保答复：“{value.settlement.memo}”", "医保答复", size=EXPLANATION)
