"""A claim's next call, made ready to go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from counter_app.desk.claim import UPLOAD_CALLS, CallKind, Claim
from counter_app.model import money
from counter_app.model.person import Credential, Person
from counter_app.settlement import upload_bodies
from counter_app.settlement.advice import AdviceBodies
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.checking import NO_CODES, LocalCodes, problems
from counter_app.settlement.client import Call, UnfitInput
from counter_app.settlement.record import Transaction
from counter_app.settlement.transactions import fees, monitoring, persons, queries, reversal, settling, uploads, visits

__all__ = ["CallDesk"]

_TRANSACTIONS: dict[CallKind, Transaction[Any, Any]] = {
    CallKind.PERSON: persons.PERSON,
    CallKind.BENEFIT: persons.BENEFIT_CHECK,
    CallKind.REGISTER: visits.REGISTER,
    CallKind.VISIT: visits.VISIT,
    CallKind.LINES: fees.FEE_LINES,
    CallKind.TRIAL: settling.TRIAL,
    CallKind.SETTLE: settling.SETTLE,
    CallKind.CLEAR: fees.CLEAR_LINES,
    CallKind.CLOSE: visits.CANCEL_VISIT,
    CallKind.UNDO: settling.UNDO,
    CallKind.REVERSE: reversal.REVERSE,
    CallKind.FEES: queries.FEES,
    CallKind.SHOW: queries.SETTLEMENT,
    CallKind.UPLOAD_VISIT: uploads.UPLOAD_VISIT,
    CallKind.UPLOAD_COMPLETE: uploads.UPLOAD_COMPLETE,
    CallKind.UPLOAD_RECORD: uploads.UPLOAD_RECORD,
    CallKind.BEFORE: monitoring.BEFORE,
    CallKind.DURING: monitoring.DURING,
    CallKind.FEEDBACK: monitoring.FEEDBACK,
}

_PLAIN: dict[str, Transaction[Any, Any]] = {
    transaction.number: transaction for transaction in (visits.VISIT_PLAIN, settling.TRIAL_PLAIN, settling.SETTLE_PLAIN)
}

BATCH = "1"
NO_AGE = Decimal(0)  # of a person nobody has identified; it goes up nowhere


class CallDesk:
    """Builds the calls of claims for one institution (its `region`: six digits) at one place.

    `number`: what the place calls a transaction: 2207A may be 2207 there, and 2601 names it so.
    `advice`: how monitoring's messages are built; None where nobody monitors. `local_codes`: what the place uses beyond
    the national dictionaries.
    """

    def __init__(
        self,
        bodies: Bodies,
        region: str,
        number: Callable[[str], str] = str,
        advice: AdviceBodies | None = None,
        local_codes: LocalCodes = NO_CODES,
    ) -> None:
        self._bodies = bodies
        self._advice = advice
        self._region = region
        self._number = number
        self._local_codes = local_codes

    def call(
        self,
        kind: CallKind,
        claim: Claim,
        msgid: str,
        at: datetime,
        *,
        credential: Credential | None,
        not_after: float | None = None,
        settlement_id: str = "",
    ) -> Call:
        """The call `kind` of a claim.

        Raises:
            UnfitInput: what the claim holds does not fit the transaction; names the fields by their labels.
        """
        transaction = _PLAIN.get(self._number(kind), _TRANSACTIONS[kind])
        body = self._body(kind, claim, at, credential, settlement_id)
        insured = _insured_region(claim)
        cross = bool(insured) and insured != self._region
        found = problems(transaction, body, cross_region=cross, local_codes=self._local_codes)
        if found:
            raise UnfitInput(f"{transaction.number} {transaction.title}：" + "；".join(found))
        return Call(transaction, msgid, body, insured, at, not_after)

    def visit_number(self, claim: Claim) -> str:
        """The visit number (ipt_otp_no) of the claim's next 2201: key and generation, never used before."""
        return f"{claim.key}-{claim.machine.visit_generation}"

    def _body(
        self, kind: CallKind, claim: Claim, at: datetime, credential: Credential | None, settlement_id: str
    ) -> dict[str, Any]:
        machine, people, bodies = claim.machine, claim.people, self._bodies
        if kind is CallKind.PERSON:
            return bodies.person(_shown(credential), at)
        if kind in UPLOAD_CALLS:
            return _upload(kind, claim, bodies)
        person = machine.person
        if person is None:
            raise UnfitInput(f"{kind}：还不知道是谁")
        settled = machine.settlement.settlement_id if machine.settlement else settlement_id
        builders: dict[CallKind, Callable[[], dict[str, Any]]] = {
            CallKind.BENEFIT: lambda: bodies.benefit(person, people.visit),
            CallKind.REGISTER: lambda: bodies.register(
                person, _shown(credential), people.visit, self.visit_number(claim)
            ),
            CallKind.VISIT: lambda: bodies.visit(person, people.visit, machine.visit_id),
            CallKind.LINES: lambda: bodies.lines(person, people.visit, machine.visit_id, BATCH, people.charges),
            CallKind.TRIAL: lambda: self._trial(claim, person, credential),
            CallKind.SETTLE: lambda: self._settle(claim, person, credential),
            CallKind.CLEAR: lambda: bodies.clear(person.person_no, machine.visit_id),
            CallKind.CLOSE: lambda: bodies.close(person.person_no, machine.visit_id, machine.visit_number),
            CallKind.UNDO: lambda: bodies.of_settlement(person.person_no, machine.visit_id, settled),
            CallKind.SHOW: lambda: bodies.of_settlement(person.person_no, machine.visit_id, settlement_id or settled),
            CallKind.REVERSE: lambda: bodies.reverse(person.person_no, machine.doubt, self._number(CallKind.SETTLE)),
            CallKind.FEES: lambda: bodies.fees(person.person_no, machine.visit_id),
            CallKind.BEFORE: lambda: self._bill(claim, person),
            CallKind.DURING: lambda: self._bill(claim, person),
            CallKind.FEEDBACK: lambda: self._answers(claim),
        }
        return builders[kind]()

    def _trial(self, claim: Claim, person: Person, credential: Credential | None) -> dict[str, Any]:
        people, machine = claim.people, claim.machine
        return self._bodies.trial(
            person,
            _shown(credential),
            people.visit,
            machine.visit_id,
            BATCH,
            money.text(people.total),
            people.use_account,
        )

    def _bill(self, claim: Claim, person: Person) -> dict[str, Any]:
        people, machine = claim.people, claim.machine
        if self._advice is None:
            raise UnfitInput("没有智能监控的接口档案")
        return self._advice.bill(person, people.visit, machine.visit_id, people.charges, machine.splits)

    def _answers(self, claim: Claim) -> dict[str, Any]:
        advice = claim.machine.advice
        if self._advice is None or advice is None:
            raise UnfitInput("没有可答复的智能监控提示")
        return self._advice.answers(advice.call, advice.answered_by(claim.people.answers))

    def _settle(self, claim: Claim, person: Person, credential: Credential | None) -> dict[str, Any]:
        quote = claim.machine.quote
        if quote is None:
            raise UnfitInput("2207A：还没有预结算")
        return self._bodies.settle(self._trial(claim, person, credential), quote.amounts)


def _upload(kind: CallKind, claim: Claim, bodies: Bodies) -> dict[str, Any]:
    """Under the claim's key, of whoever the claim knows: the platform may never have heard of the person."""
    people, person = claim.people, claim.machine.person
    if person is None:
        shown = people.credential
        number = shown.id_number if shown is not None else ""
        person = Person("", "", number, people.name or (shown.name if shown is not None else ""), "", None, NO_AGE, ())
    match kind:
        case CallKind.UPLOAD_VISIT:
            return upload_bodies.visit(bodies, person, people.visit, claim.key, BATCH, people.charges)
        case CallKind.UPLOAD_COMPLETE:
            return upload_bodies.complete(claim.key, people.charges)
        case _:
            return upload_bodies.record(bodies, person, people.visit, claim.key)


def _shown(credential: Credential | None) -> Credential:
    if credential is None:
        raise UnfitInput("没有可用的凭证")
    return credential


def _insured_region(claim: Claim) -> str:
    person = claim.machine.person
    return person.insurance.region if person is not None and person.insurance is not None else ""
