"""Kinds of visit through the whole road: what the bill says goes up, and the far side pays by it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import Stage, stage

TWO_DISEASES = ("990106197608181351", "褚团圆")
ONE_DISEASE = ("990106197005301684", "沈榕城")
NO_DISEASE = ("990101196809302010", "庚示例")
LIMITED = "XB01AFL096A001010199906"


def claim(one: Stage, who: tuple[str, str], visit: str, line: str = "", name: str = "claim.yaml") -> Path:
    file = one.claim(f'{{id_card: "{who[0]}", name: {who[1]}}}', name=name)
    text = file.read_text("utf-8").replace("type: outpatient", visit).replace(", disease: null", "")
    file.write_text(text.replace("trace_codes: []", f"trace_codes: []{line}"), "utf-8")
    return file


def run(one: Stage, *given: Any, **named: Any) -> dict[str, Any]:
    return one.settle(claim(one, *given, **named)).report


def test_the_one_filed_disease_is_taken(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        done = run(one, ONE_DISEASE, "type: chronic")
        assert done["state"] == "done", done
        assert Decimal(done["pool"]) > 0
        one.ended_well()


def test_of_two_filed_diseases_the_bill_has_to_name_one(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        asked = run(one, TWO_DISEASES, "type: chronic")
        assert (asked["state"], asked["failure"]) == ("refused", "97")
        assert "M03900 高血压" in asked["said"]
        assert "M01600" in asked["said"]
        assert not one.listed(), "nothing was opened for it"
        named = run(one, TWO_DISEASES, "type: chronic, disease: M01600", name="named.yaml")
        assert named["state"] == "done", named
        one.ended_well()


def test_what_this_institution_has_not_opened_is_not_offered(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        one.settings["COUNTER_APP_INSTITUTION_CHRONIC"] = "M016 M005"
        done = run(one, TWO_DISEASES, "type: chronic")
        assert done["state"] == "done", done
        one.ended_well()


def test_nobody_without_a_filing_settles_as_chronic(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        refused = run(one, NO_DISEASE, "type: chronic")
        assert (refused["state"], refused["failure"]) == ("refused", "10")
        assert not one.live()


@pytest.mark.parametrize("kind", ["registration", "outpatient", "outpatient, injury: true, third_party: false"])
def test_ordinary_in_all_but_name(tmp_path: Path, kind: str) -> None:
    with stage(tmp_path) as one:
        done = run(one, NO_DISEASE, f"type: {kind}")
        assert done["state"] == "done", done
        assert one.ended_well()["pool"] == done["pool"]


def test_an_emergency_counts_as_filed(tmp_path: Path) -> None:
    """The person whose home refuses a visit without a filing is settled in an emergency."""
    who = ("990103198809090056", "辰样本")
    with stage(tmp_path) as one:
        ordinary = run(one, who, "type: outpatient")
        assert (ordinary["state"], ordinary["failure"]) == ("refused", "01")
        done = run(one, who, "type: emergency, referral: true", name="emergency.yaml")
        assert done["state"] == "done", done
        assert len(one.live()) == 1


@pytest.mark.parametrize(("approval", "covered"), [("approved", True), ("refused", False), ("not_needed", False)])
def test_a_limited_use_drug_needs_its_approval(tmp_path: Path, approval: str, covered: bool) -> None:
    with stage(tmp_path) as one:
        file = claim(one, NO_DISEASE, "type: outpatient", f", outside: true, approval: {approval}")
        file.write_text(file.read_text("utf-8").replace("XA01ABD075A002010100483", LIMITED), "utf-8")
        done = one.settle(file).report
        assert done["state"] == "done", done
        assert (Decimal(done["in_scope"]) > 0) is covered
        assert (done["full_self"] == done["total"]) is not covered


def test_only_an_active_insurance_can_be_chosen(tmp_path: Path) -> None:
    with stage(tmp_path) as one:
        number, name = NO_DISEASE
        who = one.run("identify", "--id-card", number, "--name", name).report["person"]
        assert (who["paying"], who["kinds"]) == ("only", ["在职"])
        assert who["paying_said"].startswith("职工医保（310")
        same = one.run("identify", "--id-card", number, "--name", name, "--insutype", "310").report["person"]
        assert same["paying"] == "chosen"
        refused = one.run("identify", "--id-card", number, "--name", name, "--insutype", "390")
        assert (refused.code, refused.report["state"]) == (1, "refused")


def test_the_insurance_that_was_chosen_counts_when_the_ticket_is_replayed(tmp_path: Path) -> None:
    with stage(tmp_path, faults=["refuse_connection"]) as one:
        assert one.settle(one.claim(), "--insutype", "390", patience=0).report["state"] == "waiting"
        one.service.clear_faults()
        (replayed,) = one.replay().report["claims"]
        assert (replayed["state"], replayed["said"]) == ("refused", "没有正常参保的险种 390")
        assert not one.live()
