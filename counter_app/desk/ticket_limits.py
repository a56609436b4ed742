"""How much may wait to be made up: each bill, how many, together, and for how long (protocol, T1: limits kept).

A ticket is the hospital's promise against money that was taken. Nothing is counted twice and nothing is sent for it:
what waits for a person is bounded by its own last day, so only what waits for the line counts here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

__all__ = ["LimitReached", "TicketLimits", "WaitingTicket"]


class LimitReached(Exception):
    """No ticket is given, and nothing was written; the text says which limit, for people."""


@dataclass(frozen=True, slots=True)
class WaitingTicket:
    """A claim that waits for the line: what its bill comes to, yuan, and since when."""

    total: Decimal
    since: datetime


@dataclass(frozen=True, slots=True)
class TicketLimits:
    """`amount`: whole yuan of one bill. `count`: how many wait. `total`: whole yuan of all that wait. `days`: how long
    the oldest has waited. 0: no such limit.
    """

    amount: int = 0
    count: int = 0
    total: int = 0
    days: int = 0

    def others(self, waiting: Callable[[], Iterable[WaitingTicket]]) -> Iterable[WaitingTicket]:
        """Those that wait, asked for only where one of the limits is of all of them."""
        return waiting() if self.count or self.total or self.days else ()

    def check(self, bill: Decimal, waiting: Iterable[WaitingTicket], now: datetime) -> None:
        """Whether a ticket for `bill` may join those that wait.

        Raises:
            LimitReached: one of the limits stands against it; the first that does is told.
        """
        if self.amount and bill > self.amount:
            raise LimitReached(f"补记账每单最多 {self.amount:,} 元")
        others = tuple(waiting)
        if self.count and len(others) >= self.count:
            raise LimitReached(f"等补结的单已满 {self.count:,} 笔")
        if self.total and sum((one.total for one in others), bill) > self.total:
            raise LimitReached(f"补记账合计最多 {self.total:,} 元")
        oldest = min((one.since for one in others), default=now)
        if self.days and now - oldest > timedelta(days=self.days):
            raise LimitReached(f"最早的单已等过 {self.days:,} 天")

    def ask(self, bill: Decimal, waiting: Callable[[], Iterable[WaitingTicket]], now: datetime) -> None:
        """As `check`, before a ticket's commit; two windows at the same moment may come one ticket over a limit."""
        self.check(bill, self.others(waiting), now)
