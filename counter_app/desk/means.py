"""What every journey along the road works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from counter_app.desk.calls import CallDesk
from counter_app.desk.folding import Reading
from counter_app.desk.memory import Memory

__all__ = ["Means"]


@dataclass(frozen=True, slots=True)
class Means:
    """One institution at one place. `lane_of` hashes an ID number to its person's lane."""

    calls: CallDesk
    reading: Reading
    memory: Memory
    lane_of: Callable[[str], str]
