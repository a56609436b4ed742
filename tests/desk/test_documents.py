"""Claims as documents: every value comes back exactly, and what is not one is told without its content."""

from __future__ import annotations

import contextlib
import dataclasses
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counter_app.desk.claim import MachinePart, PeoplePart
from counter_app.desk.documents import UnreadableDocument, from_document, to_document
from counter_app.model.visit import Charge, Marks
from tests.desk.world import people

SHANGHAI = ZoneInfo("Asia/Shanghai")
amounts = st.decimals(min_value=-99999999, max_value=99999999, places=2, allow_nan=False, allow_infinity=False)
moments = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 the zone is given below
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(timezone(timedelta(hours=8))),
)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
st.register_type_strategy(Decimal, amounts)
st.register_type_strategy(datetime, moments)
st.register_type_strategy(str, texts)
st.register_type_strategy(date, st.dates())
st.register_type_strategy(
    Marks,
    st.builds(Marks, referral=st.booleans(), injury=st.booleans(), third_party=st.booleans(), crowd=texts, basis=texts),
)
st.register_type_strategy(
    Charge,
    st.builds(
        Charge,
        code=texts,
        name=texts,
        price=st.decimals(0, 99999, places=6),
        quantity=st.decimals("0.0001", 9999, places=4),
        trace_codes=st.lists(texts, max_size=2).map(tuple),
    ),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(st.from_type(PeoplePart))
def test_what_people_wrote_comes_back(part: PeoplePart) -> None:
    assert from_document(to_document(part), PeoplePart) == part


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(st.from_type(MachinePart))
def test_what_the_machine_knows_comes_back(part: MachinePart) -> None:
    assert from_document(to_document(part), MachinePart) == part


def _held(kind: Any, found: set[type]) -> None:
    for inner in get_args(kind):
        _held(inner, found)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind not in found:
        found.add(kind)
        for hint in get_type_hints(kind).values():
            _held(hint, found)


def test_no_value_in_a_document_is_a_float() -> None:
    found: set[type] = set()
    _held(PeoplePart, found)
    _held(MachinePart, found)
    assert len(found) > 12
    hints = [(kind.__name__, name, hint) for kind in found for name, hint in get_type_hints(kind).items()]
    assert [row for row in hints if row[2] is float or float in get_args(row[2])] == []


def test_claims_of_an_earlier_version_open() -> None:
    """Written by the version before the whole border: nothing of them is lost, and what was added since is empty."""
    file = Path(__file__).with_name("claims_of_an_earlier_version.json")
    old = json.loads(file.read_text("utf-8"))
    part = from_document(json.dumps(old["people"]).encode(), PeoplePart)
    for name, kind in (("people", PeoplePart), ("in_doubt", MachinePart), ("settled", MachinePart)):
        now = json.loads(to_document(from_document(json.dumps(old[name]).encode(), kind)))
        assert _kept(old[name], now), name
    assert (part.paid, part.total, part.in_full) == (Decimal("100.00"), Decimal("100.00"), "")
    doubt = from_document(json.dumps(old["in_doubt"]).encode(), MachinePart)
    assert (doubt.doubt, doubt.given_up, doubt.reversals, doubt.reversals_unsent) == ("M1", True, 1, 0)
    assert (doubt.proof, doubt.returned, doubt.uploads) == (None, (), ())
    settled = from_document(json.dumps(old["settled"]).encode(), MachinePart)
    assert settled.settlement is not None
    assert (settled.settlement.amounts.cash, settled.watched) == (Decimal("30.00"), "S1")


def _kept(old: Any, now: Any) -> bool:
    """Whether all that stood there stands there still."""
    if isinstance(old, dict):
        return all(name in now and _kept(value, now[name]) for name, value in old.items())
    if isinstance(old, list):
        return len(old) == len(now) and all(map(_kept, old, now))
    return bool(old == now)


def test_a_time_keeps_its_moment_and_a_price_its_decimals() -> None:
    at = datetime(2031, 5, 6, 23, 59, 59, 123456, tzinfo=SHANGHAI)
    back = from_document(to_document(people(ticket_at=at)), PeoplePart)
    assert back.ticket_at == at
    assert back.ticket_at is not None
    assert back.ticket_at.utcoffset() == timedelta(hours=8)
    assert back.ticket_at.astimezone(UTC).day == 6
    odd = people(charges=(Charge("X", "药", Decimal("0.000001"), Decimal("1.0000")),))
    assert str(from_document(to_document(odd), PeoplePart).charges[0].quantity) == "1.0000"


@pytest.mark.parametrize(
    "document",
    [b"", b"\xff\xfe", b"null", b"[]", b"{}", b'{"bill": "B"}', b'"x"', b'{"person": {"name": "SECRET"}}'],
)
def test_what_is_no_claim_is_told_without_its_content(document: bytes) -> None:
    with pytest.raises(UnreadableDocument) as told:
        from_document(document, PeoplePart)
    assert "SECRET" not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_document_is_a_claim_or_an_unreadable_one(at: int, byte: int) -> None:
    document = bytearray(to_document(people()))
    document[at % len(document)] = byte
    with contextlib.suppress(UnreadableDocument):
        assert isinstance(from_document(bytes(document), PeoplePart), PeoplePart)
