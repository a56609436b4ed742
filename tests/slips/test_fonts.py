"""Fonts: found or a clear word, loaded once from any thread, honest about what they lack; a right text layer."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import reportlab
from reportlab.pdfbase import ttfonts

from counter_app.slips import fonts as fonts_module
from counter_app.slips.fonts import FONT_FILE, SlipFonts, find_font, load_fonts, missing_characters
from counter_app.slips.refusals import FontUnavailableError, MissingCharactersError
from counter_app.slips.settlement import check_settlement_slip, settlement_slip
from counter_app.slips.unicode_map import to_unicode_map
from counter_app.slips.values import SettlementSlip

RARE = "𠮷䶮㛃"
# CJK Extension H: not in LXGW WenKai.
UNKNOWN = "\U00031350"


def test_a_frozen_program_brings_its_font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fonts").mkdir()
    carried = tmp_path / "fonts" / FONT_FILE
    carried.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert find_font() == carried


def test_a_missing_font_names_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts_module, "FONT_FILE", "not-there.ttf")
    with pytest.raises(FontUnavailableError, match="fonts-lxgw-wenkai"):
        find_font()
    with pytest.raises(FontUnavailableError, match=r"gone\.ttf"):
        load_fonts([tmp_path / "gone.ttf"])


def test_a_font_without_truetype_outlines_is_refused(tmp_path: Path) -> None:
    opentype = tmp_path / "cff.otf"
    opentype.write_bytes(b"OTTO" + bytes(200))
    with pytest.raises(FontUnavailableError, match="TrueType"):
        load_fonts([opentype])


def test_threads_share_one_registration(tmp_path: Path, slip: SettlementSlip) -> None:
    copy = tmp_path / "copy.ttf"
    shutil.copy(find_font(), copy)
    with ThreadPoolExecutor(6) as threads:
        loaded = list(threads.map(lambda _: load_fonts([copy]), range(12)))
    assert len({id(one.faces[0]) for one in loaded}) == 1
    alone = settlement_slip(slip, loaded[0])
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(lambda one: settlement_slip(slip, one), loaded[:8])) == {alone}


def test_the_first_font_that_has_a_character_draws_it(
    fonts: SlipFonts, slip: SettlementSlip, extracted: Callable[[bytes], str]
) -> None:
    latin = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    both = load_fonts([latin, find_font()])
    assert [piece for _, piece in both.runs("Q10胶囊 2 盒")] == ["Q10", "胶囊", " 2 ", "盒"]
    assert both.missing("王") == ""
    assert load_fonts([latin]).missing("王小王A") == "王小"
    assert "辅酶Q10胶囊" in extracted(settlement_slip(slip, both))


def test_rare_characters_print_and_extract(
    fonts: SlipFonts,
    slip: SettlementSlip,
    extracted: Callable[[bytes], str],
    characters: Callable[[bytes], list[tuple[str, float]]],
) -> None:
    paper = settlement_slip(replace(slip, patient=replace(slip.patient, name=RARE)), fonts)
    assert RARE in extracted(paper)
    # Another reader, so that one reader's leniency does not decide. PDFium gives two halves beyond U+FFFF.
    halves = "".join(character for character, _ in characters(paper))
    assert RARE in halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def test_the_font_is_embedded(fonts: SlipFonts, slip: SettlementSlip, tmp_path: Path) -> None:
    (tmp_path / "slip.pdf").write_bytes(settlement_slip(slip, fonts))
    listed = subprocess.run(["pdffonts", tmp_path / "slip.pdf"], capture_output=True, check=True, text=True).stdout
    rows = [row.split() for row in listed.splitlines()[2:]]
    assert rows
    for row in rows:
        assert "LXGWWenKai" in row[0]
        assert row[-5:-2] == ["yes", "yes", "yes"], "embedded, a subset, with a Unicode map"


def test_unicode_map_is_utf16_in_blocks_of_at_most_a_hundred() -> None:
    subset = [0x20BB7, *range(0x4E00, 0x4E00 + 255)]
    written = to_unicode_map("Font", subset)
    assert "<00> <D842DFB7>" in written
    assert [line for line in written.splitlines() if line.endswith("beginbfchar")] == [
        "100 beginbfchar",
        "100 beginbfchar",
        "56 beginbfchar",
    ]


def test_reportlab_itself_stays_as_it_is(fonts: SlipFonts) -> None:
    assert ttfonts.makeToUnicodeCMap.__module__ == "reportlab.pdfbase.ttfonts"
    assert type(fonts.faces[0]) is not ttfonts.TTFont


def test_a_character_in_no_font_is_reported_before_printing(fonts: SlipFonts, slip: SettlementSlip) -> None:
    assert missing_characters(f"王{UNKNOWN}{UNKNOWN}{RARE}", fonts) == UNKNOWN
    odd = replace(slip, patient=replace(slip.patient, name=f"王{UNKNOWN}"))
    for refused in (settlement_slip, check_settlement_slip):
        with pytest.raises(MissingCharactersError) as caught:
            refused(odd, fonts)
        assert caught.value.labels == ("姓名",)
        assert "姓名" in str(caught.value)
        assert UNKNOWN not in str(caught.value)
        assert "王" not in str(caught.value)
