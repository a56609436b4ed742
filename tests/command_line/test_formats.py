"""The doors that scripts rely on: names, types and exit codes of the JSON (sandbox page, "Commands")."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox.service import SandboxService
from tests.command_line.conftest import NAME, PERSON, VOUCHER, Shell

AMOUNTS = [
    "total",
    "full_self",
    "over_limit",
    "pre_self",
    "in_scope",
    "pool",
    "fund_total",
    "account",
    "cash",
    "balance_after",
]
STATES = {"done", "quoted", "refused", "waiting", "unclear"}


def is_amount(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value) is not None


def check_split(report: dict[str, Any]) -> None:
    assert [name for name in AMOUNTS if not is_amount(report[name])] == []
    assert all(is_amount(paid) for paid in report["overlays"].values())
    assert len(report["lines"]) == 1
    for line in report["lines"]:
        for name in ("amount", "full_self", "over_limit", "pre_self", "in_scope"):
            assert is_amount(line[name]), name


def test_settle_then_look_at_it(shell: Shell) -> None:
    settled = shell("settle", "--claim", str(shell.claim()), "--json")
    report = settled.report
    assert (settled.code, report["state"], report["failure"]) == (0, "done", None)
    check_split(report)
    assert report["key"]
    assert report["setl_id"]
    assert report["mdtrt_id"]
    assert Path(report["slip"]).is_file()

    listed = shell("queue", "--json")
    assert listed.code == 0
    (row,) = listed.report["claims"]
    assert {name: row[name] for name in AMOUNTS} == {name: report[name] for name in AMOUNTS}
    assert listed.report["counts"] == {"done": 1}

    shown = shell("queue", "show", report["key"], "--json")
    assert shown.code == 0
    assert shown.report["claim_state"] == "done"
    assert [call["infno"] for call in shown.report["calls"]] == ["2201", "2203A", "2204", "2207A"]
    assert {call["outcome"] for call in shown.report["calls"]} == {"done"}
    assert [event["n"] for event in shown.report["events"]] == list(range(1, len(shown.report["events"]) + 1))

    replayed = shell("queue", "replay", "--json")
    assert (replayed.code, replayed.report) == (0, {"state": "ok", "drained": True, "claims": []})

    ledger = shell("ledger", "--url", shell.url, "--json", module="sandbox", data=False)
    assert ledger.code == 0
    assert report["setl_id"] in [row["setl_id"] for row in ledger.report["settlements"]]


def test_a_trial(shell: Shell) -> None:
    ran = shell("settle", "--claim", str(shell.claim()), "--trial-only", "--json")
    assert (ran.code, ran.report["state"], ran.report["failure"], ran.report["slip"]) == (0, "quoted", None, None)
    assert ran.report["setl_id"] is None
    check_split(ran.report)


@pytest.mark.parametrize(
    "way", [("--voucher", VOUCHER), ("--id-card", PERSON, "--name", NAME)], ids=["voucher", "id-card"]
)
def test_identify(shell: Shell, way: tuple[str, ...]) -> None:
    ran = shell("identify", *way, "--json")
    assert (ran.code, ran.report["state"], ran.report["failure"]) == (0, "ok", None)
    person = ran.report["person"]
    assert (person["id_number"], person["name"]) == (PERSON, NAME)
    (insurance,) = person["insurances"]
    assert (insurance["region"], insurance["pays"], is_amount(insurance["balance"])) == ("230100", True, True)
    assert person["filing"]["class"] == "temporary"


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        (("identify", "--id-card", "990101196809302011", "--name", NAME), "97"),
        (("identify", "--id-card", "990105199001010014", "--name", "张停保"), "04"),
        (("identify", "--voucher", "0000000000000000000000000000"), None),
        (("identify", "--card"), None),
        (("identify",), None),
    ],
    ids=["wrong check digit", "not insured", "unknown code", "no card", "no card by default"],
)
def test_the_world_says_no(shell: Shell, line: tuple[str, ...], failure: str | None) -> None:
    shell.environment["PCSCLITE_CSOCK_NAME"] = str(shell.folder / "no-daemon")
    ran = shell(*line, "--json")
    assert (ran.code, ran.report["state"]) == (1, "refused")
    assert ran.report["failure"] == failure if failure else ran.report["failure"]
    assert "Traceback" not in ran.said


def test_the_link_is_down(shell: Shell, service: SandboxService) -> None:
    service.set_faults(["refuse_connection"])
    identified = shell("identify", "--id-card", PERSON, "--name", NAME, "--json")
    assert (identified.code, identified.report["state"], identified.report["failure"]) == (1, "refused", "16")
    settled = shell("settle", "--claim", str(shell.claim()), "--json")
    assert (settled.code, settled.report["state"], settled.report["failure"]) == (1, "waiting", "16")
    assert (settled.report["total"], settled.report["paid"]) == ("1000.00", "1000.00")
    assert Path(settled.report["slip"]).is_file()
    still = shell("queue", "replay", "--seconds", "0.5", "--json")
    assert (still.code, still.report["drained"]) == (0, False)
    service.clear_faults()
    back = shell("queue", "replay", "--json")
    assert (back.code, back.report["drained"], back.report["claims"][0]["state"]) == (0, True, "done")
    assert is_amount(back.report["claims"][0]["refund_due"])


def test_for_people_without_json(shell: Shell) -> None:
    settled = shell("settle", "--claim", str(shell.claim()))
    assert settled.code == 0
    assert "state: done" in settled.out
    listed = shell("queue")
    assert "done" in listed.out
    with pytest.raises(json.JSONDecodeError):
        assert listed.report


WRONG_USE = {
    "no such command": ("settel",),
    "no claim named": ("settle",),
    "two ways at once": ("identify", "--card", "--voucher", "1"),
    "show what": ("queue", "show"),
    "no such door": ("queue", "flush"),
    "patience in words": ("settle", "--claim", "x", "--patience", "long"),
    "no such claim file": ("settle", "--claim", "nowhere.yaml"),
    "no such settings": ("queue", "--settings", "nowhere.toml"),
    "tour to nowhere": ("tour",),
}


@pytest.mark.parametrize("what", WRONG_USE)
def test_wrong_use(shell: Shell, what: str) -> None:
    ran = shell(*WRONG_USE[what])
    assert ran.code == 2
    assert ran.out == ""
    assert ran.said.strip()
    assert "Traceback" not in ran.said


def test_a_claim_nobody_knows(shell: Shell) -> None:
    ran = shell("queue", "show", "B01-NONE-1", "--json")
    assert (ran.code, ran.report["state"]) == (1, "missing")


def test_settings_and_data_before_or_after_the_command(shell: Shell) -> None:
    file = shell.folder / "s.toml"
    file.write_text("[window]\nnumber = 7\n", "utf-8")
    shell("settle", "--claim", str(shell.claim()), "--settings", str(file), "--json")
    before = shell("--data", str(shell.data), "--settings", str(file), "queue", "--json", data=False)
    (row,) = before.report["claims"]
    assert row["key"].startswith("B07-")
    assert not (shell.folder / "settings.toml").exists()


def test_a_wrong_settings_file_is_told_with_its_key(shell: Shell) -> None:
    file = shell.folder / "s.toml"
    file.write_text('[window]\nnumber = "seven"\n', "utf-8")
    ran = shell("queue", "--settings", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert "s.toml" in ran.said
    assert "number" in ran.said


def test_a_wrong_claim_file_is_told_with_its_key(shell: Shell) -> None:
    file = shell.claim()
    file.write_text(file.read_text("utf-8").replace('price: "250.00"', "price: dear"), "utf-8")
    ran = shell("settle", "--claim", str(file), "--json")
    assert (ran.code, ran.out) == (2, "")
    assert "claim.yaml：charges[0].price" in ran.said
