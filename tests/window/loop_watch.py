"""How long the event loop was held up in a story: each turn of it that the story takes is timed.

Of a turn the time is told. A failure is the time in which the painting thread computed, or stood still by its own
doing, in a call that waits: not the time in which it was ready and had no processor, since the workers of the tests
share two cores (DESIGN, section 4). Linux tells them apart.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["MOST_S", "LoopWatch"]

MOST_S = 0.5
_SCHEDULED = Path("/proc/thread-self/schedstat")  # nanoseconds on a processor, and ready without one


class LoopWatch:
    """`worst`, in seconds by the clock, `worst_computing`, in seconds of the processor, and `worst_waiting`, for what
    the thread itself waited for, of one turn.
    """

    def __init__(self) -> None:
        self.turns = 0
        self.worst = 0.0
        self.worst_computing = 0.0
        self.worst_waiting = 0.0

    @contextmanager
    def turn(self, waits: float = 0.0) -> Iterator[None]:
        """One turn, which waits for so long where nothing comes."""
        began, computed, ready = time.perf_counter(), time.thread_time(), _without_processor()
        yield
        took, computing = time.perf_counter() - began - waits, time.thread_time() - computed
        self.turns += 1
        self.worst = max(self.worst, took)
        self.worst_computing = max(self.worst_computing, computing)
        self.worst_waiting = max(self.worst_waiting, took - computing - (_without_processor() - ready))

    def told(self, record: Callable[[str, object], None]) -> None:
        """Record it, and fail where the window stood still."""
        record("loop_turns", self.turns)
        record("loop_held_up_ms", round(self.worst * 1000))
        record("loop_computing_ms", round(self.worst_computing * 1000))
        record("loop_waiting_ms", round(self.worst_waiting * 1000))
        assert self.worst_computing < MOST_S, f"the window computed for {self.worst_computing:.2f} s"
        assert self.worst_waiting < MOST_S, f"the window waited for {self.worst_waiting:.2f} s"


def _without_processor() -> float:
    """For how long this thread was ready, and another one had the processor; 0 where nobody tells."""
    try:
        return int(_SCHEDULED.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0
