"""A shutdown that is announced for the person at the glass, met before a call or before money: nothing is sent, and the
same key leads to a ticket. Runs on the main thread.
"""

from __future__ import annotations

from counter_app.desk.claim import Claim
from counter_app.desk.recognise import Trouble
from counter_app.failures import FailureCode
from ui.at_glass import AtGlass
from ui.link import held_visit, link_view, region_of, shut_said
from ui.parked import Parked
from ui.person_desk import for_later
from ui.views import Notice, VisitState
from ui.visit_choices import TRIAL_GONE
from ui.words import stop_words

__all__ = ["kept_there", "shut", "stands_still", "stopped"]


def stands_still(glass: AtGlass, one: Parked) -> bool:
    """Whether the insured place of `one` is shut down by announcement, and nobody found that it answers."""
    person = one.found.person if one.found is not None else None
    return glass.desk.office.line.shutdowns.of(region_of(person)) is not None


def stopped(glass: AtGlass, one: Parked) -> bool:
    """The same; its page then says so. Where what was shown cannot wait, that comes before any money."""
    if not stands_still(glass, one):
        return False
    office = glass.desk.office
    link = link_view(office, one.found.person if one.found is not None else None, glass.now())
    if for_later(one.credential, one.found, office.place) is None:
        glass.change(one, **TRIAL_GONE)
        glass.fail(one, Trouble(FailureCode.CREDENTIAL_NEEDED), link.since)
    else:
        glass.change(one, state=VisitState.LINK_DOWN, link=link, notice=None, **TRIAL_GONE)
    return True


def shut(glass: AtGlass, one: Parked, kept: str) -> bool:
    """The same before a call that would change what stands there: it stays, in the words `kept`; nothing is sent."""
    person = one.view.person
    said = shut_said(glass.desk.office, person.region if person is not None else "", glass.now(), kept)
    if said:
        glass.change(one, notice=Notice(said))
    return bool(said)


def kept_there(glass: AtGlass, one: Parked, claim: Claim | None) -> bool:
    """The same before money of `one`, given up or settled, would go out; `claim`: its own, where it is known."""
    if one.view.state is not VisitState.FAILURE:
        return shut(glass, one, stop_words.UNDO)
    said = held_visit(glass.desk.office, claim) if claim is not None else ""
    if said:
        glass.change(one, notice=Notice(said))
    return bool(said)
