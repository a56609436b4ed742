"""When the line to the settlement service was down: its clock, its level, who was served meanwhile, and what became of
them (domain facts, 3d: outage clock and level, served list, closing report).

Kept in a small file of the data folder, so that a window that is started anew in the middle of one goes on counting.
It holds times, and of an announced one who announced it and for which insured places.
"""

from __future__ import annotations

import contextlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from counter_app.desk.claim import Claim
from counter_app.desk.gates import Gate
from counter_app.desk.parting import CARRIED
from counter_app.model import money
from counter_app.model.places import Notice
from offline_queue.values import State

__all__ = ["LEVEL_ONE_AFTER", "Closing", "Outage", "OutageBook", "closing", "served"]

# Emergency plans: nobody can settle and it is not back within a quarter of an hour (domain facts, 3d, 2).
LEVEL_ONE_AFTER = timedelta(minutes=15)
_KEPT = 50


@dataclass(frozen=True, slots=True)
class Outage:
    """One, as this window saw it: from the first call that could not be sent to the first answer after it.

    `announced_by`: who announced it, from its announced beginning on, and `until` when it is to end (None: not said);
    `regions`: the insured places that alone are meant, by the first digits of their codes; empty: everybody.
    """

    began: datetime
    ended: datetime | None = None
    announced_by: str = ""
    until: datetime | None = None
    regions: tuple[str, ...] = ()

    def lasted(self, now: datetime) -> timedelta:
        """So far, or in all; never below zero, whatever was done to the clock."""
        return max(timedelta(0), (self.ended or now) - self.began)

    def level(self, now: datetime) -> int:
        """1: longer than a quarter of an hour; else 2; 0: as it was announced. What lasts longer than announced counts
        from then on.
        """
        if not self.announced_by:
            return 1 if self.lasted(now) > LEVEL_ONE_AFTER else 2
        if self.until is None or (self.ended or now) <= self.until:
            return 0
        return 1 if (self.ended or now) - self.until > LEVEL_ONE_AFTER else 2

    def concerns(self, region: str) -> bool:
        """Whether people insured at `region` (six digits, empty: not known) are meant."""
        return not self.regions or any(region.startswith(meant) for meant in self.regions)


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
        """The one under way that counts most: everybody's before that of some places; else the last that was."""
        still = [one for one in self._all if one.ended is None]
        everybody = [one for one in still if not one.regions]
        counts = everybody or still or self._all
        return counts[-1] if counts else None

    def note(self, service: Gate, now: datetime, notices: Sequence[Notice] = ()) -> Outage | None:
        """How the line stands, and the announced shutdowns in force, the longest first. Returns the last outage."""
        general = next((one for one in notices if not one.regions), None)
        rows = self._everybody(list(self._all), service, now, general)
        rows = _of_places(rows, now, [one for one in notices if one.regions])
        if rows != self._all:
            self._put(rows)
        return self.last

    def _everybody(self, rows: list[Outage], service: Gate, now: datetime, notice: Notice | None) -> list[Outage]:
        at = next((at for at, one in enumerate(rows) if one.ended is None and not one.regions), None)
        if notice is not None:
            if at is None:
                rows, at = [*rows, Outage(max(notice.since, min(_last_end(rows), now)))], -1
            rows[at] = replace(rows[at], announced_by=notice.by, until=notice.until)
        elif at is None:
            return [*rows, Outage(service.since or now)] if service.open is False else rows
        elif service.open and not rows[at].announced_by:
            rows[at] = _over(rows[at], service.since or now, now)
        elif service.open and service.answered is not None:
            # The line is answered in the middle of a shutdown as well, with a no. What counts comes after its end, or
            # after somebody tried it and did not believe the notice any more.
            one = rows[at]
            over = one.until if one.until is not None and one.until <= now else one.began
            if service.answered >= over or one.began > now:
                rows[at] = _over(one, service.answered, now)
        return rows

    def _put(self, outages: list[Outage]) -> None:
        self._all = outages[-_KEPT:]
        rows = [_written(one) for one in self._all]
        with contextlib.suppress(OSError):
            beside = self._file.with_suffix(".new")
            beside.write_text(json.dumps(rows), "utf-8")
            beside.replace(self._file)


def _over(one: Outage, at: datetime, now: datetime) -> Outage:
    """It ended. One that began later than now began by a clock that was ahead: when, nobody knows any more."""
    at = min(at, now)
    began = one.began if one.began <= now else at
    return replace(one, began=began, ended=max(began, at), until=one.until if began == one.began else None)


def _of_places(rows: list[Outage], now: datetime, notices: list[Notice]) -> list[Outage]:
    """Those of some insured places begin and end by the clock alone: whether a place is back, its own lamp tells."""
    named = {(one.by, one.since, one.regions): one for one in notices}
    for at, row in enumerate(rows):
        if row.regions and row.ended is None:
            notice = named.pop((row.announced_by, row.began, row.regions), None)
            ended = None if notice is not None else min(now, row.until or now)
            rows[at] = replace(row, ended=ended, until=notice.until if notice is not None else row.until)
    known = {(row.announced_by, row.began, row.regions) for row in rows}
    new = [
        Outage(one.since, announced_by=one.by, until=one.until, regions=one.regions)
        for key, one in named.items()
        if key not in known
    ]
    return [*rows, *new]


def _last_end(rows: list[Outage]) -> datetime:
    """Two outages of everybody do not lie over each other."""
    ends = [one.ended for one in rows if one.ended is not None and not one.regions]
    return max(ends, default=datetime.min.replace(tzinfo=UTC))


def _written(one: Outage) -> dict[str, object]:
    times: dict[str, object] = {"began": one.began.isoformat(), "ended": one.ended.isoformat() if one.ended else None}
    if not one.announced_by:
        return times
    until = one.until.isoformat() if one.until else None
    return {**times, "announced_by": one.announced_by, "until": until, "regions": list(one.regions)}


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
        if at is None or at < outage.began or (until is not None and at > until):
            return False
        return outage.concerns(claim.region)

    first = sorted(filter(of_it, known.values()), key=lambda claim: (claim.people.ticket_at or outage.began, claim.key))
    return [tuple(_followed(claim, known)) for claim in first]


def _followed(claim: Claim, known: Mapping[str, Claim]) -> Iterator[Claim]:
    yield claim
    rest = claim.people.remainder
    if rest is not None and rest.opened and rest.key in known:
        yield from _followed(known[rest.key], known)


def closing(of_them: Iterable[tuple[Claim, ...]]) -> Closing:
    """Of those who were served. What was only carried over from one claim to the next went over no glass."""
    numbers: Counter[str] = Counter()
    sums: defaultdict[str, Decimal] = defaultdict(lambda: money.ZERO)
    for claims in of_them:
        last = claims[-1]
        moved = [row.amount for claim in claims for row in claim.people.cash if row.reason != CARRIED]
        came = sum((amount for amount in moved if amount > money.ZERO), money.ZERO)
        due = max(last.refund_due or money.ZERO, money.ZERO)
        settlement = last.machine.settlement if last.state is State.DONE else None
        numbers["served"] += 1
        sums["taken"] += came
        sums["returned"] += came - sum(moved, money.ZERO)
        sums["back"] += due
        if settlement is not None:
            numbers["settled"] += 1
            sums["owed"] += settlement.amounts.cash
        else:
            sums["open_paid"] += last.people.paid - due
            numbers["by_hand"] += last.state.ended
        if not last.state.ended:
            numbers["person" if last.state is State.HELD else "waiting"] += 1
    told: dict[str, Any] = {**numbers, **sums}
    return Closing(**told)


def _read(file: Path) -> list[Outage]:
    try:
        rows = json.loads(file.read_text("utf-8"))
        return [
            Outage(
                datetime.fromisoformat(row["began"]),
                _moment(row["ended"]),
                str(row.get("announced_by", "")),
                _moment(row.get("until")),
                tuple(str(part) for part in row.get("regions", ())),
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
