"""What may be sent: the table of complaints, and what holds for any value."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.settlement.checking import problems
from counter_app.settlement.fields import Must, day, many, number, one, text
from counter_app.settlement.record import Nothing, Record, Transaction, as_list


@dataclass(frozen=True, slots=True, kw_only=True)
class One(Record):
    name: str = text("姓名", 3, Must.ALWAYS)
    amount: Decimal | None = number("金额", 6, 2)
    day: date | None = day("日期")
    mdtrt_cert_type: str = text("凭证", 3, codes="mdtrt_cert_type")
    card_sn: str = text("卡识别码", 4, Must.WITH_CARD)
    certno: str = text("证件号码", 18, Must.CROSS_REGION)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneInput(Record):
    data: One | None = one(One)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row(Record):
    sn: Decimal | None = number("流水号", 4, must=Must.ALWAYS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListInput(Record):
    rows: tuple[Row, ...] = many(Row)


CALL = Transaction("9999", "试", "x/y", OneInput, Nothing)
LIST = Transaction("9998", "试", "x/y", ListInput, Nothing)
GOOD = {"name": "甲", "amount": "12.30", "day": "2026-03-12"}


@pytest.mark.parametrize(
    ("changes", "complaints"),
    [
        ({}, []),
        ({"name": ""}, ["姓名（name）不能为空"]),
        ({"name": "  "}, ["姓名（name）不能为空"]),
        ({"name": None}, ["姓名（name）不能为空"]),
        ({"name": "四个汉字"}, ["姓名（name）超过 3 个字符"]),
        ({"name": "𠮷𠮷𠮷"}, []),
        ({"name": True}, ["姓名（name）不是文字"]),
        ({"amount": 12}, []),
        ({"amount": Decimal("9999.99")}, []),
        ({"amount": "10000"}, ["金额（amount）超过 4 位整数"]),
        ({"amount": "1.234"}, ["金额（amount）小数超过 2 位"]),
        ({"amount": "1.230"}, []),
        ({"amount": "1."}, []),
        ({"amount": ".5"}, []),
        ({"amount": "+1.5"}, []),
        ({"amount": "0001.50"}, []),
        ({"amount": "000000000000000000000000000000000001.50"}, []),
        ({"amount": "1." + "0" * 40}, []),
        ({"amount": "1." + "0" * 40 + "1"}, ["金额（amount）小数超过 2 位"]),
        ({"amount": "1e3"}, ["金额（amount）不是数字"]),
        ({"amount": "1_000"}, ["金额（amount）不是数字"]),
        ({"amount": "１２.３０"}, ["金额（amount）不是数字"]),
        ({"amount": "٣"}, ["金额（amount）不是数字"]),
        ({"amount": "²"}, ["金额（amount）不是数字"]),
        ({"amount": "."}, ["金额（amount）不是数字"]),
        ({"amount": "-0.01"}, []),
        ({"amount": "十元"}, ["金额（amount）不是数字"]),
        ({"amount": "NaN"}, ["金额（amount）不是数字"]),
        ({"amount": "Infinity"}, ["金额（amount）不是数字"]),
        ({"amount": True}, ["金额（amount）不是数字"]),
        ({"amount": []}, ["金额（amount）不是数字"]),
        ({"amount": "1e999999"}, ["金额（amount）不是数字"]),
        ({"amount": Decimal("1e999999")}, ["金额（amount）超过 4 位整数"]),
        ({"amount": Decimal("1e-999999")}, ["金额（amount）小数超过 2 位"]),
        ({"day": "2026-03-12 09:30:00"}, []),
        ({"day": "2026/3/12"}, ["日期（day）不是日期（yyyy-MM-dd）"]),
        ({"day": "20260312"}, ["日期（day）不是日期（yyyy-MM-dd）"]),
        ({"mdtrt_cert_type": "02"}, []),
        ({"mdtrt_cert_type": "03"}, ["卡识别码（card_sn）不能为空"]),
        ({"mdtrt_cert_type": "03", "card_sn": "abcd"}, []),
        ({"mdtrt_cert_type": "99"}, ["凭证（mdtrt_cert_type）的代码 99 不在字典里"]),
        ({"unknown": "x" * 9999}, []),
    ],
)
def test_the_complaints(changes: dict[str, Any], complaints: list[str]) -> None:
    assert problems(CALL, {"data": GOOD | changes}, cross_region=False) == complaints


def test_who_is_insured_elsewhere_needs_more() -> None:
    assert problems(CALL, {"data": GOOD}, cross_region=True) == ["证件号码（certno）不能为空"]


@pytest.mark.parametrize("body", [{}, {"data": None}, {"data": []}, {"data": "text"}, {"data": [1, 2]}])
def test_a_missing_node(body: dict[str, Any]) -> None:
    assert problems(CALL, body, cross_region=False) == ["缺少节点 data"]


def test_rows_are_numbered_and_one_object_is_a_list_of_one() -> None:
    assert problems(LIST, {"rows": {"sn": 1}}, cross_region=False) == []
    assert problems(LIST, {"rows": [{"sn": 1}, {"sn": "x"}]}, cross_region=False) == ["第 2 行 流水号（sn）不是数字"]


_any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=9),
    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.sampled_from(["name", "amount", "sn"]), more),
    max_leaves=8,
)


@given(value=_any)
def test_nothing_raises(value: object) -> None:
    for body in ({"data": value}, {"rows": value}, {"data": {"name": value, "amount": value, "day": value}}):
        for call in (CALL, LIST):
            assert all(isinstance(found, str) for found in problems(call, body, cross_region=True))
    assert isinstance(as_list(value), list)


@given(amount=st.decimals("-9999.99", "9999.99", places=2))
def test_every_amount_that_fits_is_taken(amount: Decimal) -> None:
    for shape in (amount, str(amount), format(amount, "f")):
        assert problems(CALL, {"data": GOOD | {"amount": shape}}, cross_region=False) == []


@given(amount=st.decimals("0.001", "9999.999", places=3).filter(lambda one: one != one.quantize(Decimal("0.01"))))
def test_a_fraction_of_a_fen_is_never_taken(amount: Decimal) -> None:
    assert problems(CALL, {"data": GOOD | {"amount": amount}}, cross_region=False)


@given(name=st.text(min_size=1, max_size=6).filter(str.strip))
def test_length_counts_characters(name: str) -> None:
    assert bool(problems(CALL, {"data": GOOD | {"name": name}}, cross_region=False)) == (len(name) > 3)
