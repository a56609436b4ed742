"""The decision table of section 3 of the protocol, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.desk.claim import (
    CallKind,
    Claim,
    Confirmation,
    HeldReason,
    MachinePart,
    Wish,
)
from counter_app.desk.knowledge import Knowledge, Watch
from counter_app.desk.plan import plan
from counter_app.desk.steps import Abandon, Ask, End, Fold, Hold, Look, Send, Step, Wait
from counter_app.model.person import Credential, CredentialKind
from offline_queue.values import State
from tests.desk.facts import (
    BOOKED,
    NO,
    NOW,
    PAID,
    PLACE,
    TAKING,
    UNEQUAL,
    YES,
    W,
    amounts,
    attempt,
    claim,
    doubtful,
    knows,
    ready,
    settlement,
)
from tests.desk.world import known_person, people

PLAN: list[tuple[str, Claim, Knowledge, Step]] = [
    ("1 an attempt is open", claim(attempt=attempt()), knows(), Fold(attempt())),
    ("1 before any doubt", claim(doubtful(), attempt=attempt()), knows(), Fold(attempt())),
    ("2 in doubt", claim(doubtful()), knows(), Look()),
    ("2 in doubt, wish cancel", claim(doubtful(), people(wish=Wish.CANCEL)), knows(), Look()),
    ("3 settled", claim(BOOKED), knows(), End(State.DONE)),
    ("3 settled, wish upload", claim(BOOKED, people(wish=Wish.UPLOAD)), knows(), End(State.DONE)),
    (
        "3 settled, and it does not add up",
        claim(ready(settlement=UNEQUAL, money="M1", shown_retry=0)),
        knows(),
        Hold(HeldReason.AMOUNTS),
    ),
    (
        "3 it does not add up, tried again",
        claim(ready(settlement=UNEQUAL, money="M1", shown_retry=0), people(retry=1)),
        knows(),
        Ask(CallKind.SHOW),
    ),
    (
        "6 it does not add up, wish cancel",
        claim(ready(settlement=UNEQUAL, money="M1", shown_retry=0), people(wish=Wish.CANCEL)),
        knows(),
        Send(CallKind.UNDO),
    ),
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
        "9 wish cancel, and 4205 may be there",
        claim(MachinePart(uploading=1), people(wish=Wish.CANCEL)),
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
