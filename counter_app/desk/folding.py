"""From an answer to facts: what each call's outcome says about the claim (protocol, section 4)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from counter_app.desk import outcomes
from counter_app.desk.claim import UPLOAD_CALLS, CallKind, Claim, MachinePart, Refusal
from counter_app.model.settlement import Settlement
from counter_app.settlement.answers import Answers, UnreadableAnswer
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, NotSent, Refused, from_bytes
from offline_queue.values import Attempt

__all__ = ["Reading", "words_of"]


class Reading:
    """Reads outcomes for claims. `process`: this window and start, who asked a trial."""

    def __init__(self, answers: Answers, process: str) -> None:
        self._answers = answers
        self._process = process

    def late(self, attempt: Attempt) -> CallOutcome | None:
        """An answer somebody heard after losing the lane."""
        return from_bytes(attempt.late_answer) if attempt.late_answer else None

    def found(self, outcome: Done, *, but: Collection[str]) -> tuple[str, ...]:
        """The settlements a look (5204) shows, without those known to be undone."""
        return tuple(one for one in self._answers.settlement_ids(outcome.output) if one not in but)

    def given_back(self, outcome: CallOutcome | None) -> bool:
        """Whether 5203 says that a settlement was given back; what cannot be read says nothing."""
        try:
            return isinstance(outcome, Done) and self._answers.refunded(outcome.output)
        except UnreadableAnswer:
            return False

    def live_settlement(self, outcome: CallOutcome | None, at: datetime) -> Settlement | None:
        """A settlement (2207A, 5203) that stands; None where it was given back or is not readable."""
        if not isinstance(outcome, Done):
            return None
        try:
            if self._answers.refunded(outcome.output):
                return None
            return self._answers.settlement(outcome.output, at)
        except UnreadableAnswer:
            return None

    def applied(
        self,
        claim: Claim,
        kind: CallKind,
        msgid: str,
        outcome: CallOutcome,
        *,
        at: datetime,
        visit_number: str = "",
    ) -> tuple[MachinePart, CallOutcome]:
        """The machine's part after the outcome, and the outcome as it counts: a Done that lacks what it promised is an
        error, and whoever asked must pause before asking again.
        """
        if isinstance(outcome, NotSent):
            return outcomes.unsent(claim.machine, kind), outcome
        if isinstance(outcome, Done):
            try:
                return self._done(claim, kind, msgid, outcome, at, visit_number), outcome
            except UnreadableAnswer as gap:
                outcome = ErrorReply(f"答复缺少 {gap}")
        if isinstance(outcome, Refused):
            return _refused(claim, kind, msgid, outcome), outcome
        return _unclear(claim, kind, msgid, visit_number), outcome

    def _done(
        self, claim: Claim, kind: CallKind, msgid: str, outcome: Done, at: datetime, visit_number: str
    ) -> MachinePart:
        machine, people, output = claim.machine, claim.people, outcome.output
        match kind:
            case CallKind.PERSON:
                return outcomes.identified(machine, people, self._answers.person(output))
            case CallKind.BENEFIT:
                qualification = self._answers.qualification(output, at)
                return replace(machine, qualification=qualification, benefit_retry=people.retry)
            case CallKind.REGISTER:
                return outcomes.registered(machine, people, self._answers.visit_id(output), visit_number)
            case CallKind.VISIT:
                return outcomes.visit_sent(machine)
            case CallKind.LINES:
                return outcomes.lines_sent(machine, people, self._answers.splits(output))
            case CallKind.TRIAL:
                return outcomes.quoted(machine, people, self._answers.quote(output, at), self._process)
            case CallKind.SETTLE:
                booked = self._answers.settlement(output, at)
                return outcomes.adopted(replace(claim, machine=replace(machine, money=msgid)), booked)
            case CallKind.CLEAR:
                return outcomes.cleared(machine)
            case CallKind.CLOSE:
                return outcomes.shut(machine)
            case CallKind.UNDO:
                return outcomes.undone(machine, self._answers.settled_at(output, at))
            case CallKind.REVERSE:
                return outcomes.reverse_sent(machine, answered=True)
            case CallKind.SHOW:
                return self._shown(claim, outcome, at)
            case CallKind.UPLOAD_VISIT | CallKind.UPLOAD_COMPLETE | CallKind.UPLOAD_RECORD:
                return outcomes.uploaded(machine, kind, UPLOAD_CALLS[-1])
            case CallKind.FEES | CallKind.BEFORE | CallKind.DURING | CallKind.FEEDBACK:
                return machine  # monitoring is read where it is asked (desk.advising)

    def _shown(self, claim: Claim, outcome: Done, at: datetime) -> MachinePart:
        machine = claim.machine
        if self._answers.refunded(outcome.output):
            return outcomes.undone(machine, at)
        if _undoing(machine):
            return replace(outcomes.still_live(machine), shown_retry=claim.people.retry)
        return outcomes.shown_again(claim, self._answers.settlement(outcome.output, at))


def _undoing(machine: MachinePart) -> bool:
    return machine.undo_lost or machine.undo_refused


def _refused(claim: Claim, kind: CallKind, msgid: str, outcome: Refused) -> MachinePart:
    machine, people = claim.machine, claim.people
    match kind:
        case CallKind.SETTLE:
            return outcomes.settle_unknown(machine, people, msgid, outcome.text, outcome.code)
        case CallKind.CLEAR:
            return outcomes.cleared(machine)
        case CallKind.CLOSE:
            # Of a visit from a backup people may ask once more (`resolve`): this answers what they asked so far.
            asked = replace(machine, shown_retry=people.retry) if machine.unnamed else machine
            return outcomes.close_refused(asked)
        case CallKind.UNDO:
            return outcomes.undo_unknown(machine, Refusal(kind, outcome.text, outcome.code, people.retry))
        case CallKind.REVERSE:
            return outcomes.reverse_sent(machine, answered=True)
        case CallKind.SHOW if _undoing(machine):
            return outcomes.not_told(machine, people, outcome.text, outcome.code)
        case CallKind.SHOW:
            return outcomes.shown_again(claim, None)
        case CallKind.FEES:
            return machine
        case CallKind.BENEFIT:
            return replace(machine, benefit_retry=people.retry)
        case _:
            return outcomes.refused(machine, people, kind, outcome.text, outcome.code)


def _unclear(claim: Claim, kind: CallKind, msgid: str, visit_number: str) -> MachinePart:
    machine, people = claim.machine, claim.people
    match kind:
        case CallKind.REGISTER:
            return outcomes.register_lost(machine, visit_number)
        case CallKind.VISIT | CallKind.LINES:
            return outcomes.spoilt(machine)
        case CallKind.SETTLE:
            return outcomes.settle_unknown(machine, people, msgid, "", "")
        case CallKind.UNDO:
            return outcomes.undo_unknown(machine)
        case CallKind.REVERSE:
            return outcomes.reverse_sent(machine, answered=False)
        case CallKind.SHOW:  # of an undoing it is asked again, of amounts that do not add up a person is
            return machine if _undoing(machine) else outcomes.shown_again(claim, None)
        case CallKind.BENEFIT:  # not known is no obstacle: 2201 will tell
            return replace(machine, benefit_retry=people.retry)
        case _:
            return machine


def words_of(outcome: CallOutcome) -> str:
    """The far side's own words, where it said any; what our socket met is no sentence for anybody."""
    return outcome.text if isinstance(outcome, (ErrorReply, Refused)) else ""
