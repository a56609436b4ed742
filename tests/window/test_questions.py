"""常问的问题 at a real window: asked beside the claim, told with source and age, and the visit stays as it was."""

from __future__ import annotations

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from counter_app.desk.questions import Question
from tests.window.cashier import QUIET_S, RETIRED, TRAVELLER
from ui.views import VisitState

pytestmark = pytest.mark.window


def key(cashier, name: str) -> None:
    """To where the focus is, as the keyboard does."""
    QTest.keyClick(cashier.program.window.over.panel.field, getattr(Qt.Key, f"Key_{name}"))


def answered(cashier, question: Question):
    """The view of the answer, once all of it is there."""
    session = cashier.program.questions
    cashier.until(
        lambda: session.view is not None and session.view.question is question and session.view.asking is None,
        f"{question} is answered",
    )
    return session.view


def words(view) -> str:
    rows = [text for part in view.parts for row in part.rows for text in (row.title, *row.details)]
    return "\n".join([*(text for part in view.parts for text in (part.head, *part.warnings)), *rows])


def pool_paid(view) -> Decimal:
    (found,) = [row.title for part in view.parts for row in part.rows if row.title.startswith("统筹基金已付　")]
    return Decimal(found.split("　")[1].removesuffix(" 元").replace(",", ""))


def folder(cashier):
    places = cashier.office.settings.data / "places"
    places.mkdir()
    return places


def test_six_questions_beside_a_claim_that_stays_as_it_was(window) -> None:
    cashier = window()
    due = cashier.quoted(TRAVELLER)
    claim = cashier.claim()
    cashier.press("F1", shift=True)
    filing = words(answered(cashier, Question.FILING))
    assert "异地备案　来自医保　今天" in filing
    assert "读卡时问到的" in filing
    assert "一年内没有转院备案" in filing
    region = cashier.program.visit.reader.found.person.insurance.region
    city = cashier.program._places.city(region)
    for number, question in enumerate(Question, start=1):
        key(cashier, str(number))
        said = words(answered(cashier, question))
        if question in (Question.AGENCIES, Question.REGIONS, Question.SHUTDOWNS):
            assert "来自本院文件" in said
            assert "2 天前" in said
            assert "训练样本" in said
        else:
            assert "来自医保　今天" in said
    assert "测试医院" in (key(cashier, "1") or words(answered(cashier, Question.INSTITUTIONS)))
    key(cashier, "3")
    agencies = answered(cashier, Question.AGENCIES)
    assert city in "".join((agencies.parts[0].rows[0].title, *agencies.parts[0].rows[0].details))
    assert agencies.parts[0].rows[0].ours
    assert cashier.state is VisitState.TRIAL_DONE
    cashier.rest(QUIET_S)
    cashier.press("F9")
    assert cashier.settlements(TRAVELLER) == [], "money rests while the questions are up"
    cashier.press("Escape")
    assert cashier.claim().version == claim.version
    assert cashier.view.quote.amounts.cash == due
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    assert len(cashier.settlements(TRAVELLER)) == 1


def test_what_a_settlement_added_to_the_year_is_told_of_the_next_visit(window) -> None:
    cashier = window()
    cashier.quoted(RETIRED)
    cashier.press("F1", shift=True)
    answered(cashier, Question.FILING)
    key(cashier, "4")
    before = pool_paid(answered(cashier, Question.FEES))
    cashier.press("Escape")
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    (row,) = cashier.settlements(RETIRED)
    cashier.press("F1", shift=True)
    answered(cashier, Question.FILING)
    key(cashier, "4")
    after = answered(cashier, Question.FEES)
    assert pool_paid(after) - before == Decimal(row["pool"]) > 0
    assert "在本院结过的　来自本院记录　今天" in words(after)
    assert f"现金 {Decimal(row['cash']):,.2f} 元" in words(after)


def test_the_window_goes_on_while_the_insurance_is_asked_and_a_late_answer_is_not_shown(window, monkeypatch) -> None:
    cashier = window()
    cashier.identified(TRAVELLER)
    asked, go_on, real = [], threading.Semaphore(0), cashier.office.driver.ask

    def slow(steps):
        asked.append(threading.current_thread().name)
        assert go_on.acquire(timeout=20)
        return real(steps)

    monkeypatch.setattr(type(cashier.office.driver), "ask", lambda _self, steps: slow(steps))
    cashier.press("F1", shift=True)
    session = cashier.program.questions
    cashier.until(lambda: bool(asked), "the first call is under way")
    cashier.until(lambda: bool(session.view.parts), "what was heard before stands there at once")
    assert session.view.asking is not None
    key(cashier, "4")
    cashier.rest(0.3)
    go_on.release()
    cashier.until(lambda: len(asked) == 2, "the year's sums are being asked")
    key(cashier, "1")
    cashier.rest(0.05)
    key(cashier, "6")
    cashier.rest(0.3)
    shown, show = [], session._show
    session._show = lambda view: (shown.append(view), show(view))
    go_on.release()
    assert "来自本院文件" in words(answered(cashier, Question.SHUTDOWNS))
    cashier.drained()
    assert [view.question for view in shown] == [Question.SHUTDOWNS] * len(shown)
    assert not [view for view in shown if "来自医保" in words(view)], "nothing older came over it, for however short"
    assert len(asked) == 2, "what was left is asked no further"
    assert asked[0].startswith("link")
    cashier.press("Escape")
    assert session.view is None


def test_the_hospitals_own_file_waits_for_no_call_of_the_cashiers(window) -> None:
    """Which agency to ring is wanted just while a trial takes its time."""
    cashier = window(service__read_timeout_s=12.0)
    cashier.identified(RETIRED)
    cashier.stage.faults(["slow:5.0:2206A"])
    cashier.press("F8")
    cashier.reach(VisitState.TRIAL_RUNNING)
    cashier.until(lambda: bool(cashier.program.bridge._link._work_queue.empty()), "the trial is on its way")
    cashier.press("F1", shift=True)
    cashier.type("3")
    session = cashier.program.questions
    cashier.until(lambda: session.view is not None and bool(session.view.parts), "the file's answer")
    assert cashier.state is VisitState.TRIAL_RUNNING
    cashier.stage.faults([])


def test_a_line_that_is_down_gives_the_hospitals_own_file_with_its_age(window) -> None:
    cashier = window()
    today = cashier.program._now().date()
    (folder(cashier) / "机构.toml").write_text(
        f'as_of = {today - timedelta(days=200)}\nkept_by = "医保办"\n'
        '[[institution]]\nregion = "440100"\nname = "邻近医院"\nphone = "020-11110000"\n',
        "utf-8",
    )
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F1", shift=True)
    said = words(answered(cashier, Question.INSTITUTIONS))
    assert "定点机构没有问到：医保连不上" in said
    assert "200 天前" in said
    assert "已有 200 天没有核对" in said
    assert "邻近医院" in said
    key(cashier, "2")
    assert "还不知道是谁" in words(answered(cashier, Question.FILING))


def test_a_file_is_read_anew_each_time_and_a_damaged_one_is_named(window) -> None:
    cashier = window()
    today = cashier.program._now().date()
    places = folder(cashier)
    (places / "电话.toml").write_text("as_of = ", "utf-8")
    cashier.press("F1", shift=True)
    key(cashier, "3")
    said = words(answered(cashier, Question.AGENCIES))
    assert "电话.toml：不是 TOML，写法有错" in said
    assert "还没有经办电话的文件，可打 12393" in said
    (places / "电话.toml").write_text(
        f'as_of = {today}\nkept_by = "医保办"\n[[agency]]\nregion = "230100"\nname = "中心"\nphone = "0451-1"\n',
        "utf-8",
    )
    cashier.press("F5")
    said = words(answered(cashier, Question.AGENCIES))
    assert "电话.toml：" not in said
    assert "今天　电话.toml　医保办 核对" in said
    assert "中心　0451-1" in said


def test_a_scan_while_the_questions_are_up_touches_nobody(window) -> None:
    cashier = window()
    cashier.press("F1", shift=True)
    answered(cashier, Question.INSTITUTIONS)
    cashier.program.window.scanned(RETIRED[0])
    cashier.drained()
    assert cashier.state is VisitState.WAITING
    assert cashier.program.window.over.up
    cashier.press("Escape")
    cashier.identified(TRAVELLER)
    cashier.press("F1", shift=True)
    answered(cashier, Question.FILING)
    cashier.program.window.scanned(RETIRED[0])
    cashier.drained()
    assert cashier.view.person.id_number == TRAVELLER[1]
