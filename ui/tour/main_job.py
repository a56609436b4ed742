"""The main job: card in, charges, trial, money, slip; an answer that is lost; the line down, and back."""

from __future__ import annotations

from ui.outage_views import OutageState
from ui.queue_views import ClaimState
from ui.tour.guide import Guide, Story
from ui.views import VisitState

__all__ = ["main_job"]

_CARD_PACE_S = 0.03  # a real one is slower still
_READS_MS, _SLOW_MS = 400, 3_200  # the window says after three seconds that it waits


def main_job(guide: Guide) -> Story:
    """All of it, in the order of a morning."""
    yield from _settled_by_card(guide)
    yield from _nothing_to_pay(guide)
    yield from _answer_lost(guide)
    yield from _card_locked(guide)
    yield from _line_down(guide)


def _settled_by_card(guide: Guide) -> Story:
    stage = guide.stage
    yield guide.state(VisitState.WAITING)
    yield from guide.look("waiting", row="waiting", pages=("visit",))
    stage.faults(["slow:0.8:1101"])
    stage.insert("E2", _CARD_PACE_S)
    yield guide.state(VisitState.READING)
    yield from guide.look("reading", row="reading the card")
    yield guide.state(VisitState.IDENTIFYING)
    yield from guide.look("identifying")
    yield guide.state(VisitState.CHARGES)
    yield from guide.look("identified-charges", row="identified + charges")
    yield from guide.over("F6", "item-search", "items")
    guide.keys.clear()
    stage.faults(["slow:0.8:2206A"])
    guide.press("F8")
    yield guide.state(VisitState.TRIAL_RUNNING)
    yield guide.after(_READS_MS)
    yield from guide.look("trial-running", row="trial running")
    yield guide.state(VisitState.TRIAL_DONE)
    stage.pull()
    yield guide.until("the window says so", lambda: guide.view.notice is not None)
    yield from guide.look("card-pulled", row="card pulled in mid-visit")
    stage.insert("E2")
    yield guide.until("it lies in again", lambda: guide.view.notice is None)
    yield guide.guarded()
    yield from guide.look("trial", row="trial done")
    stage.faults(["slow:5.5:2207A"])  # on a busy machine a picture may come a second late
    guide.press("F9")
    yield guide.state(VisitState.SETTLING)
    yield guide.after(_READS_MS)
    yield from guide.look("settling", row="settling")
    yield guide.after(_SLOW_MS - _READS_MS)
    yield from guide.look("settling-slow", row="settling")
    yield guide.state(VisitState.SETTLED)
    stage.faults([])
    yield guide.paper()
    yield from guide.look("settled", row="settled", keys=list(guide.keys))
    stage.pull()
    yield guide.state(VisitState.WAITING)


def _nothing_to_pay(guide: Guide) -> Story:
    guide.stage.insert("E2")
    yield guide.state(VisitState.NO_CHARGES)
    yield from guide.look("no-charges", row="identified, no charges")
    guide.stage.pull()
    yield from guide.left()


def _answer_lost(guide: Guide) -> Story:
    guide.stage.insert("C04")
    yield guide.state(VisitState.CHARGES)
    guide.press("F8")
    yield guide.state(VisitState.TRIAL_DONE)
    yield guide.guarded()
    guide.stage.faults(["drop_before:2207A"])
    guide.press("F9")
    yield guide.state(VisitState.UNCLEAR)
    yield guide.after(_READS_MS)
    yield from guide.look("unclear", row="unclear", failure="17")
    guide.stage.faults([])
    yield guide.state(VisitState.SETTLED)
    yield guide.paper()
    yield from guide.look("unclear-resolved")
    guide.stage.pull()
    yield guide.state(VisitState.WAITING)


def _card_locked(guide: Guide) -> Story:
    guide.stage.insert("C21")
    yield guide.state(VisitState.FAILURE)
    yield from guide.look("failure-card-locked", failure="05")
    guide.stage.pull()
    yield guide.after(_READS_MS)
    yield from guide.left()


def _line_down(guide: Guide) -> Story:
    outage = guide.program.outage
    guide.stage.faults(["refuse_connection"])
    guide.stage.insert("E1")
    yield guide.state(VisitState.LINK_DOWN)
    yield guide.guarded()
    yield from guide.look("link-down-make-up", row="link down", failure="16")
    guide.press("F9")
    yield guide.state(VisitState.TICKET_OUT)
    key = guide.program.visit.claim
    yield guide.paper()
    yield from guide.look("ticket-out")
    guide.stage.pull()
    yield guide.state(VisitState.WAITING)
    guide.press("F10")
    yield guide.claim_is(key, ClaimState.OUTAGE)
    yield from guide.look("queue-line-down", pages=("queue",))
    guide.press("F8", ctrl=True)
    yield guide.until("the outage is told", lambda: outage.view.closing.served == 1)
    yield from guide.look("outage", pages=("outage",))
    guide.stage.faults([])
    guide.press("F5")
    yield guide.until("the outage is over", lambda: outage.view.state is OutageState.OVER)
    yield guide.until("and told", lambda: outage.view.closing.settled == 1)
    yield from guide.look("outage-over", pages=("outage",))
    guide.press("F10")
    yield guide.claim_is(key, ClaimState.SETTLED)
    yield from guide.look("queue-replayed", pages=("queue",))
    guide.press("F11", shift=True)
    yield from guide.look("refund-list", pages=("refund list",))
    guide.press("F9", shift=True)
    yield from guide.look("refund-confirm", pages=("confirm",))
    yield from guide.confirmed()
    yield guide.state(VisitState.REFUNDED)
    yield guide.done()
    yield from guide.look("refunded")
    yield from guide.left()
