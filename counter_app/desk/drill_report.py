"""What came of a drill, judged by the service's books and not by the window's opinion: was anyone charged twice, was
every paper printed, how long did each take.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from counter_app.desk.claim import Claim
from counter_app.desk.drills import Running
from counter_app.desk.endings import PAPERS_BY_HAND, Ending, ending_of
from counter_app.desk.office import Office
from counter_app.model import money
from offline_queue.values import Event, State

__all__ = ["Case", "Findings", "findings"]

_UNREACHABLE = "访问超时"  # the sandbox's words for an insured place that does not answer


@dataclass(frozen=True, slots=True)
class Case:
    """One claim of the drill. `booked`: how often it is live at the service, `booked_cash` its cash there, yuan.

    `missing`: papers that were to be made and were not; `stuck`: papers that a printer has not brought. `served`: from
    identification until the person had a paper; `took`: until the claim ended; None where that has not come.
    """

    key: str
    name: str
    ending: Ending | None
    unclear: bool
    paid: Decimal
    total: Decimal
    due: Decimal | None
    year: int
    booked: int
    booked_cash: Decimal
    booked_year: int
    ticket: bool
    papers: int
    missing: tuple[str, ...]
    stuck: tuple[str, ...]
    served: timedelta | None
    took: timedelta | None

    @property
    def twice(self) -> bool:
        """Booked more than once, or more money taken than the whole bill, or kept than it was settled for."""
        kept = self.paid - (self.due or money.ZERO)
        return self.booked > 1 or self.paid > self.total or (self.booked == 1 and kept > self.booked_cash)

    @property
    def open(self) -> bool:
        """Has not ended."""
        return self.ending is None


@dataclass(frozen=True, slots=True)
class Findings:
    """All of it. `struck`: how often each fault struck; `strays`: live at the service, and of no claim here."""

    drill: Running
    ended: datetime
    struck: Mapping[str, int]
    cases: tuple[Case, ...]
    strays: int = 0
    refused_by_place: int = field(default=0)

    @property
    def twice(self) -> int:
        """How many were charged twice; what the service has booked and no claim knows of counts too."""
        return sum(case.twice for case in self.cases) + self.strays

    @property
    def unprinted(self) -> int:
        """How many papers are missing or stuck."""
        return sum(len(case.missing) + len(case.stuck) for case in self.cases)

    @property
    def seconds(self) -> int | None:
        """From identification to a paper in the person's hand, on average."""
        times = [case.served.total_seconds() for case in self.cases if case.served is not None]
        return round(sum(times) / len(times)) if times else None


def findings(
    office: Office, drill: Running, struck: Mapping[str, int], ledger: Mapping[str, Any], now: datetime
) -> Findings:
    """Judge. `ledger`: as the sandbox's judge tells it. Raises StoreUnavailable."""
    live = [row for row in ledger["settlements"] if not row["refunded"]]
    mine = [claim for claim in office.books.claims(changed_since=drill.began) if claim.opened_at >= drill.began]
    mine.sort(key=lambda claim: (claim.opened_at, claim.key))
    cases = tuple(_case(office, claim, drill, _of(claim.key, live)) for claim in mine)
    calls: Sequence[Mapping[str, Any]] = ledger["calls"][drill.calls :]
    began = {row["msgid"] for row in calls}
    known = {claim.key for claim in office.books.claims()}
    strays = [row for row in live if row["msgid"] in began and row["ipt_otp_no"].rpartition("-")[0] not in known]
    refused = sum(_UNREACHABLE in (row["text"] or "") for row in calls)
    return Findings(drill, now, struck, cases, len(strays), refused)


def _of(key: str, live: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in live if row["ipt_otp_no"].rpartition("-")[0] == key]


def _case(office: Office, claim: Claim, drill: Running, live: list[Mapping[str, Any]]) -> Case:
    ending, people = ending_of(claim), claim.people
    papers = _papers(claim, ending)
    files, tray = office.papers.files, office.papers.tray.state()
    missing = tuple(kind for kind in papers if not files.kept(claim.key, kind))
    began = drill.stands_since.get(claim.key, claim.opened_at)
    ended = _ended(office.books.events(claim.key)) if ending is not None else None
    served = people.ticket_at or ended
    person = claim.machine.person
    return Case(
        claim.key,
        person.name if person is not None else people.name,
        ending,
        claim.state is State.UNCLEAR or bool(claim.machine.doubt),
        people.paid,
        people.total,
        claim.refund_due,
        people.visit.date.year,
        len(live),
        sum((Decimal(row["cash"]) for row in live), money.ZERO),
        int(live[0]["year"]) if live else 0,
        people.ticket_at is not None,
        len(papers),
        missing,
        tuple(one.slip for one in tray.of(claim.key)),
        served - began if served is not None else None,
        ended - began if ended is not None else None,
    )


def _papers(claim: Claim, ending: Ending | None) -> tuple[str, ...]:
    """What its person has to have in the hand by now. Settled behind the scenes, the slip comes with the refund."""
    back = any(row.amount < money.ZERO for row in claim.people.cash)
    kinds: tuple[str, ...] = ("ticket",) if claim.people.ticket_at is not None else ()
    if ending is Ending.SETTLED and (back or not kinds):
        kinds += ("settlement",)
    if ending in PAPERS_BY_HAND:
        kinds += ("hand-claim",)
    return kinds


def _ended(events: list[Event]) -> datetime | None:
    ends = [event.at for event in events if event.what.split(" ")[:2] in (["rests", "done"], ["rests", "void"])]
    return ends[-1] if ends else None
