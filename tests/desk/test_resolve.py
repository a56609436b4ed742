"""The decision table of section 5 of the protocol, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from counter_app.desk.claim import (
    CallKind,
    Claim,
    HeldReason,
)
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.plan import plan
from counter_app.desk.resolve import resolve
from counter_app.desk.steps import Adopt, Dead, GiveUp, Hold, Look, Send, Step, Wait
from counter_app.settlement.place import VisitLock
from tests.desk.facts import (
    BLIND,
    BOOKS_SAY_NO,
    BOOKS_SAY_YES,
    NO_LOCK,
    NOW,
    PLACE,
    W,
    claim,
    doubtful,
    knows,
    settlement,
    watched,
)

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
