"""Questions that change nothing, one call each: what is on record of a person, of the institution, of a code table."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from counter_app.desk.commands import Command, Exchange, Moment, NextMsgid, Now
from counter_app.model.entitlement import ChronicFiling, HospitalStay
from counter_app.model.person import Person
from counter_app.settlement import inquiries
from counter_app.settlement.answers import UnreadableAnswer
from counter_app.settlement.checking import problems
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Refused
from counter_app.settlement.record import Transaction
from counter_app.settlement.transactions import entitlements, histories, institutions, queries

__all__ = ["ABOUT_PERSON", "NUMBERS", "Asked", "Inquiring", "Wish", "chronic_filings_of", "stays_of"]

_RECENT = timedelta(days=365)
_LONG_STAY = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked, by the interface's number; of the rest only what that number wants counts.

    `month`: yyyyMM. `business`: biz_appy_type. `table`: name of a dictionary.
    """

    number: str
    month: str = ""
    business: str = "01"
    visit_id: str = ""
    table: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of a question. `rows` None: `outcome` says why."""

    outcome: CallOutcome
    rows: tuple[Any, ...] | None = None


Asking = Generator[Command, Any, Asked]
Reader = Callable[[Mapping[str, Any]], tuple[Any, ...]]


def _ask(transaction: Transaction[Any, Any], body: dict[str, Any], region: str, read: Reader) -> Asking:
    msgid: str = yield NextMsgid()
    now: Moment = yield Now()
    unfit = problems(transaction, body, cross_region=False)
    if unfit:
        return Asked(Refused("；".join(unfit), "unfit"))
    outcome: CallOutcome = yield Exchange(Call(transaction, msgid, body, region, now.wall))
    if not isinstance(outcome, Done):
        return Asked(outcome)
    try:
        return Asked(outcome, read(outcome.output))
    except UnreadableAnswer as gap:
        return Asked(ErrorReply(f"答复缺少 {gap}"))


def chronic_filings_of(person: Person) -> Generator[Command, Any, tuple[ChronicFiling, ...] | None]:
    """5301; None where it was not answered."""
    body = inquiries.ask_chronic_filings(person.person_no)
    asked = yield from _ask(entitlements.CHRONIC_FILINGS, body, _region(person), inquiries.chronic_filings)
    return asked.rows


def stays_of(person: Person, now: datetime) -> Generator[Command, Any, tuple[HospitalStay, ...] | None]:
    """5303 for stays that are open now; None where it was not answered."""
    body = inquiries.ask_in_hospital(person.person_no, now - _LONG_STAY, now)
    asked = yield from _ask(entitlements.IN_HOSPITAL, body, _region(person), inquiries.stays)
    return asked.rows


ABOUT_PERSON = frozenset({"5202", "5206", "5301", "5302", "5303", "5304"})
NUMBERS = ("1201", "1901", *sorted(ABOUT_PERSON))


class Inquiring:
    """Asks for one institution: its code and its region (six digits)."""

    def __init__(self, institution_code: str, region: str) -> None:
        self._code = institution_code
        self._region = region

    def ask(self, wish: Wish, person: Person | None) -> Asking:
        """The rows of an answer. Questions about a person (ABOUT_PERSON) need one who was identified.

        Raises:
            ValueError: no such question, or nobody to ask about.
        """
        if wish.number not in NUMBERS:
            raise ValueError(f"no question {wish.number}")
        now: Moment = yield Now()
        if wish.number == "1201":
            body = inquiries.ask_institution(wish.name, "" if wish.name else self._code)
            return (yield from _ask(institutions.INSTITUTIONS, body, "", inquiries.institutions_found))
        if wish.number == "1901":
            body = inquiries.ask_codes(wish.table, self._region, now.wall.date())
            return (yield from _ask(institutions.DICTIONARIES, body, "", inquiries.codes))
        if person is None:
            raise ValueError("nobody was identified")
        transaction, body, read = _about(person, wish, now.wall)
        return (yield from _ask(transaction, body, _region(person), read))


def _about(person: Person, wish: Wish, now: datetime) -> tuple[Transaction[Any, Any], dict[str, Any], Reader]:
    number = person.person_no
    match wish.number:
        case "5202":
            return histories.DIAGNOSES, inquiries.ask_diagnoses(number, wish.visit_id), inquiries.diagnoses
        case "5206":
            return queries.YEAR_SUMS, inquiries.ask_year_sums(number, wish.month), inquiries.year_sums
        case "5301":
            body = inquiries.ask_chronic_filings(number)
            return entitlements.CHRONIC_FILINGS, body, inquiries.chronic_filings
        case "5302":
            body = inquiries.ask_designations(number, wish.business)
            return entitlements.DESIGNATIONS, body, inquiries.designations
        case "5303":
            return entitlements.IN_HOSPITAL, inquiries.ask_in_hospital(number, now - _LONG_STAY, now), inquiries.stays
    return entitlements.TRANSFERS, inquiries.ask_transfers(number, now - _RECENT, None), inquiries.transfers


def _region(person: Person) -> str:
    return person.insurance.region if person.insurance is not None else ""
