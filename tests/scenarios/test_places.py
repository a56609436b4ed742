"""Places differ: one may not look, one may not reverse, one plays each behaviour the other way. Never doubled."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import ending, side_by_side, stage, twins

BLIND = {"may_look": "false"}
BLIND_AND_FINAL = {"may_look": "false", "may_reverse": "[]"}
PROFILES = {"may look": {}, "may not look": BLIND, "may not look nor reverse": BLIND_AND_FINAL}
FAULTS = ("drop_after", "drop_before", "late")
CASES = list(itertools.product(PROFILES, FAULTS))
SWITCHED: dict[str, dict[str, str | int]] = {
    "2202 always refused": {"cancel_visit": "refused"},
    "5204 without setl_id refused": {"look_without_setl_id": "refused"},
    "5204 shows it late": {"look_delay_s": 3},
    "2601 refused": {"reverse": "refused"},
    "2601 of the unknown answers done": {"reverse_unknown": "done"},
}
Case = tuple[str, str]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[tuple[str, Case], Any]:
    root = tmp_path_factory.mktemp("story")

    def online(case: Case) -> dict[str, Any]:
        profile, name = case
        fault = {"name": name, "transaction": "2207A", "count": 1}
        with stage(root / "online" / "-".join(case), profile=PROFILES[profile], faults=[fault]) as one:
            ran = one.settle(patience=30.0)
            (claim,) = one.judge()
            return {"claim": claim, "live": len(one.live()), "code": ran.code, "arrived": one.arrived()}

    def offline(case: Case) -> dict[str, Any]:
        """The twin: the same, in the replay of a ticket."""
        profile, name = case
        fault = {"name": name, "transaction": "2207A", "count": 1}
        with stage(root / "offline" / "-".join(case), profile=PROFILES[profile], faults=[fault], record=record) as one:
            assert one.replay().report["drained"]
            (claim,) = one.judge()
            return {"claim": claim, "live": len(one.live()), "arrived": one.arrived()}

    return twins({"online": online, "offline": offline}, {"online": CASES, "offline": CASES})


@pytest.mark.parametrize("twin", ["online", "offline"])
@pytest.mark.parametrize("case", CASES, ids=" ".join)
def test_an_unclear_settlement(played: Mapping[tuple[str, Case], Any], twin: str, case: Case) -> None:
    found = ending(played, (twin, case))
    profile, fault = case
    state = found["claim"]["state"]
    booked = fault != "drop_before"  # late: executed when the program has given up
    if profile == "may not look nor reverse" and booked:
        # Something is settled there, nobody here may see or undo it: the next day's proof decides.
        assert (state, found["claim"]["held"], found["claim"]["failure"]) == ("unclear", "reconcile", "17")
        assert found["live"] == 1
        assert found["arrived"].count("2207A") == 1
    elif profile == "may not look" and booked:
        # Refused twice to shut, so something is settled: taken back by 2601, shut, settled again on a fresh visit.
        assert state == "done"
        assert found["arrived"].count("2601") == 1
        assert found["live"] == 1
    else:
        assert state == "done", found
        assert found["live"] == 1
        assert "2601" not in found["arrived"]


@pytest.fixture(scope="module")
def switched(tmp_path_factory: pytest.TempPathFactory) -> Mapping[Case, Any]:
    root = tmp_path_factory.mktemp("switched")

    def story(case: Case) -> dict[str, Any]:
        switch, name = case
        fault = {"name": name, "transaction": "2207A", "count": 1}
        with stage(root / "-".join(case), behaviours=SWITCHED[switch], faults=[fault]) as one:
            one.settle(patience=30.0)
            (claim,) = one.judge()
            return {"claim": claim, "live": len(one.live())}

    return side_by_side(story, itertools.product(SWITCHED, ("drop_after", "drop_before")))


@pytest.mark.parametrize("fault", ["drop_after", "drop_before"])
@pytest.mark.parametrize("switch", SWITCHED)
def test_a_place_that_answers_the_other_way(switched: Mapping[Case, Any], switch: str, fault: str) -> None:
    found = ending(switched, (switch, fault))
    state = found["claim"]["state"]
    if (switch, fault) in {("2202 always refused", "drop_before"), ("5204 without setl_id refused", "drop_after")}:
        # Nothing seen and never shut: it cannot be told whether it is booked, so it rests and is not sent again.
        assert (state, found["claim"]["held"]) == ("unclear", "reconcile")
        assert found["live"] == (1 if fault == "drop_after" else 0)
    else:
        assert (state, found["live"]) == ("done", 1)
