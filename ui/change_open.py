"""Change that was not handed out yet: it lies on the counter beside what a visit has paid."""

from __future__ import annotations

from decimal import Decimal

from counter_app.model import money
from ui.views import VisitState, VisitView

__all__ = ["change_open"]

_GOES_OUT = (VisitState.REFUND_DUE, VisitState.REFUNDED)
_HANDED_OUT = (VisitState.SETTLED, VisitState.TICKET_OUT, VisitState.PAID_IN_FULL)


def change_open(view: VisitView) -> Decimal:
    """Yuan that go back beside a refund: nothing of this visit called for its change yet."""
    if view.state in _GOES_OUT:
        return view.refund.change if view.refund is not None else money.ZERO
    if view.state in _HANDED_OUT:
        return money.ZERO
    # Of a payment that came to nothing nothing is on record: what was taken before it lies there.
    lies = view.laid if view.state is VisitState.FAILURE else view.payment or view.laid
    return max(lies.change, money.ZERO) if lies is not None else money.ZERO
