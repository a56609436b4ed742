"""A refund that cannot go through says so before a reason is typed and a supervisor called."""

from __future__ import annotations

from ui.confirm_bar import Ask
from ui.queue_session import QueueSession
from ui.visit_session import VisitSession
from ui.window import CounterWindow

__all__ = ["answer_first"]


def answer_first(window: CounterWindow, visit: VisitSession, queue: QueueSession) -> None:
    """Shift F9 in an announced shutdown, at the glass and on the queue page: it is answered, and no bar opens. What is
    due anyway needs no call, and is asked about as ever. What is confirmed is looked at once more.
    """

    def shut(ask: Ask) -> bool:
        if not ask.reasoned:
            return False
        if not window.on_queue:
            return visit.till.shut(queue.claim)
        claim = queue.claim(ask.offer.visit)
        return claim is not None and queue.shut(claim)

    window.confirming.shut = shut
