"""Monitoring on the road: asked once, shown, answered with a reason, kept; and never in the way of a settlement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sandbox.service import SandboxService
from tests.command_line.conftest import Shell

REASON = "病情需要，医师已确认"


@pytest.fixture
def watched(shell: Shell) -> Shell:
    profile = shell.folder / "watched.toml"
    profile.write_text('extends = "national"\nname = "watched"\n[monitoring]\ncall = "3101"\n', "utf-8")
    shell.environment["COUNTER_APP_SERVICE_PROFILE"] = str(profile)
    return shell


def doubled(shell: Shell) -> Path:
    """A bill with the same drug twice: one slight warning."""
    file = shell.claim()
    lines = file.read_text("utf-8").splitlines(keepends=True)
    line = next(line for line in lines if line.startswith("- {code"))
    file.write_text("".join(lines).replace(line, line + line), "utf-8")
    return file


def numbers(service: SandboxService) -> list[str]:
    return [call["infno"] for call in service.ledger()["calls"]]


def settled(service: SandboxService) -> list[bool]:
    return [not row["refunded"] for row in service.ledger()["settlements"]]


def test_warnings_are_answered_sent_up_and_kept(watched: Shell, service: SandboxService) -> None:
    done = watched("settle", "--claim", str(doubled(watched)), "--accept-warnings", REASON, "--json")
    report = done.report
    assert (done.code, report["state"]) == (0, "done"), done.said
    (warning,) = report["warnings"]
    assert (warning["severity"], warning["line"], warning["answer"]) == ("slight", 2, "go_on")
    assert (warning["reason"], report["monitoring_reported"]) == (REASON, "done")
    (kept,) = service.ledger()["warnings"]
    assert (kept["jr_id"], kept["dspo_way"], kept["dspo_way_rea"]) == (warning["number"], "1", REASON)
    order = numbers(service)
    assert order.index("2204") < order.index("3101") < order.index("3103") < order.index("2207A")
    assert order.index("3101") < order.index("2206A")
    assert order.count("3101") == order.count("3103") == 1
    shown = watched("queue", "show", report["key"], "--json").report
    assert shown["warnings"] == [warning]


def test_without_an_answer_nothing_is_settled(watched: Shell, service: SandboxService) -> None:
    done = watched("settle", "--claim", str(doubled(watched)))
    assert done.code == 1
    assert "state: refused" in done.out
    assert "failure: 15" in done.out
    assert "! slight  重复用药" in done.out
    assert settled(service) == []
    assert [visit["cancelled"] for visit in service.ledger()["visits"]] == [True]
    assert "3103" not in numbers(service)


def test_a_bill_without_warnings_costs_one_call_more(watched: Shell, service: SandboxService) -> None:
    report = watched("settle", "--claim", str(watched.claim()), "--json").report
    assert (report["state"], report["monitoring"], report["warnings"]) == ("done", "done", [])
    assert numbers(service) == ["1101", "2001", "2201", "2203A", "2204", "3101", "2206A", "2207A"]


@pytest.mark.parametrize(
    ("trouble", "heard"),
    [
        ("refused", "refused"),
        ("drop_before:3101", "lost"),
        ("busy:before:3101", "error"),
        ("not_json:before:3101", "error"),
    ],
)
def test_monitoring_never_stops_a_settlement(watched: Shell, service: SandboxService, trouble: str, heard: str) -> None:
    if trouble == "refused":
        service.set_behaviours(rule_checks="refused")
    else:
        service.set_faults([trouble])
    report = watched("settle", "--claim", str(doubled(watched)), "--json").report
    assert (report["state"], report["monitoring"]) == ("done", heard)
    assert settled(service) == [True]


def test_an_answer_that_does_not_arrive_stops_nothing_either(watched: Shell, service: SandboxService) -> None:
    service.set_faults(["drop_before:3103"])
    report = watched("settle", "--claim", str(doubled(watched)), "--accept-warnings", REASON, "--json").report
    assert (report["state"], report["monitoring_reported"]) == ("done", "lost")
    assert report["warnings"][0]["reason"] == REASON


def test_a_replayed_claim_is_not_monitored(watched: Shell, service: SandboxService) -> None:
    service.set_faults(["refuse_connection"])
    made_up = watched("settle", "--claim", str(doubled(watched)), "--json").report
    assert made_up["state"] == "waiting"
    service.clear_faults()
    replayed = watched("queue", "replay", "--seconds", "40", "--json").report
    assert [row["state"] for row in replayed["claims"]] == ["done"]
    assert "3101" not in numbers(service)


def test_nobody_monitors_where_the_place_does_not(shell: Shell, service: SandboxService) -> None:
    report: dict[str, Any] = shell("settle", "--claim", str(doubled(shell)), "--json").report
    assert report["state"] == "done"
    assert "warnings" not in report
    assert "3101" not in numbers(service)
