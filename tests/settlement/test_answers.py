"""Outputs read tolerantly: what a region leaves out is 0.00, what names the claim is needed, nothing else is raised."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.model.person import FilingClass, Scheme
from counter_app.model.settlement import Overlay
from counter_app.settlement.answers import Answers, UnreadableAnswer
from counter_app.settlement.place import load_place

ANSWERS = Answers(load_place("national"))
AT = datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SETTLED = {"setl_id": "S1", "mdtrt_id": "V1", "medfee_sumamt": 100, "psn_cash_pay": "40.5"}
BASE = {"psn_no": "1", "certno": "990101196809302010", "psn_name": "庚示例", "gend": "1"}


def test_a_person_with_several_insurances() -> None:
    person = ANSWERS.person(
        {
            "baseinfo": BASE | {"brdy": "1968-09- 30", "age": Decimal("58.0"), "naty": None},
            "insuinfo": [
                {"insutype": "390", "psn_insu_stas": "1", "insuplc_admdvs": "230100", "balc": None},
                {"insutype": "310", "psn_insu_stas": 1, "insuplc_admdvs": "410100", "balc": 12.345},
                {"insutype": "99999", "psn_insu_stas": "4"},
            ],
        }
    )
    assert person.birth_date == date(1968, 9, 30)
    assert [row.scheme for row in person.insurances] == [Scheme.RESIDENT, Scheme.EMPLOYEE, Scheme.OTHER]
    assert person.insurance is not None
    assert (person.insurance.region, person.insurance.balance) == ("410100", Decimal("12.35"))


def test_one_object_where_a_list_stands() -> None:
    person = ANSWERS.person({"baseinfo": [BASE], "insuinfo": {"insutype": "310", "psn_insu_stas": "1"}})
    assert len(person.insurances) == 1


@pytest.mark.parametrize("output", [{}, {"baseinfo": None}, {"baseinfo": {}}, {"baseinfo": {"psn_no": "1"}}])
def test_nobody_in_it(output: dict[str, Any]) -> None:
    with pytest.raises(UnreadableAnswer):
        ANSWERS.person(output)


def test_a_settlement_with_little_in_it() -> None:
    settlement = ANSWERS.settlement({"setlinfo": SETTLED}, AT)
    assert (settlement.amounts.total, settlement.amounts.cash) == (Decimal("100.00"), Decimal("40.50"))
    assert settlement.amounts.pool == Decimal("0.00")
    assert settlement.settled_at == AT


def test_the_query_names_the_cash_otherwise_and_overlays_have_their_names() -> None:
    info = {"setl_id": "S1", "mdtrt_id": "V1", "medfee_sumamt": "100", "cash_payamt": "1", "maf_pay": 2, "oth_pay": 0}
    settlement = ANSWERS.settlement({"setlinfo": [info | {"setl_time": "2026-03-12 09:31:00"}]}, AT)
    assert settlement.amounts.cash == Decimal("1.00")
    assert settlement.amounts.overlays == {Overlay.MEDICAL_AID: Decimal("2.00")}
    assert settlement.settled_at.minute == 31


@pytest.mark.parametrize("lacking", ["setl_id", "mdtrt_id", "medfee_sumamt", "psn_cash_pay"])
@pytest.mark.parametrize("value", [None, "", "null", "gone"])
def test_what_a_settlement_cannot_lack(lacking: str, value: str | None) -> None:
    info = dict(SETTLED)
    if value == "gone":
        del info[lacking]
    elif value is None or lacking in ("setl_id", "mdtrt_id"):
        info[lacking] = value
    else:
        info[lacking] = "kein Betrag"
    with pytest.raises(UnreadableAnswer) as gap:
        ANSWERS.settlement({"setlinfo": info}, AT)
    assert "990101" not in str(gap.value)


def test_refunded_by_its_flag() -> None:
    assert ANSWERS.refunded({"setlinfo": {"refd_setl_flag": "1"}})
    assert ANSWERS.refunded({"setlinfo": {"refd_setl_flag": 2}})
    for flag in ("0", "", None, 0):
        assert not ANSWERS.refunded({"setlinfo": {"refd_setl_flag": flag}})


@pytest.mark.parametrize("node", ["", "data", "feedetail", "result"])
def test_the_settlements_of_a_visit_whatever_the_node_is_called(node: str) -> None:
    rows = [{"setl_id": "S1"}, {"setl_id": None}, {"setl_id": "S2"}, {"setl_id": "S1"}, "noise"]
    assert ANSWERS.settlement_ids({node: rows}) == ("S1", "S2")


def test_lines_in_our_order() -> None:
    rows = [{"feedetl_sn": "2", "det_item_fee_sumamt": 1}, {"feedetl_sn": 1, "chrgitm_lv": "02", "selfpay_prop": "0.1"}]
    splits = ANSWERS.splits({"result": rows})
    assert [(split.line, split.grade) for split in splits] == [(1, "B"), (2, "")]


@pytest.mark.parametrize("number", ["A1", "1e999999", "1.5", "NaN", "99999999"])
def test_a_line_number_that_is_none(number: str) -> None:
    with pytest.raises(UnreadableAnswer):
        ANSWERS.splits({"result": [{"feedetl_sn": number}]})


def test_what_the_benefit_check_says() -> None:
    extra = {
        "FIL_CLASS": "temporary",
        "FIL_PLACE": "440100",
        "FIL_BEGN": "2024-01-01",
        "DEDC_STD": "400",
        "DEDC_USED": 1,
    }
    found = ANSWERS.qualification(
        {"trtinfo": [{"trt_enjymnt_flag": "1", "exp_content": json.dumps(extra)}, {"trt_enjymnt_flag": "1"}]}, AT
    )
    assert found.entitled
    assert found.filing is not None
    assert (found.filing.kind, found.filing.until) == (FilingClass.TEMPORARY, None)
    assert (found.deductible, found.deductible_paid) == (Decimal("400.00"), Decimal("1.00"))
    silent = ANSWERS.qualification({"trtinfo": []}, AT)
    assert (silent.entitled, silent.filing, silent.deductible) == (True, None, None)
    denied = ANSWERS.qualification({"trtinfo": {"trt_enjymnt_flag": 0, "trt_chk_rslt": "缴费中断"}}, AT)
    assert (denied.entitled, denied.reason) == (False, "缴费中断")


@pytest.mark.parametrize("content", ["not json", "[1", "1" * 5000, "[" * 100_000, "null", '"x"', {"FIL_CLASS": "?"}, 7])
def test_an_extension_that_is_anything_at_all(content: object) -> None:
    found = ANSWERS.qualification({"trtinfo": {"trt_enjymnt_flag": "1", "exp_content": content}}, AT)
    assert found.filing is None


_value = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["null", "0", "1", "-1", "1e999999", "2026-03-12", "{}", '{"EXPLAIN": [{"k": "x", "v": 1}]}'])
)
_names = st.sampled_from(
    [
        "psn_no",
        "certno",
        "psn_name",
        "brdy",
        "age",
        "insutype",
        "balc",
        "psn_insu_stas",
        "mdtrt_id",
        "setl_id",
        "medfee_sumamt",
        "psn_cash_pay",
        "cash_payamt",
        "hifp_pay",
        "acct_pay",
        "balc",
        "setl_time",
        "refd_setl_flag",
        "feedetl_sn",
        "det_item_fee_sumamt",
        "chrgitm_lv",
        "memo",
        "exp_content",
        "trt_enjymnt_flag",
        "trt_chk_rslt",
        "EXPLAIN",
        "k",
        "v",
    ]
)
_row = st.dictionaries(_names, _value | st.lists(_value, max_size=2) | st.dictionaries(_names, _value), max_size=10)
_node = _row | st.lists(_row | _value, max_size=3) | _value
_output = st.dictionaries(
    st.sampled_from(["baseinfo", "insuinfo", "trtinfo", "data", "result", "setlinfo", "setldetail", "signinoutb"]),
    _node,
)
READERS: dict[str, Callable[[Any], object]] = {
    "person": ANSWERS.person,
    "qualification": lambda output: ANSWERS.qualification(output, AT),
    "visit_id": ANSWERS.visit_id,
    "splits": ANSWERS.splits,
    "quote": lambda output: ANSWERS.quote(output, AT),
    "settlement": lambda output: ANSWERS.settlement(output, AT),
    "refunded": ANSWERS.refunded,
    "settlement_ids": ANSWERS.settlement_ids,
}


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150, deadline=None)
@given(output=_output)
def test_any_output_is_read_or_is_unreadable(reader: str, output: dict[str, Any]) -> None:
    with contextlib.suppress(UnreadableAnswer):
        READERS[reader](output)
