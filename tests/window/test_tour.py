"""The tour, as people start it: its own X server, its own service and reader, pictures and slips in a folder."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

ROOT = Path(__file__).resolve().parents[2]
SCREEN = (1366, 768)

pytestmark = [pytest.mark.window, pytest.mark.pcsc]


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which("xvfb-run") is None:
        pytest.skip("no xvfb-run: make run installs it")
    out = tmp_path_factory.mktemp("tour")
    command = [ROOT / "scripts" / "with_display.sh", "--screen", "{}x{}".format(*SCREEN), sys.executable]
    ran = subprocess.run(
        [*command, "-m", "counter_app", "tour", "--out", out],
        cwd=ROOT, capture_output=True, text=True, timeout=150, check=False,
    )  # fmt: skip
    told = (out / "tour.json").read_text("utf-8") if (out / "tour.json").is_file() else "no tour.json"
    assert ran.returncode == 0, f"{told}\n{ran.stderr}"
    return out


@pytest.fixture
def record(toured: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((toured / "tour.json").read_text("utf-8"))
    return found


def test_every_step_came_true_and_the_books_agree(record: dict[str, Any]) -> None:
    assert record["failed"] == ""
    assert (record["settlements"], record["live"]) == (3, 3)


def test_the_normal_path_needs_at_most_three_keys(record: dict[str, Any]) -> None:
    (settled,) = [step for step in record["steps"] if step["picture"].endswith("-settled.png")]
    assert 0 < len(settled["keys"]) <= 3


def test_every_picture_shows_something_else(toured: Path, record: dict[str, Any]) -> None:
    pictures = [QImage(str(toured / step["picture"])) for step in record["steps"]]
    assert len(pictures) == 18
    for picture in pictures:
        assert (picture.width(), picture.height()) == SCREEN
    for before, after in pairwise(pictures):
        assert before != after


def test_every_paper_is_there(toured: Path) -> None:
    slips = sorted(file.stem.split("-", 2)[2] for file in toured.glob("*.pdf"))
    assert slips == ["1-settlement", "2-settlement", "3-refund", "3-settlement", "3-ticket"]
    for file in toured.glob("*.pdf"):
        assert file.read_bytes().startswith(b"%PDF")
