"""What an outcome makes of a claim (protocol, section 4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from counter_app.desk import outcomes
from counter_app.desk.claim import (
    UPLOAD_CALLS,
    CallKind,
    MachinePart,
    Refusal,
    Returned,
    Wish,
)
from counter_app.desk.plan import plan
from counter_app.desk.steps import Ask, End, Send, Wait
from counter_app.model.settlement import LineSplit, Quote
from offline_queue.values import State
from tests.desk.facts import (
    BOOKED,
    BOOKS_SAY_NO,
    BOOKS_SAY_YES,
    HUNDRED,
    ME,
    NO,
    NOW,
    PAID,
    TAKING,
    W,
    amounts,
    claim,
    doubtful,
    knows,
    ready,
    settlement,
    watched,
)
from tests.desk.world import START, known_person, people


def test_outcome_2201() -> None:
    held = ready(refused=NO, undone=("S0",), orphans=("N1",))
    done = outcomes.registered(held, people(charges_version=3), "V9", "B01-T-1-2")
    assert (done.visit_id, done.visit_number, done.stage, done.visit_charges_version) == ("V9", "B01-T-1-2", 0, 3)
    assert (done.refused, done.quote, done.undone, done.orphans) == (None, None, ("S0",), ("N1",))
    said = outcomes.refused(MachinePart(), people(), CallKind.REGISTER, "无", "-1")
    assert (said.visit_generation, said.spoilt) == (2, False)
    lost = outcomes.register_lost(MachinePart(), "B01-T-1-1")
    assert (lost.visit_generation, lost.orphans, lost.refused) == (2, ("B01-T-1-1",), None)


@pytest.mark.parametrize("kind", [CallKind.VISIT, CallKind.LINES, CallKind.TRIAL])
def test_outcome_refused_on_a_visit_spoils_it(kind: CallKind) -> None:
    said = outcomes.refused(ready(), people(retry=4), kind, "无", "7")
    assert said.spoilt
    assert said.refused == Refusal(kind, "无", "7", 4)
    assert said.visit_generation == ready().visit_generation


def test_outcome_2203a_and_2204() -> None:
    assert outcomes.visit_sent(ready(stage=0)).stage == 1
    right = (LineSplit(1, HUNDRED, *[Decimal(0)] * 5),)
    sent = outcomes.lines_sent(ready(stage=1), people(), right)
    assert (sent.stage, sent.spoilt, sent.splits) == (2, False, right)
    wrong = (replace(right[0], amount=Decimal("99.99")),)
    other = outcomes.lines_sent(ready(stage=1), people(), wrong)
    assert other.spoilt
    assert other.refused is not None
    assert not outcomes.lines_sent(ready(stage=1), people(), ()).spoilt


def test_outcome_2206a() -> None:
    asked = outcomes.quoted(ready(quote=None), people(charges_version=1), Quote(amounts(), START), ME)
    assert (asked.quote, asked.quote_by, asked.quote_charges_version) == (Quote(amounts(), START), ME, 1)
    other = outcomes.quoted(ready(quote=None), people(), Quote(amounts("99.00"), START), ME)
    assert (other.quote, other.spoilt) == (None, True)


def test_outcome_2207a() -> None:
    booked = outcomes.adopted(claim(doubtful(refused=NO, given_up=True)), settlement("99.00"))
    assert (booked.settlement, booked.doubt, booked.refused) == (settlement("99.00"), "", None)
    said = outcomes.settle_unknown(ready(cleared=True, close_refused=1), people(), "M7", "无", "3")
    assert (said.doubt, said.money, said.cleared, said.close_refused) == ("M7", "M7", False, 0)
    assert said.refused == Refusal(CallKind.SETTLE, "无", "3", 0)
    assert outcomes.settle_unknown(ready(), people(), "M7", "", "").refused is None


def test_outcome_2205_and_2202() -> None:
    assert outcomes.cleared(doubtful()).cleared
    refused = outcomes.close_refused(doubtful(cleared=True, close_refused=1))
    assert (refused.close_refused, refused.cleared, refused.doubt) == (2, False, "M1")
    shut = outcomes.shut(doubtful(reversals=2, reversal_answered=True, visit_generation=3, undone=("S1",)))
    assert (shut.visit_id, shut.doubt, shut.money, shut.quote, shut.reversals) == ("", "", "", None, 0)
    assert (shut.visit_generation, shut.undone, shut.person) == (4, ("S1",), known_person())
    left = outcomes.abandoned(ready(spoilt=True, leftovers=("V0",)))
    assert (left.leftovers, left.visit_id, left.visit_generation) == (("V0", "V1"), "", 2)


NO_UNDO = Refusal(CallKind.UNDO, "不能撤销", "-1", 0)


def test_outcome_of_the_upload() -> None:
    machine = MachinePart(refused=NO)
    for call in UPLOAD_CALLS:
        assert not machine.uploaded
        machine = outcomes.uploaded(machine, call, UPLOAD_CALLS[-1])
    assert (machine.uploads, machine.uploaded, machine.refused) == (UPLOAD_CALLS, True, None)
    assert plan(claim(machine, people(wish=Wish.UPLOAD)), knows(place=TAKING)) == End(State.UPLOADED)


def test_what_is_owed_after_a_claim_by_hand() -> None:
    ended = replace(claim(part=people(wish=Wish.UPLOAD, cash=(PAID,))), state=State.VOID)
    assert (ended.owed, ended.refund_due) == (HUNDRED, Decimal(0))


def test_outcome_2601() -> None:
    answered = outcomes.reverse_sent(doubtful(close_refused=2, cleared=True, reversals=1), answered=True)
    assert (answered.reversal_answered, answered.close_refused, answered.cleared) == (True, 0, False)
    lost = doubtful(close_refused=2, reversals=1)
    assert outcomes.reverse_sent(lost, answered=False) == lost
    assert outcomes.reverse_unsent(lost) == replace(lost, reversals_unsent=1)
    assert outcomes.shut(replace(lost, reversals_unsent=1)).reversals_unsent == 0


def test_outcome_of_the_days_proof() -> None:
    given_up = outcomes.given_up(doubtful(close_refused=2, proof=BOOKS_SAY_YES), 0)
    assert given_up.proof is None  # what earlier books said is no proof of what came after
    dead = outcomes.dead(replace(given_up, proof=BOOKS_SAY_NO))
    assert (dead.doubt, dead.spoilt, dead.given_up, dead.proof) == ("", True, False, None)
    assert plan(claim(dead), knows()) == Send(CallKind.CLEAR)
    reversing = outcomes.reversing(replace(given_up, proof=BOOKS_SAY_YES))
    assert (reversing.reversals, reversing.given_up, reversing.proof) == (1, False, None)
    assert outcomes.adopted(claim(replace(given_up, proof=BOOKS_SAY_YES)), settlement()).proof is None
    assert outcomes.looked_in_vain(given_up) == given_up
    assert outcomes.looked_in_vain(replace(given_up, proof=BOOKS_SAY_YES)).proof == replace(BOOKS_SAY_YES, looked=True)
    assert outcomes.shut(replace(given_up, proof=BOOKS_SAY_YES)).proof is None


def test_outcome_2208_and_5203() -> None:
    undone = outcomes.undone(replace(BOOKED, undo_lost=True, cleared=True, close_refused=2), START)
    assert (undone.settlement, undone.undone, undone.doubt) == (None, ("S1",), "M1")
    assert undone.returned == (Returned(settlement(), START),)
    assert (undone.undo_lost, undone.cleared, undone.close_refused) == (False, False, 0)
    assert outcomes.undone(ready(), START) == ready()
    assert outcomes.undo_unknown(BOOKED, NO_UNDO).undo_refused
    assert outcomes.undo_unknown(BOOKED).undo_lost
    live = outcomes.still_live(replace(BOOKED, undo_lost=True))
    assert (live.undo_live, live.undo_lost) == (True, False)
    assert plan(claim(live, people(wish=Wish.CANCEL)), knows()) == Send(CallKind.UNDO)
    refused_again = outcomes.undo_unknown(live, NO_UNDO)
    assert plan(claim(refused_again, people(wish=Wish.CANCEL)), knows()) == Wait(W, "undo")


@pytest.mark.parametrize("kind", list(CallKind))
@pytest.mark.parametrize("machine", [MachinePart(), ready(), doubtful(), BOOKED], ids=["new", "ready", "doubt", "done"])
def test_what_is_not_fit_to_send_never_plans_the_same_call_again(kind: CallKind, machine: MachinePart) -> None:
    for wish in Wish:
        part = people(wish=wish)
        before = plan(claim(machine, part), knows(watches=watched(looked=NOW)))
        if before not in (Send(kind), Ask(kind)):
            continue
        after = outcomes.unfit(machine, part, kind, "超长", "unfit")
        assert plan(claim(after, part), knows(watches=watched(looked=NOW))) != before
