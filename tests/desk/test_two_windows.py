"""A ticket and a full payment for one claim, pressed at two windows or twice: one of the two, and money once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from counter_app.desk.claim import Claim, Wish
from counter_app.desk.counter import AmountMoved, ChargesFixed
from counter_app.desk.parting import parted
from counter_app.desk.recognise import of_bill
from counter_app.desk.replay import drain
from counter_app.desk.trip import Trip
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment
from counter_app.settlement.outcome import NotSent
from offline_queue.store import SubjectAlive, VersionMoved
from offline_queue.values import Event, State
from tests.desk.test_entries import TOTAL
from tests.desk.test_window_parts import CASH, Desk, bill, desk, pay, quoted, ticket
from tests.desk.world import START

__all__ = ["desk"]

Press = Callable[[Desk, str], object]
REFUSED = (AmountMoved, ChargesFixed, VersionMoved, SubjectAlive)
NOTHING = Decimal("0.00")


def whole(amount: Decimal = TOTAL) -> Payment:
    return Payment(amount, CASH, amount)


def with_a_ticket(desk: Desk, key: str) -> object:
    return desk.counter.leave_with_ticket(key, whole(), "")


def with_a_ticket_for_nothing(desk: Desk, key: str) -> object:
    return desk.counter.leave_with_ticket(key, None, "")


def in_full(desk: Desk, key: str) -> object:
    return desk.counter.pay_in_full(key, bill(), None, whole(), "08")


def pressed(press: Press, desk: Desk, key: str) -> bool:
    try:
        press(desk, key)
    except REFUSED:
        return False
    return True


def one_of_the_two(desk: Desk, key: str) -> Claim:
    """By hand with nothing of a ticket, or a ticket that is settled with nothing by hand."""
    assert drain(desk.replay, desk.books, seconds=20)
    claim = desk.books.claim(key)
    assert [row.amount for row in claim.people.cash if row.amount > 0] == [TOTAL], "the money stands there once"
    if claim.people.in_full:
        assert (claim.state, claim.people.ticket_at, claim.people.wish) == (State.VOID, None, Wish.CANCEL)
        assert claim.refund_due == NOTHING
        assert not desk.client.ledger.live_of(key)
    else:
        assert (claim.state, claim.people.consent) == (State.DONE, True)
        assert claim.refund_due == Decimal("60.00")
        assert len(desk.client.ledger.live_of(key)) == 1
    return claim


PAIRS: list[tuple[Press, Press]] = [
    (in_full, with_a_ticket),
    (with_a_ticket, in_full),
    (in_full, in_full),
    (with_a_ticket, with_a_ticket),
    (in_full, with_a_ticket_for_nothing),
]
IDS = ["full-ticket", "ticket-full", "full-full", "ticket-ticket", "full-ticket for nothing"]


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=IDS)
def test_one_after_the_other(desk: Desk, first: Press, second: Press) -> None:
    key = quoted(desk)
    assert pressed(first, desk, key)
    assert not pressed(second, desk, key)
    one_of_the_two(desk, key)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=IDS)
def test_while_the_line_is_down(desk: Desk, first: Press, second: Press) -> None:
    """The first is on record and its visit is not given back yet."""
    key = quoted(desk)
    desk.client.before = lambda _call: NotSent("the line is cut")
    assert pressed(first, desk, key)
    assert not pressed(second, desk, key)
    desk.client.before = lambda _call: None
    one_of_the_two(desk, key)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=IDS)
def test_the_one_between_reading_and_writing_of_the_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, first: Press, second: Press
) -> None:
    key = quoted(desk)
    written = desk.books.change
    between: list[bool] = []

    def change(*given: Any, **named: Any) -> int:
        monkeypatch.setattr(desk.books, "change", written)
        between.append(pressed(first, desk, key))
        return written(*given, **named)

    monkeypatch.setattr(desk.books, "change", change)
    assert not pressed(second, desk, key)
    assert between == [True]
    one_of_the_two(desk, key)


@pytest.mark.parametrize(("first", "second"), PAIRS, ids=IDS)
def test_at_the_same_moment(desk: Desk, first: Press, second: Press) -> None:
    key = quoted(desk)
    start = threading.Barrier(2)
    done: list[bool] = []

    def press(one: Press) -> None:
        start.wait()
        done.append(pressed(one, desk, key))

    threads = [threading.Thread(target=press, args=(one,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert any(done)
    claim = desk.books.claim(key)
    if second is with_a_ticket_for_nothing and (all(done) or not claim.people.in_full):
        if not claim.people.in_full:  # the ticket was first, and nothing was paid yet
            desk.counter.pay_in_full(key, bill(), None, whole(), "08")
        assert drain(desk.replay, desk.books, seconds=20)  # who came while the other had the lane leaves the end to it
        claim = desk.books.claim(key)
        assert claim.state is State.VOID
        assert [row.amount for row in claim.people.cash] == [TOTAL]
        return
    one_of_the_two(desk, key)


def test_what_the_background_settled_meanwhile_is_not_taken_for_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's writes do not move the version: the state must be the one that was read."""
    key = ticket(desk, "B-1")
    written = desk.books.change

    def change(*given: Any, **named: Any) -> int:
        assert drain(desk.replay, desk.books, seconds=20)
        return written(*given, **named)

    monkeypatch.setattr(desk.books, "change", change)
    with pytest.raises(VersionMoved):
        desk.counter.pay_in_full(key, bill(), None, whole(NOTHING), "08")
    claim = desk.books.claim(key)
    assert (claim.state, claim.people.in_full, claim.refund_due) == (State.DONE, "", Decimal("60.00"))


def test_a_settled_claim_takes_no_ticket(desk: Desk) -> None:
    key = quoted(desk)
    desk.counter.settle(key, pay(desk, key))
    with pytest.raises(ChargesFixed):
        desk.counter.leave_with_ticket(key, whole(Decimal("60.00")), "")
    assert desk.books.claim(key).people.paid == Decimal("40.00")
    assert desk.books.claim(key).people.ticket_at is None


def test_what_is_being_given_up_takes_no_ticket(desk: Desk) -> None:
    """Its paper would promise a settlement of what is being undone."""
    key = quoted(desk)
    desk.client.before = lambda _call: NotSent("the line is cut")
    desk.counter.cancel(key, "left the window")
    with pytest.raises(ChargesFixed):
        desk.counter.leave_with_ticket(key, whole(), "")
    assert desk.books.claim(key).people.cash == ()


# --- the bill's gate -------------------------------------------------------------------------------------------------


def test_a_bill_that_was_undone_and_paid_back_is_settled_anew(desk: Desk) -> None:
    """VOID with nothing owed: at most one live settlement at any moment, and there is none (protocol, section 1)."""
    key = quoted(desk)
    desk.counter.settle(key, pay(desk, key))
    desk.counter.cancel(key, "another doctor")
    desk.counter.refund(key, None, Decimal("40.00"))
    assert (desk.books.claim(key).state, desk.books.claim(key).refund_due) == (State.VOID, NOTHING)
    again = quoted(desk)
    desk.counter.settle(again, pay(desk, again))
    assert again != key
    assert desk.books.claim(again).state is State.DONE
    assert (len(desk.client.ledger.live_of(key)), len(desk.client.ledger.live_of(again))) == (0, 1)


def test_a_bill_paid_for_a_claim_by_hand_is_not_opened_again(desk: Desk) -> None:
    """Its papers are out: a settlement would have the fund pay twice, a second full payment the person."""
    first, second = desk.counter.number(), desk.counter.number()
    desk.counter.pay_in_full(first, bill(), None, whole(), "08")
    assert desk.books.claim(first).state is State.VOID
    with pytest.raises(SubjectAlive, match=first):
        desk.counter.pay_in_full(second, bill(), None, whole(), "08")
    with pytest.raises(SubjectAlive, match=first):
        ticket(desk, "B-1")
    with pytest.raises(SubjectAlive, match=first):
        quoted(desk)
    assert [claim.people.paid for claim in desk.books.claims()] == [TOTAL]
    told = of_bill(desk.books.claim(first))
    assert told is not None
    assert (told.code, "手工报销" in told.said) == (FailureCode.ALREADY_SETTLED, True)


def test_a_bill_whose_rest_is_still_to_be_opened_is_left_to_it(desk: Desk) -> None:
    """Between the old claim's end and the remainder's opening the money lies with the old one."""
    key = quoted(desk)
    desk.counter.settle(key, pay(desk, key))
    claim = desk.books.claim(key)
    rest = parted(claim.people, desk.counter.number(), claim.people.charges[:1])
    desk.books.change(claim, rest, Event(START, "window", "partial refund"), wake=START, reopen=True)
    desk.driver.drive(key, Trip("window", patience_s=60.0))
    assert desk.books.claim(key).state is State.VOID
    with pytest.raises(SubjectAlive, match=key):
        ticket(desk, "B-1")
