"""Which of a person's unpaid bills is to stand at the glass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from counter_app.records.claim_file import Order

__all__ = ["NO_BILL", "Wanted"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`order`: the bill that stands there; it stays, or with `after` the next one is wanted. `aside`: the bills of
    visits that were put aside at this window, which come last.
    """

    order: Order | None = None
    after: bool = False
    aside: frozenset[str] = frozenset()

    def of(self, orders: Sequence[Order]) -> Order | None:
        """The one of `orders`, which are in the order of their visits; None where there is none."""
        now = self.order
        if now is not None and not self.after:
            here = next((one for one in orders if one.bill == now.bill), None)
            if here is not None:
                return here
        turn = sorted(orders, key=lambda one: now is not None and self.after and _place(one) <= _place(now))
        return next((one for one in turn if one.bill not in self.aside), next(iter(turn), None))


def _place(order: Order) -> tuple[datetime, str]:
    return order.visit.date, order.bill


NO_BILL = Wanted()
