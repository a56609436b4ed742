"""Whole errands without a window, for the command line: identify, settle, list, replay. Each ends in plain JSON values.

What a cashier would answer is answered by the errand: yes to the quote, a ticket where the line is down.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from card_reader.reading import CardReading
from counter_app.desk import clock
from counter_app.desk.advising import blocked, open_warnings
from counter_app.desk.card_credential import credential_of
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.code_words import meanings
from counter_app.desk.commands import Arrival, Stop
from counter_app.desk.counter import Bill
from counter_app.desk.entries import last_day
from counter_app.desk.identify import Identified
from counter_app.desk.inquiring import ABOUT_PERSON, Wish
from counter_app.desk.no_return import is_overdue
from counter_app.desk.office import Office
from counter_app.desk.papers import NoPaper
from counter_app.desk.recognise import Trouble, of_arrival, of_bill, of_claim, of_identified, of_outcome, of_voucher
from counter_app.desk.remarks import claim_remarks, person_remark
from counter_app.desk.replay import drain
from counter_app.desk.report import claim_report, facts_report, history_report, person_report, rows_report
from counter_app.desk.standing import standing_report
from counter_app.desk.ticket_limits import LimitReached
from counter_app.failures import FILING, FailureCode
from counter_app.model import identity, money
from counter_app.model.monitoring import AnswerWay
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Doctor, Visit, VisitKind
from counter_app.records.claim_file import ClaimFile
from counter_app.settlement.inquiries import local_codes
from counter_app.slips.refusals import SlipRefusedError
from offline_queue.store import SubjectAlive
from offline_queue.values import State

__all__ = [
    "Wanted",
    "ask",
    "blank_visit",
    "credential_of_person",
    "finish",
    "identify",
    "listing",
    "paper_of",
    "printed",
    "replay",
    "settle",
    "show",
]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody is to be identified: exactly one way. `scheme`: the insutype that is to pay, empty for the usual."""

    card: bool = False
    voucher: str = ""
    id_number: str = ""
    name: str = ""
    scheme: str = ""

    @classmethod
    def of(cls, typed: Namespace) -> Wanted:
        """As the command line says it: the card, unless a code or a number was typed."""
        card = typed.card or not (typed.voucher or typed.id_card)
        return cls(card, typed.voucher or "", typed.id_card or "", typed.name, getattr(typed, "insutype", ""))


def blank_visit(at: datetime) -> Visit:
    """An ordinary outpatient visit of today, for asking what somebody is entitled to before anything is known."""
    return Visit(VisitKind.OUTPATIENT, at, "", Doctor("", ""), ())


def identify(office: Office, wanted: Wanted, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """Who is this. state: ok | refused, with the person of 1101 or the failure.

    `remark`: the code of what 2001 says against settling, or of a filing that does not count; it closes no road.
    """
    credential, trouble = credential_of_person(office, wanted, read_card)
    if credential is None:
        return _failed(trouble)
    found = office.counter.identify(credential, scheme=wanted.scheme)
    trouble = of_identified(found, office.place)
    report: dict[str, Any] = {"state": "refused" if trouble else "ok"} | _trouble(trouble)
    if trouble is None:
        report |= person_remark(found, office.settings.institution.region, clock.moment().wall.date(), office.place)
    if found.person is not None:
        report["person"] = person_report(
            found.person, found.qualification, meanings(office.local_codes)
        ) | facts_report(found)
    return report


def ask(office: Office, wish: Wish, wanted: Wanted, read_card: Callable[[], CardReading]) -> dict[str, Any]:
    """One question that changes nothing. state: ok | refused, with the rows of the answer, or the failure.

    A code table (1901) leaves the codes that the place adds to the national one with the window, which sends them from
    its next start on.
    """
    person = None
    if wish.number in ABOUT_PERSON:
        credential, trouble = credential_of_person(office, wanted, read_card)
        if credential is None:
            return {"state": "refused"} | _trouble(trouble)
        found = office.counter.identify(credential)
        person, trouble = found.person, of_identified(found, office.place)
        if person is None or trouble is not None:
            return {"state": "refused"} | _trouble(trouble)
    asked = office.driver.ask(office.inquiring.ask(wish, person))
    if asked.rows is None:
        return {"state": "refused"} | _trouble(of_outcome(asked.outcome, office.place))
    report: dict[str, Any] = {"state": "ok"} | _trouble(None) | {"answer": [rows_report(row) for row in asked.rows]}
    if wish.number == "1901" and asked.rows:
        local = local_codes(wish.table, asked.rows)
        office.local_codes.keep(wish.table, local)
        report["local_codes"] = local
    return report


def settle(
    office: Office,
    claim_file: ClaimFile,
    read_card: Callable[[], CardReading],
    *,
    trial_only: bool,
    accept_warnings: str = "",
    scheme: str = "",
) -> dict[str, Any]:
    """One claim through the one road. state: done | quoted | refused | waiting | unclear.

    `accept_warnings`: the reason for going on in spite of what monitoring warns of; without one such a claim ends.
    """
    report = _settled(office, claim_file, read_card, trial_only, accept_warnings, scheme)
    return report | standing_report(office)


def _settled(
    office: Office,
    claim_file: ClaimFile,
    read_card: Callable[[], CardReading],
    trial_only: bool,
    accept_warnings: str,
    scheme: str,
) -> dict[str, Any]:
    who = claim_file.who
    wanted = Wanted(who.card, who.voucher, who.id_number, who.name)
    visit = claim_file.visit
    unmapped = office.catalogue.check.problems(claim_file.charges, visit.date.date(), clock.moment().wall)
    if unmapped:
        return _failed(Trouble(FailureCode.ITEM_UNMAPPED, "；".join(unmapped)))
    credential, trouble = credential_of_person(office, wanted, read_card)
    if credential is None:
        return _failed(trouble)
    number = claim_file.bill or f"cli-{clock.moment().wall:%Y%m%d%H%M%S%f}"
    bill = Bill(number, visit, claim_file.charges, claim_file.use_account, scheme)
    found = office.counter.identify(credential, visit, scheme)
    if found.among:
        return _failed(Trouble(FailureCode.BAD_INPUT, _name_one(found)))
    bill = replace(bill, visit=found.visit or visit)
    trouble = of_identified(found, office.place)
    if trouble is not None and trouble.link_down and not trial_only:
        return _wait_from_the_start(office, bill, credential, trouble)
    if found.person is None or trouble is not None:
        return _failed(trouble)
    office.counter.settle_waiting(found.person.id_number)
    try:
        arrival = office.counter.quote(bill, found)
    except SubjectAlive as alive:
        return _standing(office, str(alive))
    return finish(office, arrival, trial_only=trial_only, accept_warnings=accept_warnings)


def finish(
    office: Office, arrival: Arrival, *, trial_only: bool = False, accept_warnings: str = "", waits: bool = False
) -> dict[str, Any]:
    """A claim that came to its trial, or not so far: yes to the quote where there is one, and what follows.

    `accept_warnings`: as of `settle`. `waits`: with warnings open it stays for somebody who answers them.
    """
    if accept_warnings.strip() and open_warnings(office.books.claim(arrival.key)):
        arrival = office.answering.answer_all(arrival.key, AnswerWay.GO_ON, accept_warnings)
    claim = office.books.claim(arrival.key)
    if _is_quoted(claim) and not trial_only and not blocked(claim) and claim.machine.quote is not None:
        cash = max(claim.machine.quote.amounts.cash - claim.people.paid, money.ZERO)
        arrival = office.counter.settle(arrival.key, Payment(cash, PaymentMethod.CASH, cash))
        claim = office.books.claim(arrival.key)
    if waits and _is_quoted(claim) and blocked(claim):
        office.driver.leave(claim.key)
        report = claim_report(claim, of_claim(claim, office.place)) | {"state": "refused", "slip": None}
        return report | _remarks(office, claim)
    return _ending(office, arrival, claim, trial_only=trial_only) | _remarks(office, claim)


def listing(office: Office) -> dict[str, Any]:
    """Every claim, youngest first."""
    claims = office.books.claims()
    counts = {state.value: number for state, number in office.books.counts().items()}
    today = clock.moment().wall.date()
    places = office.settings.slips.due_by_region
    rows = [_row(office, claim) | {"overdue": is_overdue(claim, today, places)} for claim in claims]
    overdue = [row["key"] for row in rows if row["overdue"]]
    return {"state": "ok", "counts": counts, "overdue": overdue, "claims": rows}


def show(office: Office, key: str) -> dict[str, Any]:
    """One claim with its history and its calls. Raises ClaimMissing."""
    claim = office.books.claim(key)
    calls = [
        {
            "msgid": attempt.msgid,
            "infno": attempt.kind,
            "at": attempt.at.isoformat(),
            "outcome": attempt.outcome or None,
            "code": attempt.code or None,
            "text": attempt.text,
        }
        for attempt in office.books.attempts(key)
    ]
    report = _row(office, claim)
    report["claim_state"] = report.pop("state")
    return {"state": "ok", **report, "events": history_report(office.books.events(key)), "calls": calls}


def replay(office: Office, *, seconds: float) -> dict[str, Any]:
    """Drain what is due and report each claim that moved. `drained` False: something still waits for its time."""
    before = {claim.key: claim.changed_at for claim in office.books.claims()}
    drained = drain(office.replay, office.books, seconds=seconds)
    moved = [claim for claim in office.books.claims() if before.get(claim.key) != claim.changed_at]
    rows = []
    for claim in reversed(moved):
        row = _row(office, claim)
        if claim.state is State.DONE:
            row |= paper_of(office, claim)
        rows.append(row)
    unseen = office.hospital is not None and not office.hospital.here
    return {"state": "ok", "drained": drained and not unseen, "claims": rows}


def _name_one(found: Identified) -> str:
    named = "、".join(f"{one.code} {one.name}" for one in found.among)
    return f"有多个可用的门慢特备案，请写明病种（visit.disease）：{named}"


# --- inside ------------------------------------------------------------------------------------------------------


def credential_of_person(
    office: Office, wanted: Wanted, read_card: Callable[[], CardReading]
) -> tuple[Credential | None, Trouble | None]:
    """What the person shows as a credential, or why it is none."""
    if wanted.voucher:
        credential, outcome = office.counter.decode(wanted.voucher)
        trouble = of_voucher(outcome, office.place)
        if trouble is not None and trouble.link_down:
            # A code lives about a minute and cannot wait: the person is asked for a card or an ID number.
            trouble = Trouble(FailureCode.CREDENTIAL_NEEDED, trouble.said)
        return credential, trouble
    if wanted.card:
        return credential_of(read_card(), clock.moment().wall)
    number = identity.normalised(wanted.id_number)
    if not identity.is_valid(number):
        return None, Trouble(FailureCode.BAD_INPUT, "证件号码的校验位不对，请核对")
    return Credential(
        CredentialKind.ID_NUMBER, number, name=wanted.name, id_number=number, read_at=clock.moment().wall
    ), None


def _wait_from_the_start(office: Office, bill: Bill, credential: Credential, trouble: Trouble) -> dict[str, Any]:
    if not credential.may_wait:
        return _failed(Trouble(FailureCode.CREDENTIAL_NEEDED))
    total = sum((line.amount for line in bill.charges), start=bill.charges[0].amount * 0)
    try:
        claim = office.counter.make_up(bill, credential, Payment(total, PaymentMethod.CASH, total), phone="")
    except SubjectAlive as alive:
        return _standing(office, str(alive))
    except LimitReached as limit:
        return _failed(Trouble(FailureCode.TICKET_LIMIT, str(limit)))
    return claim_report(claim, trouble) | paper_of(office, claim)


def _standing(office: Office, key: str) -> dict[str, Any]:
    """The bill has a claim already: as that stands, and nothing is sent or taken."""
    claim = office.books.claim(key)
    settled = of_bill(claim)
    report = claim_report(claim, settled or of_claim(claim, office.place)) | paper_of(office, claim)
    return report | ({"state": "refused"} if settled else {}) | _remarks(office, claim)


def _remarks(office: Office, claim: Claim) -> dict[str, Any]:
    return claim_remarks(claim, office.settings.institution.region, office.place)


def _ending(office: Office, arrival: Arrival, claim: Claim, *, trial_only: bool) -> dict[str, Any]:
    trouble = of_arrival(arrival, office.place)
    if _is_quoted(claim):
        if trial_only:
            quoted = claim_report(claim, None)
            office.counter.cancel(claim.key, "trial only")
            return quoted | {"slip": None}
        if blocked(claim):  # nobody stands here to answer: the visit is given back and the claim ends
            warned = claim_report(claim, trouble) | {"state": "refused", "slip": None}
            office.counter.cancel(claim.key, "warnings not answered")
            return warned
        return claim_report(claim, trouble) | {"slip": None}
    if claim.state is State.HELD and claim.reason == HeldReason.REFUSED:
        refused = claim_report(claim, trouble)
        if trouble is not None and trouble.code in FILING and not trial_only:
            return refused | {"slip": None}  # the person may file now: the claim stays open, and nothing is held for it
        # Nobody stands here to change anything: the visit is given back and the claim ends. Where the bill was paid it
        # stays for a person, since giving it up would make the whole bill due back.
        if claim.people.paid == money.ZERO:
            office.counter.cancel(claim.key, "refused")
        return refused | {"slip": None}
    if claim.state in (State.READY, State.UNCLEAR, State.SENDING) and not trial_only:
        open_amount = claim.people.total - claim.people.paid
        payment = Payment(open_amount, PaymentMethod.CASH, open_amount)
        try:
            claim = office.counter.leave_with_ticket(claim.key, payment, phone="")
        except LimitReached as limit:  # nothing was taken: its visit is given back as soon as the line allows
            office.counter.cancel(claim.key, "no ticket")
            report = claim_report(claim, Trouble(FailureCode.TICKET_LIMIT, str(limit)))
            return report | {"state": "refused", "slip": None}
        if trouble is None and arrival.stop is not Stop.ARRIVED:
            trouble = Trouble(FailureCode.LINK_DOWN)
    elif claim.state is State.READY and trial_only:
        office.counter.cancel(claim.key, "trial only")
    return claim_report(claim, trouble) | paper_of(office, claim)


def _is_quoted(claim: Claim) -> bool:
    return claim.state is State.HELD and claim.reason == HeldReason.CONFIRM


def _row(office: Office, claim: Claim) -> dict[str, Any]:
    due = last_day(claim, office.settings.slips.due_by_region)
    report = claim_report(claim, of_claim(claim, office.place)) | _remarks(office, claim)
    return report | {"due_by": due.isoformat() if due else None}


def paper_of(office: Office, claim: Claim) -> dict[str, str | None]:
    """The paper that goes with the claim."""
    return printed(lambda: office.papers.of(claim))


def printed(make: Callable[[], Path]) -> dict[str, str | None]:
    """Make a paper. One that does not print never touches the claim; it says why."""
    try:
        return {"slip": str(make())}
    except NoPaper:
        return {"slip": None}
    except SlipRefusedError as refused:
        return {"slip": None, "slip_problem": str(refused)}


def _failed(trouble: Trouble | None) -> dict[str, Any]:
    return {"key": None, "state": "refused", "slip": None} | _trouble(trouble)


def _trouble(trouble: Trouble | None) -> dict[str, Any]:
    return {"failure": trouble.code.value if trouble else None, "said": trouble.said if trouble else ""}
