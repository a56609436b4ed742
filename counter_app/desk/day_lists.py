"""Whom to ring, and what goes to the agency by hand: rows of claims, and their lists on paper."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from counter_app.desk import clock
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.entries import last_day
from counter_app.desk.no_return import by_hand
from counter_app.desk.office import Office
from counter_app.desk.unsigned import unsigned
from counter_app.model import identity, money
from counter_app.slips import figures, lists
from counter_app.slips.lists import AgencyRow, CallRow
from offline_queue.values import State

__all__ = ["AHEAD_DAYS", "agency_csv", "agency_paper", "agency_rows", "call_paper", "call_rows", "calls_report"]

AHEAD_DAYS = 7  # how long before its last day a claim comes on the call list
# Of the agency's list; it holds no diagnosis and no whole identity number.
_COLUMNS = ("单号", "就诊日期", "参保地", "姓名", "证件尾号", "总额", "已付", "办法", "办结时间")
_WAITS = {
    HeldReason.CREDENTIAL: "要带卡或医保码",
    HeldReason.REFUSED: "医保不同意，要本人来",
    HeldReason.CONFIRM: "要本人同意金额",
    HeldReason.RECONCILE: "等医保核对，先不用来",
    HeldReason.CANCEL_REFUSED: "等医保办处理",
}


def call_rows(
    claims: Iterable[Claim],
    today: date,
    place_name: Callable[[str], str],
    by_region: Mapping[str, int],
    *,
    ahead: int = AHEAD_DAYS,
) -> list[CallRow]:
    """Those with a ticket that are not done, or whose money was not fetched, and whose last day has passed or comes
    within `ahead` days; the most urgent first. `by_region`: as of `last_day`.
    """
    rows = []
    for claim in claims:
        due, people = last_day(claim, by_region), claim.people
        open_money = (claim.refund_due or money.ZERO) > money.ZERO
        if due is None or due > today + timedelta(days=ahead) or (claim.state.ended and not open_money):
            continue
        region = claim.region
        rows.append(
            CallRow(
                key=claim.key,
                visited=people.visit.date.date(),
                place=place_name(region) if region else "",
                paid=people.paid,
                due=due,
                days=(due - today).days,
                why=_why(claim),
                name=_name(claim),
                phone=people.phone,
            )
        )
    return sorted(rows, key=lambda row: (row.days, row.key))


def agency_rows(claims: Iterable[Claim], place_name: Callable[[str], str]) -> list[AgencyRow]:
    """Every claim that ended uploaded or for a claim by hand, by the day of the visit."""
    rows = []
    for claim in claims:
        if claim.state is not State.UPLOADED and not by_hand(claim):
            continue
        person, shown, region = claim.machine.person, claim.people.credential, claim.region
        number = person.id_number if person else shown.id_number if shown else ""
        rows.append(
            AgencyRow(
                key=claim.key,
                visited=claim.people.visit.date.date(),
                place=place_name(region) if region else "",
                total=claim.people.total,
                paid=claim.people.paid,
                how="已上传" if claim.state is State.UPLOADED else "手工报销",
                ended=claim.changed_at.astimezone(clock.WINDOW_ZONE),
                name=_name(claim),
                tail=identity.tail(number) if number else "",
            )
        )
    return sorted(rows, key=lambda row: (row.visited, row.key))


def agency_csv(claims: Iterable[Claim], place_name: Callable[[str], str]) -> str:
    """Every claim that ended uploaded or by hand, as CSV for the agency, with the mark that spreadsheets want."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_COLUMNS)
    for row in agency_rows(claims, place_name):
        shown = (row.key, f"{row.visited:%Y-%m-%d}", row.place, row.name, row.tail)
        amounts = (money.text(row.total), money.text(row.paid))
        rows.writerow((*shown, *amounts, row.how, f"{row.ended:%Y-%m-%d %H:%M}"))
    return "\ufeff" + out.getvalue()


def calls_report(office: Office, *, ahead: int = AHEAD_DAYS) -> dict[str, Any]:
    """The call list as it is typed out: with names and phones, because people ring from it."""
    rows = _calls(office, clock.moment().wall.date(), ahead)
    told = [
        {
            "key": row.key,
            "name": row.name,
            "phone": row.phone,
            "place": row.place,
            "visited": row.visited.isoformat(),
            "paid": money.text(row.paid),
            "due": row.due.isoformat(),
            "days_left": row.days,
            "why": row.why,
        }
        for row in rows
    ]
    return {"state": "ok", "overdue": sum(row.days < 0 for row in rows), "answer": told}


def _calls(office: Office, today: date, ahead: int) -> list[CallRow]:
    regions = office.settings.slips.due_by_region
    return call_rows(office.books.claims(), today, office.region_name, regions, ahead=ahead)


def call_paper(office: Office, *, ahead: int = AHEAD_DAYS) -> Path:
    """催办电话名单 of today. Raises SlipRefusedError, StoreUnavailable: nothing was printed."""
    now = clock.moment().wall
    rows = _calls(office, now.date(), ahead)
    return office.papers.listed("calls", now, lambda desk, fonts, training: lists.call_list(
        rows, desk, now, fonts, training=training, unsigned=bool(unsigned(office))
    ))  # fmt: skip


def agency_paper(office: Office) -> Path:
    """The agency's list of all that ended so. Raises SlipRefusedError, StoreUnavailable: nothing was printed."""
    now = clock.moment().wall
    rows = agency_rows(office.books.claims(whole=True), office.region_name)
    return office.papers.listed("agency", now, lambda desk, fonts, training: lists.agency_list(
        rows, desk, now, fonts, training=training, unsigned=bool(unsigned(office))
    ))  # fmt: skip


def _why(claim: Claim) -> str:
    if claim.state.ended:
        return f"{lists.REFUND_DUE} {figures.yuan(claim.refund_due or money.ZERO)} 元没领"
    return _WAITS.get(HeldReason(claim.reason), "") if claim.state is State.HELD else "还没有补办"


def _name(claim: Claim) -> str:
    return claim.machine.person.name if claim.machine.person else claim.people.name
