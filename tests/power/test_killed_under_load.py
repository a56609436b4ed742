"""Windows on one service settle and replay over a line that fails in ten ways, and each program is killed by SIGKILL
again and again, at a write that is drawn. In the end each claim is booked once or not at all, as its window says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.power.killed import Nursery, brought_to_rest
from tests.scenarios.stage import NAME, OTHER, OTHER_NAME, PERSON, Stage, ending, side_by_side, stage

SEED = 20261122
WINDOWS, KILLS = 10, 10  # of each window
RUNS = 60  # within which a window must have died so often
# More people than one window has, and fewer than there are windows: some are at two at once.
PEOPLE = {
    PERSON: NAME,
    OTHER: OTHER_NAME,
    "990200196203151026": "丁演示",
    "990200195111111057": "戊练习",
    "990200199005201073": "己训练",
    "990101195702143019": "辛样本",
}
FAULTS = [
    "drop_before:*:0.06",
    "drop_after:*:0.08",
    "busy:before:*:0.03",
    "busy:after:*:0.03",
    "http_500:after:*:0.02",
    "half_answer:*:0.02",
    "duplicate:first:*:0.03",
    "slow:0.2:*:0.1",
    "late:*:0.01",
    "hang:*:0.01",
]
# Which writes are drawn from: all of a settlement, or those about its 2207A; a replay has few where little waits.
REACH = {"settle": [(1, 230), (130, 200)], "queue": [(1, 15), (1, 150)]}


def window_of(msgid: str) -> int:
    """Its serials are a hundred of its own."""
    return int(msgid[26:28])


def part(ledger: dict[str, Any], window: int) -> dict[str, Any]:
    """What the service has booked of one window."""
    return {
        "settlements": [row for row in ledger["settlements"] if row["ipt_otp_no"].startswith(f"B{window:02d}-")],
        "visits": [row for row in ledger["visits"] if row["ipt_otp_no"].startswith(f"B{window:02d}-")],
        "calls": [row for row in ledger["calls"] if window_of(row["msgid"]) == window],
    }


class Window:
    """One window: what it did, and what it told its cashier."""

    def __init__(self, hall: Stage, number: int, nursery: Nursery) -> None:
        self.stage = Stage(hall.folder / str(number), hall.service, hall.profile)
        self.stage.folder.mkdir()
        self.stage.settings["COUNTER_APP_WINDOW_NUMBER"] = str(number)
        self.number = number
        self._nursery = nursery
        self._draw = Random(SEED + number)
        self.struck: list[tuple[str, str]] = []
        self.told: dict[str, dict[str, Any]] = {}

    def work(self) -> None:
        """Until it has died KILLS times."""
        for run in range(RUNS):
            line = self._line(run)
            at = self._draw.randint(*self._draw.choice(REACH[line[0]]))
            ended = self._nursery.run(self.stage, *line, at=at)
            if ended.killed:
                assert [number for number, one in enumerate(ended.done, start=1) if one.what == "K"] == [at]
                self.struck.append((line[0], ended.done[-1].name.partition(".")[2] or "socket"))
            for claim in ended.report.get("claims", [ended.report] if "key" in ended.report else []):
                self.told[claim["key"]] = claim
            if len(self.struck) == KILLS:
                return
        raise AssertionError(f"window {self.number} died {len(self.struck)} times only")

    def _line(self, run: int) -> tuple[str, ...]:
        if run % 3 == 2:  # two bills, then what was left behind
            return ("queue", "replay", "--seconds", "2")
        who = self._draw.choice(list(PEOPLE))
        claim = self.stage.claim(
            f'{{id_card: "{who}", name: {PEOPLE[who]}}}',
            day=f"2026-03-{1 + run // 24:02d}T{run % 24:02d}:30:00",
            price=f"{20 + run}.00",
            name=f"claim-{run}.yaml",
        )
        return ("settle", "--claim", str(claim), "--patience", "1")

    def judged(self, ledger: dict[str, Any]) -> list[str]:
        """How its claims ended."""
        claims = {claim["key"]: claim for claim in self.stage.judge(part(ledger, self.number))}
        for key, told in self.told.items():
            assert key in claims, f"{key} is gone: the cashier was told {told['state']}"
            if told["state"] == "done":
                assert claims[key]["setl_id"] == told["setl_id"]
        return [str(claim["state"]) for claim in claims.values()]


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path / "hall") as one:
        yield one


def test_killed_a_hundred_times(nursery: Nursery, hall: Stage) -> None:
    windows = [Window(hall, number, nursery) for number in range(1, WINDOWS + 1)]
    hall.service.set_faults(FAULTS)
    for trouble in side_by_side(Window.work, windows).values():
        if trouble is not None:
            raise trouble
    faults = {name: count for name, count in hall.service.faults()["struck"].items() if count}
    hall.service.clear_faults()
    played = side_by_side(lambda one: brought_to_rest(nursery, one.stage), windows)
    assert [ending(played, one) for one in windows] == [None] * WINDOWS
    struck = Counter(where for one in windows for where in one.struck)
    assert struck.total() == WINDOWS * KILLS
    ledger = hall.service.ledger()
    assert {window_of(row["msgid"]) for row in ledger["calls"]} <= set(range(1, WINDOWS + 1))
    parts = [part(ledger, one.number) for one in windows]
    assert sum(len(each["settlements"]) for each in parts) == len(ledger["settlements"])
    states = Counter(state for one in windows for state in one.judged(ledger))
    print(f"\nkilled {dict(struck)}\nfaults {faults}\nclaims {dict(states)}")
    assert set(states) <= {"done", "cancelled", "quoted", "refused"}
    assert states["done"] > WINDOWS
    assert len(faults) > len(FAULTS) // 2
