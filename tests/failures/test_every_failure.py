"""Each failure has its entry, its words and its paragraph, and each of the 18 reasons somebody who meets it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from counter_app.failures import FailureCode, all_failures, failure
from counter_app.settlement.place import load_place
from sandbox.service import DATA
from ui.words.reasons import REASONS, Reason

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "failures.md").read_text("utf-8")
PEOPLE = tuple(
    code for row in yaml.safe_load((DATA / "people.yaml").read_text("utf-8"))["people"] for code in row.get("shows", ())
)
# 90 to 99 are not among the eighteen reasons: what the window meets besides.
REASON_CODES = tuple(code for code in FailureCode if code.value[:2] <= "18")


def paragraphs(page: str) -> dict[str, str]:
    """What stands under the heading of each code."""
    parts = re.split(r"^### (\S+)\n", page, flags=re.MULTILINE)
    return {code: text.strip() for code, text in zip(parts[1::2], parts[2::2], strict=True)}


def gaps(words: Mapping[FailureCode, Reason], page: str, shown: Iterable[str]) -> set[tuple[str, str]]:
    """Which code lacks what, and what stands for a code that is none."""
    told, people = paragraphs(page), list(shown)
    found = set()
    for code in FailureCode:
        said = words.get(code)
        if said is None or not all((said.name, said.cashier, said.display, said.slip)):
            found.add((code.value, "words"))
        if len(told.get(code.value, "")) <= 40:
            found.add((code.value, "paragraph"))
        if code in REASON_CODES and people.count(code.value) != 1:
            found.add((code.value, "person"))
    known = {code.value for code in FailureCode}
    return found | {(code, "no such code") for code in {*told, *people} - known}


def test_every_reason_has_its_words_its_paragraph_and_its_person() -> None:
    assert gaps(REASONS, PAGE, PEOPLE) == set()
    assert len({code.value[:2] for code in REASON_CODES}) == 18
    assert list(paragraphs(PAGE)) == [code.value for code in FailureCode]


@pytest.mark.parametrize("code", list(FailureCode))
def test_a_missing_one_is_found(code: FailureCode) -> None:
    """The test above can fail: each of the three is taken away once, for every code."""
    others = {one: said for one, said in REASONS.items() if one is not code}
    assert gaps(others, PAGE, PEOPLE) == {(code.value, "words")}
    assert gaps({**REASONS, code: replace(REASONS[code], display="")}, PAGE, PEOPLE) == {(code.value, "words")}
    text = paragraphs(PAGE)[code.value]
    for left in (PAGE.replace(f"### {code.value}\n{text}", ""), PAGE.replace(f"\n{text}\n", "\nSee above.\n")):
        assert left != PAGE
        assert gaps(REASONS, left, PEOPLE) == {(code.value, "paragraph")}
    if code in REASON_CODES:
        assert gaps(REASONS, PAGE, [one for one in PEOPLE if one != code.value]) == {(code.value, "person")}
    assert gaps(REASONS, f"{PAGE}\n### 19\n{text}\n", [*PEOPLE, "20"]) == {
        ("19", "no such code"),
        ("20", "no such code"),
    }


def test_every_code_has_one_entry() -> None:
    assert {entry.code for entry in all_failures()} == set(FailureCode)
    assert len(all_failures()) == len(FailureCode)
    assert all(failure(code).code is code for code in FailureCode)


def test_the_shipped_profile_names_only_known_reasons() -> None:
    assert all(FailureCode(code) and texts for code, texts in load_place("national").reasons)
