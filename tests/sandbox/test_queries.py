"""1201, 1901, 5202, 5206, 5301 to 5304: what the places have on record, each reply held to its declaration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from counter_app.settlement.codes import known_codes
from counter_app.settlement.transactions import entitlements, histories, institutions, queries
from sandbox.service import SandboxService
from tests.sandbox.replies import carries


@pytest.fixture
def asked(at: Any, somebody: Any, small_catalogue: Any) -> Iterator[Any]:
    """A window for one person with these changes, known by 1101."""
    running = []

    def ask(**changes: Any) -> Any:
        service = SandboxService(people={"people": [somebody(**changes)]}, catalogue=small_catalogue)
        service.start()
        running.append(service)
        window = at(service.url)
        window.person()
        return window

    yield ask
    for service in running:
        service.stop()


def about(window: Any, **more: object) -> dict[str, Any]:
    return {"data": {"psn_no": window.psn_no, **more}}


PERIOD = {"begntime": "2026-01-01 00:00:00", "endtime": "2099-12-31 23:59:59"}


def test_chronic_filings_are_listed_with_their_dates_ended_ones_too(asked: Any) -> None:
    window = asked(
        chronic=[
            {"code": "M03900", "class": "hypertension", "from": "2024-01-01", "to": None},
            {"code": "M01600", "class": "diabetes", "from": "2022-01-01", "to": "2025-12-31"},
        ]
    )
    found = window.call("5301", about(window))
    assert carries(entitlements.ChronicFilingsOutput, found) == []
    assert [(row["opsp_dise_code"], row["opsp_dise_name"], row["enddate"]) for row in found["feedetail"]] == [
        ("M03900", "高血压", ""),
        ("M01600", "糖尿病", "2025-12-31"),
    ]


def test_nobody_filed_is_an_empty_list(asked: Any) -> None:
    window = asked(chronic=[])
    assert window.call("5301", about(window)) == {"feedetail": []}


def test_designations_are_those_of_the_business_asked_for(asked: Any) -> None:
    window = asked(chronic=[{"code": "M03900", "class": "hypertension", "from": "2024-01-01"}])
    found = window.call("5302", about(window, biz_appy_type="01"))
    assert carries(entitlements.DesignationsOutput, found) == []
    assert [row["fixmedins_code"] for row in found["psnfixmedin"]] == ["H44010000001"]
    assert window.call("5302", about(window, biz_appy_type="03")) == {"psnfixmedin": []}
    assert "不在字典里" in window.refused("5302", about(window, biz_appy_type="77"))


def test_a_disease_that_is_not_opened_here_designates_nobody(asked: Any) -> None:
    window = asked(chronic=[{"code": "M07803", "class": "dialysis", "from": "2022-01-01"}])
    assert window.call("5302", about(window, biz_appy_type="01")) == {"psnfixmedin": []}


def test_who_lies_in_hospital_elsewhere(asked: Any) -> None:
    window = asked(trouble="in_hospital_elsewhere")
    found = window.call("5303", about(window, **PERIOD))
    assert carries(entitlements.InHospitalOutput, found) == []
    (row,) = found["data"]
    assert (row["psn_no"], row["med_type"]) == (window.psn_no, "21")
    before = {"begntime": "2020-01-01 00:00:00", "endtime": "2020-12-31 23:59:59"}
    assert window.call("5303", about(window, **before)) == {"data": []}


def test_who_is_not_in_hospital(asked: Any) -> None:
    window = asked()
    assert window.call("5303", about(window, **PERIOD)) == {"data": []}


def test_a_referral_is_a_transfer_record(asked: Any) -> None:
    window = asked(filing={"class": "referral", "place": "440100", "from": "2026-01-10", "to": "2026-06-30"})
    found = window.call("5304", about(window, begntime="2026-02-01"))
    assert carries(entitlements.TransfersOutput, found) == []
    (row,) = found["refmedin"]
    assert (row["out_flag"], row["refl_date"], row["enddate"]) == ("1", "2026-01-10", "2026-06-30")
    assert row["reflin_medins_no"] == "H44010000001"
    assert window.call("5304", about(window, begntime="2026-07-01")) == {"refmedin": []}
    assert window.call("5304", about(window, begntime="2025-01-01", endtime="2025-12-31")) == {"refmedin": []}


def test_a_referral_to_another_city_does_not_name_this_hospital(asked: Any) -> None:
    window = asked(filing={"class": "referral", "place": "310000", "from": "2026-01-10"})
    (row,) = window.call("5304", about(window, begntime="2026-02-01"))["refmedin"]
    assert (row["reflin_medins_no"], "310000" in row["reflin_medins_name"]) == ("", True)


def test_who_lives_elsewhere_for_good_has_no_transfer_record(asked: Any) -> None:
    window = asked()
    assert window.call("5304", about(window, begntime="2020-01-01")) == {"refmedin": []}


@pytest.mark.parametrize("number", ["5206", "5301", "5302", "5303", "5304"])
def test_an_insured_place_that_does_not_answer(asked: Any, number: str) -> None:
    window = asked(trouble="insured_place_unreachable")
    wanted = {"5302": {"biz_appy_type": "01"}, "5303": PERIOD, "5304": PERIOD}.get(number, {})
    assert "访问超时" in window.refused(number, about(window, **wanted))


def test_the_diagnoses_of_a_visit(window: Any) -> None:
    window.person()
    window.open()
    assert window.call("5202", window.named()) == {"diseinfo": []}
    sent = window.describe_input()
    first = sent["diseinfo"]
    second = {**first, "diag_srt_no": "2", "diag_code": "E11.900", "diag_name": "2型糖尿病"}
    void = {**first, "diag_srt_no": "3", "diag_code": "J06.900", "diag_name": "上呼吸道感染", "vali_flag": "0"}
    window.call("2203A", {**sent, "diseinfo": [first, second, void]})
    found = window.call("5202", window.named())
    assert carries(histories.DiagnosesOutput, found) == []
    assert [(row["diag_code"], row["maindiag_flag"]) for row in found["diseinfo"]] == [
        ("I10.x00", "1"),
        ("E11.900", "0"),
    ]
    window.psn_no = "1"
    assert "未查询到" in window.refused("5202", window.named())


def sums(window: Any, month: str = "") -> dict[str, Any]:
    found = window.call("5206", about(window, **({"cum_ym": month} if month else {})))
    assert carries(queries.YearSumsOutput, found) == []
    return {row["cum_type_code"]: row["cum"] for row in found["cuminfo"]}


def test_the_sums_of_the_year_are_the_ledgers(asked: Any) -> None:
    window = asked(year_to_date={2026: {"pool_paid": "100.00", "in_scope_personal_burden": "50.00"}})
    before = sums(window, "202612")
    assert (before["POOL_PAID"], before["SCP_BURDEN"]) == (100, 50)
    window.ready().settle()  # 200.00: the pool pays 96, the person bears 104
    after = sums(window, "202612")
    assert (after["POOL_PAID"], after["SCP_BURDEN"]) == (196, 154)
    # The visit is of September: what the year had counted in August is what it was.
    assert sums(window, "202608") == before
    assert sums(window, "202609") == after
    assert sums(window, "202512")["POOL_PAID"] == 0


def test_what_was_given_back_does_not_count(asked: Any) -> None:
    window = asked()
    setl_id = window.ready().settle()["setlinfo"]["setl_id"]
    window.call("2208", window.undo_input(setl_id))
    assert set(sums(window, "202612").values()) == {0}
    assert set(sums(window, "202601").values()) == {0}


@pytest.mark.parametrize("month", ["202613", "2026", "year"])
def test_a_month_that_is_none(asked: Any, month: str) -> None:
    window = asked()
    assert "不是年月" in window.refused("5206", about(window, cum_ym=month))


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"fixmedins_type": "1"}, 1),
        ({"fixmedins_type": "1", "fixmedins_code": "H44010000001"}, 1),
        ({"fixmedins_type": "1", "fixmedins_name": "测试"}, 1),
        ({"fixmedins_type": "1", "fixmedins_code": "H99010000009"}, 0),
        ({"fixmedins_type": "2"}, 0),
    ],
)
def test_the_institution_by_type_number_and_name(window: Any, wanted: dict[str, str], found: int) -> None:
    output = window.call("1201", {"medinsinfo": wanted})
    assert carries(institutions.InstitutionsOutput, output) == []
    assert len(output["medinsinfo"]) == found
    for row in output["medinsinfo"]:
        assert row["hosp_lv"] in known_codes("hosp_lv")


def codes(window: Any, table: str, **more: object) -> list[str]:
    asked = {"type": table, "admdvs": "440100", "date": "2026-09-12", **more}
    output = window.call("1901", {"data": asked})
    assert carries(institutions.DictionariesOutput, output) == []
    return [row["value"] for row in output["list"]]


def test_a_code_table_is_the_national_one(window: Any) -> None:
    assert codes(window, "insutype") == list(known_codes("insutype"))
    assert codes(window, "INSUTYPE") == codes(window, "insutype")


def test_a_place_has_codes_of_its_own(window: Any) -> None:
    assert set(codes(window, "med_type")) - set(known_codes("med_type")) == {"990111"}


def test_tables_that_are_not_there(window: Any) -> None:
    assert codes(window, "no_such_table") == []
    assert codes(window, "insutype", valiFlag="0") == []
    assert codes(window, "insutype", parentValue="310") == []
