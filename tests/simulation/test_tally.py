"""What a broken-off run of many schedules believes of what was played before."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation import test_soak
from tests.simulation.test_soak import PROVED, SQL, Tally, functions_run, known


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


def test_schedules_in_memory_run_none_of_the_sql() -> None:
    """Of two modules of the queue they run functions; the others' are no part of what the tally is called by."""
    room = Path(test_soak.ROOT / SQL)
    for seeds in (range(PROVED), range(PROVED, 3 * PROVED)):
        files = {Path(file) for file in functions_run(seeds)}
        assert {file.name for file in files if file.parent == room} == {"values.py", "engine.py"}


class Refused(Exception):
    code = 3

    def told(self) -> str:
        return "said to people"


class Moved(Refused):
    pass


class Other(Exception):
    pass


def shown(kind: type[Exception], **others: object) -> list[str]:
    """What is known of a module with `kind`, a value and more, where another has `kind` and that value of it."""
    there = {"Moved": kind, "LIMIT": others.pop("LIMIT", 5), **others}
    return known({__name__: there}, {"desk": {"Moved": kind, "LIMIT": there["LIMIT"], "elsewhere": 7}})


def test_of_a_module_in_which_nothing_is_run_a_function_or_what_nobody_imports_may_change() -> None:
    before = shown(Moved, unasked=1, made=lambda: 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Refused, "told", lambda _self: "otherwise")
        assert shown(Moved, unasked=2, made=lambda: 2) == before


def test_but_not_what_is_imported_of_it_nor_what_that_is_a_kind_of() -> None:
    before = shown(Moved)
    assert shown(Moved, LIMIT=6) != before
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Moved, "code", 4)
        assert shown(Moved) != before
    for base, same in ((Refused, True), (Other, False)):
        again = type("Moved", (base,), {"__module__": __name__, "__qualname__": "Moved"})
        assert (shown(again) == before) is same


def test_a_module_that_is_imported_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="whole"):
        known({__name__: {}}, {"desk": {"queue": sys.modules[__name__]}})
