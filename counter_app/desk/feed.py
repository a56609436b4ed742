"""What happened to all claims, in one feed for the hospital's system: read at least once, applied by its `id`.

`outcome` is in the words of `settle`; an event that is no outcome has none, and is in the feed since it has no holes.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.desk.endings import Ending, ending_of
from counter_app.desk.report import state_word
from counter_app.desk.ticket_numbers import TAG, tag_of
from counter_app.model import money
from offline_queue.history import FeedBehind
from offline_queue.values import Event

__all__ = ["report"]

_AT_MOST = 1000
_RESTS = {"done": "done", "void": "cancelled", "uploaded": "uploaded", "unclear": "unclear"}
_HELD = {"confirm": "quoted", "refused": "refused", "reconcile": "unclear", "amounts": "unclear"}
_PEOPLE = {
    "make-up ticket": "ticket",
    "left with a ticket": "ticket",
    "refunded": "refunded",
    "collected": "collected",
    "restored from a backup": "unclear",
}
_ENDS = {"rests done": Ending.SETTLED, "rests uploaded": Ending.UPLOADED}
_WITH_MONEY = ("make-up ticket", "refunded", "collected")


def report(books: Books, since: int, limit: int | None, feed: str | None) -> dict[str, Any]:
    """Events after number `since`, at most `limit`. state: ok | refused (`failure` other_feed: begin again at 0).

    `feed`: which feed the reader has read so far. Another one stands here after a backup was restored.
    Raises StoreUnavailable, DamagedDocument.
    """
    name = tag_of(books.counted(TAG))
    wanted = min(limit or _AT_MOST, _AT_MOST)
    other = {"state": "refused", "failure": "other_feed", "feed": name, "said": "这是另一本流水，请从 0 重新读。"}
    if feed is not None and feed != name:
        return other
    try:
        events = books.feed(since, wanted)
    except FeedBehind:
        return other
    claims: dict[str, Claim] = {}
    rows = []
    for event in events:
        if event.job not in claims:
            claims[event.job] = books.claim(event.job)
        rows.append(_row(event, claims[event.job]))
    last = events[-1].seq if events else since
    return {"state": "ok", "feed": name, "events": rows, "last": last, "more": len(events) == wanted}


def _row(event: Event, claim: Claim) -> dict[str, Any]:
    outcome = _outcome(event.what)
    machine, due = claim.machine, claim.refund_due
    return {
        "seq": event.seq,
        "id": event.hash,
        "key": event.job,
        "n": event.n,
        "at": event.at.isoformat(),
        "who": event.who,
        "what": event.what,
        "outcome": outcome,
        "amount": _amount(event.detail) if event.what in _WITH_MONEY else None,
        "refund_due": _amount(event.detail) if event.what.startswith("rests ") else None,
        "ending": _ending(event.what, claim),
        "ways": _ways(event, claim),
        "claim": {
            "state": state_word(claim),
            "bill": claim.people.bill,
            "total": money.text(claim.people.total),
            "paid": money.text(claim.people.paid),
            "refund_due": money.text(due) if due is not None else None,
            "setl_id": machine.settlement.settlement_id if machine.settlement else None,
            "benefit_year": claim.people.visit.date.year,
        },
    }


def _outcome(what: str) -> str | None:
    rests, _, rest = what.partition(" ")
    if rests != "rests":
        return _PEOPLE.get(what)
    state, _, reason = rest.partition(" ")
    return _HELD.get(reason, "waiting") if state == "held" else _RESTS.get(state, "waiting")


def _ending(what: str, claim: Claim) -> str | None:
    """How it ended by this row. What was settled then may have been undone since; what ended void stays as it is."""
    return _ENDS.get(what, ending_of(claim) if what == "rests void" else None)


def _ways(event: Event, claim: Claim) -> list[dict[str, str]]:
    """How the money of this row went over the glass: positive in, negative out."""
    if event.what not in _WITH_MONEY and not event.what.startswith("put right outside"):
        return []
    rows = [row for row in claim.people.cash if row.at == event.at]
    return [{"method": row.method.value, "amount": money.text(row.amount), "reason": row.reason} for row in rows]


def _amount(detail: str) -> str | None:
    try:
        return money.text(Decimal(detail)) if detail else None
    except InvalidOperation:
        return None
