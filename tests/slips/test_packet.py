"""The papers for a claim by hand: all that an insurance office asks, read back from the PDF."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind
from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A5
from counter_app.slips.packet import HandClaim, hand_claim
from counter_app.slips.refusals import MissingSettingError
from counter_app.slips.values import Office, Patient
from tests.slips.conftest import KEY, NOW, Box


@pytest.fixture
def packet(office: Office, patient: Patient) -> HandClaim:
    diagnoses = (Diagnosis("I10.x00", "高血压"), Diagnosis("E11.900", "2型糖尿病"))
    visit = Visit(VisitKind.OUTPATIENT, NOW, "内科", Doctor("D1", "医师甲"), diagnoses)
    charges = (
        Charge("XA01", "甲类药", Decimal("24.60"), Decimal(2)),
        Charge("XB02", "乙类药", Decimal("0.013333"), Decimal(150)),
    )
    paid = Payment(Decimal("51.20"), PaymentMethod.CASH, Decimal("60.00"))
    return HandClaim(KEY, office, patient, visit, charges, paid, "看病时医保线路不通，后来没有补办。", NOW)


def flat(paper: bytes, extracted: Callable[[bytes], str]) -> str:
    return re.sub(r"\s", "", extracted(paper))


def test_everything_that_is_asked_for(packet: HandClaim, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    text = flat(hand_claim(packet, fonts), extracted)
    for piece in (
        "手工报销材料单",
        f"单号{KEY}",
        "诊断1I10.x00高血压",
        "诊断2E11.9002型糖尿病",
        "XA01甲类药24.60249.20",
        "XB02乙类药0.0133331502.00",
        "合计51.20元",
        "大写伍拾壹元贰角",
        "本人已付51.20元",
        "为什么没有直接结算：看病时医保线路不通，后来没有补办。",
        "报销要带：盖章的收费票据、与票据相符的费用清单、处方或病历",
        "问黑龙江省哈尔滨市医保。",
        "经办0107",
    ):
        assert piece in text, piece
    assert "急诊证明" not in text
    assert "急诊证明" in flat(hand_claim(replace(packet, emergency=True), fonts), extracted)


def test_the_fee_list_ends_where_the_rule_above_it_does(
    packet: HandClaim, fonts: SlipFonts, word_boxes: Callable[[bytes], list[list[tuple[str, Box]]]]
) -> None:
    (page,) = word_boxes(hand_claim(packet, fonts))
    ends = [right for text, (_, _, right, _) in page if text in ("金额", "49.20", "2.00")]
    assert len(ends) == 3
    assert max(ends) <= A5.width - A5.margin + 0.5


def test_a_long_bill_takes_as_many_pages_as_it_needs(
    packet: HandClaim, fonts: SlipFonts, extracted: Callable[[bytes], str]
) -> None:
    lines = tuple(Charge(f"XC{n:04d}", f"药品{n}", Decimal("1.00"), Decimal(1)) for n in range(120))
    text = flat(hand_claim(replace(packet, charges=lines), fonts), extracted)
    assert all(line.code in text for line in lines)
    assert text.count(f"（续）单号{KEY}") >= 2


def test_a_setting_that_is_missing(packet: HandClaim, fonts: SlipFonts) -> None:
    with pytest.raises(MissingSettingError):
        hand_claim(replace(packet, office=replace(packet.office, phone="")), fonts)
