"""The board for the window and the report that closes an outage, as files beside the slips."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from counter_app.desk import clock
from counter_app.desk.office import Office
from counter_app.desk.outages import Closing, Outage, OutageBook, closing, served
from counter_app.model import money
from counter_app.slips.outage import Announced, OutageReport, board, outage_report

__all__ = ["board_paper", "closing_of", "outages_report", "report_paper"]


def closing_of(office: Office, outage: Outage) -> Closing:
    """What became of those served. Raises StoreUnavailable."""
    # A ticket is a change of its claim: none that was written before can have been given since.
    return closing(served(outage, office.books.claims(changed_since=outage.began - timedelta(minutes=10))))


def board_paper(office: Office, outage: Outage) -> Path:
    """告示: that it is down and what one can do, or that it is back. Raises SlipRefusedError: nothing was printed."""
    return office.papers.listed(
        "board",
        outage.began,
        lambda desk, fonts, training: board(
            outage.began, outage.ended, desk, fonts, announced=_announced(outage, office), training=training
        ),
        to_the_minute=True,
    )


def report_paper(office: Office, outage: Outage) -> Path:
    """断线报告. Raises SlipRefusedError, StoreUnavailable: nothing was printed."""
    now = clock.moment().wall
    sums = closing_of(office, outage)
    value = OutageReport(
        outage.began,
        outage.ended,
        outage.lasted(now),
        outage.level(now),
        (
            ("断线期间出凭单，收全款", sums.served, sums.taken),
            ("已补结，个人该付", sums.settled, sums.owed),
            ("已退给患者", None, sums.returned),
            ("等患者来退", None, sums.back),
            ("等补结（自动）", sums.waiting, None),
            ("要人办", sums.person, None),
            ("没有直接结算，回参保地报", sums.by_hand, None),
            ("以上三种还收着", None, sums.open_paid),
        ),
        announced=_announced(outage, office),
        adds_up=sums.adds_up,
        done=sums.done and outage.ended is not None,
    )
    return office.papers.listed(
        "outage",
        outage.began,
        lambda desk, fonts, training: outage_report(value, desk, now, fonts, training=training),
        to_the_minute=True,
    )


def _announced(outage: Outage, office: Office) -> Announced | None:
    if not outage.announced_by:
        return None
    names = "、".join(office.region_name(region.ljust(6, "0")) for region in outage.regions)
    return Announced(outage.announced_by, outage.until, names)


def outages_report(office: Office) -> dict[str, Any]:
    """For programs: each outage that the window saw with its counts, youngest first. Raises StoreUnavailable."""
    now, settings = clock.moment().wall, office.settings
    told = []
    for outage in reversed(OutageBook.of(settings.data, training=settings.training).all):
        sums = closing_of(office, outage)
        told.append(
            {
                "began": outage.began.isoformat(),
                "ended": outage.ended.isoformat() if outage.ended else None,
                "minutes": int(outage.lasted(now).total_seconds() // 60),
                "level": outage.level(now),
                "announced_by": outage.announced_by or None,
                "until": outage.until.isoformat() if outage.until else None,
                "regions": list(outage.regions),
                "served": sums.served,
                "taken": money.text(sums.taken),
                "settled": sums.settled,
                "refund_due": money.text(sums.back),
                "waiting": sums.waiting,
                "person": sums.person,
                "by_hand": sums.by_hand,
            }
        )
    return {"state": "ok", "answer": told}
