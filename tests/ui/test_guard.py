"""The guard of F9, told time by the test."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from ui.guard import QUIET_SECONDS, MoneyGuard, Offer

OFFER = Offer("V-1", 0, Decimal("558.25"))


class Clock:
    def __init__(self) -> None:
        self.seconds = 50.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(clock: Clock) -> MoneyGuard:
    made = MoneyGuard(clock)
    made.present(OFFER)
    made.painted(OFFER)
    return made


def test_dead_for_600_ms_then_once(guard: MoneyGuard, clock: Clock) -> None:
    clock.seconds += QUIET_SECONDS - 0.01
    assert guard.press() is None
    clock.seconds += 0.02
    assert guard.press() == OFFER
    assert guard.spent
    clock.seconds += 60
    assert guard.press() is None


def test_auto_repeat_is_nothing(guard: MoneyGuard, clock: Clock) -> None:
    clock.seconds += 10
    assert guard.press(auto_repeat=True) is None
    assert guard.press() == OFFER


def test_dead_until_painted(clock: Clock) -> None:
    guard = MoneyGuard(clock)
    guard.present(OFFER)
    clock.seconds += 10
    assert guard.press() is None
    guard.painted(replace(OFFER, amount=Decimal("1.00")))
    assert guard.press() is None, "the painting of another offer does not count"
    guard.painted(OFFER)
    assert guard.press() == OFFER


def test_showing_the_same_again_changes_nothing(guard: MoneyGuard, clock: Clock) -> None:
    clock.seconds += 0.5
    guard.present(OFFER)
    clock.seconds += 0.2
    assert guard.press() == OFFER
    guard.present(OFFER)
    clock.seconds += 10
    assert guard.press() is None


def test_a_new_amount_is_quiet_again(guard: MoneyGuard, clock: Clock) -> None:
    clock.seconds += 10
    other = replace(OFFER, amount=Decimal("572.40"))
    guard.present(other)
    guard.painted(other)
    assert guard.press() is None
    clock.seconds += 1
    assert guard.press() == other, "the amount in the label is the amount taken"


def test_alive_again_only_after_an_outcome(guard: MoneyGuard, clock: Clock) -> None:
    clock.seconds += 1
    assert guard.press() == OFFER
    guard.present(None)
    guard.present(OFFER)
    guard.painted(OFFER)
    clock.seconds += 10
    assert guard.press() is None, "taken stays taken"
    after = replace(OFFER, turn=1)
    guard.present(after)
    guard.painted(after)
    clock.seconds += 1
    assert guard.press() == after
