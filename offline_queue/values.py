"""What goes into the queue and comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

__all__ = [
    "Attempt",
    "Event",
    "FreshJob",
    "Intent",
    "Job",
    "OutcomeNote",
    "Owner",
    "PeopleWrite",
    "Rest",
    "State",
    "Step",
    "Written",
]


class State(StrEnum):
    """Where a job stands (protocol, section 3); the last three are the ends."""

    READY = "ready"  # a call or a wait follows
    SENDING = "sending"  # an intent is written and its outcome is not
    UNCLEAR = "unclear"  # money may have moved and nobody knows yet
    HELD = "held"  # a person must act
    DONE = "done"
    VOID = "void"
    UPLOADED = "uploaded"

    @property
    def ended(self) -> bool:
        """Nothing follows."""
        return self in (State.DONE, State.VOID, State.UPLOADED)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who works: a window and its start number. A later start of the same window may take what an earlier one left."""

    window: str
    incarnation: int


@dataclass(frozen=True, slots=True)
class Intent:
    """ "I am about to send this": one call attempt, one message id.

    `kind`: the call's number. `subject`: what it works on, `target`: the message id it takes back; both for evidence.
    `needs_turn`: it opens something new on the far side, so no older or engaged job of the lane may be alive.
    """

    msgid: str
    kind: str
    at: datetime
    subject: str = ""
    target: str = ""
    needs_turn: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeNote:
    """How a call attempt ended: the outcome's name, the far side's code and text, and its answer (encrypted)."""

    msgid: str
    outcome: str
    code: str = ""
    text: str = ""
    answer: bytes = b""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a job's history. `detail` is for people and stays encrypted; `hash` chains the rows of a job."""

    at: datetime
    who: str
    what: str
    detail: str = ""
    n: int = 0
    seq: int = 0
    job: str = ""
    hash: str = ""


@dataclass(frozen=True, slots=True)
class FreshJob:
    """A job as it is opened. `order` sorts the jobs of a lane; `subject` is unique among live jobs (one bill, once).

    `marks`: what it holds, and others may be asked for; only keyed hashes of them are written.
    """

    key: str
    subject: str
    lane: str
    order: str
    state: State
    people: bytes
    machine: bytes
    due: datetime
    reason: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """A job as it stands. `version` moves with every people's write, `fence` with every taking of its lane."""

    key: str
    subject: str
    lane: str
    order: str
    state: State
    reason: str
    due: datetime
    engaged: bool
    version: int
    people: bytes
    machine: bytes
    opened_at: datetime
    changed_at: datetime
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call attempt on record; `outcome` empty while it is open. `late_answer`: heard without owning the lane."""

    msgid: str
    job: str
    kind: str
    subject: str
    target: str
    owner: Owner
    at: datetime
    outcome: str = ""
    code: str = ""
    text: str = ""
    answer: bytes = b""
    late_answer: bytes = b""


@dataclass(frozen=True, slots=True)
class PeopleWrite:
    """What a person changed: the whole people's document, on top of `version` as it stood on their screen.

    `marks`: what the job holds from now on; None where that is as it was.
    """

    version: int
    document: bytes
    events: tuple[Event, ...]
    marks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """T2: the outcome of the last call and the intent of the next, in one commit (protocol, section 2).

    `planned_on` is the people's version the intent was planned on; `engaged`: the job now holds something on the far
    side that the other jobs of its lane must wait for. `machine_intended` stands where the intent is written, `machine`
    where only the outcome is; `events_intended` are told only with the intent, after the person's own. `people` joins a
    person's change (T4) to the same commit.
    `background` steps aside where a window has put the lane in front.
    """

    key: str
    fence: int
    machine: bytes
    events: tuple[Event, ...]
    machine_intended: bytes
    intent: Intent
    planned_on: int
    engaged: bool
    outcome: OutcomeNote | None = None
    people: PeopleWrite | None = None
    events_intended: tuple[Event, ...] = ()
    background: bool = False


@dataclass(frozen=True, slots=True)
class Rest:
    """T3: the outcome of the last call and a place to rest; `release` frees the lane, `due` says when to look again.

    `planned_on` is the people's version the rest was planned on: a job must not fall asleep, or end, over a wish that
    came while its last call was under way. None where the rest decides nothing that people could have changed.
    `events_rested` are told only where it does rest.
    `lane` moves the job to another lane (its person became known), which frees the old one.
    """

    key: str
    fence: int
    machine: bytes
    events: tuple[Event, ...]
    state: State
    reason: str
    due: datetime
    engaged: bool
    outcome: OutcomeNote | None = None
    people: PeopleWrite | None = None
    release: bool = True
    lane: str = ""
    planned_on: int | None = None
    events_rested: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a step or a rest did: where `intended` is False the outcome half is committed and the intent (or the rest)
    is not, for `why`: version (a person changed something), turn (an older job, or an open call of the lane, goes
    first), front (a window wants the lane).
    """

    intended: bool
    why: str = ""
