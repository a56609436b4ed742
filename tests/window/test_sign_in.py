"""Who works at the window: signing in, the idle lock, another one who takes over, a supervisor's word. Real windows."""

from __future__ import annotations

import os
import re
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from counter_app.desk.claim import HeldReason
from counter_app.desk.slow_down import SlowDown
from counter_app.model.operator import Operator, Role
from counter_app.records import operators as module
from tests.window.cashier import DAILY, RETIRED, TRAVELLER, Cashier
from tests.window.typing_in import name_of, type_in
from ui import paper_desk
from ui.confirm_bar import Second
from ui.cover import Why
from ui.paper_panel import Shown
from ui.patient_view import NOBODY
from ui.sign_in_session import TRAINEES
from ui.theme import Role as Kind
from ui.views import VisitState
from ui.words import labels, sign_in_words

pytestmark = pytest.mark.window

(CASHIER, CASHIERS_WORD), (BOSS, BOSS_WORD) = TRAINEES
NOT_OPENED = "990105196403182034"
TWICE = ("9900000000000000000000000031", "990106197005301684")  # two lines of her bill break a rule
OTHER, OTHERS_WORD = Operator("0108", "另一位", Role.CASHIER), "other-horse-8"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No story is about what a password costs."""
    monkeypatch.setattr(module, "_TIMES", 1)
    monkeypatch.setattr(module, "_KIB", 64)


@pytest.fixture
def asked(window) -> Cashier:
    """A window that asks, in training: two are on record, and their passwords stand on the screen."""
    cashier = window(window__sign_in="on")
    cashier.until(lambda: cover(cashier).view.why is Why.START and not cashier.program.signing._busy, "it asks")
    return cashier


def cover(cashier: Cashier):
    return cashier.program.window.cover


def picture(cashier: Cashier, name: str) -> None:
    folder = os.environ.get("COUNTER_APP_PICTURES")
    if folder:
        cashier.program.window.grab().save(str(Path(folder) / f"{name}.png"))


def type_here(cashier: Cashier, text: str) -> None:
    """Where the focus lies, whether or not the X server gave this window its own."""
    QTest.keyClicks(cashier.program.window.focusWidget(), text)


def enter(cashier: Cashier) -> None:
    QTest.keyClick(cashier.program.window.focusWidget(), Qt.Key.Key_Return)


def sign_in(cashier: Cashier, number: str, word: str, *, known: bool = True) -> None:
    cover(cashier).number.clear()
    cover(cashier).password.clear()
    cover(cashier).number.setFocus()
    type_here(cashier, number)
    enter(cashier)
    type_here(cashier, word)
    enter(cashier)
    if known:
        cashier.until(lambda: not cashier.program.signing.covered, "signed in")


def held(cashier: Cashier, key: str) -> None:
    """A key with Ctrl."""
    QTest.keyClick(cashier.program.window, getattr(Qt.Key, f"Key_{key}"), Qt.KeyboardModifier.ControlModifier)


def whos(cashier: Cashier, key: str) -> list[tuple[str, str, str]]:
    return [(row.who, row.what, row.detail) for row in cashier.office.books.events(key)]


def test_a_window_without_operators_asks_nobody(window) -> None:
    cashier = window()
    assert not cashier.program.signing.covered
    assert cashier.program.window._shell.operator == "0001"
    held(cashier, "L")
    assert not cashier.program.signing.covered


def test_number_and_password_and_who_it_is_stands_in_the_head_and_in_every_row(asked: Cashier) -> None:
    assert [one.number for one in asked.office.duty.staff.known()] == ["0100", "0107"]
    assert any(CASHIERS_WORD in note for note in cover(asked).view.notes)
    asked.press("F3")
    asked.type(TRAVELLER[0])
    asked.press("F1")
    assert asked.state is VisitState.WAITING, "no key reaches what lies behind"
    assert not asked.program.window.key_list.isVisible()
    picture(asked, "sign-in-start")
    sign_in(asked, "0107", CASHIERS_WORD)
    assert asked.program.window._shell.operator == f"0107 {CASHIER.name}"
    cash = asked.quoted(TRAVELLER)
    asked.take()
    asked.reach(VisitState.SETTLED)
    claim = asked.claim()
    assert {who for who, _, _ in whos(asked, claim.key)} == {"1 号窗口 0107"}
    assert [(row.who, row.amount) for row in claim.people.cash] == [("1 号窗口 0107", cash)]
    assert asked.office.papers._office().operator == "0107"


def test_a_wrong_password_is_said_in_a_sentence_and_the_next_one_takes_longer(asked: Cashier) -> None:
    clock = SimpleNamespace(now=1000.0)
    asked.program.signing._slow = SlowDown(lambda: clock.now)
    for word, seconds in (("wrong-horse", 1), ("wrong-again", 2), ("and-again-1", 4)):
        sign_in(asked, "0107", word, known=False)
        asked.until(lambda: cover(asked).view.role is Kind.STOP and not asked.program.signing._busy, "told")
        assert re.search(rf"\b{seconds}\s秒", cover(asked).view.said)
        assert cover(asked).password.text() == ""
        sign_in(asked, "0107", CASHIERS_WORD, known=False)
        assert not asked.program.signing._busy, "not even looked at"
        clock.now += seconds
        asked.program.signing.tick()
        assert "秒" not in cover(asked).view.said
    picture(asked, "sign-in-wrong")
    cover(asked).password.clear()
    sign_in(asked, "0107", CASHIERS_WORD)


def test_capitals_are_told_and_no_input_method_composes(asked: Cashier) -> None:
    password = cover(asked).password
    assert password.echoMode() is QLineEdit.EchoMode.Password
    assert password.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText
    password.setFocus()
    for letter, shift, told in (("A", True, False), ("a", False, False), ("A", False, True), ("a", True, True)):
        held_key = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(password, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, held_key, letter))
        assert cover(asked)._capitals is told
    asked.press("Escape")
    assert password.text() == ""
    assert not cover(asked)._capitals


def test_a_locked_window_shows_nobody_while_the_work_goes_on_behind_it(asked: Cashier) -> None:
    sign_in(asked, "0107", CASHIERS_WORD)
    asked.quoted(RETIRED)
    asked.take()
    held(asked, "L")  # the settlement is on its way
    assert asked.program.signing.covered
    name = asked.view.person.name
    window = asked.program.window
    assert not any(part.isVisible() for part in (window.visit, window.sentence, window.lamps, window.confirm))
    assert asked.program.patient.shown().who == ""
    asked.until(lambda: asked.state is VisitState.SETTLED, "settled behind the cover")
    assert name not in str(asked.program.patient.shown())
    picture(asked, "sign-in-locked")
    asked.press("F8")
    asked.press("F9")
    assert asked.program.signing.covered
    assert cover(asked).number.text() == "0107"
    sign_in(asked, "0107", CASHIERS_WORD)
    assert asked.state is VisitState.SETTLED
    assert window.visit.isVisible()
    assert len(asked.settlements(RETIRED)) == 1


def test_nobody_at_the_keys_for_long_locks_and_a_key_keeps_it_open(asked: Cashier) -> None:
    sign_in(asked, "0107", CASHIERS_WORD)
    signing, window = asked.program.signing, asked.program.window
    limit = asked.office.settings.window.lock_minutes * 60
    signing._seconds = lambda: window.touched_at + limit - 1
    signing.tick()
    assert not signing.covered
    signing._seconds = lambda: window.touched_at + limit + 0.001  # the sum of two floats may fall short of them
    signing.tick()
    assert signing.covered


def test_a_card_put_in_behind_the_lock_is_read_when_somebody_is_here_again(asked: Cashier) -> None:
    sign_in(asked, "0107", CASHIERS_WORD)
    read: list[str] = []
    asked.program._read_again = lambda: read.append("read")
    held(asked, "L")
    asked.program._card_in(object())
    assert asked.state is VisitState.WAITING
    assert asked.program.patient.shown() != NOBODY
    sign_in(asked, "0107", CASHIERS_WORD)
    assert read == ["read"]


def test_another_one_takes_over_and_who_stands_at_the_glass_is_put_aside(asked: Cashier) -> None:
    asked.office.duty.staff.change(lambda there: there.add(OTHER, OTHERS_WORD))
    sign_in(asked, "0107", CASHIERS_WORD)
    asked.quoted(TRAVELLER)
    key = asked.program.visit.claim
    held(asked, "O")
    assert cover(asked).view.why is Why.CHANGE
    assert cover(asked).number.text() == ""
    sign_in(asked, "0108", OTHERS_WORD)
    assert asked.program.window._shell.operator == f"0108 {OTHER.name}"
    assert asked.state is VisitState.WAITING
    assert len(asked.seen[-1].parked) == 1
    asked.press("F7")
    asked.reach(VisitState.TRIAL_DONE)
    asked.take()
    asked.reach(VisitState.SETTLED)
    names = [who for who, what, _ in whos(asked, key) if what in ("opened", "confirmed")]
    assert names == ["1 号窗口 0107", "1 号窗口 0108"]


def undo(cashier: Cashier) -> None:
    """A settled bill, all of which is to go back."""
    cashier.quoted(TRAVELLER)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.drained()
    cashier.press("F9", shift=True)
    cashier.reach(VisitState.GIVING_BACK)
    for _ in cashier.view.charges:
        cashier.press("Delete")
        cashier.press("Down")
    cashier.press("F9", shift=True)
    cashier.until(lambda: cashier.program.window.confirm.ask is not None, "the bar asks")


def test_a_cashier_undoes_nothing_without_a_supervisor_and_both_stand_in_the_row(asked: Cashier) -> None:
    sign_in(asked, "0107", CASHIERS_WORD)
    undo(asked)
    bar = asked.program.window.confirm
    key = asked.program.visit.claim
    asked.rest(0.7)
    for number, word, said in (
        ("", "", ""),
        ("0107", CASHIERS_WORD, "主管"),
        ("0100", "wrong-horse", "秒"),
    ):
        bar.reason.setText("医生改了单")
        bar.second.setText(number)
        bar.password.setText(word)
        asked.press("F9", shift=True)
        asked.until(lambda: asked.program.window.confirming._asking is None, "looked at")
        assert said in bar._told
        picture(asked, f"second-{number}")
        assert asked.state is VisitState.GIVING_BACK
        assert asked.settlements(TRAVELLER), "nothing went back"
    asked.program.signing._slow.right()
    bar.password.setText(BOSS_WORD)
    asked.press("F9", shift=True)
    asked.until(lambda: asked.state is not VisitState.GIVING_BACK, "confirmed")
    asked.drained()
    cancel = [(who, detail) for who, what, detail in whos(asked, key) if what == "cancel"]
    assert cancel == [("1 号窗口 0107", f"医生改了单；主管 0100 {BOSS.name}")]


def test_a_cashier_gives_up_no_paid_ticket_without_a_supervisor(asked: Cashier) -> None:
    """Its cash would leave the drawer: on the queue page it takes who and why, as it does at the glass."""
    sign_in(asked, "0107", CASHIERS_WORD)
    asked.stage.faults(["refuse_connection"])
    asked.press("F2", shift=True)
    type_in(asked, name_of(NOT_OPENED), NOT_OPENED)
    asked.reach(VisitState.LINK_DOWN)
    asked.take()
    asked.reach(VisitState.TICKET_OUT)
    key, paid = asked.claim().key, asked.claim().people.paid
    asked.press("Escape")
    asked.stage.faults([])
    asked.until(lambda: asked.claim(key).reason == HeldReason.REFUSED, "the service says no", 25)
    asked.press("F10")
    queue, bar = asked.program.queue, asked.program.window.confirm
    asked.until(lambda: bool(queue.view.detail and queue.view.detail.back), "it may be given up")
    asked.press("F9", shift=True)
    asked.rest(0.7)
    asked.press("F9", shift=True)
    assert bar.ask is not None
    for field, text in ((bar.reason, "refused"), (bar.second, "0100"), (bar.password, BOSS_WORD)):
        field.setFocus()
        type_here(asked, text)
    picture(asked, "second-queue")
    assert asked.claim(key).people.paid == paid, "nothing went out for the asking"
    asked.press("F9", shift=True)
    asked.reach(VisitState.REFUNDED)
    rows = [(who, detail) for who, what, detail in whos(asked, key) if what == "cancel"]
    assert rows == [("1 号窗口 0107", f"refused；主管 0100 {BOSS.name}")]


def test_going_on_in_spite_of_a_warning_takes_a_supervisor(window, tmp_path: Path) -> None:
    """The doctor's reason goes up as it is; who allowed it stands in the row."""
    profile = tmp_path / "watched.toml"
    profile.write_text(
        'extends = "national"\nname = "watched"\nservice_time_limit_s = 1\n[monitoring]\ncall = "3102"\n', "utf-8"
    )
    cashier = window(window__sign_in="on", service__profile=str(profile))
    cashier.until(lambda: cover(cashier).view.why is Why.START and not cashier.program.signing._busy, "it asks")
    sign_in(cashier, "0107", CASHIERS_WORD)
    cashier.identified(TWICE)
    cashier.press("F8")
    cashier.reach(VisitState.WARNED)
    cashier.press("3")
    cashier.press("F5", shift=True)
    bar = cashier.program.window.confirm
    assert bar.ask is not None
    assert bar.reason.text() == labels.GO_ON_REASONS[3]
    cashier.press("F9", shift=True)
    cashier.press("F5", shift=True)
    assert cashier.view.answered == 0, "neither another key nor empty fields answer it"
    cashier.press("Escape")
    assert bar.ask is None
    cashier.press("F5", shift=True)
    bar.second.setText("0100")
    bar.password.setText(BOSS_WORD)
    picture(cashier, "second-warning")
    cashier.press("F5", shift=True)
    cashier.until(lambda: cashier.state is VisitState.WARNED and cashier.view.answered == 1, "one is answered")
    claim = cashier.claim()
    (answer,) = claim.people.answers
    assert (answer.reason, answer.who) == (labels.GO_ON_REASONS[3], "1 号窗口 0107")
    ((_, _, detail),) = [row for row in whos(cashier, claim.key) if row[1] == "warnings answered"]
    assert detail.endswith(f"；主管 0100 {BOSS.name}")


def test_a_supervisor_at_work_gives_the_reason_alone(asked: Cashier) -> None:
    sign_in(asked, "0100", BOSS_WORD)
    assert asked.program.window._shell.supervisor
    undo(asked)
    bar = asked.program.window.confirm
    assert not bar.second.isVisible()
    assert not bar.password.isVisible()
    asked.rest(0.7)
    bar.reason.setText("收错")
    asked.press("F9", shift=True)
    key = asked.program.visit.claim
    asked.until(lambda: asked.state is not VisitState.GIVING_BACK, "confirmed")
    asked.drained()
    assert ("1 号窗口 0100", "cancel", "收错") in whos(asked, key)


def test_the_first_start_makes_the_first_supervisor(window, monkeypatch: pytest.MonkeyPatch) -> None:
    from ui import sign_in_session

    monkeypatch.setattr(sign_in_session.SignInSession, "_make_trainees", lambda self: None)
    cashier = window(window__sign_in="on")
    cashier.until(lambda: not cashier.program.signing._busy, "it is ready")
    cashier.program.signing._cover(Why.FIRST)
    page = cover(cashier)
    for field, text in zip(page._fields(), ("0100", "李主管", "first-horse-1", "first-horse-2"), strict=True):
        field.setText(text)
    page.again.setFocus()
    enter(cashier)
    assert "不一样" in page.view.said
    picture(cashier, "sign-in-first")
    for field in (page.password, page.again):
        field.setText("first-horse-1")
    page.again.setFocus()
    enter(cashier)
    cashier.until(lambda: not cashier.program.signing.covered, "signed in")
    assert cashier.office.duty.number == "0100"


def test_who_became_a_cashier_meanwhile_undoes_nothing_alone(asked: Cashier) -> None:
    """Whether the role was changed at another window while the lock was up, or while they work."""
    others = Operator("0200", "新主管", Role.SUPERVISOR)
    staff = asked.office.duty.staff
    staff.change(lambda there: there.add(others, OTHERS_WORD))
    sign_in(asked, "0100", BOSS_WORD)
    held(asked, "L")
    staff.change(lambda there: there.change("0100", role=Role.CASHIER))
    sign_in(asked, "0100", BOSS_WORD)
    assert not asked.program.window._shell.supervisor
    assert asked.program.window.confirming.second is Second.SIGNED
    staff.change(lambda there: there.change("0100", role=Role.SUPERVISOR))
    asked.program.signing._look_again()
    asked.until(lambda: asked.program.window.confirming.second is Second.NOBODY, "and is one again")
    assert not asked.program.signing.covered


def test_who_does_not_work_here_any_more_is_locked_out_within_seconds(asked: Cashier) -> None:
    staff = asked.office.duty.staff
    staff.change(lambda there: there.add(OTHER, OTHERS_WORD))
    sign_in(asked, OTHER.number, OTHERS_WORD)
    staff.change(lambda there: there.change(OTHER.number, active=False))
    signing = asked.program.signing
    later = signing._seconds() + 25
    signing._seconds = lambda: later
    signing.tick()
    asked.until(lambda: signing.covered, "the cover comes up")
    assert cover(asked).view.said == sign_in_words.GONE
    sign_in(asked, OTHER.number, OTHERS_WORD, known=False)
    asked.until(lambda: cover(asked).view.role is Kind.STOP, "and stays")
    assert signing.covered


def test_a_paper_that_is_ready_after_the_lock_is_not_shown(asked: Cashier, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(asked, "0107", CASHIERS_WORD)
    asked.quoted(DAILY)
    asked.take()
    asked.reach(VisitState.SETTLED)
    asked.until(lambda: bool(asked.slips("settlement")), "the slip")
    asked.drained()
    begun, drawn = threading.Event(), threading.Event()
    real = paper_desk.pictures

    def slowly(*given: Any) -> Any:
        begun.set()
        assert drawn.wait(10)
        return real(*given)

    monkeypatch.setattr(paper_desk, "pictures", slowly)
    held(asked, "F12")
    asked.until(begun.is_set, "it is drawn")
    held(asked, "L")
    drawn.set()
    asked.program.bridge._search.submit(lambda: None).result(10)
    asked.rest(0.2)
    assert asked.program.signing.covered
    assert asked.program.panel.shown is None
    sign_in(asked, "0107", CASHIERS_WORD)
    assert asked.program.panel.shown is None


def test_a_key_in_a_panel_is_work_too(asked: Cashier) -> None:
    sign_in(asked, "0107", CASHIERS_WORD)
    window = asked.program.window
    asked.program.panel.open(Shown("训练", "0107"), window.look, lambda _why: None)
    before = window.touched_at
    asked.rest(0.05)
    QTest.keyClick(window, Qt.Key.Key_Down)
    assert window.touched_at > before
    asked.program.panel.close_panel()


def test_a_running_window_asks_as_soon_as_somebody_is_on_record(window) -> None:
    """Put on record by a command: until then anybody's number passed for a supervisor's."""
    cashier = window()
    signing = cashier.program.signing
    assert not signing.covered
    assert cashier.program.window.confirming.second is Second.NAMED
    cashier.office.duty.staff.change(lambda there: there.add(BOSS, BOSS_WORD))
    cashier.office.duty.staff.change(lambda there: there.add(CASHIER, CASHIERS_WORD))
    signing._looked_at -= 20
    cashier.until(lambda: signing.covered and cover(cashier).view.why is Why.START, "it asks", 4)
    type_here(cashier, CASHIER.number)
    enter(cashier)
    type_here(cashier, CASHIERS_WORD)
    enter(cashier)
    cashier.until(lambda: not signing.covered, "the cashier works here")
    assert cashier.program.window.confirming.second is Second.SIGNED
