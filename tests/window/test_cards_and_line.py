"""Cards in a reader and a line that breaks: through a real pcscd, a real service, and the window's keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

import sandbox
from offline_queue.values import State
from sandbox.card import VirtualCard
from sandbox.card_files import Behaviour, card_named, load_cards
from tests.window.cashier import DAILY, QUIET_S, RETIRED, TRAVELLER
from ui.queue_views import ClaimState, QueueState
from ui.views import LampState, VisitState
from ui.words import sentences

pytestmark = [pytest.mark.window, pytest.mark.pcsc]

CARDS = Path(sandbox.__file__).parent / "data" / "cards.yaml"


@contextmanager
def lying(card_id: str, port: int, **behaviour: int) -> Iterator[VirtualCard]:
    image = card_named(load_cards(CARDS), card_id)
    if behaviour:
        image = replace(image, behaviour=Behaviour(**behaviour))
    with VirtualCard(image, port) as card:
        yield card


@pytest.fixture
def counter_window(window, counter):
    """A window that watches one reader, and the port into which cards are put."""
    reader, port = counter.slot()
    return window(reader=reader, cards=True), port


def failures(cashier) -> list[str]:
    return [view.visit for view in cashier.seen if view.state is VisitState.FAILURE]


def test_card_pulled_while_reading(counter_window) -> None:
    cashier, port = counter_window
    for number, at in enumerate((1, 4, 9), start=1):
        with lying("E1", port, pull_at=at):
            cashier.until(lambda number=number: len(failures(cashier)) == number, f"pulled at command {at}")
        assert "插社保卡" in cashier.said()
        cashier.drained()
        assert not cashier.office.books.claims()
    with lying("E1", port):
        cashier.reach(VisitState.CHARGES)
    assert cashier.view.person.id_number == DAILY[1]
    # Taken out in the middle: the visit stays; the same card put back takes the remark away, another one does not.
    cashier.until(lambda: cashier.said() == sentences.CARD_PULLED, "the window remarks it")
    with lying("E1", port):
        cashier.until(lambda: cashier.view.notice is None, "it is the same card")
    cashier.until(lambda: cashier.said() == sentences.CARD_PULLED, "taken again")
    with lying("E2", port):
        cashier.until(lambda: cashier.said() == sentences.OTHER_CARD, "it is another card")
        assert cashier.view.person.id_number == DAILY[1]
        cashier.press("F2")
        cashier.until(lambda: cashier.view.person is not None and cashier.view.person.id_number == RETIRED[1], "read")
    assert cashier.lamp("读卡器") is LampState.OK


def test_line_down_ticket_replay_refund(counter_window) -> None:
    cashier, port = counter_window
    before = len(cashier.settlements(DAILY))
    cashier.stage.faults(["refuse_connection"])
    with lying("E1", port):
        down = cashier.reach(VisitState.LINK_DOWN)
        assert down.person is not None
        assert not down.person.online
        assert cashier.lamp("结算服务") is LampState.DOWN
        total = sum(line.amount for line in down.charges)
        cashier.rest(QUIET_S)
        cashier.hold("F9", 6)
        cashier.press("F9")
        cashier.reach(VisitState.TICKET_OUT)
        cashier.until(lambda: bool(cashier.slips("ticket")), "the ticket is there")
        (claim,) = cashier.office.books.claims()
        assert claim.people.paid == total
        assert claim.people.consent
        assert cashier.seen[-1].visited == claim.people.visit.date.date()
    cashier.reach(VisitState.WAITING)
    # The same person again: the bill is paid, and is not offered a second time.
    with lying("E1", port):
        cashier.reach(VisitState.NO_CHARGES)
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.press("F10")
    cashier.until(lambda: cashier.program.queue.view.state is QueueState.DOWN, "the queue says the line is down")
    (row,) = cashier.program.queue.view.rows
    assert (row.claim, row.state) == (claim.key, ClaimState.OUTAGE)
    cashier.until(lambda: cashier.program.queue.view.detail is not None, "its story is shown")
    assert cashier.program.queue.view.detail.visited == claim.people.visit.date.date()
    outage = cashier.program.queue.view.outage
    assert (outage.served, outage.taken, outage.over) == (1, total, False)
    cashier.press("F11", ctrl=True)
    cashier.until(lambda: bool(cashier.slips("board")), "the board that hangs at the window")
    assert cashier.slips("outage") == []
    cashier.press("F10")
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "replayed by itself", 25)
    (booked,) = cashier.settlements(DAILY)[before:]
    due = total - Decimal(booked["cash"])
    assert due > 0
    cashier.until(lambda: cashier.lamp("结算服务") is LampState.OK, "the lamp is lit again")
    # The refund is paid while another person's settlement is on its way: that visit steps aside.
    cashier.quoted(TRAVELLER)
    settling = cashier.view.visit
    cashier.stage.faults(["slow:1.5:2207A"])
    cashier.take()
    cashier.reach(VisitState.SETTLING)
    cashier.press("F10")
    cashier.until(lambda: bool(cashier.program.queue.view.detail and cashier.program.queue.view.detail.refund), "due")
    assert cashier.program.queue.view.outage.over
    cashier.press("F11", ctrl=True)
    cashier.until(lambda: bool(cashier.slips("outage")), "the report that closes it")
    cashier.press("F9", shift=True)
    cashier.press("F9", shift=True)  # at once: not yet
    assert cashier.state is VisitState.SETTLING
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.press("F9", shift=True)
    refunded = cashier.reach(VisitState.REFUNDED)
    assert refunded.refund is not None
    assert refunded.refund.due == due
    cashier.conserve(cashier.claim(claim.key), booked)
    assert len(cashier.claim(claim.key).people.cash) == 2
    assert len(cashier.slips("refund")) == 1
    assert len(cashier.settlements(DAILY)) == before + 1
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    (aside,) = cashier.seen[-1].parked
    assert aside.visit == settling
    cashier.press("F7")
    assert cashier.reach(VisitState.SETTLED).visit == settling
    cashier.until(lambda: len(cashier.slips("settlement")) == 2, "both have their settlement slip")
    # Nothing is paid back twice, whoever asks.
    assert not cashier.program.visit._desk.refund(claim.key, due).done


def test_the_queue_pauses_and_goes_on(window, counter) -> None:
    reader, port = counter.slot()
    cashier = window(reader=reader, cards=True, window__replay_workers=1)
    cashier.stage.faults(["refuse_connection"])
    for card in ("E2", "C04"):
        with lying(card, port):
            cashier.reach(VisitState.LINK_DOWN)
            cashier.take()
            cashier.reach(VisitState.TICKET_OUT)
        cashier.reach(VisitState.WAITING)
    cashier.press("F10")
    queue = cashier.program.queue
    cashier.until(lambda: [row.state for row in queue.view.rows] == [ClaimState.OUTAGE] * 2, "both wait")
    cashier.stage.faults(["slow:2:2207A"])
    cashier.until(lambda: queue.view.state is QueueState.REPLAYING, "the line is back", 20)
    cashier.press("Space")
    cashier.until(lambda: queue.view.state is QueueState.PAUSED, "it says it is paused")
    done, waiting = "done", "ready"
    cashier.until(
        lambda: sorted(str(claim.state) for claim in cashier.office.books.claims()) == [done, waiting],
        "the one that was on its way ends, the other waits",
    )
    cashier.stage.faults([])
    cashier.rest(1.5)
    assert sorted(str(claim.state) for claim in cashier.office.books.claims()) == [done, waiting]
    # The story of the marked claim is its own.
    cashier.press("Up")
    for row in queue.view.rows:
        cashier.until(lambda row=row: queue.view.selected == row.claim, "marked")
        cashier.until(lambda row=row: queue.view.detail.claim == row.claim, "its story is shown", 0.5)
        assert queue.view.detail.taken == row.taken
        cashier.until(lambda: bool(queue.view.detail.events), "and what happened to it", 1.0)
        cashier.press("Down")
    # A refund is being confirmed while the page goes on moving: the question stays, and so does its answer.
    (paid,) = [row.claim for row in queue.view.rows if row.state is ClaimState.SETTLED]
    cashier.until(lambda: queue.view.selected == paid and queue.view.detail.refund, "a refund is due")
    cashier.press("Space")
    cashier.press("F9", shift=True)
    cashier.until(lambda: all(claim.state is State.DONE for claim in cashier.office.books.claims()), "Space goes on")
    cashier.until(lambda: queue.view.state is QueueState.DONE, "and the page says so")
    assert queue.view.progress.settled == 2
    assert cashier.program.window.confirm.ask is not None
    cashier.rest(QUIET_S)
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
    assert cashier.view.person.name
    assert cashier.claim(paid).refund_due == 0


def test_the_line_breaks_between_trial_and_money(counter_window) -> None:
    """The yes was written, nothing was sent: F9 takes only the rest of the bill, for the ticket."""
    cashier, port = counter_window
    before = len(cashier.settlements(RETIRED))
    with lying("E2", port):
        cashier.reach(VisitState.CHARGES)
        cashier.press("F8")
        quoted = cashier.reach(VisitState.TRIAL_DONE)
        assert quoted.quote is not None
        share, total = quoted.quote.amounts.cash, quoted.quote.amounts.total
        cashier.stage.faults(["refuse_connection"])
        cashier.take()
        down = cashier.reach(VisitState.LINK_DOWN)
        assert down.paid == share
        cashier.until(lambda: cashier.view.link.estimate is not None, "what was quoted is what may come back")
        assert (cashier.view.link.estimate.low, cashier.view.link.estimate.count) == (total - share, 0)
        cashier.take()
        assert [view.payment.due for view in cashier.seen if view.state is VisitState.SETTLING][-1] == total
        out = cashier.reach(VisitState.TICKET_OUT)
        assert out.paid == total
        claim = cashier.claim()
        assert [row.amount for row in claim.people.cash] == [share, total - share]
    cashier.reach(VisitState.WAITING)
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(claim.key).state is State.DONE, "replayed by itself", 25)
    (booked,) = cashier.settlements(RETIRED)[before:]
    assert cashier.claim(claim.key).refund_due == total - Decimal(booked["cash"])


def test_the_line_breaks_after_the_money_and_comes_back(counter_window) -> None:
    """F5 asks again: what was paid is not asked for twice."""
    cashier, port = counter_window
    before = len(cashier.settlements(TRAVELLER))
    with lying("C04", port):
        cashier.reach(VisitState.CHARGES)
        cashier.press("F8")
        cashier.reach(VisitState.TRIAL_DONE)
        cashier.stage.faults(["refuse_connection"])
        cashier.take()
        cashier.reach(VisitState.LINK_DOWN)
        cashier.press("Delete")
        assert cashier.said() == sentences.LINES_STAY
        cashier.stage.faults([])
        cashier.press("F5")
        settled = cashier.reach(VisitState.SETTLED)
        assert settled.payment is not None
        (row,) = cashier.settlements(TRAVELLER)[before:]
        cashier.conserve(cashier.claim(), row)
        assert len(cashier.claim().people.cash) == 1
