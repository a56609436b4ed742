"""Cards read through a real pcscd: the three examples, and what can be wrong with a card."""

from __future__ import annotations

import socket
import threading
import time
from pathlib import Path

import pytest
from smartcard import scard

from card_reader.pcsc import PcscContext
from card_reader.read import read_card, read_through
from card_reader.reading import Status
from sandbox.card_chip import BANK_APPLICATION
from sandbox.card_files import Behaviour, card_named, load_cards
from tests.card_reader.cards import TODAY, holder_records, image, issuing_records, replaced, text
from tests.readers import Counter, await_presence

pytestmark = pytest.mark.pcsc

WHOLE = 15  # SELECT and fourteen records
OLD_STYLE = Behaviour(t0_style=True, sfi_addressing=False, id_addressing=False)
RARE = "𠮷䶮㛃"


@pytest.mark.parametrize("card_id", ["E1", "E2", "E3"])
def test_example_cards_read_as_their_file_expects(counter: Counter, shared: Path, card_id: str) -> None:
    card = card_named(load_cards(shared / "spec" / "cards.example.yaml"), card_id)
    reading = counter.read(card)
    assert reading.status == card.expect["status"]
    assert reading.fields == card.expect["fields"]
    assert list(reading.warnings) == card.expect["warnings"]


def test_a_whole_card_takes_fifteen_commands_and_no_pin(counter: Counter) -> None:
    with counter.card_in(image()) as (name, held), PcscContext.open() as context:
        assert read_card(context.device(name), TODAY).status is Status.OK
        commands = held.commands
    assert len(commands) == WHOLE
    assert {command[1] for command in commands} == {0xA4, 0xB2}


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="only Linux can acknowledge at once")
def test_the_virtual_card_acknowledges_at_once(counter: Counter) -> None:
    """With delayed acknowledgements fifteen commands take 700 ms and more (PC/SC set-up, section 4)."""
    with counter.card_in(image()) as (name, _), PcscContext.open() as context:
        began = time.monotonic()
        assert read_card(context.device(name), TODAY).status is Status.OK
        assert time.monotonic() - began < 0.4


@pytest.mark.parametrize(
    ("record", "warning"),
    [
        ("091EB6A1D1", "record_truncated:09"),
        ("09", "record_truncated:09"),
        ("", "record_truncated:09"),
        ("09FF" + text("丁演示").ljust(30, b"\0").hex(), "length_mismatch:09"),
        ("0905" + text("丁演示").ljust(30, b"\0").hex(), "length_mismatch:09"),
        ("0A1E" + text("丁演示").ljust(30, b"\0").hex(), "tag_mismatch:09"),
    ],
    ids=["truncated", "tag only", "empty", "length too great", "length too small", "wrong tag"],
)
def test_a_damaged_name_is_null_and_the_rest_kept(counter: Counter, record: str, warning: str) -> None:
    reading = counter.read(image(holder=replaced(holder_records(), 0x09, bytes.fromhex(record))))
    assert reading.status is Status.PARTIAL
    assert reading.warnings == (warning,)
    assert reading.fields["name"] is None
    assert reading.fields["ssn"] == "990200196203151026"
    assert reading.fields["birth_date"] == "1962-03-15"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (text(RARE), RARE),
        (text("演" * 14 + "A" + "𠮷䶮"), "演" * 14 + "A𠮷䶮"),  # 𠮷 lies at bytes 30 to 33
        (text("A" + "演" * 16), "A" + "演" * 16),  # a two-byte character at bytes 30 and 31
        (text("MARY ANN ELIZABETH CATHERINE B SMITH"), "MARY ANN ELIZABETH CATHERINE B SMITH"),
        (text("ABCDEFGHIJKLMNOPQRSTUVWXYZABC DE"), "ABCDEFGHIJKLMNOPQRSTUVWXYZABC DE"),  # a space is byte 30
    ],
    ids=["rare", "four bytes astride", "two bytes astride", "latin", "space at the border"],
)
def test_names_are_joined_as_bytes(counter: Counter, name: bytes, expected: str) -> None:
    reading = counter.read(image(holder=holder_records(name=name)))
    assert reading.status is Status.OK
    assert reading.fields["name"] == expected


@pytest.mark.parametrize("padding", [b"\x00", b"\x20", b"\xff"], ids=["00", "20", "FF"])
def test_any_filling_is_taken_off(counter: Counter, padding: bytes) -> None:
    reading = counter.read(image(holder=holder_records(padding=padding)))
    assert (reading.status, reading.fields["name"]) == (Status.OK, "丁演示")


def test_contradictions_on_a_whole_card_are_warnings(counter: Counter) -> None:
    card = image(
        issuing=issuing_records(valid_until="20251231"),
        holder=holder_records(ssn="990200196203151027", birth_date="19620316"),
    )
    reading = counter.read(card)
    assert reading.status is Status.OK
    assert reading.warnings == ("expired", "bad_checksum", "birth_mismatch")
    assert reading.fields["ssn"] == "990200196203151027"


def test_an_empty_name_is_missing(counter: Counter) -> None:
    reading = counter.read(image(holder=holder_records(name=b"")))
    assert reading.status is Status.PARTIAL
    assert (reading.warnings, reading.fields["name"]) == (("name_empty",), None)


@pytest.mark.parametrize("behaviour", [Behaviour(), OLD_STYLE], ids=["identifiers", "numbers"])
def test_an_old_card_has_no_name_continuation(counter: Counter, behaviour: Behaviour) -> None:
    card = image(issuing=issuing_records("1.00"), holder=holder_records(continued=False), behaviour=behaviour)
    reading = counter.read(card)
    assert (reading.status, reading.warnings, reading.fields["name"]) == (Status.OK, (), "丁演示")


@pytest.mark.parametrize("t0_style", [False, True], ids=["T=1 style", "T=0 style"])
@pytest.mark.parametrize("identifiers", [False, True], ids=["no identifiers", "identifiers"])
@pytest.mark.parametrize("short_files", [False, True], ids=["no short files", "short files"])
def test_every_addressing_reads_the_same(
    counter: Counter, t0_style: bool, identifiers: bool, short_files: bool
) -> None:
    behaviour = Behaviour(t0_style=t0_style, id_addressing=identifiers, sfi_addressing=short_files)
    reading = counter.read(image(behaviour=behaviour))
    assert (reading.status, reading.fields["name"], reading.fields["sex"]) == (Status.OK, "丁演示", "2")


@pytest.mark.parametrize(
    ("behaviour", "warning"),
    [
        (Behaviour(ef06_access="extauth"), "auth_required"),
        (Behaviour(ef06_access="pin"), "auth_required"),
        (Behaviour(ef06_access="pin", pin_tries=0), "pin_blocked"),
        (Behaviour(ef06_access="extauth", t0_style=True, sfi_addressing=False, id_addressing=False), "auth_required"),
    ],
    ids=["key", "pin", "pin blocked", "key, old style"],
)
def test_a_guarded_file_leaves_what_stands_on_the_card(counter: Counter, behaviour: Behaviour, warning: str) -> None:
    with counter.card_in(image(behaviour=behaviour)) as (name, held), PcscContext.open() as context:
        reading = read_card(context.device(name), TODAY)
        assert 0x20 not in {command[1] for command in held.commands}
    assert (reading.status, reading.warnings) == (Status.PARTIAL, (warning,))
    assert reading.fields["card_no"] == "Z99020009"
    assert reading.fields["name"] is None
    assert "birth_date" not in reading.fields


def test_a_bank_card_is_no_social_security_card(counter: Counter) -> None:
    with counter.card_in(image(behaviour=Behaviour(no_ssse=True))) as (name, _), PcscContext.open() as context:
        reading = read_card(context.device(name), TODAY)
        with context.device(name).open() as connection:
            assert connection.transmit(bytes([0, 0xA4, 4, 0, 8]) + BANK_APPLICATION)[-2:] == b"\x90\x00"
    assert (reading.status, reading.warnings, reading.fields) == (Status.NOT_SSC, ("not_ssc",), {})


@pytest.mark.parametrize("command", range(1, WHOLE + 1))
def test_a_card_pulled_at_any_command_says_so(counter: Counter, command: int) -> None:
    reading = counter.read(image(behaviour=Behaviour(pull_at=command)))
    assert (reading.status, reading.fields) == (Status.PULLED, {})


def test_a_silent_card_holds_its_reader_until_it_is_pulled(counter: Counter) -> None:
    with counter.card_in(image(behaviour=Behaviour(silent_at=4))) as (name, held), PcscContext.open() as context:
        pulling = threading.Timer(0.5, held.pull)
        pulling.start()
        began = time.monotonic()
        reading = read_card(context.device(name), TODAY)
        pulling.join()
    assert reading.status is Status.PULLED
    assert time.monotonic() - began >= 0.4


def test_a_card_put_in_the_wrong_way_round_is_mute(counter: Counter) -> None:
    with counter.card_in(image(behaviour=Behaviour(mute=True))) as (name, _), PcscContext.open() as context:
        assert read_card(context.device(name), TODAY).status is Status.MUTE


def test_no_card_and_no_reader(counter: Counter) -> None:
    name, _ = counter.slot()
    with PcscContext.open() as context:
        assert read_card(context.device(name), TODAY).status is Status.NO_CARD
        assert read_card(context.device("No Such Reader"), TODAY).status is Status.NO_READER


def test_a_reader_held_by_another_program_is_busy_and_read_when_it_is_free(counter: Counter) -> None:
    with counter.card_in(image()) as (name, _), PcscContext.open() as ours, PcscContext.open() as theirs:
        with theirs.device(name).open():
            assert read_card(ours.device(name), TODAY).status is Status.READER_BUSY
        assert read_card(ours.device(name), TODAY).status is Status.OK


def test_a_shared_reader_is_read_within_a_transaction_and_left_as_it_was(counter: Counter) -> None:
    with counter.card_in(image()) as (name, _), PcscContext.open() as context:
        result, theirs = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        assert result == scard.SCARD_S_SUCCESS
        any_protocol = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, card, _ = scard.SCardConnect(theirs, name, scard.SCARD_SHARE_SHARED, any_protocol)
        assert result == scard.SCARD_S_SUCCESS
        try:
            assert read_card(context.device(name), TODAY).status is Status.OK
            select = [0x00, 0xA4, 0x02, 0x00, 0x02, 0xEF, 0x05]
            result, answer = scard.SCardTransmit(card, scard.SCARD_PCI_T0, select)
            assert (result, answer) == (scard.SCARD_S_SUCCESS, [0x90, 0x00])  # still powered, SSSE still selected
        finally:
            scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
            scard.SCardReleaseContext(theirs)


def test_an_old_connection_never_gives_the_next_cards_data(counter: Counter) -> None:
    with counter.card_in(image()) as (name, held), PcscContext.open() as context:
        with context.device(name).open() as connection:
            assert read_through(connection, TODAY).status is Status.OK
            held.pull()
            await_presence(context, name, False)
            held.insert()
            await_presence(context, name, True)
            with pytest.raises(Exception, match="taken out"):
                read_through(connection, TODAY)
        assert read_card(context.device(name), TODAY).status is Status.OK
