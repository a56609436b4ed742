"""Warnings at the window: nothing is taken while one is open, a reason lets a bill go on, a new bill is asked anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter_app.desk.advising import advice_of, blocked, open_warnings, sent_back
from counter_app.desk.answering import ReasonNeeded, UnknownWarning
from counter_app.desk.claim import Claim, HeldReason
from counter_app.desk.counter import Bill
from counter_app.desk.office import Office
from counter_app.desk.recognise import of_claim
from counter_app.desk.replay import drain
from counter_app.failures import FailureCode
from counter_app.model.monitoring import AnswerWay
from counter_app.model.payment import Payment, PaymentMethod
from counter_app.model.person import Credential, CredentialKind
from counter_app.model.visit import Charge, Diagnosis, Doctor, Visit, VisitKind
from counter_app.settings import load_settings
from counter_app.wiring import open_office
from offline_queue.values import State
from sandbox.service import SandboxService

PERSON, NAME = "990101196809302010", "庚示例"
DRUG = Charge("XA01ABD075A002010100483", "甲类药", Decimal("250.00"), Decimal(2))
VISIT = Visit(
    VisitKind.OUTPATIENT,
    datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")),
    "内科",
    Doctor("D440100000001", "医师甲"),
    (Diagnosis("I10.x00", "高血压"),),
)


@pytest.fixture
def service() -> Iterator[SandboxService]:
    with SandboxService() as running:
        yield running


@pytest.fixture
def office(service: SandboxService, tmp_path: Path) -> Iterator[Office]:
    profile = tmp_path / "watched.toml"
    profile.write_text('extends = "national"\nname = "watched"\n[monitoring]\ncall = "3102"\n', "utf-8")
    data = tmp_path / "data"
    data.mkdir()
    overrides = {"service__url": service.url, "service__profile": str(profile), "window__patience_s": 4.0}
    opened = open_office(load_settings(None, data, overrides=overrides), working=True)
    yield opened
    opened.close()


def quoted(office: Office) -> Claim:
    """A claim with the same drug twice, quoted and warned of."""
    credential = Credential(CredentialKind.ID_NUMBER, PERSON, name=NAME, id_number=PERSON)
    found = office.counter.identify(credential)
    arrival = office.counter.quote(Bill("b1", VISIT, (DRUG, DRUG)), found)
    claim = office.books.claim(arrival.key)
    assert (claim.state, claim.reason) == (State.HELD, HeldReason.CONFIRM)
    assert len(open_warnings(claim)) == 1
    return claim


def pay(office: Office, claim: Claim) -> Claim:
    assert claim.machine.quote is not None
    due = claim.machine.quote.amounts.cash
    office.counter.settle(claim.key, Payment(due, PaymentMethod.CASH, due))
    return office.books.claim(claim.key)


def numbers(service: SandboxService) -> list[str]:
    return [call["infno"] for call in service.ledger()["calls"]]


def test_while_a_warning_is_open_nothing_is_taken(office: Office, service: SandboxService) -> None:
    claim = quoted(office)
    trouble = of_claim(claim, office.place)
    assert trouble is not None
    assert trouble.code is FailureCode.MONITORING
    after = pay(office, claim)
    assert (after.state, after.people.cash, after.people.confirmed) == (State.HELD, (), None)
    assert "2207A" not in numbers(service)


def test_a_reason_lets_the_bill_go_on(office: Office, service: SandboxService) -> None:
    claim = quoted(office)
    office.answering.answer_all(claim.key, AnswerWay.GO_ON, " 病情需要 ")
    answered = office.books.claim(claim.key)
    advice = advice_of(answered)
    assert advice is not None
    assert (advice.reported, blocked(answered)) == ("done", False)
    assert [answer.reason for answer in answered.people.answers] == ["病情需要"]
    assert service.ledger()["warnings"][0]["warn_type"] == "2"  # asked by 3102: during treatment
    done = pay(office, answered)
    assert done.state is State.DONE
    assert numbers(service).count("3102") == numbers(service).count("3103") == 1


def test_going_on_wants_a_reason_and_a_warning_that_is_open(office: Office) -> None:
    claim = quoted(office)
    with pytest.raises(ReasonNeeded):
        office.answering.answer_all(claim.key, AnswerWay.GO_ON, "  ")
    with pytest.raises(UnknownWarning):
        office.answering.answer(claim.key, ["0"], AnswerWay.CHANGE)
    assert office.books.claim(claim.key).people.answers == ()


def test_who_changes_the_bill_is_asked_anew(office: Office, service: SandboxService) -> None:
    claim = quoted(office)
    office.answering.answer_all(claim.key, AnswerWay.CHANGE)
    sent_back = office.books.claim(claim.key)
    assert blocked(sent_back)
    assert pay(office, sent_back).people.cash == ()
    office.counter.recharge(claim.key, (replace(DRUG, quantity=Decimal(3)),))
    changed = office.books.claim(claim.key)
    assert not blocked(changed)
    assert numbers(service).count("3102") == 2
    assert pay(office, changed).state is State.DONE


def test_a_ticket_is_not_held_up_by_a_warning(office: Office, service: SandboxService) -> None:
    claim = quoted(office)
    total = claim.people.total
    left = office.counter.leave_with_ticket(claim.key, Payment(total, PaymentMethod.CASH, total), phone="")
    assert not blocked(left)
    office.counter.settle_waiting(PERSON)
    assert office.books.claim(claim.key).state is State.DONE
    assert numbers(service).count("3102") == 1


def test_numbers_that_come_again_for_another_bill_are_other_warnings(office: Office, service: SandboxService) -> None:
    """A service that counts its warnings from 1 in every answer: what was said of the old bill answers nothing here."""
    claim = quoted(office)
    advice = claim.machine.advice
    assert advice is not None
    number = advice.warnings[0].number
    office.answering.answer_all(claim.key, AnswerWay.CHANGE)
    office.counter.recharge(claim.key, (DRUG, DRUG, DRUG))
    after = office.books.claim(claim.key)
    assert after.machine.advice is not None
    same = replace(after.machine.advice.warnings[0], number=number)
    again = replace(after, machine=replace(after.machine, advice=replace(after.machine.advice, warnings=(same,))))
    assert open_warnings(again) == (same,)
    assert not sent_back(again)
    assert [answer.way for answer in after.people.answers] == [AnswerWay.CHANGE], "what was answered is kept"


def test_an_answer_that_is_kept_sends_nothing_and_goes_up_with_the_next_trial(
    office: Office, service: SandboxService
) -> None:
    """A shutdown is announced: the reason is on record, and whoever asks again later has not to say it twice."""
    claim = quoted(office)
    before = numbers(service)
    with pytest.raises(ReasonNeeded):
        office.answering.keep(claim.key, [open_warnings(claim)[0].number], AnswerWay.GO_ON, " ")
    office.answering.keep(claim.key, [open_warnings(claim)[0].number], AnswerWay.GO_ON, "病情需要")
    assert numbers(service) == before
    kept = office.books.claim(claim.key)
    assert (kept.state, [one.reason for one in kept.people.answers]) == (State.HELD, ["病情需要"])
    office.counter.quote_again(claim.key)
    assert numbers(service).count("3103") == 1
    assert pay(office, office.books.claim(claim.key)).state is State.DONE


def test_left_while_nothing_is_to_be_sent_it_is_given_back_later(office: Office, service: SandboxService) -> None:
    claim = quoted(office)
    before = numbers(service)
    office.counter.cancel(claim.key, "left the window", send=False)
    office.driver.leave(claim.key)
    assert numbers(service) == before
    assert office.books.claim(claim.key).state is not State.VOID
    assert drain(office.replay, office.books, seconds=10)
    assert office.books.claim(claim.key).state is State.VOID
    assert numbers(service)[-1] == "2202"
