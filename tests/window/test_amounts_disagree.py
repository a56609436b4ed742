"""The centre's amounts do not add up (98): nothing crosses the glass, and asked again it ends right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from counter_app.desk.claim import HeldReason
from offline_queue.values import State
from tests.window.cashier import RETIRED, TRAVELLER, at_work
from ui.keys import Action
from ui.queue_views import ClaimState
from ui.views import VisitState
from ui.words import queue_words, sentences
from ui.words.template import filled

pytestmark = pytest.mark.window


@pytest.fixture
def split(service: Any) -> Iterator[Callable[[str], None]]:
    yield lambda how: service.behaviours(wrong_split=how)
    service.behaviours(wrong_split="none")


def sent(cashier: Any, number: str) -> int:
    return sum(1 for call in cashier.stage.ledger()["calls"] if call["infno"] == number)


def test_a_trial_that_does_not_add_up_asks_for_no_money(window: Any, split: Callable[[str], None]) -> None:
    cashier = window()
    split("trial")
    cashier.identified(TRAVELLER)
    settled = len(cashier.settlements(TRAVELLER))
    cashier.press("F8")
    view = cashier.reach(VisitState.FAILURE)
    assert view.failure.code == "98"
    assert "医保给的金额对不上" in cashier.said()
    assert not cashier.open_visits(TRAVELLER), "its visit is given back"
    cashier.take()
    cashier.drained()
    assert (cashier.state, cashier.view.paid) == (VisitState.FAILURE, Decimal(0))
    split("none")
    cashier.press("F5")
    cashier.reach(VisitState.TRIAL_DONE)
    assert len(cashier.settlements(TRAVELLER)) == settled
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(TRAVELLER)[settled:]
    cashier.conserve(cashier.claim(), row)


def test_a_settlement_that_does_not_add_up_hands_nothing_out(window: Any, split: Callable[[str], None]) -> None:
    cashier = window()
    settled, slips = len(cashier.settlements(RETIRED)), len(cashier.slips("settlement"))
    due = cashier.quoted(RETIRED)
    split("kept")
    cashier.take()
    view = cashier.reach(VisitState.FAILURE, seconds=25)
    key = cashier.program.visit.claim
    claim = cashier.claim(key)
    assert (claim.state, claim.reason) == (State.HELD, HeldReason.AMOUNTS)
    assert (view.failure.code, view.paid) == ("98", due)
    assert "先不收、不退、不打单" in cashier.said()
    assert view.returnable == (), "nothing goes back while it is booked there"
    assert len(cashier.settlements(RETIRED)) == settled + 1, "it is booked there"
    for shift in (False, True):  # neither more money nor back with it
        cashier.rest(0.7)
        cashier.press("F9", shift=shift)
        cashier.drained()
    assert cashier.program.window.confirm.ask is None
    assert (cashier.state, cashier.claim(key).people.cash) == (VisitState.FAILURE, claim.people.cash)

    # Asked again: 5203 once, and as long as it says the same, held again.
    for turn in (1, 2):
        looked, booked = sent(cashier, "5203"), sent(cashier, "2207A")
        cashier.press("F5")
        cashier.until(lambda looked=looked: sent(cashier, "5203") == looked + 1, f"5203 was asked, turn {turn}")
        cashier.drained()
        cashier.reach(VisitState.FAILURE)
        assert cashier.claim(key).reason == HeldReason.AMOUNTS
        assert sent(cashier, "2207A") == booked
    assert len(cashier.slips("settlement")) == slips, "no paper of it"

    split("none")
    cashier.press("F5")
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)[settled:]
    cashier.conserve(cashier.claim(key), row)
    cashier.until(lambda: len(cashier.slips("settlement")) == slips + 1, "its slip is made")


def test_a_window_that_comes_up_again_says_that_such_a_claim_stands_and_who_acts(
    window: Any, service: Any, split: Callable[[str], None], tmp_path: Path
) -> None:
    with at_work(service, tmp_path / "data") as cashier:
        cashier.quoted(RETIRED)
        split("kept")
        cashier.take()
        cashier.reach(VisitState.FAILURE, seconds=25)
        key = cashier.program.visit.claim
    later = window()
    said = filled(sentences.STUCK_AFTER_RESTART, k=1)
    later.until(lambda: later.program.window.sentence.said.text == said, "it is told on start")
    later.press("F10")
    later.until(lambda: any(row.claim == key for row in later.program.queue.view.rows), "there it is")
    (row,) = (row for row in later.program.queue.view.rows if row.claim == key)
    assert (row.state, row.next_step) == (ClaimState.PERSON, queue_words.OFFICE[HeldReason.AMOUNTS])
    split("none")
    later.press("F5")
    later.until(lambda: later.claim(key).state is State.DONE, "asked again it ends right", 25)


def test_put_aside_it_ends_on_the_queue_page(window: Any, split: Callable[[str], None]) -> None:
    cashier = window()
    settled = len(cashier.settlements(RETIRED))
    cashier.quoted(RETIRED)
    split("settled")
    cashier.take()
    cashier.reach(VisitState.FAILURE, seconds=25)
    key = cashier.program.visit.claim
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    session = cashier.program.queue
    cashier.press("F10")
    cashier.until(lambda: any(row.claim == key for row in session.view.rows), "it stands on the page")
    cashier.press("Up")
    cashier.until(lambda: session.view.detail is not None and session.view.detail.claim == key, "it is shown")
    detail = session.view.detail
    assert (detail.state, detail.refund, detail.back, detail.prints) == (ClaimState.PERSON, None, None, "")
    assert Action.ASK in session.view.keys
    cashier.press("F5")
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "5203 told it right", 25)
    (row,) = cashier.settlements(RETIRED)[settled:]
    cashier.conserve(cashier.claim(key), row)
