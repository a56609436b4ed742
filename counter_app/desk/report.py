"""A claim as the command line and other programs see it: plain JSON values, amounts as text with two decimals.

The formats are those of the sandbox page ("Commands"); names may be added, never taken away.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from counter_app.desk.advising import advice_of, answers_of
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble
from counter_app.failures import FILING, FailureCode
from counter_app.model import money
from counter_app.model.masking import mask_name
from counter_app.model.monitoring import Advice, WarningAnswer
from counter_app.model.person import Person, Qualification
from counter_app.model.settlement import Amounts, LineSplit
from counter_app.slips.person_words import NO_TABLES, Tables, kinds_of, paying_words
from counter_app.slips.why import sentences
from offline_queue.values import Event, State

__all__ = [
    "advice_report",
    "amounts_report",
    "claim_report",
    "facts_report",
    "held_for",
    "history_report",
    "person_report",
    "rows_report",
    "state_word",
]


def state_word(claim: Claim) -> str:
    """done | quoted | refused | waiting | unclear | cancelled | uploaded: the words of `settle`."""
    booked_or_not = (HeldReason.RECONCILE, HeldReason.AMOUNTS)  # neither pay again nor pay back
    if claim.state is State.UNCLEAR or (claim.state is State.HELD and claim.reason in booked_or_not):
        return "unclear"
    if claim.state is State.HELD:
        return {HeldReason.CONFIRM: "quoted", HeldReason.REFUSED: "refused"}.get(HeldReason(claim.reason), "waiting")
    return {State.DONE: "done", State.VOID: "cancelled", State.UPLOADED: "uploaded"}.get(claim.state, "waiting")


def held_for(claim: Claim, trouble: Trouble | None) -> str | None:
    """What it waits for a person to do: the reason it is held for, `filing` where a filing puts it right, `warnings`
    where monitoring's are to be answered.
    """
    if claim.reason == HeldReason.REFUSED and trouble is not None and trouble.code in FILING:
        return "filing"
    if claim.reason == HeldReason.CONFIRM and trouble is not None and trouble.code is FailureCode.MONITORING:
        return "warnings"
    return claim.reason or None


def claim_report(claim: Claim, trouble: Trouble | None) -> dict[str, Any]:
    """Everything of a claim that is not personal: state, failure, money, numbers of the far side."""
    machine, people = claim.machine, claim.people
    settlement, quote = machine.settlement, machine.quote
    amounts = settlement.amounts if settlement else quote.amounts if quote else None
    due = claim.refund_due
    report: dict[str, Any] = {
        "key": claim.key,
        "state": state_word(claim),
        "failure": trouble.code.value if trouble else None,
        "said": trouble.said if trouble else "",
        "held": held_for(claim, trouble),
        "patient": mask_name(people.name or (machine.person.name if machine.person else "")),
        "service_date": people.visit.date.isoformat(),
        "benefit_year": people.visit.date.year,
        "insured_region": _region(machine.person),
        "bill": people.bill,
        "total": money.text(people.total),
        "paid": money.text(people.paid),
        "refund_due": money.text(due) if due is not None else None,
        "due_by": people.due_by.isoformat() if people.due_by else None,
        "setl_id": settlement.settlement_id if settlement else None,
        "mdtrt_id": settlement.visit_id if settlement else machine.visit_id or None,
        "memo": settlement.memo if settlement else quote.memo if quote else "",
        "replaces": people.replaces or None,
        "opened_at": claim.opened_at.isoformat(),
        "changed_at": claim.changed_at.isoformat(),
    }
    advice = advice_of(claim)
    if advice is not None:
        report |= advice_report(advice, answers_of(claim))
    if amounts is not None:
        report |= amounts_report(amounts)
        report["lines"] = [_line(split) for split in machine.splits]
        said = settlement.explanations if settlement else quote.explanations if quote else ()
        report["reasons"] = list(sentences(said))
    return report


def amounts_report(amounts: Amounts) -> dict[str, Any]:
    """The split of a bill."""
    return {
        "total": money.text(amounts.total),
        "full_self": money.text(amounts.full_self),
        "over_limit": money.text(amounts.over_limit),
        "pre_self": money.text(amounts.pre_self),
        "in_scope": money.text(amounts.in_scope),
        "deductible": money.text(amounts.deductible),
        "pool": money.text(amounts.pool),
        "overlays": {kind.value: money.text(paid) for kind, paid in amounts.overlays.items()},
        "fund_total": money.text(amounts.fund_total),
        "account": money.text(amounts.account),
        "cash": money.text(amounts.cash),
        "balance_after": money.text(amounts.balance_after),
    }


def advice_report(advice: Advice, answers: tuple[WarningAnswer, ...]) -> dict[str, Any]:
    """What monitoring said of the bill, with the answer to each warning, null where it is open."""
    given = {answer.number: answer for answer in answers}
    rows = []
    for one in advice.warnings:
        answer = given.get(one.number)
        rows.append(
            {
                "number": one.number,
                "severity": one.severity.value,
                "rule": one.rule,
                "text": one.text,
                "line": one.line or None,
                "amount": money.text(one.amount) if one.amount is not None else None,
                "answer": answer.way.value if answer else None,
                "reason": answer.reason if answer else "",
            }
        )
    return {"monitoring": advice.heard, "monitoring_reported": advice.reported or None, "warnings": rows}


def history_report(events: list[Event]) -> list[dict[str, Any]]:
    """What happened to a claim, oldest first."""
    return [
        {"n": row.n, "at": row.at.isoformat(), "who": row.who, "what": row.what, "detail": row.detail} for row in events
    ]


def person_report(person: Person, qualification: Qualification | None, local: Tables = NO_TABLES) -> dict[str, Any]:
    """The person of 1101 as `identify` prints it, with the insurance that pays and what the benefit check said.

    `local`: what codes mean, by dictionary, that have no word of ours.
    """
    paying = person.insurance
    filing = qualification.filing if qualification else None
    return {
        "person_no": person.person_no,
        "name": person.name,
        "id_number": person.id_number,
        "sex": person.sex,
        "birth_date": person.birth_date.isoformat() if person.birth_date else None,
        "age": str(person.age),
        "insurances": [
            {
                "region": row.region,
                "scheme": row.scheme.value,
                "scheme_code": row.scheme_code,
                "person_type": row.person_type,
                "active": row.active,
                "balance": money.text(row.balance),
                "pays": row is paying,
            }
            for row in person.insurances
        ],
        "paying": person.paying.value,
        "paying_said": paying_words(person, local),
        "kinds": list(kinds_of(person, local)),
        "entitled": qualification.entitled if qualification else None,
        "entitled_reason": qualification.reason if qualification else "",
        "filing": (
            {
                "class": filing.kind.value,
                "place": filing.place,
                "from": filing.since.isoformat() if filing.since else None,
                "to": filing.until.isoformat() if filing.until else None,
            }
            if filing
            else None
        ),
    }


def facts_report(found: Identified) -> dict[str, Any]:
    """What identifying found besides: null where it was not asked or not answered."""
    return {
        "chronic": None if found.chronic is None else [rows_report(row) for row in found.chronic],
        "in_hospital": None if found.stays is None else [rows_report(row) for row in found.stays],
    }


def rows_report(row: Any) -> dict[str, Any]:
    """A value of the trade by its own names: amounts and dates as text."""
    return {name: _shown(value) for name, value in asdict(row).items()}


def _shown(value: object) -> object:
    if isinstance(value, Decimal):
        return money.text(value)
    return value.isoformat() if isinstance(value, date) else value


def _line(split: LineSplit) -> dict[str, Any]:
    return {
        "line": split.line,
        "grade": split.grade,
        "amount": money.text(split.amount),
        "full_self": money.text(split.full_self),
        "over_limit": money.text(split.over_limit),
        "pre_self": money.text(split.pre_self),
        "in_scope": money.text(split.in_scope),
        "self_rate": format(split.self_rate, "f"),
        "memo": split.memo,
    }


def _region(person: Person | None) -> str | None:
    return person.insurance.region if person is not None and person.insurance is not None else None
