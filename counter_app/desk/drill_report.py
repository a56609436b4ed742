"""What came of a drill, judged by the service's books and not by the window's opinion: was anyone charged twice, was
every paper printed, how long did each take.
"""

from __future__ import annotations

from collections import Counter
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

    `missing`: papers that were to be made and were not; `stuck`: papers that a printer has not brought, or that nobody
    has sent to theirs; `on_file`: papers that are made, and for which there is no printer. `served`: from
    identification until the person had a paper; `took`: until the claim ended; None where that has not come, `served`
    also where the paper is older than the drill. `before`: opened before it, by somebody at the glass or with a ticket.
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
    on_file: tuple[str, ...]
    served: timedelta | None
    took: timedelta | None
    before: bool = False

    @property
    def twice(self) -> bool:
        """Booked more than once, or more money taken than the whole bill, or kept than it was settled for.

        What is kept is known only where it is known what goes back: a ticket whose answer was lost holds the whole bill
        until the booking is found, and nobody was charged twice by that.
        """
        if self.booked > 1 or self.paid > self.total:
            return True
        return self.booked == 1 and self.due is not None and self.paid - self.due > self.booked_cash

    @property
    def to_settle_up(self) -> bool:
        """Booked, and it is not known here yet what goes back."""
        return self.booked > 0 and self.due is None

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
    def on_file(self) -> int:
        """How many papers are made, and have no printer: nobody has them in the hand."""
        return sum(len(case.on_file) for case in self.cases)

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
    calls: Sequence[Mapping[str, Any]] = ledger["calls"][drill.calls :]
    began = {row["msgid"] for row in calls}
    # Whoever stood at the glass when it began, and the tickets that waited, are settled in it too.
    concerned = _called(began, calls, ledger) | {key for key, often in Counter(map(_key, live)).items() if often > 1}
    known = {claim.key: claim for claim in office.books.claims()}
    mine = [claim for claim in known.values() if claim.opened_at >= drill.began or claim.key in concerned]
    mine.sort(key=lambda claim: (claim.opened_at, claim.key))
    cases = tuple(_case(office, claim, drill, [row for row in live if _key(row) == claim.key]) for claim in mine)
    strays = [row for row in live if row["msgid"] in began and _key(row) not in known]
    refused = sum(_UNREACHABLE in (row["text"] or "") for row in calls)
    return Findings(drill, now, struck, cases, len(strays), refused)


def _key(row: Mapping[str, Any]) -> str:
    """The claim of a visit or a settlement, by the number that the window gave the visit."""
    number: str = row["ipt_otp_no"]
    return number.rpartition("-")[0]


def _called(messages: set[str], calls: Sequence[Mapping[str, Any]], ledger: Mapping[str, Any]) -> set[str]:
    """The claims that the calls were about: they name the visit, or opened or settled it."""
    visits = {row["mdtrt_id"] for row in calls if row["mdtrt_id"]}
    rows = (*ledger["visits"], *ledger["settlements"])
    return {_key(row) for row in rows if row["mdtrt_id"] in visits or row["msgid"] in messages}


def _case(office: Office, claim: Claim, drill: Running, live: list[Mapping[str, Any]]) -> Case:
    ending, people = ending_of(claim), claim.people
    papers = _papers(claim, ending)
    files, tray = office.papers.files, office.papers.tray.state()
    missing = tuple(kind for kind in papers if not files.kept(claim.key, kind))
    made = [kind for kind in papers if kind not in missing]
    held = [one.slip for one in tray.of(claim.key)]
    held += [kind for kind in made if kind not in held and not office.papers.handed_out(claim.key, kind)]
    ended = _ended(office.books.events(claim.key)) if ending is not None else None
    began = drill.stands_since.get(claim.key, claim.opened_at)
    if ended is not None and ended < began:  # over before the drill, and only looked at in it
        began = claim.opened_at
    served = people.ticket_at or ended
    if served is not None and served < drill.began:
        served = None
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
        tuple(held),
        tuple(kind for kind in made if not office.papers.tray.prints(kind)),
        served - began if served is not None else None,
        ended - began if ended is not None else None,
        claim.opened_at < drill.began,
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
