"""What of a settled bill goes back: lines, numbers of them, boxes by their code; nothing by accident."""

from __future__ import annotations

from decimal import Decimal

import pytest

from counter_app.desk.parting import GoesBack
from counter_app.model.visit import Charge
from ui.choice_back import ChoiceBack

BOXES = Charge("XA01", "降压药", Decimal("24.60"), Decimal(3), unit="盒", trace_codes=("T1", "T2", "T3"))
HOURS = Charge("001", "输液观察", Decimal("10.005"), Decimal("12.5"), unit="时")
BILL = (BOXES, HOURS)


def test_a_line_goes_back_whole_and_stays_after_all() -> None:
    choice = ChoiceBack(BILL)
    choice.turn()
    assert (choice.back, choice.amount) == ({1: GoesBack.whole(BOXES)}, Decimal("73.80"))
    choice.turn()
    assert (choice.back, choice.amount) == ({}, 0)


def test_a_number_of_a_line_is_typed_and_what_stays_is_rounded_anew() -> None:
    choice = ChoiceBack(BILL)
    choice.step(9)
    for mark in "12":
        choice.typed(mark)
    assert choice.back == {2: GoesBack(Decimal(12))}
    assert choice.amount == HOURS.amount - Decimal("5.00")  # 0.5 × 10.005 stays
    choice.typed("9")  # 129 of 12.5
    assert "只有 12.5" in choice.said
    assert choice.back == {2: GoesBack(Decimal(12))}
    choice.typed("")
    choice.typed("")
    assert (choice.back, choice.said) == ({}, "")
    for mark in "0.00005":
        choice.typed(mark)
    assert not choice.back


def test_another_line_begins_with_no_digits() -> None:
    choice = ChoiceBack((HOURS, HOURS))
    choice.typed("1")
    choice.step(1)
    choice.typed("2")
    assert choice.back == {1: GoesBack(Decimal(1)), 2: GoesBack(Decimal(2))}


def test_boxes_go_back_by_their_codes() -> None:
    """Which box comes back is seen on the box: a number alone does not say it."""
    choice = ChoiceBack(BILL)
    choice.typed("1")
    assert not choice.back
    assert "扫" in choice.said
    choice.scanned("T2")
    assert choice.back == {1: GoesBack(Decimal(1), ("T2",))}
    choice.scanned("T3")
    choice.scanned("T2")  # it stays after all
    assert choice.back == {1: GoesBack(Decimal(1), ("T3",))}
    choice.scanned("T9")
    assert "不是这张单上的" in choice.said
    choice.scanned("T1")
    choice.scanned("T2")
    assert choice.back == {1: GoesBack.whole(BOXES)}


@pytest.mark.parametrize("everything", [True, False])
def test_all_of_it_is_no_part(*, everything: bool) -> None:
    choice = ChoiceBack(BILL)
    choice.turn()
    choice.step(1)
    if everything:
        choice.turn()
    assert choice.all is everything
