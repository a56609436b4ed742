"""Why nothing can be settled now, for the visit at the glass: a line that broke, or a shutdown that was announced."""

from __future__ import annotations

from datetime import datetime

from counter_app.desk import clock
from counter_app.desk.office import Office
from counter_app.model.person import Person
from ui.views import LinkView

__all__ = ["link_view", "region_of"]


def region_of(person: Person | None) -> str:
    """Of the insurance that pays; empty where nobody knows it."""
    return person.insurance.region if person is not None and person.insurance is not None else ""


def link_view(office: Office, person: Person | None, now: datetime) -> LinkView:
    """As it stands for this person."""
    notice = office.line.shutdowns.of(region_of(person))
    if notice is None:
        return LinkView(office.line.down_since(now))
    until = notice.until.astimezone(clock.WINDOW_ZONE) if notice.until is not None else None
    return LinkView(notice.since.astimezone(clock.WINDOW_ZONE), announced=True, until=until, by=notice.by)
