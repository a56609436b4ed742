"""F5 on a bill of the hospital's that was refused for one of its lines (13, 14): read anew, since only the hospital's
system mends it, and quoted as it stands there now. Where nothing was changed the ways that are left are said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Protocol

from counter_app.desk.commands import Arrival
from counter_app.failures import FailureCode
from ui.at_glass import AtGlass
from ui.desk_views import traces
from ui.item_lines import lacks_code
from ui.parked import Parked
from ui.person_desk import Bills
from ui.views import FailureView, Notice, VisitState
from ui.visit_choices import TRIAL_GONE
from ui.words import sentences

__all__ = ["BillAgain"]

_MENDED_THERE = (FailureCode.ITEM_UNMAPPED, FailureCode.TRACE_CODE)


class Quote(Protocol):
    """The trial of the visit at the glass; `then` hears where it came to."""

    def __call__(self, then: Callable[[Parked, Arrival], None] | None = None, *, anyway: bool = False) -> None: ...


class BillAgain:
    """Works on the visits of `glass`. `quote` asks for the trial of the visit at the glass, `anyway` in an announced
    shutdown too; `identify` begins its person's visit once more; `arrived` shows where a claim came to.
    """

    def __init__(
        self,
        glass: AtGlass,
        quote: Quote,
        identify: Callable[[], None],
        arrived: Callable[[Parked, Arrival], None],
    ) -> None:
        self._glass = glass
        self._quote = quote
        self._identify = identify
        self._arrived = arrived

    def ask(self) -> bool:
        """Read it anew. False: what was refused is not mended in the hospital's system, or no bill of its is."""
        at = self._glass.at
        failure, order = at.view.failure, at.order
        if at.view.state is not VisitState.FAILURE or failure is None or failure.code not in _MENDED_THERE:
            return False
        # A claim that was put aside keeps the bill it was opened with; so does one that money lies with.
        if order is None or not order.charges or at.key is None or at.kept or at.view.paid or lacks_code(at):
            return False
        desk, known = self._glass.desk, at.found.person if at.found is not None else None
        self._glass.ask(
            self._glass.begin(VisitState.TRIAL_RUNNING),
            lambda: desk.bills(order.id_number, known),
            lambda one, found: self._read(one, found, failure),
        )
        return True

    def _read(self, one: Parked, found: Bills, failure: FailureView) -> None:
        before = one.order
        now = next((order for order in found.orders if before is not None and order.bill == before.bill), None)
        here = one is self._glass.at
        if before is None or (now is None and found.trouble):
            self._glass.change(one, state=VisitState.FAILURE, failure=failure, since=None, notice=Notice(found.trouble))
            return
        changed: dict[str, Any] = {"state": VisitState.CHARGES, "since": None, **TRIAL_GONE}
        if now is None:  # taken back there; another one may stand in its place
            self._glass.change(one, **changed)
            if here:
                self._identify()
            return
        same = now.charges == before.charges
        if not same:
            # The kind of visit that the cashier chose stays.
            visit = now.visit if now.visit.kind is before.visit.kind else before.visit
            one.order, one.recharged = replace(now, visit=visit), True
            charges = (*now.charges, *one.added)
            listed = {**one.view.listed, **found.facts.get(now.bill, {})}
            lines = {"charges": charges, "traces": traces(charges, self._glass.desk.traces), "left_out": 0}
            changed |= {"listed": listed, **lines}
        self._glass.change(one, **changed)
        if here:
            self._quote(self._still if same else None, anyway=True)

    def _still(self, one: Parked, arrival: Arrival) -> None:
        self._arrived(one, arrival)
        failure = one.view.failure
        if one.view.state is VisitState.FAILURE and failure is not None and failure.code in _MENDED_THERE:
            self._glass.change(one, notice=Notice(sentences.BILL_SAME))
