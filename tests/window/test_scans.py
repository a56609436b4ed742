"""A scanner at the window, by real keys: never a wrong code, at most a refusal. The figures are in bench/README.md."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.window

ROOT = Path(__file__).resolve().parents[2]
SOAK = 1000


def played(*variants: str, count: int) -> dict[str, dict[str, Any]]:
    command = ["scripts/with_display.sh", sys.executable, "-m", "tests.window.scans_played", *variants]
    done = subprocess.run(
        [*command, "--count", str(count)], cwd=ROOT, capture_output=True, text=True, timeout=60 + 2 * count, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, dict[str, Any]] = json.loads(done.stdout)
    for name, one in told.items():
        wrong = [code for code in one["taken"] if code not in one["sent"]]
        print(
            f"{name}: {len(one['sent'])} scans, {len(one['taken'])} taken, {one['refused']} refused, {len(wrong)} wrong"
        )
        assert not wrong
        assert not one["spoilt"], "a field stands as it stood"
        assert not one["others"], "a scan pressed something"
    return told


def taken(one: dict[str, Any]) -> float:
    return len(one["taken"]) / len(one["sent"])


# Refusals are for the machine's own hiccups, when five workers share it.
def test_wherever_the_focus_is_a_scan_is_taken_whole() -> None:
    one = played("anywhere", count=60)["anywhere"]
    assert one["native"]
    assert taken(one) >= 0.9


def test_a_window_that_stands_still_for_a_second_in_mid_scan_takes_it() -> None:
    one = played("stalled", count=60)["stalled"]
    assert taken(one) >= 0.9


def test_a_fast_person_is_no_scanner_and_half_a_scan_is_no_code() -> None:
    told = played("typed", "broken", count=18)
    assert not told["typed"]["taken"]
    assert not told["typed"]["refused"]
    assert not told["broken"]["taken"]
    assert told["broken"]["refused"] >= 18


@pytest.mark.soak
@pytest.mark.parametrize("variant", ["anywhere", "stalled", "typed", "broken"])
def test_a_thousand_of_each(variant: str) -> None:
    one = played(variant, count=SOAK)[variant]
    assert not one["sent"] or taken(one) >= 0.9
