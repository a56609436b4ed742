"""The program is killed by SIGKILL at every arrow of a claim's way; a fresh one brings the claim to its end.

Arrows: before the intent's commit, after it and before sending, sent and not yet answered (executed before the death,
or after it), answered and not yet written.
"""

from __future__ import annotations

import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import BILL, ending, stage, twins

# The points of child.py, in the order in which a claim passes them.
OPENING = ["send 1101", "heard 1101", "send 2001", "heard 2001", "before commit open", "after commit open"]
ON_THE_WAY = [
    *(f"{when} {number}" for number in ("2201", "2203A", "2204") for when in ("after commit intent", "heard")),
    "send 2206A",
    "heard 2206A",
]
CONFIRMED = ["before commit intent 2207A", "after commit intent 2207A", "heard 2207A", "after commit rest done"]
# Killed from outside while the service holds the answer (hang) or the call itself (late).
IN_FLIGHT = [
    f"{fault} {number}" for number in ("2201", "2203A", "2204", "2206A", "2207A") for fault in ("hang", "late")
]
ONLINE = [*OPENING, "after commit rest held", *ON_THE_WAY, *CONFIRMED, *IN_FLIGHT]
OFFLINE = [*OPENING[:2], *ON_THE_WAY, *CONFIRMED, *IN_FLIGHT]


def fall(one: Any, point: str, *arguments: str) -> None:
    """Run the program until it is killed at the point."""
    how, _, number = point.partition(" ")
    if how in ("hang", "late"):
        one.kill_while_held(number, how, *arguments)
        return
    ran = one.run(*arguments, doom=point)
    assert ran.code == -signal.SIGKILL, f"{point} was never reached: {ran}"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[tuple[str, str], Any]:
    root = tmp_path_factory.mktemp("story")

    def online(point: str) -> dict[str, Any]:
        with stage(root / "online" / point) as one:
            fall(one, point, "settle", "--claim", str(one.claim()))
            ran = one.replay()
            assert ran.report["drained"], ran
            claims = one.judge()
            if claims and claims[0]["state"] == "quoted":
                # Nobody had agreed to an amount when it died: the claim rests for the cashier's yes, nothing is booked.
                assert one.say_yes(claims[0]["key"]) == "done"
                claims = one.judge()
            return {"claims": claims, "live": one.live(), "arrived": one.arrived()}

    def offline(point: str) -> dict[str, Any]:
        """The twin: the ticket's replay is killed."""
        with stage(root / "offline" / point, record=record) as one:
            fall(one, point, "queue", "replay")
            assert one.replay().report["drained"]
            assert one.ended_well()["paid"] == BILL
            return {"arrived": one.arrived()}

    return twins({"online": online, "offline": offline}, {"online": ONLINE, "offline": OFFLINE})


@pytest.mark.parametrize("point", ONLINE)
def test_online(played: Mapping[tuple[str, str], Any], point: str) -> None:
    found = ending(played, ("online", point))
    states = [claim["state"] for claim in found["claims"]]
    if point in OPENING[:-1]:  # nothing was on record yet: the cashier begins again, and nothing was sent that changes
        assert (states, found["live"]) == ([], [])
        assert set(found["arrived"]) <= {"1101", "2001"}
        return
    assert states == ["done"]
    assert len(found["live"]) == 1
    # A 2207A that may have been sent is never sent again blindly: found by looking, or its visit shut first.
    assert found["arrived"].count("2207A") == 1


@pytest.mark.parametrize("point", OFFLINE)
def test_offline(played: Mapping[tuple[str, str], Any], point: str) -> None:
    assert ending(played, ("offline", point))["arrived"].count("2207A") == 1
