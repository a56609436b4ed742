"""A supervisor's note of a settlement that the service does not undo: it was put right outside, or it stays.

A person's word is no proof (protocol, section 5): 5203 is asked first, and what it shows wins. Said to be gone it is
taken for undone and no more: its visit must still be shut, and 2202 is refused while anything is settled on it
(rows R8, R9). Said to stay it must be seen live; then the old claim ends as it was settled and what was to be kept
apart is never opened (section 6, "partial refund": old not cancellable).
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from counter_app.desk import entries, outcomes
from counter_app.desk.claim import CallKind, Claim, MachinePart, PeoplePart, Wish
from counter_app.desk.commands import Command, Commit, Exchange, Load, Moment, NextMsgid, Now, Take
from counter_app.desk.documents import to_document
from counter_app.desk.means import Means
from counter_app.desk.sold_codes import changed
from counter_app.model import money
from counter_app.settlement.client import UnfitInput
from counter_app.settlement.outcome import CallOutcome, Done, Refused
from offline_queue.values import Event, PeopleWrite, Rest, State

__all__ = ["Note", "Word", "put_right"]

_BUSY = "另一个窗口正在处理这一单，请稍后再录。"
_UNSEEN = "医保没有给出这笔结算的现状，请稍后再录。"


class Word(StrEnum):
    """What the supervisor says became of the settlement."""

    GONE = "gone"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Note:
    """By whom, on which day and how it was put right; `returned`: yuan the person has had back outside."""

    word: Word
    by: str
    on: date
    how: str
    returned: Decimal = money.ZERO

    @property
    def told(self) -> str:
        """As the history keeps it."""
        back = f"，另处已退 {money.text(self.returned)} 元" if self.returned else ""
        return f"{self.by}，{self.on}，{self.how}{back}"


def put_right(means: Means, key: str, note: Note, who: str) -> Generator[Command, Any, str]:
    """Take the note up. Returns why not, in words; empty where it is on record. Nothing is sent but 5203.

    One event row tells of it either way, once 5203 answered. Raises what a commit raises (LaneLost, VersionMoved,
    StoreUnavailable), ClaimMissing.
    """
    claim: Claim = yield Load(key)
    now: Moment = yield Now()
    wrong = _why_not(claim, note, now.wall)
    if wrong:
        return wrong
    fence = yield Take(claim.lane, key)
    if fence is None:
        return _BUSY
    claim = yield Load(key)
    wrong = _why_not(claim, note, now.wall)
    settlement = claim.machine.settlement
    if wrong or settlement is None:
        yield from _rest(claim, fence)
        return wrong
    number = settlement.settlement_id
    msgid: str = yield NextMsgid()
    now = yield Now()
    try:
        call = means.calls.call(CallKind.SHOW, claim, msgid, now.wall, credential=None, settlement_id=number)
    except UnfitInput as unfit:
        yield from _rest(claim, fence)
        return str(unfit)
    outcome: CallOutcome = yield Exchange(call)
    now = yield Now()
    if not isinstance(outcome, (Done, Refused)):
        yield from _rest(claim, fence)
        return "线路不通，没有查到这笔结算的现状，请稍后再录。"
    shown = means.reading.live_settlement(outcome, now.wall)
    live = shown is not None and shown.settlement_id == number
    gone = means.reading.given_back(outcome)
    wrong = _contradicted(note, live=live, gone=gone)
    if wrong:
        event = Event(now.wall, who, f"note not confirmed: {note.word}", note.told)
        yield from _rest(claim, fence, event)
        return wrong
    event = Event(now.wall, who, f"put right outside: {note.word}", note.told)
    yield from _write(claim, fence, note, event)
    return ""


def _why_not(claim: Claim, note: Note, now: datetime) -> str:
    machine = claim.machine
    stands = machine.undo_refused and not machine.undo_lost
    if claim.state.ended or claim.attempt is not None or machine.settlement is None or not stands:
        return "这一单不是医保不让撤销的单，不用登记。"
    # It is undone because its total is not the bill's: left as it is, it would be undone once more.
    if note.word is Word.STAYS and machine.settlement.amounts.total != claim.people.total:
        return f"医保结算的总额 {money.text(machine.settlement.amounts.total)} 元与账单不一致，不能登记为照旧。"
    if not (note.by.strip() and note.how.strip()):
        return "要写明是谁、怎么处理的。"
    if note.on > now.astimezone(claim.people.visit.date.tzinfo).date():
        return "处理的日期还没有到。"
    if not money.ZERO <= note.returned <= claim.people.paid:
        return f"另处退给患者的不能超过收的 {money.text(claim.people.paid)} 元。"
    if note.returned and note.word is Word.STAYS:
        return "结算照旧的单不退款，不能登记另处退款。"
    return ""


def _contradicted(note: Note, *, live: bool, gone: bool) -> str:
    """Why what 5203 shows speaks against the note; empty where it does not."""
    if note.word is Word.GONE:
        return "医保查到这笔结算还在，没有撤销，不能登记为已撤。" if live else ""
    if live:
        return ""
    return "医保查到这笔结算已经撤销，不能登记为照旧。" if gone else _UNSEEN


def _write(claim: Claim, fence: int, note: Note, event: Event) -> Generator[Command, Any, None]:
    if note.word is Word.STAYS:
        kept = replace(claim.people, wish=Wish.SETTLE, remainder=None, retry=claim.people.retry + 1)
        cleared = replace(claim.machine, undo_refused=False, undo_live=False, refused=None)
        yield from _rest(claim, fence, event, cleared, kept)
        return
    people = claim.people
    if note.returned:
        people = entries.given_back(people, note.returned, event.at, event.who, reason=entries.ELSEWHERE)
    yield from _rest(claim, fence, event, outcomes.undone(claim.machine, event.at), people)


def _rest(
    claim: Claim,
    fence: int,
    event: Event | None = None,
    machine: MachinePart | None = None,
    people: PeoplePart | None = None,
) -> Generator[Command, Any, None]:
    """One commit: the note with what it changes, and the lane is free again. Without a change all stays as it is."""
    now: Moment = yield Now()
    write: PeopleWrite | None = None
    if people is not None and people != claim.people:
        write = changed(claim.people, people, claim.version, ())
    yield Commit(
        Rest(
            key=claim.key,
            fence=fence,
            machine=to_document(machine or claim.machine),
            events=(event,) if event is not None else (),
            state=State.READY if machine is not None else claim.state,
            reason="" if machine is not None else claim.reason,
            due=now.wall,
            engaged=bool(claim.machine.visit_id),
            people=write,
        )
    )
