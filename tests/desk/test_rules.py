"""The decision tables of the protocol, row by row, and what holds for every combination of facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.desk import outcomes
from counter_app.desk.claim import (
    UPLOAD_CALLS,
    CallKind,
    Cash,
    Claim,
    Confirmation,
    HeldReason,
    MachinePart,
    PeoplePart,
    Proof,
    Refusal,
    Returned,
    Wish,
)
from counter_app.desk.knowledge import Knowledge, Watch
from counter_app.desk.plan import plan
from counter_app.desk.resolve import resolve
from counter_app.desk.steps import Abandon, Adopt, Ask, Dead, End, Fold, GiveUp, Hold, Look, Send, Step, Wait
from counter_app.model.payment import PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.settlement import Amounts, LineSplit, Quote, Settlement
from counter_app.settlement.place import VisitLock, load_place
from offline_queue.values import Attempt, Owner, State
from tests.desk.world import START, known_person, people

ME = "01/1"
PLACE = load_place("national")
NOW = 10_000.0
W = PLACE.time_limit_s + 5.0 + 1.0
HUNDRED = Decimal("100.00")
GROWING = {CallKind.REGISTER, CallKind.VISIT, CallKind.LINES, CallKind.SETTLE}


def amounts(total: str = "100.00", cash: str = "40.00") -> Amounts:
    zero = Decimal("0.00")
    fund = Decimal(total) - Decimal(cash)
    return Amounts(Decimal(total), zero, zero, zero, zero, zero, fund, fund_total=fund, cash=Decimal(cash))


def settlement(total: str = "100.00", name: str = "S1") -> Settlement:
    return Settlement(name, "V1", amounts(total), START)


def claim(machine: MachinePart | None = None, part: PeoplePart | None = None, **rest: Any) -> Claim:
    return Claim(
        key="B01-T-1",
        lane="lane",
        order="1",
        state=State.READY,
        reason="",
        version=1,
        people=part or people(),
        machine=machine or ready(),
        opened_at=START,
        changed_at=START,
        **rest,
    )


def ready(**facts: Any) -> MachinePart:
    """Person known, visit held with its lines sent, quoted."""
    known = MachinePart(
        person=known_person(),
        visit_id="V1",
        visit_number="B01-T-1-1",
        stage=2,
        visit_charges_version=1,
        quote=Quote(amounts(), START),
        quote_charges_version=1,
        quote_by=ME,
    )
    return replace(known, **facts)


def doubtful(**facts: Any) -> MachinePart:
    return ready(money="M1", doubt="M1", **facts)


def knows(**facts: Any) -> Knowledge:
    return replace(Knowledge(NOW, PLACE, ME, quoted={"B01-T-1": NOW - 10}), **facts)


def watched(since: float = NOW - W, **facts: Any) -> dict[str, Watch]:
    return {"M1": Watch(since, **facts)}


def attempt() -> Attempt:
    return Attempt("M1", "B01-T-1", "2207A", "V1", "", Owner("01", 1), START)


YES = Confirmation.of(amounts(), 1)
PAID = Cash(HUNDRED, PaymentMethod.CASH, HUNDRED, START, "window", "paid in full")
TAKING = replace(PLACE, uploads=True)
NO = Refusal(CallKind.TRIAL, "不予受理", "-1", 0)
BOOKED = ready(settlement=settlement(), money="M1")

PLAN: list[tuple[str, Claim, Knowledge, Step]] = [
    ("1 an attempt is open", claim(attempt=attempt()), knows(), Fold(attempt())),
    ("1 before any doubt", claim(doubtful(), attempt=attempt()), knows(), Fold(attempt())),
    ("2 in doubt", claim(doubtful()), knows(), Look()),
    ("2 in doubt, wish cancel", claim(doubtful(), people(wish=Wish.CANCEL)), knows(), Look()),
    ("3 settled", claim(BOOKED), knows(), End(State.DONE)),
    ("3 settled, wish upload", claim(BOOKED, people(wish=Wish.UPLOAD)), knows(), End(State.DONE)),
    (
        "4 undoing refused and seen live",
        claim(replace(BOOKED, undo_refused=True, undo_live=True), people(wish=Wish.CANCEL)),
        knows(),
        Hold(HeldReason.CANCEL_REFUSED),
    ),
    ("5 undoing lost", claim(replace(BOOKED, undo_lost=True), people(wish=Wish.CANCEL)), knows(), Wait(W, "undo")),
    (
        "5 undoing lost, watch run out",
        claim(replace(BOOKED, undo_lost=True), people(wish=Wish.CANCEL)),
        knows(watches={"S1": Watch(NOW - W)}),
        Ask(CallKind.SHOW),
    ),
    ("5 undoing refused", claim(replace(BOOKED, undo_refused=True)), knows(), Wait(W, "undo")),
    ("6 wish cancel", claim(BOOKED, people(wish=Wish.CANCEL)), knows(), Send(CallKind.UNDO)),
    ("6 total wrong", claim(replace(BOOKED, settlement=settlement("99.00"))), knows(), Send(CallKind.UNDO)),
    ("7 spoilt", claim(ready(spoilt=True)), knows(), Send(CallKind.CLEAR)),
    ("7 spoilt and cleared", claim(ready(spoilt=True, cleared=True)), knows(), Send(CallKind.CLOSE)),
    ("7 wish cancel", claim(ready(), people(wish=Wish.CANCEL)), knows(), Send(CallKind.CLEAR)),
    ("7 wish upload", claim(ready(), people(wish=Wish.UPLOAD)), knows(), Send(CallKind.CLEAR)),
    ("7 newer charges", claim(ready(), people(charges_version=2)), knows(), Send(CallKind.CLEAR)),
    ("7 closing refused twice", claim(ready(spoilt=True, close_refused=2)), knows(), Abandon()),
    ("8 uploaded", claim(MachinePart(uploaded=True)), knows(), End(State.UPLOADED)),
    ("9 wish cancel, no visit", claim(MachinePart(), people(wish=Wish.CANCEL)), knows(), End(State.VOID)),
    ("10 the place takes none", claim(MachinePart(), people(wish=Wish.UPLOAD)), knows(), End(State.VOID)),
    (
        "10 wish upload",
        claim(MachinePart(refused=NO), people(wish=Wish.UPLOAD)),
        knows(place=TAKING),
        Send(CallKind.UPLOAD_VISIT),
    ),
    (
        "10 the next",
        claim(MachinePart(uploads=(CallKind.UPLOAD_VISIT,)), people(wish=Wish.UPLOAD)),
        knows(place=TAKING),
        Send(CallKind.UPLOAD_COMPLETE),
    ),
    (
        "10 refused",
        claim(MachinePart(refused=replace(NO, call=CallKind.UPLOAD_VISIT)), people(wish=Wish.UPLOAD)),
        knows(place=TAKING),
        Hold(HeldReason.REFUSED),
    ),
    (
        "10 refused, tried again",
        claim(MachinePart(refused=replace(NO, call=CallKind.UPLOAD_VISIT)), people(wish=Wish.UPLOAD, retry=1)),
        knows(place=TAKING),
        Send(CallKind.UPLOAD_VISIT),
    ),
    ("11 refused at this retry", claim(ready(refused=NO)), knows(), Hold(HeldReason.REFUSED)),
    ("11 refused at an older retry", claim(ready(refused=NO), people(retry=1)), knows(), Hold(HeldReason.CONFIRM)),
    ("12 person not known", claim(MachinePart()), knows(), Ask(CallKind.PERSON)),
    (
        "12 person not known, nothing to show",
        claim(MachinePart(), people(credential=None)),
        knows(),
        Hold(HeldReason.CREDENTIAL),
    ),
    ("13 no visit", claim(MachinePart(person=known_person())), knows(), Send(CallKind.REGISTER)),
    (
        "13 no credential",
        claim(MachinePart(person=known_person()), people(credential=None)),
        knows(place=replace(PLACE, replay_by_id_number=False)),
        Hold(HeldReason.CREDENTIAL),
    ),
    ("14 stage 0", claim(ready(stage=0)), knows(), Send(CallKind.VISIT)),
    ("14 stage 1", claim(ready(stage=1)), knows(), Send(CallKind.LINES)),
    ("15 no quote", claim(ready(quote=None)), knows(), Ask(CallKind.TRIAL)),
    ("15 of other charges", claim(ready(quote_charges_version=0)), knows(), Ask(CallKind.TRIAL)),
    ("15 by another process", claim(ready(quote_by="01/0")), knows(), Ask(CallKind.TRIAL)),
    ("15 older than Q", claim(), knows(quoted={"B01-T-1": NOW - 120.5}), Ask(CallKind.TRIAL)),
    ("16 not confirmed", claim(), knows(), Hold(HeldReason.CONFIRM)),
    (
        "16 other amounts confirmed",
        claim(part=people(confirmed=Confirmation.of(amounts(cash="39.99"), 1))),
        knows(),
        Hold(HeldReason.CONFIRM),
    ),
    (
        "16 other charges confirmed",
        claim(part=people(confirmed=Confirmation.of(amounts(), 0))),
        knows(),
        Hold(HeldReason.CONFIRM),
    ),
    ("16 consent, paid too little", claim(part=people(consent=True)), knows(), Hold(HeldReason.CONFIRM)),
    ("17 confirmed", claim(part=people(confirmed=YES)), knows(), Send(CallKind.SETTLE)),
    ("17 consent and paid", claim(part=people(consent=True, cash=(PAID,))), knows(), Send(CallKind.SETTLE)),
]


@pytest.mark.parametrize(("given_claim", "known", "step"), [row[1:] for row in PLAN], ids=[row[0] for row in PLAN])
def test_plan_row(given_claim: Claim, known: Knowledge, step: Step) -> None:
    assert plan(given_claim, known) == step


def test_a_voucher_is_not_kept_for_later() -> None:
    """Row 12: only what is in hand serves, and a stored token would not."""
    token = Credential(CredentialKind.VOUCHER, "T")
    stored = claim(MachinePart(), people(credential=token))
    assert plan(stored, knows()) == Hold(HeldReason.CREDENTIAL)
    assert plan(stored, knows(in_hand=token)) == Ask(CallKind.PERSON)


DAY = START.date()
BOOKS_SAY_NO, BOOKS_SAY_YES = Proof(False, DAY, DAY), Proof(True, DAY, DAY, "row")
BLIND = replace(PLACE, may_look=False)
NO_LOCK = replace(PLACE, visit_lock=VisitLock.FAILS)
RESOLVE: list[tuple[str, Claim, Knowledge, Step]] = [
    ("R1 a late answer", claim(doubtful(), late_settlement=settlement()), knows(), Adopt(settlement())),
    (
        "R1 not of what was undone",
        claim(doubtful(undone=("S1",)), late_settlement=settlement()),
        knows(),
        Look(),
    ),
    (
        "R1 not after a reversal",
        claim(doubtful(reversals=1), late_settlement=settlement()),
        knows(watches=watched()),
        Send(CallKind.CLEAR),
    ),
    (
        "R1 before R2",
        claim(doubtful(given_up=True), late_settlement=settlement()),
        knows(),
        Adopt(settlement()),
    ),
    ("R2 given up", claim(doubtful(given_up=True)), knows(), Hold(HeldReason.RECONCILE)),
    ("P no live row: looks first", claim(doubtful(given_up=True, proof=BOOKS_SAY_NO)), knows(), Look()),
    (
        "P no live row, looked in vain",
        claim(doubtful(given_up=True, proof=replace(BOOKS_SAY_NO, looked=True))),
        knows(),
        Dead(),
    ),
    (
        "P no live row, a reversal is written",
        claim(doubtful(given_up=True, proof=BOOKS_SAY_NO, reversals=1)),
        knows(),
        Dead(),
    ),
    ("P no live row, cannot look", claim(doubtful(given_up=True, proof=BOOKS_SAY_NO)), knows(place=BLIND), Dead()),
    ("P live: look again", claim(doubtful(given_up=True, proof=BOOKS_SAY_YES)), knows(watches=watched()), Look()),
    (
        "P live, looked in vain: the agency",
        claim(doubtful(given_up=True, proof=replace(BOOKS_SAY_YES, looked=True))),
        knows(watches=watched()),
        Hold(HeldReason.RECONCILE),
    ),
    (
        "P live, cannot look: 2601",
        claim(doubtful(given_up=True, proof=BOOKS_SAY_YES)),
        knows(place=BLIND),
        Send(CallKind.REVERSE),
    ),
    (
        "P live, a reversal is written: nothing is adopted any more",
        claim(doubtful(given_up=True, proof=BOOKS_SAY_YES, reversals=3, reversal_answered=True)),
        knows(watches=watched()),
        Send(CallKind.REVERSE),
    ),
    (
        "P live, cannot look, no 2601: the agency",
        claim(doubtful(given_up=True, proof=BOOKS_SAY_YES)),
        knows(place=replace(BLIND, may_reverse=frozenset())),
        Hold(HeldReason.RECONCILE),
    ),
    ("R3 not looked", claim(doubtful()), knows(watches=watched(NOW)), Look()),
    ("R3 looked 5 s ago", claim(doubtful()), knows(watches=watched(NOW - 6, looked=NOW - 5)), Look()),
    ("R3 not since it ran out", claim(doubtful()), knows(watches=watched(looked=NOW - 1)), Look()),
    (
        "R3 not since 2202 was refused",
        claim(doubtful(close_refused=1)),
        knows(watches=watched(NOW - W - 9, looked=NOW - 2, close_refused=NOW - 1)),
        Look(),
    ),
    (
        "R3 not since 2202 was refused, watch running",
        claim(doubtful(close_refused=2)),
        knows(
            waiting=True,
            place=replace(PLACE, visit_lock=VisitLock.TESTED),
            watches=watched(NOW - 3, looked=NOW - 2, close_refused=NOW - 1),
        ),
        Look(),
    ),
    (
        "R4 watch running",
        claim(doubtful()),
        knows(watches=watched(NOW - 6, looked=NOW - 1)),
        Wait(4.0, "checking"),
    ),
    ("R4 cannot look", claim(doubtful()), knows(place=BLIND, watches=watched(NOW - 1)), Wait(W - 1, "checking")),
    (
        "R4 passed where the lock was tested and a person waits",
        claim(doubtful()),
        knows(waiting=True, place=replace(BLIND, visit_lock=VisitLock.TESTED), watches=watched(NOW)),
        Send(CallKind.CLEAR),
    ),
    (
        "R4 not passed in the background",
        claim(doubtful()),
        knows(place=replace(BLIND, visit_lock=VisitLock.TESTED), watches=watched(NOW)),
        Wait(W, "checking"),
    ),
    (
        "R5 refused twice and looked",
        claim(doubtful(close_refused=2)),
        knows(watches=watched(NOW - W - 9, looked=NOW - 1, close_refused=NOW - 2)),
        GiveUp(),
    ),
    (
        "R6 no 2601 there",
        claim(doubtful(close_refused=2)),
        knows(place=replace(BLIND, may_reverse=frozenset()), watches=watched()),
        GiveUp(),
    ),
    (
        "R6 answered already",
        claim(doubtful(close_refused=2, reversals=1, reversal_answered=True)),
        knows(watches=watched()),
        GiveUp(),
    ),
    ("R6 three times", claim(doubtful(close_refused=2, reversals=3)), knows(watches=watched()), GiveUp()),
    (
        "R6 three intents, one never left",
        claim(doubtful(close_refused=2, reversals=3, reversals_unsent=1)),
        knows(watches=watched()),
        Send(CallKind.REVERSE),
    ),
    (
        "R6 three that may have left, one that never did",
        claim(doubtful(close_refused=2, reversals=4, reversals_unsent=1)),
        knows(watches=watched()),
        GiveUp(),
    ),
    (
        "R1 not after a reversal, even one that never left",
        claim(doubtful(reversals=1, reversals_unsent=1), late_settlement=settlement()),
        knows(watches=watched()),
        Send(CallKind.CLEAR),
    ),
    (
        "R7 refused twice, blind",
        claim(doubtful(close_refused=2)),
        knows(place=BLIND, watches=watched()),
        Send(CallKind.REVERSE),
    ),
    (
        "R7 never left: at once",
        claim(doubtful(close_refused=2, reversals=1, reversals_unsent=1)),
        knows(place=BLIND, watches=watched()),
        Send(CallKind.REVERSE),
    ),
    (
        "R7 lost once: after 5 s",
        claim(doubtful(close_refused=2, reversals=1)),
        knows(watches=watched(reversed=NOW - 4)),
        Wait(1.0, "checking"),
    ),
    (
        "R7 lost twice: after 60 s",
        claim(doubtful(close_refused=2, reversals=2)),
        knows(watches=watched(NOW - 99, reversed=NOW - 59)),
        Wait(1.0, "checking"),
    ),
    ("A4 no lock: looks first", claim(doubtful()), knows(place=NO_LOCK, watches=watched(looked=NOW - 1)), Look()),
    (
        "A4 no lock: waits, whoever waits",
        claim(doubtful()),
        knows(waiting=True, place=replace(NO_LOCK, may_look=False), watches=watched(NOW)),
        Wait(W, "checking"),
    ),
    (
        "A4 no lock, nothing found: the day's proof",
        claim(doubtful()),
        knows(place=NO_LOCK, watches=watched(NOW - W - 9, looked=NOW - 1)),
        GiveUp(),
    ),
    (
        "A4 no lock, cannot look: 2601 as if 2202 had been refused twice",
        claim(doubtful()),
        knows(place=replace(NO_LOCK, may_look=False), watches=watched()),
        Send(CallKind.REVERSE),
    ),
    (
        "A4 no lock, 2601 answered: not shut by 2202",
        claim(doubtful(reversals=1, reversal_answered=True)),
        knows(place=replace(NO_LOCK, may_look=False), watches=watched()),
        GiveUp(),
    ),
    ("R8 not cleared", claim(doubtful()), knows(watches=watched(NOW - W - 9, looked=NOW - 1)), Send(CallKind.CLEAR)),
    (
        "R9 cleared",
        claim(doubtful(cleared=True)),
        knows(watches=watched(NOW - W - 9, looked=NOW - 1)),
        Send(CallKind.CLOSE),
    ),
]


@pytest.mark.parametrize(
    ("given_claim", "known", "step"), [row[1:] for row in RESOLVE], ids=[row[0] for row in RESOLVE]
)
def test_resolve_row(given_claim: Claim, known: Knowledge, step: Step) -> None:
    assert resolve(given_claim, known) == step
    assert plan(given_claim, known) == step


# --- what an outcome makes of the claim (section 4) --------------------------------------------------------------


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
    given_up = outcomes.given_up(doubtful(close_refused=2, proof=BOOKS_SAY_YES))
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


# --- for every combination of facts ------------------------------------------------------------------------------

flags = st.booleans()
machines = st.builds(
    MachinePart,
    person=st.sampled_from([None, known_person()]),
    visit_id=st.sampled_from(["", "V1"]),
    visit_number=st.just("N1"),
    stage=st.integers(0, 2),
    visit_charges_version=st.integers(0, 2),
    spoilt=flags,
    cleared=flags,
    close_refused=st.integers(0, 3),
    money=st.sampled_from(["", "M1"]),
    doubt=st.sampled_from(["", "M1"]),
    reversals=st.integers(0, 4),
    reversals_unsent=st.integers(0, 1),
    reversal_answered=flags,
    given_up=flags,
    quote=st.sampled_from([None, Quote(amounts(), START), Quote(amounts("99.00"), START)]),
    quote_charges_version=st.integers(0, 2),
    quote_by=st.sampled_from(["", ME, "01/0"]),
    settlement=st.sampled_from([None, settlement(), settlement("99.00")]),
    undone=st.sampled_from([(), ("S1",)]),
    undo_lost=flags,
    undo_refused=flags,
    undo_live=flags,
    uploaded=flags,
    refused=st.sampled_from([None, NO]),
)
parts = st.builds(
    lambda wish, confirmed, version, retry, consent, cash, credential: people(
        wish=wish,
        confirmed=confirmed,
        charges_version=version,
        retry=retry,
        consent=consent,
        cash=cash,
        credential=credential,
    ),
    st.sampled_from(list(Wish)),
    st.sampled_from([None, YES]),
    st.integers(0, 2),
    st.integers(0, 1),
    flags,
    st.sampled_from([(), (PAID,)]),
    st.sampled_from([None, people().credential]),
)
ages = st.one_of(st.none(), st.floats(0, 2000))
knowledge = st.builds(
    lambda since, looked, refused, reversed_, asked, waiting, look, lock, reverse: knows(
        watches={
            "M1": Watch(NOW - since, *[None if age is None else NOW - age for age in (looked, refused, reversed_)])
        },
        quoted={} if asked is None else {"B01-T-1": NOW - asked},
        waiting=waiting,
        place=replace(
            PLACE,
            may_look=look,
            visit_lock=lock,
            may_reverse=frozenset({"2207A"}) if reverse else frozenset(),
        ),
    ),
    st.floats(0, 2000),
    ages,
    ages,
    ages,
    ages,
    flags,
    flags,
    st.sampled_from(list(VisitLock)),
    flags,
)
claims = st.builds(
    claim,
    machines,
    parts,
    attempt=st.sampled_from([None, None, None, attempt()]),
    late_settlement=st.sampled_from([None, settlement()]),
)


@settings(max_examples=1500, deadline=timedelta(seconds=2))
@given(claims, knowledge)
def test_any_facts(any_claim: Claim, known: Knowledge) -> None:
    """Nothing is unplanned, and the rules hold that carry the money."""
    step = plan(any_claim, known)
    machine, part = any_claim.machine, any_claim.people
    if any_claim.attempt is not None:
        assert step == Fold(any_claim.attempt)
        return
    if isinstance(step, Wait):
        assert step.seconds > 0
    if isinstance(step, (Adopt, Look)):
        assert machine.reversals == 0, "I6: nothing is adopted after a reversal was written"
        assert machine.doubt
    if isinstance(step, Send) and step.kind is CallKind.REVERSE:
        assert machine.close_refused >= 2 or known.place.visit_lock is VisitLock.FAILS
        assert machine.reversals - machine.reversals_unsent < 3, "I16"
    if step in (Send(CallKind.CLOSE), Send(CallKind.CLEAR)) and machine.doubt:
        assert known.place.visit_lock is not VisitLock.FAILS, "A4"
    if isinstance(step, Send) and step.kind in GROWING:
        assert not machine.doubt, "rule 2: any doubt, and nothing grows"
        assert machine.settlement is None
        assert not (machine.visit_id and machine.spoilt)
        assert part.wish is Wish.SETTLE, "I9: no growing intent after a cancel"
        assert not machine.visit_id or machine.visit_charges_version == part.charges_version
    if step == Send(CallKind.SETTLE):
        quote = machine.quote
        assert quote is not None
        assert machine.quote_charges_version == part.charges_version, "I10"
        confirmed = part.confirmed == Confirmation.of(quote.amounts, part.charges_version)
        assert confirmed or (part.consent and quote.amounts.cash <= part.paid), "I10"
    if isinstance(step, End):
        assert not machine.doubt, "rule 4: a visit in doubt is left in three ways only"
        if step.state is State.DONE:
            assert machine.settlement is not None
            assert machine.settlement.amounts.total == part.total
            assert part.wish is not Wish.CANCEL
        else:
            assert machine.settlement is None
    if isinstance(step, Abandon):
        assert not machine.doubt
        assert machine.settlement is None
