"""What holds for every declared message: reading takes anything, and what is written is read back the same."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.settlement.checking import problems
from counter_app.settlement.codes import known_codes
from counter_app.settlement.fields import Field, Kind
from counter_app.settlement.record import Record
from counter_app.settlement.transactions.reconciliation import DetailsUploadRow
from tests.settlement.test_declarations import DECLARED

_scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(max_size=12)
_any = st.recursive(
    _scalar,
    lambda more: st.lists(more, max_size=3) | st.dictionaries(st.text(max_size=6), more, max_size=3),
    max_leaves=9,
)
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
MESSAGES = [
    pytest.param(record, id=f"{number}-{side}")
    for number, one in sorted(DECLARED.items())
    for side, record in (("in", one.input), ("out", one.output))
]
_LETTERS = "abcXYZ0189 -_/'\"\\\t张𠮷䶮é<&"
_ODD = (
    None,
    True,
    False,
    0,
    -1,
    1.5,
    float("nan"),
    "",
    " ",
    "null",
    "NaN",
    "1e9",
    "x",
    [],
    {},
    [[]],
    [{}],
    [1],
    {"a": 1},
)


def text(random: Random, longest: int) -> str:
    found = "".join(random.choices(_LETTERS, k=random.randint(1, longest))).strip()
    return found if found and found != "null" else "x"


def value(field: Field, random: Random) -> Any:
    """A value that the declaration allows."""
    match field.kind:
        case Kind.TEXT if field.codes:
            return random.choice([code for code in known_codes(field.codes) if len(code) <= (field.length or 9)])
        case Kind.TEXT:
            return text(random, min(field.length or 20, 20))
        case Kind.NUMBER:
            return Decimal(random.randrange(10 ** (field.length or 9))).scaleb(-field.scale)
        case Kind.DAY:
            return date(2000, 1, 1) + timedelta(days=random.randrange(36_000))
        case Kind.MOMENT:
            return datetime(2000, 1, 1, tzinfo=SHANGHAI) + timedelta(seconds=random.randrange(3_000_000_000))
        case Kind.EXTENSION:
            return {text(random, 8): text(random, 8) for _ in range(random.randrange(3))}
    return b""


def message_of(record: type[Record], random: Random) -> Any:
    """A whole message of its declaration."""
    parts: dict[str, Any] = {}
    for attribute in dataclasses.fields(record):  # type: ignore[arg-type]  # every record is a dataclass
        what = attribute.metadata["wire"]
        if isinstance(what, Field):
            parts[attribute.name] = value(what, random)
        elif what.many:
            parts[attribute.name] = tuple(message_of(what.record, random) for _ in range(random.randint(1, 2)))
        else:
            parts[attribute.name] = message_of(what.record, random)
    return record(**parts)


def spoilt(whole: Any, random: Random) -> Any:
    """The same with values of any kind here and there, at any depth."""
    if random.randrange(5) == 0:
        return random.choice(_ODD)
    if isinstance(whole, dict):
        return {name: spoilt(inner, random) for name, inner in whole.items()}
    return [spoilt(inner, random) for inner in whole] if isinstance(whole, list) else whole


@pytest.mark.parametrize("record", MESSAGES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_is_written_is_read_back(record: type[Record], seed: int) -> None:
    message = message_of(record, Random(seed))
    through_json = json.loads(json.dumps(message.wire(), ensure_ascii=False), parse_float=Decimal)
    assert record.read(through_json) == message


@pytest.mark.parametrize("record", MESSAGES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), anything=_any)
def test_anything_can_be_read(record: type[Record], seed: int, anything: object) -> None:
    random = Random(seed)
    assert isinstance(record.read(spoilt(message_of(record, random).wire(), random)), record)
    assert isinstance(record.read(anything), record)


@pytest.mark.parametrize("number", sorted(DECLARED))
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_what_may_be_sent_and_what_not(number: str, seed: int) -> None:
    """A message of its declaration is let through; a spoilt one is let through or complained of in words."""
    one, random = DECLARED[number], Random(seed)
    body = message_of(one.input, random).wire()
    assert problems(one, body, cross_region=True) == []
    wrong = spoilt(body, random)
    if isinstance(wrong, dict):
        assert all(isinstance(found, str) and found for found in problems(one, wrong, cross_region=True))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1968-09- 30", date(1968, 9, 30)),
        ("1968-09-30 00:00:00", date(1968, 9, 30)),
        ("19680930", date(1968, 9, 30)),
        ("1968/9/30", date(1968, 9, 30)),
        ("1968-09-30T08:00:00.000+08:00", date(1968, 9, 30)),
        ("1968-13-30", None),
        ("不详", None),
        (None, None),
    ],
)
def test_dates_as_they_come(text: str | None, day: date | None) -> None:
    assert DECLARED["1101"].output.read({"baseinfo": {"brdy": text}}).baseinfo.brdy == day


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-12 09:30:05", datetime(2026, 3, 12, 9, 30, 5, tzinfo=SHANGHAI)),
        ("2026-03-12T09:30:05.123", datetime(2026, 3, 12, 9, 30, 5, tzinfo=SHANGHAI)),
        ("2026-03-12 09:30", datetime(2026, 3, 12, 9, 30, tzinfo=SHANGHAI)),
        ("2026-03-12", datetime(2026, 3, 12, tzinfo=SHANGHAI)),
        ("20260312093005", datetime(2026, 3, 12, 9, 30, 5, tzinfo=SHANGHAI)),
        ("2026-03-12 25:30:05", None),
        (1773279005000, None),
    ],
)
def test_times_as_they_come(text: object, moment: datetime | None) -> None:
    assert DECLARED["2207A"].output.read({"setlinfo": {"setl_time": text}}).setlinfo.setl_time == moment


@pytest.mark.parametrize(
    ("value", "text"),
    [("-0.00", "0.00"), ("-0", "0"), ("0", "0"), ("0E+3", "0"), ("1E+3", "1000"), ("-12.30", "-12.30")],
)
def test_numbers_as_they_are_written(value: str, text: str) -> None:
    """A refund's row takes every amount with the other sign; nothing at all has none."""
    row = DetailsUploadRow(setl_id="S", mdtrt_id="V", psn_no="P", acct_pay=Decimal(value), refd_setl_flag="1")
    assert row.wire()["acct_pay"] == text
