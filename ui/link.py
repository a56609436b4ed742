"""Why nothing can be settled now, for the visit at the glass: a line that broke, or a shutdown that was announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from counter_app.desk import clock
from counter_app.desk.claim import Claim
from counter_app.desk.gates import Gate
from counter_app.desk.office import Office
from counter_app.model.person import Person
from ui.views import LinkView, PersonView
from ui.words import figures, lamp_words, stop_words
from ui.words.template import filled

__all__ = ["answers", "broken_hop", "held_visit", "link_view", "narrowed", "region_of", "shut_said"]


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


def answers(gate: Gate) -> bool:
    """Nothing was heard against it since it answered last, if it was ever tried."""
    return gate.open is not False and not gate.strikes


def broken_hop(office: Office, person: PersonView | None) -> str:
    """What does not answer, by its name: the insured place where it alone is silent, else the service."""
    return _silent_place(office, person) or lamp_words.SERVICE


def narrowed(office: Office, link: LinkView | None, person: PersonView | None) -> LinkView | None:
    """`link` for this person: of their insured place where that alone is silent, since it is; others are settled
    meanwhile.
    """
    if link is None or link.announced or person is None:
        return link
    place, gate, since = _silent_place(office, person), office.gates.place(person.region), link.since
    if place and gate.open is False and gate.since is not None:
        since = min(since, gate.since.astimezone(clock.WINDOW_ZONE))
    return replace(link, place=place, since=since)


def _silent_place(office: Office, person: PersonView | None) -> str:
    """Its name; empty where it answers, or nobody does."""
    region = person.region if person is not None else ""
    alone = answers(office.line.hop()) and bool(region) and not answers(office.gates.place(region))
    return person.insured_short if person is not None and alone else ""


def shut_said(office: Office, region: str, now: datetime, kept: str) -> str:
    """What is said instead of sending anything to an insured place that is shut down by announcement: until when, and
    that it is as it was, in the words `kept`. Empty where nothing is announced. Any thread.
    """
    notice = office.line.shutdowns.of(region)
    if notice is None:
        return ""
    if notice.until is None:
        return filled(stop_words.NO_END, 没动=kept)
    until = figures.until(notice.until.astimezone(clock.WINDOW_ZONE), now.date())
    return filled(stop_words.UNTIL, 恢复时间=until, 没动=kept)


def held_visit(office: Office, claim: Claim) -> str:
    """The same of a claim that is to be given up: one that holds no visit is, since nothing need be sent for it."""
    if claim.state.ended or not claim.machine.visit_id:
        return ""
    return shut_said(office, claim.region, clock.moment().wall, stop_words.HAND_BACK)
