"""Monitoring on a claim's road: 3101 or 3102 once for a bill, its warnings answered before money moves, then 3103.

It is advice (domain facts, 2g, reason 15): whatever its calls meet, the claim goes on. It is asked only while the
person stands at the window, never for a claim that was made up and is replayed.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime
from typing import Any

from counter_app.desk.claim import CallKind, Claim, MachinePart, PeoplePart
from counter_app.desk.commands import Command, Exchange, Moment, NextMsgid, Now
from counter_app.desk.knowledge import Knowledge
from counter_app.desk.means import Means
from counter_app.model.monitoring import Advice, AnswerWay, RuleWarning, WarningAnswer
from counter_app.settlement.advice import warnings_of
from counter_app.settlement.client import UnfitInput
from counter_app.settlement.outcome import CallOutcome, Done, NotSent, name_of, said_by

__all__ = [
    "ADVISING",
    "advice_of",
    "advise",
    "answered",
    "answers_of",
    "blocked",
    "next_call",
    "open_warnings",
    "sent_back",
]

ADVISING = frozenset({CallKind.BEFORE, CallKind.DURING, CallKind.FEEDBACK})
UNFIT_WORD = "unfit"


def advice_of(claim: Claim) -> Advice | None:
    """What monitoring said of the bill as it is now; None where it was not asked."""
    advice = claim.machine.advice
    return advice if advice is not None and advice.charges_version == claim.people.charges_version else None


def open_warnings(claim: Claim) -> tuple[RuleWarning, ...]:
    """The warnings nobody has answered yet."""
    advice = advice_of(claim)
    given = {answer.number for answer in answers_of(claim)}
    return tuple(one for one in advice.warnings if one.number not in given) if advice else ()


def answers_of(claim: Claim) -> tuple[WarningAnswer, ...]:
    """What was answered to the warnings of the bill as it is now."""
    advice = advice_of(claim)
    return advice.answered_by(claim.people.answers) if advice is not None else ()


def blocked(claim: Claim) -> bool:
    """Whether the yes to the amount has to wait: a warning is open, or was answered by "change the bill"."""
    return not _made_up(claim.people) and (bool(open_warnings(claim)) or sent_back(claim))


def sent_back(claim: Claim) -> bool:
    """Whether a warning was answered by "change the bill": the bill as it is now is not settled."""
    return any(answer.way is AnswerWay.CHANGE for answer in answers_of(claim))


def next_call(claim: Claim, known: Knowledge) -> CallKind | None:
    """The call monitoring wants now, between the fee lines and the trial; None where it wants none."""
    if known.place.monitoring.call == "off" or not known.waiting or _made_up(claim.people):
        return None
    advice = advice_of(claim)
    if advice is None:
        return CallKind(known.place.monitoring.call)
    if advice.warnings and not advice.reported and not open_warnings(claim):
        return CallKind.FEEDBACK
    return None


def answered(people: PeoplePart, answers: tuple[WarningAnswer, ...]) -> PeoplePart:
    """People's part with these answers; the last to a warning counts, and those to an earlier bill stay."""
    given = {(one.number, one.charges_version) for one in answers}
    before = (one for one in people.answers if (one.number, one.charges_version) not in given)
    return replace(people, answers=(*before, *answers))


def advise(
    means: Means, claim: Claim, kind: CallKind
) -> Generator[Command, Any, tuple[MachinePart, datetime, str, str]]:
    """One call of monitoring: the machine's part after it, when, and what the history says of it."""
    msgid: str = yield NextMsgid()
    now: Moment = yield Now()
    try:
        call = means.calls.call(kind, claim, msgid, now.wall, credential=None)
    except UnfitInput as unfit:
        return _noted(claim, kind, UNFIT_WORD, str(unfit), ()), now.wall, f"{kind} not fit to send", str(unfit)
    outcome: CallOutcome = yield Exchange(call)
    now = yield Now()
    _, text = said_by(outcome)
    # What a socket met is no sentence for anybody.
    said = "" if isinstance(outcome, NotSent) else text
    found = warnings_of(outcome.output) if isinstance(outcome, Done) and kind is not CallKind.FEEDBACK else ()
    return _noted(claim, kind, name_of(outcome), said, found), now.wall, f"{kind} {name_of(outcome)}", text


def _noted(claim: Claim, kind: CallKind, heard: str, said: str, warnings: tuple[RuleWarning, ...]) -> MachinePart:
    advice = advice_of(claim)
    if kind is CallKind.FEEDBACK and advice is not None:
        return replace(claim.machine, advice=replace(advice, reported=heard))
    asked = Advice(kind, claim.people.charges_version, heard, said, warnings)
    return replace(claim.machine, advice=asked)


def _made_up(people: PeoplePart) -> bool:
    return people.consent or people.ticket_at is not None
