"""What a broken-off run of many schedules believes of what was played before."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation import test_soak
from tests.simulation.test_soak import Tally


def line(first: int, by: str, wrong: str = "") -> str:
    return json.dumps({"first": first, "struck": {"schedules": 10}, "wrong": wrong, "by": by}) + "\n"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(test_soak, "ALSO", {"before": "why"})
    return tmp_path / "played" / "program.jsonl"


def test_a_block_counts_where_its_simulator_does(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(line(0, "now") + line(10, "before") + line(20, "of another") + line(30, "now")[:20])
    tally = Tally(file, "now")
    assert (set(tally.done), tally.before) == ({0, 10}, {10})
    assert tally.struck() == Counter(schedules=20)
    tally.close()


def test_what_an_earlier_simulator_called_wrong_is_played_anew_and_what_this_one_does_stays(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(line(0, "before", "I1") + line(10, "now", "I13"))
    tally = Tally(file, "now")
    assert set(tally.done) == {10}
    assert tally.wrong() == ["I13"]
    tally.add(0, Counter(schedules=10), "")
    tally.close()
    again = Tally(file, "now")
    assert (set(again.done), again.before, again.wrong()) == ({0, 10}, set(), ["I13"])
    again.close()


def test_a_line_that_was_cut_off_does_not_swallow_the_next(file: Path) -> None:
    file.parent.mkdir()
    file.write_text(line(0, "now") + line(10, "now")[:20])
    tally = Tally(file, "now")
    tally.add(10, Counter(schedules=10), "")
    tally.close()
    again = Tally(file, "now")
    assert set(again.done) == {0, 10}
    again.close()
