"""Del: a line is taken off the bill at the glass."""

from __future__ import annotations

from counter_app.desk.bill import Bill, missing_in
from counter_app.model.visit import Charge
from counter_app.records.claim_file import Order
from ui.at_glass import AtGlass
from ui.desk_views import traces
from ui.parked import Parked
from ui.theme import Role
from ui.views import Notice, VisitState
from ui.visit_choices import TRIAL_GONE
from ui.words import sentences
from ui.words.template import filled

__all__ = ["bill_of", "take_off"]


def take_off(glass: AtGlass, line: int) -> None:
    """Take line `line` (from 1) off. One of the hospital's own stays owed: it is told how it comes back."""
    at, state = glass.at, glass.at.view.state
    if state is VisitState.LINK_DOWN and at.key is not None:
        glass.change(at, notice=Notice(sentences.LINES_STAY))
        return
    of_bill = not at.is_added(line)
    left = at.without(line)
    at.recharged = at.key is not None
    if not left:
        state = VisitState.NO_CHARGES
    elif state is not VisitState.LINK_DOWN:
        state = VisitState.CHARGES
    changed = {"charges": left, "traces": traces(left, glass.desk.traces), **TRIAL_GONE}
    off = len(_left_out(at, at.order, left))
    notice = Notice(filled(sentences.LINE_OFF, 行=line), Role.INFO) if of_bill and left else None
    glass.change(at, state=state, left_out=off, notice=notice, **changed)


def bill_of(one: Parked, order: Order) -> Bill:
    """The bill at the glass, which is `order`, as it is to be settled now."""
    lines = one.view.charges
    return Bill(order.bill, order.visit, lines, left_out=_left_out(one, order, lines))


def _left_out(one: Parked, order: Order | None, lines: tuple[Charge, ...]) -> tuple[Charge, ...]:
    """The hospital's lines of the bill that are not among `lines`."""
    return missing_in(lines[: len(lines) - len(one.added)], order.charges) if order is not None else ()
