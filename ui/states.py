"""State → what the till says in the large, on which ground, and which keys live (look, section 9)."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.failures import failure
from ui.fee_line import limited_lines
from ui.item_views import Fetching
from ui.keys import Action
from ui.shapes import Shape
from ui.theme import Face, Role
from ui.views import VisitState, VisitView
from ui.words.remedies import SHOWN_AGAIN

__all__ = ["HELD_TOLD", "NEXT", "PAID_TOLD", "RULES", "Rule", "alive", "rule", "shown_again"]

_NEW_PERSON = frozenset({Action.READ_CARD, Action.TYPE_IN, Action.SCAN})
_EDIT = frozenset({Action.ASK, Action.ADD, Action.DELETE})
_TENDER = frozenset({Action.TAKE, Action.METHOD})
_DECIDE = frozenset({Action.KIND, Action.INSURANCE, Action.APPROVE})
_ALWAYS = frozenset({Action.HELP, Action.QUESTIONS, Action.PAGE, Action.LIST, Action.RESUME, Action.DAY})
# Somebody was identified just now: here it is told that a claim of theirs waits, and its key goes on with it.
HELD_TOLD = frozenset({VisitState.CHARGES, VisitState.NO_CHARGES})
# And that one with their money lies aside at this window.
PAID_TOLD = HELD_TOLD | {VisitState.LINK_DOWN, VisitState.FAILURE}
# From here the person's next unpaid bill is taken; a failure has it among its ways on.
_BEFORE = frozenset(
    {VisitState.NO_CHARGES, VisitState.CHARGES, VisitState.WARNED, VisitState.TRIAL_DONE, VisitState.LINK_DOWN}
)
_AFTER = frozenset({VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.PAID_IN_FULL})


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: the ground of the till, the role and shape of the sentence, the living keys, whether something works."""

    face: Face
    role: Role
    shape: Shape
    keys: frozenset[Action] = frozenset()
    working: bool = False


RULES: dict[VisitState, Rule] = {
    VisitState.WAITING: Rule(Face.PLAIN, Role.ASK, Shape.NOTE, _NEW_PERSON | {Action.PARK, Action.PRINT}),
    VisitState.SCANNING: Rule(
        Face.PLAIN, Role.ASK, Shape.NOTE, frozenset({Action.READ_CARD, Action.TYPE_IN, Action.BACK})
    ),
    VisitState.TYPING: Rule(Face.PLAIN, Role.ASK, Shape.NOTE, _NEW_PERSON | {Action.BACK}),
    VisitState.READING: Rule(Face.PLAIN, Role.INFO, Shape.WORKING, frozenset({Action.BACK}), working=True),
    VisitState.IDENTIFYING: Rule(Face.PLAIN, Role.INFO, Shape.WORKING, frozenset({Action.BACK}), working=True),
    VisitState.NO_CHARGES: Rule(
        Face.PLAIN, Role.ASK, Shape.NOTE, _NEW_PERSON | {Action.ASK, Action.ADD, Action.PARK, Action.BACK}
    ),
    VisitState.CHARGES: Rule(
        Face.STRONG,
        Role.ASK,
        Shape.NOTE,
        _NEW_PERSON | _EDIT | _DECIDE | {Action.TRIAL, Action.PARK, Action.BACK},
    ),
    VisitState.TRIAL_RUNNING: Rule(Face.PLAIN, Role.INFO, Shape.WORKING, frozenset({Action.BACK}), working=True),
    VisitState.WARNED: Rule(
        Face.DO_NOT_COLLECT,
        Role.WARN,
        Shape.ATTENTION,
        _NEW_PERSON | {Action.GO_ON, Action.SEND_BACK, Action.ASK, Action.PARK, Action.BACK},
    ),
    VisitState.TRIAL_DONE: Rule(
        Face.AMOUNT,
        Role.INFO,
        Shape.NOTE,
        _NEW_PERSON | _EDIT | _TENDER | _DECIDE | {Action.TRIAL, Action.PARK, Action.BACK},
    ),
    VisitState.SETTLING: Rule(Face.AMOUNT, Role.INFO, Shape.WORKING, working=True),
    VisitState.SETTLED: Rule(
        Face.SETTLED, Role.OK, Shape.DONE, _NEW_PERSON | {Action.PRINT, Action.PAY_OUT, Action.BACK}
    ),
    VisitState.GIVING_BACK: Rule(
        Face.DO_NOT_COLLECT,
        Role.ASK,
        Shape.NOTE,
        frozenset({Action.DELETE, Action.SCAN, Action.PAY_OUT, Action.BACK}),
    ),
    VisitState.PARTING: Rule(Face.CHECKING, Role.INFO, Shape.WORKING, working=True),
    VisitState.AMOUNT_CHANGED: Rule(
        Face.DO_NOT_COLLECT, Role.STOP, Shape.STOPPED, frozenset({Action.TAKE, Action.METHOD, Action.PAY_OUT})
    ),
    VisitState.FAILURE: Rule(
        Face.DO_NOT_COLLECT, Role.STOP, Shape.STOPPED, _NEW_PERSON | {Action.INSURANCE, Action.BACK}
    ),
    VisitState.FULL_PAYMENT: Rule(
        Face.AMOUNT, Role.WARN, Shape.ATTENTION, _TENDER | {Action.PRINT, Action.PARK, Action.BACK}
    ),
    VisitState.PAID_IN_FULL: Rule(Face.SETTLED, Role.OK, Shape.DONE, _NEW_PERSON | {Action.PRINT, Action.BACK}),
    VisitState.UNCLEAR: Rule(Face.CHECKING, Role.CHECK, Shape.CHECKING, frozenset({Action.PARK}), working=True),
    VisitState.BY_HAND: Rule(Face.CHECKING, Role.CHECK, Shape.CHECKING, frozenset({Action.PARK, Action.PRINT})),
    VisitState.LINK_DOWN: Rule(
        Face.MAKE_UP,
        Role.OFF,
        Shape.OUTAGE,
        _NEW_PERSON | _EDIT | _TENDER | {Action.APPROVE, Action.PARK, Action.PRINT, Action.BACK},
    ),
    VisitState.TICKET_OUT: Rule(Face.MAKE_UP, Role.OFF, Shape.OUTAGE, _NEW_PERSON | {Action.PRINT, Action.BACK}),
    VisitState.REFUND_DUE: Rule(Face.MAKE_UP, Role.ASK, Shape.NOTE, frozenset({Action.PAY_OUT, Action.BACK})),
    VisitState.REFUNDED: Rule(Face.SETTLED, Role.OK, Shape.DONE, _NEW_PERSON | {Action.PRINT, Action.BACK}),
    VisitState.LOCKED: Rule(Face.PLAIN, Role.ASK, Shape.NOTE),
}


# The likeliest next key where no button of the till is waited for: the focus stands there.
NEXT = {
    VisitState.WAITING: Action.SCAN,
    VisitState.SCANNING: Action.READ_CARD,
    VisitState.NO_CHARGES: Action.ASK,
    VisitState.SETTLED: Action.PRINT,
    VisitState.GIVING_BACK: Action.DELETE,
    VisitState.UNCLEAR: Action.PARK,
    VisitState.BY_HAND: Action.PRINT,
    VisitState.PAID_IN_FULL: Action.PRINT,
    VisitState.TICKET_OUT: Action.PRINT,
    VisitState.REFUNDED: Action.PRINT,
}

# Whose paper is there as a file: it may be looked at.
_PAPERED = (
    VisitState.WAITING,
    VisitState.SETTLED,
    VisitState.TICKET_OUT,
    VisitState.PAID_IN_FULL,
    VisitState.REFUNDED,
)


def shown_again(view: VisitView) -> bool:
    """Money was taken, and what was shown for it serves no more: the claim goes on with a card or a code of the same
    person's.
    """
    stopped = view.failure is not None and view.failure.code in SHOWN_AGAIN
    return stopped and bool(view.returnable) and view.state in (VisitState.FAILURE, VisitState.TYPING)


def rule(view: VisitView) -> Rule:
    """The row of the view's state."""
    return RULES[view.state]


def alive(view: VisitView, ways_on: frozenset[Action] = frozenset()) -> frozenset[Action]:
    """The keys that do something now; a failure adds its ways on, and one that may wait can be parked."""
    keys = rule(view).keys | _ALWAYS
    if view.state is VisitState.LOCKED:
        return frozenset({Action.HELP})
    if view.adding is not None:  # the keys are the search's; Esc leaves it
        fetches = view.adding.fetching in (Fetching.WANTED, Fetching.STOPPED)
        return _ALWAYS | {Action.BACK} | ({Action.ASK} if fetches else set())
    if view.state is VisitState.FAILURE:
        keys |= ways_on
        if view.failure is not None and failure(view.failure.code).may_wait:
            keys |= {Action.PARK}
    if view.state is VisitState.TYPING and view.person is not None:  # a card gave what it could; the line is down
        keys |= {Action.ASK, Action.PARK}
    if view.state is VisitState.NO_CHARGES and any(one.goes_on for one in view.older):
        keys |= {Action.TRIAL}
    if view.open_bills if view.state in _AFTER else view.bills and view.state in _BEFORE:
        keys |= {Action.NEXT_BILL}
    if view.remark is not None:  # its notice says what to do about the filing
        keys |= {Action.PRINT}
    if view.state is VisitState.WAITING:
        keys -= set() if view.parked else {Action.PARK}
        keys -= set() if view.last else {Action.PRINT}
    if view.state in _PAPERED:
        keys |= {Action.PREVIEW}
    if not view.charges:
        keys -= {Action.DELETE}
    if view.person is None or not view.person.choice or view.paid:
        keys -= {Action.INSURANCE}
    if view.paid or not limited_lines(view):
        keys -= {Action.APPROVE}
    return keys
