"""A bill as monitoring wants it passes its declaration; warnings are read as they come; answers carry their reasons."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.model.monitoring import AnswerWay, Severity, WarningAnswer
from counter_app.model.settlement import LineSplit
from counter_app.model.visit import Charge, VisitKind
from counter_app.settlement.advice import AdviceBodies, MonitoringRule, warnings_of
from counter_app.settlement.checking import problems
from counter_app.settlement.place import ProfileError, load_place
from counter_app.settlement.transactions import monitoring
from tests.settlement.test_bodies import AT, PERSON, visit_of

PLACE = load_place("national")
BODIES = AdviceBodies(MonitoringRule("3101"), PLACE.med_types, "H44010000001", "测试医院", "440100")
CHARGE = Charge("XA01ABD075A002010100483", "甲硝唑口颊片" * 12, Decimal("5.200001"), Decimal("2.0004"))


def bill(*charges: Charge, splits: tuple[LineSplit, ...] = (), **changes: Any) -> dict[str, Any]:
    return BODIES.bill(replace(PERSON, **changes), visit_of(diagnoses=2), "V1", charges, splits)


@pytest.mark.parametrize("code", ["XA01", "ZA04", "T000700212", "C1001", "001101000010000-110100001"])
def test_a_bill_is_fit_to_send(code: str) -> None:
    zero = Decimal("0.00")
    split = LineSplit(1, Decimal("10.40"), zero, zero, Decimal("1.04"), Decimal("9.36"), Decimal("0.1"), "B")
    body = bill(replace(CHARGE, code=code), splits=(split,))
    for transaction in (monitoring.BEFORE, monitoring.DURING):
        assert problems(transaction, body, cross_region=True) == []
    visit = body["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]
    assert visit["out_setl_flag"] == "1"
    (order,) = visit["fsi_order_dtos"]
    assert (order["cnt"], order["pric"], order["hilist_lv"]) == ("2.00", "5.20", "02")
    assert [row["maindise_flag"] for row in visit["fsi_diagnose_dtos"]] == ["1", "0"]


def test_who_has_no_birth_date_has_it_in_the_number() -> None:
    assert bill(CHARGE)["data"]["patient_dtos"][0]["brdy"] == "1968-09-30"
    unfit = problems(monitoring.BEFORE, bill(CHARGE, id_number="", birth_date=None), cross_region=True)
    assert [text for text in unfit if "brdy" in text]


def test_a_chronic_visit_names_its_disease() -> None:
    body = BODIES.bill(PERSON, visit_of(VisitKind.CHRONIC), "V1", (CHARGE,), ())
    assert body["data"]["patient_dtos"][0]["fsi_encounter_dtos"][0]["dise_no"] == "M03900"


def test_a_warning_as_it_came() -> None:
    row = {
        "jr_id": "W1",
        "rule_name": "限定适应症用药",
        "vola_cont": "限晚期胃腺癌",
        "sev_deg": "2",
        "vola_amt": 12.5,
        "judge_result_detail_dtos": {"rx_id": "3"},
    }
    (found,) = warnings_of({"result": row})
    assert (found.number, found.line, found.severity, found.amount) == ("W1", 3, Severity.LIKELY, Decimal("12.50"))
    assert warnings_of({"result": [{**row, "jr_id": None}]}) == ()
    assert warnings_of({"result": [{**row, "sev_deg": "9"}]})[0].severity is Severity.UNKNOWN


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["jr_id", "vola_amt", "sev_deg", "judge_result_detail_dtos", "rx_id"]), inner)
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_answer_makes_reading_raise(value: object) -> None:
    warnings_of({"result": value})


def test_answers_go_up_with_their_reasons() -> None:
    at = datetime.fromisoformat(AT.isoformat())
    answers = [
        WarningAnswer("W1", AnswerWay.GO_ON, "病情需要", at, "1"),
        WarningAnswer("W2", AnswerWay.CHANGE, "", at, "1"),
    ]
    body = BODIES.answers("3102", answers)
    assert problems(monitoring.FEEDBACK, body, cross_region=True) == []
    assert body["data"] == {"warn_type": "2"}
    assert [(row["dspo_way"], row.get("dspo_way_rea")) for row in body["warns"]] == [("1", "病情需要"), ("2", None)]


def test_no_shipped_profile_monitors_unless_it_says_so() -> None:
    assert PLACE.monitoring.call == "off"


@pytest.mark.parametrize(
    "wrong", ['call = "3103"', 'call = "3101"\nhospital_level = "99"', 'call = "3101"\nsystm = "x"']
)
def test_a_wrong_profile_names_the_key(tmp_path: Any, wrong: str) -> None:
    file = tmp_path / "here.toml"
    file.write_text(f'extends = "national"\nname = "here"\n[monitoring]\n{wrong}\n', "utf-8")
    with pytest.raises(ProfileError, match=r"monitoring\.(call|hospital_level|systm)"):
        load_place(str(file))
