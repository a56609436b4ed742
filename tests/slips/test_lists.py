"""The lists of the day's end on A4: every row is there, the head on every page, the font in the file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

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
    assert text.count("手工报销2026-11-2909:42") == len(BILLS), "bills of many months: each row says of which year"
    assert "没有。" in flat(agency_list([], office, NOW, fonts), extracted)


def test_a_name_that_no_font_has_is_refused_before_anything_is_drawn(office: Office, fonts: SlipFonts) -> None:
    row = CallRow("B1", date(2026, 9, 1), "", Decimal(1), date(2026, 9, 2), 1, "", name="\U0003ffff")
    with pytest.raises(MissingCharactersError):
        call_list([row], office, NOW, fonts)


def test_sixty_rows_with_long_names_stay_in_their_columns(
    office: Office, fonts: SlipFonts, word_boxes: Callable[[bytes], list], extracted: Callable[[bytes], str]
) -> None:
    name, place = "阿卜杜热西提·买买提江·吐尔逊尼亚孜·艾合买提", "新疆维吾尔自治区伊犁哈萨克自治州"
    waits = ("医保不同意，要本人来", "应退 1,234.50 元没领", "等医保核对，先不用来")
    calls = [
        CallRow(
            f"B03-7K2Q-{102750 + n}", date(2026, 9, 1) + timedelta(n), place if n % 2 else "黑龙江省哈尔滨市",
            Decimal("12964.10"), date(2026, 11, 20), n - 20, waits[n % 3], name=name if n % 5 == 0 else "欧阳㛃䶮",
            phone=("13800000000", "0451-87654321 转 8012")[n % 2],
        )
        for n in range(60)
    ]  # fmt: skip
    bills = [
        AgencyRow(row.key, row.visited, row.place, row.paid, row.paid, "手工报销", NOW, name=row.name, tail="042X")
        for row in calls
    ]
    for paper, title in (
        (call_list(calls, office, NOW, fonts), "催办电话名单"),
        (agency_list(bills, office, NOW, fonts), "没有直接结算的门诊费用名单"),
    ):
        sheets = word_boxes(paper)
        assert len(sheets) > 2
        for words in sheets:
            assert any(title in text for text, _ in words), "each sheet says what list it is"
            for text, (left, _, right, bottom) in words:
                assert left >= A4_LYING.margin - 1, text
                assert right <= A4_LYING.width - A4_LYING.margin + 1, text
                assert bottom <= A4_LYING.height - 20, text
            for (one, a), (other, b) in combinations(words, 2):
                apart = min(a[2], b[2]) - max(a[0], b[0]) < 0.5 or min(a[3], b[3]) - max(a[1], b[1]) < 0.5
                assert apart, f"{one} and {other} cover each other"
        found = [text for words in sheets for text, _ in words]
        assert all(row.key in found for row in calls), "numbers stay whole"
        assert not any(text.startswith("·") for text in found), "a name's dot begins no line"
        assert "2026-11-2909:42:07" in "".join(extracted(paper).split("\f")[1].split()), "and of which moment"
    read = extracted(call_list(calls, office, NOW, fonts))
    for words in (*waits, "黑龙江省哈尔滨市"):
        assert words in read, f"{words}: on one line, as it is read out"
    ended = extracted(agency_list(bills, office, NOW, fonts)).count("2026-11-29 09:42\n")
    assert ended == len(bills), "a moment stands on one line"
