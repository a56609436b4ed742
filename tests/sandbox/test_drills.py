"""What each drill sets: faults and switches that there are, the same again for the same seed; and that a service goes
with its parent, which a drill kills.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from counter_app.desk import clock
from counter_app.desk.drills import DrillKind, Drills, running_in
from sandbox.behaviours import Behaviours
from sandbox.drills import PLANS, plan
from sandbox.faults import parse_fault
from sandbox.service import SandboxService

ROOT = Path(__file__).resolve().parents[2]


def test_the_window_and_the_service_call_the_drills_alike() -> None:
    assert set(PLANS) == {kind.value for kind in DrillKind}


@pytest.mark.parametrize("name", list(PLANS))
def test_a_drill_can_be_set_and_strikes_elsewhere_with_another_seed(name: str) -> None:
    plans = [plan(name, seed) for seed in range(20)]
    for seed, one in enumerate(plans):
        assert one == plan(name, seed)
        Behaviours(one.behaviours)
        assert one.behaviours or [parse_fault(fault) for fault in one.faults]
    assert name == "new_year" or any(one != plans[0] for one in plans)


class Halfway:
    """A stage that may break after the first half of what it is told."""

    def __init__(self, *, breaks: bool = False) -> None:
        self.breaks, self.strikes = breaks, ""

    def drill(self, name: str, _seed: int, _ahead_s: int = 0) -> None:
        self.strikes = name
        if self.breaks:
            raise OSError(104, "the service is gone")

    def calm(self) -> None:
        self.strikes = ""

    def struck(self) -> dict[str, int]:
        return {"hang": 0}

    def ledger(self) -> dict[str, list[object]]:
        return {"calls": [], "settlements": []}


@pytest.mark.parametrize("kind", [DrillKind.LOST_ANSWER, DrillKind.NEW_YEAR])
def test_a_drill_that_cannot_be_kept_on_record_does_not_strike(tmp_path: Path, kind: DrillKind) -> None:
    (tmp_path / "full").write_text("a file where the folder should be")
    stage = Halfway()
    drills = Drills(stage, tmp_path / "full", lambda: clock.moment().wall)
    with pytest.raises(OSError, match="full"):
        drills.begin(kind)
    assert (drills.running, stage.strikes) == (None, "")


def test_a_drill_that_the_service_took_half_of_has_not_begun(tmp_path: Path) -> None:
    stage = Halfway(breaks=True)
    drills = Drills(stage, tmp_path, lambda: clock.moment().wall)
    with pytest.raises(OSError, match="gone"):
        drills.begin(DrillKind.SLOW)
    assert (drills.running, stage.strikes, running_in(tmp_path)) == (None, "", None)
    stage.breaks = False
    assert drills.begin(DrillKind.SLOW) == running_in(tmp_path)


def test_one_insured_place_is_down_and_the_others_answer(service: SandboxService, window: Any) -> None:
    window.person()
    data = window.benefit_input()
    try:
        service.set_behaviours(insured_place_down=990000)
        assert window.call("2001", data)
        service.set_behaviours(insured_place_down=int(window.region))
        assert "访问超时" in window.refused("2001", data)
    finally:
        service.set_behaviours(insured_place_down=0)
    assert window.call("2001", data)


def test_a_service_goes_with_its_parent() -> None:
    """A killed window ends nobody; what it held of the pipe is closed all the same."""
    command = [sys.executable, "-m", "sandbox", "service", "--with-parent"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert "url" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(10) == 0
