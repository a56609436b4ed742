"""What the person at the glass is shown: enough, and nothing that shames or names them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from samples import CASH, NOT_FILED, NOW, QUOTE, TOTAL, VISITS, amounts

from counter_app.failures import FailureCode
from counter_app.model.money import ZERO
from counter_app.model.settlement import Quote
from ui.patient_view import NOBODY, nameless, patient_view
from ui.shapes import Shape
from ui.views import FailureView, VisitState
from ui.words import patient_words
from ui.words.template import blanks

NOT_NOW = patient_words.NOTHING_TO_PAY_NOW


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


def test_nobody_is_asked_to_pay_nothing_of_a_yuan() -> None:
    """Neither before nor after: a zero is said as a person would say it, beside its reckoning."""
    free = replace(VISITS["trial"], quote=Quote(amounts(fund=str(TOTAL)), NOW))
    for view in (free, replace(free, state=VisitState.SETTLING)):
        shown = patient_view(view)
        assert (shown.head, shown.amount) == (patient_words.NOTHING, None)
        assert dict(shown.sums)[patient_words.TOTAL] == TOTAL
        assert nameless(shown).sums, "who is asked for nothing may still look"
    settled = patient_view(replace(VISITS["settled"], payment=replace(CASH, due=ZERO, received=ZERO)))
    assert (settled.head, settled.amount, settled.lines) == (patient_words.NOTHING, None, (patient_words.THANKS,))


@pytest.mark.parametrize("name", ["trial", "full-payment", "link-down", "link-down-announced"])
def test_who_paid_all_of_it_before_is_told_that_nothing_more_is_asked(name: str) -> None:
    view = VISITS["link-down"] if name.startswith("link") else VISITS[name]
    if name == "link-down-announced":
        assert view.link is not None
        view = replace(view, link=replace(view.link, announced=True))
    shown = patient_view(replace(view, paid=QUOTE.amounts.cash if name == "trial" else TOTAL))
    assert (shown.head, shown.amount) == (patient_words.NOTHING_MORE, None)
    assert patient_words.PAID_BEFORE in dict(shown.sums)


@pytest.mark.parametrize(
    "code",
    [FailureCode.CONTRIBUTIONS_INTERRUPTED, FailureCode.WAITING_PERIOD, FailureCode.IN_HOSPITAL_ELSEWHERE],
)
def test_what_shames_stands_on_paper_only(code: FailureCode) -> None:
    view = patient_view(replace(VISITS["failure-waitable"], failure=FailureView(code)))
    assert view.head == "请看告知单"
    assert view.lines == ()
    assert view.shape is Shape.NOTE
    assert view.foot == NOT_NOW


@pytest.mark.parametrize("code", list(FailureCode))
def test_nobody_is_told_that_nothing_is_to_be_paid_beside_a_word_of_paying(code: FailureCode) -> None:
    view = patient_view(replace(VISITS["failure-waitable"], failure=FailureView(code)))
    said = "".join((view.head, *view.lines))
    assert (view.foot == NOT_NOW) == ("付" not in said)
    assert not blanks(said)
    assert len(view.head) <= 30


def test_nothing_to_pay_is_not_said_where_something_was_paid() -> None:
    assert patient_view(VISITS["failure-waitable"]).foot == NOT_NOW
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
    for name in ("charges", "settled", "failure-not-waitable", "refunded"):
        assert nameless(patient_view(VISITS[name])) == NOBODY


@pytest.mark.parametrize("name", ["unclear", "unclear-by-hand", "amount-changed"])
def test_while_nobody_knows_the_outcome_nothing_invites_a_second_start(name: str) -> None:
    later = nameless(patient_view(VISITS[name]))
    assert later == replace(patient_view(VISITS[name]), who="")
    assert patient_words.INSERT_CARD not in later.sentence()
    assert "不要" in later.sentence()


@pytest.mark.parametrize("name", ["failure-waitable", "charges-unfiled"])
def test_who_files_on_the_phone_still_reads_so_after_ten_minutes_and_nobody_else_reads_who(name: str) -> None:
    later = nameless(patient_view(VISITS[name]))
    assert "请用手机办，约 10 分钟，我们等您。" in later.sentence()
    assert later.who == ""


def test_a_filing_that_does_not_count_is_said_beside_the_total_before_any_amount() -> None:
    view = patient_view(VISITS["charges-unfiled"])
    assert (view.head, view.amount) == (patient_words.TOTAL, TOTAL)
    assert view.lines == ("没有查到您的异地备案。请用手机办，约 10 分钟，我们等您。",)
    emergency = replace(VISITS["charges-unfiled"], remark=FailureView(FailureCode.EMERGENCY_NOT_FILED))
    assert patient_view(emergency).lines == ("您是急诊，不用先备案，正在为您办理。",)
    assert nameless(patient_view(emergency)) == NOBODY, "nothing is waited for"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (FailureCode.NOT_FILED, "请用手机办，约 10 分钟，我们等您。"),
        (FailureCode.CHRONIC_NOT_QUALIFIED, "这次可先按普通门诊报"),
        (FailureCode.IN_HOSPITAL_ELSEWHERE, "请看告知单。"),
        (FailureCode.ITEM_UNMAPPED, "请稍等"),
        (FailureCode.MONITORING, "请拿单回科室"),
    ],
)
def test_the_slip_of_who_may_wait_asks_them_for_no_money(code: FailureCode, said: str) -> None:
    """F11 makes the paper and offers the whole bill; only where the cashier begins to take it is the person asked."""
    offered = replace(VISITS["full-payment"], failure=FailureView(code))
    view = patient_view(offered)
    assert (view.head, view.amount) == (patient_words.TOTAL, TOTAL)
    assert said in view.sentence()
    assert patient_words.OR_IN_FULL in view.lines
    assert patient_words.TO_PAY not in view.sentence()
    if code is FailureCode.IN_HOSPITAL_ELSEWHERE:
        assert "出院" not in view.sentence(), "what shames stands on paper only"
    for begun in (replace(offered, taking=True), replace(offered, state=VisitState.SETTLING)):
        assert patient_view(begun).head == patient_words.TO_PAY
    assert patient_view(replace(offered, paid=Decimal(5))).head == patient_words.TO_PAY


def test_who_may_not_wait_is_told_at_once_what_to_pay() -> None:
    assert patient_view(VISITS["full-payment"]).head == patient_words.TO_PAY


def test_nobody_here_is_the_same_for_everybody() -> None:
    waiting = VISITS["waiting"]
    assert patient_view(waiting) == NOBODY
    assert waiting.state is VisitState.WAITING
    assert patient_view(VISITS["locked"]).who == ""
