"""What each of the 18 reasons hands out: one large sheet, with what to do, until when, whom to ask, and its code."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from counter_app.failures import FailureCode
from counter_app.slips.fonts import SlipFonts, find_font, load_fonts
from counter_app.slips.notice import notice
from counter_app.slips.values import Notice, NoticeKind, Office, Patient
from ui.words.partly_known import paragraphs
from ui.words.reasons import reason
from ui.words.template import blanks

CODES = [code for code in FailureCode if code.value[:2] <= "18"]
KEY = "B03-7K2Q-127"
PLAIN = Notice(
    key=KEY,
    office=Office("市第二人民医院", "广东省广州市", "3", "0107", "020-88880000"),
    patient=Patient("王小芳", "990100195803150428", "2", Decimal(68), "黑龙江 哈尔滨市", "0451-12345"),
    kind=NoticeKind.REASON,
    code="01",
    paragraphs=(),
    issued_at=datetime(2026, 11, 29, 9, 42, tzinfo=ZoneInfo("Asia/Shanghai")),
    total=Decimal("964.10"),
    due=date(2027, 5, 29),
    rule="哈尔滨市医保局办事指南",
    said="FSI-答复的原文有这么长，一行不一定放得下[psnInsuBO_28]",
    message="H44010000001202611290942070001",
)
FRAME = (
    f"单号{KEY}",
    "期限：最晚2027年5月29日（星期六）前办（依据：哈尔滨市医保局办事指南）。",
    "黑龙江哈尔滨市医保0451-12345本院医保办020-88880000",
    "市第二人民医院3号窗口经办0107",
    "2026-11-29",
    "再来办时，请窗口扫这张单的码，就能接着办。",
    "自付：医保目录里的项目",
    "自费：医保目录以外的项目",
)


@pytest.fixture(scope="module")
def fonts() -> SlipFonts:
    return load_fonts([find_font()])


def values(code: FailureCode) -> dict[str, str]:
    """Every blank of its text, as long as such things mostly are."""
    long = {
        "参保地": "哈尔滨",
        "就医地": "广州",
        "单号": KEY,
        "院电话": "020-88880000",
        "限期": "2026 年 12 月 1 日（星期二）",
        "已付": "964.10",
    }
    return {name: long.get(name, "市第二人民医院") for name in blanks(reason(code).slip)}


@pytest.mark.parametrize("code", CODES)
def test_one_large_sheet_with_everything_on_it(code: FailureCode, fonts: SlipFonts) -> None:
    said, missing = paragraphs(code, values(code), uploads=True)
    assert not missing
    pdf = notice(replace(PLAIN, code=code.value, paragraphs=said), fonts)
    with pypdfium2.PdfDocument(pdf) as paper:
        assert len(paper) == 1
        page = paper[0]
        text = re.sub(r"\s", "", page.get_textpage().get_text_bounded())
    for piece in (*FRAME, *said, f"原因{code.value}"):
        assert re.sub(r"\s", "", piece) in text, piece


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_a_scanner_reads_its_code(kind: NoticeKind, fonts: SlipFonts) -> None:
    reader = pytest.importorskip("zxingcpp", reason="zxing-cpp reads codes; it is not installed")
    for training in (False, True):
        value = replace(PLAIN, kind=kind, paragraphs=("原因和办法。",), training=training)
        with pypdfium2.PdfDocument(notice(value, fonts)) as paper:
            found = reader.read_barcodes(paper[0].render(scale=2).to_pil().convert("L"))
        assert [barcode.text.removeprefix("XL-") for barcode in found] == [KEY]
