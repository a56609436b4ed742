"""Questions by their number, over a real socket; what they answer, and how they fail."""

from __future__ import annotations

import json

import pytest

from sandbox.service import SandboxService
from tests.command_line.conftest import NAME, PERSON, Shell

WHO = ("--id-card", PERSON, "--name", NAME)


def test_the_sums_of_the_year(shell: Shell) -> None:
    before = shell("ask", "5206", *WHO, "--json").report
    assert before["state"] == "ok"
    assert {row["meaning"]: row["amount"] for row in before["answer"]}["pool_paid"] == "0.00"
    settled = shell("settle", "--claim", str(shell.claim()), "--json").report
    after = shell("ask", "5206", *WHO, "--json").report
    assert {row["meaning"]: row["amount"] for row in after["answer"]}["pool_paid"] == settled["pool"]


@pytest.mark.parametrize("number", ["5301", "5302", "5303", "5304"])
def test_nothing_on_record(shell: Shell, number: str) -> None:
    report = shell("ask", number, *WHO, "--json").report
    assert (report["state"], report["answer"]) == ("ok", [])


def test_the_diagnoses_of_a_visit(shell: Shell) -> None:
    settled = shell("settle", "--claim", str(shell.claim()), "--json").report
    report = shell("ask", "5202", *WHO, "--visit", settled["mdtrt_id"], "--json").report
    assert report["answer"] == [{"code": "I10.x00", "name": "高血压"}]
    nowhere = shell("ask", "5202", *WHO, "--json")
    assert (nowhere.code, "就诊ID（mdtrt_id）不能为空" in nowhere.report["said"]) == (1, True)


def test_our_institution(shell: Shell) -> None:
    (row,) = shell("ask", "1201", "--json").report["answer"]
    assert (row["code"], row["level"]) == ("H44010000001", "3")


def test_a_places_own_codes_are_kept_and_pass_from_then_on(shell: Shell, service: SandboxService) -> None:
    claim = shell.claim()
    claim.write_text(claim.read_text("utf-8").replace("department: 内科,", "department: 内科, department_code: A9901,"))
    stopped = shell("settle", "--claim", str(claim), "--json").report
    assert "的代码 A9901 不在字典里" in stopped["said"]
    report = shell("ask", "1901", "--table", "dept", "--json").report
    assert report["local_codes"] == {"A9901": "异地就医综合门诊（本地）"}
    assert json.loads((shell.data / "local_codes.json").read_text("utf-8")) == {"dept": report["local_codes"]}
    again = shell("settle", "--claim", str(claim), "--json").report
    assert "A9901 不在字典里" not in again["said"]


def test_a_damaged_file_of_codes_is_named(shell: Shell) -> None:
    shell("queue", "--json")
    (shell.data / "local_codes.json").write_text("{", "utf-8")
    stopped = shell("queue", "--json")
    assert (stopped.code, "local_codes.json" in stopped.said) == (2, True)


def test_a_place_that_does_not_answer(shell: Shell, service: SandboxService) -> None:
    service.set_faults(["busy:before:5301"])
    report = shell("ask", "5301", *WHO, "--json").report
    assert (report["state"], report["failure"]) == ("refused", "16")


def test_who_lies_in_hospital_is_shown_so(shell: Shell, service: SandboxService) -> None:
    found = shell("identify", "--id-card", "990105195809253045", "--name", "赵在院", "--json").report
    assert found["person"]["entitled"] is False
    (stay,) = found["person"]["in_hospital"]
    assert stay["kind"] == "21"
    assert [call["infno"] for call in service.ledger()["calls"]] == ["1101", "2001", "5303"]


def test_who_may_settle_costs_no_further_question(shell: Shell, service: SandboxService) -> None:
    found = shell("identify", *WHO, "--json").report
    assert (found["person"]["in_hospital"], found["person"]["chronic"]) == (None, None)
    assert [call["infno"] for call in service.ledger()["calls"]] == ["1101", "2001"]


def test_a_chronic_visit_without_the_qualification_is_not_opened(shell: Shell, service: SandboxService) -> None:
    claim = shell.claim()
    text = (
        claim.read_text("utf-8")
        .replace("type: outpatient", "type: chronic")
        .replace("disease: null", "disease: M03900")
    )
    claim.write_text(text, "utf-8")
    report = shell("settle", "--claim", str(claim), "--json").report
    assert (report["state"], report["failure"]) == ("refused", "10")
    assert [call["infno"] for call in service.ledger()["calls"]][:3] == ["1101", "5301", "2001"]
    assert service.ledger()["visits"] == []


def test_a_code_that_only_the_place_knows_is_told_in_its_words(shell: Shell) -> None:
    """1901 keeps the place's tables; what has no word of ours is told by them."""
    plain = shell("identify", *WHO, "--json").report["person"]
    known = next(row["person_type"] for row in plain["insurances"] if row["pays"])
    tables = {"psn_type": {known: "本地的叫法"}, "psn_idet_type": {"88": "优抚对象"}}
    (shell.data / "local_codes.json").write_text(json.dumps(tables), "utf-8")
    assert shell("identify", *WHO, "--json").report["person"]["kinds"] == plain["kinds"], "a word of ours stays"


def test_how_the_hospitals_own_files_stand_is_told_without_asking_anybody(
    shell: Shell, service: SandboxService
) -> None:
    sample = shell("ask", "places", "--json").report
    assert {row["table"] for row in sample["answer"]} == {"institution", "agency", "opening", "notice"}
    assert all(row["sample"] and row["days"] == 2 and row["late"] == 0 for row in sample["answer"])
    places = shell.data / "places"
    places.mkdir(parents=True)
    (places / "old.toml").write_text('as_of = 2024-01-01\nkept_by = "医保办"\nnotice = []\n', "utf-8")
    old = shell("ask", "places", "--json")
    (row,) = old.report["answer"]
    assert (old.code, row["entries"], row["late"]) == (0, 0, row["days"] - 7)
    (places / "bad.toml").write_text("as_of", "utf-8")
    stopped = shell("ask", "places", "--json")
    assert (stopped.code, stopped.report["failure"]) == (1, "97")
    assert stopped.report["said"] == "bad.toml：不是 TOML，写法有错"
    assert len(stopped.report["answer"]) == 1
    assert service.ledger()["calls"] == []
