"""The queue page's rows in its order: by state, within a state the oldest visit first.

Between two looks a few claims move, of a hundred thousand perhaps. Rows are kept in runs of some hundred; a change
makes the runs anew that it falls into, and nothing else is touched: to go through a hundred thousand rows keeps every
other thread from running for some 10 ms, a page that is being painted too (bench, window).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate, chain
from typing import overload

from ui.queue_listing import RANK
from ui.queue_views import ClaimState, QueueRow

__all__ = ["OrderedRows", "Rows"]

_Place = tuple[int | datetime | str, ...]  # rank of the state, when the visit was, claim; or its beginning
_Run = tuple[QueueRow, ...]
_LONG = 512
_PART = 16  # where more than one in so many moves, all are put in order anew


class Rows(Sequence[QueueRow]):
    """Rows in order, as they stood at one moment; frozen. Two are equal that are made of equal runs: what came of one
    by a change or two, not what was put in order apart.
    """

    __slots__ = ("_ends", "_runs")

    def __init__(self, runs: Sequence[_Run] = ()) -> None:
        self._runs = tuple(runs)
        self._ends = tuple(accumulate(map(len, self._runs)))

    @classmethod
    def of(cls, rows: Iterable[QueueRow]) -> Rows:
        """These, whatever order they come in."""
        every = tuple(sorted(rows, key=_place))
        return cls([every[at : at + _LONG] for at in range(0, len(every), _LONG)])

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    @overload
    def __getitem__(self, at: int) -> QueueRow: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[QueueRow]: ...

    def __getitem__(self, at: int | slice) -> QueueRow | Sequence[QueueRow]:
        if isinstance(at, slice):
            return tuple(self)[at]
        at = at + len(self) if at < 0 else at
        if not 0 <= at < len(self):
            raise IndexError(at)
        run = bisect_right(self._ends, at)
        return self._runs[run][at - self._begin(run)]

    def __iter__(self) -> Iterator[QueueRow]:
        return chain.from_iterable(self._runs)

    def __eq__(self, other: object) -> bool:
        return self._runs == other._runs if isinstance(other, Rows) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._ends)

    def number(self, state: ClaimState) -> int:
        """How many are in this state."""
        return self._before((RANK[state] + 1,)) - self._before((RANK[state],))

    def first(self, state: ClaimState) -> QueueRow | None:
        """The oldest visit of those in this state."""
        at = self._before((RANK[state],))
        row = self[at] if at < len(self) else None
        return row if row is not None and row.state is state else None

    def put(self, row: QueueRow) -> Rows:
        """With one more, in its place."""
        at = min(self._run(_place(row)), max(0, len(self._runs) - 1))
        run = self._runs[at] if self._runs else ()
        within = bisect_left(run, _place(row), key=_place)
        run = (*run[:within], row, *run[within:])
        half = len(run) // 2
        made = (run,) if len(run) <= 2 * _LONG else (run[:half], run[half:])
        return Rows((*self._runs[:at], *made, *self._runs[at + 1 :]))

    def take(self, row: QueueRow) -> Rows:
        """Without this one, which is there."""
        at = self._run(_place(row))
        run = self._runs[at]
        within = bisect_left(run, _place(row), key=_place)
        left = (*run[:within], *run[within + 1 :])
        return Rows((*self._runs[:at], *((left,) if left else ()), *self._runs[at + 1 :]))

    def _run(self, place: _Place) -> int:
        """The first run whose last row does not stand before that place."""
        return bisect_left(self._runs, place, key=lambda run: _place(run[-1]))

    def _before(self, place: _Place) -> int:
        run = self._run(place)
        within = bisect_left(self._runs[run], place, key=_place) if run < len(self._runs) else 0
        return self._begin(run) + within

    def _begin(self, run: int) -> int:
        return self._ends[run - 1] if run else 0


class OrderedRows:
    """The rows of claims, by claim and in order."""

    def __init__(self) -> None:
        self._by_claim: dict[str, QueueRow] = {}
        self.all = Rows()  # the very same as long as nothing changes

    def __contains__(self, key: str) -> bool:
        return key in self._by_claim

    def change(self, gone: Iterable[str], come: Iterable[QueueRow]) -> None:
        """Rows of claims go (those that are there), others come, in place of their own former ones too."""
        fresh = {row.claim: row for row in come}
        old = {key: row for key in (*gone, *fresh) if (row := self._by_claim.get(key)) is not None}
        if {key: fresh.get(key) for key in old} == old and len(fresh) == len(old):
            return
        for key in old:
            del self._by_claim[key]
        self._by_claim |= fresh
        if _PART * (len(old) + len(fresh)) > len(self._by_claim):
            self.all = Rows.of(self._by_claim.values())
            return
        for row in old.values():
            self.all = self.all.take(row)
        for row in fresh.values():
            self.all = self.all.put(row)

    def without(self, key: str | None) -> Rows:
        """All but this claim's row."""
        row = self._by_claim.get(key) if key is not None else None
        return self.all if row is None else self.all.take(row)


def _place(row: QueueRow) -> _Place:
    return RANK[row.state], row.visited, row.claim
