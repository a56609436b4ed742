"""When the line to the settlement service was down: its clock, its level, who was served meanwhile, and what became of
them (domain facts, 3d: outage clock and level, served list, closing report).

Kept in a small file of the data folder, so that a window that is started anew in the middle of one goes on counting.
It holds times alone.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from counter_app.desk.claim import Claim
from counter_app.desk.gates import Gate
from counter_app.desk.parting import CARRIED
from counter_app.model import money
from offline_queue.values import State

__all__ = ["LEVEL_ONE_AFTER", "Closing", "Outage", "OutageBook", "closing", "served"]

# Emergency plans: nobody can settle and it is not back within a quarter of an hour (domain facts, 3d, 2).
LEVEL_ONE_AFTER = timedelta(minutes=15)
_KEPT = 50


@dataclass(frozen=True, slots=True)
class Outage:
    """One, as this window saw it: from the first call that could not be sent to the first answer after it."""

    began: datetime
    ended: datetime | None = None

    def lasted(self, now: datetime) -> timedelta:
        """So far, or in all; never below zero, whatever was done to the clock."""
        return max(timedelta(0), (self.ended or now) - self.began)

    def level(self, now: datetime) -> int:
        """1: longer than a quarter of an hour; else 2."""
        return 1 if self.lasted(now) > LEVEL_ONE_AFTER else 2


class OutageBook:
    """The outages of one window, oldest first. A file that cannot be read or written is no reason to stop: the times
    are then of this process alone.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._all = _read(file)

    @classmethod
    def of(cls, folder: Path, *, training: bool) -> OutageBook:
        """That of a data folder."""
        return cls(folder / ("training-outages.json" if training else "outages.json"))

    @property
    def all(self) -> tuple[Outage, ...]:
        """Oldest first."""
        return tuple(self._all)

    @property
    def last(self) -> Outage | None:
        """The one under way, or the last that was."""
        return self._all[-1] if self._all else None

    def note(self, service: Gate, now: datetime) -> Outage | None:
        """How the line stands. Returns the last outage."""
        last = self.last
        if service.open is False and (last is None or last.ended is not None):
            self._put([*self._all, Outage(service.since or now)])
        elif service.open and last is not None and last.ended is None:
            ended = service.since or now
            self._put([*self._all[:-1], replace(last, ended=max(last.began, ended))])
        return self.last

    def _put(self, outages: list[Outage]) -> None:
        self._all = outages[-_KEPT:]
        rows = [
            {"began": one.began.isoformat(), "ended": one.ended.isoformat() if one.ended else None} for one in self._all
        ]
        with contextlib.suppress(OSError):
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(rows), "utf-8")
            beside.replace(self._file)


@dataclass(frozen=True, slots=True)
class Closing:
    """What became of those who were served while the line was down: how many, and yuan.

    `served` took tickets and paid `taken`; of them `settled` are made up, and the insurance says that `owed` is the
    persons' own; `back` is still to be handed out and `returned` was; `waiting` go on by themselves, `person` wait for
    somebody, `by_hand` ended without a settlement, and `open_paid` lies there for these three.
    """

    served: int = 0
    taken: Decimal = money.ZERO
    settled: int = 0
    owed: Decimal = money.ZERO
    back: Decimal = money.ZERO
    returned: Decimal = money.ZERO
    waiting: int = 0
    person: int = 0
    by_hand: int = 0
    open_paid: Decimal = money.ZERO

    @property
    def adds_up(self) -> bool:
        """What came over the glass is what the books know of."""
        return self.taken == self.owed + self.returned + self.back + self.open_paid

    @property
    def done(self) -> bool:
        """Nothing is left to do."""
        return not (self.waiting or self.person or self.back)


def served(outage: Outage, claims: Iterable[Claim]) -> list[tuple[Claim, ...]]:
    """Who took a ticket while it lasted, oldest first: each claim, with those that its lines went on to after a part
    went back.
    """
    until = outage.ended
    known = {claim.key: claim for claim in claims}

    def of_it(claim: Claim) -> bool:
        at = claim.people.ticket_at
        return at is not None and at >= outage.began and (until is None or at <= until)

    first = sorted(filter(of_it, known.values()), key=lambda claim: (claim.people.ticket_at or outage.began, claim.key))
    return [tuple(_followed(claim, known)) for claim in first]


def _followed(claim: Claim, known: Mapping[str, Claim]) -> Iterator[Claim]:
    yield claim
    rest = claim.people.remainder
    if rest is not None and rest.opened and rest.key in known:
        yield from _followed(known[rest.key], known)


def closing(of_them: Iterable[tuple[Claim, ...]]) -> Closing:
    """Of those who were served. What was only carried over from one claim to the next went over no glass."""
    sums = Closing()
    for claims in of_them:
        last = claims[-1]
        moved = [row.amount for claim in claims for row in claim.people.cash if row.reason != CARRIED]
        came = sum((amount for amount in moved if amount > money.ZERO), money.ZERO)
        went = came - sum(moved, money.ZERO)
        due = max(last.refund_due or money.ZERO, money.ZERO)
        settlement = last.machine.settlement if last.state is State.DONE else None
        sums = replace(
            sums,
            served=sums.served + 1,
            taken=sums.taken + came,
            settled=sums.settled + (settlement is not None),
            owed=sums.owed + (settlement.amounts.cash if settlement is not None else money.ZERO),
            back=sums.back + due,
            returned=sums.returned + went,
            waiting=sums.waiting + (not last.state.ended and last.state is not State.HELD),
            person=sums.person + (last.state is State.HELD),
            by_hand=sums.by_hand + (last.state.ended and settlement is None),
            open_paid=sums.open_paid + (last.people.paid - due if settlement is None else money.ZERO),
        )
    return sums


def _read(file: Path) -> list[Outage]:
    try:
        rows = json.loads(file.read_text("utf-8"))
        return [
            Outage(datetime.fromisoformat(row["began"]), datetime.fromisoformat(row["ended"]) if row["ended"] else None)
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError):
        return []
