"""Codes first, then the place's table of texts, and what neither knows word for word (domain facts, 2g)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from counter_app.desk.claim import CallKind, Claim, HeldReason, MachinePart, Refusal
from counter_app.desk.identify import Identified
from counter_app.desk.recognise import Trouble, of_benefit, of_claim, of_identified, of_outcome, of_text, of_voucher
from counter_app.desk.remarks import of_filing, of_line, of_result
from counter_app.failures import FailureCode
from counter_app.model.person import (
    Credential,
    CredentialKind,
    Filing,
    FilingClass,
    Insurance,
    Person,
    Qualification,
    Scheme,
)
from counter_app.model.settlement import Amounts, Explanation, LineSplit
from counter_app.settlement.outcome import CallOutcome, Done, ErrorReply, Lost, NotSent, Refused
from counter_app.settlement.place import load_place
from offline_queue.values import State
from tests.desk.world import people

PLACE = load_place("national")
HERE, DAY = "440100", date(2026, 10, 12)
UNKNOWN = "FSI-业务校验不通过[xxxBO_40]"
FILED = Filing(FilingClass.LONG_TERM, HERE, date(2024, 1, 1))


def insured(*statuses: str) -> Person:
    rows = tuple(
        Insurance("130100", Scheme.EMPLOYEE, "310", "11", active=code == "1", balance=Decimal(0), status=code)
        for code in statuses
    )
    return Person("P1", "01", "990105199001010014", "张停保", "1", None, Decimal(36), rows)


def found(person: Person | None = None, known: Qualification | None = None, **more: object) -> Identified:
    shown = Credential(CredentialKind.ID_NUMBER, "990105199001010014")
    return replace(Identified(shown, Done(), person or insured("1"), known), **more)  # type: ignore[arg-type]


# --- codes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        ("0", "未参保（0）"),
        ("2", "暂停参保（2）"),
        ("3", "无效参保（3）"),
        ("4", "终止参保（4）"),
        ("224", "暂停参保（2）、终止参保（4）"),
        ("7", "不认识的参保状态（7）"),
        ("", ""),
    ],
)
def test_insurances_that_cannot_pay_are_told_apart(statuses: str, said: str) -> None:
    trouble = of_identified(found(insured(*statuses)), PLACE)
    assert trouble == Trouble(FailureCode.CONTRIBUTIONS_INTERRUPTED, said)


def test_one_that_can_pay_is_enough() -> None:
    assert of_identified(found(insured("4", "1")), PLACE) is None


def test_an_empty_5301_is_a_missing_qualification() -> None:
    trouble = of_identified(found(chronic=(), unqualified=True), PLACE)
    assert trouble is not None
    assert trouble.code is FailureCode.CHRONIC_NOT_QUALIFIED


def test_a_no_of_2001_by_its_text_and_by_a_stay_before_it() -> None:
    denied = Qualification(entitled=False, reason="参保人员处于待遇等待期")
    assert of_benefit(found(known=denied), PLACE) == Trouble(FailureCode.WAITING_PERIOD, denied.reason)
    lies = replace(denied, in_hospital=True)
    assert of_benefit(found(known=lies), PLACE) == Trouble(FailureCode.IN_HOSPITAL_ELSEWHERE, denied.reason)
    unknown = Qualification(entitled=False, reason=UNKNOWN)
    assert of_benefit(found(known=unknown), PLACE) == Trouble(FailureCode.SERVICE_SAID, UNKNOWN)
    # A yes with a remark is a yes.
    assert of_benefit(found(known=Qualification(entitled=True, remark="停保")), PLACE) is None


@pytest.mark.parametrize(
    ("heard", "code"),
    [
        (Refused("访问被拒绝"), "90"),
        (ErrorReply("系统繁忙"), "16"),
        (ErrorReply("医保系统停机维护"), "16b"),
        (Lost(), "16"),
        (NotSent("refused"), "16"),
    ],
)
def test_a_benefit_check_nobody_answered(heard: CallOutcome, code: str) -> None:
    trouble = of_benefit(found(benefit=heard), PLACE)
    assert trouble is not None
    assert (trouble.code.value, trouble.link_down) == (code, code != "90")
    assert of_outcome(heard, PLACE) == trouble


def test_a_scanned_code_of_another_kind_by_its_code_alone() -> None:
    assert of_voucher(Refused("whatever it says", "500159"), PLACE) == Trouble(
        FailureCode.VOUCHER_EXPIRED, "whatever it says", "500159"
    )


def held(call: CallKind, text: str, known: Qualification | None) -> Claim:
    at = people().visit.date
    machine = MachinePart(person=insured("1"), qualification=known, refused=Refusal(call, text, "-1", 0))
    return Claim("K", "L", "1", State.HELD, HeldReason.REFUSED, 1, people(), machine, at, at)


def test_a_refusal_in_unknown_words_is_explained_by_the_check_before() -> None:
    """Only where the visit is opened; the words stay the refusal's own, and known words need no help."""
    denied = Qualification(entitled=False, reason="缴费中断")
    told = of_claim(held(CallKind.REGISTER, UNKNOWN, denied), PLACE)
    assert told == Trouble(FailureCode.CONTRIBUTIONS_INTERRUPTED, UNKNOWN, "-1")
    lies = replace(denied, in_hospital=True)
    told = of_claim(held(CallKind.VISIT, UNKNOWN, lies), PLACE)
    assert told == Trouble(FailureCode.IN_HOSPITAL_ELSEWHERE, UNKNOWN, "-1")
    for call, text, known, code in (
        (CallKind.LINES, UNKNOWN, denied, FailureCode.SERVICE_SAID),
        (CallKind.REGISTER, UNKNOWN, None, FailureCode.SERVICE_SAID),
        (CallKind.REGISTER, UNKNOWN, Qualification(entitled=True), FailureCode.SERVICE_SAID),
        (CallKind.REGISTER, "该机构未开通", denied, FailureCode.INSTITUTION_NOT_OPENED),
    ):
        assert of_claim(held(call, text, known), PLACE) == Trouble(code, text, "-1")


# --- texts -------------------------------------------------------------------------------------------------------


def test_unknown_words_stay_whole_with_their_code() -> None:
    assert of_text(UNKNOWN, "-7", PLACE) == Trouble(FailureCode.SERVICE_SAID, UNKNOWN, "-7")


def test_every_text_of_the_national_table_means_its_own_reason() -> None:
    """A row that an earlier row swallows would never be said."""
    for reason, parts in PLACE.reasons:
        for part in parts:
            assert of_text(f"FSI-{part}[BO_1]", "-1", PLACE).code.value == reason, part


def test_a_place_adds_texts_before_and_after_the_national_ones(tmp_path: Path) -> None:
    file = tmp_path / "place.toml"
    file.write_text(
        'extends = "national"\nname = "here"\n'
        '[[reason]]\ncode = "08"\ntexts = ["该机构未开通"]\n'
        '[[reason_after]]\ncode = "10"\ntexts = ["慢特病", "未开通"]\n',
        "utf-8",
    )
    here = load_place(str(file))
    assert here.reasons == (("08", ("该机构未开通",)), *PLACE.reasons, ("10", ("慢特病", "未开通")))
    assert of_text("该机构未开通", "", PLACE).code is FailureCode.INSTITUTION_NOT_OPENED
    assert of_text("该机构未开通", "", here).code is FailureCode.INSURED_PLACE_NOT_OPENED  # before: wins
    assert of_text("参保地未开通", "", here).code is FailureCode.INSURED_PLACE_NOT_OPENED  # after: does not
    assert of_text("慢特病未定点", "", PLACE).code is FailureCode.SERVICE_SAID
    assert of_text("慢特病未定点", "", here).code is FailureCode.CHRONIC_NOT_QUALIFIED


# --- what is no failure ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filing", "code"),
    [
        (FILED, None),
        (replace(FILED, place="440000"), None),  # for the whole province
        (replace(FILED, until=DAY), None),
        (replace(FILED, until=date(2026, 10, 11)), "02"),
        (replace(FILED, since=DAY), None),
        (replace(FILED, since=date(2026, 10, 13)), "02b"),
        (replace(FILED, place="310100"), "02c"),
        (replace(FILED, place="310000"), "02c"),
        (Filing(FilingClass.UNFILED), "01"),
    ],
)
def test_a_filing_by_its_class_dates_and_place(filing: Filing, code: str | None) -> None:
    known = Qualification(entitled=True, filing=filing, remark="备案已到期")
    assert of_filing(known, HERE, DAY, PLACE) == code
    emergency = of_filing(known, HERE, DAY, PLACE, emergency=True)
    assert emergency == ("03" if code else None)


def test_a_filing_that_is_not_told_by_the_remark() -> None:
    assert of_filing(Qualification(entitled=True, remark="备案已到期"), HERE, DAY, PLACE) == "02"
    assert of_filing(Qualification(entitled=True, remark="当地普通门诊不支付"), HERE, DAY, PLACE) is None
    assert of_filing(Qualification(entitled=True, remark="追溯码"), HERE, DAY, PLACE) is None  # not about a filing
    assert of_filing(None, HERE, DAY, PLACE) is None


def amounts(*, in_scope: str, deductible: str, pool: str) -> Amounts:
    zero, paid = Decimal("0.00"), Decimal(pool)
    return Amounts(
        total=Decimal("100.00"),
        full_self=zero,
        over_limit=zero,
        pre_self=zero,
        in_scope=Decimal(in_scope),
        deductible=Decimal(deductible),
        pool=paid,
        overlays={},
        fund_total=paid,
        account=zero,
        cash=Decimal("100.00") - paid,
        balance_after=zero,
    )


@pytest.mark.parametrize(("name", "code"), [("deductible_all", "12a"), ("cap_used", "12b"), ("no_benefit", "12c")])
def test_nothing_paid_by_the_name_of_the_rule(name: str, code: str) -> None:
    said = (Explanation("year", {}), Explanation(name, {}))
    assert of_result(amounts(in_scope="100.00", deductible="0.00", pool="0.00"), said) == code
    assert of_result(amounts(in_scope="100.00", deductible="0.00", pool="0.01"), said) is None


def test_nothing_paid_by_the_sums_alone() -> None:
    assert of_result(amounts(in_scope="80.00", deductible="80.00", pool="0.00"), ()) == "12a"
    assert of_result(amounts(in_scope="80.00", deductible="40.00", pool="0.00"), ()) is None
    assert of_result(amounts(in_scope="0.00", deductible="0.00", pool="0.00"), ()) is None  # nothing in scope


def test_a_line_by_its_memo_and_its_limit() -> None:
    zero = Decimal("0.00")
    line = LineSplit(1, Decimal("10.00"), zero, zero, zero, Decimal("10.00"), zero, "A", "")
    assert of_line(line, PLACE) is None
    assert of_line(replace(line, memo="智能监控提示：超量"), PLACE) == "15"
    assert of_line(replace(line, memo="说明"), PLACE) is None
    assert of_line(replace(line, over_limit=Decimal("1.50")), PLACE) == "13"
