"""What the papers say, read back from the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pypdfium2
import pytest
import qrcode
from PIL.Image import Image

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.slips import wording
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5
from counter_app.slips.make_up import check_make_up_ticket, make_up_ticket
from counter_app.slips.qr import qr_squares
from counter_app.slips.refund import check_refund_slip, refund_slip
from counter_app.slips.refusals import MissingSettingError
from counter_app.slips.settlement import check_settlement_slip, settlement_slip
from counter_app.slips.values import AccountNote, MakeUpTicket, Outage, RefundOutlook, RefundSlip, SettlementSlip

Extracted = Callable[[bytes], str]


def flat(text: str) -> str:
    """Without spaces and line ends: where a line breaks is the layout's business."""
    return re.sub(r"\s", "", text)


def test_settlement_slip_says_what_was_booked(slip: SettlementSlip, fonts: SlipFonts, extracted: Extracted) -> None:
    text = extracted(settlement_slip(slip, fonts))
    for name, amount in (
        ("费用总额", "496.90"),
        ("− 基金支付", "201.15"),
        ("− 个人账户支付", "0.00"),
        ("= 您付", "295.75"),
        ("医保范围内的费用", "388.41"),
        ("统筹基金", "201.15"),
        ("自付（目录内）", "217.75"),
        ("其中起付线", "90.00"),
        ("其中先行自付", "30.49"),
        ("自费（目录外）", "78.00"),
    ):
        assert re.search(rf"{re.escape(name)}.*\s{re.escape(amount)}$", text, re.MULTILINE), name
    compact = flat(text)
    for fact in (
        "贰佰玖拾伍元柒角伍分",
        "肆佰玖拾陆元玖角整",
        "付款方式现金实收300.00元找零4.25元",
        "王小芳女68岁证件尾号0428",
        "参保地黑龙江省哈尔滨市",
        "就医地广东省广州市",
        "市第二人民医院三级甲等",
        "职工医保",
        "长期居住",
        "高血压（I10.x00）；高脂血症",
        "2026年11月29日（星期日）这次算2026年的医保",
        "就诊号440100G0000087654321",
        "结算号440100G0000012345678",
        "含起付线90.00元要先自付，其余按比例报了。",
        "3号窗口",
        "经办0107",
        "院电话020-88880000",
        "单号B03-20261129-000127",
        *(flat(wording.EXPLAINED[word]) for word in ("自付", "自费", "先行自付", "起付线", "基金支付")),
        "个人账户0.00：不一定是没有钱。参保地的账户还不能在外省刷。",
    ):
        assert fact in compact, fact
    assert slip.patient.id_number not in compact
    assert "年度额度" not in compact, "a word the slip does not use needs no explanation"
    assert "训练" not in compact


def test_fee_lines_show_class_and_split(slip: SettlementSlip, fonts: SlipFonts, extracted: Extracted) -> None:
    text = extracted(settlement_slip(slip, fonts))
    assert re.search(r"阿托伐他汀钙片 20mg×7片 +3 ?盒 +18\.90 +56\.70 +乙 +5\.67 +0\.00", text)
    assert re.search(r"辅酶Q10胶囊 10mg×60粒 +1 ?瓶 +78\.00 +78\.00 +丙 +0\.00 +78\.00", text)
    assert re.search(r"中药饮片 黄芪 +150 ?克 +0\.013333 +2\.00 +甲", text)


def test_account_that_paid_is_shown_with_its_balance(
    slip: SettlementSlip, fonts: SlipFonts, extracted: Extracted
) -> None:
    amounts = slip.settlement.amounts
    paid = replace(
        amounts, account=Decimal("95.75"), cash=amounts.cash - Decimal("95.75"), balance_after=Decimal("12.00")
    )
    value = replace(
        slip,
        settlement=replace(slip.settlement, amounts=paid),
        payment=Payment(paid.cash, PaymentMethod.BANK_CARD, paid.cash),
        account_note=AccountNote.NOT_USED,
    )
    compact = flat(extracted(settlement_slip(value, fonts)))
    assert "个人账户支付95.75" in compact
    assert "个人账户余额12.00" in compact
    assert "不一定是没有钱" not in compact
    assert "银行卡实收200.00元" in compact
    assert "找零" not in compact


def test_a_made_up_claim_says_what_goes_back(slip: SettlementSlip, fonts: SlipFonts, extracted: Extracted) -> None:
    total = slip.settlement.amounts.total
    full = replace(slip, payment=Payment(total, PaymentMethod.CASH, Decimal("500.00")))
    assert "先前已付496.90元应退201.15元" in flat(extracted(settlement_slip(full, fonts)))
    short = replace(slip, payment=Payment(Decimal("200.00"), PaymentMethod.CASH, Decimal("200.00")))
    assert "还应付95.75元" in flat(extracted(settlement_slip(short, fonts)))


def test_parts_that_do_not_add_up_are_not_hidden(slip: SettlementSlip, fonts: SlipFonts, extracted: Extracted) -> None:
    odd = replace(slip.settlement.amounts, total=Decimal("500.00"))
    value = replace(slip, settlement=replace(slip.settlement, amounts=odd))
    assert "对不上，请打020-88880000核对" in flat(extracted(settlement_slip(value, fonts)))


def test_make_up_ticket_is_the_paper_of_the_words(ticket: MakeUpTicket, fonts: SlipFonts, extracted: Extracted) -> None:
    hospital, patient, _ = extracted(make_up_ticket(ticket, fonts)).split("\f")
    for part in (hospital, patient):
        assert part.strip().startswith("先付后补 凭单")
        compact = flat(part)
        assert "（医保断线补记账单）" in compact
        assert "王*芳女68岁证件尾号0428" in compact
        assert "王小芳" not in compact
        assert "您已付全款964.10元" in compact
        assert "玖佰陆拾肆元壹角整" in compact
        assert "这次算2026年的医保备案：恢复后再查" in compact
        assert compact.index("可能不退") < compact.index("预估可退320.00到410.00元")
        assert "只供参考，不作承诺" in compact
        assert "请不要在别处为这一次再报销。" in compact
    assert "上联" in hospital
    assert "患者签字" in hospital
    assert "找零 35.90 元" in hospital
    assert "下联" in patient
    compact = flat(patient)
    for sentence in (
        "为什么先付：今天09:38起医保网络连不上，报销暂时算不出来。",
        "接下来：线路恢复后，医院自动为您补办医保，把多付的钱退给您。您现在不用再做什么。",
        "怎么知道：我们打电话或发短信到138****0000。也可打020-88880000报单号查。",
        "怎么退：现金付的，本院任一收费窗口退现金。",
        "带什么来：这张单、社保卡或电子凭证、付款票据。家人代领，另带双方身份证。",
        "最晚：2026年12月31日（星期四）前来领或来办。过了这天，医院会把您的费用明细和病历传给医保，"
        "您仍可以回黑龙江省哈尔滨市报销。",
        "起付线（一年里看门诊先自己出满的一笔钱），今年还差90.00元。",
    ):
        assert sentence in compact, sentence
    assert "13800000000" not in compact


def test_a_ticket_promises_an_upload_only_where_the_place_takes_one(
    ticket: MakeUpTicket, fonts: SlipFonts, extracted: Extracted
) -> None:
    _, patient, _ = extracted(make_up_ticket(replace(ticket, uploads=False), fonts)).split("\f")
    compact = flat(patient)
    assert "传给医保" not in compact
    assert "过了这天，请来本院取手工报销的材料，您仍可以回黑龙江省哈尔滨市报销。" in compact


@pytest.mark.parametrize(
    ("outlook", "sentence"),
    [
        (RefundOutlook(), "能退多少：可能不退。现在估不出来，以恢复后的结算为准。"),
        (RefundOutlook(deductible_left=Decimal("1090.00")), "可能不退：这次都在起付线（"),
        (RefundOutlook(deductible_left=Decimal("0.00")), "能退多少：可能不退。现在估不出来"),
    ],
)
def test_an_outlook_without_an_estimate(
    ticket: MakeUpTicket, fonts: SlipFonts, extracted: Extracted, outlook: RefundOutlook, sentence: str
) -> None:
    compact = flat(extracted(make_up_ticket(replace(ticket, outlook=outlook), fonts)))
    assert sentence in compact
    assert "预估" not in compact


def test_what_is_not_known_is_not_invented(ticket: MakeUpTicket, fonts: SlipFonts, extracted: Extracted) -> None:
    unknown = replace(
        ticket, due=None, patient=replace(ticket.patient, insured_place="", insured_place_phone="", phone="")
    )
    compact = flat(extracted(make_up_ticket(unknown, fonts)))
    assert "参保地恢复后再查" in compact
    assert "最晚：具体期限请问参保地医保。" in compact
    assert "怎么知道：请打020-88880000报单号查。" in compact
    assert "患者电话没有留" in compact


def test_an_announced_stop_says_who_and_until_when(
    ticket: MakeUpTicket, fonts: SlipFonts, extracted: Extracted
) -> None:
    stop = Outage(
        since=ticket.issued_at, announced_by="广东省医保局", until=ticket.issued_at + timedelta(days=1, hours=2)
    )
    compact = flat(extracted(make_up_ticket(replace(ticket, outage=stop), fonts)))
    assert "广东省医保局公告，医保停机到11月30日11:42，报销暂时算不出来。" in compact


def test_a_missing_setting_stops_the_print_and_is_named(
    slip: SettlementSlip, ticket: MakeUpTicket, refund: RefundSlip, fonts: SlipFonts
) -> None:
    mobile = Payment(ticket.total, PaymentMethod.MOBILE, ticket.total)
    for value, setting in (
        (replace(ticket, office=replace(ticket.office, phone=" ")), "院电话"),
        (replace(ticket, office=replace(ticket.office, place="")), "就医地"),
        (replace(ticket, payment=mobile), "退款天数"),
        (replace(ticket, outage=Outage(ticket.issued_at, until=ticket.issued_at)), "停机单位"),
    ):
        for refused in (make_up_ticket, check_make_up_ticket):
            with pytest.raises(MissingSettingError, match=f"“{setting}”"):
                refused(value, fonts)
    with pytest.raises(MissingSettingError, match="“参保地”"):
        check_settlement_slip(replace(slip, patient=replace(slip.patient, insured_place="")), fonts)
    with pytest.raises(MissingSettingError, match="“窗口”"):
        check_refund_slip(replace(refund, office=replace(refund.office, window="")), fonts)


def test_refund_slip(refund: RefundSlip, fonts: SlipFonts, extracted: Extracted) -> None:
    compact = flat(extracted(refund_slip(refund, fonts)))
    assert "原来付了（元）964.10−重新算应付558.25=退给您405.85大写肆佰零伍元捌角伍分" in compact
    assert "原因：补记账补结原单B03-20261129-000127新单440100G0000012345678" in compact
    assert "撤销单" not in compact
    assert "王*芳" in compact
    assert "看病日期2026年11月29日（星期日）这次算2026年的医保" in compact
    assert "退款方式现金，按原来付款的方式退" in compact
    other = flat(extracted(refund_slip(replace(refund, came=(PaymentMethod.BANK_CARD,)), fonts)))
    assert "退款方式现金（原来付的是银行卡）" in other
    with pytest.raises(ValueError, match="no refund"):
        replace(refund, paid=Decimal("500.00"))


def test_every_page_made_in_training_says_so(
    slip: SettlementSlip,
    ticket: MakeUpTicket,
    refund: RefundSlip,
    fonts: SlipFonts,
    extracted: Extracted,
    picture: Callable[[bytes, int], Image],
    fee_lines: Callable[..., tuple],
) -> None:
    charges, splits = fee_lines(60)
    papers = (
        settlement_slip(replace(slip, charges=charges, splits=splits, training=True), fonts),
        make_up_ticket(replace(ticket, training=True), fonts),
        refund_slip(replace(refund, training=True), fonts),
    )
    for paper in papers:
        pages = extracted(paper).split("\f")[:-1]
        assert len(pages) == len(pypdfium2.PdfDocument(paper))
        for page in pages:
            # The line at the head and the mark across; the sentence at the foot.
            assert len(re.findall("训练单", page)) + len(re.findall("训$|^训", page, re.MULTILINE)) >= 2
            assert wording.TRAINING_FOOT in page
    marked, plain = (picture(refund_slip(replace(refund, training=flag), fonts), 0) for flag in (True, False))
    grey = [sum(image.convert("L").histogram()[170:190]) for image in (marked, plain)]
    assert grey[0] > grey[1] + 20_000, "30 % black over much of the page"


def test_a_reprint_says_which_one(slip: SettlementSlip, fonts: SlipFonts, extracted: Extracted) -> None:
    assert "补打 第 2 次" in extracted(settlement_slip(replace(slip, reprint=2), fonts)).replace("　", " ")
    assert "补打" not in extracted(settlement_slip(slip, fonts))


def test_a5_single_sided_and_the_same_bytes_again(slip: SettlementSlip, fonts: SlipFonts) -> None:
    paper = settlement_slip(slip, fonts)
    assert settlement_slip(slip, fonts) == paper
    assert b"/Duplex /Simplex" in paper
    document = pypdfium2.PdfDocument(paper)
    for page in document:
        assert page.get_size() == pytest.approx(A5.size, abs=0.1)
    assert slip.patient.name not in str(document.get_metadata_dict())
    document.close()


def test_values_do_not_tell_names_to_a_log(slip: SettlementSlip, ticket: MakeUpTicket) -> None:
    for secret in ("王小芳", "990100195803150428", "13800000000"):
        assert secret not in repr(slip)
        assert secret not in repr(ticket)


def test_the_code_is_drawn_module_by_module() -> None:
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data("B03-20261129-000127")
    matrix = code.get_matrix()
    module = 84 / len(matrix)
    drawn = qr_squares("B03-20261129-000127", 84).rectangles
    for row in range(len(matrix)):
        for column in range(len(matrix)):
            x, y = (column + 0.5) * module, 84 - (row + 0.5) * module
            covered = any(
                left < x < left + width and bottom < y < bottom + height for left, bottom, width, height in drawn
            )
            assert covered is matrix[row][column]


@pytest.mark.parametrize("training", [False, True])
def test_a_scanner_reads_the_key(
    slip: SettlementSlip,
    ticket: MakeUpTicket,
    refund: RefundSlip,
    fonts: SlipFonts,
    picture: Callable[[bytes, int], Image],
    training: bool,
) -> None:
    reader = pytest.importorskip("zxingcpp", reason="zxing-cpp reads codes; it is not installed")
    for paper in (
        settlement_slip(replace(slip, training=training), fonts),
        make_up_ticket(replace(ticket, training=training), fonts),
        refund_slip(replace(refund, training=training), fonts),
    ):
        found = reader.read_barcodes(picture(paper, 0).convert("L"))
        # That of training says so: a real window takes none of it for its own.
        assert [barcode.text for barcode in found] == [f"XL-{slip.key}" if training else slip.key]
