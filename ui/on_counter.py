"""Cash that lies on the counter: taken for a visit that did not end, with its change not handed out yet."""

from __future__ import annotations

from decimal import Decimal

from counter_app.model.payment import Payment
from ui.views import VisitState, VisitView

__all__ = ["OnCounter"]

# Only here is change called for, or money handed back; from then on nothing of it lies there.
_HANDED_OUT = (
    VisitState.SETTLED,
    VisitState.TICKET_OUT,
    VisitState.PAID_IN_FULL,
    VisitState.REFUND_DUE,
    VisitState.REFUNDED,
)


class OnCounter:
    """What F9 took, by visit and by what the visit has paid with it. A yes that came to nothing is never found: its sum
    is not what is on record as paid. Somebody who is put aside and comes back finds theirs.
    """

    def __init__(self) -> None:
        self._taken: dict[str, dict[Decimal, Payment]] = {}

    def lay(self, visit: str, payment: Payment) -> None:
        """F9. `payment`: all that was taken for the visit so far, and all that was received."""
        self._taken.setdefault(visit, {})[payment.due] = payment

    def of(self, view: VisitView) -> Payment | None:
        """What lies there with its change. None where no change is open: then nothing but the new money counts."""
        if view.state in _HANDED_OUT:
            self._taken.pop(view.visit, None)
            return None
        laid = self._taken.get(view.visit, {}).get(view.paid)
        # Where the amount changed the till asks the whole amount anew, and the tender was taken over for it.
        return laid if laid is not None and laid.change and view.state is not VisitState.AMOUNT_CHANGED else None
