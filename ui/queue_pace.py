"""How long the replay still takes, by how fast it was in the last minute."""

from __future__ import annotations

import math
from collections import deque
from datetime import datetime, timedelta

from ui.queue_views import Progress

__all__ = ["Pace"]

_LOOKS_BACK = timedelta(minutes=1)
_AT_LEAST = timedelta(seconds=5)  # before that nobody can say
_ENDED = 3


class Pace:
    """Looks at the page's counts as they move."""

    def __init__(self) -> None:
        self._seen: deque[tuple[datetime, int]] = deque()

    def minutes_left(self, progress: Progress, now: datetime, *, moving: bool) -> int | None:
        """Whole minutes until the last one has left the line; None while nothing moves, or nobody can say yet."""
        left = progress.waiting + progress.working
        if not moving or not left:
            self._seen.clear()
            return None
        if self._seen and progress.handled < self._seen[-1][1]:  # other claims are counted now
            self._seen.clear()
        self._seen.append((now, progress.handled))
        while now - self._seen[0][0] > _LOOKS_BACK:
            self._seen.popleft()
        since, before = self._seen[0]
        ended, took = progress.handled - before, now - since
        if took < _AT_LEAST or ended < _ENDED:
            return None
        return math.ceil(left * took.total_seconds() / ended / 60)
