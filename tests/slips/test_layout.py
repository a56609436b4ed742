"""Nothing leaves the page, nothing covers anything, whatever the names and however many lines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.visit import Charge
from counter_app.slips import wording
from counter_app.slips.flow import wrap
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5
from counter_app.slips.make_up import make_up_ticket
from counter_app.slips.refund import refund_slip
from counter_app.slips.settlement import settlement_slip
from counter_app.slips.values import MakeUpTicket, RefundSlip, SettlementSlip

Box = tuple[float, float, float, float]
Boxes = Callable[[bytes], list[list[tuple[str, Box]]]]
LONG = "国家区域医疗中心附属第二人民医院（省老年病防治研究所、市急救医学中心）东城院区门诊部"
# Printers do not reach the outer 4 mm.
REACH = 11.3


def require_clear(pages: list[list[tuple[str, Box]]]) -> None:
    for words in pages:
        for text, (left, top, right, bottom) in words:
            assert left >= REACH, text
            assert right <= A5.width - REACH, text
            assert top >= REACH, text
            assert bottom <= A5.height - REACH + 2, text
        for (one, a), (other, b) in combinations(words, 2):
            wide = min(a[2], b[2]) - max(a[0], b[0])
            high = min(a[3], b[3]) - max(a[1], b[1])
            assert wide < 0.5 or high < 0.5, f"{one} and {other} cover each other"


def test_ordinary_papers(
    slip: SettlementSlip, ticket: MakeUpTicket, refund: RefundSlip, fonts: SlipFonts, word_boxes: Boxes
) -> None:
    for paper in (settlement_slip(slip, fonts), make_up_ticket(ticket, fonts), refund_slip(refund, fonts)):
        require_clear(word_boxes(paper))


def test_sixty_lines_and_long_names(
    slip: SettlementSlip,
    fonts: SlipFonts,
    fee_lines: Callable[..., tuple],
    word_boxes: Boxes,
    extracted: Callable[[bytes], str],
) -> None:
    charges, splits = fee_lines(60)
    monster = Charge(
        "X", LONG + "复方" * 20, Decimal("98765.432109"), Decimal("1234.5678"), spec="0.5g×30片×12盒", unit="支/瓶"
    )
    splits = (replace(splits[0], amount=monster.amount, pre_self=Decimal("9999999.99")), *splits[1:])
    amounts = replace(slip.settlement.amounts, total=Decimal("99999999.99"), cash=Decimal("99999798.84"))
    long = replace(
        slip,
        office=replace(slip.office, institution=LONG, place=LONG),
        patient=replace(slip.patient, name="阿卜杜热西提·买买提江·吐尔逊尼亚孜·艾合买提", insured_place=LONG),
        charges=(monster, *charges[1:]),
        splits=splits,
        settlement=replace(slip.settlement, amounts=amounts),
        sentences=(LONG, LONG),
    )
    paper = settlement_slip(long, fonts)
    pages = word_boxes(paper)
    require_clear(pages)
    assert len(pages) >= 3
    for number, (words, page) in enumerate(zip(pages, extracted(paper).split("\f"), strict=False), 1):
        assert f"第{number}页共{len(pages)}页" in "".join(page.split())
        assert any(slip.key in text for text, _ in words), "the number stands on every page"
    # The columns' names come again wherever the lines go on.
    assert all(any("先行自付" in text for text, _ in words) for words in pages[1:-1])
    assert sum("辅酶Q10胶囊" in text for words in pages for text, _ in words) == 60 // 8


def test_training_lines_stay_clear_of_the_text(
    slip: SettlementSlip,
    ticket: MakeUpTicket,
    fonts: SlipFonts,
    fee_lines: Callable[..., tuple],
    word_boxes: Boxes,
) -> None:
    charges, splits = fee_lines(90)
    full = settlement_slip(replace(slip, charges=charges, splits=splits, training=True), fonts)
    for words in word_boxes(full) + word_boxes(make_up_ticket(replace(ticket, training=True), fonts)):
        # The mark across is meant to lie under the text; its characters stand higher than any line.
        upright = [(text, box) for text, box in words if box[3] - box[1] < 30]
        assert any(text == wording.TRAINING_FOOT for text, _ in upright)
        assert any(text == "训练单" for text, _ in upright)
        require_clear([upright])


def test_amounts_stand_under_each_other(slip: SettlementSlip, fonts: SlipFonts, word_boxes: Boxes) -> None:
    words = [word for page in word_boxes(settlement_slip(slip, fonts)) for word in page]
    edges = {round(box[2], 1) for text, box in words if text in ("496.90", "201.15", "295.75", "217.75")}
    assert len(edges) == 1
    column = {text: round(box[2], 1) for text, box in words if text in ("49.20", "56.70", "2.00")}
    assert len(column) == 3
    assert len(set(column.values())) == 1


def test_the_patients_part_is_one_sheet_and_large(
    ticket: MakeUpTicket,
    fonts: SlipFonts,
    word_boxes: Boxes,
    characters: Callable[[bytes], list[tuple[str, float]]],
) -> None:
    paper = make_up_ticket(replace(ticket, training=True), fonts)
    assert len(word_boxes(paper)) == 2
    assert min(size for character, size in characters(paper) if not character.isspace()) >= 14
    mobile = replace(
        ticket, payment=Payment(ticket.total, PaymentMethod.MOBILE, ticket.total), refund_days=7, mobile_channel="微信"
    )
    assert len(word_boxes(make_up_ticket(mobile, fonts))) == 2


def test_a_ticket_that_needs_more_room_takes_another_sheet(
    ticket: MakeUpTicket, fonts: SlipFonts, word_boxes: Boxes
) -> None:
    long = replace(
        ticket,
        office=replace(ticket.office, institution=LONG),
        patient=replace(ticket.patient, insured_place=LONG),
        due=None,
    )
    pages = word_boxes(make_up_ticket(long, fonts))
    require_clear(pages)
    assert len(pages) > 2
    assert any("（续）" in text for text, _ in pages[-1])


@given(st.text(alphabet="王（“，。）”a1.- 元　", max_size=60), st.floats(30, 200))
def test_breaking_keeps_every_character_and_the_width(fonts: SlipFonts, text: str, width: float) -> None:
    lines = wrap(text, 10, width, fonts)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        # Two characters that must not be parted are the least a line holds.
        assert fonts.width(line, 10) <= max(width, 20.01) or len(line) <= 3


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("收费窗口。", 40, ["收费窗", "口。"]),
        ("请问（参保地）", 30, ["请问", "（参保", "地）"]),
        ("今年还差 90.00 元开始", 82, ["今年还差", "90.00 元开始"]),
        ("1234567890123", 60, ["1234567890", "123"]),
    ],
)
def test_breaking_as_chinese_is_set(fonts: SlipFonts, text: str, width: float, lines: list[str]) -> None:
    assert wrap(text, 10, width, fonts) == lines
