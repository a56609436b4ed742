"""Each failure has its entry, its words and its paragraph; none of the three without the others."""

from __future__ import annotations

import re
from pathlib import Path

from counter_app.failures import FailureCode, all_failures, failure
from counter_app.settlement.place import load_place
from ui.words.reasons import REASONS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "failures.md"


def test_list_words_and_paragraphs_name_the_same_codes() -> None:
    codes = {code.value for code in FailureCode}
    assert {entry.code.value for entry in all_failures()} == codes
    assert {code.value for code in REASONS} == codes
    paragraphs = re.findall(r"^### (\S+)\n(.+)$", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    assert [code for code, _ in paragraphs] == [code.value for code in FailureCode]
    assert all(len(text) > 40 for _, text in paragraphs)


def test_every_code_has_one_entry() -> None:
    assert len(all_failures()) == len({entry.code for entry in all_failures()})
    assert all(failure(code).code is code for code in FailureCode)


def test_the_shipped_profile_names_only_known_reasons() -> None:
    assert all(FailureCode(code) and texts for code, texts in load_place("national").reasons)
