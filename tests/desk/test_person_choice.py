"""Which insurance pays and why, who the person is in words, and which disease a chronic visit is for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from counter_app.desk.chronic_choice import choose, open_here
from counter_app.desk.claim import MachinePart
from counter_app.desk.outcomes import identified
from counter_app.model.entitlement import ChronicFiling
from counter_app.model.person import Insurance, Paying, Person, Scheme
from counter_app.model.visit import Doctor, Visit, VisitKind
from counter_app.slips.person_words import kinds_of, paying_words
from tests.desk.world import people

EMPLOYEE = Insurance("450900", Scheme.EMPLOYEE, "310", "11", True, Decimal(0))
RESIDENT = Insurance("440100", Scheme.RESIDENT, "390", "50", True, Decimal(0))
OTHER = Insurance("450900", Scheme.OTHER, "340", "11", True, Decimal(0))
SUPPLEMENT = Insurance("450900", Scheme.SUPPLEMENT, "320", "11", True, Decimal(0))
SECOND = replace(EMPLOYEE, region="410100")
DAY = date(2026, 3, 12)
VISIT = Visit(VisitKind.CHRONIC, datetime(2026, 3, 12, tzinfo=UTC), "内科", Doctor("D1", "医师甲"), ())
PRESSURE = ChronicFiling("M03900", "高血压", date(2024, 1, 1))
SUGAR = ChronicFiling("M01600", "糖尿病", date(2022, 1, 1), date(2025, 12, 31))
STROKE = ChronicFiling("M04803", "脑血管疾病后遗症", date(2023, 5, 1))
KIDNEY = ChronicFiling("M07803", "尿毒症透析")


def person(*rows: Insurance, **changed: object) -> Person:
    made = Person("99", "01", "990101196809302010", "庚示例", "1", None, Decimal(58), rows)
    return replace(made, **changed)  # type: ignore[arg-type]


def off(row: Insurance) -> Insurance:
    return replace(row, active=False)


@pytest.mark.parametrize(
    ("rows", "scheme", "pays", "why"),
    [
        ((), "", None, Paying.NONE),
        ((off(EMPLOYEE),), "", None, Paying.NONE),
        ((off(EMPLOYEE), RESIDENT), "", RESIDENT, Paying.ONLY),
        ((RESIDENT, EMPLOYEE), "", EMPLOYEE, Paying.EMPLOYEE_FIRST),
        ((OTHER, RESIDENT), "", OTHER, Paying.FIRST),
        ((RESIDENT, EMPLOYEE), "390", RESIDENT, Paying.CHOSEN),
        ((RESIDENT, EMPLOYEE), "390@440100", RESIDENT, Paying.CHOSEN),
        ((EMPLOYEE, SECOND), "", EMPLOYEE, Paying.FIRST),
        ((EMPLOYEE, SECOND), "310", EMPLOYEE, Paying.CHOSEN),
        ((EMPLOYEE, SECOND), "310@410100", SECOND, Paying.CHOSEN),
        ((off(EMPLOYEE), SECOND), "310", SECOND, Paying.CHOSEN),
        ((SUPPLEMENT, EMPLOYEE), "", EMPLOYEE, Paying.ONLY),
        ((SUPPLEMENT, RESIDENT), "", RESIDENT, Paying.ONLY),
        ((SUPPLEMENT, off(EMPLOYEE)), "", None, Paying.NONE),
    ],
)
def test_which_row_pays_and_why(rows: tuple[Insurance, ...], scheme: str, pays: Insurance | None, why: Paying) -> None:
    chosen = person(*rows).paid_by(scheme)
    assert (chosen.insurance, chosen.paying) == (pays, why)


@pytest.mark.parametrize("scheme", ["390", "999", "310@440100", "320", "320@450900"])
def test_only_a_row_that_may_pay_can_be_chosen(scheme: str) -> None:
    with pytest.raises(ValueError, match="no row of this name"):
        person(EMPLOYEE, off(RESIDENT), SUPPLEMENT).paid_by(scheme)


@pytest.mark.parametrize(
    ("scheme", "pays", "said"),
    [
        ("", EMPLOYEE, ""),
        ("390", RESIDENT, ""),
        ("390@440100", RESIDENT, ""),
        ("390@450900", None, "没有正常参保的险种 390@450900"),
        ("320", None, "没有正常参保的险种 320"),
    ],
)
def test_a_ticket_keeps_the_insurance_that_was_chosen(scheme: str, pays: Insurance | None, said: str) -> None:
    """Nobody could be asked then; at the replay 1101 tells who it is, and the choice still counts."""
    machine = identified(MachinePart(), people(credential=None, scheme=scheme), person(RESIDENT, EMPLOYEE))
    assert (machine.person.insurance if machine.person else None) == pays
    assert (machine.refused.text if machine.refused else "") == said


def test_one_line_for_the_cashier() -> None:
    said = paying_words(person(RESIDENT, EMPLOYEE))
    assert (
        said
        == "职工医保（310，参保地 450900）：有多个险种正常参保，先用职工医保；还可选 居民医保（390，参保地 440100）"
    )
    assert paying_words(person(EMPLOYEE)) == "职工医保（310，参保地 450900）：只有这一个险种正常参保"


def test_what_adds_to_another_is_none_to_choose() -> None:
    only = "职工医保（310，参保地 450900）：只有这一个险种正常参保"
    assert paying_words(person(EMPLOYEE, SUPPLEMENT)) == only
    assert paying_words(person(SUPPLEMENT)) == "没有正常参保的险种"


def test_two_of_one_scheme_are_told_apart_by_their_place() -> None:
    said = paying_words(person(EMPLOYEE, SECOND).paid_by("310@410100"))
    assert said == "职工医保（310，参保地 410100）：收费员选的；还可选 职工医保（310，参保地 450900）"


def test_what_only_the_place_can_name() -> None:
    """1901's own codes; where the national dictionary knows a code, its word stays."""
    local = {"psn_type": {"7777": "援藏人员", "11": "别的"}, "psn_idet_type": {"88": "优抚对象"}}
    local["insutype"] = {"340": "离休保障", "310": "别的"}
    who = person(replace(OTHER, person_type="7777"), identities=("88", "99"))
    assert kinds_of(who, local) == ("援藏人员", "优抚对象", "身份类别 99")
    assert paying_words(who, local) == "离休保障（340，参保地 450900）：只有这一个险种正常参保"
    assert kinds_of(person(EMPLOYEE), local) == ("在职",)
    assert paying_words(person(EMPLOYEE), local).startswith("职工医保（310")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (person(EMPLOYEE), ("在职",)),
        (person(replace(EMPLOYEE, person_type="21")), ("退休",)),
        (person(replace(EMPLOYEE, person_type="12")), ("退休",)),
        (person(replace(RESIDENT, person_type="42")), ("中小学生",)),
        (person(replace(EMPLOYEE, civil_servant=True)), ("在职", "公务员")),
        (person(RESIDENT, identities=("06",)), ("居民（成年）", "医疗救助人员")),
        (person(replace(RESIDENT, person_type="7777"), identities=("88",)), ("7777", "身份类别 88")),
        (person(), ()),
    ],
)
def test_who_it_is_in_words(who: Person, words: tuple[str, ...]) -> None:
    assert kinds_of(who) == words


@pytest.mark.parametrize(
    ("filings", "cross_province", "opened", "left"),
    [
        ((PRESSURE, SUGAR), True, (), (PRESSURE,)),  # the other has run out
        ((PRESSURE, STROKE), True, (), (PRESSURE,)),  # not among the ten
        ((PRESSURE, STROKE), False, (), (PRESSURE, STROKE)),  # inside the province any
        ((PRESSURE, KIDNEY), True, ("M039", "M016"), (PRESSURE,)),  # not opened here
        ((PRESSURE, KIDNEY), True, (), (PRESSURE, KIDNEY)),  # nobody said what is opened
        ((ChronicFiling("M07800", "肾病"),), True, (), ()),  # the same disease without dialysis
        ((), True, (), ()),
    ],
)
def test_what_a_chronic_visit_may_be_for(
    filings: tuple[ChronicFiling, ...], cross_province: bool, opened: tuple[str, ...], left: tuple[ChronicFiling, ...]
) -> None:
    assert open_here(filings, DAY, cross_province=cross_province, opened=opened) == left


def test_the_one_disease_is_filled_in() -> None:
    chosen = choose(VISIT, (PRESSURE, STROKE), (PRESSURE,)).visit
    assert chosen is not None
    assert (chosen.disease, chosen.disease_name) == ("M03900", "高血压")


def test_of_several_somebody_has_to_choose() -> None:
    choice = choose(VISIT, (PRESSURE, KIDNEY), (PRESSURE, KIDNEY))
    assert (choice.visit, choice.among) == (None, (PRESSURE, KIDNEY))
    assert choose(VISIT, (STROKE,), ()) == choose(VISIT, (), ())


def test_a_disease_that_is_named_stays_and_gets_its_name() -> None:
    named = choose(replace(VISIT, disease="M04803"), (PRESSURE, STROKE), (PRESSURE,)).visit
    assert named is not None
    assert (named.disease, named.disease_name) == ("M04803", "脑血管疾病后遗症")
    assert choose(VISIT, None, ()).visit == VISIT
