"""The pages and panels that lie a key away from the visit: before somebody came, and after they were served."""

from __future__ import annotations

from ui.tour.guide import Guide, Story
from ui.views import VisitState

__all__ = ["pages"]

_ASKER = "沈榕城"
_QUESTIONS = 6


def pages(guide: Guide) -> Story:
    """Somebody has been settled here already: there is a paper to look at."""
    yield guide.state(VisitState.WAITING)
    yield from guide.over("F1", "all-keys", "keys")
    yield from guide.over("F10", "day-end", "day end", shift=True)
    yield from guide.over("F11", "reprint", "reprint")
    yield from guide.over("F12", "paper", "paper", ctrl=True)
    guide.press("F3")
    yield from guide.look("waiting-for-a-code", pages=("scanning",))
    yield from guide.left()
    guide.press("F2", shift=True)
    yield from guide.look("typed-identity", pages=("identity",))
    yield from guide.left()
    yield from _questions(guide)


def _questions(guide: Guide) -> Story:
    """What people ask, beside a claim."""
    session, panel = guide.program.questions, guide.program.window.over.panel
    yield from guide.identified(guide.named(_ASKER)["voucher"])
    guide.press("F1", shift=True)
    for number in range(1, _QUESTIONS + 1):
        guide.type(str(number), panel.field)
        yield guide.until("the question is put", lambda: session.view is not None)
        yield guide.after(200)
        yield guide.until("it is answered", lambda: session.view is not None and session.view.asking is None)
        yield from guide.look(f"question-{number}", pages=("questions",))
    yield from guide.left()
