"""Lines taken off a bill are a bill of their own once the rest is settled, and nothing is ever offered twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from counter_app.desk.bill import still_open
from counter_app.model.visit import Approval, Charge, Diagnosis, Doctor, Visit, VisitKind
from counter_app.records.claim_file import Order
from offline_queue.values import State

A, B, C = (Charge(code, f"药{code}", Decimal(10), Decimal(1)) for code in "abc")
VISIT = Visit(
    VisitKind.OUTPATIENT, datetime(2026, 1, 2, tzinfo=UTC), "内科", Doctor("D", "医"), (Diagnosis("I", "病"),)
)


def claim(*charges: Charge, left: tuple[Charge, ...] = (), state: State = State.DONE, owed: int = 10) -> Any:
    people = SimpleNamespace(charges=charges, left_out=left, consent=False, paid=Decimal(owed))
    return SimpleNamespace(state=state, owed=Decimal(owed), people=people, machine=SimpleNamespace(doubt=""))


def offered(claims: dict[str, list[Any]], *lines: Charge) -> tuple[str, tuple[Charge, ...]] | None:
    order = still_open(Order("T1", "id", VISIT, lines), lambda bill: claims.get(bill, []))
    return (order.bill, order.charges) if order is not None else None


def test_nobody_paid_and_all_is_open() -> None:
    left = claim(A, left=(B,), state=State.VOID, owed=0)
    assert offered({}, A, B) == offered({"T1": [left]}, A, B) == ("T1", (A, B))


def test_what_was_taken_off_is_the_second_part_and_then_the_third() -> None:
    approved = replace(A, approval=Approval.APPROVED)  # decided at the window: the same line all the same
    first = {"T1": [claim(approved, left=(B, C))]}
    assert offered(first, A, B, C) == ("T1+2", (B, C))
    second = first | {"T1+2": [claim(B, left=(C,))]}
    assert offered(second, A, B, C) == ("T1+3", (C,))
    assert offered(second | {"T1+3": [claim(C)]}, A, B, C) is None


def test_a_line_mended_meanwhile_is_the_one_that_was_taken_off() -> None:
    mended = replace(B, code="b2", price=Decimal(11))
    assert offered({"T1": [claim(A, left=(B,))]}, A, mended) == ("T1+2", (mended,))


@pytest.mark.parametrize(
    "lines",
    [
        (A, B, C),  # nothing was taken off: what is new there has a new bill
        (replace(A, price=Decimal(11)),),  # a line that was settled, changed afterwards
        (replace(A, quantity=Decimal(2)), replace(A, quantity=Decimal(3))),
    ],
)
def test_what_was_not_taken_off_never_comes_back(lines: tuple[Charge, ...]) -> None:
    assert offered({"T1": [claim(A)]}, *lines) is None


def test_a_settled_line_changed_afterwards_is_not_taken_for_the_one_that_is_open() -> None:
    dearer = replace(A, price=Decimal(11))
    assert offered({"T1": [claim(A, left=(B,))]}, dearer, B) == ("T1+2", (B,))
    assert offered({"T1": [claim(A, left=(B,))]}, dearer) is None


def test_more_new_lines_than_were_taken_off_bring_only_what_is_as_it_was() -> None:
    assert offered({"T1": [claim(A, left=(B,))]}, A, B, C) == ("T1+2", (B,))
    assert offered({"T1": [claim(A, left=(B,))]}, A, C, replace(C, code="d", name="新")) is None


def test_added_by_hand_instead_of_one_that_was_taken_off_settles_that() -> None:
    by_hand = replace(B, quantity=Decimal(2))
    assert offered({"T1": [claim(A, by_hand, left=(B,))]}, A, B) is None


def test_given_back_as_a_whole_it_comes_without_its_paid_part() -> None:
    given_back = claim(A, left=(B,), state=State.VOID, owed=0)
    assert offered({"T1": [given_back], "T1+2": [claim(B)]}, A, B) == ("T1", (A,))
