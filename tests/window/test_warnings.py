"""Monitoring at the window: warnings stand before the amount, and F9 is dead until each is answered."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counter_app.desk.advising import blocked
from counter_app.model.monitoring import AnswerWay, Severity
from offline_queue.values import State
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER
from tests.window.typing_in import composed
from ui.keys import Action
from ui.views import VisitState
from ui.words import labels, sentences

pytestmark = [pytest.mark.window]

# Two lines of her bill break a rule: 来曲唑片 without its diagnosis, and too much 艾司唑仑片.
TWICE = ("9900000000000000000000000031", "990106197005301684")


@pytest.fixture
def watched(window, tmp_path: Path):
    """A window of a place whose profile switches monitoring on."""
    profile = tmp_path / "watched.toml"
    profile.write_text(
        'extends = "national"\nname = "watched"\nservice_time_limit_s = 1\n[monitoring]\ncall = "3102"\n', "utf-8"
    )
    return lambda: window(service__profile=str(profile))


def warned(cashier, person: tuple[str, str]):
    cashier.identified(person)
    cashier.press("F8")
    return cashier.reach(VisitState.WARNED)


def panel(cashier):
    return cashier.program.window.visit.charges.warnings


def written(cashier) -> str:
    cashier.rest(0.05)
    return "|".join(piece.text for piece in panel(cashier).written())


def kept(cashier, person: tuple[str, str]) -> list[dict]:
    """What the service holds of this person's warnings, oldest first."""
    mine = {row["psn_no"] for row in cashier.stage.ledger()["visits"] if row["certno"] == person[1]}
    return [row for row in cashier.stage.ledger()["warnings"] if row["psn_no"] in mine]


def money_keys_do_nothing(cashier) -> None:
    """F9, held down and after its quiet time, and what scanners and hands send: nothing is taken, nothing answered."""
    cashier.rest(QUIET_S)
    before = cashier.view
    assert not {Action.TAKE, Action.PAY_OUT} & cashier.program.window.visit.alive()
    for key in ("F9", "Return", "Enter", "Space", "Tab", "F12"):
        cashier.press(key)
    cashier.press("F9", shift=True)
    cashier.hold("F9", 5)
    cashier.drained()
    assert (cashier.state, cashier.view.warnings) == (VisitState.WARNED, before.warnings)
    assert cashier.claim().people.cash == ()
    assert cashier.said()


def test_each_warning_is_answered_before_the_money(watched) -> None:
    cashier = watched()
    view = warned(cashier, TWICE)
    assert [one.line for one in view.warnings] == [1, 14]
    assert {one.severity for one in view.warnings} == {Severity.LIKELY}
    shown = written(cashier)
    for one in view.warnings:
        line = view.charges[one.line - 1]
        assert f"第 {one.line} 项　{line.name}" in shown
        assert f"涉及 {line.amount:,.2f} 元" in shown
    assert labels.SEVERITIES[Severity.LIKELY] in shown
    assert view.warnings[0].text.split("：")[0] in shown
    assert "医保提醒 2 条" in cashier.said()
    assert cashier.program.window.visit.till.face.words == labels.DO_NOT_TAKE
    money_keys_do_nothing(cashier)

    cashier.press("F5", shift=True)  # no reason yet
    assert cashier.said() == sentences.REASON_WANTED
    cashier.press("3")
    assert "医保提醒 2 条" in cashier.said()
    cashier.go_on()
    cashier.until(lambda: cashier.state is VisitState.WARNED and cashier.view.answered == 1, "one is answered")
    assert [one.line for one in cashier.view.warnings] == [14]
    assert panel(cashier).reason == "", "the next one has a reason of its own"
    assert [row["dspo_way"] for row in kept(cashier, TWICE)] == [None, None], "they go up together"
    money_keys_do_nothing(cashier)

    cashier.press("6")
    field = panel(cashier).field
    cashier.until(lambda: QApplication.focusWidget() is field, "the field has the focus")
    composed(field, "外出两个月，医生签过字")
    QTest.keyClick(field, Qt.Key.Key_Return)
    cashier.drained()
    assert cashier.state is VisitState.WARNED, "Enter accepts the field, no more"
    cashier.go_on()
    quoted = cashier.reach(VisitState.TRIAL_DONE)
    rows = kept(cashier, TWICE)
    assert [(row["dspo_way"], row["warn_type"]) for row in rows] == [("1", "2")] * 2
    assert [row["dspo_way_rea"] for row in rows] == [labels.GO_ON_REASONS[3], "外出两个月，医生签过字"]

    assert quoted.quote is not None
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(TWICE)
    claim = cashier.claim()
    assert claim.state is State.DONE
    assert [one.way for one in claim.people.answers] == [AnswerWay.GO_ON] * 2
    assert claim.people.paid == quoted.quote.amounts.cash
    cashier.conserve(claim, row)


def test_sent_back_the_visit_is_given_back_and_another_bill_asked_anew(watched) -> None:
    cashier = watched()
    view = warned(cashier, RETIRED)
    (one,) = view.warnings
    key = cashier.claim().key
    cashier.press("F6", shift=True)
    card = cashier.reach(VisitState.FAILURE)
    assert card.failure is not None
    assert one.rule in cashier.said()
    assert "[F5]" in cashier.said()
    cashier.drained()
    claim = cashier.claim(key)
    assert (claim.state, claim.people.cash) == (State.VOID, ())
    assert [row["dspo_way"] for row in kept(cashier, RETIRED)] == ["2"]
    assert cashier.open_visits(RETIRED) == []
    cashier.rest(QUIET_S)
    cashier.press("F9")
    cashier.drained()
    assert cashier.settlements(RETIRED) == []

    cashier.press("F5")  # the doctor has changed it; here the cashier takes the line out
    charges = cashier.reach(VisitState.CHARGES).charges
    for _ in range(one.line - 1):  # the first one is chosen already
        cashier.press("Down")
    cashier.press("Delete")
    cashier.until(lambda: len(cashier.view.charges) == len(charges) - 1, "the line is gone")
    assert charges[one.line - 1] not in cashier.view.charges
    cashier.press("F8")
    quoted = cashier.reach(VisitState.TRIAL_DONE)
    assert quoted.quote is not None
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)
    assert Decimal(row["total"]) == sum((line.amount for line in cashier.view.charges), Decimal(0))
    assert cashier.claim().key != key
    cashier.conserve(cashier.claim(), row)


def test_sent_back_while_the_line_is_down_takes_nothing_and_is_asked_anew(watched) -> None:
    """The visit cannot be given back now; the same bill later is a fresh visit with its warning, never a quote."""
    cashier = watched()
    (one,) = warned(cashier, TRAVELLER).warnings
    key = cashier.claim().key
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F6", shift=True)
    cashier.reach(VisitState.FAILURE)
    cashier.drained()
    assert blocked(cashier.claim(key))
    assert cashier.claim(key).people.cash == ()
    cashier.stage.faults([])
    cashier.rest(1.2)
    cashier.press("F5")
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    (again,) = cashier.reach(VisitState.WARNED, seconds=20).warnings
    assert (again.line, again.rule) == (one.line, one.rule)
    assert again.number != one.number
    cashier.press("1")
    cashier.go_on()
    cashier.reach(VisitState.TRIAL_DONE)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert len(cashier.settlements(TRAVELLER)) == 1


def test_a_warned_visit_is_put_aside_and_taken_back(watched) -> None:
    cashier = watched()
    person = ("9900000000000000000000000014", "99010319620828207X")
    view = warned(cashier, person)
    cashier.press("F7")
    cashier.reach(VisitState.WAITING)
    (aside,) = cashier.program.window._visit.parked
    assert aside.why == labels.WARNINGS_HEAD
    cashier.drained()
    assert cashier.open_visits(person), "it keeps its visit"
    cashier.press("F7")
    back = cashier.reach(VisitState.WARNED)
    assert back.warnings == view.warnings
    cashier.press("Escape")
    cashier.reach(VisitState.CHARGES)
    cashier.press("F8")
    assert cashier.reach(VisitState.WARNED).warnings == view.warnings, "asked once for a bill"
    cashier.press("F2")  # another person: it is given back
    cashier.drained()
    cashier.until(lambda: not cashier.open_visits(person), "its visit is given back")
