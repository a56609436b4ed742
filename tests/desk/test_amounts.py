"""The split of a bill is added up on every trial and every settlement (domain facts, 6.2, 8), whoever answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from counter_app.desk import outcomes
from counter_app.desk.claim import HeldReason, Wish
from counter_app.desk.counter import AmountMoved, ChargesFixed, NothingToRefund
from counter_app.desk.recognise import of_claim
from counter_app.failures import FailureCode
from counter_app.model.payment import Payment
from counter_app.model.settlement import Amounts, Overlay
from counter_app.settlement.answers import Answers
from counter_app.settlement.client import Call
from counter_app.settlement.place import load_place
from offline_queue.values import State
from tests.desk.far_side import Behaviour, Fault, Ledger
from tests.desk.test_entries import TOTAL
from tests.desk.test_window_parts import CASH, Desk, desk, pay, quoted
from tests.desk.world import START, World

__all__ = ["desk"]

MakeWorld = Callable[..., World]
ZERO = Decimal("0.00")


def amounts(total: str = "100.00", fund: str = "60.00", cash: str = "40.00", pool: str = "", **rest: Any) -> Amounts:
    base = Amounts(Decimal(total), *[ZERO] * 5, Decimal(pool or fund), fund_total=Decimal(fund), cash=Decimal(cash))
    return replace(base, **rest)


FEN = Decimal("0.01")
SPLITS = [
    ("whole", amounts(), True),
    ("a fen less cash", amounts(cash="39.99"), False),
    ("a fen more fund", amounts(fund="60.01"), False),
    ("a fen of account", amounts(account=FEN), False),
    ("account and hospital", amounts(cash="30.00", account=Decimal(6), hospital=Decimal(4)), True),
    ("more named than the funds pay", amounts(overlays={Overlay.LARGE_SUM: FEN}), False),
    ("an overlay among the funds", amounts(pool="50.00", overlays={Overlay.LARGE_SUM: Decimal(10)}), True),
    ("a fund nobody here knows", amounts(pool="50.00"), True),
    ("other payers among the funds", amounts(pool="55.00", overlays={Overlay.OTHER: Decimal(5)}), True),
    ("other payers beside them", amounts(cash="35.00", overlays={Overlay.OTHER: Decimal(5)}), True),
    ("beside them, and a fen short", amounts(cash="34.99", overlays={Overlay.OTHER: Decimal(5)}), False),
    ("a negative part", amounts(cash="-1.00", account=Decimal(41)), False),
]


@pytest.mark.parametrize(("split", "right"), [row[1:] for row in SPLITS], ids=[row[0] for row in SPLITS])
def test_a_split_adds_up_to_the_fen(split: Amounts, right: bool) -> None:
    assert split.adds_up is right


def test_amounts_that_a_region_does_not_use_are_nothing() -> None:
    """Null is 0.00 (envelope facts, section 2); a sum of the funds that is not sent is that of its parts."""
    info = {"medfee_sumamt": "100.00", "hifp_pay": "50.00", "maf_pay": 10, "psn_cash_pay": "40.00"}
    unused = dict.fromkeys(("fund_pay_sumamt", "acct_pay", "hosp_part_amt", "oth_pay", "hifob_pay", "balc"))
    read = Answers(load_place("national")).quote({"setlinfo": info | unused}, START).amounts
    assert (read.fund_total, read.account, read.hospital, read.adds_up) == (Decimal("60.00"), ZERO, ZERO, True)
    told = Answers(load_place("national")).quote({"setlinfo": info | unused | {"fund_pay_sumamt": 0}}, START).amounts
    assert not told.adds_up


@pytest.mark.parametrize("part", ["psn_cash_pay", "fund_pay_sumamt", "acct_pay", "hosp_part_amt", "hifp_pay"])
def test_a_trial_that_does_not_add_up_asks_for_nothing(make_world: MakeWorld, part: str) -> None:
    world = make_world(ledger=Ledger(Behaviour(wrong_split={"2206A": part})))
    key = world.open()
    world.drive(key)
    claim = world.claim(key)
    assert (claim.state, claim.reason, claim.machine.quote) == (State.HELD, HeldReason.REFUSED, None)
    trouble = of_claim(claim, world.place)
    assert trouble is not None
    assert (trouble.code, "总额 100.00" in trouble.said) == (FailureCode.AMOUNTS_DISAGREE, True)
    assert not world.ledger.open_visits(key), "nothing is left there"
    assert "2207A" not in [number for number, _ in world.calls]
    world.ledger.behaviour.wrong_split.clear()
    world.change(key, "asked again", retry=1)
    world.settle(key)
    assert world.claim(key).state is State.DONE
    world.judge(ended=True)


def wrongly_settled(make_world: MakeWorld, fault: Fault = Fault.NONE, *, mended: bool = False) -> tuple[World, str]:
    """Settled there, for other parts than its total; 5203 tells them as wrongly, or `mended`."""
    part = "psn_cash_pay"
    wrong = {"2207A": part} if mended else {"2207A": part, "5203": part}
    struck: list[str] = []

    def once(call: Call) -> Fault:
        if call.transaction.number == "2207A" and not struck:
            struck.append(call.msgid)
            return fault
        return Fault.NONE

    world = make_world(fault=once, ledger=Ledger(Behaviour(wrong_split=wrong)))
    key = world.open()
    world.settle(key)
    world.replay()
    return world, key


@pytest.mark.parametrize("fault", [Fault.NONE, Fault.LOST_DONE])
def test_a_settlement_that_does_not_add_up_is_kept_and_held(make_world: MakeWorld, fault: Fault) -> None:
    """It is booked there: neither forgotten nor done, and nothing is due of it. Answered, or found by looking."""
    world, key = wrongly_settled(make_world, fault)
    claim = world.claim(key)
    assert (claim.state, claim.reason, claim.refund_due) == (State.HELD, HeldReason.AMOUNTS, None)
    assert claim.machine.settlement is not None
    assert world.ledger.live_of(key) == [claim.machine.settlement.settlement_id]
    trouble = of_claim(claim, world.place)
    assert trouble is not None
    assert (trouble.code, trouble.said) == (
        FailureCode.AMOUNTS_DISAGREE,
        "总额 100.00，基金 60.00、账户 0.00、现金 40.01 元",
    )
    world.judge()
    assert world.nobody_holds_a_lane(), "the person's next claim is not kept waiting"
    world.start()
    world.replay()
    assert world.claim(key).reason == HeldReason.AMOUNTS, "a restart does not forget it"


def test_tried_again_it_is_asked_for_once_and_held_again(make_world: MakeWorld) -> None:
    world, key = wrongly_settled(make_world)
    world.calls.clear()
    world.change(key, "asked again", retry=world.claim(key).people.retry + 1)
    world.replay()
    assert [number for number, _ in world.calls] == ["5203"]
    assert world.claim(key).reason == HeldReason.AMOUNTS
    world.judge()


@pytest.mark.parametrize("fault", [Fault.REFUSED, Fault.ERROR, Fault.LOST, Fault.UNREADABLE])
def test_whatever_5203_answers_it_is_held_again(make_world: MakeWorld, fault: Fault) -> None:
    world, key = wrongly_settled(make_world, mended=True)
    world.fault = lambda call: fault if call.transaction.number == "5203" else Fault.NONE
    world.calls.clear()
    world.change(key, "asked again", retry=1)
    world.replay()
    assert [number for number, _ in world.calls] == ["5203"]
    assert (world.claim(key).state, world.claim(key).reason) == (State.HELD, HeldReason.AMOUNTS)


def test_mended_there_it_ends(make_world: MakeWorld) -> None:
    world, key = wrongly_settled(make_world, mended=True)
    assert world.claim(key).reason == HeldReason.AMOUNTS
    world.change(key, "asked again", retry=1)
    world.replay()
    claim = world.claim(key)
    assert (claim.state, claim.refund_due) == (State.DONE, ZERO)
    world.judge(ended=True)


def test_it_can_be_undone(make_world: MakeWorld) -> None:
    world, key = wrongly_settled(make_world)
    world.cancel(key)
    world.replay()
    claim = world.claim(key)
    assert (claim.state, claim.refund_due) == (State.VOID, Decimal("40.00"))
    world.judge(ended=True)


def test_given_back_by_the_agency_it_is_settled_anew(make_world: MakeWorld) -> None:
    world, key = wrongly_settled(make_world)
    [settled] = world.ledger.live_of(key)
    world.ledger.settlements[settled].live = False
    world.ledger.behaviour.wrong_split.clear()
    world.change(key, "asked again", retry=1)
    world.replay()
    world.settle(key)
    claim = world.claim(key)
    assert claim.state is State.DONE
    assert claim.machine.undone == (settled,)
    world.judge(ended=True)


def test_an_upload_does_not_pass_over_it(make_world: MakeWorld) -> None:
    world, key = wrongly_settled(make_world)
    world.change(key, "upload instead", wish=Wish.UPLOAD, retry=1)
    world.replay()
    assert world.claim(key).reason == HeldReason.AMOUNTS
    world.judge()


def test_a_look_that_does_not_tell_the_hospitals_part_takes_the_trials(make_world: MakeWorld) -> None:
    """5203 has no field for it: a settlement found by looking would otherwise be held for ever."""
    world = make_world()
    key = world.open()
    world.drive(key)
    claim = world.claim(key)
    quote = claim.machine.quote
    assert quote is not None
    shared = replace(quote.amounts, cash=quote.amounts.cash - 5, hospital=Decimal("5.00"))
    answer = {"setl_id": "S1", "mdtrt_id": "V1", "medfee_sumamt": 100, "fund_pay_sumamt": 60, "cash_payamt": 35}
    found = Answers(world.place).settlement({"setlinfo": answer}, START)
    assert not found.amounts.adds_up
    told = replace(claim, machine=replace(claim.machine, quote=replace(quote, amounts=shared)))
    adopted = outcomes.adopted(told, found).settlement
    assert adopted is not None
    assert (adopted.amounts.adds_up, adopted.amounts.hospital) == (True, Decimal("5.00"))


def test_nothing_crosses_the_glass_while_it_is_held(desk: Desk) -> None:
    key = quoted(desk)
    desk.client.ledger.behaviour.wrong_split = {"2207A": "psn_cash_pay"}
    desk.counter.settle(key, pay(desk, key))
    before = desk.books.claim(key)
    assert (before.state, before.reason) == (State.HELD, HeldReason.AMOUNTS)
    rest = TOTAL - before.people.paid
    with pytest.raises(NothingToRefund):
        desk.counter.refund(key, None, before.people.paid)
    with pytest.raises(NothingToRefund):
        desk.counter.hand_back(key, before.people.paid, "given up")
    with pytest.raises(AmountMoved):
        desk.counter.collect(key, Payment(FEN, CASH, FEN))
    with pytest.raises(ChargesFixed):
        desk.counter.pay_in_full(key, None, None, Payment(rest, CASH, rest), "98")  # type: ignore[arg-type]
    with pytest.raises(ChargesFixed):
        desk.counter.leave_with_ticket(key, Payment(rest, CASH, rest), "")
    assert desk.books.claim(key).people.cash == before.people.cash, "no money on top of what may be right"
