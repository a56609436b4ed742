"""What comes from a backup: what happened after it was made is not in it, and must not happen twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import Engine, update

from counter_app.desk import entries, outcomes
from counter_app.desk.claim import HeldReason, PeoplePart, Wish
from counter_app.desk.counter import AmountMoved, Bill, ChargesFixed, Counter, NothingToRefund
from counter_app.desk.knowledge import Watch
from counter_app.desk.partial_refund import PartialRefund
from counter_app.desk.parting import GoesBack
from counter_app.desk.plan import plan
from counter_app.desk.policy import Policy
from counter_app.desk.recognise import Trouble, of_claim
from counter_app.desk.reconcile import Verdict
from counter_app.desk.safe_keeping import doubted
from counter_app.desk.steps import GiveUp, Hold
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment, PaymentMethod
from offline_queue import backup
from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import open_engine
from offline_queue.schema import job
from offline_queue.values import Event, State
from tests.desk.day_world import DayWorld
from tests.desk.facts import BLIND, BOOKS_SAY_YES, NOW, W, claim, knows, ready
from tests.desk.far_side import Behaviour, Fault
from tests.desk.world import AT_WINDOW, BACKGROUND, KEY, START, World, empty_engine, people

Restore = Callable[[World], None]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = empty_engine(tmp_path)
    yield made
    made.dispose()


@pytest.fixture
def backed_up(tmp_path: Path) -> Iterator[Callable[[World], Restore]]:
    """A backup of a world's store, which puts it back."""
    engines: list[Engine] = []

    def restore(copy: Path, world: World) -> None:
        engines.append(engine := open_engine(f"sqlite:///{copy}"))
        at = world.wall()
        backup.begin_anew(engine, Cipher(KEY), {}, partial(doubted, at=at), HeldReason.RECONCILE, at, "restore")
        world.engine = engine
        world.start()

    def back_up(world: World) -> Restore:
        copy = tmp_path / "copy.db"
        backup.back_up(Path(str(world.engine.url.database)), copy)
        return partial(restore, copy)

    yield back_up
    for one in engines:
        one.dispose()


def release(world: World, key: str) -> None:
    """Somebody says: not settled at the centre."""
    claim = world.claim(key)
    again = claim.machine.unnamed and claim.machine.given_up
    people = replace(claim.people, checked=claim.machine.restored, retry=claim.people.retry + again)
    world.books.change(claim, people, Event(world.wall(), "window", "checked"), wake=world.wall())


def lives(world: World) -> int:
    return sum(row.live for row in world.ledger.settlements.values())


def with_a_visit(world: World) -> str:
    """A ticket whose visit is open with its lines sent."""
    key = world.ticket()
    world.fault = lambda call: Fault.NOT_SENT if call.transaction.number == "2206A" else Fault.NONE
    world.drive(key, BACKGROUND)
    assert world.claim(key).machine.stage == 2
    world.fault = lambda _call: Fault.NONE
    world.now += 10.0
    return key


def test_a_wrong_release_does_not_settle_a_visit_of_the_backup_twice(engine: Engine, backed_up: Any) -> None:
    """It was settled on that visit after the backup: 2202's no goes before a person's word, and what is seen counts."""
    world = World(engine)
    key = with_a_visit(world)
    restore = backed_up(world)
    world.replay()
    assert world.claim(key).state is State.DONE
    restore(world)
    claim = world.claim(key)
    assert (claim.state, claim.reason, claim.unchecked) == (State.HELD, HeldReason.RECONCILE, True)
    release(world, key)
    world.replay()
    assert world.claim(key).state is State.DONE
    assert len(world.ledger.settlements) == 1
    world.judge(ended=True)


@pytest.mark.parametrize("shows", [True, False], ids=["may look", "may not look"])
def test_what_2202_refuses_and_nobody_sees_waits_for_the_agency(engine: Engine, backed_up: Any, shows: bool) -> None:
    world = World(engine)
    world.ledger.behaviour.shows_at_all = False
    world.place = replace(world.place, may_look=shows)
    world.start()
    key = with_a_visit(world)
    restore = backed_up(world)
    world.replay()
    restore(world)
    release(world, key)
    world.replay()
    claim = world.claim(key)
    assert (claim.state, claim.reason, lives(world)) == (State.HELD, HeldReason.RECONCILE, 1)
    assert "2601" not in {number for number, _ in world.calls}, "there is no message that could be named"
    (number,) = world.ledger.settlements
    assert world._answered(world.road.settled_at_agency(key, number, "window"), BACKGROUND, {}) == ""
    world.replay()
    assert world.claim(key).state is State.DONE
    world.cancel(key)
    world.replay()
    assert world.claim(key).state is State.VOID
    world.judge(ended=True)


def test_released_once_more_after_the_agency_undid_it(engine: Engine, backed_up: Any) -> None:
    """The end of a claim that nobody can see: 2202 is asked once for each release, and judges."""
    world = World(engine)
    world.ledger.behaviour.shows_at_all = False
    key = with_a_visit(world)
    restore = backed_up(world)
    world.replay()
    restore(world)
    release(world, key)
    world.replay()
    release(world, key)
    closed = sum(number == "2202" for number, _ in world.calls)
    world.replay()
    claim = world.claim(key)
    assert (claim.state, claim.reason, lives(world)) == (State.HELD, HeldReason.RECONCILE, 1)
    assert sum(number == "2202" for number, _ in world.calls) == closed + 1
    for row in world.ledger.settlements.values():
        row.live = False
    release(world, key)
    world.replay()
    assert (world.claim(key).state, lives(world)) == (State.DONE, 1)
    world.judge(ended=True)


@pytest.mark.parametrize("settled", [True, False], ids=["settled on it", "given back after the backup"])
def test_the_books_of_the_days_since_decide_of_a_visit_of_the_backup(
    engine: Engine, backed_up: Any, settled: bool
) -> None:
    world = DayWorld(engine, Behaviour(shows_at_all=False))
    key = world.open()
    world.drive(key)
    world.leave(key)
    restore = backed_up(world)
    if settled:
        world.settle(key)
    else:
        world.cancel(key)
    world.replay()
    restore(world)
    release(world, key)
    world.replay()
    assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.RECONCILE)
    world.tomorrow(sees=False)
    (ruling,) = world.reconcile().rulings
    world.replay()
    if settled:
        assert (ruling.verdict, ruling.written, lives(world)) == (Verdict.OPEN, False, 1)
        assert "中心有这个人的结算" in ruling.why
        assert world.claim(key).reason == HeldReason.RECONCILE
    else:
        assert (ruling.verdict, ruling.written) == (Verdict.NOT_BOOKED, True)
        world.ended(key)
        assert (world.claim(key).state, lives(world)) == (State.DONE, 1)


def test_a_call_that_was_open_in_the_backup_does_not_name_the_doubt(engine: Engine, backed_up: Any) -> None:
    """There it may have been NotSent, and the next one settled: what the books say of the first proves nothing."""
    world = World(engine)
    key = world.open()
    world.drive(key)
    change = world.yes(key)
    world.leave(key)
    kept: list[Restore] = []

    def crash_between(command: Any) -> None:
        if getattr(getattr(command, "call", None), "transaction", None) is not None and not kept:
            kept.append(backed_up(world))

    world.interrupt = crash_between
    world.fault = lambda call: Fault.NOT_SENT if call.transaction.number == "2207A" else Fault.NONE
    world.now += 1.0
    world.drive(key, replace(AT_WINDOW, change=change))
    world.interrupt = lambda _command: None
    world.fault = lambda _call: Fault.NONE
    world.now += 10.0
    world.replay()
    assert world.claim(key).state is State.DONE
    world.ledger.behaviour.shows_at_all = False
    kept[0](world)
    assert world.claim(key).state is State.SENDING
    world.replay()  # folded, which sends nothing, and held
    assert world.claim(key).reason == HeldReason.RECONCILE
    release(world, key)
    world.replay()
    claim = world.claim(key)
    assert (claim.machine.unnamed, claim.reason, lives(world)) == (True, HeldReason.RECONCILE, 1)


def checked(**changed: Any) -> PeoplePart:
    return people(checked=1, **changed)


def test_of_a_visit_of_the_backup_no_message_is_reversed_and_no_word_is_proof() -> None:
    unnamed = ready(doubt="V1", spoilt=True, restored=1, restored_at=START, close_refused=2, cleared=True)
    watches = {"V1": Watch(NOW - W, looked=NOW, close_refused=NOW)}
    for place in (BLIND, knows().place):
        assert plan(claim(unnamed, checked()), knows(place=place, watches=watches)) == GiveUp()
    given_up = outcomes.given_up(unnamed, 0)
    assert plan(claim(given_up, checked()), knows(watches=watches)) == Hold(HeldReason.RECONCILE)
    live = replace(given_up, proof=replace(BOOKS_SAY_YES, looked=True))
    assert plan(claim(live, checked()), knows(place=BLIND, watches=watches)) == Hold(HeldReason.RECONCILE)
    assert plan(claim(unnamed, checked(wish=Wish.CANCEL)), knows(watches=watches)) == GiveUp()


def at_the_glass(world: World) -> Counter:
    driver: Any = SimpleNamespace(leave=lambda _key: None, drive=lambda key, trip: world.drive(key, trip))
    nobody: Any = None
    return Counter(
        world.books, driver, nobody, nobody, Policy("window", 1.0, 10),
        new_key=lambda: "B01-T-9", lane_of=world.lane_of, in_hand={},
    )  # fmt: skip


def in_cash(amount: Decimal) -> Payment:
    return Payment(amount, PaymentMethod.CASH, amount)


def test_no_money_is_taken_for_what_may_be_settled_since_the_backup(engine: Engine, backed_up: Any) -> None:
    world = World(engine)
    key = world.open()
    world.drive(key)
    world.leave(key)
    restore = backed_up(world)
    world.settle(key)
    restore(world)
    counter = at_the_glass(world)
    claim = world.claim(key)
    assert not entries.may_pay_in_full(claim)
    with pytest.raises(ChargesFixed):
        counter.recharge(key, claim.people.charges[:1])
    with pytest.raises(AmountMoved):
        counter.settle(key, in_cash(Decimal("40.00")))
    bill = Bill(claim.people.bill, claim.people.visit, claim.people.charges)
    with pytest.raises(ChargesFixed):
        counter.pay_in_full(key, bill, None, in_cash(claim.people.total), "99")
    left = counter.leave_with_ticket(key, in_cash(claim.people.total), "")
    assert (left.people.paid, left.people.ticket_at is not None) == (Decimal(0), True)
    assert world.claim(key).people.cash == ()


def test_what_was_paid_back_since_the_backup_is_not_paid_back_again(engine: Engine, backed_up: Any) -> None:
    """Of a claim that had ended: what is due is told once somebody knows whether it went over the glass."""
    world = World(engine)
    key, even = world.ticket(), world.open("B01-T-2", people(2, "B-2"), person=2)
    world.replay()
    world.settle(even)
    due = world.claim(key).refund_due
    assert due
    restore = backed_up(world)
    at_the_glass(world).refund(key, None, due)
    restore(world)
    claim = world.claim(key)
    assert (claim.state, claim.refund_due, of_claim(claim, world.place)) == (
        State.DONE, None, Trouble(FailureCode.UNCLEAR)
    )  # fmt: skip
    assert world.claim(even).refund_due == 0
    assert of_claim(world.claim(even), world.place) is None
    with pytest.raises(NothingToRefund):
        at_the_glass(world).refund(key, None, due)
    world.cancel(even)
    world.replay()
    assert world.claim(even).reason == HeldReason.RECONCILE, "it may have been undone, and paid back"
    release(world, key)
    assert world.claim(key).refund_due == due
    assert world.claim(key).state is State.DONE
    at_the_glass(world).refund(key, None, due)
    world.judge()


def test_a_store_that_paid_money_back_since_is_newer_than_its_backup(engine: Engine) -> None:
    world = World(engine)
    key = world.ticket()
    world.replay()
    before = backup.newest(engine)
    world.now -= 7200.0  # somebody put the clock back
    at_the_glass(world).refund(key, None, world.claim(key).refund_due or Decimal(0))
    after = backup.newest(engine)
    assert after.beyond(before)
    assert not before.beyond(after)
    assert replace(before, at="2032").beyond(after), "counted on from a lower number, by another store"
    assert not before.beyond(before)


def test_a_damaged_claim_that_had_ended_does_not_keep_the_backup_from_being_put_back(
    engine: Engine, backed_up: Any
) -> None:
    world = World(engine)
    key, other = world.ticket(), world.ticket("B01-T-2", people(2, "B-2"), person=2)
    world.drive(key, BACKGROUND)
    assert world.claim(key).state is State.DONE
    with engine.begin() as raw:
        raw.execute(update(job).where(job.c.key == key).values(machine=b"x" * 40))
    backed_up(world)(world)
    assert world.claim(other).reason == HeldReason.RECONCILE
    with pytest.raises(DamagedDocument):
        world.claim(key)


def parting_at(world: World, counter: Counter) -> PartialRefund:
    driver: Any = SimpleNamespace(drive=world.drive, leave=world.leave)
    return PartialRefund(world.books, driver, counter, AT_WINDOW, world.memory.in_hand)


def test_what_is_kept_of_a_claim_from_a_backup_waits_for_a_look_of_its_own(engine: Engine, backed_up: Any) -> None:
    """It may have been opened and settled since; that the old claim was looked at says nothing of it."""
    world = World(engine)
    key = world.ticket()
    world.replay()
    counter = at_the_glass(world)
    parting_at(world, counter).begin(key, {1: GoesBack.whole(world.claim(key).people.charges[0])}, "another drug")
    world.replay()
    assert world.claim(key).state is State.VOID
    restore = backed_up(world)
    assert parting_at(world, counter).open_all() == 1
    world.replay()
    rest = "B01-T-9"
    used = world.claim(rest).machine.visit_number
    assert (world.claim(rest).state, lives(world)) == (State.DONE, 1)
    restore(world)
    release(world, key)
    assert parting_at(world, at_the_glass(world)).open_all() == 1
    world.replay()
    claim = world.claim(rest)
    assert (claim.state, claim.reason, claim.unchecked) == (State.HELD, HeldReason.RECONCILE, True)
    assert (claim.people.paid, lives(world)) == (claim.people.total + Decimal(30), 1)
    for row in world.ledger.settlements.values():
        row.live = False  # the agency undid what was found settled
    release(world, rest)
    world.replay()
    assert (world.claim(rest).state, lives(world)) == (State.DONE, 1)
    assert world.claim(rest).machine.visit_number != used


def test_what_is_kept_of_a_claim_that_was_looked_at_before_it_was_parted_goes_on(
    engine: Engine, backed_up: Any
) -> None:
    world = World(engine)
    key = world.ticket()
    world.replay()
    backed_up(world)(world)
    release(world, key)
    parting = parting_at(world, at_the_glass(world))
    parting.begin(key, {1: GoesBack.whole(world.claim(key).people.charges[0])}, "another drug")
    world.replay()
    assert parting.open_all() == 1
    world.replay()
    assert world.claim("B01-T-9").state is State.DONE
    world.judge(ended=True)
