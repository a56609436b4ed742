"""The tour, as people start it: its own X server, its own service and reader, pictures and slips in a folder."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from PySide6.QtGui import QImageReader

from counter_app.failures import FailureCode
from ui.tour.shown import PAGES, ROWS
from ui.views import VisitState

ROOT = Path(__file__).resolve().parents[2]
SCREEN = (1366, 768)
ASKED = {code for code in FailureCode if code < FailureCode.SERVICE_SAID}  # the 18 reasons and their variants

pytestmark = [pytest.mark.window, pytest.mark.pcsc]


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run for all tests: it takes more than a minute."""
    if shutil.which("xvfb-run") is None:
        pytest.skip("no xvfb-run: make run installs it")
    out = tmp_path_factory.mktemp("tour")
    command = [ROOT / "scripts" / "with_display.sh", "--screen", "{}x{}".format(*SCREEN), sys.executable]
    ran = subprocess.run(
        [*command, "-m", "counter_app", "tour", "--out", out],
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    told = (out / "tour.json").read_text("utf-8") if (out / "tour.json").is_file() else "no tour.json"
    assert ran.returncode == 0, f"{told}\n{ran.stderr}"
    return out


@pytest.fixture
def record(toured: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((toured / "tour.json").read_text("utf-8"))
    return found


def shown(record: dict[str, Any], what: str) -> set[str]:
    return {name for step in record["steps"] for name in step[what]}


def missing(record: dict[str, Any], kind: str) -> set[str]:
    """What is named as not shown; each with its reason."""
    assert all(one["why"] for one in record["not_shown"])
    return {one["name"] for one in record["not_shown"] if one["kind"] == kind}


def test_every_step_came_true_and_the_books_agree(record: dict[str, Any]) -> None:
    assert record["failed"] == ""
    assert (record["settlements"], record["live"]) == (9, 8)


def test_every_row_of_the_look_is_in_it(record: dict[str, Any], shared: Path) -> None:
    page = (shared / "design" / "look.md").read_text(encoding="utf-8")
    table = page.split("## 9. State → screen")[1].split("## 10.")[0]
    states = [row.split("|")[1].strip().strip("*") for row in table.splitlines() if re.match(r"\| \S", row)]
    assert set(states[1:]) == set(ROWS)
    words = (shared / "design" / "words.md").read_text(encoding="utf-8").split("## 2. The 18 reasons")[1]
    reasons = {row["id"] for row in yaml.safe_load(words.split("```yaml")[1].split("```")[0])}
    assert reasons == ASKED


def test_what_is_not_shown_is_said(record: dict[str, Any]) -> None:
    """Rows, failures, pages, states of a visit: each in a picture, or named with the reason; none is both."""
    for kind, what, every in (
        ("row", "rows", set(ROWS)),
        ("failure", "failures", set(FailureCode)),
        ("page", "pages", set(PAGES)),
    ):
        seen, not_seen = shown(record, what), missing(record, kind)
        assert seen | not_seen == every, f"{what}: {sorted(every - seen - not_seen)}"
        assert not seen & not_seen
    assert not missing(record, "row")
    assert not missing(record, "failure") & ASKED
    assert {step["state"] for step in record["steps"]} - {""} | missing(record, "state") == set(VisitState)


def test_each_window_says_what_is_different_about_it(record: dict[str, Any]) -> None:
    assert {step["act"] for step in record["steps"]} - {""} == {one["act"] for one in record["acts"]}
    assert all(one["why"] and "service_time_limit_s = 1" in one["settings"]["place"] for one in record["acts"])


def test_the_normal_path_needs_at_most_three_keys(record: dict[str, Any]) -> None:
    (settled,) = [step for step in record["steps"] if step["picture"].endswith("-settled.png") and "keys" in step]
    assert settled["keys"] == ["F8", "F9"], "of the exact amount; what is typed of notes counts as well"


def test_every_picture_shows_something_else(toured: Path, record: dict[str, Any]) -> None:
    pictures = [toured / step["picture"] for step in record["steps"]]
    assert len({picture.name.partition("-")[2] for picture in pictures}) == len(pictures)
    for picture in pictures:
        assert QImageReader(str(picture)).size().toTuple() == SCREEN
    for before, after in pairwise(picture.read_bytes() for picture in pictures):
        assert before != after


def test_every_paper_is_there(toured: Path) -> None:
    slips = Counter(re.fullmatch(r"B\d\d-\w+-\d+-(.+)", file.stem)[1] for file in toured.glob("*.pdf"))
    assert set(slips) >= {"settlement", "refund", "ticket", "notice", "check"}
    for file in toured.glob("*.pdf"):
        assert file.read_bytes().startswith(b"%PDF")
