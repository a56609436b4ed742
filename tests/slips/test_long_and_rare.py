"""Real places with long names, thirty lines, long national codes, characters few fonts have: on every form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

import pytest

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.visit import Charge, Diagnosis
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import FORMS, THREE_PART, Form
from counter_app.slips.make_up import make_up_ticket
from counter_app.slips.notice import notice
from counter_app.slips.outage import Announced, board
from counter_app.slips.packet import HandClaim, hand_claim
from counter_app.slips.pdf import sheet_size
from counter_app.slips.refund import refund_slip
from counter_app.slips.settlement import settlement_slip
from counter_app.slips.values import MakeUpTicket, Notice, NoticeKind, Office, RefundSlip, SettlementSlip
from tests.slips.conftest import NOW

KEY, PLACE, RARE = "B03-7K2Q-127", "新疆维吾尔自治区伊犁哈萨克自治州", "欧阳㛃䶮"
LONG = Charge(
    "XB03XAC172A002010103845", "注射用重组人促红素-β（CHO细胞）（预充式注射器，皮下注射）", Decimal("98.432109"),
    Decimal("12.5"), spec="10000IU/1.0ml×1支/盒", unit="盒（支）",
)  # fmt: skip
Papers = dict[str, Callable[[Form], bytes]]
Extracted = Callable[[bytes], str]
Boxes = Callable[[bytes], list]


def lines_of(paper: bytes, extracted: Extracted) -> list[list[str]]:
    """Page by page, without the spaces that stand for distance."""
    return [[re.sub(r"\s+", " ", line).strip() for line in page.split("\n")] for page in extracted(paper).split("\f")]


@pytest.fixture
def papers(
    slip: SettlementSlip,
    ticket: MakeUpTicket,
    refund: RefundSlip,
    office: Office,
    fonts: SlipFonts,
    fee_lines: Callable[..., tuple],
) -> Papers:
    patient = replace(slip.patient, name=RARE, insured_place=PLACE)
    visit = replace(
        slip.visit,
        department="心血管内科（老年综合病区门诊）",
        diagnoses=(*slip.visit.diagnoses, Diagnosis("M10.900x001", "痛风性关节炎急性发作期伴肾功能不全")),
    )
    charges, splits = fee_lines(30)
    charges = (charges[0], LONG, *charges[2:])
    splits = (splits[0], replace(splits[1], amount=LONG.amount, pre_self=Decimal("123.04")), *splits[2:])
    settled = replace(
        slip, patient=patient, visit=visit, charges=charges, splits=splits,
        payment=Payment(slip.payment.due, PaymentMethod.CASH, Decimal("3000.00")),
        sentences=("含起付线 90.00 元要先自付，其余按比例报了。", "今年的封顶线已经用了大半，还剩 1234.56 元可以报。"),
    )  # fmt: skip
    told = Notice(
        KEY, office, patient, NoticeKind.REASON, "02",
        (
            f"您参保地（{PLACE}）还没有查到您的异地就医备案。",
            "现在可以用手机办：打开“国家异地就医备案”小程序，选“异地长期居住”或“临时外出就医”，填好就能生效；"
            "办好再来这个窗口，按今天的费用直接报。",
            "来不及办的，先付全款，带发票和清单回参保地报。",
        ),
        NOW, Decimal("9964.10"), Payment(Decimal("9964.10"), PaymentMethod.CASH, Decimal("10000.00")),
        due=date(2027, 3, 31), rule="新医保〔2022〕1 号",
        said="人员未办理异地备案，不能直接结算（E0412：该参保人未查询到有效备案信息）", message="H9901000000126112909",
    )  # fmt: skip
    by_hand = HandClaim(
        KEY, office, patient, visit, charges, slip.payment, "看病时医保线路不通，后来没有补办。", NOW,
        emergency=True, uploaded=NOW, due=date(2027, 3, 31), rule="新医保〔2022〕1 号",
    )  # fmt: skip
    waits = replace(ticket, patient=patient, visit=visit)
    waits = replace(waits, outlook=replace(waits.outlook, count=12, since=date(2026, 8, 1)), key=KEY)
    back = replace(refund, patient=patient, original_bill="YB20261129-000000127-001", reprint=2)
    return {
        "settlement": lambda form: settlement_slip(settled, fonts, form),
        "ticket": lambda form: make_up_ticket(waits, fonts, form),
        "refund": lambda form: refund_slip(back, fonts, form),
        "notice": lambda form: notice(replace(told, reprint=1), fonts, form),
        "in full": lambda form: notice(replace(told, in_full=True), fonts, form),
        "check": lambda form: notice(replace(told, kind=NoticeKind.CHECK), fonts, form),
        "by hand": lambda form: hand_claim(by_hand, fonts, form),
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["settlement", "ticket", "refund", "notice", "in full", "check", "by hand"])
def test_nothing_leaves_its_sheet_and_nothing_covers_anything(
    kind: str, form: str, papers: Papers, word_boxes: Boxes
) -> None:
    paper = papers[kind](FORMS[form])
    wide, high = sheet_size(paper)
    for words in word_boxes(paper):
        for text, (left, top, right, bottom) in words:
            assert left >= FORMS[form].margin - 1, text
            assert right <= wide - FORMS[form].margin + 1, text
            assert top >= 8, text
            assert bottom <= high - 8, text
        for (one, a), (other, b) in combinations(words, 2):
            apart = min(a[2], b[2]) - max(a[0], b[0]) < 0.5 or min(a[3], b[3]) - max(a[1], b[1]) < 0.5
            assert apart, f"{one} and {other} cover each other"


@pytest.mark.parametrize("kind", ["ticket", "in full"])
def test_what_the_patient_keeps_has_one_sheet_for_a_long_name_of_a_real_place(
    kind: str, papers: Papers, word_boxes: Boxes
) -> None:
    sheets = word_boxes(papers[kind](FORMS["a5"]))
    assert len(sheets) == (2 if kind == "ticket" else 1), "the ticket has two parts"


@pytest.mark.parametrize("form", FORMS)
def test_an_amount_stands_on_one_line_with_its_name(form: str, papers: Papers, extracted: Extracted) -> None:
    lines = [line for page in lines_of(papers["settlement"](FORMS[form]), extracted) for line in page]
    assert any("找零 2,704.25 元" in line for line in lines)


def test_what_the_patient_paid_stands_on_the_first_sheet_of_low_paper(papers: Papers, extracted: Extracted) -> None:
    first = " ".join(lines_of(papers["settlement"](THREE_PART), extracted)[0])
    for words in ("您付（个人现金支付）", "还剩 1234.56 元可以报", "找零"):
        assert words in first, words


@pytest.mark.parametrize("form", ["a5", "three_part", "three_part_tall"])
def test_a_fee_list_by_hand_names_its_columns_on_every_sheet(form: str, papers: Papers, extracted: Extracted) -> None:
    pages = lines_of(papers["by hand"](FORMS[form]), extracted)
    with_lines = [page for page in pages if any(re.match(r"X000\d\d ", line) for line in page)]
    assert len(with_lines) > (form != "three_part_tall")
    assert all("编码 名称 单价 数量 金额" in page for page in with_lines)
    assert not any("编码 名称 单价 数量 金额" in page for page in pages if page not in with_lines)


@pytest.mark.parametrize("form", FORMS)
def test_a_fee_list_by_hand_has_what_was_sold_and_by_which_unit(
    form: str, papers: Papers, extracted: Extracted
) -> None:
    flat = re.sub(r"\s", "", extracted(papers["by hand"](FORMS[form])))
    for words in ("150mg×7片", "3盒", "10000IU"):
        assert words in flat, words
    if form.startswith("three_part"):
        assert LONG.code in flat, "the national code stays whole where there is room"


def test_the_further_sheets_number_is_not_parted_from_its_word(
    papers: Papers, office: Office, fonts: SlipFonts, extracted: Extracted, slip: SettlementSlip
) -> None:
    long = ("这是一句很长的话，说的是为什么今天没有直接报销，还要做些什么。" * 8,) * 3
    told = Notice(KEY, office, slip.patient, NoticeKind.REASON, "02", long, NOW)
    pages = lines_of(notice(told, fonts), extracted)
    assert any(f"单号 {KEY}" in line for line in pages[1])


def test_a_board_is_one_sheet_however_much_was_announced(
    office: Office, fonts: SlipFonts, extracted: Extracted
) -> None:
    places = "、".join(["黑龙江省", "内蒙古自治区", "新疆维吾尔自治区", "贵州省", "西藏自治区"] * 2)
    said = Announced("广东省医疗保障局信息中心", NOW + timedelta(hours=30), places)
    for announced in (said, replace(said, places="黑龙江省")):
        pages = lines_of(board(NOW, None, office, fonts, announced=announced), extracted)
        assert len(pages) == 2, "one, and what follows its end"
        assert "15:42 医保" in " ".join(pages[0])
        assert "咨询 020-88880000" in " ".join(pages[0])


def test_a_board_that_fits_keeps_the_largest_type(
    office: Office, fonts: SlipFonts, characters: Callable[[bytes], list[tuple[str, float]]]
) -> None:
    assert {size for mark, size in characters(board(NOW, None, office, fonts)) if mark == "咨"} == {44.0}
