"""One trip of one claim along the road: step by step from plan to commit to call and back (protocol, 2 to 5).

A generator without I/O, like the road it belongs to.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from counter_app.desk import outcomes
from counter_app.desk.advising import ADVISING, advise
from counter_app.desk.claim import CallKind, Claim, HeldReason, MachinePart
from counter_app.desk.commands import (
    Arrival,
    Command,
    Commit,
    Exchange,
    Load,
    Moment,
    NextMsgid,
    Now,
    Sleep,
    Stop,
    Take,
)
from counter_app.desk.documents import to_document
from counter_app.desk.folding import words_of
from counter_app.desk.knowledge import DEADLINE_S
from counter_app.desk.means import Means
from counter_app.desk.plan import plan
from counter_app.desk.sold_codes import changed
from counter_app.desk.steps import Abandon, Adopt, Ask, Dead, End, Fold, GiveUp, Hold, Look, Send, Wait
from counter_app.desk.trip import TWICE, TWICE_SAID, Change, Trip, rested
from counter_app.settlement.client import UnfitInput
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, name_of, said_by, to_bytes
from offline_queue.values import Attempt, Event, Intent, OutcomeNote, PeopleWrite, Rest, State, Step

__all__ = ["Journey"]

_READ_ONLY_PAUSES_S = (1.0, 2.0, 4.0, 8.0)
_RESUME_AFTER_S = 5.0

Steps = Generator[Command, Any, Any]


class Journey:
    """One trip of one claim: the facts as they grow between two commits."""

    def __init__(self, means: Means, trip: Trip, claim: Claim, fence: int) -> None:
        self._means = means
        self._trip = trip
        self._memory = means.memory
        self._claim = claim
        self._fence = fence
        self._note: OutcomeNote | None = None
        self._events: list[Event] = []
        self._change: PeopleWrite | None = None
        self._started = 0.0
        self._repeats = 0
        self._arrival: Arrival | None = None

    def run(self) -> Generator[Command, Any, Arrival]:
        """From the claim's facts to an end, a person, or a rest."""
        now: Moment = yield Now()
        self._started = now.boot  # patience counts from here
        if self._trip.change:
            self._join(self._trip.change, now.wall)
        while True:
            now = yield Now()
            known = self._memory.knowledge(self._claim, now, waiting=self._trip.waiting)
            match plan(self._claim, known):
                case Fold(attempt):
                    self._fold(attempt, now)
                case Send(kind):
                    yield from self._send(kind)
                case Ask(kind) if kind in ADVISING:
                    self._know(*(yield from advise(self._means, self._claim, kind)))
                case Ask(kind):
                    yield from self._ask(kind)
                case Look():
                    yield from self._look()
                case Adopt(settlement):
                    self._know(outcomes.adopted(self._claim, settlement), now.wall, "adopted")
                case GiveUp():
                    self._know(outcomes.given_up(self._claim.machine, self._claim.people.retry), now.wall, "given up")
                case Dead():
                    self._know(outcomes.dead(self._claim.machine), now.wall, "proved not booked")
                case Abandon():
                    self._know(outcomes.abandoned(self._claim.machine), now.wall, "visit left to the day's end")
                case Wait(seconds, why):
                    yield from self._wait(seconds, why)
                case Hold(reason):
                    yield from self._rest(State.HELD, reason)
                case End(state):
                    yield from self._rest(state, "")
            if self._arrival is not None:
                return self._arrival

    # --- what is known -------------------------------------------------------------------------------------------

    def _know(self, machine: MachinePart, at: datetime, what: str, detail: str = "") -> None:
        self._claim = replace(self._claim, machine=machine)
        self._events.append(Event(at, self._trip.who, what, detail))

    def _join(self, change: Change, at: datetime) -> None:
        event = Event(at, self._trip.who, change.what, change.detail)
        self._change = changed(self._claim.people, change.people, change.version, (event,))
        self._claim = replace(self._claim, people=change.people)

    def _fold(self, attempt: Attempt, now: Moment) -> None:
        """A call found open is never sent again: its outcome is what was heard, or it is lost."""
        outcome = self._memory.heard.get(attempt.msgid) or self._means.reading.late(attempt) or Lost("found open")
        self._claim = replace(self._claim, attempt=None)
        kind = CallKind(attempt.kind)
        self._heard(kind, attempt.msgid, outcome, now, visit_number=attempt.subject)

    def _heard(
        self, kind: CallKind, msgid: str, answer: CallOutcome, now: Moment, *, visit_number: str = ""
    ) -> CallOutcome:
        machine, outcome = self._means.reading.applied(
            self._claim, kind, msgid, answer, at=now.wall, visit_number=visit_number
        )
        code, text = said_by(outcome)
        self._note = OutcomeNote(msgid, name := name_of(outcome), code, text, to_bytes(answer))
        self._know(machine, now.wall, f"{kind} {name}", text)
        if kind is CallKind.CLOSE and machine.doubt and machine.close_refused:
            self._memory.close_refused(machine.doubt, now.boot)
        if kind is CallKind.REVERSE and not isinstance(outcome, NotSent):
            self._memory.reversed(machine.doubt, now.boot)
        return outcome

    # --- calls ---------------------------------------------------------------------------------------------------

    def _send(self, kind: CallKind) -> Steps:
        """Write, then send: the intent is on disk before the first byte leaves (protocol, rule 1)."""
        msgid: str = yield NextMsgid()
        now: Moment = yield Now()
        try:
            call = self._means.calls.call(
                kind,
                self._claim,
                msgid,
                now.wall,
                credential=self._credential(now),
                not_after=now.boot + DEADLINE_S,
            )
        except UnfitInput as unfit:
            self._refuse(kind, str(unfit), unfit.code, now.wall)
            return
        if not (yield from self._intend(kind, msgid, now)):
            return
        outcome: CallOutcome = yield Exchange(call)
        now = yield Now()
        outcome = self._heard(kind, msgid, outcome, now, visit_number=self._means.calls.visit_number(self._claim))
        if isinstance(outcome, NotSent):
            yield from self._rest_for_link(outcome.told)
        elif isinstance(outcome, (Lost, ErrorReply)) and kind is not CallKind.SETTLE:
            yield from self._again_or_rest(words_of(outcome))
        else:
            self._repeats = 0

    def _intend(self, kind: CallKind, msgid: str, now: Moment) -> Generator[Command, Any, bool]:
        machine = self._claim.machine
        intended = outcomes.intended(machine, kind, msgid)
        opening = kind is CallKind.REGISTER
        subject = self._means.calls.visit_number(self._claim) if opening else machine.visit_id
        written = yield Commit(
            Step(
                key=self._claim.key,
                fence=self._fence,
                machine=to_document(machine),
                events=tuple(self._events),
                events_intended=(Event(now.wall, self._trip.who, f"{kind} intent", msgid),),
                machine_intended=to_document(intended),
                intent=Intent(
                    msgid,
                    kind,
                    now.wall,
                    subject,
                    target=machine.doubt if kind is CallKind.REVERSE else "",
                    needs_turn=opening,
                ),
                planned_on=self._claim.version,
                engaged=bool(machine.visit_id) or opening,
                outcome=self._note,
                people=self._change,
                background=self._trip.background,
            )
        )
        self._committed(people_too=written.intended)
        if written.intended:
            self._claim = replace(self._claim, machine=intended)
            return True
        if written.why == "version" and self._change is None:
            self._claim = yield Load(self._claim.key)
            return False
        if written.why == TWICE:  # what a person joins to it, a payment, is not written either
            self._change, self._claim = None, (yield Load(self._claim.key))
            self._refuse(kind, TWICE_SAID, TWICE, now.wall)
            return False
        stop = Stop.BEHIND if written.why in ("turn", "front") else Stop.MOVED
        yield from self._pause(stop, now, _RESUME_AFTER_S, written.why)
        return False

    def _ask(self, kind: CallKind) -> Steps:
        """A call that changes nothing needs no intent; its answer rides on the next commit."""
        outcome = yield from self._inquire(kind)
        now: Moment = yield Now()
        if outcome is None:
            return
        if isinstance(outcome, NotSent):
            yield from self._rest_for_link(outcome.told)
            return
        machine, outcome = self._means.reading.applied(self._claim, kind, "", outcome, at=now.wall)
        _, text = said_by(outcome)
        self._know(machine, now.wall, f"{kind} {name_of(outcome)}", text)
        if isinstance(outcome, (Lost, ErrorReply)):
            yield from self._again_or_rest(words_of(outcome))
            return
        self._repeats = 0
        if kind is CallKind.TRIAL:
            self._memory.quoted[self._claim.key] = now.boot
        elif kind is CallKind.PERSON and machine.person is not None:
            yield from self._identified(machine.person.id_number)

    def _identified(self, id_number: str) -> Steps:
        """The person is known: ask what they are entitled to, and move the claim into their lane (protocol, 6)."""
        benefit = yield from self._inquire(CallKind.BENEFIT)
        now: Moment = yield Now()
        if isinstance(benefit, Done):
            machine, benefit = self._means.reading.applied(self._claim, CallKind.BENEFIT, "", benefit, at=now.wall)
            self._know(machine, now.wall, f"{CallKind.BENEFIT} {name_of(benefit)}")
        lane = self._means.lane_of(id_number)
        if lane == self._claim.lane:
            return
        yield from self._lay_down(State.READY, "", now.wall, release=True, lane=lane)
        fence = yield Take(lane, self._claim.key)
        if fence is None:
            self._arrival = Arrival(self._claim.key, self._claim, Stop.BEHIND, "turn")
            return
        self._fence = fence
        self._claim = yield Load(self._claim.key)

    def _look(self) -> Steps:
        """5204, then 5203 for each settlement found; a refunded one does not count (protocol, section 5)."""
        machine = self._claim.machine
        outcome = yield from self._inquire(CallKind.FEES)
        now: Moment = yield Now()
        if not isinstance(outcome, Done):
            # A refused look found nothing; an unanswered one is no look, so the watch waits for the next.
            if outcome is not None and not isinstance(outcome, (Lost, ErrorReply, NotSent)):
                self._seen_nothing(now, "may not look")
                return
            yield from self._again_or_rest("")
            return
        unread = False
        for settlement_id in self._means.reading.found(outcome, but=machine.undone):
            shown = yield from self._inquire(CallKind.SHOW, settlement_id)
            now = yield Now()
            settlement = self._means.reading.live_settlement(shown, now.wall)
            if settlement is not None and settlement.visit_id == machine.visit_id:
                self._know(outcomes.adopted(self._claim, settlement), now.wall, "found by looking")
                return
            if isinstance(shown, (Lost, ErrorReply, NotSent)):
                yield from self._again_or_rest("")
                return
            unread |= settlement is None and not self._means.reading.given_back(shown)
        self._seen_nothing(now, "looked, could not read it" if unread else "looked, nothing found", unread=unread)

    def _seen_nothing(self, now: Moment, what: str, *, unread: bool = False) -> None:
        self._memory.looked(self._claim.machine.doubt, now.boot)
        self._know(outcomes.looked_in_vain(self._claim.machine, unread=unread), now.wall, what)

    def _inquire(self, kind: CallKind, settlement_id: str = "") -> Generator[Command, Any, CallOutcome | None]:
        msgid: str = yield NextMsgid()
        now: Moment = yield Now()
        try:
            call = self._means.calls.call(
                kind,
                self._claim,
                msgid,
                now.wall,
                credential=self._credential(now),
                settlement_id=settlement_id,
                # Who sleeps here wakes with the person gone whose voucher it may carry.
                not_after=now.boot + DEADLINE_S,
            )
        except UnfitInput as unfit:
            self._refuse(kind, str(unfit), unfit.code, now.wall)
            return None
        outcome: CallOutcome = yield Exchange(call)
        return outcome

    def _credential(self, now: Moment) -> Any:
        known = self._memory.knowledge(self._claim, now, waiting=self._trip.waiting)
        return known.credential_for(self._claim)

    def _refuse(self, kind: CallKind, why: str, code: str, at: datetime) -> None:
        """A refusal that is ours: it is not sent, now or later."""
        machine = outcomes.unfit(self._claim.machine, self._claim.people, kind, why, code)
        self._know(machine, at, f"{kind} not fit to send", why)

    # --- resting -------------------------------------------------------------------------------------------------

    def _wait(self, seconds: float, why: str) -> Steps:
        now: Moment = yield Now()
        if self._patience_left(now) < seconds:
            yield from self._pause(Stop.ARRIVED, now, seconds, why)
            return
        if self._note is not None or self._change is not None:
            # Others see the claim as it is while we wait; the lane stays ours.
            due = now.wall + timedelta(seconds=seconds)
            yield from self._lay_down(self._waiting_state(), why, now.wall, due=due, release=False)
        yield from self._sleep(seconds)

    def _sleep(self, seconds: float) -> Steps:
        closing: bool = yield Sleep(seconds)
        if closing:
            self._trip = replace(self._trip, patience_s=0.0)

    def _again_or_rest(self, text: str) -> Steps:
        """An unanswered call: within the window's patience try on, else rest; replay goes on from the facts."""
        now: Moment = yield Now()
        pause = _READ_ONLY_PAUSES_S[min(self._repeats, len(_READ_ONLY_PAUSES_S) - 1)]
        self._repeats += 1
        if self._patience_left(now) >= pause:
            yield from self._sleep(pause)
        else:
            yield from self._rest_for_link(text)

    def _rest_for_link(self, text: str) -> Steps:
        yield from self._pause(Stop.LINK, (yield Now()), _RESUME_AFTER_S, text)

    def _waiting_state(self) -> State:
        return State.UNCLEAR if self._claim.machine.doubt else State.READY

    def _pause(self, stop: Stop, now: Moment, seconds: float, text: str) -> Steps:
        due = now.wall + timedelta(seconds=seconds)
        if (yield from self._lay_down(self._waiting_state(), "", now.wall, due=due, release=True)):
            self._arrival = Arrival(self._claim.key, self._claim, stop, text)

    def _rest(self, state: State, reason: HeldReason | str) -> Steps:
        now: Moment = yield Now()
        keep = self._trip.waiting and reason is HeldReason.CONFIRM
        # A yes to other amounts than these is not written: the cashier is asked again.
        if reason is HeldReason.CONFIRM:
            self._change = None
        if (yield from self._lay_down(state, reason, now.wall, release=not keep)):
            fence = self._fence if keep else None
            self._arrival = Arrival(self._claim.key, self._claim, Stop.ARRIVED, fence=fence)

    def _lay_down(
        self, state: State, reason: str, at: datetime, *, due: datetime | None = None, release: bool, lane: str = ""
    ) -> Generator[Command, Any, bool]:
        """Commit a rest. False where a person changed the claim meanwhile: it is planned again, on their change."""
        machine = self._claim.machine
        rest = Rest(
            key=self._claim.key,
            fence=self._fence,
            machine=to_document(machine),
            events=tuple(self._events),
            events_rested=(rested(self._claim, state, reason, at, self._trip.who),),
            state=state,
            reason=str(reason),
            due=due or at,
            engaged=bool(machine.visit_id),
            outcome=self._note,
            people=self._change,
            release=release,
            lane=lane,
            planned_on=None if lane else self._claim.version,
        )
        written = yield Commit(rest)
        self._committed()
        if written.intended:
            self._claim = replace(self._claim, state=state, reason=str(reason))
        else:
            self._claim = yield Load(self._claim.key)
        return bool(written.intended)

    def _committed(self, *, people_too: bool = True) -> None:
        if self._note is not None:
            self._memory.heard.pop(self._note.msgid, None)
        if self._change is not None and people_too:
            self._claim = replace(self._claim, version=self._change.version + 1)
            self._change = None
        self._note = None
        self._events = []

    def _patience_left(self, now: Moment) -> float:
        return self._started + self._trip.patience_s - now.boot
