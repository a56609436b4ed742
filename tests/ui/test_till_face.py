"""The till's face, without a window: one amount or words, sums that add up, and nothing claimed that is not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from samples import NOW, QUOTE, TOTAL, VISITS, amounts

from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.settlement import Overlay
from ui.keys import Action
from ui.on_counter import OnCounter
from ui.states import RULES, alive
from ui.tender import Tender
from ui.till_face import face_of, split_rows
from ui.told import say
from ui.views import VisitState, VisitView
from ui.words import labels, sentences


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


@pytest.mark.parametrize(
    "sample",
    [
        amounts(),
        amounts(fund="0.00"),
        amounts(fund="520.35", account="100.00", overlays={Overlay.CIVIL_SERVANT: Decimal("60.00")}),
        amounts(fund="964.10"),
    ],
)
def test_the_rows_add_up(sample) -> None:
    rows = [row for row in split_rows(sample) if row.label]
    total = number(rows[0].value)
    to_pay = next(row for row in rows if row.label.startswith(labels.EQUALS))
    less = [number(row.value) for row in rows if row.label.startswith(labels.LESS)]
    assert total - sum(less) == number(to_pay.value) == sample.cash
    shares = [number(row.value) for row in rows if row.label in (labels.OF_WHICH_IN, labels.OF_WHICH_OUT)]
    assert sum(shares) == sample.cash + sample.account


@pytest.mark.parametrize("name", VISITS)
def test_one_amount_or_words(name: str) -> None:
    face = face_of(VISITS[name])
    assert (face.amount is None) != (face.words == "")
    if face.amount is None:
        assert face.offer is None or face.offer.amount


@pytest.mark.parametrize("name", VISITS)
def test_a_sentence_for_every_state(name: str) -> None:
    assert say(VISITS[name], NOW).text


def test_every_state_has_a_row_and_a_sample() -> None:
    assert set(RULES) == set(VisitState)
    assert {view.state for view in VISITS.values()} == set(VisitState)


@pytest.mark.parametrize("name", VISITS)
def test_an_offer_is_named_in_its_button(name: str) -> None:
    view = VISITS[name]
    for training in (False, True):
        face = face_of(view, training=training)
        if face.offer is not None:
            wanted = f"{face.offer.amount:,.2f}"
            assert any(wanted in button.label for button in face.buttons)
            assert face.amount == face.offer.amount
            if training and view.state is VisitState.TRIAL_DONE:
                assert any("训练" in button.label for button in face.buttons)


def test_money_keys_are_dead_where_nobody_knows() -> None:
    for name in ("unclear", "unclear-by-hand", "settling", "charges", "failure-waitable", "trial-running", "locked"):
        assert not {Action.TAKE, Action.PAY_OUT} & alive(VISITS[name]), name
        assert face_of(VISITS[name]).offer is None, name
    assert alive(VISITS["unclear"]) == {
        Action.PARK,
        Action.HELP,
        Action.QUESTIONS,
        Action.PAGE,
        Action.LIST,
        Action.RESUME,
        Action.DAY,
    }


def test_offline_claims_nothing_fresh() -> None:
    face = face_of(VISITS["link-down"])
    assert face.amount == TOTAL
    shown = " ".join(f"{row.label} {row.value}" for row in face.rows)
    assert labels.LATER in shown
    assert "0.00" not in [row.value for row in face.rows]


def test_an_estimate_says_of_how_many_settlements_it_is() -> None:
    view = VISITS["link-down-past"]
    assert view.link is not None
    assert view.link.estimate is not None
    told = [row.label for row in face_of(view).rows]
    assert "参保按上次（11-12），按 11-03 到 11-15 同地同险种的 12 笔结算推算，只供参考，不作承诺" in told
    named = replace(view, link=replace(view.link, estimate=replace(view.link.estimate, by_last=None)))
    told = [row.label for row in face_of(named).rows]
    assert "按 11-03 到 11-15 同地同险种的 12 笔结算推算，只供参考，不作承诺" in told


def test_a_slow_call_says_how_long() -> None:
    from datetime import timedelta

    view = VISITS["settling"]
    assert say(view, NOW + timedelta(seconds=2)).text != say(view, NOW + timedelta(seconds=9)).text
    assert "9 秒" in say(view, NOW + timedelta(seconds=9)).text


class TestTender:
    def test_nothing_typed_means_exactly(self) -> None:
        assert Tender("V").change(Decimal("558.25")) == 0

    def test_typed_cash_gives_change(self) -> None:
        tender = Tender("V")
        for mark in "1000":
            tender = tender.typed(mark)
        assert tender.change(Decimal("558.25")) == Decimal("441.75")
        assert tender.paid_by(PaymentMethod.MOBILE).change(Decimal("558.25")) == 0

    @pytest.mark.parametrize(("typed", "kept"), [("12.345", "12.34"), ("1..5", "1.5"), ("00", ""), ("0.5", ".5")])
    def test_only_money_can_be_typed(self, typed: str, kept: str) -> None:
        tender = Tender("V")
        for mark in typed:
            tender = tender.typed(mark)
        assert tender.digits == kept

    def test_a_phone_number_does_not_become_money(self) -> None:
        tender = Tender("V")
        for mark in "13800000000":
            tender = tender.typed(mark)
        assert tender.stray
        assert tender.received(Decimal("964.10")) == 0, "nor does a part of it"
        assert tender.erased(phone=False).digits == ""
        assert (tender.phoned("1").digits, tender.phoned("1").phone) == ("", "1")
        assert not tender.paid_by(PaymentMethod.MOBILE).stray, "no cash is asked"
        tender = tender.erased(phone=False)
        for mark in "999999":
            tender = tender.typed(mark)
        assert tender.received(Decimal("964.10")) == Decimal("999999")

    def test_what_was_taken_over_gives_way_to_the_first_digit(self) -> None:
        tender = Tender("V", digits="1223.70", taken_over=True)
        assert tender.change(Decimal("1273.70")) == Decimal("-50.00")
        for mark in "1273.70":
            tender = tender.typed(mark)
        assert tender.change(Decimal("1273.70")) == 0
        assert Tender("V", digits="1223.70", taken_over=True).erased(phone=False).typed("5").digits == "1223.75"

    def test_a_lone_point_is_nothing(self) -> None:
        assert Tender("V").typed(".").received(Decimal("5.00")) == 0

    def test_what_lies_on_the_counter_counts_once(self) -> None:
        laid = Payment(Decimal("885.21"), PaymentMethod.CASH, Decimal("3000.00"))
        tender = Tender("V", digits="3000").upon(laid)
        due = Decimal("49.24")
        assert tender.change(due) == Decimal("2065.55")
        assert tender.handed(due) == 0, "nothing new came"
        assert tender.handed(due) + laid.received == tender.received(due), "the rows come to what lies there"
        assert tender.paid_by(PaymentMethod.MOBILE).handed(due) == due
        assert tender.paid_by(PaymentMethod.MOBILE).change(due) == laid.change, "it is still called for"
        assert tender.handed(Decimal("0.00")) == 0, "of nothing due no row is written"

    def test_nothing_lies_there_once_the_change_is_out(self) -> None:
        counter = OnCounter()
        laid = Payment(Decimal("885.21"), PaymentMethod.CASH, Decimal("3000.00"))
        counter.lay("V", laid)
        refused = VisitView(VisitState.FAILURE, visit="V", paid=laid.due)
        assert counter.of(replace(refused, paid=Decimal("0.00"))) is None, "a yes that was not written"
        assert counter.of(replace(refused, visit="W", paid=Decimal("0.00"))) is None
        assert counter.of(refused) == laid, "after somebody else stood here as well"
        assert counter.of(replace(refused, state=VisitState.AMOUNT_CHANGED)) is None, "asked as a whole"
        counter.of(VisitView(VisitState.TICKET_OUT, visit="V", paid=laid.due))
        assert counter.of(refused) is None
        counter.lay("V", Payment(laid.due, PaymentMethod.CASH, laid.due))
        assert counter.of(refused) is None, "taken to the fen: only what comes new counts"

    def test_f4_goes_round(self) -> None:
        tender = Tender("V")
        seen = [tender.method]
        for _ in PaymentMethod:
            tender = tender.next_method()
            seen.append(tender.method)
        assert seen == [*PaymentMethod, PaymentMethod.CASH]


NOTHING_ASKED = [
    (VisitState.TRIAL_DONE, QUOTE.amounts.cash, labels.NOTHING_SETTLE),
    (VisitState.TRIAL_DONE, QUOTE.amounts.cash + 1, labels.NOTHING_SETTLE),
    (VisitState.LINK_DOWN, TOTAL, labels.NOTHING_MAKE_UP),
    (VisitState.FULL_PAYMENT, TOTAL, labels.NOTHING_FULL),
]


@pytest.mark.parametrize(("state", "paid", "label"), NOTHING_ASKED)
def test_where_nothing_is_to_be_taken_the_key_says_what_it_does(state: VisitState, paid: Decimal, label: str) -> None:
    sample = {VisitState.TRIAL_DONE: "trial", VisitState.LINK_DOWN: "link-down"}.get(state, "full-payment")
    view = replace(VISITS[sample], paid=paid)
    assert view.state is state
    face, trained = face_of(view), face_of(view, training=True)
    assert (face.buttons[0].label, trained.buttons[0].label) == (label, sentences.TRAINING_NOTHING)
    assert face.offer is not None, "the key lives"
    assert face.offer.amount == 0


def test_the_sentence_of_a_trial_that_asks_nothing_takes_no_money() -> None:
    for name in ("trial", "trial-zero"):
        view = VISITS[name]
        assert view.quote is not None
        asked, nothing = say(view, NOW).text, say(replace(view, paid=view.quote.amounts.cash), NOW).text
        assert asked.endswith(sentences.BY_F9)
        assert nothing == asked.removesuffix(sentences.BY_F9) + sentences.NOTHING_BY_F9


def test_a_view_with_money_but_without_amounts_is_refused() -> None:
    with pytest.raises(ValueError, match="payment"):
        face_of(VisitView(VisitState.SETTLED))
    assert QUOTE.amounts.adds_up


@pytest.mark.parametrize("name", ["ticket-out", "settled", "refund-due", "refunded"])
def test_the_year_is_that_of_the_visit_not_of_today(name: str) -> None:
    view = replace(VISITS[name], visited=date(NOW.year - 1, 12, 31))
    (row,) = [row for row in face_of(view).rows if row.label == labels.COUNTS_IN]
    assert row.value == f"{NOW.year - 1} 年的医保"


@pytest.mark.parametrize("name", ["refund-due", "refunded", "refund-nothing"])
def test_a_refund_that_the_fund_has_no_part_in_says_why(name: str) -> None:
    rule = "这次都在起付线内，先自己付"
    view = VISITS[name]
    assert view.refund is not None
    labelled = [row.label for row in face_of(replace(view, refund=replace(view.refund, zero_reason=rule))).rows]
    assert labels.FUND_ZERO.format(零原因=rule) in labelled
    by_way = [label for label in labelled if label.startswith("退给患者")]
    assert len(by_way) == (1 if name == "refund-due" else 0), "how money goes back, where it does"
