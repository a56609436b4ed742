"""While the line is down: what may come back of the bill at the glass, and where its person probably is insured. Told
as soon as what was settled before was looked at: it is no outcome, so no key wakes by it.
"""

from __future__ import annotations

from dataclasses import replace

from counter_app.desk.claim import Claim
from counter_app.desk.outlook import before_claim
from counter_app.desk.supposed import Supposed
from counter_app.model.visit import total_of
from ui.at_glass import AtGlass
from ui.desk_views import estimate_view, person_offline
from ui.parked import Parked
from ui.views import EstimateView, VisitState

__all__ = ["Outlooks"]


class Outlooks:
    """Works on the visits of `glass`, whenever one of them is shown with the line down."""

    def __init__(self, glass: AtGlass) -> None:
        self._glass = glass
        glass.while_down = self.of_visit

    def of_claim(self, one: Parked, claim: Claim) -> None:
        """Of a claim that was quoted, or was begun to be."""
        papers = self._glass.desk.office.papers
        self._glass.ask(one, lambda: estimate_view(papers.outlook(claim), claim.people.total), self._shown)

    def of_visit(self, one: Parked) -> None:
        """Of a visit without a claim, whose lines may still come and go."""
        link, order, total = one.view.link, one.order, total_of(one.view.charges)
        if link is None or order is None or one.key is not None:
            return
        if link.estimate is not None and link.estimate.total == total:
            return
        one.view = replace(one.view, link=replace(link, estimate=None))
        person, shown, kind = one.found.person if one.found is not None else None, one.credential, order.visit.kind
        papers = self._glass.desk.office.papers

        def looked() -> tuple[EstimateView | None, Supposed | None]:
            estimates = papers.estimates
            estimate = estimate_view(before_claim(estimates, person, shown, kind, total), total)
            return estimate, estimates.supposed(shown) if person is None else None

        def told(here: Parked, found: tuple[EstimateView | None, Supposed | None]) -> None:
            estimate, supposed = found
            known = here.view.person
            if supposed is not None and known is not None and here.credential is not None and not known.online:
                at_home = person_offline(here.credential, self._glass.places, supposed=supposed)
                here.view = replace(here.view, person=at_home)
            if total == total_of(here.view.charges):
                self._shown(here, estimate)

        self._glass.ask(one, looked, told)

    def _shown(self, here: Parked, estimate: EstimateView | None) -> None:
        if here.view.link is not None and here.view.state is VisitState.LINK_DOWN:
            here.view = replace(here.view, link=replace(here.view.link, estimate=estimate))
            self._glass.paint()
