"""Amounts in figures and in words, against the examples of the rule and by reading them back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.slips import figures

DIGITS = "零壹贰叁肆伍陆柒捌玖"
UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(words: str) -> Decimal:
    """The amount that words say; raises on anything that is not one."""
    sign = -1 if words.startswith("负") else 1
    words = words.removeprefix("负").removesuffix("整")
    fen = group = digit = whole = 0
    for character in words:
        if character in DIGITS:
            assert not digit, "two digits without a unit between them"
            digit = DIGITS.index(character)
        elif character in UNITS:
            group, digit = group + digit * UNITS[character], 0
        elif character in "万亿":
            whole, group, digit = whole + (group + digit) * (10_000 if character == "万" else 10**8), 0, 0
        elif character == "元":
            whole, group, digit = whole + group + digit, 0, 0
        else:
            fen, digit = fen + digit * {"角": 10, "分": 1}[character], 0
    assert group == digit == 0, "digits left over"
    return sign * Decimal(whole * 100 + fen) / 100


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        # The examples of 支付结算办法, annex 1, with its 零 where it demands one.
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("558.25", "伍佰伍拾捌元贰角伍分"),
        ("10.00", "壹拾元整"),
        ("0.00", "零元整"),
        ("0.50", "伍角整"),
        ("0.05", "伍分"),
        ("100000000.00", "壹亿元整"),
        ("100005000.00", "壹亿零伍仟元整"),
        ("20010000.00", "贰仟零壹万元整"),
        ("-405.85", "负肆佰零伍元捌角伍分"),
    ],
)
def test_words_as_the_rule_writes_them(amount: str, words: str) -> None:
    assert figures.capitals(Decimal(amount)) == words


@given(st.integers(-(10**14) + 1, 10**14 - 1))
def test_words_say_the_amount(fen: int) -> None:
    words = figures.capitals(Decimal(fen) / 100)
    assert read_back(words) == Decimal(fen) / 100
    assert "零零" not in words
    assert words.endswith("分") is bool(fen % 10)


def test_what_has_no_words_is_refused() -> None:
    for wrong in ("1000000000000", "1.005"):
        with pytest.raises(ValueError, match=r"trillion|decimals"):
            figures.capitals(Decimal(wrong))


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (figures.yuan(Decimal("1234567.5")), "1,234,567.50"),
        (figures.yuan(Decimal("-405.85")), "−405.85"),
        (figures.price(Decimal("24.600000")), "24.60"),
        (figures.price(Decimal("0.013333")), "0.013333"),
        (figures.price(Decimal(1200)), "1,200.00"),
        (figures.quantity(Decimal("2.0000")), "2"),
        (figures.quantity(Decimal(100)), "100"),
        (figures.quantity(Decimal("0.5")), "0.5"),
        (figures.day(date(2026, 11, 29)), "2026 年 11 月 29 日（星期日）"),
    ],
)
def test_figures(shown: str, expected: str) -> None:
    assert shown == expected


def test_a_time_of_another_day_says_the_day() -> None:
    now = datetime(2026, 11, 29, 0, 10)  # noqa: DTZ001 - the zone plays no part
    assert figures.minute(now.replace(minute=5), now) == "今天 00:05"
    assert figures.minute(datetime(2026, 11, 28, 23, 50), now) == "11 月 28 日 23:50"  # noqa: DTZ001
