"""How a claim is to travel the road, and what a person changes on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from counter_app.desk.claim import Claim, PeoplePart
from counter_app.model import money
from counter_app.settlement.client import UnfitInput
from offline_queue.values import Event, State

__all__ = ["AMOUNTS", "STALE", "TRACES", "TWICE", "TWICE_SAID", "UNFIT", "UNMAPPED", "Change", "Trip", "rested"]

UNMAPPED = "unmapped"  # ours as well: the catalogue does not know a line of the bill
TRACES = "traces"  # ours as well: trace codes of the bill are missing or stand twice
AMOUNTS = "amounts"  # ours as well: what the centre answered does not add up
STALE = "stale"  # ours as well: the code that was shown has grown old, and was not sent
TWICE = "twice"  # ours as well: the bill has its claim in the other store, and is not settled by this one
UNFIT = UnfitInput.code  # the code of a refusal that is ours: what the claim holds does not fit the interface
TWICE_SAID = "这张单据在医院的总账和一台窗口自己的账里各有一单，这一单没有发送。请核对另一单，撤下其中一单。"


@dataclass(frozen=True, slots=True)
class Change:
    """A person's change that joins the trip's first commit: the new people's part and the word for the history.

    `version`: of the claim it was made on, as on the person's screen (protocol, T4).
    """

    people: PeoplePart
    version: int
    what: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """How to travel. `waiting`: the person stands at the window, who may wait `patience_s` in all and keeps the lane
    while asked for a yes. `background` steps aside for a window. `fence`: the lane is ours already.
    """

    who: str
    waiting: bool = False
    patience_s: float = 0.0
    background: bool = False
    fence: int | None = None
    change: Change | None = None


def rested(claim: Claim, state: State, reason: str, at: datetime, who: str) -> Event:
    """The row that says where a claim rests; at its end with what is due back, yuan (negative: still to collect)."""
    due = replace(claim, state=state).refund_due
    return Event(at, who, f"rests {state} {reason}".strip(), money.text(due) if due is not None else "")
