"""3101, 3102, 3103: what the rules find in a visit's orders, and what the ledger keeps of the answers."""

from __future__ import annotations

from typing import Any

import pytest

from counter_app.settlement.codes import known_codes
from counter_app.settlement.transactions import monitoring
from sandbox.monitoring import RULES
from sandbox.reading import BadFile
from sandbox.rules import load_rules
from sandbox.service import DATA, SandboxService
from sandbox.treating_place import load_catalogue
from tests.sandbox.replies import carries

CANCER_DRUG = "XL01XEA041A001010180133"  # limited to stomach cancer
FOR_MEN = "XG04BEX071A001010101019"
NOT_FOR_CHILDREN = "XJ01MAZ087A001010101027"
SLEEP = "XN05BAA002A001010102233"  # at most 2
VITAMIN = "XA11DAW067A001010199905"  # the catalogue's own limit: 3
PLAIN_DRUG = "XC08CAA166A001010201185"


@pytest.fixture
def service(somebody: Any) -> Any:
    with SandboxService(people={"people": [somebody()]}) as running:
        yield running


def order(number: int, code: str, quantity: str = "1", **changes: object) -> dict[str, Any]:
    return {
        "rx_id": str(number),
        "rxno": "1",
        "long_drord_flag": "0",
        "hilist_type": "101",
        "chrg_type": "09",
        "drord_bhvr": "1",
        "hilist_code": code,
        "hilist_name": f"药品{number}",
        "hilist_lv": "01",
        "hilist_pric": "10.00",
        "hosplist_code": code,
        "hosplist_name": f"药品{number}",
        "cnt": quantity,
        "pric": "10.00",
        "sumamt": "10.00",
        "ownpay_amt": "0.00",
        "selfpay_amt": "0.00",
        "spec": "无",
        "spec_unt": "盒",
        "drord_begn_date": "2026-09-12",
        "drord_dept_codg": "A03",
        "drord_dept_name": "内科",
        "drord_dr_codg": "D440100000001",
        "drord_dr_name": "医师甲",
        "drord_dr_profttl": "234",
        "curr_drord_flag": "1",
        **changes,
    }


def message(
    window: Any, *orders: dict[str, Any], diagnosis: str = "I10.x00", sex: str = "1", born: str = "1988-08-08"
) -> Any:
    visit = {
        "mdtrt_id": window.mdtrt_id or "0",
        "medins_id": "H44010000001",
        "medins_name": "测试医院",
        "medins_admdvs": "440100",
        "medins_type": "1",
        "medins_lv": "3",
        "adm_date": "2026-09-12",
        "dscg_date": "2026-09-12",
        "dscg_main_dise_codg": diagnosis,
        "dscg_main_dise_name": "诊断",
        "dr_codg": "D440100000001",
        "adm_dept_codg": "A03",
        "adm_dept_name": "内科",
        "dscg_dept_codg": "A03",
        "dscg_dept_name": "内科",
        "med_mdtrt_type": "1",
        "med_type": "11",
        "matn_stas": "0",
        "medfee_sumamt": "10.00",
        "ownpay_amt": "0.00",
        "selfpay_amt": "0.00",
        "setl_totlnum": "0",
        "insutype": "310",
        "reim_flag": "2",
        "out_setl_flag": "1",
        "fsi_diagnose_dtos": [
            {
                "dise_id": "1",
                "inout_dise_type": "1",
                "maindise_flag": "1",
                "dias_srt_no": "1",
                "dise_codg": diagnosis,
                "dise_name": "诊断",
                "dise_date": "2026-09-12",
            }
        ],
        "fsi_order_dtos": list(orders),
    }
    patient = {
        "patn_id": window.psn_no,
        "patn_name": "甲测试",
        "gend": sex,
        "brdy": born,
        "poolarea": window.region,
        "curr_mdtrt_id": window.mdtrt_id or "0",
        "fsi_encounter_dtos": [visit],
    }
    return {"data": {"syscode": "HIS", "patient_dtos": [patient]}}


def found(window: Any, *orders: dict[str, Any], number: str = "3101", **about: str) -> list[tuple[str, str, str]]:
    output = window.call(number, message(window, *orders, **about))
    assert carries(monitoring.BeforeOutput, output) == []
    for row in output["result"]:
        assert row["sev_deg"] in known_codes("sev_deg")
        assert row["vola_bhvr_type"] in known_codes("vola_bhvr_type")
        assert row["vola_amt_stas"] in known_codes("vola_amt_stas")
    return [(row["rule_id"], row["sev_deg"], row["judge_result_detail_dtos"][0]["rx_id"]) for row in output["result"]]


@pytest.mark.parametrize("number", ["3101", "3102"])
def test_a_bill_that_keeps_every_rule(window: Any, number: str) -> None:
    window.person()
    assert found(window, order(1, PLAIN_DRUG), number=number) == []


def test_a_limited_drug_without_its_diagnosis(window: Any) -> None:
    window.person()
    assert found(window, order(1, CANCER_DRUG)) == [("ZN-SYZ-001", "2", "1")]
    assert found(window, order(1, CANCER_DRUG), diagnosis="C16.900") == []


def test_the_same_drug_twice_in_one_bill_or_one_day(window: Any) -> None:
    window.person()
    assert found(window, order(1, PLAIN_DRUG), order(2, PLAIN_DRUG)) == [("ZN-CFYY-001", "3", "2")]
    window.open()
    window.describe()
    window.upload(window.line(1, PLAIN_DRUG, "10.00", "1", "10.00"))
    assert found(window, order(1, PLAIN_DRUG)) == []  # the visit's own lines are no second time
    window.open()
    assert found(window, order(1, PLAIN_DRUG)) == [("ZN-CFYY-001", "3", "1")]
    assert found(window, order(1, PLAIN_DRUG, drord_begn_date="2026-09-13")) == []


def test_what_was_cleared_was_not_given(window: Any) -> None:
    window.person()
    window.open()
    window.describe()
    window.upload(window.line(1, PLAIN_DRUG, "10.00", "1", "10.00"))
    window.call("2205", window.clear_input())
    window.open()
    assert found(window, order(1, PLAIN_DRUG)) == []


def test_too_much_by_the_rules_and_by_the_catalogue(window: Any) -> None:
    window.person()
    assert found(window, order(1, SLEEP, "2"), order(2, VITAMIN, "3")) == []
    assert found(window, order(1, SLEEP, "2.5"), order(2, VITAMIN, "4")) == [
        ("ZN-CL-001", "2", "1"),
        ("ZN-CL-001", "2", "2"),
    ]


def test_sex_and_age(window: Any) -> None:
    window.person()
    assert found(window, order(1, FOR_MEN), sex="2") == [("ZN-XB-001", "1", "1")]
    assert found(window, order(1, FOR_MEN), sex="1") == []
    assert found(window, order(1, NOT_FOR_CHILDREN), born="2008-09-13") == [("ZN-NL-001", "2", "1")]
    assert found(window, order(1, NOT_FOR_CHILDREN), born="2008-09-12") == []  # eighteen on the day


def test_the_worst_comes_first(window: Any) -> None:
    window.person()
    hits = found(window, order(1, PLAIN_DRUG), order(2, PLAIN_DRUG), order(3, CANCER_DRUG), order(4, FOR_MEN), sex="2")
    assert [severity for _, severity, _ in hits] == ["1", "2", "3"]


def answer(number: str, way: str, reason: str = "", kind: str = "1") -> dict[str, Any]:
    return {
        "data": {"warn_type": kind},
        "warns": [{"warn_rslt_id": number, "dspo_way": way, "dspo_way_rea": reason}],
    }


def test_answers_are_kept_with_their_warnings(window: Any, service: SandboxService) -> None:
    window.person()
    (hit,) = window.call("3101", message(window, order(1, CANCER_DRUG)))["result"]
    (kept,) = service.ledger()["warnings"]
    assert (kept["jr_id"], kept["rule_id"], kept["dspo_way"]) == (hit["jr_id"], "ZN-SYZ-001", None)
    assert "处理原因（dspo_way_rea）不能为空" in window.refused("3103", answer(hit["jr_id"], "1"))
    assert window.call("3103", answer(hit["jr_id"], "2")) is None
    assert window.call("3103", answer(hit["jr_id"], "1", "病情需要")) is None
    (kept,) = service.ledger()["warnings"]
    assert (kept["warn_type"], kept["dspo_way"], kept["dspo_way_rea"]) == ("1", "1", "病情需要")
    assert kept["answered"]


def test_an_answer_to_nothing(window: Any, service: SandboxService) -> None:
    window.person()
    assert "未查询到违规标识" in window.refused("3103", answer("0", "2"))


@pytest.mark.parametrize("number", ["3101", "3102", "3103"])
def test_a_place_may_not_have_opened_it(window: Any, service: SandboxService, number: str) -> None:
    window.person()
    service.set_behaviours(rule_checks="refused")
    body = answer("0", "2") if number == "3103" else message(window, order(1, PLAIN_DRUG))
    assert f"未开通交易[{number}]" in window.refused(number, body)


def test_the_shipped_rules_speak_of_the_shipped_catalogue() -> None:
    rules, items = load_rules(RULES), load_catalogue(DATA / "catalogue.yaml")
    assert {rule.kind for rule in rules} == {"indication", "duplicate", "quantity", "sex", "age"}
    assert [code for rule in rules for code in rule.items if code not in items] == []


@pytest.mark.parametrize(
    ("changes", "where"),
    [({"kind": "mood"}, "kind"), ({"severity": "9"}, "severity"), ({"items": [{"code": "A"}]}, "text")],
)
def test_a_wrong_rule_is_named(changes: dict[str, Any], where: str) -> None:
    rule = {"id": "R", "name": "规则", "kind": "sex", "severity": "1", "behaviour": "2", **changes}
    with pytest.raises(BadFile, match=where):
        load_rules({"rules": [rule]})


def test_a_rule_stands_once() -> None:
    rule = {"id": "R", "name": "规则", "kind": "duplicate", "severity": "1", "behaviour": "2"}
    with pytest.raises(BadFile, match="twice"):
        load_rules({"rules": [rule, rule]})
