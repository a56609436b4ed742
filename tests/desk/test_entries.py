"""What goes back and by which way; when a claim may be given up; and full payment, without a far side and with one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest

from counter_app.desk import clock, no_return
from counter_app.desk.claim import CallKind, Cash, Claim, HeldReason, MachinePart, PeoplePart, Refusal, Wish
from counter_app.desk.counter import AmountMoved, ChargesFixed, NothingToRefund
from counter_app.desk.entries import NotToGiveUp, again, back_by_way, paid_in_full, returnable, uploaded_instead
from counter_app.desk.replay import drain
from counter_app.desk.trip import Trip
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, Lost, NotSent, Refused
from counter_app.settlement.place import VisitLock
from offline_queue.values import Event, State
from tests.desk.test_window_parts import CASH, Desk, bill, desk, pay, quoted, ticket
from tests.desk.world import START, people

__all__ = ["desk"]

MOBILE, BANK = PaymentMethod.MOBILE, PaymentMethod.BANK_CARD
TOTAL = Decimal("100.00")


def row(amount: str, method: PaymentMethod = CASH) -> Cash:
    return Cash(Decimal(amount), method, Decimal(amount), START, "window", "")


@pytest.mark.parametrize(
    ("rows", "amount", "ways"),
    [
        ([row("58.25")], "58.25", [(CASH, "58.25")]),
        ([row("40", MOBILE), row("60")], "100", [(MOBILE, "40"), (CASH, "60")]),
        ([row("40", MOBILE), row("60")], "30", [(MOBILE, "30")]),
        ([row("40", MOBILE), row("60")], "70", [(MOBILE, "40"), (CASH, "30")]),
        ([row("40", MOBILE), row("60"), row("-40", MOBILE)], "60", [(CASH, "60")]),
        ([row("40", BANK), row("-10", BANK), row("5", BANK)], "35", [(BANK, "35")]),
    ],
)
def test_money_goes_back_the_way_it_came(rows: list[Cash], amount: str, ways: list[tuple[PaymentMethod, str]]) -> None:
    found = back_by_way(tuple(rows), Decimal(amount))
    assert list(found) == [(method, Decimal(part)) for method, part in ways]


def held(reason: str = HeldReason.REFUSED, state: State = State.HELD, **machine: object) -> Claim:
    part = replace(people(), cash=(row("40.00"),))
    return Claim("K", "L", "", state, reason, 1, part, MachinePart(**machine), START, START)  # type: ignore[arg-type]


def test_only_what_cannot_be_booked_is_returnable() -> None:
    assert returnable(held()) == Decimal("40.00")
    assert returnable(held(HeldReason.CONFIRM)) == Decimal("40.00")
    assert returnable(held(HeldReason.CREDENTIAL)) == Decimal("40.00")
    nothing = Decimal("0.00")
    assert returnable(held(doubt="m")) == nothing
    assert returnable(held(given_up=True)) == nothing
    assert returnable(held(HeldReason.RECONCILE)) == nothing
    assert returnable(held(HeldReason.CANCEL_REFUSED)) == nothing
    assert returnable(held("", State.READY)) == Decimal("40.00"), "nothing was sent yet"
    assert returnable(held("", State.UNCLEAR)) == nothing
    assert returnable(held("", State.SENDING)) == nothing
    assert returnable(held("", State.DONE)) == nothing


def test_full_payment_leaves_nothing_due() -> None:
    part: PeoplePart = paid_in_full(people(), Payment(TOTAL, CASH, TOTAL), "04", START, "window")
    assert part.wish is Wish.CANCEL
    done = replace(held(state=State.VOID, reason=""), people=part)
    assert done.owed == TOTAL
    assert done.refund_due == 0


def refused_at_the_money(desk: Desk) -> str:
    """The 2207A is refused after the money was taken: the visit is shut by the road, the claim waits for a person."""
    desk.memory.place = replace(
        desk.memory.place, visit_lock=VisitLock.TESTED
    )  # else the visit is shut after the watch: 16 s

    def before(call: Call) -> CallOutcome | None:
        return Refused("参保状态为暂停参保", "-1") if call.transaction.number == "2207A" else None

    desk.client.before = before
    key = quoted(desk)
    claim = desk.counter.settle(key, pay(desk, key)).claim
    assert claim is not None
    assert (claim.state, claim.reason) == (State.HELD, HeldReason.REFUSED)
    assert claim.machine.refused == Refusal(CallKind.SETTLE, "参保状态为暂停参保", "-1", claim.people.retry)
    return key


def test_refused_after_the_money_is_handed_back_once(desk: Desk) -> None:
    key = refused_at_the_money(desk)
    paid = desk.books.claim(key).people.paid
    with pytest.raises(NothingToRefund):
        desk.counter.hand_back(key, paid + 1, "another amount")
    arrival = desk.counter.hand_back(key, paid, "refused")
    assert arrival.claim is not None
    assert arrival.claim.state is State.VOID
    assert (arrival.claim.people.paid, arrival.claim.refund_due) == (0, 0)
    with pytest.raises(NothingToRefund):
        desk.counter.hand_back(key, paid, "again")
    assert not desk.client.ledger.live_of(key)
    assert not desk.client.ledger.open_visits(key)
    assert [cash.amount for cash in arrival.claim.people.cash] == [paid, -paid]


def test_nothing_is_paid_while_the_visit_is_not_shut(desk: Desk) -> None:
    """The claim holds money and an open visit; the line is gone when the money is asked back."""
    key = quoted(desk)
    claim = desk.books.claim(key)
    paid = replace(claim.people, cash=(row("40.00"),))
    desk.books.change(claim, paid, Event(START, "window", "paid"))
    desk.client.before = lambda _call: NotSent("the line is cut")
    arrival = desk.counter.hand_back(key, Decimal("40.00"), "gave up")
    assert arrival.claim is not None
    assert not arrival.claim.state.ended
    assert arrival.claim.people.paid == Decimal("40.00"), "nothing was paid out"
    desk.client.before = lambda _call: None
    assert drain(desk.replay, desk.books, seconds=20)
    assert desk.books.claim(key).refund_due == Decimal("40.00"), "now it is due"
    assert not desk.client.ledger.open_visits(key)


def test_no_yes_is_taken_to_what_is_being_given_up(desk: Desk) -> None:
    """Another insurance was to pay, the line broke while the visit was given back, and the trial came up once more."""
    key = quoted(desk)
    quote = desk.books.claim(key).machine.quote
    assert quote is not None
    desk.client.before = lambda _call: NotSent("the line is cut")
    desk.counter.cancel(key, "another insurance is to pay")
    with pytest.raises(AmountMoved):
        desk.counter.settle(key, Payment(quote.amounts.cash, CASH, quote.amounts.cash))
    assert desk.books.claim(key).people.cash == ()


def test_paid_in_full_without_a_claim_calls_nobody(desk: Desk) -> None:
    number = desk.counter.number()
    asked = list(desk.client.calls)
    with pytest.raises(AmountMoved):
        desk.counter.pay_in_full(number, bill(), None, Payment(Decimal("1.00"), CASH, TOTAL), "08")
    arrival = desk.counter.pay_in_full(number, bill(), None, Payment(TOTAL, CASH, TOTAL), "08")
    claim = arrival.claim
    assert claim is not None
    assert (claim.key, claim.state, claim.refund_due) == (number, State.VOID, 0)
    assert (claim.people.paid, claim.people.in_full) == (TOTAL, "08")
    assert desk.client.calls == asked
    assert desk.books.claims(alive=True) == []


def test_paid_in_full_gives_the_visit_back_first(desk: Desk) -> None:
    key = quoted(desk)
    desk.client.calls.clear()
    arrival = desk.counter.pay_in_full(key, bill(), None, Payment(TOTAL, CASH, TOTAL), "01")
    assert arrival.claim is not None
    assert arrival.claim.state is State.VOID
    assert arrival.claim.refund_due == 0
    assert desk.client.calls == ["2205", "2202"]
    with pytest.raises(ChargesFixed):
        desk.counter.pay_in_full(key, bill(), None, Payment(TOTAL, CASH, TOTAL), "01")


def test_what_was_paid_before_counts(desk: Desk) -> None:
    key = refused_at_the_money(desk)
    paid = desk.books.claim(key).people.paid
    rest = TOTAL - paid
    arrival = desk.counter.pay_in_full(key, bill(), None, Payment(rest, MOBILE, rest), "04")
    assert arrival.claim is not None
    assert (arrival.claim.state, arrival.claim.people.paid, arrival.claim.refund_due) == (State.VOID, TOTAL, 0)


def test_no_full_payment_while_money_may_be_booked(desk: Desk) -> None:
    key = quoted(desk)
    desk.counter.settle(key, pay(desk, key))
    with pytest.raises(ChargesFixed):
        desk.counter.pay_in_full(key, bill(), None, Payment(Decimal("60.00"), CASH, TOTAL), "04")


def test_the_line_is_down_while_the_visit_is_given_back(desk: Desk) -> None:
    """The money is on record at once; the background gives the visit back, and nothing becomes due meanwhile."""
    key = quoted(desk)
    desk.client.before = lambda _call: NotSent("the line is cut")
    arrival = desk.counter.pay_in_full(key, bill(), None, Payment(TOTAL, CASH, TOTAL), "01")
    assert arrival.claim is not None
    assert arrival.claim.people.paid == TOTAL
    assert not arrival.claim.state.ended
    desk.client.before = lambda _call: None
    assert drain(desk.replay, desk.books, seconds=20)
    claim = desk.books.claim(key)
    assert (claim.state, claim.refund_due) == (State.VOID, 0)


def test_what_ended_for_a_claim_by_hand_stays_paid(desk: Desk) -> None:
    """The papers are out: a late cancel must not make the money due back."""
    key = ticket(desk, "B-1")
    claim = desk.books.claim(key)
    now = clock.moment().wall
    desk.books.change(claim, uploaded_instead(claim.people), Event(now, "window", "upload instead"), wake=now)
    assert drain(desk.replay, desk.books, seconds=20)
    assert (desk.books.claim(key).state, desk.books.claim(key).refund_due) == (State.VOID, 0)
    arrival = desk.counter.cancel(key, "pressed on an old screen")
    assert arrival.claim is not None
    assert desk.books.claim(key).people.wish is Wish.UPLOAD
    assert desk.books.claim(key).refund_due == 0
    with pytest.raises(NothingToRefund):
        desk.counter.refund(key, None, TOTAL)


def test_what_is_being_undone_is_not_uploaded(desk: Desk) -> None:
    """A cancel is final once an undoing call is written: what was undone must not be claimed by hand as well."""
    key = ticket(desk, "B-1")
    assert drain(desk.replay, desk.books, seconds=20)
    assert desk.books.claim(key).state is State.DONE
    desk.client.before = lambda call: NotSent("the line is cut") if call.transaction.number == "2202" else None
    desk.counter.cancel(key, "changed their mind")
    assert (desk.books.claim(key).people.paid, desk.books.claim(key).state.ended) == (TOTAL, False)
    office = SimpleNamespace(books=desk.books, place=desk.memory.place)
    told = no_return.upload(office, key)  # type: ignore[arg-type]
    assert (told["state"], told["said"]) == ("refused", "这一单正在撤销，不能再上传。")
    assert desk.books.claim(key).people.wish is Wish.CANCEL


UPLOADS = ("4205", "4203", "4301")


def uploading(desk: Desk, answers: dict[str, CallOutcome]) -> str:
    """A patient who never returned, at a place that takes uploads: what is not in `answers` is taken."""
    key = ticket(desk, "B-1")
    claim = desk.books.claim(key)
    desk.memory.place = replace(desk.memory.place, uploads=True)
    desk.client.before = lambda call: (
        answers.get(call.transaction.number, Done({})) if call.transaction.number in UPLOADS else None
    )
    now = clock.moment().wall
    desk.books.change(claim, uploaded_instead(claim.people), Event(now, "window", "upload instead"), wake=now)
    desk.driver.drive(key, Trip("window"))
    return key


@pytest.mark.parametrize(
    "answers",
    [{"4203": Refused("不予受理")}, {"4301": Refused("不予受理")}, {"4205": Lost("ReadTimeout")}],
    ids=["4205 is there", "4205 and 4203 are there", "4205 may be there"],
)
def test_what_went_up_in_part_is_not_given_up(desk: Desk, answers: dict[str, CallOutcome]) -> None:
    """No transaction takes an upload back: a cancel would leave part of it there and pay the money out."""
    key = uploading(desk, answers)
    before = desk.books.claim(key)
    assert (before.state.ended, before.people.wish, returnable(before)) == (False, Wish.UPLOAD, 0)
    with pytest.raises(NotToGiveUp, match="撤不回来"):
        desk.counter.cancel(key, "changed their mind")
    with pytest.raises(NotToGiveUp):
        desk.counter.hand_back(key, TOTAL, "changed their mind")
    assert desk.books.claim(key).people == before.people
    answers.clear()
    claim = desk.books.claim(key)
    desk.books.change(claim, again(claim.people), Event(START, "window", "again"), wake=clock.moment().wall)
    desk.driver.drive(key, Trip("window"))
    assert (desk.books.claim(key).state, desk.books.claim(key).refund_due) == (State.UPLOADED, 0)


@pytest.mark.parametrize("answer", [Refused("不予受理"), NotSent("the line is cut")], ids=["refused", "not sent"])
def test_what_never_went_up_is_given_up(desk: Desk, answer: CallOutcome) -> None:
    key = uploading(desk, {"4205": answer})
    arrival = desk.counter.hand_back(key, TOTAL, "came back after all")
    assert arrival.claim is not None
    assert (arrival.claim.state, arrival.claim.people.paid) == (State.VOID, 0)


def test_a_cancel_that_came_between_does_not_leave_a_part_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read before the upload began, written after it: the machine's writes do not move the version."""
    key = ticket(desk, "B-1")
    written, answers = desk.books.change, {"4203": NotSent("the line is cut")}
    desk.memory.place = replace(desk.memory.place, uploads=True)
    desk.client.before = lambda call: (
        answers.get(call.transaction.number, Done({})) if call.transaction.number in UPLOADS else None
    )
    claim = desk.books.claim(key)
    now = clock.moment().wall
    desk.books.change(claim, uploaded_instead(claim.people), Event(now, "window", "upload instead"), wake=now)

    def change(*given: object, **named: object) -> int:
        desk.driver.drive(key, Trip("replay", background=True))
        return written(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.books, "change", change)
    desk.counter.cancel(key, "changed their mind")
    assert desk.books.claim(key).machine.uploads == (CallKind.UPLOAD_VISIT,)
    answers.clear()
    desk.driver.drive(key, Trip("window"))
    assert (desk.books.claim(key).state, desk.books.claim(key).refund_due) == (State.UPLOADED, 0)
