"""Each of the six calls is cut off before the service saw it, which the program cannot know."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import BILL, CALLS, WATCH_S, ending, stage, twins


def fault(call: str) -> dict[str, Any]:
    return {"name": "drop_before", "transaction": call, "count": 1}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[tuple[str, str], Any]:
    root = tmp_path_factory.mktemp("story")

    def online(call: str) -> tuple[dict[str, Any], float]:
        with stage(root / "online" / call, faults=[fault(call)]) as one:
            ran = one.settle()
            if call == "1101":
                assert (ran.code, ran.report["state"]) == (1, "waiting"), ran.said
                assert one.replay().report["drained"]
            else:
                assert (ran.code, ran.report["state"]) == (0, "done"), (ran.report, ran.said)
            return one.ended_well(), ran.seconds

    def offline(call: str) -> tuple[dict[str, Any], float]:
        with stage(root / "offline" / call, faults=[fault(call)], record=record) as one:
            ran = one.replay()
            assert ran.report["drained"]
            return one.ended_well(), ran.seconds

    return twins({"online": online, "offline": offline}, {"online": CALLS, "offline": CALLS})


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("twin", ["online", "offline"])
def test_booked_once(played: Mapping[tuple[str, str], Any], twin: str, call: str) -> None:
    claim, seconds = ending(played, (twin, call))
    if twin == "offline":
        assert claim["paid"] == BILL
    if call == "2207A":  # nothing is found, and silence is never believed: the visit is shut after the watch
        assert seconds > WATCH_S
