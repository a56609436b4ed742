"""What holds for every declared message: reading takes anything, and what is written is read back the same."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime, timedelta, timezone
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
from counter_app.settlement.transactions.fees import FEE_LINES, FeeLinesFeedetail, FeeLinesInput, FeeLinesResult
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
LINE_ATTRIBUTES = sorted(one.name for one in dataclasses.fields(FeeLinesFeedetail))
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


@pytest.mark.parametrize("record", MESSAGES)
def test_what_is_missing_is_read_as_empty(record: type[Record]) -> None:
    assert record.read({}) == record.read(None) == record()


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


_EQUAL_BUT_NOT_THE_SAME = (
    1,
    True,
    1.0,
    Decimal(1),
    Decimal("1.0"),
    Decimal("1.00"),
    "1",
    "1.0",
    " 1",
    "null",
    "",
    None,
)
_entries = st.dictionaries(
    st.sampled_from(("feedetl_sn", "pric", "memo", "chrgitm_lv", "exp_content", "unknown")),
    st.sampled_from(_EQUAL_BUT_NOT_THE_SAME)
    | st.sampled_from((*_ODD, Decimal("Infinity")))
    | st.decimals("-9", "9", places=1),
)


@settings(deadline=None)
@given(rows=st.lists(_entries, max_size=6))
def test_a_row_is_read_the_same_among_others_as_alone(rows: list[dict[str, Any]]) -> None:
    """By their looks: 1, True and 1.0 are equal, and so are 9.8 and 9.80."""
    together = FEE_LINES.output.read({"result": rows}).result
    assert [repr(row) for row in together] == [repr(FeeLinesResult.read(row)) for row in rows]


@settings(deadline=None)
@given(seed=st.integers(0, 2**32), bare=st.lists(st.sets(st.sampled_from(LINE_ATTRIBUTES)), max_size=4))
def test_a_row_is_written_the_same_among_others_as_alone(seed: int, bare: list[set[str]]) -> None:
    """Where some rows lack what others have; where all say the same, and where what they say is only equal."""
    random = Random(seed)
    empty: dict[str, Any] = {
        one.name: getattr(FeeLinesFeedetail(), one.name) for one in dataclasses.fields(FeeLinesFeedetail)
    }
    first = message_of(FeeLinesFeedetail, random)
    at = datetime(2026, 3, 12, 0, 30, tzinfo=SHANGHAI)
    rows = [
        first,
        dataclasses.replace(first, fee_ocur_time=at, cnt=Decimal("1.0"), pric=Decimal("0.00")),
        dataclasses.replace(first, fee_ocur_time=at.astimezone(UTC), cnt=Decimal(1), pric=Decimal(0)),
        *(
            dataclasses.replace(message_of(FeeLinesFeedetail, random), **{name: empty[name] for name in names})
            for names in bare
        ),
    ]
    written = FeeLinesInput(feedetail=tuple(rows)).wire()["feedetail"]
    assert [list(row.items()) for row in written] == [list(row.wire().items()) for row in rows]
    assert [row["cnt"] for row in written[1:3]] == ["1.0", "1"]
    assert [row["pric"] for row in written[1:3]] == ["0.00", "0"]
    assert [row["fee_ocur_time"] for row in written[1:3]] == ["2026-03-12 00:30:00", "2026-03-11 16:30:00"]


@settings(deadline=None)
@given(
    seed=st.integers(0, 2**32),
    place=st.integers(0, 3),
    name=st.sampled_from(LINE_ATTRIBUTES),
    odd=st.sampled_from(_ODD),
)
def test_a_row_is_checked_the_same_among_others_as_alone(seed: int, place: int, name: str, odd: object) -> None:
    random = Random(seed)
    rows = [message_of(FeeLinesFeedetail, random).wire() for _ in range(4)]
    rows[place] = rows[place] | {name: odd}
    alone = [problems(FEE_LINES, {"feedetail": [row]}, cross_region=True) for row in rows]
    expected = [
        text.replace("第 1 行", f"第 {number} 行", 1) for number, found in enumerate(alone, 1) for text in found
    ]
    assert problems(FEE_LINES, {"feedetail": rows}, cross_region=True) == expected


@pytest.mark.parametrize(
    ("name", "odd", "complaint"),
    [
        ("memo", True, "备注（memo）不是文字"),
        ("memo", ["x"], "备注（memo）不是文字"),
        ("memo", "x" * 1001, "备注（memo）超过 1000 个字符"),
        ("cnt", True, "数量（cnt）不是数字"),
        ("cnt", "1.00001", "数量（cnt）小数超过 4 位"),
        ("psn_no", None, "人员编号（psn_no）不能为空"),
        ("psn_no", " ", "人员编号（psn_no）不能为空"),
        ("rx_circ_flag", "9", "外购处方标志（rx_circ_flag）的代码 9 不在字典里"),
        ("drugtracinfo", [{"drug_trac_codg": ""}], "第 1 行 药品追溯码（drug_trac_codg）不能为空"),
    ],
)
def test_one_odd_value_in_a_bill_is_found(name: str, odd: object, complaint: str) -> None:
    rows = [message_of(FeeLinesFeedetail, Random(number)).wire() for number in range(4)]
    rows[2] = rows[2] | {name: odd}
    assert problems(FEE_LINES, {"feedetail": rows}, cross_region=False) == [f"第 3 行 {complaint}"]


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
