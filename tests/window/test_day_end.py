"""日终 at a real window: today's claims, the proof of the day before, what is past its day; and serving goes on."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.desk import day_end
from offline_queue.values import Event, State
from tests.window.cashier import RETIRED, TRAVELLER
from tests.window.typing_in import name_of, type_in
from ui.day_views import DayState, Mark
from ui.keys import Action
from ui.views import VisitState

pytestmark = pytest.mark.window


def settled(cashier, person) -> str:
    cashier.quoted(person)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    key = cashier.program.visit.claim
    cashier.press("Escape")
    cashier.reach(VisitState.WAITING)
    return key


def ticket(cashier, person) -> str:
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(person[1]), person[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    key = cashier.claim().key
    cashier.press("Escape")
    return key


def overdue(cashier) -> None:
    QTest.keyClick(cashier.program.window, Qt.Key.Key_F10, Qt.KeyboardModifier.ControlModifier)


def up(cashier):
    cashier.press("F10", shift=True)
    day = cashier.program.day
    cashier.until(lambda: bool(day.view.rows), "today's claims are listed")
    assert cashier.program.window.on_day
    return day


def test_the_day_is_proved_while_somebody_is_served(window, monkeypatch) -> None:
    cashier = window()
    key = settled(cashier, RETIRED)
    day = up(cashier)
    (row,) = [row for row in day.view.rows if row.claim == key]
    assert row.mark is Mark.SETTLED
    assert day.view.sums.count == 1
    assert day.view.sums.total == row.total
    go_on, real, ran = threading.Event(), day_end.reconcile, []

    def slow(*arguments, **named):
        ran.append(threading.current_thread().name)
        assert go_on.wait(30)
        return real(*arguments, **named)

    monkeypatch.setattr(day_end, "reconcile", slow)
    cashier.press("F5")
    cashier.until(lambda: bool(ran), "the proof has begun")
    assert day.view.state is DayState.PROVING
    assert Action.ASK not in cashier.program.window.day.alive(), "it runs once"
    cashier.press("Escape")
    assert not cashier.program.window.on_day
    settled(cashier, TRAVELLER)  # card, trial and money while the proof still runs
    assert day.view.state is DayState.PROVING
    go_on.set()
    cashier.until(lambda: day.view.proof is not None, "the proof is there", 40)
    assert [name.partition("_")[0] for name in ran] == ["day"]
    yesterday = day.view.today - timedelta(days=1)
    assert day.view.proof.day == yesterday
    cashier.until(lambda: len(day.view.rows) == 2, "and the day is looked at once more")
    said = cashier.program.window.day.said(cashier.program._now()).text
    assert f"{yesterday:%m-%d} 的账" in said


def test_what_is_past_its_day_is_dealt_with_at_the_second_press(window) -> None:
    """This place takes no uploads: the claim ends for a claim by hand, with its papers, and both lists are kept."""
    cashier = window()
    cashier.stage.faults(["refuse_connection"])
    key = ticket(cashier, TRAVELLER)
    cashier.office.replay.paused = True
    claim = cashier.claim(key)
    over = claim.people.ticket_at.date() - timedelta(days=1)
    cashier.office.books.change(
        claim, replace(claim.people, due_by=over), Event(claim.changed_at, "test", "due yesterday")
    )
    cashier.stage.faults([])
    day = up(cashier)
    cashier.until(lambda: day.view.overdue == 1, "it is past its day")
    assert day.view.to_ring == 1
    cashier.press("F11")
    cashier.until(lambda: "名单已存" in day.view.notice, "the lists are kept")
    assert {file.name.split("-")[1] for file in (cashier.office.settings.data / "slips").glob("2*.pdf")} == {
        "calls.pdf",
        "agency.pdf",
    }
    overdue(cashier)
    assert day.view.confirming
    cashier.press("Escape")
    assert not day.view.confirming
    assert cashier.program.window.on_day
    assert cashier.claim(key).state is not State.VOID
    overdue(cashier)
    cashier.press("F10")  # another page, and back
    cashier.press("F10", shift=True)
    assert cashier.program.window.on_day
    assert not day.view.confirming, "what was asked before does not stand there any more"
    overdue(cashier)
    overdue(cashier)
    cashier.until(lambda: "出材料 1 笔" in day.view.notice, "its papers are there", 25)
    assert cashier.claim(key).state is State.VOID
    assert len(cashier.slips("hand-claim")) == 1
    cashier.until(lambda: day.view.overdue == 0, "nothing is left")


def test_a_claim_of_the_day_comes_back_to_the_glass(window) -> None:
    cashier = window()
    key = settled(cashier, RETIRED)
    day = up(cashier)
    cashier.program.window.day.claims.table.chosen = key
    cashier.program.window.show_day(day.view)
    cashier.press("F9", shift=True)
    view = cashier.reach(VisitState.SETTLED)
    assert not cashier.program.window.on_day
    assert cashier.program.visit.claim == key
    assert view.settlement is not None
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
