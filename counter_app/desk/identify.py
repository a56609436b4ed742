"""Who is this, and may they settle here? 1101, then 2001. Nothing changes on the other side.

For a chronic visit 5301 tells first what the person is qualified for, and so which disease it is for; where 2001 says
no, 5303 tells whether they lie in hospital. What neither answers is shown as not known.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from counter_app.desk.chronic_choice import choose, open_here
from counter_app.desk.commands import Command, Exchange, Moment, NextMsgid, Now
from counter_app.desk.inquiring import chronic_filings_of, stays_of
from counter_app.desk.knowledge import DEADLINE_S
from counter_app.desk.trip import STALE
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
    disease on its day. `visit`: what was asked about, with the disease filled in; `among`: where several diseases are
    filed that it may be for, and the bill names none.
    """

    credential: Credential
    outcome: CallOutcome
    person: Person | None = None
    qualification: Qualification | None = None
    chronic: tuple[ChronicFiling, ...] | None = None
    stays: tuple[HospitalStay, ...] | None = None
    unqualified: bool = False
    benefit: CallOutcome | None = None
    visit: Visit | None = None
    among: tuple[ChronicFiling, ...] = ()


class Identify:
    """Asks for one institution at one place. `blank_visit`: what a benefit check asks about before a visit is known;
    `opened`: first characters of the chronic diseases' codes that are opened here, empty where nobody said.
    """

    def __init__(
        self,
        bodies: Bodies,
        answers: Answers,
        region: str,
        blank_visit: Callable[[datetime], Visit],
        opened: Sequence[str] = (),
    ) -> None:
        self._bodies = bodies
        self._answers = answers
        self._region = region
        self._blank_visit = blank_visit
        self._opened = opened

    def ask(
        self, credential: Credential, visit: Visit | None = None, scheme: str = ""
    ) -> Generator[Command, Any, Identified]:
        """1101 and 2001 for a credential; without a visit the check is for an ordinary one today. `scheme`: the
        insutype that the cashier chose, where it is not to be the usual one. A voucher that has grown old is not sent.
        """
        msgid: str = yield NextMsgid()
        now: Moment = yield Now()
        if not credential.serves(now.wall):  # shown before a pause: perhaps its person has left
            return Identified(credential, Refused("", STALE))
        body = self._bodies.person(credential, visit.date if visit else now.wall)
        unfit = problems(persons.PERSON, body, cross_region=False)
        if unfit:
            return Identified(credential, Refused("；".join(unfit), "unfit"))
        asking = Call(persons.PERSON, msgid, body, "", now.wall, now.boot + DEADLINE_S)
        outcome: CallOutcome = yield Exchange(asking)
        if not isinstance(outcome, Done):
            return Identified(credential, outcome)
        try:
            person = self._answers.person(outcome.output)
        except UnreadableAnswer as gap:
            return Identified(credential, ErrorReply(f"答复缺少 {gap}"))
        try:
            person = person.paid_by(scheme)
        except ValueError:
            return Identified(credential, Refused(f"没有正常参保的险种 {scheme}", "unfit"))
        shown = replace(credential, name=person.name, id_number=person.id_number)
        if person.insurance is None:
            return Identified(shown, outcome, person)
        chronic: tuple[ChronicFiling, ...] | None = None
        among: tuple[ChronicFiling, ...] = ()
        held = True
        if visit is not None and visit.kind is VisitKind.CHRONIC:
            chronic = yield from chronic_filings_of(person)
            day, elsewhere = visit.date.date(), person.insurance.region[:2] != self._region[:2]
            may = open_here(chronic or (), day, cross_province=elsewhere, opened=self._opened)
            choice = choose(visit, chronic, may)
            visit, among = choice.visit or visit, choice.among
            named = any(one.code == visit.disease and one.valid_on(day) for one in chronic or ())
            held = chronic is None or named or bool(among)
        msgid = yield NextMsgid()
        asked = self._bodies.benefit(person, visit or self._blank_visit(now.wall))
        region = person.insurance.region
        benefit: CallOutcome = yield Exchange(Call(persons.BENEFIT_CHECK, msgid, asked, region, now.wall))
        found = Identified(
            shown,
            outcome,
            person,
            self._qualification(benefit, now.wall),
            chronic=chronic,
            unqualified=not held,
            benefit=benefit,
            visit=visit,
            among=among,
        )
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
