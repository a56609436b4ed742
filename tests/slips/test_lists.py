"""The lists of the day's end on A4: every row is there, the head on every page, the font in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pypdfium2
import pytest

from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import A4_LYING
from counter_app.slips.lists import AgencyRow, CallRow, agency_list, call_list
from counter_app.slips.refusals import MissingCharactersError
from counter_app.slips.values import Office
from tests.slips.conftest import NOW

ROWS = [
    CallRow(
        f"B03-KQT-{700 + n}", date(2026, 9, 1) + timedelta(n), "黑龙江省哈尔滨市", Decimal("964.10") + n,
        date(2026, 11, 20) + timedelta(n), n - 9, "医保不同意，要本人来", name="王小芳",
        phone="13800000000" if n else "",
    )
    for n in range(40)
]  # fmt: skip
BILLS = [
    AgencyRow(
        f"B03-KQT-{700 + n}", date(2026, 9, 1), "黑龙江省哈尔滨市", Decimal("10.10"), Decimal("10.10"), "手工报销",
        NOW, name="王小芳", tail="0428",
    )
    for n in range(3)
]  # fmt: skip


def flat(paper: bytes, extracted: Callable[[bytes], str]) -> str:
    return re.sub(r"\s", "", extracted(paper))


def test_everybody_is_on_the_call_list(office: Office, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    paper = call_list(list(reversed(ROWS)), office, NOW, fonts)
    text = flat(paper, extracted)
    at = [text.index(row.key) for row in ROWS]
    assert at == sorted(at), "the most urgent stand first"
    for piece in ("共40位，其中已过期9位", "过了9天", "今天", "30天", "13800000000", "没有留", "不问验证码"):
        assert piece in text, piece
    assert "应退没领的" not in text
    due = flat(call_list([replace(ROWS[0], why="应退 12.30 元没领")], office, NOW, fonts), extracted)
    assert f"这里是{office.institution}收费处。您（就诊那天）的医保已补办好" in due
    assert "我们不会要您转账" in due
    document = pypdfium2.PdfDocument(paper)
    pages = len(document)
    assert pages >= 2
    assert text.count("打过、答复") == pages, "the head stands on every page"
    assert all(document[n].get_size() == pytest.approx(A4_LYING.size, abs=0.1) for n in range(pages))
    document.close()
    assert b"FontFile2" in paper, "the Chinese font is in the file"


def test_the_agencys_list_has_its_sum(office: Office, fonts: SlipFonts, extracted: Callable[[bytes], str]) -> None:
    text = flat(agency_list(BILLS, office, NOW, fonts, training=True), extracted)
    for piece in ("共3笔，总额30.30元", "B03-KQT-702", "0428", "手工报销", "院内医保办签收", "训练单"):
        assert piece in text, piece
    assert "没有。" in flat(agency_list([], office, NOW, fonts), extracted)


def test_a_name_that_no_font_has_is_refused_before_anything_is_drawn(office: Office, fonts: SlipFonts) -> None:
    row = CallRow("B1", date(2026, 9, 1), "", Decimal(1), date(2026, 9, 2), 1, "", name="\U0003ffff")
    with pytest.raises(MissingCharactersError):
        call_list([row], office, NOW, fonts)
