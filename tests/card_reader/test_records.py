"""From bytes to items: no content makes the parser raise, and what it keeps is what the card holds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from card_reader.reading import Status
from card_reader.records import interpreted
from card_reader.session import RECORD_BYTES, RecordFile
from tests.card_reader.cards import TODAY, holder_records, issuing_records, replaced, text

FIELDS = {
    "card_id", "spec_version", "issue_date", "valid_until", "card_no", "ssn", "name",
    "sex", "ethnicity", "birth_place", "birth_date",
}  # fmt: skip
HOLDERS_TAGS = (0x08, 0x09, 0x4E, 0x0A, 0x0B, 0x0C, 0x0D)
KINDS = {"record_truncated", "length_mismatch", "tag_mismatch"}

raw = st.binary(max_size=300)
started = st.builds(
    lambda tag, length, rest: bytes([tag, length]) + rest,
    st.sampled_from(sorted(RECORD_BYTES)),
    st.integers(0, 255),
    st.binary(max_size=64),
)
records = st.dictionaries(st.sampled_from(sorted(RECORD_BYTES)), raw | started, max_size=14)
words = st.dictionaries(st.sampled_from(sorted(RECORD_BYTES)), st.integers(0x6000, 0x9FFF), max_size=4)


def read(issuing: dict[int, bytes], holder: dict[int, bytes], refusals: dict[int, int] | None = None):
    return interpreted(RecordFile(issuing), RecordFile(holder, refusals or {}), TODAY)


def issuing() -> dict[int, bytes]:
    return {record.tag: record.content for record in issuing_records()}


def holder(**changes: object) -> dict[int, bytes]:
    return {record.tag: record.content for record in holder_records(**changes)}  # type: ignore[arg-type]


@settings(max_examples=400, deadline=None)
@given(records, words)
def test_no_bytes_make_the_parser_raise(found: dict[int, bytes], refused: dict[int, int]) -> None:
    files = [
        {tag: content for tag, content in found.items() if (tag in HOLDERS_TAGS) is last} for last in (False, True)
    ]
    reading = read(files[0], files[1], refused)
    damage = KINDS & {warning.split(":")[0] for warning in reading.warnings}
    whole = None not in reading.fields.values() and not damage
    assert reading.status is (Status.OK if whole else Status.PARTIAL)
    assert set(reading.fields) <= FIELDS


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(RECORD_BYTES)), raw | started)
def test_one_bad_record_costs_at_most_its_own_item(tag: int, content: bytes) -> None:
    files = [issuing(), holder()]
    whole = read(*files)
    spoiled = read(*[{**file, tag: content} if tag in file else file for file in files])
    lost = {key for key in FIELDS if spoiled.fields[key] != whole.fields[key]}
    assert len(lost) <= 1
    if tag not in (0x09, 0x4E):
        assert spoiled.fields["name"] == "丁演示"


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=25))
def test_any_name_that_fits_comes_back_whole_wherever_byte_30_falls(name: str) -> None:
    encoded = text(name)
    if len(encoded) <= 50:
        assert read(issuing(), holder(name=encoded)).fields["name"] == name


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 255))
def test_a_length_byte_never_reaches_beyond_what_came(value: bytes, length: int) -> None:
    reading = read({**issuing(), 0x07: bytes([0x07, length]) + value}, holder())
    number = reading.fields["card_no"]
    assert number is None or text(number) in value


@pytest.mark.parametrize(
    ("record", "warning"),
    [
        ("0D041962", "record_truncated:0D"),
        ("0D03196203", "length_mismatch:0D"),  # consistent, but a date has four bytes
        ("0DFF19620315", "length_mismatch:0D"),
        ("0C0419620315", "tag_mismatch:0D"),
    ],
)
def test_a_damaged_date_says_how(record: str, warning: str) -> None:
    reading = read(issuing(), {**holder(), 0x0D: bytes.fromhex(record)})
    assert (reading.status, reading.warnings, reading.fields["birth_date"]) == (Status.PARTIAL, (warning,), None)


@pytest.mark.parametrize("record", ["0D0419621315", "0D04FFFFFFFF", "0D0400000000", "0D04196203AB"])
def test_four_bytes_that_are_no_day_are_null(record: str) -> None:
    reading = read(issuing(), {**holder(), 0x0D: bytes.fromhex(record)})
    assert (reading.status, reading.warnings, reading.fields["birth_date"]) == (Status.PARTIAL, (), None)


def test_a_shorter_text_with_its_own_length_is_whole() -> None:
    reading = read(issuing(), {**holder(), 0x09: b"\x09\x06" + text("丁演示")})
    assert (reading.status, reading.fields["name"]) == (Status.OK, "丁演示")


def test_filling_behind_the_item_is_no_damage() -> None:
    reading = read({**issuing(), 0x07: issuing()[0x07] + b"\xff\xff"}, holder())
    assert (reading.status, reading.fields["card_no"]) == (Status.OK, "Z99020009")


@pytest.mark.parametrize(
    ("name", "kept"), [(text("丁演示"), "丁演示"), (text("演" * 15), None)], ids=["ends in 09", "fills 09"]
)
def test_a_damaged_continuation_spoils_only_a_name_that_needs_it(name: bytes, kept: str | None) -> None:
    reading = read(issuing(), {**holder(name=name), 0x4E: b"\x4e\x14\x00"})
    assert (reading.status, reading.warnings, reading.fields["name"]) == (
        Status.PARTIAL,
        ("record_truncated:4E",),
        kept,
    )


def test_a_name_that_is_no_text_is_null() -> None:
    assert read(issuing(), holder(name=b"\xb6\x20\x81")).fields["name"] is None
    assert read(issuing(), holder(name=b"A\x07B")).fields["name"] is None


@pytest.mark.parametrize(
    ("number", "warnings"),
    [
        ("990200196203151026", ()),
        ("11010519491231002X", ("birth_mismatch",)),
        ("11010519491231002x", ("birth_mismatch",)),
        ("990200196203151027", ("bad_checksum",)),
        ("990200620315102", ()),  # fifteen digits: no century, no check
        ("990200620316102", ("birth_mismatch",)),
        ("ABC", ("bad_checksum",)),
    ],
)
def test_a_number_is_kept_and_judged(number: str, warnings: tuple[str, ...]) -> None:
    reading = read(issuing(), holder(ssn=number))
    assert (reading.status, reading.warnings) == (Status.OK, warnings)
    assert reading.fields["ssn"] == number.upper()


@pytest.mark.parametrize(("valid_until", "expired"), [("20261121", True), ("20261122", False), ("99991231", False)])
def test_a_card_is_valid_through_its_last_day(valid_until: str, expired: bool) -> None:
    reading = read({record.tag: record.content for record in issuing_records(valid_until=valid_until)}, holder())
    assert ("expired" in reading.warnings) is expired


def test_a_record_of_the_card_itself_that_has_no_field_still_counts() -> None:
    spoiled = {record.tag: record.content for record in replaced(issuing_records(), 0x04, b"\x04\x0c\x99")}
    reading = read(spoiled, holder())
    assert (reading.status, reading.warnings) == (Status.PARTIAL, ("record_truncated:04",))
    assert None not in reading.fields.values()
