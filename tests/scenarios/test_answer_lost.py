"""The service does each of the six calls and its answer never arrives: the person waits, settled once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import BILL, CALLS, ending, stage, twins


def fault(call: str) -> dict[str, Any]:
    return {"name": "drop_after", "transaction": call, "count": 1}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[tuple[str, str], Any]:
    root = tmp_path_factory.mktemp("story")

    def online(call: str) -> dict[str, Any]:
        with stage(root / "online" / call, faults=[fault(call)]) as one:
            ran = one.settle()
            assert one.service.faults()["struck"]["drop_after"] == 1
            if call == "1101":  # nobody is known yet: the person leaves with a ticket
                assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "waiting", "16"), ran.said
                assert one.replay().report["drained"]
            else:
                assert (ran.code, ran.report["state"]) == (0, "done"), (ran.report, ran.said)
            return one.ended_well() | {"visits": one.service.ledger()["visits"], "arrived": one.arrived()}

    def offline(call: str) -> dict[str, Any]:
        with stage(root / "offline" / call, faults=[fault(call)], record=record) as one:
            assert one.replay().report["drained"]
            assert one.service.faults()["struck"]["drop_after"] == 1
            return one.ended_well() | {"visits": one.service.ledger()["visits"], "arrived": one.arrived()}

    return twins({"online": online, "offline": offline}, {"online": CALLS, "offline": CALLS})


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("twin", ["online", "offline"])
def test_booked_once(played: Mapping[tuple[str, str], Any], twin: str, call: str) -> None:
    claim = ending(played, (twin, call))
    if twin == "offline":
        assert claim["paid"] == BILL
    # A lost 2201, 2203A or 2204 costs its visit; a lost 2207A is found by looking and adopted, never sent again.
    assert len(claim["visits"]) == (2 if call in ("2201", "2203A", "2204") else 1)
    assert claim["arrived"].count("2207A") == 1
