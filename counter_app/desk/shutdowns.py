"""Announced shutdowns (停机公告) as the desk lives by them: from their first moment the line is down, and at their last
it is tried again (domain facts, 30).

What is announced stands in the hospital's own files (docs: questions). They may be wrong: a person can always try the
line, and what it answers then overrules the paper.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from counter_app.model.places import Notice, PlaceFiles, notices_ahead, notices_now
from counter_app.slips.values import Outage as WhyPaidFirst

__all__ = ["TOLD_BEFORE", "Shutdowns", "stops_outpatients"]

TOLD_BEFORE = timedelta(minutes=30)
_READ_AGAIN_S = 20.0
_UNDER_WAY = timedelta(minutes=2)
# A notice says in words what stands still. One that names only these is none of a counter for outpatients.
_OTHERS, _OURS = ("住院", "药店", "备案", "查询"), ("门诊", "全部", "所有", "直接结算业务")


def stops_outpatients(notice: Notice) -> bool:
    """Whether settling for outpatients stands still: said, or nothing else is named alone."""
    return any(word in notice.what for word in _OURS) or not any(word in notice.what for word in _OTHERS)


class Shutdowns:
    """`read` gives the hospital's files; `seconds` a clock for ages. Any thread; the files are read on those that ask
    `in_force` or `stands_still`, which the window's main thread does not.
    """

    def __init__(
        self, read: Callable[[datetime], PlaceFiles], now: Callable[[], datetime], seconds: Callable[[], float]
    ) -> None:
        self._read = read
        self._now = now
        self._seconds = seconds
        self._lock = threading.Lock()
        self._read_at: float | None = None
        self._notices: tuple[Notice, ...] = ()
        self._overruled: set[Notice] = set()

    def in_force(self) -> tuple[Notice, ...]:
        """Those that hold now, the longest first."""
        self._look()
        return self.seen()

    def seen(self) -> tuple[Notice, ...]:
        """The same by what was read last."""
        with self._lock:
            found = notices_now(self._notices, self._now())
            return tuple(one for one in found if one not in self._overruled)

    def soon(self) -> Notice | None:
        """The next one that begins before long, by what was read last."""
        now = self._now()
        with self._lock:
            return next((one for one in notices_ahead(self._notices, now) if one.since - now <= TOLD_BEFORE), None)

    def stands_still(self, region: str) -> bool:
        """Whether calls for an insured place (its region, empty: not known) are useless now by announcement."""
        return any(_meant(one, region) for one in self.in_force())

    def of(self, region: str) -> Notice | None:
        """Why they are, by what was read last: the one that lasts longest."""
        return next((one for one in self.seen() if _meant(one, region)), None)

    def overrule(self, region: str = "") -> bool:
        """The line answered although it is announced to be down: what stops this insured place, or with none only what
        stops everybody, is not believed any more. Whether anything was.
        """
        with self._lock:
            held = notices_now(self._notices, self._now())
            known = len(self._overruled)
            self._overruled.update(one for one in held if _meant(one, region))
            return len(self._overruled) > known

    def booked(self, region: str, answered: datetime) -> None:
        """A settlement of an insured place was booked in the middle of what stops it, and not by a call that was under
        way when it began.
        """
        with self._lock:
            held = [one for one in notices_now(self._notices, self._now()) if answered - one.since > _UNDER_WAY]
            self._overruled.update(one for one in held if _meant(one, region))

    def why_paid_first(self, at: datetime, region: str) -> WhyPaidFirst | None:
        """For the ticket of that moment; None where no end was announced, or nothing at all."""
        self._look()
        with self._lock:
            for one in notices_now(self._notices, at):
                if one.until is not None and _meant(one, region) and one not in self._overruled:
                    return WhyPaidFirst(one.since, one.by, one.until)
        return None

    def _look(self) -> None:
        now = self._seconds()
        with self._lock:
            if self._read_at is not None and now - self._read_at < _READ_AGAIN_S:
                return
            self._read_at = now
        found = tuple(one for one in self._read(self._now()).notices if stops_outpatients(one))
        with self._lock:
            self._notices = found


def _meant(notice: Notice, region: str) -> bool:
    return not notice.regions or bool(region and notice.concerns(region))
