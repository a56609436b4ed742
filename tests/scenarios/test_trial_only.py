"""Only the trial is asked: the amounts are told, nothing is booked and no visit stays open. Offline nothing is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import stage


def test_online(tmp_path: Path) -> None:
    with stage(tmp_path) as story:
        ran = story.settle(None, "--trial-only")
        assert (ran.code, ran.report["state"], ran.report["slip"]) == (0, "quoted", None)
        assert story.arrived()[-2:] == ["2205", "2202"]
        (visit,) = story.service.ledger()["visits"]
        assert visit["cancelled"]
        (claim,) = story.judge()
        assert (claim["state"], claim["paid"], claim["refund_due"]) == ("cancelled", "0.00", "0.00")
        # The trial and the settlement of the same bill say the same.
        settled = story.settle()
        for name in ("total", "in_scope", "pool", "account", "cash", "fund_total", "lines"):
            assert settled.report[name] == ran.report[name]


def test_offline(tmp_path: Path) -> None:
    with stage(tmp_path, faults=["refuse_connection"]) as story:
        ran = story.settle(None, "--trial-only", patience=0)
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "16")
        assert story.listed() == []


@pytest.mark.parametrize("call", ["2201", "2204", "2206A", "2202"])
def test_the_line_breaks_on_the_way(tmp_path: Path, call: str) -> None:
    """The trial has to wait or fails; replay gives the visit back, and nothing is ever booked."""
    with stage(tmp_path, faults=[{"name": "drop_after", "transaction": call}]) as story:
        story.settle(None, "--trial-only", patience=0)
        story.service.clear_faults()
        assert story.replay().report["drained"]
        (claim,) = story.judge()
        assert claim["state"] == "cancelled"
        assert "2207A" not in story.arrived()
