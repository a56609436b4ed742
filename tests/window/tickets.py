"""A ticket given while the line was down, and what becomes of it when the line is back."""

from __future__ import annotations

from offline_queue.values import State
from tests.window.cashier import QUIET_S, RETIRED, Cashier
from tests.window.typing_in import name_of, type_in
from ui.views import VisitState

__all__ = ["made_up", "paid_out", "ticket"]


def ticket(cashier: Cashier) -> str:
    """Given while the line was down: its claim's key."""
    cashier.stage.faults(["refuse_connection"])
    cashier.press("F2", shift=True)
    type_in(cashier, name_of(RETIRED[1]), RETIRED[1])
    cashier.reach(VisitState.LINK_DOWN)
    cashier.take()
    cashier.reach(VisitState.TICKET_OUT)
    return cashier.claim().key


def made_up(cashier: Cashier, key: str) -> None:
    """The line is back, the claim is settled and chosen on the refund list."""
    cashier.press("Escape")
    cashier.stage.faults([])
    cashier.until(lambda: cashier.claim(key).state is State.DONE, "replayed", 25)
    cashier.press("F11", shift=True)
    queue = cashier.program.queue
    cashier.until(lambda: bool(queue.view.detail and queue.view.detail.refund), "its refund is offered")


def paid_out(cashier: Cashier) -> None:
    """What the marked claim of the refund list leaves is given back: asked, and confirmed."""
    for _ in ("asked", "confirmed"):
        cashier.rest(QUIET_S)
        cashier.press("F9", shift=True)
    cashier.reach(VisitState.REFUNDED)
