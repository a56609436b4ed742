"""Trace codes that another claim of the store has sold: found, told with when, and never in a claim's own way."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from counter_app.desk import clock
from counter_app.desk.claim import CallKind, Claim
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.line_check import CheckedCallDesk, LineCheck, UntracedLines
from counter_app.desk.replay import drain
from counter_app.desk.sold_codes import codes_of
from counter_app.model.payment import Payment
from counter_app.model.visit import Charge
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.place import load_place
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State
from tests.desk.test_entries import TOTAL
from tests.desk.test_window_parts import CASH, Desk, bill, credential, desk, pay
from tests.desk.world import INSTITUTION

__all__ = ["desk"]

WHOLE = Payment(TOTAL, CASH, TOTAL)


def box(*codes: str, **rest: Any) -> tuple[Charge, ...]:
    """A hundred yuan, in as many packages as there are codes."""
    each = (TOTAL / len(codes)).quantize(Decimal("0.01"))
    return (replace(Charge("XA01", "甲药", each, Decimal(len(codes)), trace_codes=codes), **rest),)


def made_up(desk: Desk, number: str, charges: tuple[Charge, ...], person: int = 1) -> str:
    return desk.counter.make_up(replace(bill(number), charges=charges), credential(person), WHOLE, "").key


def quoted(desk: Desk, number: str, charges: tuple[Charge, ...], person: int = 1) -> str:
    found = desk.counter.identify(credential(person))
    return desk.counter.quote(replace(bill(number, person), charges=charges), found).key


def said(desk: Desk, key: str) -> list[str]:
    return desk.books.sold_again(desk.books.claim(key))


def test_a_code_of_a_settled_claim_is_told_with_when_and_where(desk: Desk) -> None:
    sold = quoted(desk, "B-1", box("T1", "T2"))
    desk.counter.settle(sold, pay(desk, sold))
    again = quoted(desk, "B-2", box("T9", "T2"), 2)
    (told,) = said(desk, again)
    when = desk.books.claim(sold).opened_at.astimezone(clock.WINDOW_ZONE)
    assert told.startswith("第 1 行 甲药：药品追溯码")
    assert (f"{when:%Y-%m-%d %H:%M}" in told, sold in told, "T2" in told) == (True, True, False)
    assert said(desk, sold) == [], "a claim is not in its own way"


def test_what_was_only_quoted_is_not_sold(desk: Desk) -> None:
    first, second = quoted(desk, "B-1", box("T1")), quoted(desk, "B-2", box("T1"), 2)
    assert (said(desk, first), said(desk, second)) == ([], [])
    desk.counter.settle(second, pay(desk, second))
    assert len(said(desk, first)) == 1


def test_of_two_that_were_paid_the_younger_gives_way(desk: Desk) -> None:
    """Else both would wait for each other for ever."""
    first, second = made_up(desk, "B-1", box("T1")), made_up(desk, "B-2", box("T1"), 2)
    assert (said(desk, first), len(said(desk, second))) == ([], 1)
    assert drain(desk.replay, desk.books, seconds=20)


def test_what_was_undone_may_be_sold_again_and_what_was_paid_by_hand_may_not(desk: Desk) -> None:
    sold = quoted(desk, "B-1", box("T1"))
    desk.counter.settle(sold, pay(desk, sold))
    desk.counter.cancel(sold, "changed their mind")
    assert desk.books.claim(sold).state is State.VOID
    again = quoted(desk, "B-2", box("T1"), 2)
    assert said(desk, again) == []
    desk.counter.pay_in_full(again, bill("B-2"), None, WHOLE, "08")
    assert desk.books.claim(again).state is State.VOID
    assert len(said(desk, quoted(desk, "B-3", box("T1"), 3))) == 1


def test_a_package_that_was_opened_shares_its_code(desk: Desk) -> None:
    made_up(desk, "B-1", box("T1", split=True))
    assert said(desk, made_up(desk, "B-2", box("T1", split=True), 2)) == []
    assert codes_of(box("T1", split=True)) == ()
    assert codes_of((replace(box("T1")[0], quantity=Decimal("0.5")),)) == ()


def test_other_charges_hold_other_codes(desk: Desk) -> None:
    key = quoted(desk, "B-1", box("T1"))
    desk.counter.recharge(key, box("T2"))
    desk.counter.settle(key, pay(desk, key))
    assert said(desk, quoted(desk, "B-2", box("T1"), 2)) == []
    assert len(said(desk, quoted(desk, "B-3", box("T2"), 3))) == 1


class NoShelf:
    def standings(self) -> dict[str, object]:
        return {}


@pytest.mark.parametrize("kind", [CallKind.REGISTER, CallKind.SETTLE])
def test_neither_a_visit_is_opened_nor_settled_for_it(desk: Desk, kind: CallKind) -> None:
    sold = quoted(desk, "B-1", box("T1"))
    again = desk.books.claim(quoted(desk, "B-2", box("T1"), 2))
    check = LineCheck(NoShelf(), "990200")  # type: ignore[arg-type]
    bodies = Bodies(load_place("national"), INSTITUTION)
    calls = CheckedCallDesk(bodies, "990200", str, check, sold_again=desk.books.sold_again)

    def call(claim: Claim) -> object:
        return calls.call(kind, claim, "M1", clock.moment().wall, credential=credential(2))

    assert call(again)
    desk.counter.settle(sold, pay(desk, sold))
    with pytest.raises(UntracedLines, match="已在本窗口的另一单"):
        call(again)


@pytest.mark.parametrize("damage", [DamagedDocument, UnreadableDocument])
def test_the_damage_of_another_claim_does_not_stop_this_one(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, damage: type[Exception]
) -> None:
    """A year-old one that holds one of its codes cannot be read: the others that hold some still count."""
    damaged, sold = made_up(desk, "B-1", box("T1")), made_up(desk, "B-2", box("T2"), 2)
    key = quoted(desk, "B-3", (*box("T1"), *box("T2")), 3)
    shipped = desk.books.claim

    def claim(wanted: str) -> Claim:
        if wanted == damaged:
            raise damage("job.machine")
        return shipped(wanted)

    monkeypatch.setattr(desk.books, "claim", claim)
    (sentence,) = said(desk, key)
    assert sold in sentence


def test_a_store_that_cannot_be_read_stops_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    key = quoted(desk, "B-1", box("T1"))

    def broken(*_: object) -> None:
        raise StoreUnavailable("io")

    monkeypatch.setattr(desk.books._reader, "holders", broken)
    with pytest.raises(StoreUnavailable):
        said(desk, key)
