"""The person at the glass changes while a result is on its way: it is painted over nobody, and nothing is lost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk.claim import HeldReason
from counter_app.desk.commands import Arrival, Stop
from offline_queue.values import State
from tests.window.cashier import DAILY, QUIET_S, RETIRED, TRAVELLER, at_work
from tests.window.test_scanned_anywhere import line
from ui.queue_session import QueueSession
from ui.views import VisitState
from ui.words import sentences
from ui.words.template import filled, spoken

pytestmark = pytest.mark.window


def painted_of(cashier, visit: str, since: int) -> list[VisitState]:
    return [view.state for view in cashier.seen[since:] if view.visit == visit]


def fronts(cashier) -> list[str]:
    """Lanes whose person is marked as standing at a window."""
    with cashier.office.books._store._engine.connect() as tx:
        return [row[0] for row in tx.exec_driver_sql("SELECT lane FROM lane WHERE front IS NOT NULL")]


def test_left_while_identifying(window) -> None:
    cashier = window()
    cashier.stage.faults(["slow:1.0:1101"])
    cashier.scan(RETIRED[0])
    cashier.reach(VisitState.IDENTIFYING)
    left = cashier.view.visit
    cashier.rest(0.2)
    cashier.press("Escape")
    mark = len(cashier.seen)
    cashier.stage.faults([])
    cashier.identified(TRAVELLER)
    cashier.drained()
    assert painted_of(cashier, left, mark) == []
    assert cashier.view.person.id_number == TRAVELLER[1]
    # The first person's mark went with them, the second one's stands.
    assert len(fronts(cashier)) == 1
    cashier.press("Escape")
    cashier.drained()
    assert fronts(cashier) == []


def test_left_while_the_trial_runs(window) -> None:
    """The claim it opened is given back, and the same person can be served at once."""
    cashier = window()
    cashier.identified(RETIRED)
    cashier.stage.faults(["slow:1.0:2206A"])
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_RUNNING)
    left = cashier.view.visit
    cashier.rest(0.3)
    cashier.press("Escape")
    mark = len(cashier.seen)
    cashier.stage.faults([])
    cashier.identified(TRAVELLER)
    cashier.drained()
    cashier.drained()
    assert painted_of(cashier, left, mark) == []
    assert cashier.state is VisitState.CHARGES
    (claim,) = cashier.office.books.claims()
    assert (claim.state, claim.people.paid) == (State.VOID, Decimal(0))
    assert cashier.open_visits(RETIRED) == []
    assert len(fronts(cashier)) == 1
    before = len(cashier.settlements(RETIRED))
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert len(cashier.settlements(RETIRED)) == before + 1


def test_nothing_makes_a_visit_give_way_while_its_money_is_on_its_way(window) -> None:
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    cashier.quoted(RETIRED)
    visit = cashier.view.visit
    cashier.stage.faults(["slow:1.2:2207A"])
    cashier.take()
    cashier.reach(VisitState.SETTLING)
    for key in ("F2", "F3", "F7", "Escape", "F8", "F5", "Delete"):
        cashier.press(key)
    cashier.program.visit.reader.card_in(object())
    cashier.program.visit.reader.card_out()
    cashier.press("F10")  # a person's code is no slip: the page where slips are scanned says what it wants
    cashier.press("F3")
    cashier.type(TRAVELLER[0])
    cashier.press("Return")
    cashier.until(lambda: cashier.program.queue.view.notice == sentences.QUEUE_SCAN, "it says so")
    cashier.press("F10")
    assert (cashier.state, cashier.view.visit) == (VisitState.SETTLING, visit)
    cashier.reach(VisitState.SETTLED)
    assert cashier.view.visit == visit
    assert cashier.view.person.id_number == RETIRED[1]
    assert len(cashier.settlements(RETIRED)) == before + 1


def test_an_unclear_visit_is_parked_and_clears_up_beside_the_next_one(window) -> None:
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    due = cashier.quoted(RETIRED)
    # 5204 would find it at once: the look is held up, so that the person leaves first.
    cashier.stage.faults(["drop_after:2207A", "drop_before:5204"])
    cashier.take()
    cashier.reach(VisitState.UNCLEAR)
    unclear, key = cashier.view.visit, cashier.program.visit.claim
    cashier.press("F9")  # dead: do not take it twice
    assert cashier.state is VisitState.UNCLEAR
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    assert cashier.seen[-1].parked[0].checking
    cashier.stage.faults([])
    cashier.identified(TRAVELLER)
    mark = len(cashier.seen)
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "the background found it", 20)
    cashier.until(lambda: bool(cashier.slips("settlement")), "its slip is made though nobody looks")
    assert set(painted_of(cashier, unclear, mark)) == set()
    assert cashier.state is VisitState.CHARGES
    assert cashier.view.person.id_number == TRAVELLER[1]
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    (row,) = cashier.seen[-1].parked
    assert (row.checking, row.why) == (False, "已结算")
    cashier.press("F7")
    settled = cashier.reach(VisitState.SETTLED)
    assert settled.visit == unclear
    assert settled.payment.due == due
    cashier.conserve(cashier.claim(key), cashier.settlements(RETIRED)[before])
    assert len(cashier.settlements(RETIRED)) == before + 1


def test_a_quote_left_unpaid_is_given_back_and_its_bill_offered_again(window) -> None:
    cashier = window()
    cashier.quoted(DAILY)
    cashier.press("F3")  # another person's code: the unpaid quote is nobody's any more
    cashier.reach(VisitState.SCANNING)
    cashier.drained()
    (claim,) = cashier.office.books.claims()
    assert claim.state is State.VOID
    assert cashier.open_visits(DAILY) == []
    cashier.press("Escape")
    cashier.identified(DAILY)
    assert cashier.view.charges


def test_a_quote_that_could_not_be_given_back_is_taken_up_again(window) -> None:
    """The line is gone when the person leaves: the bill is offered again, and settles once."""
    cashier = window()
    before = len(cashier.settlements(DAILY))
    cashier.quoted(DAILY)
    cashier.stage.faults(["refuse_connection"])
    cashier.press("Escape")
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    cashier.drained()
    cashier.stage.faults([])
    cashier.until(
        lambda: cashier.office.books.claims()[0].state is State.VOID, "the background gives the visit back", 20
    )
    assert cashier.open_visits(DAILY) == []
    cashier.quoted(DAILY)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert len(cashier.settlements(DAILY)) == before + 1


def test_a_window_that_closes_leaves_no_mark_and_no_open_visit(window, service, tmp_path) -> None:
    with at_work(service, tmp_path / "data") as cashier:
        cashier.quoted(RETIRED)
        cashier.press("F7")
        cashier.reach(VisitState.WAITING)
        cashier.quoted(TRAVELLER)
    later = window()
    assert [claim.state for claim in later.office.books.claims()] == [State.VOID, State.VOID]
    assert later.open_visits(RETIRED) == later.open_visits(TRAVELLER) == []
    assert fronts(later) == []


def left_unclear(service, data) -> tuple[str, int]:
    """Closed with the answer to a settlement lost, and none to be had yet: the claim's key, and how many settlements
    its person had before.
    """
    with at_work(service, data) as cashier:
        before = len(cashier.settlements(RETIRED))
        cashier.quoted(RETIRED)
        cashier.stage.faults(["drop_after:2207A", "drop_before:5204"])
        cashier.take()
        cashier.reach(VisitState.UNCLEAR)
        cashier.stage.faults(["drop_before:5204", "slow:3:2001"])
        return cashier.program.visit.claim, before


WARNED = "上次关机时有 1 笔没等到回话，正在核对，先不要重收。"


def test_unclear_when_the_window_closed(window, service, tmp_path) -> None:
    """The next start finds out, and the slip is there when the person comes back for it."""
    key, before = left_unclear(service, tmp_path / "data")
    later = window()
    later.until(lambda: line(later) == WARNED, "it says what the last day left open")
    later.until(lambda: bool(later.program.queue.view.rows), "the queue shows that it is being checked")
    later.until(lambda: later.claim(key).state is State.DONE, "found", 25)
    later.until(lambda: bool(later.slips("settlement")), "its slip is made")
    (row,) = later.settlements(RETIRED)[before:]
    later.conserve(later.claim(key), row)
    later.press("Escape")
    again = window()
    again.rest(1.5)
    assert line(again) == sentences.WAITING, "nothing is open any more"


def test_what_was_found_unclear_is_told_before_it_is_read_among_many(window, service, tmp_path, monkeypatch) -> None:
    left_unclear(service, tmp_path / "data")
    monkeypatch.setattr(QueueSession, "claim", lambda _queue, _key: None)
    later = window()
    later.until(lambda: line(later) == WARNED, "it says what the last day left open")


def left_refused(service, data: Path) -> str:
    """The money was taken, the code had run out, and the window closed on it."""
    with at_work(service, data) as cashier:
        cashier.quoted(TRAVELLER)
        service.behaviours(token_life_s=0)
        cashier.take()
        assert cashier.reach(VisitState.FAILURE, seconds=25).paid
        service.behaviours(token_life_s=300)
        return cashier.program.visit.claim


def test_money_whose_settlement_was_refused_is_told_once_after_a_restart(window, service, tmp_path) -> None:
    key = left_refused(service, tmp_path / "data")
    said = filled(sentences.REFUSED_AFTER_RESTART, m=1)
    assert len(spoken(said)) <= 45
    later = window()
    later.until(lambda: line(later) == said, "it says that money lies here, and where it is found")
    later.press("F10")
    later.until(lambda: any(row.claim == key for row in later.program.queue.view.rows), "there it is")
    later.press("F10")
    later.rest(1.5)
    assert line(later) == sentences.WAITING, "once"


def test_after_a_restart_one_sentence_says_both(window, service, tmp_path) -> None:
    left_refused(service, tmp_path / "data")
    left_unclear(service, tmp_path / "data")
    said = filled(sentences.BOTH_AFTER_RESTART, n=1, m=1)
    assert len(spoken(said)) <= 45
    later = window()
    later.until(lambda: line(later) == said, "it says both")


def test_a_result_without_a_readable_claim_is_never_shown_as_not_done(window, monkeypatch) -> None:
    """The store fails after the settlement may have been sent: nobody is asked to pay twice."""
    cashier = window()
    cashier.quoted(RETIRED)
    cashier.rest(QUIET_S)
    monkeypatch.setattr(cashier.program.visit._desk, "settle", lambda key, _payment: Arrival(key, None, Stop.STORE))
    cashier.press("F9")
    cashier.reach(VisitState.UNCLEAR)
    monkeypatch.undo()
    assert cashier.claim().reason == HeldReason.CONFIRM


@pytest.fixture
def second_bill(service):
    """The retired man has another bill waiting."""
    bills = [json.loads(file.read_text("utf-8")) for file in service.orders.glob("*.json")]
    bill = next(bill for bill in bills if bill["id_number"] == RETIRED[1])
    later = (datetime.fromisoformat(bill["visit"]["date"]) + timedelta(minutes=5)).isoformat(timespec="seconds")
    other_boxes = [line | {"trace_codes": [f"9{code[1:]}" for code in line["trace_codes"]]} for line in bill["charges"]]
    more = bill | {"bill": bill["bill"] + "-2", "visit": bill["visit"] | {"date": later}, "charges": other_boxes}
    file = service.orders / "900.json"
    file.write_text(json.dumps(more), "utf-8")
    yield more
    file.unlink()


def test_the_same_person_again_while_one_is_unclear(window, second_bill) -> None:
    """Their next bill waits until the first is known, and the window says why; then it settles."""
    cashier = window()
    before = len(cashier.settlements(RETIRED))
    cashier.quoted(RETIRED)
    cashier.stage.faults(["drop_after:2207A", "drop_before:5204", "drop_before:2202", "drop_before:2205"])
    cashier.take()
    cashier.reach(VisitState.UNCLEAR)
    first = cashier.program.visit.claim
    cashier.press("F7")
    cashier.identified(RETIRED)
    cashier.press("F8")
    cashier.until(lambda: cashier.state is not VisitState.TRIAL_RUNNING, "an answer")
    assert cashier.state is VisitState.CHARGES
    assert cashier.said() == sentences.UNCLEAR_SAME_PERSON
    cashier.stage.faults([])
    cashier.press("Escape")
    cashier.until(lambda: cashier.claim(first).state is State.DONE, "the first is found", 25)
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert len(cashier.settlements(RETIRED)) == before + 2
    for claim in cashier.office.books.claims():
        assert claim.state is State.VOID or claim.refund_due == 0
