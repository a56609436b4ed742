"""Trace codes of a bill's lines: every state, and what stops a bill before anything of it is sent."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.model.trace import TraceRule, TraceState, needed, trace_states
from counter_app.model.visit import Charge
from counter_app.records.no_code_list import trace_rule
from counter_app.settings import SettingsError, load_settings

DRUG, PATENT, HERB, SERVICE = "XA10", "ZA01", "T000", "0011"


def line(code: str = DRUG, quantity: str = "2", *codes: str) -> Charge:
    return Charge(code, "药", Decimal("1.00"), Decimal(quantity), trace_codes=codes)


@pytest.mark.parametrize(
    ("given_line", "state"),
    [
        (line(DRUG, "2", "a", "b"), TraceState.COMPLETE),
        (line(PATENT, "1", "a"), TraceState.COMPLETE),
        (line(DRUG, "0.5", "a"), TraceState.COMPLETE),  # part of a package
        (replace(line(DRUG, "24", "a"), split=True), TraceState.COMPLETE),  # tablets of an opened one
        (replace(line(DRUG, "24"), split=True), TraceState.MISSING),
        (line(DRUG, "1.5", "a"), TraceState.MISSING),
        (line(DRUG, "2", "a"), TraceState.MISSING),
        (line(DRUG, "2"), TraceState.MISSING),
        (line("XNONE", "2"), TraceState.NO_CODE_LIST),
        (line("XNONE", "1", "a"), TraceState.COMPLETE),
        (line(DRUG, "2", "a", "a"), TraceState.DUPLICATE),
        (line("XNONE", "2", "a", "a"), TraceState.DUPLICATE),
        (line(HERB, "10"), TraceState.NOT_A_DRUG),
        (line(SERVICE, "1"), TraceState.NOT_A_DRUG),
        (line("C123", "1", "a"), TraceState.COMPLETE),  # a material that brings one
    ],
)
def test_every_state(given_line: Charge, state: TraceState) -> None:
    assert trace_states([given_line], frozenset({"XNONE"})) == (state,)


def test_of_two_lines_with_one_code_the_later_is_the_duplicate() -> None:
    lines = [line(DRUG, "1", "a"), line(PATENT, "1", "b"), line(DRUG, "1", "a")]
    assert trace_states(lines) == (TraceState.COMPLETE, TraceState.COMPLETE, TraceState.DUPLICATE)


def test_a_missing_code_stops_where_it_is_required_and_says_whom_to_ask() -> None:
    lines = [line(SERVICE), line(DRUG, "3", "a"), line("XNONE")]
    rule = TraceRule(required=True, no_codes=frozenset({"XNONE"}))
    assert rule.problems(lines) == ["第 2 行 药：药品追溯码缺失，应有 3 个，实有 1 个，请药房补扫"]
    assert TraceRule().problems(lines) == []


@pytest.mark.parametrize("required", [True, False])
def test_a_code_that_stands_twice_stops_always(required: bool) -> None:
    (said,) = TraceRule(required).problems([line(DRUG, "1", "a"), line(DRUG, "1", "a")])
    assert said.startswith("第 2 行")
    assert "重复" in said


@given(quantity=st.decimals("0.0001", "999", places=4), have=st.integers(0, 40))
def test_complete_is_as_many_codes_as_packages(quantity: Decimal, have: int) -> None:
    one = Charge(DRUG, "药", Decimal(1), quantity, trace_codes=tuple(f"c{number}" for number in range(have)))
    (state,) = trace_states([one])
    assert (state is TraceState.COMPLETE) is (have >= quantity)
    assert 0 <= needed(one) - quantity < 1


def test_the_list_is_a_file_of_the_hospital(tmp_path: Path) -> None:
    (tmp_path / "nocode.txt").write_text("XNONE  # 2024 年库存\n\n# 说明\nZOLD\n", "utf-8")
    (tmp_path / "settings.toml").write_text('[traces]\nrequired = true\nno_code_list = "nocode.txt"\n', "utf-8")
    rule = trace_rule(load_settings(None, tmp_path, {}))
    assert rule == TraceRule(required=True, no_codes=frozenset({"XNONE", "ZOLD"}))
    (tmp_path / "nocode.txt").unlink()
    with pytest.raises(SettingsError, match=r"nocode\.txt"):
        trace_rule(load_settings(None, tmp_path, {}))
