"""What goes wrong in one schedule, how often, and that it did: every fault is counted when it strikes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from random import Random

__all__ = ["FAULTS", "Weather"]

# Every fault there is, so that a soak can say of each how often it struck.
FAULTS = (
    "crash",
    "crash between commit and its acknowledgement",
    "crash with a call under way",
    "request lost",
    "answer lost",
    "not sent",
    "link down",
    "delivered twice",
    "late delivery",
    "reply out of order",
    "busy or system error, not done",
    "busy or system error, done",
    "refused, not done",
    "refused, done all the same",
    "unreadable answer",
    "disk full",
    "I/O error",
    "commit done, acknowledgement lost",
    "clock jump of a minute",
    "clock jump of hours",
    "clock jump of a day",
    "clock jump to midnight",
    "clock jump to New Year",
    "long pause",
    "asleep between intent and sending",
    "asleep with the answer in hand",
    "an old start comes back after a new one took its lanes",
    "cancelled by the cashier",
    "second claim of the person meanwhile",
    "charges changed",
    "partial refund",
    "left with a ticket",
    "never returned",
)


@dataclass(slots=True)
class Weather:
    """`rate`: share of calls and commits that meet something, 0 to 1. Nothing strikes once it is `calm`."""

    draw: Random
    rate: float
    calm: bool = False
    struck: Counter[str] = field(default_factory=Counter)

    def note(self, fault: str) -> None:
        """It struck."""
        self.struck[fault] += 1

    def hits(self, share: float = 1.0) -> bool:
        """Whether something strikes here; `share`: how likely compared with a call."""
        return not self.calm and self.draw.random() < self.rate * share
