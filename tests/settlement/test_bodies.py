"""What we build of a claim passes the declarations, whatever the claim holds within the interface's bounds."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counter_app.model import money
from counter_app.model.person import Credential, CredentialKind, Insurance, Person, Scheme
from counter_app.model.settlement import Amounts
from counter_app.model.visit import Approval, Charge, Diagnosis, Doctor, Marks, Visit, VisitKind, total_of
from counter_app.settlement.bodies import Bodies
from counter_app.settlement.checking import problems
from counter_app.settlement.place import load_place
from counter_app.settlement.record import Transaction
from counter_app.settlement.transactions import fees, persons, queries, reversal, settling, visits

BODIES = Bodies(load_place("national"), "H44010000001")
AT = datetime(2025, 12, 31, 23, 59, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
NUMBER = "990101196809302010"
PERSON = Person(
    "99823748382337506041",
    "01",
    NUMBER,
    "庚示例",
    "1",
    None,
    Decimal(58),
    (Insurance("230100", Scheme.EMPLOYEE, "310", "11", True, Decimal("120.00")),),
)
CREDENTIALS = {
    "card": Credential(CredentialKind.CARD, "Z99010004", card_id="990101D1560000050000C004FEEDF004"),
    "voucher": Credential(CredentialKind.VOUCHER, "9900000000000000000000000004"),
    "id_number": Credential(CredentialKind.ID_NUMBER, NUMBER, name="庚示例", id_number=NUMBER),
}
QUOTE = Amounts(
    total=Decimal("1000.00"),
    full_self=Decimal("1.00"),
    over_limit=Decimal("2.00"),
    pre_self=Decimal("3.00"),
    in_scope=Decimal("994.00"),
    deductible=Decimal("0.00"),
    pool=Decimal("500.00"),
    overlays={},
    fund_total=Decimal("500.00"),
    account=Decimal("0.00"),
    cash=Decimal("500.00"),
    balance_after=Decimal("0.00"),
)


def visit_of(kind: VisitKind = VisitKind.OUTPATIENT, diagnoses: int = 1) -> Visit:
    return Visit(
        kind=kind,
        date=AT,
        department="内科",
        doctor=Doctor("D440100000001", "医师甲"),
        diagnoses=tuple(Diagnosis(f"I10.x{number:02d}", "高血压") for number in range(diagnoses)),
        disease="M03900" if kind is VisitKind.CHRONIC else "",
    )


def whole_claim(
    credential: Credential, visit: Visit, charges: tuple[Charge, ...]
) -> list[tuple[Transaction[Any, Any], Any]]:
    total = money.text(total_of(charges))
    trial = BODIES.trial(PERSON, credential, visit, "V1", "1", total, True)
    return [
        (persons.BENEFIT_CHECK, BODIES.benefit(PERSON, visit)),
        (visits.REGISTER, BODIES.register(PERSON, credential, visit, "B01-3K9Q-1-1")),
        (visits.VISIT, BODIES.visit(PERSON, visit, "V1")),
        (fees.FEE_LINES, BODIES.lines(PERSON, visit, "V1", "1", charges)),
        (settling.TRIAL, trial),
        (settling.SETTLE, BODIES.settle(trial, QUOTE)),
        (fees.CLEAR_LINES, BODIES.clear(PERSON.person_no, "V1")),
        (visits.CANCEL_VISIT, BODIES.close(PERSON.person_no, "V1", "B01-3K9Q-1-1")),
        (settling.UNDO, BODIES.of_settlement(PERSON.person_no, "V1", "S1")),
        (reversal.REVERSE, BODIES.reverse(PERSON.person_no, "H44010000001202512312359590100", "2207A")),
        (queries.FEES, BODIES.fees(PERSON.person_no, "V1")),
        (queries.SETTLEMENT, BODIES.of_settlement(PERSON.person_no, "V1", "S1")),
    ]


@pytest.mark.parametrize("kind", VisitKind)
@pytest.mark.parametrize("way", CREDENTIALS)
def test_every_call_of_a_claim_is_fit_to_send(way: str, kind: VisitKind) -> None:
    charges = (Charge("XA01ABD075A002010100483", "甲类药", Decimal("250.00"), Decimal(4)),)
    for transaction, body in whole_claim(CREDENTIALS[way], visit_of(kind, 3), charges):
        assert problems(transaction, body, cross_region=True) == [], transaction.number


@pytest.mark.parametrize("way", CREDENTIALS)
def test_asking_who_this_is(way: str) -> None:
    """Nobody knows the insured place yet, so nothing of the person is required."""
    assert problems(persons.PERSON, BODIES.person(CREDENTIALS[way], AT), cross_region=False) == []


_charges = st.lists(
    st.builds(
        Charge,
        code=st.just("XA01ABD075A002010100483"),
        name=st.just("药"),
        price=st.decimals(0, "999999.999999", places=6),
        quantity=st.decimals("0.0001", "9999.9999", places=4),
        trace_codes=st.just(()) | st.just(("81234567890123456789",)),
    ),
    min_size=1,
    max_size=4,
)


@given(charges=_charges)
def test_any_bill(charges: list[Charge]) -> None:
    for transaction, body in whole_claim(CREDENTIALS["card"], visit_of(), tuple(charges)):
        assert problems(transaction, body, cross_region=True) == [], transaction.number
    rows = BODIES.lines(PERSON, visit_of(), "V1", "1", tuple(charges))["feedetail"]
    assert sum(Decimal(row["det_item_fee_sumamt"]) for row in rows) == total_of(tuple(charges))
    assert [row["feedetl_sn"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    for row, line in zip(rows, charges, strict=True):
        assert (Decimal(row["pric"]), Decimal(row["cnt"])) == (line.price, line.quantity)
        assert [entry["drug_trac_codg"] for entry in row.get("drugtracinfo", ())] == list(line.trace_codes)


def test_the_service_date_goes_up_and_never_todays() -> None:
    for transaction, body in whole_claim(CREDENTIALS["card"], visit_of(), (Charge("A", "药", Decimal(1), Decimal(1)),)):
        for value in _dates(body):
            assert value == "2025-12-31 23:59:59", transaction.number


def test_the_settlement_says_what_the_trial_said() -> None:
    trial = BODIES.trial(PERSON, CREDENTIALS["card"], visit_of(), "V1", "1", "1000.00", False)
    settle = BODIES.settle(trial, QUOTE)["data"]
    assert trial["data"].items() <= settle.items()
    assert settle["acct_used_flag"] == "0"
    assert (settle["fulamt_ownpay_amt"], settle["overlmt_selfpay"]) == ("1.00", "2.00")
    assert (settle["preselfpay_amt"], settle["inscp_scp_amt"]) == ("3.00", "994.00")


def _dates(body: Any) -> list[str]:
    if isinstance(body, dict):
        mine = [value for name, value in body.items() if name.endswith(("time", "date")) and value]
        return mine + [found for value in body.values() for found in _dates(value)]
    return [found for row in body for found in _dates(row)] if isinstance(body, list) else []


def marks_of(visit: Visit) -> dict[str, dict[str, str]]:
    """exp_content of the calls that carry one, by number."""
    line = (Charge("A", "药", Decimal(1), Decimal(1)),)
    found: dict[str, dict[str, str]] = {}
    for transaction, body in whole_claim(CREDENTIALS["card"], visit, line):
        for node in body.values():
            if isinstance(node, dict) and "exp_content" in node:
                found[transaction.number] = json.loads(node["exp_content"])
    return found


def test_an_ordinary_visit_says_nothing_besides() -> None:
    assert marks_of(visit_of()) == {}


@pytest.mark.parametrize(
    ("kind", "marks", "said"),
    [
        (VisitKind.EMERGENCY, Marks(), {"OTP_ER_REFL_FLAG": "1"}),
        (VisitKind.OUTPATIENT, Marks(referral=True), {"OTP_ER_REFL_FLAG": "2"}),
        (VisitKind.EMERGENCY, Marks(referral=True), {"OTP_ER_REFL_FLAG": "3"}),
        (VisitKind.OUTPATIENT, Marks(injury=True, third_party=False), {"TRUM_FLAG": "1", "REL_TTP_FLAG": "0"}),
        (VisitKind.OUTPATIENT, Marks(injury=True, third_party=True), {"TRUM_FLAG": "1", "REL_TTP_FLAG": "1"}),
    ],
)
def test_what_a_visit_from_elsewhere_says_besides(kind: VisitKind, marks: Marks, said: dict[str, str]) -> None:
    visit = replace(visit_of(kind), marks=marks)
    assert marks_of(visit) == {"2203A": said, "2206A": said, "2207A": said}


def test_the_group_of_people_stands_in_the_payment_alone() -> None:
    found = marks_of(replace(visit_of(), marks=Marks(crowd="2")))
    assert found == {"2206A": {"MDTRT_GRP_TYPE": "2"}, "2207A": {"MDTRT_GRP_TYPE": "2"}}


def test_an_injury_must_say_whether_somebody_is_liable() -> None:
    with pytest.raises(ValueError, match="third party"):
        Marks(injury=True)


def test_a_chronic_visit_names_its_disease() -> None:
    visit = replace(visit_of(VisitKind.CHRONIC), disease_name="高血压")
    about = BODIES.visit(PERSON, visit, "V1")["mdtrtinfo"]
    assert (about["med_type"], about["dise_codg"], about["dise_name"]) == ("14", "M03900", "高血压")
    (line,) = BODIES.lines(PERSON, visit, "V1", "1", (Charge("A", "药", Decimal(1), Decimal(1)),))["feedetail"]
    assert line["dise_codg"] == "M03900"


def test_a_registration_fee_is_an_ordinary_visit_unless_the_place_has_a_code_for_it() -> None:
    place = load_place("national")
    own = replace(place, med_types=place.med_types | {"registration": "12"})
    visit = visit_of(VisitKind.REGISTRATION)
    assert BODIES.visit(PERSON, visit, "V1")["mdtrtinfo"]["med_type"] == "11"
    assert Bodies(own, "H44010000001").visit(PERSON, visit, "V1")["mdtrtinfo"]["med_type"] == "12"


@pytest.mark.parametrize(
    ("approval", "code"),
    [(Approval.UNSAID, "1"), (Approval.NOT_NEEDED, "0"), (Approval.APPROVED, "1"), (Approval.REFUSED, "2")],
)
def test_a_line_says_its_approval_and_whether_it_goes_out(approval: Approval, code: str) -> None:
    lines = (
        Charge("A", "药", Decimal(1), Decimal(1), approval=approval, outside=True),
        Charge("B", "药", Decimal(1), Decimal(1)),
    )
    first, second = BODIES.lines(PERSON, visit_of(), "V1", "1", lines)["feedetail"]
    assert (first["hosp_appr_flag"], first["rx_circ_flag"]) == (code, "1")
    assert (second["hosp_appr_flag"], second["rx_circ_flag"]) == ("1", "0")
