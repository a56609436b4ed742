"""The replay of a make-up ticket, and a window's first start, are killed by SIGKILL before each of their writes."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tests.power.cuts import Operation
from tests.power.killed import STEPS, Nursery, WentBy, brought_to_rest, fallen, points, quiet
from tests.scenarios.stage import BILL, Stage, ending, side_by_side

T = TypeVar("T")

REPLAY = ("queue", "replay")
# Two threads of a replay open the store. Where the second finds the log made it syncs the folder once less, and the
# last write of the others is one that this one never comes to.
TURNS = 10


def until_struck(story: Callable[[int, int], T]) -> Callable[[int], T]:
    """The story anew where the program went by its write."""

    def played(at: int) -> T:
        for turn in range(1, TURNS):
            with contextlib.suppress(WentBy):
                return story(at, turn)
        return story(at, TURNS)

    return played


@pytest.fixture(scope="module")
def whole(nursery: Nursery, ticket: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Operation]:
    """What a replay writes that nobody kills."""
    with quiet(tmp_path_factory.mktemp("whole") / "stage", record=ticket) as one:
        ended = nursery.run(one, *REPLAY, at=0)
        assert ended.report["drained"], (ended.report, ended.said)
        one.ended_well()
        return ended.done


@pytest.mark.parametrize("step", STEPS)
def test_at_every_write(nursery: Nursery, ticket: Path, whole: list[Operation], tmp_path: Path, step: int) -> None:
    def story(at: int, turn: int) -> int:
        with quiet(tmp_path / f"{at}-{turn}", record=ticket) as one:
            ended = fallen(nursery, one, *REPLAY, at=at)
            brought_to_rest(nursery, one)
            claim = one.ended_well()
            assert claim["paid"] == BILL
            if ended.report:  # it had told the cashier
                assert claim["setl_id"] == ended.report["claims"][0]["setl_id"]
            return one.arrived().count("2207A")

    where = points(whole, step)
    played = side_by_side(until_struck(story), where)
    sent = [ending(played, at) for at in where]
    assert set(sent) == {1}, "one that may have been sent is found, never sent again blindly"
    print(f"\n{len(where)} of {len(points(whole, 1))} writes")


def test_the_judge_sees_a_ticket_that_is_gone(nursery: Nursery, begun: Path, ticket: Path, tmp_path: Path) -> None:
    """The control: the window's folder is that of the morning, without the ticket that was handed out."""
    with quiet(tmp_path / "gone", record=ticket) as one:
        nursery.run(one, *REPLAY)
        assert one.ended_well()["state"] == "done"
        shutil.rmtree(one.data)
        shutil.copytree(begun, one.data)
        brought_to_rest(nursery, one)
        with pytest.raises(AssertionError, match="without an intent"):
            one.judge()
    with quiet(tmp_path / "before", record=ticket) as one:
        shutil.rmtree(one.data)
        shutil.copytree(begun, one.data)
        brought_to_rest(nursery, one)
        with pytest.raises(ValueError, match="unpack"):
            one.ended_well()


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=(pytest.mark.soak, pytest.mark.timeout(0)))])
def test_a_first_start_that_dies_leaves_a_folder_to_start_in(nursery: Nursery, tmp_path: Path, step: int) -> None:
    """Key, tables and catalogue are made; nothing has to be removed by hand before the next start."""
    with quiet(tmp_path / "whole") as hall:
        done = nursery.run(hall, *REPLAY, at=0).done

        def story(at: int, turn: int) -> None:
            one = Stage(tmp_path / f"{at}-{turn}", hall.service, hall.profile, settings=hall.settings)
            one.folder.mkdir()
            fallen(nursery, one, *REPLAY, at=at)
            brought_to_rest(nursery, one)
            assert one.judge() == []

        keys = [number for number, one in enumerate(done, start=1) if ".key" in one.name or one.name == "."]
        where = sorted({*keys, *points(done, 1)[::step]})
        played = side_by_side(until_struck(story), where)
        assert [ending(played, at) for at in where] == [None] * len(where)
        print(f"\n{len(where)} of {len(points(done, 1))} writes")
