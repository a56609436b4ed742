"""A scan is told from typing by its rhythm."""

from __future__ import annotations

import random

import pytest

from card_reader.scanner import KeyedInput, ScanDecision, ScanLimits

CODE = "9901000000000000000000000001"


def fed(decision: ScanDecision, text: str, gaps: list[float], start: float = 1000.0) -> tuple[str, float]:
    """Feed the keys; the characters given back on the way, and the time of the last key."""
    at, returned = start, decision.key(text[0], start)
    for character, gap in zip(text[1:], gaps, strict=True):
        at += gap
        returned += decision.key(character, at)
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
    _, last = fed(decision, "990200", [35.0] * 5)
    assert decision.enter(last + 35) == KeyedInput(None, "990200")


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
    decision = ScanDecision()
    _, last = fed(decision, CODE, [10.0] * 27)
    assert decision.silence(last + 99) is None
    assert decision.silence(last + 100) == KeyedInput(CODE, "")
    assert decision.silence(last + 500) is None


def test_an_enter_long_after_the_keys_belongs_to_the_person() -> None:
    decision = ScanDecision()
    _, last = fed(decision, CODE, [10.0] * 27)
    assert decision.enter(last + 101) == KeyedInput(None, CODE)


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
