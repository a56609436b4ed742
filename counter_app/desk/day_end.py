"""The day's end: our books against the centre's, the claims that waited for it settled, and the day's sums.

Books match books: sums by insured place and by fund, every difference with its claim (domain facts, S3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from counter_app.desk import clock
from counter_app.desk.claim import Claim
from counter_app.desk.day_books import Doubt, bookings_in, doubt_of
from counter_app.desk.knowledge import watch_length
from counter_app.desk.office import Office
from counter_app.desk.recognise import of_claim
from counter_app.desk.reconcile import DayResult
from counter_app.desk.replay import drain
from counter_app.desk.report import claim_report
from counter_app.desk.unsigned import unsigned
from counter_app.model import money
from counter_app.model.books import Booking, Period, Sums
from offline_queue.store import LaneLost

__all__ = ["reconcile"]

# How far back claims are read: for settlements by a clock that is not ours, and for the groups this hospital settles
# in, asked on a day without a booking as well (what a lost disk has forgotten, the centre has not: assumption A6).
_LOOKING_BACK = timedelta(days=7)


def reconcile(office: Office, day: date | None, *, seconds: float) -> dict[str, Any]:
    """Compare a day (default: yesterday), let the claims that were proven go on for `seconds`, and report.

    state: ok, the books agree and nothing is left open; open, somebody has to look at it.
    """
    now = clock.moment().wall
    day = day or now.date() - timedelta(days=1)
    waiting = _doubts(office)
    doubts = [one for one in waiting if one.period.last == day]
    first = min([day, *(one.period.first for one in doubts)])
    since = datetime.combine(first, time.min, now.tzinfo) - _LOOKING_BACK
    claims = office.books.claims(changed_since=since, whole=True)
    result = _compared(office, day, claims, doubts)
    written = {ruling.claim for ruling in result.rulings if ruling.written}
    drained = True
    if (
        written
    ):  # what was found or taken back meanwhile belongs to the day: compare once more, on the claims as they are
        drained = drain(office.replay, office.books, seconds=seconds)
        claims = office.books.claims(changed_since=since, whole=True)
        after = _compared(office, day, claims, ())
        result = replace(after, rulings=result.rulings, trouble=[*result.trouble, *after.trouble])
    ours = bookings_in(claims, Period(day, day))
    return {
        "state": "ok" if result.agrees else "open",
        "day": day.isoformat(),
        "unsigned": unsigned(office),
        "sums": _sums(Sums.of(ours)),
        "funds": _funds(ours),
        "places": _places(office, ours),
        "groups": _groups(result),
        "differences": _differences(result),
        "rulings": [
            {"key": one.claim, "verdict": one.verdict, "why": one.why, "written": one.written} for one in result.rulings
        ],
        "trouble": result.trouble,
        "other_days": sorted({one.period.last.isoformat() for one in waiting if one.period.last != day}),
        "drained": drained,
        "claims": [_row(office, office.books.claim(key)) for key in sorted(written)],
    }


def _compared(office: Office, day: date, claims: Iterable[Claim], doubts: Iterable[Doubt]) -> DayResult:
    try:
        return office.driver.work(office.comparing.run(day, claims, doubts))
    except LaneLost:  # another window took the lane of a claim meanwhile: what is written stays, and may be asked again
        return DayResult(day, trouble=["另一个窗口正在处理其中一单，请再对一次。"])


def _doubts(office: Office) -> list[Doubt]:
    """Every claim that waits for the day's proof."""
    found = []
    for claim in office.books.claims(alive=True, whole=True):
        if claim.machine.given_up:
            doubt = doubt_of(claim, office.books.attempts(claim.key), watch_length(office.place))
            if doubt is not None:
                found.append(doubt)
    return found


def _row(office: Office, claim: Claim) -> dict[str, Any]:
    return claim_report(claim, of_claim(claim, office.place))


def _sums(sums: Sums) -> dict[str, Any]:
    return {
        "count": sums.count,
        "total": money.text(sums.total),
        "pool": money.text(sums.pool),
        "fund_total": money.text(sums.fund_total),
        "account": money.text(sums.account),
        "cash": money.text(sums.cash),
    }


def _funds(ours: Iterable[Booking]) -> dict[str, str]:
    """What each fund pays: the pool, and the others by their name."""
    found = {"pool": money.ZERO}
    for one in ours:
        found["pool"] += one.pool
        for kind, paid in one.overlays.items():
            found[kind.value] = found.get(kind.value, money.ZERO) + paid
    return {name: money.text(paid) for name, paid in found.items()}


def _places(office: Office, ours: Iterable[Booking]) -> list[dict[str, Any]]:
    by_place: dict[str, list[Booking]] = {}
    for one in ours:
        by_place.setdefault(one.insured_region, []).append(one)
    return [
        {"region": region, "name": office.region_name(region), **_sums(Sums.of(rows)), "funds": _funds(rows)}
        for region, rows in sorted(by_place.items())
    ]


def _groups(result: DayResult) -> list[dict[str, Any]]:
    return [
        {
            "scheme": one.group.scheme_code,
            "clearing_type": one.group.ledger.clearing_type,
            "office": one.group.ledger.office,
            "equal": one.equal,
            "said": one.said,
            **_sums(one.sums),
        }
        for one in result.comparisons
    ]


def _differences(result: DayResult) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.difference.kind.value,
            "key": one.claim or None,
            "setl_id": one.difference.settlement_id or None,
            "msgid": one.difference.msgid or None,
            "refund": one.difference.refund,
            "total": None if one.difference.total is None else money.text(one.difference.total),
            "memo": one.difference.memo,
        }
        for one in result.differences
    ]
