"""Visits put aside: everything of them stays, and F7 brings them back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from counter_app.desk.identify import Identified
from counter_app.failures import FILING
from counter_app.model import money
from counter_app.model.person import Credential
from counter_app.model.visit import Charge, total_of
from counter_app.records.claim_file import Order
from ui.aside_views import ParkedView
from ui.views import CardAmiss, FailureView, Notice, VisitState, VisitView
from ui.words import labels
from ui.words.reasons import reason

__all__ = ["Parked", "ParkedVisits"]


@dataclass(slots=True)
class Parked:
    """One visit with all that belongs to it. `recharged`: the charges changed since the claim was opened.

    `number`: what its claim will be called, where a paper was made before there is one. `prints`: papers made of it so
    far. `reading`: the reading of a card it waits for. `parted`: the claim of which part goes back, once it does.
    `kept`: its claim waits for the person and outlives the visit. `paying`: money goes out, and it is not told yet.
    `added`: the lines of the view that the cashier added by hand, always its last ones. `trouble`: not every bill of
    the person could be fetched. `opened`: what is said of a claim that was settled before and came back by its slip.
    `card`: what is amiss with the card that was read, and whether that was said. `tries`: the line was down, and is
    tried once more for it.
    """

    view: VisitView
    credential: Credential | None = field(default=None, repr=False)
    found: Identified | None = field(default=None, repr=False)
    order: Order | None = field(default=None, repr=False)
    key: str | None = None
    number: str = ""
    recharged: bool = False
    prints: int = 0
    reading: object | None = None
    parted: str = ""
    kept: bool = False
    paying: bool = False
    added: tuple[Charge, ...] = ()
    trouble: bool = False
    opened: Notice | None = None
    card: CardAmiss = field(default_factory=CardAmiss)
    card_told: bool = False
    tries: bool = False

    @property
    def visit(self) -> str:
        """Its id at this window."""
        return self.view.visit

    @property
    def touched(self) -> bool:
        """The cashier's own work stands in its lines, and goes with the visit: added, taken off, decided, scanned."""
        view, order = self.view, self.order
        stays = self.kept or self.paying or view.paid > money.ZERO
        return order is not None and bool(view.charges) and view.charges != order.charges and not stays

    def is_added(self, number: int) -> bool:
        """Line `number` (from 1) of the view was added by hand."""
        return self._place(number) is not None

    def changed(self, number: int, line: Charge) -> tuple[Charge, ...]:
        """The lines of the view with `line` as number `number`; one added by hand stays added, as it is now."""
        place, lines = self._place(number), self.view.charges
        if place is not None:
            self.added = (*self.added[:place], line, *self.added[place + 1 :])
        return (*lines[: number - 1], line, *lines[number:])

    def without(self, number: int) -> tuple[Charge, ...]:
        """The lines of the view without number `number`; one that was added by hand is not added again."""
        place, lines = self._place(number), self.view.charges
        if place is not None:
            self.added = (*self.added[:place], *self.added[place + 1 :])
        return (*lines[: number - 1], *lines[number:])

    def _place(self, number: int) -> int | None:
        """Where the line stands in `added`: by where it is, since what is decided of it makes it another value."""
        lines = self.view.charges
        place = number - 1 - (len(lines) - len(self.added))
        if not 0 <= place < len(self.added) or number > len(lines):
            return None
        return place if lines[number - 1].code == self.added[place].code else None


class ParkedVisits:
    """In the order they were put aside."""

    def __init__(self) -> None:
        self._visits: dict[str, tuple[Parked, datetime]] = {}

    def add(self, visit: Parked, at: datetime) -> None:
        """Put one aside."""
        self._visits[visit.visit] = (visit, at)

    def take(self, visit: str) -> Parked | None:
        """Bring one back."""
        found = self._visits.pop(visit, None)
        return found[0] if found else None

    def oldest(self) -> str | None:
        """The one that waits longest."""
        return next(iter(self._visits), None)

    def all(self) -> tuple[Parked, ...]:
        """Every one of them."""
        return tuple(visit for visit, _ in self._visits.values())

    def since(self) -> tuple[tuple[Parked, datetime], ...]:
        """Every one of them, and since when."""
        return tuple(self._visits.values())

    def views(self, remarked: Callable[[Parked], FailureView | None]) -> tuple[ParkedView, ...]:
        """As the waiting page lists them; `remarked`: what is said of the filing of one that nothing has stopped."""
        return tuple(_view(visit, at, remarked(visit)) for visit, at in self._visits.values())


def _view(visit: Parked, at: datetime, remark: FailureView | None) -> ParkedView:
    view = visit.view
    stopped = view.failure or (remark if remark is not None and remark.code in FILING else None)
    why = reason(stopped.code).name if stopped else ""
    if view.state is VisitState.SETTLED:
        why = labels.SETTLED
    if view.state is VisitState.REFUNDED:
        why = labels.REFUNDED
    if view.state is VisitState.WARNED:
        why = labels.WARNINGS_HEAD
    amount = total_of(view.charges) if view.charges else money.ZERO
    return ParkedView(
        visit.visit, view.person.name if view.person else "", why, at, amount, view.state is VisitState.UNCLEAR
    )
