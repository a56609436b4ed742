"""A scan is told from typing by its rhythm."""

from __future__ import annotations

import random

import pytest

from card_reader.scanner import KeyedInput, ScanDecision, ScanLimits

CODE = "9901000000000000000000000001"


def fed(decision: ScanDecision, text: str, gaps: list[float], start: float = 1000.0) -> tuple[str, float]:
    """Feed the keys; the characters given back on the way, and the time of the last key."""
    at, returned = start, decision.key(text[0], start).typed
    for character, gap in zip(text[1:], gaps, strict=True):
        at += gap
        returned += decision.key(character, at).typed
    return returned, at


@pytest.mark.parametrize("seed", range(20))
def test_a_scanner_is_recognised(seed: int) -> None:
    rhythm = random.Random(seed)
    gaps = [rhythm.uniform(60, 100), *(rhythm.uniform(7, 20) for _ in CODE[2:])]
    decision = ScanDecision()
    returned, last = fed(decision, CODE, gaps)
    assert returned == ""
    assert decision.enter(last + 10) == KeyedInput(CODE, "")
    assert decision.held == ""


@pytest.mark.parametrize("seed", range(20))
def test_a_person_is_not(seed: int) -> None:
    rhythm = random.Random(seed)
    decision = ScanDecision()
    returned, last = fed(decision, CODE, [rhythm.uniform(80, 200) for _ in CODE[1:]])
    end = decision.enter(last + 150)
    assert end.code is None
    assert returned + end.typed == CODE, "every character goes back to the field, in order"


def test_a_burst_of_a_fast_typist_is_not() -> None:
    decision = ScanDecision()
    returned, last = fed(decision, "990200", [35.0] * 5)
    assert returned == "9902", "digits of a person are not held till the end"
    assert decision.enter(last + 35) == KeyedInput(None, "00")


@pytest.mark.parametrize(("text", "is_code"), [("12345", False), ("123456", True)])
def test_a_code_has_at_least_six_characters(text: str, is_code: bool) -> None:
    decision = ScanDecision()
    _, last = fed(decision, text, [10.0] * (len(text) - 1))
    assert (decision.enter(last + 10).code == text) is is_code


def test_keys_typed_before_a_scan_are_given_back() -> None:
    decision = ScanDecision()
    assert fed(decision, "ab", [90.0])[0] == ""
    returned, last = fed(decision, CODE, [10.0] * 27, start=2000.0)
    assert returned == "ab"
    assert decision.enter(last + 10).code == CODE


def test_silence_ends_a_scan_without_enter() -> None:
    decision = ScanDecision(ScanLimits(by_enter=False))
    _, last = fed(decision, CODE, [10.0] * 27)
    assert decision.silence(last + 99) is None
    assert decision.silence(last + 100) == KeyedInput(CODE, "")
    assert decision.silence(last + 500) is None


REFUSED = KeyedInput(None, "", broken=True)


def test_a_scan_without_its_enter_is_refused() -> None:
    """It may be half a code. The Enter that comes late after all is the scanner's, and no scan begins with the rest."""
    decision = ScanDecision()
    _, last = fed(decision, CODE, [10.0] * 27)
    assert decision.enter(last + 101) == REFUSED
    _, last = fed(decision, CODE, [10.0] * 27, start=9000.0)
    assert decision.silence(last + 100) == REFUSED
    assert decision.enter(last + 300) == REFUSED
    assert decision.enter(last + 9000) == KeyedInput(None, "")


@pytest.mark.parametrize("at", range(1, 28))
def test_the_end_of_a_scan_that_fell_apart_is_no_code(at: int) -> None:
    """A hub that was busy for 150 ms in the middle: neither half is taken, wherever the gap was."""
    decision = ScanDecision()
    gaps = [10.0] * 27
    gaps[at - 1] = 150.0
    _, last = fed(decision, CODE, gaps)
    ended = decision.enter(last + 10)
    assert ended.code is None
    assert ended == REFUSED or at == 27, "a last character alone may be a person's, the rest was refused before it"


@pytest.mark.parametrize("at", range(1, 27))
def test_the_silence_in_a_scan_makes_no_code_of_its_end_either(at: int) -> None:
    """The same where somebody looked at the clock meanwhile: 86 came, was told as typed, then 18 characters of 20."""
    decision = ScanDecision()
    _, last = fed(decision, CODE[:at], [10.0] * (at - 1))
    early = decision.silence(last + 120)
    assert early is not None
    assert early.code is None
    _, last = fed(decision, CODE[at:], [10.0] * (27 - at), start=last + 150)
    assert decision.enter(last + 10).code is None


def test_what_a_person_types_after_a_quick_pair_stays() -> None:
    decision = ScanDecision()
    returned, last = fed(decision, "abcdef", [20.0, 150.0, 20.0, 180.0, 25.0])
    assert returned + decision.enter(last + 150).typed == "abcdef"


def test_a_key_hit_just_before_a_scan_makes_no_code_of_both() -> None:
    decision = ScanDecision()
    _, last = fed(decision, "55" + CODE, [45.0, 45.0, *[10.0] * 27])
    assert decision.enter(last + 10) == REFUSED


def test_a_strange_key_in_a_scan_spoils_it() -> None:
    decision = ScanDecision()
    _, last = fed(decision, CODE[:12], [10.0] * 11)
    assert decision.other(last + 5) == KeyedInput(None, "")
    _, last = fed(decision, CODE[12:], [10.0] * 15, start=last + 10)
    assert decision.enter(last + 10) == REFUSED
    _, last = fed(decision, CODE[:3], [10.0] * 2, start=9000.0)
    assert decision.other(last + 5).typed == CODE[:3]
    _, last = fed(decision, CODE[3:], [10.0] * 24, start=last + 10)
    assert decision.enter(last + 10) == REFUSED


def test_times_that_run_backwards_are_no_scan() -> None:
    decision = ScanDecision()
    returned, last = fed(decision, "123456", [10, 10, -5000, 10, 10])
    assert returned == "123"
    assert decision.enter(last + 10) == KeyedInput(None, "456")


def test_enter_alone_is_nothing() -> None:
    assert ScanDecision().enter(1.0) == KeyedInput(None, "")


def test_the_limits_are_parameters() -> None:
    slow = ScanDecision(ScanLimits(shortest=3, median_gap_ms=60, longest_gap_ms=200))
    _, last = fed(slow, "123", [50.0, 150.0])
    assert slow.enter(last + 190).code is None  # a median of 100 ms
    _, last = fed(slow, "1234", [50.0, 50.0, 150.0])
    assert slow.enter(last + 190).code == "1234"
