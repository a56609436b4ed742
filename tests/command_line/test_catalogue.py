"""`catalogue update` and `catalogue show` as they are typed, and what a bill's lines are told because of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from counter_app.desk.catalogue_update import SOURCES
from sandbox.service import SandboxService
from tests.command_line.conftest import ROOT, Shell


def calls(service: SandboxService) -> set[str]:
    return {call["infno"] for call in service.ledger()["calls"]}


def with_code(shell: Shell, code: str) -> Path:
    claim = shell.claim(name=f"{code}.yaml")
    claim.write_text(claim.read_text("utf-8").replace("XA01ABD075A002010100483", code), "utf-8")
    return claim


def test_fetch_show_and_settle(shell: Shell, service: SandboxService) -> None:
    nothing = shell("catalogue", "show", "XA01ABD075A002010100483", "--json")
    assert (nothing.code, nothing.report["said"]) == (1, "目录里没有 XA01ABD075A002010100483")

    fetched = shell("catalogue", "update", "--json")
    assert (fetched.code, fetched.report["state"]) == (0, "ok")
    assert [row["source"] for row in fetched.report["sources"]] == list(SOURCES)
    assert "1301 西药中成药目录下载 v0001: " in fetched.said

    shown = shell("catalogue", "show", "XC10AAA190A001010204187", "--date", "2026-03-12", "--json")
    assert shown.code == 0
    assert shown.report["price_limits"] == {"3": "33.00"}
    assert (shown.report["grade"], shown.report["initials"], shown.report["usable"]) == ("B", "ATFTTGP", True)
    assert shell("catalogue", "show", "atft", "--json").report["alike"] == {"XC10AAA190A001010204187": "阿托伐他汀钙片"}

    refused = shell("settle", "--claim", str(with_code(shell, "XA99")), "--json")
    assert (refused.code, refused.report["failure"]) == (1, "13")
    assert refused.report["said"] == "第 1 行 甲类药（XA99）未对码：就医地目录里没有这个编码"
    assert calls(service) <= {*SOURCES, "9102"}
    settled = shell("settle", "--claim", str(shell.claim()), "--json")
    assert (settled.code, settled.report["state"]) == (0, "done")


def test_a_source_that_cannot_go_on_is_said_and_the_code_says_so(shell: Shell, service: SandboxService) -> None:
    service.set_faults(["half_answer:9102"])
    broken = shell("catalogue", "update", "1302", "--json")
    assert broken.code == 1
    assert broken.report["sources"] == [
        {"source": "1302", "title": "中药饮片目录下载", "version": "", "rows": 0, "trouble": "中途断线，没有收全"}
    ]


def test_a_damaged_catalogue_is_thrown_away_and_stops_nothing(shell: Shell) -> None:
    shell.data.mkdir()
    (shell.data / "training-catalogue.sqlite").write_bytes(b"no database at all " * 100)
    assert shell("catalogue", "show", "X", "--json").report["said"] == "目录里没有 X"
    assert shell("settle", "--claim", str(shell.claim()), "--json").report["state"] == "done"


def test_wrong_use(shell: Shell) -> None:
    assert shell("catalogue", "show").code == 2
    assert shell("catalogue", "update", "1304").code == 2


def test_killed_between_two_parts_it_goes_on_from_there(shell: Shell, service: SandboxService) -> None:
    """Killed after the first, the third and the seventh word of progress; then it runs to its end."""
    for words in (1, 3, 7):
        line = [sys.executable, "-m", "counter_app", "catalogue", "update", "--data", str(shell.data)]
        with subprocess.Popen(
            line, cwd=ROOT, env=shell.surroundings, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stderr is not None
            for _ in range(words):
                assert process.stderr.readline()
            process.kill()
    downloads = shell.data / "catalogue-downloads"
    (downloads / "1301.zip.part").write_bytes(b"left by a power cut")
    asked = sum(call["infno"] == "9102" for call in service.ledger()["calls"])
    fetched = shell("catalogue", "update", "--json")
    assert (fetched.code, fetched.report["state"]) == (0, "ok")
    assert list(downloads.iterdir()) == []
    again = sum(call["infno"] == "9102" for call in service.ledger()["calls"]) - asked
    assert again < asked  # what was taken in before the kills was not fetched anew
    assert shell("catalogue", "show", "XC10AAA190A001010204187", "--json").report["usable"]
