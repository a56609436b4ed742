"""The same slip on a sheet of A5, on the 80 mm roll and on three-part paper: laid out for each, not shrunk."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
import zxingcpp

from counter_app.slips.fonts import SlipFonts
from counter_app.slips.forms import FORMS, ROLL, Form
from counter_app.slips.make_up import make_up_ticket
from counter_app.slips.pdf import sheet_size
from counter_app.slips.refund import refund_slip
from counter_app.slips.settlement import settlement_slip
from counter_app.slips.values import MakeUpTicket, RefundSlip, SettlementSlip

Paper = Callable[[Form], bytes]
_MM = 72 / 25.4


@pytest.fixture
def papers(slip: SettlementSlip, ticket: MakeUpTicket, refund: RefundSlip, fonts: SlipFonts) -> dict[str, Paper]:
    return {
        "settlement": lambda form: settlement_slip(slip, fonts, form),
        "ticket": lambda form: make_up_ticket(ticket, fonts, form),
        "refund": lambda form: refund_slip(refund, fonts, form),
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", ["settlement", "ticket", "refund"])
def test_every_slip_stays_inside_its_paper_and_covers_nothing(
    kind: str, form: str, papers: dict[str, Paper], word_boxes: Callable[[bytes], list]
) -> None:
    paper = papers[kind](FORMS[form])
    wide, high = sheet_size(paper)
    for words in word_boxes(paper):
        for number, (text, (left, top, right, bottom)) in enumerate(words):
            assert left >= FORMS[form].margin - 1, text
            assert right <= wide - FORMS[form].margin + 1, text
            assert top >= 8, text
            assert bottom <= high - 8, text
            for other, (a, b, c, d) in words[number + 1 :]:
                apart = min(right, c) - max(left, a) < 0.5 or min(bottom, d) - max(top, b) < 0.5
                assert apart, f"{text} and {other} cover each other"


@pytest.mark.parametrize("form", FORMS)
def test_no_form_leaves_out_what_another_says(
    form: str, papers: dict[str, Paper], extracted: Callable[[bytes], str]
) -> None:
    """Every amount of the A5 slip, the names of all fee lines, and each sentence."""

    def letters(text: str) -> str:
        return re.sub(r"\s", "", text)

    read = letters(extracted(papers["settlement"](FORMS[form])))
    plain = extracted(papers["settlement"](FORMS["a5"]))
    for amount in set(re.findall(r"\d+\.\d\d\b", plain)) - {"0.00"}:
        assert amount in read, amount
    for words in (
        "苯磺酸氨氯地平片",
        "辅酶Q10胶囊",
        "贰佰玖拾伍元柒角伍分",
        "含起付线90.00元要先自付",
        "患者或家属签字",
    ):
        assert words in read, words


def test_the_roll_is_cut_where_the_text_ends_and_has_type_to_read(
    papers: dict[str, Paper], characters: Callable[[bytes], list[tuple[str, float]]]
) -> None:
    refund, slip = papers["refund"](ROLL), papers["settlement"](ROLL)
    assert sheet_size(refund)[0] == pytest.approx(80 * _MM, abs=0.1)
    assert sheet_size(refund)[1] < sheet_size(slip)[1] < 500 * _MM
    assert min(size for _, size in characters(slip) if size > 1) >= 10.0 - 0.01, "reflowed, not shrunk"
    assert min(size for _, size in characters(refund) if size > 1) >= 14.0 - 0.01


def test_long_bills_have_room_on_a_roll(
    slip: SettlementSlip, fonts: SlipFonts, fee_lines: Callable[..., tuple], extracted: Callable[[bytes], str]
) -> None:
    charges, splits = fee_lines(200)
    read = extracted(settlement_slip(replace(slip, charges=charges, splits=splits), fonts, ROLL))
    assert re.search(r"200\s+辅酶Q10胶囊", read)
    assert read.count("\f") == 1, "one strip"


@pytest.mark.parametrize("form", ["roll", "three_part", "three_part_tall"])
def test_no_grey_goes_to_needles_or_to_a_thermal_head(form: str, slip: SettlementSlip, fonts: SlipFonts) -> None:
    """Grey would be a raster of dots: unreadable below the text, and nothing on the third copy."""
    paper = settlement_slip(replace(slip, training=True), fonts, FORMS[form])
    greys = set(re.findall(rb"([0-9.]+) [gG]\b", drawing(paper)))
    assert greys <= {b"0", b"0.0", b"1", b"1.0"}, greys
    assert b"1 Tr" in drawing(paper), "the training mark is an outline"


def test_strokes_are_bold_on_three_part_paper(papers: dict[str, Paper]) -> None:
    assert drawing(papers["refund"](FORMS["three_part"])).count(b"2 Tr") > 15, "every line is filled and stroked"
    assert drawing(papers["refund"](FORMS["a5"])).count(b"2 Tr") < 8


@pytest.mark.parametrize("form", FORMS)
def test_the_code_is_read_from_every_paper(
    form: str, papers: dict[str, Paper], picture: Callable[[bytes, int], object]
) -> None:
    found = zxingcpp.read_barcodes(picture(papers["settlement"](FORMS[form]), 0))
    assert [code.text for code in found] == ["B03-20261129-000127"]


def drawing(paper: bytes) -> bytes:
    """The pages' drawing operations."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", paper, re.DOTALL)
    text = b""
    for stream in streams:
        try:
            text += zlib.decompress(_ascii85(stream.strip()))
        except (ValueError, zlib.error):
            continue
    return text


def _ascii85(stream: bytes) -> bytes:
    import base64

    return base64.a85decode(stream.removesuffix(b"~>")) if stream.endswith(b"~>") else stream
