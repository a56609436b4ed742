"""How long the event loop was held up in a story: each turn of it that the story takes is timed.

Of a turn the time is told; a failure is the processor time of the painting thread alone, since five workers of the
tests share two cores and wait for one another (DESIGN, section 4).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["MOST_S", "LoopWatch"]

MOST_S = 0.5


class LoopWatch:
    """`worst`, in seconds by the clock, and `worst_computing`, in seconds of the processor, of one turn."""

    def __init__(self) -> None:
        self.turns = 0
        self.worst = 0.0
        self.worst_computing = 0.0

    @contextmanager
    def turn(self, waits: float = 0.0) -> Iterator[None]:
        """One turn, which waits for so long where nothing comes."""
        began, computed = time.perf_counter(), time.thread_time()
        yield
        self.turns += 1
        self.worst = max(self.worst, time.perf_counter() - began - waits)
        self.worst_computing = max(self.worst_computing, time.thread_time() - computed)

    def told(self, record: Callable[[str, object], None]) -> None:
        """Record it, and fail where the window stood still."""
        record("loop_turns", self.turns)
        record("loop_held_up_ms", round(self.worst * 1000))
        record("loop_computing_ms", round(self.worst_computing * 1000))
        assert self.worst_computing < MOST_S, f"the window stood still for {self.worst_computing:.2f} s"
