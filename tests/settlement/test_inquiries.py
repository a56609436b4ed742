"""What the queries answer, as our values; what we ask passes its declaration."""

from __future__ import annotations

import contextlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.model.entitlement import ChronicFiling
from counter_app.settlement import inquiries
from counter_app.settlement.answers import UnreadableAnswer
from counter_app.settlement.checking import problems
from counter_app.settlement.record import Transaction
from counter_app.settlement.transactions import entitlements, histories, institutions, queries

AT = datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
READERS = [
    inquiries.chronic_filings,
    inquiries.designations,
    inquiries.stays,
    inquiries.transfers,
    inquiries.diagnoses,
    inquiries.year_sums,
    inquiries.institutions_found,
    inquiries.codes,
]


@pytest.mark.parametrize(
    ("transaction", "body"),
    [
        (entitlements.CHRONIC_FILINGS, inquiries.ask_chronic_filings("1")),
        (entitlements.DESIGNATIONS, inquiries.ask_designations("1", "01")),
        (entitlements.IN_HOSPITAL, inquiries.ask_in_hospital("1", AT, AT)),
        (entitlements.TRANSFERS, inquiries.ask_transfers("1", AT, None)),
        (histories.DIAGNOSES, inquiries.ask_diagnoses("1", "2")),
        (queries.YEAR_SUMS, inquiries.ask_year_sums("1", "202603")),
        (institutions.INSTITUTIONS, inquiries.ask_institution(code="H44010000001")),
        (institutions.DICTIONARIES, inquiries.ask_codes("med_type", "440100", AT.date())),
    ],
)
def test_what_we_ask_is_fit_to_send(transaction: Transaction[Any, Any], body: dict[str, Any]) -> None:
    assert problems(transaction, body, cross_region=True) == []


def test_chronic_filings_with_their_dates() -> None:
    row = {"opsp_dise_code": "M03900", "opsp_dise_name": "高血压", "begndate": "2024-01-01", "enddate": None}
    (found,) = inquiries.chronic_filings({"feedetail": row})  # one object where a list is due
    assert found == ChronicFiling("M03900", "高血压", date(2024, 1, 1), None)
    assert found.valid_on(date(2024, 1, 1))
    assert not found.valid_on(date(2023, 12, 31))
    assert inquiries.chronic_filings({"feedetail": []}) == inquiries.chronic_filings({}) == ()


def test_a_filing_ends_with_its_last_day() -> None:
    held = ChronicFiling("M03900", "高血压", None, date(2025, 12, 31))
    assert held.valid_on(date(2025, 12, 31))
    assert not held.valid_on(date(2026, 1, 1))


@pytest.mark.parametrize(("flag", "elsewhere"), [("1", True), ("0", False), ("", None), ("7", None)])
def test_a_transfer_says_whether_it_leads_elsewhere(flag: str, elsewhere: bool | None) -> None:
    (found,) = inquiries.transfers({"refmedin": [{"reflin_medins_name": "测试医院", "out_flag": flag}]})
    assert found.elsewhere is elsewhere


def test_the_main_diagnosis_stands_first() -> None:
    rows = [
        {"diag_code": "E11.900", "diag_name": "糖尿病", "maindiag_flag": "0"},
        {"diag_code": "I10.x00", "diag_name": "高血压", "maindiag_flag": "1"},
    ]
    assert [one.code for one in inquiries.diagnoses({"diseinfo": rows})] == ["I10.x00", "E11.900"]


def test_the_sums_of_a_year_known_and_unknown() -> None:
    rows = [
        {"year": "2026", "cum_ym": "202603", "insutype": "310", "cum_type_code": "POOL_PAID", "cum": "1234.5"},
        {"year": "2026", "cum_ym": "202603", "insutype": "310", "cum_type_code": "X9", "cum": 0},
    ]
    known, unknown = inquiries.year_sums({"cuminfo": rows})
    assert (known.meaning, known.amount) == ("pool_paid", Decimal("1234.50"))
    assert (unknown.code, unknown.meaning) == ("X9", "")


@pytest.mark.parametrize("wrong", [None, "", "none", [], "1E400"])
def test_a_sum_nobody_can_read(wrong: object) -> None:
    with pytest.raises(UnreadableAnswer, match="cum"):
        inquiries.year_sums({"cuminfo": [{"cum_type_code": "POOL_PAID", "cum": wrong}]})


def test_a_row_without_its_name_is_no_row() -> None:
    with pytest.raises(UnreadableAnswer, match="opsp_dise_code"):
        inquiries.chronic_filings({"feedetail": [{"opsp_dise_name": "高血压"}]})


def test_what_a_place_adds_to_a_table() -> None:
    rows = [{"value": "11", "label": "普通门诊"}, {"value": "990111", "label": "便民门诊", "valiFlag": "1"}]
    gone = {"value": "990112", "label": "旧", "valiFlag": "0"}
    found = inquiries.codes({"list": [*rows, gone]})
    assert inquiries.local_codes("med_type", found) == {"990111": "便民门诊"}
    assert inquiries.local_codes("no_such_table", found) == {"11": "普通门诊", "990111": "便民门诊"}


NAMES = ["feedetail", "cuminfo", "data", "refmedin", "diseinfo", "medinsinfo", "list", "cum", "cum_type_code", "value"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(NAMES), JSON, max_size=4))
def test_no_answer_ends_in_anything_but_rows_or_unreadable(output: dict[str, Any]) -> None:
    for read in READERS:
        with contextlib.suppress(UnreadableAnswer):
            assert isinstance(read(output), tuple)
