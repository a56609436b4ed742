"""First papers and reprints in the claim's history, where every window of a store finds them.

A reprint is counted there, with who wanted it and why, before it is made: another window's reprint of the same claim
goes on with it. That a first one was handed out another window learns from what was done with it, which is on record
anyway: the settlement, the ticket, the refund. Only where nothing of that tells is it a row of its own, `printed`. No
row stands on the road of a settlement, and none is for a window that works alone: it has its own files.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from counter_app.desk import clock
from counter_app.desk.books import Books, ClaimMissing
from counter_app.desk.claim import Claim
from counter_app.desk.office import Office
from counter_app.desk.reprint_log import ReprintLog
from offline_queue.store import VersionMoved
from offline_queue.values import Event

__all__ = ["PRINTED", "REPRINTED", "elsewhere", "next_number", "note", "note_first", "printed_elsewhere"]

REPRINTED = "reprinted"
PRINTED = "printed"
_TRIES = 5

# As `Duty.who` signs, in three words; what runs by itself has one more, and hands nothing out.
_AT_WINDOW = re.compile(r"(\d+) \S+ \S*$")
# What a paper comes with at the glass, by the kind of paper. Of these the last counts, of a ticket the first: who has
# one keeps it.
_COMES_WITH = {
    "ticket": ("make-up ticket", "left with a ticket"),
    "settlement": ("confirmed", "collected", "refunded"),
    "refund": ("refunded",),
    "notice": ("pays in full",),
}
_ONE_EACH = ("refund", "notice")  # another act, another paper: not the one of before once more
_WITHOUT_TICKET = "confirmed"  # a claim with a ticket is settled behind the scenes, and nobody is there


def elsewhere(claim: Claim, events: Sequence[Event], slip: str, window: int, *, lost: bool = False) -> int | None:
    """The number of another window than `window` that handed such a slip out, by the claim's history; None: none did.
    `lost`: the files of `window` are gone, so what it has on record of itself counts too.
    """
    rows = (_window(event) for event in _of_this(events, slip) if _of_slip(event, slip))
    other = next((number for number in rows if number is not None and (lost or number != window)), None)
    if other is not None:
        return other
    came = _comes_with(claim, events, slip)
    return came if came != window else None


def printed_elsewhere(office: Office, key: str, slip: str) -> int | None:
    """The window that handed such a slip out before, where it was another one of the same store; None: none did, or
    nothing is known of such a claim. Raises StoreUnavailable.
    """
    if office.hospital is None:
        return None
    try:
        claim = office.books.claim(key)
    except ClaimMissing:
        return None
    lost = not office.papers.files.editions(key, slip)
    return elsewhere(claim, office.books.events(key), slip, office.settings.window.number, lost=lost)


def note_first(office: Office, key: str, slip: str) -> bool:
    """Before a first one goes to the printer: on record, where nothing else tells the other windows. False: another
    one handed one out meanwhile, and this one is not to.

    Raises:
        OSError, StoreUnavailable: it is not on record. VersionMoved: others change it all the time.
    """
    if office.hospital is None:
        return True
    before = ReprintLog.of(office.settings).count(key, slip)
    window, books = office.settings.window.number, office.books
    for left in reversed(range(_TRIES)):
        try:
            claim = books.claim(key)
        except ClaimMissing:
            return True
        events = books.events(key)
        if elsewhere(claim, events, slip, window) is not None:
            return False
        rows = any(_of_slip(event, slip) for event in _of_this(events, slip))
        told = rows or _comes_with(claim, events, slip) is not None
        if told and _highest(events, slip) >= before:
            return True
        event = Event(clock.moment().wall, office.duty.who, PRINTED, f"{slip} {before}" if before else slip)
        try:
            books.change(claim, claim.people, event)
        except VersionMoved:
            if not left:
                raise
            continue
        return True
    raise AssertionError("unreachable")


def next_number(books: Books, key: str, slip: str, before: int = 0) -> int:
    """Which number one more of this slip gets. `before`: how many reprints there were before it was a claim.

    Raises StoreUnavailable.
    """
    return max(before, _highest(books.events(key), slip)) + 1


def note(books: Books, key: str, slip: str, who: str, why: str, *, before: int = 0) -> int:
    """One more, on record: its number. The claim stays as it is. `before`: as of `next_number`.

    Raises:
        ClaimMissing, StoreUnavailable. VersionMoved: others change it all the time; nothing was written.
    """
    for left in reversed(range(_TRIES)):
        claim = books.claim(key)
        number = next_number(books, key, slip, before)
        event = Event(clock.moment().wall, who, REPRINTED, f"{slip} {number} {why}".rstrip())
        try:
            books.change(claim, claim.people, event)
        except VersionMoved:
            if not left:
                raise
            continue
        return number
    raise AssertionError("unreachable")


def _highest(events: Sequence[Event], slip: str) -> int:
    """The highest number a reprint of it has by now."""
    numbers = (event.detail.split(" ")[1:2] for event in events if _of_slip(event, slip))
    return max((int(number[0]) for number in numbers if number and number[0].isdecimal()), default=0)


def _of_slip(event: Event, slip: str) -> bool:
    return event.what in (PRINTED, REPRINTED) and event.detail.split(" ")[0] == slip


def _of_this(events: Sequence[Event], slip: str) -> Sequence[Event]:
    """What was done since the act that the slip of now comes with."""
    if slip not in _ONE_EACH:
        return events
    acts = [n for n, event in enumerate(events) if event.what in _COMES_WITH[slip]]
    return events[acts[-1] :] if acts else events


def _window(event: Event) -> int | None:
    found = _AT_WINDOW.match(event.who)
    return int(found[1]) if found else None


def _comes_with(claim: Claim, events: Sequence[Event], slip: str) -> int | None:
    """The window where somebody did what such a slip comes with."""
    acts = _COMES_WITH.get(slip, ())
    if slip == "settlement" and claim.refund_due:  # it comes when that is paid
        return None
    if slip == "settlement" and claim.people.ticket_at is not None:
        acts = tuple(act for act in acts if act != _WITHOUT_TICKET)
    at = [number for event in events if event.what in acts and (number := _window(event)) is not None]
    if not at:
        return None
    return at[0] if slip == "ticket" else at[-1]
