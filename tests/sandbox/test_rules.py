"""Every rule of every insured place, worked by hand, and the seeds' own figures (domain facts, sections 1c and 6)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from counter_app.model.person import FilingClass
from sandbox.benefits import Benefit, Region, load_benefits
from sandbox.calculation import Case, Outcome, Refused, settle
from sandbox.chronic import Qualified, counted
from sandbox.people import YearToDate
from sandbox.service import DATA
from sandbox.treating_place import Bill, Item, bill_of, split_line

D = Decimal
REGIONS = load_benefits(DATA / "benefits.yaml")
ROWS = {row.id: (region, row) for region in REGIONS.values() for row in region.rows}


def in_scope(amount: str) -> Bill:
    return bill_of([split_line(Item("A", "A", "drug", "A", D(0), None), D(amount), D(1))])


def case(status: str, level: str, filing: str, **changes: Any) -> Case:
    return Case(status=status, age=changes.pop("age", 50), level=level, filing=FilingClass(filing), **changes)


def settled(row: str, bill: Bill, given_case: Case) -> Outcome:
    region, rule = ROWS[row]
    return settle(bill, given_case, rule, region.overlays)


YEAR = YearToDate
WORKED: list[tuple[str, Case, str, str]] = [
    # row, who, in-scope cost, pool: every figure worked by hand from the fact sheet
    ("taizhou-emp-op-2025", case("retired", "primary", "temporary"), "1000", "720.00"),  # 100 first, 900 x 80 %
    ("fuzhou-emp-op-2022", case("retired", "secondary", "long_term"), "1600", "800.00"),  # 1,000 x 80 %
    ("fuzhou-emp-chronic", case("active", "tertiary", "temporary"), "2000", "498.00"),  # 1,200 x 41.5 %
    ("zhengzhou-emp-op-2022", case("active", "tertiary_a", "referral"), "500", "225.50"),  # 50 first, 410 x 55 %
    ("zhengzhou-emp-chronic", case("retired", "tertiary", "referral"), "1000", "765.00"),  # 100 first, 900 x 85 %
    ("shangqiu-emp-op-2022", case("active", "primary", "long_term"), "1000", "0.00"),
    ("yulin-emp-op-2022", case("retired", "primary", "long_term"), "1000", "0.00"),
    ("yulin-emp-op-2024", case("active", "secondary", "emergency"), "1000", "360.00"),  # 800 x 45 %
    ("yulin-emp-chronic", case("retired", "tertiary", "unfiled"), "1000", "550.00"),  # 75 - 20
    ("harbin-emp-op-2022", case("active", "tertiary", "long_term"), "1000", "0.00"),
    ("harbin-emp-op-2023", case("retired", "primary", "referral"), "1000", "390.00"),  # 600 x 65 %
    ("chongqing-emp-op-2024", case("retired", "tertiary", "temporary"), "1000", "495.00"),  # 900 x 55 %
    (  # two diseases: 1,200 a year, 980 used
        "chongqing-emp-chronic-2",
        case("active", "secondary", "long_term", diseases=2, year=YEAR(pool_paid=D(980))),
        "1000",
        "220.00",
    ),
    ("chongqing-res1-op-2024", case("resident", "secondary", "unfiled"), "800", "210.00"),  # 600 x 35 %
    ("shijiazhuang-emp-op-2025", case("retired", "primary", "emergency"), "1000", "540.00"),  # 900 x 60 %
    ("shijiazhuang-emp-chronic-2025", case("active", "secondary", "referral"), "1000", "600.00"),  # 800 x 75 %
    ("hainan-emp-op-2022", case("active", "primary", "unfiled"), "1000", "693.00"),  # 990 x 70 %
    (  # three years short: 900 x (50 - 9) %
        "hainan-emp-op-2025",
        case("retired", "tertiary", "long_term", missing_contribution_years=3),
        "1000",
        "369.00",
    ),
    ("guangzhou-emp-op-2024", case("retired", "secondary", "unfiled"), "1000", "560.00"),  # 200 first, 800 x 70 %
    ("guangzhou-res-op-2024", case("minor", "primary", "temporary"), "1000", "720.00"),  # 100 first, 900 x 80 %
    ("shenzhen-emp1-op-2024", case("active", "tertiary", "temporary"), "1000", "440.00"),  # 55 % x 0.8
    ("shenzhen-emp1-op-2025", case("retired", "secondary", "emergency"), "1000", "630.00"),  # 70 % x 0.9
    ("shenzhen-res-op-2025", case("resident", "primary", "temporary", age=60), "1000", "640.00"),  # 80 % x 0.8
]


@pytest.mark.parametrize(("row", "who", "cost", "pool"), WORKED, ids=[row for row, *_ in WORKED])
def test_each_rule(row: str, who: Case, cost: str, pool: str) -> None:
    found = settled(row, in_scope(cost), who)
    assert found.pool.paid == D(pool)
    assert found.pool.paid + sum(found.overlays.values()) + found.account + found.cash == D(cost)


def test_all_twenty_three_are_worked() -> None:
    assert sorted(row for row, *_ in WORKED) == sorted(ROWS)
    assert len(ROWS) == 23


def test_the_four_shapes_all_stand_in_the_rules() -> None:
    shapes = {effect.kind for _, row in ROWS.values() for effect in row.filing.values()}
    assert shapes == {"none", "first_self", "minus_pp", "times", "refuse"}


# The seeds' own figures.


def inpatient(status: str, ratio: str, deductible: str = "0") -> tuple[Region, Benefit]:
    """The seeds tell of hospital stays; no row of the fact sheet does, so the rule is made of the seed's words."""
    levels = {"tertiary": ratio}
    row = {
        "id": "seed-inpatient",
        "insured_type": "employee",
        "visit_type": "inpatient",
        "from": date(2017, 1, 1),
        "deductible": {"basis": "per_visit", status: {"tertiary": deductible}},
        "ratio": {status: levels},
        "filing": {kind: {"kind": "none"} for kind in FilingClass},
        "account": {"cross_region": "no"},
    }
    region = load_benefits({"regions": [{"code": "130000", "name": "河北省", "rows": [row]}]})["130000"]
    return region, region.rows[0]


def test_the_comic_of_2017() -> None:
    """Hebei insured in Hainan: 25,000, of which the fund settles 17,500 and the patient pays 7,500."""
    region, row = inpatient("retired", "0.70")
    assert region.choose("employee", "inpatient", None, date(2017, 9, 1)) is not None
    found = settle(in_scope("25000"), case("retired", "tertiary", "long_term"), row, region.overlays)
    assert (found.bill.total, found.fund_total, found.cash) == (D("25000.00"), D("17500.00"), D("7500.00"))


def test_the_retired_couple_of_harbin_in_guangzhou() -> None:
    """Inpatient: 720 deductible, 90 %; the account is paid to the bank and cannot be charged."""
    region, row = inpatient("retired", "0.90", "720")
    found = settle(in_scope("10720"), case("retired", "tertiary", "long_term"), row, region.overlays)
    assert (found.pool.deductible, found.pool.paid, found.cash) == (D(720), D("9000.00"), D("1720.00"))
    at_the_window = settled(
        "harbin-emp-op-2023", in_scope("1000"), case("retired", "tertiary", "long_term", balance=D(500))
    )
    assert (at_the_window.account_rule, at_the_window.account) == ("bank_transfer", D(0))


@pytest.mark.parametrize(("status", "cap"), [("active", "1800.00"), ("retired", "2300.00")])
def test_the_caps_of_zhengzhou(status: str, cap: str) -> None:
    found = settled("zhengzhou-emp-op-2022", in_scope("9000"), case(status, "tertiary", "long_term"))
    assert found.pool.paid == D(cap)


@pytest.mark.parametrize(("status", "pool"), [("active", "700.00"), ("retired", "750.00")])
def test_chronic_disease_in_yulin(status: str, pool: str) -> None:
    assert settled("yulin-emp-chronic", in_scope("1000"), case(status, "tertiary", "long_term")).pool.paid == D(pool)


@pytest.mark.parametrize(("filing", "first"), [("unfiled", "100.00"), ("emergency", "0.00"), ("referral", "0.00")])
def test_going_elsewhere_from_taizhou(filing: str, first: str) -> None:
    """10 % first without a referral filing; emergency counts as filed and is paid as at home."""
    assert settled("taizhou-emp-op-2025", in_scope("1000"), case("active", "primary", filing)).pool.first_self == D(
        first
    )


def test_not_filed_in_fuzhou_by_the_kind_of_institution() -> None:
    """50 % of the standard at a networked institution; 30 % at a designated one and nothing elsewhere, by hand."""
    unfiled = {"status": "active", "level": "tertiary", "filing": "unfiled"}
    paid_up = YEAR(deductible_paid=D(600))
    assert settled("fuzhou-emp-op-2022", in_scope("1000"), case(**unfiled, year=paid_up)).pool.paid == D("375.00")
    with pytest.raises(Refused, match="手工报销"):
        settled("fuzhou-emp-op-2022", in_scope("1000"), case(**unfiled, year=paid_up, network="not_networked"))
    by_hand = case(**unfiled, year=paid_up, network="not_networked", by_hand=True)
    assert settled("fuzhou-emp-op-2022", in_scope("1000"), by_hand).pool.paid == D("225.00")
    for paper in (False, True):
        nowhere = case(**unfiled, year=paid_up, network="not_designated", by_hand=paper)
        with pytest.raises(Refused, match="非定点医疗机构"):
            settled("fuzhou-emp-op-2022", in_scope("1000"), nowhere)


# Chronic disease.


def test_the_class_of_a_disease_chooses_the_rule() -> None:
    chongqing = REGIONS["500000"]
    day = date(2026, 3, 1)
    assert chongqing.choose("employee", "chronic", None, day) is None
    assert chongqing.choose("employee", "chronic", None, day, frozenset({"dialysis", "major"})) is None
    chosen = chongqing.choose("employee", "chronic", None, day, frozenset({"hypertension", "minor"}))
    assert chosen is not None
    assert chosen.row.id == "chongqing-emp-chronic-2"


def test_every_further_disease_raises_the_cap() -> None:
    held = (
        Qualified("M03900", since=date(2024, 1, 1)),
        Qualified("M01600", since=date(2025, 3, 1)),
        Qualified("M07803", since=date(2024, 1, 1)),  # not of the minor class
        Qualified("M04600", since=date(2024, 1, 1), until=date(2024, 12, 31)),  # run out
    )
    days = {date(2024, 6, 1): 2, date(2025, 2, 28): 1, date(2025, 3, 1): 2}
    assert {day: counted(held, "minor", day) for day in days} == days
    _, row = ROWS["chongqing-emp-chronic-2"]
    assert row.cap is not None
    assert [row.cap.limit("active", 50, number) for number in (0, 1, 2, 3)] == [D(1000), D(1000), D(1200), D(1400)]
