"""What the queue page looks at, on the link thread: the claims, the story of the chosen one, the outage."""

from __future__ import annotations

from dataclasses import dataclass

from counter_app.desk.awaiting import awaited
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.recognise import Trouble
from offline_queue.engine import StoreUnavailable
from offline_queue.values import Event
from ui.outage_watch import OutageWatch, Sight
from ui.queue_listing import belongs, in_sight, still_shown

__all__ = ["Seen", "look"]

_KEPT_DONE = 200  # settled claims still shown: those of the day, for the refunds due


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen. `aside`: those put aside, with what their person has to do; `started`: how many began now."""

    selected: str
    claims: tuple[Claim, ...]
    aside: dict[str, tuple[Claim, Trouble]]
    events: dict[str, list[Event]]
    started: int
    sight: Sight


def look(
    office: Office, watch: OutageWatch, selected: str, busy: str | None, older: tuple[str, ...], found: str
) -> Seen | None:
    """See how the queue stands, and start what is due; None where the store refuses."""
    try:
        started = office.replay.tick()
        alive = office.books.claims(alive=True)
        done = [claim for claim in office.books.claims(alive=False, limit=_KEPT_DONE) if still_shown(claim)]
        seen = {claim.key for claim in (*alive, *done)}
        wanted = dict.fromkeys((*older, *([found] if found else ())))
        books = office.books
        done += [one for key in wanted if key not in seen and (one := in_sight(books.claim, key)) is not None]
        events = {selected: in_sight(books.events, selected) or []} if selected else {}
        sight = watch.look(alive)
    except StoreUnavailable:
        return None
    listed = [claim for claim in (*alive, *done) if belongs(claim) or claim.key == found]
    shown = tuple(claim for claim in listed if claim.key != busy)
    held = {claim.key: awaited(claim, office.place) for claim in alive if claim.key != busy}
    aside = {claim.key: (claim, trouble) for claim in alive if (trouble := held.get(claim.key)) is not None}
    return Seen(selected, shown, aside, events, started, sight)
