"""What a claim does next (protocol, section 3): the vocabulary between deciding and doing."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.desk.claim import CallKind, HeldReason
from counter_app.model.settlement import Settlement
from offline_queue.values import Attempt, State

__all__ = ["Abandon", "Adopt", "Ask", "Dead", "End", "Fold", "GiveUp", "Hold", "Look", "Send", "Step", "Wait"]


@dataclass(frozen=True, slots=True)
class Fold:
    """An attempt is open and nobody is sending it: find its outcome, else call it lost. Never send it again."""

    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Send:
    """A call that changes something: intent first, then the call, then its outcome."""

    kind: CallKind


@dataclass(frozen=True, slots=True)
class Ask:
    """A call that changes nothing."""

    kind: CallKind


@dataclass(frozen=True, slots=True)
class Look:
    """5204 by person and visit, then 5203 for each settlement found; only what is found is believed."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """What was booked and is found becomes the claim's settlement: the person's money is already right."""

    settlement: Settlement


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Something is settled there and cannot be seen: the day's proof decides."""


@dataclass(frozen=True, slots=True)
class Dead:
    """The day's books hold nothing live for the 2207A in doubt: its visit is given back, and the claim goes on."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """A visit without money that does not close: left on the day's-end list."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done for so many seconds; `why` is for the screen."""

    seconds: float
    why: str


@dataclass(frozen=True, slots=True)
class Hold:
    """A person must act."""

    reason: HeldReason


@dataclass(frozen=True, slots=True)
class End:
    """Nothing follows."""

    state: State


Step = Fold | Send | Ask | Look | Adopt | GiveUp | Dead | Abandon | Wait | Hold | End
