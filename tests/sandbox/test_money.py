"""The insured place's arithmetic: the worked examples, each rule's shape, and the invariants over random bills."""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from counter_app.model.person import Filing, FilingClass
from sandbox.benefits import Region, load_benefits
from sandbox.calculation import Case, Outcome, Refused, settle
from sandbox.insured_place import standing
from sandbox.people import YearToDate
from sandbox.service import DATA
from sandbox.treating_place import Bill, Item, Split, bill_of, split_line

REGIONS = load_benefits(DATA / "benefits.yaml")
D = Decimal


def bill(*lines: tuple[str, str]) -> Bill:
    """Lines of (class, amount); B bears 10 % first."""
    rates = {"A": D(0), "B": D("0.1"), "C": D(1)}
    return bill_of(
        split_line(Item(grade, grade, "drug", grade, rates[grade], None), D(amount), D(1)) for grade, amount in lines
    )


def outcome(code: str, day: str, found: Bill, case: Case, scheme: str = "employee", tier: str | None = None) -> Outcome:
    chosen = REGIONS[code].choose(scheme, "outpatient", tier, date.fromisoformat(day))
    assert chosen is not None
    return settle(found, case, chosen.row, REGIONS[code].overlays)


def case(status: str, filing: str, level: str = "tertiary", **changes: Any) -> Case:
    return Case(status=status, age=50, level=level, filing=FilingClass(filing), **changes)


@pytest.mark.parametrize(
    ("code", "day", "lines", "given_case", "pool", "account", "cash"),
    [
        (
            "130100",
            "2025-05-01",
            [("A", "300"), ("B", "200")],
            case("active", "referral", "secondary"),
            "190",
            "0",
            "310",
        ),
        ("450900", "2025-04-01", [("A", "1000")], case("retired", "unfiled"), "245", "0", "755"),
        ("411400", "2022-06-01", [("A", "260")], case("retired", "long_term"), "0", "0", "260"),
        (
            "230100",
            "2024-06-01",
            [("A", "600"), ("C", "50")],
            case("active", "temporary", balance=D("120.00")),
            "60",
            "120",
            "470",
        ),
        (
            "460000",
            "2025-06-01",
            [("A", "300")],
            case("active", "long_term", year=YearToDate(deductible_paid=D(10))),
            "105",
            "0",
            "195",
        ),
        ("350100", "2022-09-01", [("A", "2000")], case("active", "unfiled"), "525", "0", "1475"),
    ],
    ids=["shijiazhuang", "yulin", "shangqiu", "harbin", "hainan", "fuzhou"],
)
def test_worked_examples(
    code: str, day: str, lines: list[tuple[str, str]], given_case: Case, pool: str, account: str, cash: str
) -> None:
    """Domain facts, section 6.3."""
    found = outcome(code, day, bill(*lines), given_case)
    assert (found.pool.paid, found.account, found.cash) == (D(pool), D(account), D(cash))


def test_the_rules_are_those_of_the_fact_sheet(shared: Path) -> None:
    """Every outpatient row and overlay of the fact sheet stands in our file with the same figures."""
    theirs = yaml.safe_load((shared / "spec" / "benefits.yaml").read_text(encoding="utf-8"))["regions"]
    ours = yaml.safe_load((DATA / "benefits.yaml").read_text(encoding="utf-8"))["regions"]
    words = {"source", "note", "unfiled_not_networked", "unfiled_not_designated"}

    def figures(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = [{key: value for key, value in row.items() if key not in words} for row in rows]
        for row in kept:
            if "filing" in row:
                row["filing"] = {key: value for key, value in row["filing"].items() if key not in words}
        return [row for row in kept if row.get("visit_type", "outpatient") == "outpatient"]

    assert [region["code"] for region in ours] == [region["code"] for region in theirs]
    assert len(ours) == 11
    for mine, other in zip(ours, theirs, strict=True):
        assert figures(mine["rows"]) == figures(other["rows"])
        assert figures(mine.get("overlays", [])) == figures(other.get("overlays", []))


def test_a_day_without_a_row_takes_the_nearest_earlier_one_and_says_so() -> None:
    yulin = REGIONS["450900"]
    gap = yulin.choose("employee", "outpatient", None, date(2023, 6, 1))
    assert gap is not None
    assert gap.row.id == "yulin-emp-op-2022"
    assert "2023-06-01" in gap.memo
    before = yulin.choose("employee", "outpatient", None, date(2020, 1, 1))
    assert before is not None
    assert (before.row.id, bool(before.memo)) == ("yulin-emp-op-2022", True)
    today = yulin.choose("employee", "outpatient", None, date(2026, 1, 1))
    assert today is not None
    assert (today.row.id, today.memo) == ("yulin-emp-op-2024", "")
    assert yulin.choose("resident", "outpatient", None, date(2026, 1, 1)) is None
    chronic = yulin.choose("employee", "chronic", None, date(2026, 1, 1))
    assert chronic is not None
    assert chronic.row.id == "yulin-emp-chronic"
    assert REGIONS["230100"].choose("employee", "chronic", None, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("filing", "emergency", "pool"),
    [
        ("long_term", False, "55.00"),  # Shenzhen 55 % at a tertiary hospital
        ("temporary", False, "44.00"),  # x 0.8
        ("temporary", True, "49.50"),  # emergency pays more: x 0.9
        ("long_term", True, "55.00"),  # a filing that pays more is kept
        ("unfiled", True, "49.50"),  # emergency counts as filed
    ],
)
def test_the_emergency_flag(filing: str, emergency: bool, pool: str) -> None:
    found = outcome("440300", "2025-03-01", bill(("A", "100")), case("active", filing, emergency=emergency))
    assert found.pool.paid == D(pool)


def test_unfiled_where_the_rule_refuses() -> None:
    with pytest.raises(Refused, match="未备案"):
        outcome("440300", "2025-03-01", bill(("A", "100")), case("active", "unfiled"))


def test_first_borne_leaves_before_the_ratio() -> None:
    found = outcome("440100", "2024-03-01", bill(("A", "333.33")), case("active", "unfiled"))
    # 20 % of 333.33 = 66.67 borne first; (333.33 - 66.67) * 65 % = 173.329
    assert (found.pool.first_self, found.pool.paid, found.cash) == (D("66.67"), D("173.33"), D("160.00"))


def test_cap_on_pool_money_and_its_sub_cap() -> None:
    year = YearToDate(pool_paid=D("6000.00"), pool_paid_sub=D("5200.00"))
    found = outcome("440300", "2025-03-01", bill(("A", "1000")), case("active", "long_term", year=year))
    assert (found.pool.uncapped, found.pool.paid, found.pool.limit) == (D("550.00"), D("39.20"), D("5239.20"))
    assert found.change.pool_paid_sub == D("39.20")
    primary = outcome("440300", "2025-03-01", bill(("A", "1000")), case("active", "long_term", "primary", year=year))
    assert (primary.pool.paid, primary.change.pool_paid_sub) == (D("750.00"), D("0.00"))


def test_cap_on_in_scope_cost_counts_the_personal_share() -> None:
    # Used before: 12,000 paid + 8,400 borne - 600 deductible = 19,800 of 20,000.
    year = YearToDate(pool_paid=D(12000), deductible_paid=D(600), in_scope_personal_burden=D(8400))
    found = outcome("350100", "2022-09-01", bill(("A", "1000")), case("active", "long_term", year=year))
    assert (found.pool.left, found.pool.paid) == (D(200), D("150.00"))


def test_an_older_person_has_a_higher_cap() -> None:
    year = YearToDate(pool_paid=D(3500), deductible_paid=D(100))
    young = outcome("130100", "2025-05-01", bill(("A", "100")), replace(case("active", "long_term", year=year), age=44))
    older = outcome("130100", "2025-05-01", bill(("A", "100")), replace(case("active", "long_term", year=year), age=45))
    assert (young.pool.paid, older.pool.paid) == (D("0.00"), D("60.00"))


def test_levels_and_columns() -> None:
    top = outcome("410100", "2024-01-02", bill(("A", "140")), case("active", "long_term", "tertiary_a"))
    assert top.pool.paid == D("55.00")  # its own column
    falls_back = outcome("450900", "2025-01-02", bill(("A", "400")), case("active", "long_term", "tertiary_a"))
    assert falls_back.pool.paid == D("50.00")
    not_covered = outcome("500000", "2025-01-02", bill(("A", "400")), case("resident", "long_term"), "resident", "一档")
    assert (not_covered.covered, not_covered.pool.paid, not_covered.change.deductible_paid) == (False, D(0), D(0))
    elder = outcome(
        "440300",
        "2025-01-02",
        bill(("A", "100")),
        replace(case("resident", "long_term", "primary"), age=60),
        "resident",
    )
    assert elder.pool.paid == D("80.00")
    short = outcome(
        "460000", "2025-06-01", bill(("A", "300")), case("retired", "long_term", missing_contribution_years=2)
    )
    assert short.pool.paid == D("88.00")  # (300 - 100) * (50 - 6) %


def test_overlays_in_their_order() -> None:
    """Taizhou: serious illness over 10,000 of the year, civil servant and aid on the rest, commercial on own cost."""
    year = YearToDate(pool_paid=D(10000), in_scope_personal_burden=D(9900), commercial_base=D(4900))
    flags = frozenset({"civil_servant", "low_income", "commercial_member"})
    found = outcome(
        "331000", "2025-06-01", bill(("A", "1000"), ("C", "400")), case("active", "long_term", year=year, flags=flags)
    )
    # The cap is used up: burden 1,000. Of the year's 10,900 the 900 above 10,000 x 60 % = 540; left 460: x 50 % = 230;
    # left 230 x 70 % = 161; own cost 400 x 50 % = 200 brings 4,900 to 5,100: 100 x 5 % = 5.
    assert found.overlays == {
        "serious_illness": D("540.00"),
        "civil_servant": D("230.00"),
        "medical_aid": D("161.00"),
        "commercial": D("5.00"),
    }
    assert found.cash == D("464.00")
    assert (found.change.medical_aid_paid, found.change.commercial_base) == (D("161.00"), D("200.00"))
    plain = outcome("331000", "2025-06-01", bill(("A", "1000")), case("active", "long_term", year=year))
    assert plain.overlays == {"serious_illness": D("540.00")}


@pytest.mark.parametrize(
    ("filing", "kind", "problem"),
    [
        (Filing(FilingClass.LONG_TERM, "440100", date(2024, 1, 1), None), "long_term", ""),
        (Filing(FilingClass.LONG_TERM, "440000", date(2024, 1, 1), None), "long_term", ""),
        (Filing(FilingClass.TEMPORARY, "440100", date(2024, 1, 1), date(2024, 6, 30)), "unfiled", "到期"),
        (Filing(FilingClass.LONG_TERM, "440100", date(2099, 1, 1), None), "unfiled", "尚未生效"),
        (Filing(FilingClass.LONG_TERM, "310100", date(2024, 1, 1), None), "unfiled", "310100"),
        (Filing(FilingClass.UNFILED), "unfiled", "未办理"),
    ],
)
def test_what_a_filing_is_worth(filing: Filing, kind: str, problem: str) -> None:
    held = standing(filing, "440100", date(2026, 9, 12))
    assert held.kind.value == kind
    assert problem in held.problem
    assert bool(held.problem) is bool(problem)


prices = st.decimals("0", "5000", places=4)
lines = st.lists(
    st.tuples(
        st.sampled_from("ABC"),
        prices,
        st.decimals("0.01", "50", places=2),
        st.decimals("0", "1", places=2),
        st.none() | prices,
    ),
    min_size=1,
    max_size=8,
)
sums = st.decimals("0", "25000", places=2)
years = st.builds(YearToDate, sums, sums, sums, sums, sums, sums)
cases = st.builds(
    Case,
    status=st.sampled_from(["active", "retired", "resident", "minor"]),
    age=st.integers(1, 95),
    level=st.sampled_from(["primary", "secondary", "tertiary", "tertiary_a"]),
    filing=st.sampled_from(FilingClass),
    emergency=st.booleans(),
    flags=st.frozensets(st.sampled_from(["civil_servant", "low_income", "commercial_member"])),
    year=years,
    deductible_today=st.decimals("0", "60", places=2),
    balance=st.none() | sums,
    use_account=st.booleans(),
    missing_contribution_years=st.integers(0, 20),
)
rows = st.sampled_from([(region, row) for region in REGIONS.values() for row in region.rows])


def split(given_lines: list[tuple[str, Decimal, Decimal, Decimal, Decimal | None]]) -> list[Split]:
    return [
        split_line(Item("x", "x", "drug", grade, rate, limit), price, quantity)
        for grade, price, quantity, rate, limit in given_lines
    ]


@settings(deadline=None)
@given(lines)
def test_a_split_adds_up(given_lines: list[tuple[str, Decimal, Decimal, Decimal, Decimal | None]]) -> None:
    for part in split(given_lines):
        assert part.amount == part.full_self + part.over_limit + part.pre_self + part.in_scope
        assert min(astuple(part)) >= 0
        assert all(value == value.quantize(D("0.01")) for value in astuple(part))


@settings(deadline=None)
@given(lines, cases, rows)
def test_money_is_conserved(
    given_lines: list[tuple[str, Decimal, Decimal, Decimal, Decimal | None]],
    given_case: Case,
    picked: tuple[Region, Any],
) -> None:
    """Domain facts, section 6.2, step 8."""
    region, row = picked
    found = bill_of(split(given_lines))
    try:
        result = settle(found, given_case, row, region.overlays)
    except Refused:
        return
    parts = [result.pool.paid, *result.overlays.values(), result.account, result.cash]
    assert sum(parts) == found.total
    assert min(parts) >= 0
    assert all(part == part.quantize(D("0.01")) for part in parts)
    assert result.pool.paid <= found.in_scope
    assert result.balance_after >= 0
    assert min(astuple(result.change)) >= 0
    # Settling and undoing restores the sums exactly, whatever came between.
    between = YearToDate(*(D("1.11") for _ in astuple(result.change)))
    there = given_case.year.plus(result.change).plus(between).plus(result.change.negated())
    assert there == given_case.year.plus(between)


@settings(deadline=None)
@given(lines, lines, cases, rows)
def test_the_pool_never_passes_its_cap(
    first: list[tuple[str, Decimal, Decimal, Decimal, Decimal | None]],
    second: list[tuple[str, Decimal, Decimal, Decimal, Decimal | None]],
    given_case: Case,
    picked: tuple[Region, Any],
) -> None:
    region, row = picked
    fresh = replace(given_case, year=YearToDate())
    try:
        one = settle(bill_of(split(first)), fresh, row, region.overlays)
        two = settle(bill_of(split(second)), replace(fresh, year=one.change), row, region.overlays)
    except Refused:
        return
    limit = row.cap and row.cap.limit(row.status_of(given_case.status, given_case.age), given_case.age)
    if limit is not None:
        assert one.pool.paid + two.pool.paid <= limit
