"""The dialogue with SSSE, word by word, against a scripted card."""

from __future__ import annotations

import pytest

from card_reader.apdu import ApduError, status_word_text
from card_reader.connection import (
    CardMuteError,
    CardPulledError,
    CardReaderError,
    NoCardError,
    NoReaderError,
    ReaderBusyError,
    ServiceDownError,
)
from card_reader.read import read_card, read_through
from card_reader.reading import Status
from card_reader.scripted import ScriptedConnection, ScriptedDevice, ScriptError
from card_reader.session import SsseSession
from tests.card_reader.cards import TODAY, holder_records, issuing_records

SELECT = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF"
OK = "9000"
ISSUING = {record.tag: record.content.hex() for record in issuing_records()}
HOLDER = {record.tag: record.content.hex() for record in holder_records()}


def script(*pairs: tuple[str, str]) -> ScriptedConnection:
    return ScriptedConnection([(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in pairs])


def by_identifier(file: int) -> list[tuple[str, str]]:
    records, mode = (ISSUING, "28") if file == 5 else (HOLDER, "30")
    return [(f"00B2{tag:02X}{mode}{len(content) // 2:02X}", content + OK) for tag, content in records.items()]


def whole_card() -> list[tuple[str, str]]:
    return [(SELECT, OK), *by_identifier(5), *by_identifier(6)]


def test_identifiers_with_short_file_ids_are_tried_first() -> None:
    connection = script(*whole_card())
    assert read_through(connection, TODAY).status is Status.OK
    assert connection.finished


def test_select_fetches_what_61xx_announces() -> None:
    connection = script((SELECT, "611E"), ("00C000001E", "6F" * 30 + OK))
    SsseSession(connection).select()
    assert connection.finished


def test_select_is_repeated_with_an_answer_length_where_the_card_wants_one() -> None:
    connection = script((SELECT, "6700"), (SELECT + "00", OK))
    SsseSession(connection).select()
    assert connection.finished


def test_6cxx_repeats_with_the_right_length_and_61xx_joins_its_parts() -> None:
    first = ISSUING[1]
    pairs = by_identifier(5)
    pairs[0:1] = [
        ("00B2012812", "6C10"),
        ("00B2012810", first[:8] + "610E"),
        ("00C000000E", "6C05"),
        ("00C0000005", first[8:18] + "6109"),
        ("00C0000009", first[18:] + OK),
    ]
    connection = script(*pairs)
    assert SsseSession(connection).read_issuing_data().records[1].hex() == first
    assert connection.finished


def test_a_card_that_always_has_more_is_given_up() -> None:
    connection = ScriptedConnection(
        [(bytes.fromhex(SELECT), b"\x61\x10")] + [(bytes.fromhex("00C0000010"), b"\x61\x10")] * 99
    )
    with pytest.raises(ApduError, match="6110"):
        SsseSession(connection).select()
    assert connection.calls == 16


@pytest.mark.parametrize("refusal", ["6A86", "6A82", "6B00", "6981", "6A81", "6986"])
def test_numbers_with_short_file_ids_come_second(refusal: str) -> None:
    tags = list(ISSUING)
    numbered = [
        (f"00B2{number:02X}2C{len(ISSUING[tag]) // 2:02X}", ISSUING[tag] + OK) for number, tag in enumerate(tags, 1)
    ]
    connection = script(("00B2012812", refusal), *numbered)
    assert len(SsseSession(connection).read_issuing_data().records) == len(tags)
    assert connection.finished


def test_a_wrong_length_is_asked_again_with_any_length_before_the_addressing_is_given_up() -> None:
    pairs = by_identifier(5)
    connection = script(("00B2012812", "6700"), ("00B2012800", ISSUING[1] + OK), *pairs[1:])
    assert len(SsseSession(connection).read_issuing_data().records) == len(ISSUING)


@pytest.mark.parametrize(
    ("version", "third", "expected_tags"),
    [
        ("1.00", "0A0132", [8, 9, 0x0A]),
        ("2.00", "4E1400", [8, 9, 0x4E]),
        ("2.00", "0A0132", [8, 9, 0x0A]),  # the record is believed before the version
        ("1.00", "4E1400", [8, 9, 0x4E]),
        (None, "0A0132", [8, 9, 0x0A]),
        ("1.00", None, [8, 9, 0x0A]),
        (None, None, [8, 9, 0x4E]),
    ],
)
def test_record_numbers_follow_the_generation(version: str | None, third: str | None, expected_tags: list[int]) -> None:
    sizes = {8: "14", 9: "20", 0x4E: "16", 0x0A: "03"}
    probe = third + OK if third else "6A83"
    numbered = [(f"00B2{number:02X}34{sizes[tag]}", "6985") for number, tag in enumerate(expected_tags, 1)]
    connection = script(("00B2083014", "6A86"), ("00B2033403", probe), *numbered)
    with pytest.raises(ScriptError, match="end"):  # the script stops after three records: their order is what counts
        SsseSession(connection).read_holder_data(version)
    assert connection.finished


def test_a_file_is_selected_when_nothing_else_is_taken() -> None:
    numbered = [
        (f"00B2{number:02X}04{len(content) // 2:02X}", content + OK)
        for number, content in enumerate(ISSUING.values(), 1)
    ]
    connection = script(
        ("00B2012812", "6A86"),
        ("00B2012C12", "6A86"),
        ("00A4020002EF05", "6A86"),
        ("00A4000002EF05", OK),
        *numbered,
    )
    assert len(SsseSession(connection).read_issuing_data().records) == len(ISSUING)
    assert connection.finished


def test_a_card_without_the_file_gives_nothing_and_no_error() -> None:
    connection = script(
        ("00B2012812", "6A82"), ("00B2012C12", "6A82"), ("00A4020002EF05", "6A82"), ("00A4000002EF05", "6A82")
    )
    assert SsseSession(connection).read_issuing_data().records == {}


@pytest.mark.parametrize("word", ["6982", "6983"])
def test_a_guarded_file_is_asked_once(word: str) -> None:
    connection = script(("00B2083014", word))
    holder = SsseSession(connection).read_holder_data("3.00")
    assert (holder.closed, connection.calls) == (True, 1)


def test_a_card_number_that_needs_authentication_leaves_the_rest() -> None:
    pairs = whole_card()
    pairs[7] = (pairs[7][0], "6982")
    reading = read_through(script(*pairs), TODAY)
    assert (reading.status, reading.warnings) == (Status.PARTIAL, ("auth_required",))
    assert reading.fields["card_no"] is None
    assert reading.fields["name"] == "丁演示"
    assert reading.fields["birth_date"] == "1962-03-15"


def test_a_missing_record_is_null_without_a_warning() -> None:
    pairs = whole_card()
    pairs[-2] = (pairs[-2][0], "6A83")
    reading = read_through(script(*pairs), TODAY)
    assert (reading.status, reading.warnings, reading.fields["birth_place"]) == (Status.PARTIAL, (), None)


def test_an_end_of_file_warning_leaves_the_judgement_to_the_record() -> None:
    pairs = whole_card()
    pairs[9] = (pairs[9][0], "091EB6A1" + "6282")
    assert read_through(script(*pairs), TODAY).warnings == ("record_truncated:09",)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("6A82", Status.NOT_SSC),
        ("6D00", Status.NOT_SSC),
        ("6E00", Status.NOT_SSC),
        ("6A81", Status.BLOCKED),
        ("9303", Status.BLOCKED),
    ],
)
def test_the_answer_to_select_tells_the_kind_of_card(word: str, status: Status) -> None:
    reading = read_through(script((SELECT, word)), TODAY)
    assert reading.status is status
    assert reading.warnings == (("not_ssc",) if status is Status.NOT_SSC else ())


@pytest.mark.parametrize("call", range(1, 16))
@pytest.mark.parametrize("failure", [CardPulledError, CardMuteError, NoReaderError, ServiceDownError])
def test_any_call_may_fail_and_the_connection_is_closed(call: int, failure: type[CardReaderError]) -> None:
    pairs = [(bytes.fromhex(command), bytes.fromhex(answer)) for command, answer in whole_card()]
    connection = ScriptedConnection(pairs, {call: failure("told to")})
    reading = read_card(ScriptedDevice(connection), TODAY)
    assert (reading.status, reading.fields) == (failure.status, {})
    assert connection.closed


@pytest.mark.parametrize("failure", [NoCardError, ReaderBusyError, NoReaderError, ServiceDownError, CardMuteError])
def test_a_reader_that_cannot_be_opened_is_a_status(failure: type[CardReaderError]) -> None:
    assert read_card(ScriptedDevice(script(), failure("told to")), TODAY).status is failure.status


def test_a_program_error_still_closes_the_connection() -> None:
    connection = script()
    with pytest.raises(ScriptError):
        read_card(ScriptedDevice(connection), TODAY)
    assert connection.closed


def test_an_apdu_error_names_its_word_and_holds_no_data() -> None:
    error = ApduError(0x6982)
    assert str(error) == "status word 6982: security condition not met"
    assert status_word_text(0x63C2) == "verification failed, 2 tries left"
    assert status_word_text(0x1234) == "unknown"


def test_a_reading_shows_no_personal_data_when_printed() -> None:
    reading = read_through(script(*whole_card()), TODAY)
    assert reading.fields["card_no"] == "Z99020009"
    shown = repr(reading)
    assert not any(str(value) in shown for value in reading.fields.values())
