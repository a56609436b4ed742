"""Money that is not as it was to be: another amount, part of it back, an outcome that nobody can find out."""

from __future__ import annotations

from ui.tour.guide import Guide, Story
from ui.tour.pages import pages
from ui.views import VisitState

__all__ = ["changes", "doubt"]

_DEARER = "丑练习"  # her year's limit is nearly used up: what is settled second costs more
_NEVER_KNOWN = "褚团圆"


def changes(guide: Guide) -> Story:
    """Settled for another amount than the trial's, and then only in part; and the pages that want somebody settled."""
    yield guide.state(VisitState.WAITING)
    yield from _another_amount(guide)
    yield from _part_goes_back(guide)
    yield from pages(guide)


def _another_amount(guide: Guide) -> Story:
    person = guide.named(_DEARER)
    yield from guide.quoted(person["voucher"])
    settled = guide.stage.settle_elsewhere(person["id_number"])
    yield guide.until("the other window has settled", settled)
    yield guide.guarded()
    guide.type("2000")
    guide.press("F9")
    yield guide.state(VisitState.AMOUNT_CHANGED)
    yield guide.guarded()
    yield from guide.look("amount-changed", row="amount changed")
    guide.press("F9")
    yield guide.state(VisitState.SETTLED)
    yield guide.paper()
    yield from guide.look("amount-changed-settled")


def _part_goes_back(guide: Guide) -> Story:
    yield guide.done()
    guide.press("F9", shift=True)
    yield guide.state(VisitState.GIVING_BACK)
    guide.press("Down")
    guide.press("Delete")
    yield from guide.look("giving-back", pages=("giving back",))
    guide.press("F9", shift=True)
    yield from guide.look("giving-back-confirm", pages=("confirm, supervisor",))
    guide.stage.faults(["slow:0.8:2208"])
    yield from guide.confirmed("患者退药", "0002")
    yield guide.state(VisitState.PARTING)
    yield from guide.look("parting")
    guide.stage.faults([])
    yield guide.state(VisitState.REFUND_DUE)
    yield guide.guarded()
    yield from guide.look("refund-part", row="refund due")
    guide.press("F9", shift=True)
    yield from guide.look("refund-part-confirm", row="refund due", pages=("confirm",))
    yield from guide.confirmed()
    yield guide.state(VisitState.REFUNDED)
    yield guide.done()
    yield from guide.look("refund-part-done")
    yield from guide.left()


def doubt(guide: Guide) -> Story:
    """2207A is lost, nothing can be seen, and the visit does not close: the day's books will tell."""
    yield guide.state(VisitState.WAITING)
    yield from guide.quoted(guide.named(_NEVER_KNOWN)["voucher"])
    guide.stage.behaviours(cancel_visit="refused")
    guide.stage.faults(["drop_before:2207A"])
    yield guide.guarded()
    guide.press("F9")
    yield guide.state(VisitState.UNCLEAR)
    yield from guide.look("unclear-again", row="unclear", failure="17")
    guide.stage.faults([])
    yield guide.state(VisitState.BY_HAND)
    yield from guide.look("time-is-up", row="unclear, time is up")
    guide.press("F11")
    yield guide.until("the check slip is there", lambda: guide.view.notice is not None)
    yield from guide.look("check-slip")
    guide.stage.behaviours(cancel_visit="done")
