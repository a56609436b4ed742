"""What the treating place's catalogue brings: lines added by hand, and a drug of limited use that wants a decision."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from ui.fee_line import to_ask
from ui.tour.guide import Guide, Story
from ui.views import VisitState
from ui.words import item_words

__all__ = ["by_hand"]

_SERVED = "沈榕城"
_LIMITED = "辰样本"  # takes a drug that is paid for some illnesses alone


def by_hand(guide: Guide) -> Story:
    """Fetched at the first search; from then on every line says its class, its share and its limit."""
    yield guide.state(VisitState.WAITING)
    yield from _added(guide)
    yield from _limited(guide)


def _added(guide: Guide) -> Story:
    visit = guide.program.window.visit
    panel = visit.charges.items
    yield from guide.identified(guide.named(_SERVED)["voucher"])
    lines = len(guide.view.charges)
    guide.press("F6")
    yield guide.until("it says that there is no catalogue", lambda: visit.said().text == item_words.FETCH)
    guide.press("F5")
    yield guide.until("the catalogue is there", lambda: visit.said().text == item_words.SEARCH)
    guide.type("xxb", panel.search)
    yield guide.until("something is found", lambda: panel.table.chosen_row == 0)
    yield from guide.look("item-found", pages=("items",))
    guide.press("Return", at=panel.search)
    guide.type("2", QApplication.focusWidget())
    yield from guide.look("item-quantity", pages=("items",))
    guide.press("Return", at=QApplication.focusWidget())
    guide.type("18.00", QApplication.focusWidget())
    guide.press("Return", at=QApplication.focusWidget())
    yield guide.until("the line is there", lambda: len(guide.view.charges) == lines + 1)
    guide.press("Escape")
    yield guide.until("the search is closed", lambda: guide.view.adding is None)
    yield from guide.look("item-added")
    yield from guide.left()


def _limited(guide: Guide) -> Story:
    table = guide.program.window.visit.charges.table
    yield from guide.identified(guide.named(_LIMITED)["voucher"])
    yield guide.until("the lines say their limits", lambda: bool(to_ask(guide.view)))
    guide.press("F8")
    yield from guide.look("limited-use")
    (line,) = to_ask(guide.view)
    table.choose(line - 1)
    guide.press("F7", shift=True)
    yield guide.until("it is decided", lambda: not to_ask(guide.view))
    yield from guide.look("limited-use-decided")
    yield from guide.left()
