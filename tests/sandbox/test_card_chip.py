"""The virtual chip answers as card facts, section 1.2 say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.card_chip import BANK_APPLICATION, SSSE_NAME, Chip
from sandbox.card_files import Behaviour, CardImage, Record

SELECT = "00A404000F" + SSSE_NAME.hex()
NUMBER = Record(0x08, bytes.fromhex("0812393930323030313936323033313531303236"))
SEX = Record(0x0A, bytes.fromhex("0A0132"))


def chip(**behaviour: object) -> Chip:
    card = CardImage("T1", "", 2, b"\x3b\x00", Behaviour(**behaviour), (), (NUMBER, SEX), {})  # type: ignore[arg-type]
    return Chip(card)


def said(chip: Chip, *commands: str) -> str:
    """The answer to the last of the commands."""
    return [chip.answer(bytes.fromhex(command)).hex().upper() for command in commands][-1]


def test_every_addressing_finds_the_same_record() -> None:
    record = SEX.content.hex().upper() + "9000"
    assert said(chip(), SELECT, "00B20A3003") == record
    assert said(chip(), SELECT, "00B2023403") == record
    assert said(chip(), SELECT, "00A4020002EF06", "00B20A0003") == record
    assert said(chip(), SELECT, "00A4000002EF06", "00B2020403") == record


def test_what_a_card_does_not_take_is_refused() -> None:
    assert said(chip(id_addressing=False), SELECT, "00B20A3003") == "6A86"
    assert said(chip(sfi_addressing=False), SELECT, "00B2023403") == "6A86"
    assert said(chip(), "00B2023403") == "6986"
    assert said(chip(), SELECT, "00B2020403") == "6986"
    assert said(chip(), SELECT, "00B2033403") == "6A83"
    assert said(chip(), SELECT, "00B20B3003") == "6A83"
    assert said(chip(), SELECT, "00B2013C03") == "6A82"
    assert said(chip(), SELECT, "00A4020002EF07") == "6A82"
    assert said(chip(), "00A4020002EF06") == "6A82"
    assert said(chip(), "80CA000000") == "6E00"
    assert said(chip(), "00CA000000") == "6D00"
    assert said(chip(), "00A404000F7378") == "6700"


def test_t0_style_announces_and_corrects() -> None:
    old = chip(t0_style=True)
    announced = said(old, SELECT)
    assert announced[:2] == "61"
    assert said(old, "00C00000" + announced[2:]).endswith("9000")
    assert said(old, "00B2023420") == "6C03"
    assert said(old, "00B2023403") == SEX.content.hex().upper() + "9000"
    assert said(old, "00C0000003") == "6985", "nothing waits any more"


def test_a_reset_forgets_the_selection() -> None:
    card = chip()
    said(card, SELECT)
    card.reset()
    assert said(card, "00B2023403") == "6986"


def test_the_pin_opens_wears_out_and_stays_blocked_over_a_reset() -> None:
    card = chip(ef06_access="pin", pin_tries=2)
    assert said(card, SELECT, "00B2023403") == "6982"
    assert said(card, "0020000003111111") == "63C1"
    assert said(card, "0020000003123456") == "9000"
    assert said(card, "00B2023403").endswith("9000")
    card.reset()
    assert said(card, SELECT, "00B2023403") == "6982"
    assert said(card, "0020000003111111") == "63C1"
    assert said(card, "0020000003111111") == "6983"
    card.reset()
    assert said(card, SELECT, "0020000003123456") == "6983"
    assert said(card, "00B2023403") == "6983"


def test_a_bank_card_has_no_ssse() -> None:
    card = chip(no_ssse=True)
    assert said(card, SELECT) == "6A82"
    assert said(card, "00A4040008" + BANK_APPLICATION.hex()).endswith("9000")


@pytest.mark.parametrize("t0_style", [False, True])
@given(commands=st.lists(st.binary(max_size=40), max_size=6))
def test_any_bytes_get_a_status_word(t0_style: bool, commands: list[bytes]) -> None:
    card = chip(t0_style=t0_style)
    for command in [bytes.fromhex(SELECT), *commands]:
        assert len(card.answer(command)) >= 2
