"""Who is this, and may they settle here? 1101, then 2001. Nothing changes on the other side.

For a chronic visit 5301 tells what the person is qualified for; where 2001 says no, 5303 tells whether they lie in
hospital. What neither answers is shown as not known.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from counter_app.desk.commands import Command, Exchange, Moment, NextMsgid, Now
from counter_app.desk.inquiring import chronic_filings_of, stays_of
from counter_app.model.entitlement import ChronicFiling, HospitalStay
from counter_app.model.person import Credential, Person, Qualification
from counter_app.model.visit import Visit, VisitKind
from counter_app.settlement.answers import Answers, UnreadableAnswer
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.checking import problems
from counter_app.settlement.client import Call
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Refused
from counter_app.settlement.transactions import persons

__all__ = ["Identified", "Identify"]


@dataclass(frozen=True, slots=True)
class Identified:
    """What the service knows of a credential. `person` None: `outcome` says why (refused, link, not sent).

    `qualification` None: the benefit check was not answered, which is shown as not known; `benefit` is what was heard
    instead. `chronic`, `stays` None: not asked, or not answered. `unqualified`: 5301 answered, and not with the visit's
    disease on its day.
    """

    credential: Credential
    outcome: CallOutcome
    person: Person | None = None
    qualification: Qualification | None = None
    chronic: tuple[ChronicFiling, ...] | None = None
    stays: tuple[HospitalStay, ...] | None = None
    unqualified: bool = False
    benefit: CallOutcome | None = None


class Identify:
    """Asks for one institution at one place. `blank_visit`: what a benefit check asks about before a visit is known."""

    def __init__(self, bodies: Bodies, answers: Answers, region: str, blank_visit: Callable[[datetime], Visit]) -> None:
        self._bodies = bodies
        self._answers = answers
        self._region = region
        self._blank_visit = blank_visit

    def ask(self, credential: Credential, visit: Visit | None = None) -> Generator[Command, Any, Identified]:
        """1101 and 2001 for a credential; without a visit the check is for an ordinary one today."""
        msgid: str = yield NextMsgid()
        now: Moment = yield Now()
        body = self._bodies.person(credential, visit.date if visit else now.wall)
        unfit = problems(persons.PERSON, body, cross_region=False)
        if unfit:
            return Identified(credential, Refused("；".join(unfit), "unfit"))
        outcome: CallOutcome = yield Exchange(Call(persons.PERSON, msgid, body, "", now.wall))
        if not isinstance(outcome, Done):
            return Identified(credential, outcome)
        try:
            person = self._answers.person(outcome.output)
        except UnreadableAnswer as gap:
            return Identified(credential, ErrorReply(f"答复缺少 {gap}"))
        shown = replace(credential, name=person.name, id_number=person.id_number)
        if person.insurance is None:
            return Identified(shown, outcome, person)
        msgid = yield NextMsgid()
        asked = self._bodies.benefit(person, visit or self._blank_visit(now.wall))
        region = person.insurance.region
        benefit: CallOutcome = yield Exchange(Call(persons.BENEFIT_CHECK, msgid, asked, region, now.wall))
        found = Identified(shown, outcome, person, self._qualification(benefit, now.wall), benefit=benefit)
        if visit is not None and visit.kind is VisitKind.CHRONIC:
            chronic = yield from chronic_filings_of(person)
            held = chronic is None or any(
                one.code == visit.disease and one.valid_on(visit.date.date()) for one in chronic
            )
            found = replace(found, chronic=chronic, unqualified=not held)
        if found.qualification is not None and not found.qualification.entitled:
            stays = yield from stays_of(person, now.wall)
            known = replace(found.qualification, in_hospital=bool(stays))
            found = replace(found, stays=stays, qualification=known)
        return found

    def _qualification(self, benefit: CallOutcome, at: datetime) -> Qualification | None:
        if not isinstance(benefit, Done):
            return None
        try:
            return self._answers.qualification(benefit.output, at)
        except UnreadableAnswer:
            return None
