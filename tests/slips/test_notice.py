"""The notice and the check slip: the frame of words, section 2, read back from the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.notice import check_notice, notice
from counter_app.slips.refund import refund_slip
from counter_app.slips.refusals import MissingSettingError
from counter_app.slips.values import Notice, NoticeKind, Office, Patient, RefundReason, RefundSlip
from tests.slips.conftest import KEY, NOW

REASON = (
    "黑龙江省哈尔滨市医保答复：您的医保现在处于暂停状态（常见原因是缴费中断）。这不是医院能改的。",
    "办法：在职的，请问单位人事是否已缴；自己缴费的，请问参保地税务或社保窗口，补缴后问清从哪天恢复。",
    "恢复后，带社保卡、收费票据、费用清单、处方或病历和这张单问参保地医保：中断期间的费用能不能报，由参保地规定。",
)
TOTAL = Decimal("964.10")
CASH = Payment(TOTAL, PaymentMethod.CASH, Decimal("1000.00"))


@pytest.fixture
def told(office: Office, patient: Patient) -> Notice:
    return Notice(
        key=KEY,
        office=office,
        patient=patient,
        kind=NoticeKind.REASON,
        code="04",
        paragraphs=REASON,
        issued_at=NOW,
        total=TOTAL,
        said="参保状态为暂停参保",
        message="H44010000001202611290942070001",
    )


def flat(paper: bytes, extracted: Callable[[bytes], str]) -> str:
    return re.sub(r"\s", "", extracted(paper))


def test_the_frame(told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    text = flat(notice(told, fonts), extracted)
    for piece in (
        "今天没有直接报销，原因和办法如下",
        "（告知单）",
        f"单号{KEY}",
        *REASON,
        "本次费用964.10元您已付0.00元",
        "期限：具体期限请问黑龙江省哈尔滨市医保。",
        "黑龙江省哈尔滨市医保0451-12345本院医保办020-88880000",
        "市第二人民医院3号窗口经办0107",
        "原因04医保答复“参保状态为暂停参保”流水42070001",
    ):
        assert re.sub(r"\s", "", piece) in text, piece
    assert told.patient.name not in text
    assert "全额付款" not in text


def test_act_before_stands_with_its_rule(told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    dated = replace(told, due=date(2027, 5, 29), rule="哈尔滨市医保局办事指南")
    text = flat(notice(dated, fonts), extracted)
    assert "期限：最晚2027年5月29日（星期六）前办（依据：哈尔滨市医保局办事指南）。" in text
    assert "具体期限请问" not in text


def test_an_emergency_says_until_when_too(told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    """What is settled here needs nothing more; what is not is a claim by hand with its day, or with whom to ask."""
    emergency = replace(told, kind=NoticeKind.EMERGENCY, code="03", paragraphs=("急诊抢救视同已备案。",))
    lead = "期限：今天直接结算了的不用再办；没有直接结算、回黑龙江省哈尔滨市报销的，"
    dated = replace(emergency, due=date(2027, 5, 29), rule="哈尔滨市医保局办事指南")
    text = flat(notice(dated, fonts), extracted)
    assert f"{lead}最晚2027年5月29日（星期六）前办（依据：哈尔滨市医保局办事指南）。" in text
    assert f"{lead}具体期限请问黑龙江省哈尔滨市医保。" in flat(notice(emergency, fonts), extracted)
    paid = flat(notice(replace(dated, payment=CASH, in_full=True), fonts), extracted)
    assert "期限：最晚2027年5月29日" in paid, "nothing was settled"


def test_paid_in_full(told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    full = replace(told, payment=CASH, in_full=True)
    text = flat(notice(full, fonts), extracted)
    assert "您已付全款964.10元" in text
    assert "玖佰陆拾肆元壹角整" in text
    assert "付款方式现金" in text
    assert "不等于自费；能报的部分可以以后报" in text
    assert text.count("费用清单") == 1, "the reason says what to bring"
    plain = flat(notice(replace(full, paragraphs=("医保另有答复，正在问清。",)), fonts), extracted)
    assert "报销要带：社保卡、收费票据、费用清单、处方或病历和这张单" in plain


def test_large_type_on_one_sheet(
    told: Notice,
    fonts: SlipFonts,
    word_boxes: Callable[[bytes], list[object]],
    characters: Callable[[bytes], list[tuple[str, float]]],
) -> None:
    paper = notice(replace(told, payment=CASH, in_full=True, training=True), fonts)
    assert len(word_boxes(paper)) == 1
    small = {character for character, size in characters(paper) if size < 14 and not character.isspace()}
    assert small <= set("原因04医保答复“参保状态为暂停参保”流水42070001"), "only the line for the help desk is small"


def test_the_check_slip(told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    slip = replace(told, kind=NoticeKind.CHECK, code="17", paragraphs=("我们正在查。",), payment=CASH)
    text = flat(notice(slip, fonts), extracted)
    assert "核对单请不要再付一次" in text
    assert "您已付964.10元" in text
    assert "今天没有直接报销" not in text
    assert "期限" not in text


def test_what_is_not_known_is_left_out(told: Notice, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    nobody = replace(told, patient=Patient("", ""), total=None, said="", message="")
    text = flat(notice(nobody, fonts), extracted)
    assert "本次费用" not in text
    assert "医保答复“" not in text
    assert "流水" not in text
    assert "具体期限请问参保地医保。" in text


def test_a_missing_setting_stops_the_print(told: Notice, fonts: SlipFonts) -> None:
    broken = replace(told, office=replace(told.office, phone=""))
    with pytest.raises(MissingSettingError) as refused:
        check_notice(broken, fonts)
    assert refused.value.setting == "院电话"
    with pytest.raises(MissingSettingError):
        notice(broken, fonts)


def test_a_refund_by_two_ways_names_both(
    refund: RefundSlip, fonts: SlipFonts, extracted: Callable[[bytes], str]
) -> None:
    mixed = replace(
        refund,
        due=Decimal("0.00"),
        reason=RefundReason.NOT_SETTLED,
        ways=((PaymentMethod.CASH, Decimal("558.25")), (PaymentMethod.MOBILE, Decimal("405.85"))),
    )
    text = flat(refund_slip(mixed, fonts), extracted)
    assert "退款方式现金558.25元，移动支付405.85元，按原来付款的方式退" in text
    assert "原因：医保没有结上，撤下这一笔" in text
