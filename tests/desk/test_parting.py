"""A partial refund, step by step and fen by fen: what comes next follows from both claims alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.desk.claim import Cash, Claim, HeldReason, MachinePart, PeoplePart, Wish
from counter_app.desk.parting import (
    CARRIED,
    NotToPart,
    PartStep,
    carried_over,
    conserved,
    kept,
    leaves_remainder,
    next_step,
    parted,
)
from counter_app.model.payment import PaymentMethod
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


@pytest.mark.parametrize("lines", [(), (1, 2, 3), (4,), (0,), (1, 9)])
def test_lines_that_make_no_part(lines: tuple[int, ...]) -> None:
    with pytest.raises(NotToPart):
        kept(claim(State.DONE, WHOLE), lines)


@pytest.mark.parametrize("old", [claim(State.HELD, WHOLE), claim(State.VOID, WHOLE), claim(State.DONE, PARTED)])
def test_only_a_settled_claim_is_parted_and_only_once(old: Claim) -> None:
    with pytest.raises(NotToPart):
        kept(old, (1,))


def test_kept_lines_stay_in_the_order_of_the_bill() -> None:
    assert kept(claim(State.DONE, WHOLE), (3, 1, 3)) == (LINES[0], LINES[2])


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
