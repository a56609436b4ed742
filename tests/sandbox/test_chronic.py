"""Chronic visits: the ten diseases, the qualification, what is opened here and at home, the money."""

from __future__ import annotations

import json
from typing import Any

import pytest

from counter_app.settlement import place as places
from sandbox.chronic import TEN, disease_of
from sandbox.service import SandboxService

HELD = [{"code": "M03900", "class": "hypertension", "from": "2024-01-01", "to": None}]


@pytest.fixture
def visit(at: Any, somebody: Any, small_catalogue: Any) -> Any:
    """Opens a service with one person and returns a window whose chronic visit is open, not yet described."""
    running: list[SandboxService] = []

    def open_visit(disease: str, *, day: str = "2026-09-12", **changes: Any) -> tuple[Any, dict[str, Any]]:
        service = SandboxService(people={"people": [somebody(**changes)]}, catalogue=small_catalogue)
        service.start()
        running.append(service)
        window = at(service.url)
        window.med_type, window.begntime = "14", f"{day} 09:30:00"
        window.person()
        window.open()
        described = window.describe_input()
        described["mdtrtinfo"]["dise_codg"] = disease
        return window, described

    yield open_visit
    for service in running:
        service.stop()


def test_there_are_ten() -> None:
    assert len({disease.kind for disease in TEN}) == 10
    found = {code: disease_of(code) for code in ("M03900", "M01607", "M07803", "M07800", "M04803", "")}
    assert {code: disease and disease.kind for code, disease in found.items()} == {
        "M03900": "hypertension",
        "M01607": "diabetes",
        "M07803": "dialysis",
        "M07800": None,  # without dialysis
        "M04803": None,
        "": None,
    }


@pytest.mark.parametrize(
    ("disease", "changes", "says", "reason"),
    [
        ("", {"chronic": HELD}, "dise_codg", ""),
        ("M04803", {"chronic": [{"code": "M04803"}]}, "不属于门诊慢特病费用跨省直接结算的病种范围", "10"),
        ("M07803", {"chronic": [{"code": "M07803"}]}, "本机构未开通", "09"),
        ("M01600", {"chronic": HELD}, "无该病种[M01600]的门诊慢特病资格", "10"),
        ("M03900", {"chronic": []}, "无该病种", "10"),
        ("M03900", {"chronic": [HELD[0] | {"to": "2026-09-11"}]}, "不在有效期内", "10"),
        ("M03900", {"chronic": [HELD[0] | {"from": "2026-09-13"}]}, "不在有效期内", "10"),
    ],
)
def test_what_a_chronic_visit_needs(visit: Any, disease: str, changes: Any, says: str, reason: str) -> None:
    window, described = visit(disease, **changes)
    text = window.refused("2203A", described)
    assert says in text
    table = places.load_place("national").reasons
    assert next((code for code, parts in table if any(part in text for part in parts)), "") == reason


def test_within_the_province_the_list_may_be_longer(visit: Any) -> None:
    """Only direct settlement across provinces is limited to the ten; here the class the file names counts."""
    held = [{"code": "M05400", "class": "hypertension"}]
    window, described = visit("M05400", insured_region="440300", tier="一档", chronic=held)
    window.call("2203A", described)


def test_a_home_without_a_chronic_rule(visit: Any) -> None:
    window, described = visit("M03900", insured_region="230100", chronic=HELD)
    window.call("2203A", described)
    window.upload(window.line(1, "A", "100", "1", "100.00"))
    text = window.refused("2206A", window.settle_input("100.00"))
    assert "未开通该门诊慢特病病种" in text
    table = places.load_place("national").reasons
    assert next(code for code, parts in table if any(part in text for part in parts)) == "08"


def test_a_home_whose_rule_is_for_other_diseases(visit: Any) -> None:
    """Chongqing's row is for minor diseases: cancer therapy, opened here and held there, has none."""
    held = [{"code": "M00503"}]
    window, described = visit("M00503", insured_region="500000", chronic=held)
    window.call("2203A", described)
    window.upload(window.line(1, "A", "100", "1", "100.00"))
    assert "未开通该门诊慢特病病种" in window.refused("2206A", window.settle_input("100.00"))


def test_two_diseases_raise_the_cap_of_chongqing(visit: Any) -> None:
    held = [*HELD, {"code": "M01600", "from": "2025-03-01"}]
    year = {2026: {"pool_paid": "900"}}
    paid = []
    for count in (1, 2):
        window, described = visit("M03900", insured_region="500000", chronic=held[:count], year_to_date=year)
        window.call("2203A", described)
        window.upload(window.line(1, "A", "1000", "1", "1000.00"))
        window.total = "1000.00"
        paid.append(window.settle()["setlinfo"]["hifp_pay"])
    assert paid == [100, 300]


def test_the_yearly_deductible_of_a_chronic_rule_is_shown_and_taken(visit: Any) -> None:
    """Shijiazhuang: 200 a year, of which 60 are paid; tertiary 80 %. The year's sums are one for all kinds of visit."""
    year = {2026: {"deductible_paid": "60"}}
    window, described = visit("M03900", insured_region="130100", chronic=HELD, year_to_date=year, account=None)
    body = window.benefit_input()
    body["data"]["dise_codg"] = "M03900"
    row = window.call("2001", body)["trtinfo"][0]
    shown = json.loads(row["exp_content"])
    assert (row["trt_enjymnt_flag"], shown["DEDC_STD"], shown["DEDC_USED"]) == ("1", "200.00", "60.00")
    window.call("2203A", described)
    window.upload(window.line(1, "A", "640", "1", "640.00"))
    window.total = "640.00"
    info = window.settle()["setlinfo"]
    assert (info["act_pay_dedc"], info["hifp_pay"], info["med_type"]) == (140, 400, "14")


def test_2001_without_a_disease_asks_about_any(visit: Any) -> None:
    for held, flag in (([HELD[0] | {"to": "2025-12-31"}, {"code": "M01600"}], "1"), ([], "0")):
        window, _ = visit("", chronic=held)
        row = window.call("2001", window.benefit_input())["trtinfo"][0]
        assert (row["trt_enjymnt_flag"], "慢特病资格" in row["trt_chk_rslt"]) == (flag, flag == "0")
