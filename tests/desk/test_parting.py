"""A partial refund, step by step and fen by fen: what comes next follows from both claims alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.desk.claim import Cash, Claim, HeldReason, MachinePart, PeoplePart, Returned, Wish
from counter_app.desk.parting import (
    CARRIED,
    GoesBack,
    NotToPart,
    PartStep,
    bills,
    but_these,
    carried_over,
    conserved,
    kept,
    leaves_remainder,
    next_step,
    parted,
)
from counter_app.model.payment import PaymentMethod
from counter_app.model.settlement import Amounts, Settlement
from counter_app.model.visit import Charge
from offline_queue.values import State
from tests.desk.world import people

AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
LINES = tuple(Charge(f"C{number}", "药", Decimal(number), Decimal(1)) for number in (1, 2, 3))


def claim(state: State, part: PeoplePart, reason: str = "", key: str = "B01-T-1") -> Claim:
    return Claim(key, "lane", "order", state, reason, 1, part, MachinePart(), AT, AT)


def cash(amount: str, method: PaymentMethod = PaymentMethod.CASH, reason: str = "settlement") -> Cash:
    return Cash(Decimal(amount), method, Decimal(amount), AT, "window", reason)


WHOLE = people(charges=LINES, cash=(cash("6.00"),))
PARTED = parted(WHOLE, "B01-T-2", LINES[:1])
FRESH = people(charges=LINES[:1], cash=(cash("6.00", reason=CARRIED),), replaces="B01-T-1")


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        (claim(State.DONE, WHOLE), None, PartStep.BEGIN),
        (claim(State.READY, PARTED), None, PartStep.UNDO),
        (claim(State.SENDING, PARTED), None, PartStep.UNDO),
        (claim(State.UNCLEAR, PARTED), None, PartStep.UNDO),
        (claim(State.HELD, PARTED, HeldReason.RECONCILE), None, PartStep.UNDO),
        (claim(State.HELD, PARTED, HeldReason.CANCEL_REFUSED), None, PartStep.STUCK),
        (claim(State.VOID, PARTED), None, PartStep.OPEN),
        (claim(State.VOID, PARTED), claim(State.READY, FRESH), PartStep.SETTLE),
        (claim(State.VOID, PARTED), claim(State.HELD, FRESH, HeldReason.CONFIRM), PartStep.SETTLE),
        (claim(State.VOID, PARTED), claim(State.VOID, FRESH), PartStep.PAY_BACK),
        (claim(State.VOID, PARTED), claim(State.VOID, replace(FRESH, cash=())), PartStep.OVER),
    ],
)
def test_what_comes_next(old: Claim, new: Claim | None, step: PartStep) -> None:
    assert next_step(old, new) is step


def test_parting_is_one_wish_with_its_lines() -> None:
    assert PARTED.wish is Wish.CANCEL
    assert PARTED.remainder is not None
    assert (PARTED.remainder.key, PARTED.remainder.charges) == ("B01-T-2", LINES[:1])
    assert leaves_remainder(claim(State.VOID, PARTED))
    assert not leaves_remainder(claim(State.UNCLEAR, PARTED))


def test_nothing_can_be_paid_back_while_a_remainder_waits() -> None:
    """The money is about to move to the new claim: handed out now, it would be paid twice."""
    assert claim(State.VOID, PARTED).refund_due is None


def _keeping(whole: Claim, lines: tuple[int, ...]) -> tuple[Charge, ...]:
    return kept(whole, but_these(whole, lines))


@pytest.mark.parametrize("lines", [(), (1, 2, 3), (4,), (0,), (1, 9)])
def test_lines_that_make_no_part(lines: tuple[int, ...]) -> None:
    with pytest.raises(NotToPart):
        _keeping(claim(State.DONE, WHOLE), lines)


@pytest.mark.parametrize("old", [claim(State.HELD, WHOLE), claim(State.VOID, WHOLE), claim(State.DONE, PARTED)])
def test_only_a_settled_claim_is_parted_and_only_once(old: Claim) -> None:
    with pytest.raises(NotToPart):
        _keeping(old, (1,))


def test_kept_lines_stay_in_the_order_of_the_bill() -> None:
    assert _keeping(claim(State.DONE, WHOLE), (3, 1, 3)) == (LINES[0], LINES[2])


_SIX = Amounts(
    *(Decimal(part) for part in ("6.00", 0, 0, 0, "6.00", 0, "3.00")), fund_total=Decimal("3.00"), cash=Decimal("3.00")
)
SETTLED = Settlement("S-1", "V-1", _SIX, AT)
BOXES = Charge("XA01", "药", Decimal("24.60"), Decimal(3), trace_codes=("T1", "T2", "T3"))
HOURS = Charge("001", "输液观察", Decimal("10.005"), Decimal("2.5"))
MIXED = claim(State.DONE, people(charges=(BOXES, HOURS)))


def test_part_of_a_line_goes_back_with_the_codes_of_its_boxes() -> None:
    """The code that stays must be that of the box that stays: one package, one sale."""
    boxes, hours = kept(MIXED, {1: GoesBack(Decimal(1), ("T2",)), 2: GoesBack(Decimal("0.5"))})
    assert (boxes.quantity, boxes.trace_codes, boxes.amount) == (2, ("T1", "T3"), Decimal("49.20"))
    assert (hours.quantity, hours.amount) == (2, Decimal("20.01"))
    assert kept(MIXED, {1: GoesBack.whole(BOXES)}) == (HOURS,)


@pytest.mark.parametrize(
    ("back", "said"),
    [
        ({1: GoesBack(Decimal(1))}, "追溯码"),
        ({1: GoesBack(Decimal(1), ("T9",))}, "追溯码"),
        ({1: GoesBack(Decimal(2), ("T1",))}, "追溯码"),
        ({2: GoesBack(Decimal(3))}, "不能退 3"),
        ({2: GoesBack(Decimal(0))}, "不能退 0"),
        ({2: GoesBack(Decimal("0.00001"))}, "小数太多"),
        ({3: GoesBack(Decimal(1))}, "只有 2 行"),
        ({}, "零行或全部"),
        ({1: GoesBack.whole(BOXES), 2: GoesBack.whole(HOURS)}, "零行或全部"),
    ],
    ids=["no code", "another's", "too few", "too much", "nothing", "too fine", "no such line", "none", "all"],
)
def test_what_can_not_go_back_so(back: dict[int, GoesBack], said: str) -> None:
    with pytest.raises(NotToPart, match=said):
        kept(MIXED, back)


def test_a_bill_and_what_takes_it_back_are_nothing_together() -> None:
    undone = replace(MIXED, machine=replace(MIXED.machine, returned=(Returned(SETTLED, AT),)), state=State.VOID)
    rest = replace(
        MIXED, key="B01-T-2", machine=replace(MIXED.machine, settlement=replace(SETTLED, settlement_id="S-2"))
    )
    first, taken, again = bills(undone, rest)
    for name in ("total", "fund_total", "account", "cash"):
        assert getattr(first, name) + getattr(taken, name) == 0, name
    assert (first.number, taken.number, again.number, again.key) == ("S-1", "S-1", "S-2", "B01-T-2")
    assert [one.which for one in bills(MIXED, None)] == []


def test_the_money_moves_only_once_the_old_claim_is_undone() -> None:
    with pytest.raises(NotToPart):
        carried_over(claim(State.UNCLEAR, PARTED), AT, "window")


_rows = st.lists(
    st.tuples(st.decimals("0.01", "99999.99", places=2), st.sampled_from(PaymentMethod)), min_size=0, max_size=5
)


@given(rows=_rows, share=st.decimals(0, 1, places=2))
def test_paid_is_kept_and_returned_whatever_was_paid_how(
    rows: list[tuple[Decimal, PaymentMethod]], share: Decimal
) -> None:
    came = tuple(Cash(amount, way, amount, AT, "window", "settlement") for amount, way in rows)
    old = claim(State.VOID, replace(PARTED, cash=came))
    left, fresh = carried_over(old, AT, "window")
    assert left.paid == 0
    assert fresh.paid == old.people.paid
    for way in PaymentMethod:  # no method gains or loses by the move
        moved = sum(row.amount for row in (*left.cash, *fresh.cash) if row.method is way and row.reason == CARRIED)
        assert moved == 0
    back = (fresh.paid * share).quantize(Decimal("0.01"))
    row = Cash(-back, PaymentMethod.CASH, -back, AT, "window", "refund")
    new = claim(State.DONE, replace(fresh, cash=(*fresh.cash, row)), key="B01-T-2")
    paid, stays, returned = conserved(claim(State.VOID, left), new)
    assert (paid, returned) == (old.people.paid, back)
    assert paid == stays + returned


def test_parted_again_the_money_of_each_pair_adds_up() -> None:
    """What came from the claim before was paid, what went on to the claim after is kept."""
    left, second = carried_over(claim(State.VOID, PARTED), AT, "window")
    again = claim(State.VOID, parted(second, "B01-T-3", LINES[:1]), key="B01-T-2")
    second_left, third = carried_over(again, AT, "window")
    row = Cash(Decimal("-1.50"), PaymentMethod.CASH, Decimal("-1.50"), AT, "window", "refund")
    last = claim(State.DONE, replace(third, cash=(*third.cash, row)), key="B01-T-3")
    middle = claim(State.VOID, second_left, key="B01-T-2")
    assert conserved(middle, last) == (Decimal("6.00"), Decimal("4.50"), Decimal("1.50"))
    assert conserved(claim(State.VOID, left), middle) == (Decimal("6.00"), Decimal("6.00"), Decimal("0.00"))
