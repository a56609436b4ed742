"""What is to be said of a visit's filing while it may still be settled: a filing that does not count, or an emergency
that does without one (domain facts, 2g, reasons 1 to 3). No failure: the trial goes through, and pays less.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble
from counter_app.desk.remarks import of_filing
from counter_app.failures import FailureCode
from counter_app.model.visit import Visit, VisitKind
from ui.parked import Parked
from ui.views import FailureView, VisitState

__all__ = ["BEFORE_MONEY", "filing_code", "filing_remark"]

BEFORE_MONEY = (VisitState.CHARGES, VisitState.TRIAL_DONE)


def filing_remark(one: Parked, office: Office, shown: Callable[[Trouble, Visit], FailureView]) -> FailureView | None:
    """What to say of it at `one`, as `shown` fills it; None where its filing counts, or nobody said."""
    found, order = one.found, one.order
    if one.view.state not in BEFORE_MONEY or one.view.paid or found is None or order is None:
        return None
    if found.qualification is None:
        return None
    visit, emergency = order.visit, one.view.kind is VisitKind.EMERGENCY
    region, day = office.settings.institution.region, visit.date.date()
    code = of_filing(found.qualification, region, day, office.place, emergency=emergency)
    if code is None:
        return None
    view = shown(Trouble(code, found.qualification.remark), visit)
    return view if view.code is code else None


def filing_code(one: Parked, office: Office, today: date) -> FailureCode | None:
    """Why the person's filing does not count for the day of the visit; None where it does, or nobody said.

    An emergency counts without one: that changes nothing of the filing.
    """
    known = one.found.qualification if one.found is not None else None
    if known is None:
        return None
    day = one.order.visit.date.date() if one.order is not None else today
    return of_filing(known, office.settings.institution.region, day, office.place)
