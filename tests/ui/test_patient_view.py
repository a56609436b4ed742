"""What the person at the glass is shown: enough, and nothing that shames or names them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from samples import NOT_FILED, TOTAL, VISITS

from counter_app.failures import FailureCode
from ui.patient_view import NOBODY, nameless, patient_view
from ui.shapes import Shape
from ui.views import FailureView, VisitState
from ui.words import patient_words
from ui.words.template import blanks

NOW = patient_words.NOTHING_TO_PAY_NOW


def words(name: str) -> str:
    view = patient_view(VISITS[name])
    labels = "".join(label for label, _ in view.sums)
    return view.sentence() + view.who + labels


@pytest.mark.parametrize("name", list(VISITS))
def test_no_moment_without_words_and_none_with_numbers_or_drugs(name: str) -> None:
    view, shown = VISITS[name], words(name)
    assert patient_view(view).head
    assert "{" not in shown
    assert "[" not in shown, "keys are the cashier's"
    if view.person is not None and view.person.name:
        assert view.person.name not in shown
        assert view.person.id_number[-4:] not in shown
    for charge in view.charges:
        assert charge.name not in shown
    assert "患者" not in shown, "the person is 您"


@pytest.mark.parametrize("name", [name for name, view in VISITS.items() if view.quote is not None])
def test_the_split_adds_up_before_their_eyes(name: str) -> None:
    view = patient_view(VISITS[name])
    if view.head != patient_words.TO_PAY or not view.sums:
        return
    assert view.amount is not None
    total, *parts = (value for _, value in view.sums)
    assert total == view.amount + sum(parts)
    assert total == TOTAL


@pytest.mark.parametrize(
    "code",
    [FailureCode.CONTRIBUTIONS_INTERRUPTED, FailureCode.WAITING_PERIOD, FailureCode.IN_HOSPITAL_ELSEWHERE],
)
def test_what_shames_stands_on_paper_only(code: FailureCode) -> None:
    view = patient_view(replace(VISITS["failure-waitable"], failure=FailureView(code)))
    assert view.head == "请看告知单"
    assert view.lines == ()
    assert view.shape is Shape.NOTE
    assert view.foot == NOW


@pytest.mark.parametrize("code", list(FailureCode))
def test_nobody_is_told_that_nothing_is_to_be_paid_beside_a_word_of_paying(code: FailureCode) -> None:
    view = patient_view(replace(VISITS["failure-waitable"], failure=FailureView(code)))
    said = "".join((view.head, *view.lines))
    assert (view.foot == NOW) == ("付" not in said)
    assert not blanks(said)
    assert len(view.head) <= 30


def test_nothing_to_pay_is_not_said_where_something_was_paid() -> None:
    assert patient_view(VISITS["failure-waitable"]).foot == NOW
    assert patient_view(replace(VISITS["failure-waitable"], paid=Decimal(5))).foot == ""
    assert patient_view(VISITS["failure-money-taken"]).foot == ""


def test_a_failure_is_told_in_the_words_of_its_reason() -> None:
    view = patient_view(replace(VISITS["failure-waitable"], failure=NOT_FILED))
    assert view.head == "没有查到您的异地备案"
    assert view.lines == ("请用手机办，约 10 分钟，我们等您。",)
    assert view.shape is Shape.ATTENTION, "the person has done nothing wrong"


def test_a_zero_of_the_fund_comes_with_its_rule() -> None:
    assert "起付线" in patient_view(VISITS["trial-zero"]).lines[0]


def test_after_a_while_only_what_is_asked_for_stays_and_not_whose_it_is() -> None:
    trial = patient_view(VISITS["trial"])
    assert trial.who == "王*芳　女"
    assert nameless(trial) == replace(trial, who="")
    for name in ("charges", "settled", "failure-waitable", "unclear", "refunded"):
        assert nameless(patient_view(VISITS[name])) == NOBODY


def test_nobody_here_is_the_same_for_everybody() -> None:
    waiting = VISITS["waiting"]
    assert patient_view(waiting) == NOBODY
    assert waiting.state is VisitState.WAITING
    assert patient_view(VISITS["locked"]).who == ""
