"""The questions people ask at the window, and who answers each: a transaction of the interface where there is one, the
hospital's own dated files otherwise. Every part of an answer has its source and its time; what nobody answers stays
open and is never guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from counter_app.desk.books import Books
from counter_app.desk.documents import UnreadableDocument
from counter_app.desk.identify import Identified
from counter_app.desk.inquiring import Asked, Wish
from counter_app.desk.recognise import Trouble, of_outcome, refused_by_store
from counter_app.failures import FailureCode
from counter_app.model.person import Person
from counter_app.model.places import Notice, PlaceFile, PlaceFiles, notices_ahead, notices_now
from counter_app.settlement.place import Place
from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.values import State

__all__ = [
    "ABOUT_ONE",
    "FILED",
    "HERE",
    "KEPT_IN",
    "LIMITS",
    "TRANSACTIONS",
    "Answer",
    "Part",
    "Question",
    "QuestionDesk",
    "SettledHere",
    "Source",
    "kept",
    "settled_here",
]


class Question(StrEnum):
    """In the order of their keys, 1 to 6."""

    INSTITUTIONS = "institutions"
    FILING = "filing"
    AGENCIES = "agencies"
    FEES = "fees"
    REGIONS = "regions"
    SHUTDOWNS = "shutdowns"


# What the interface offers: institutions by name or number (1201); a person's referrals, chosen institutions and
# chronic diseases (the filing itself came with the benefit check, 2001); the sums of a person's year. Agencies, regions
# opened and shutdowns are published in the national app and have no transaction that an institution may call.
TRANSACTIONS: Mapping[Question, tuple[str, ...]] = {
    Question.INSTITUTIONS: ("1201",),
    Question.FILING: ("5304", "5302", "5301"),
    Question.AGENCIES: (),
    Question.FEES: ("5206",),
    Question.REGIONS: (),
    Question.SHUTDOWNS: (),
}
FILED = "2001"
HERE = "here"
_LOOKED_AT = 500  # the last ones settled here
# The table of the hospital's files that has an answer, too where the interface was to give it.
KEPT_IN: Mapping[Question, str] = {
    Question.INSTITUTIONS: "institution",
    Question.AGENCIES: "agency",
    Question.REGIONS: "opening",
    Question.SHUTDOWNS: "notice",
}
ABOUT_ONE = frozenset({Question.FILING, Question.FEES})
# How many days after its comparing a file is told as old. Assumptions: no text names a figure. Shutdowns are announced
# some days ahead; the national app opens regions month by month; phones last longer.
LIMITS: Mapping[str, int] = {"institution": 180, "agency": 180, "opening": 60, "notice": 7}
_ROWS: Mapping[str, Callable[[PlaceFile], tuple[Any, ...] | None]] = {
    "institution": lambda file: file.institutions or None,
    "agency": lambda file: file.agencies or None,
    "opening": lambda file: file.openings or None,
    "notice": lambda file: file.notices,
}


@dataclass(frozen=True, slots=True)
class SettledHere:
    """One settlement of a person in our own books, by the day of the visit; yuan."""

    on: date
    total: Decimal
    fund: Decimal
    cash: Decimal


@dataclass(frozen=True, slots=True)
class Source:
    """Whence a part is. The interface, our own books: `at`, the moment it answered. A file: `file`, and `as_of` with
    its age in days; `old`: past the limit of what it tells.
    """

    at: datetime | None = None
    file: str = ""
    as_of: date | None = None
    days: int = 0
    kept_by: str = ""
    sample: bool = False
    old: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One transaction's or one file's share of an answer. `about`: the transaction's number or the file's table.
    `source` None: nobody answered, and `trouble`, where there is one, says why.
    """

    about: str
    source: Source | None
    rows: tuple[Any, ...] = ()
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`nobody`: it is about a person, and none is known at the glass. `faults`: files that are left out, in words."""

    question: Question
    parts: tuple[Part, ...] = ()
    faults: tuple[str, ...] = ()
    nobody: bool = False


def kept(question: Question, files: PlaceFiles, region: str, now: datetime) -> tuple[Part, ...]:
    """What the files say, the one compared last first; in each, what concerns `region` before the rest. A file without
    a word about it is no part: that it names nothing says nothing.
    """
    table = KEPT_IN.get(question)
    if table is None:
        return ()
    parts = []
    for file in sorted(files.files, key=lambda file: file.as_of, reverse=True):
        rows = _ROWS[table](file)
        if rows is not None:
            parts.append(Part(table, _source(file, table, now), _sorted(rows, region, now)))
    return tuple(parts)


def _source(file: PlaceFile, table: str, now: datetime) -> Source:
    days = (now.date() - file.as_of) // timedelta(days=1)
    return Source(None, file.name, file.as_of, days, file.kept_by, file.sample, days > LIMITS[table])


def _sorted(rows: tuple[Any, ...], region: str, now: datetime) -> tuple[Any, ...]:
    notices = tuple(row for row in rows if isinstance(row, Notice))
    if notices:  # what is over is nobody's question
        rows = (*notices_now(notices, now), *notices_ahead(notices, now))
        return tuple(sorted(rows, key=lambda row: not row.concerns(region)))
    return tuple(sorted(rows, key=lambda row: not region or row.region != region))


def settled_here(books: Books, id_number: str) -> tuple[SettledHere, ...] | None:
    """A person's among the last settlements in our books, the latest first; None where the books cannot be read."""
    try:
        done = books.claims(state=State.DONE, limit=_LOOKED_AT)
    except (StoreUnavailable, DamagedDocument, UnreadableDocument):
        return None
    found = []
    for claim in done:
        person, settlement = claim.machine.person, claim.machine.settlement
        if person is not None and settlement is not None and person.id_number.upper() == id_number.upper():
            sums = settlement.amounts
            found.append(SettledHere(claim.people.visit.date.date(), sums.total, sums.fund_total, sums.cash))
    return tuple(sorted(found, key=lambda one: one.on, reverse=True))


class QuestionDesk:
    """Answers for one window; blocks, so it belongs on a worker's thread. `ask` makes one call, `files` reads the
    hospital's own as they are now, `settled` looks a person (by identity number) up in our books.
    """

    def __init__(
        self,
        ask: Callable[[Wish, Person | None], Asked],
        files: Callable[[datetime], PlaceFiles],
        settled: Callable[[str], tuple[SettledHere, ...] | None],
        place: Place,
        region: str,
        now: Callable[[], datetime],
    ) -> None:
        self._ask = ask
        self._files = files
        self._settled = settled
        self._place = place
        self._region = region
        self._now = now

    def at_once(self, question: Question, found: Identified | None) -> Answer:
        """What needs no call: the files, and what was heard when the person was identified."""
        now = self._now()
        if question in ABOUT_ONE and (found is None or found.person is None):
            return Answer(question, nobody=True)
        files = self._files(now)
        parts = (_filing(found),) if question is Question.FILING and found is not None else ()
        if question is Question.FEES and found is not None and found.person is not None:
            parts = (self._here(found.person.id_number, now),)
        faults = files.faults if question in KEPT_IN else ()
        return Answer(question, parts + kept(question, files, self._of(question, found), now), faults)

    def answer(
        self, question: Question, found: Identified | None, name: str = "", wanted: Callable[[], bool] = lambda: True
    ) -> Answer | None:
        """All of it: the interface is asked, one call after the other, while it is still `wanted`. A line that is down
        is found by the first call; the others are not tried. `name`: part of an institution's.
        """
        known = self.at_once(question, found)
        if known.nobody:
            return known
        person = found.person if found is not None else None
        asked: list[Part] = []
        for number in TRANSACTIONS[question]:
            if not wanted():
                return None
            part = self._part(number, person, name)
            asked.append(part)
            if part.trouble is not None and (part.trouble.link_down or part.trouble.code is FailureCode.STORE):
                break
        if question is Question.FILING:
            return Answer(question, known.parts + tuple(asked), known.faults)
        return Answer(question, tuple(asked) + known.parts, known.faults)

    def _here(self, id_number: str, now: datetime) -> Part:
        rows = self._settled(id_number)
        if rows is None:
            return Part(HERE, None, trouble=Trouble(FailureCode.STORE))
        return Part(HERE, Source(now), rows)

    def _part(self, number: str, person: Person | None, name: str) -> Part:
        try:
            asked = self._ask(Wish(number, name=name), person)
        except StoreUnavailable as away:
            return Part(number, None, trouble=refused_by_store(away.reason))
        if asked.rows is None:
            trouble = of_outcome(asked.outcome, self._place) or Trouble(FailureCode.SERVICE_SAID)
            return Part(number, None, trouble=trouble)
        return Part(number, Source(self._now()), asked.rows)

    def _of(self, question: Question, found: Identified | None) -> str:
        """The region that concerns most: institutions are sought here, all else at the insured place."""
        if question is Question.INSTITUTIONS:
            return self._region
        person = found.person if found is not None else None
        return person.insurance.region if person is not None and person.insurance is not None else ""


def _filing(found: Identified) -> Part:
    """The filing as the benefit check told it when the person was identified; None of it where nobody answered that."""
    known = found.qualification
    if known is None or known.asked_at is None:
        return Part(FILED, None)
    return Part(FILED, Source(known.asked_at), (known.filing,) if known.filing is not None else ())
