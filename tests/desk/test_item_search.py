"""Items as they are looked for at the window: from a fetched catalogue, with what counts of them for this person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter_app.desk.catalogue_update import SOURCES
from counter_app.desk.item_search import Found, ItemSearch, Readiness
from counter_app.desk.line_check import LineCheck
from counter_app.model.catalogue import (
    CodeMapping,
    Entry,
    InsuranceItem,
    Kind,
    Listed,
    Listing,
    PriceLimit,
    SelfRate,
    Validity,
)
from counter_app.model.person import Insurance, Scheme
from counter_app.records.catalogue import Row, Shelf, Standing

DAY = date(2026, 9, 12)
AT = datetime(2026, 9, 12, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
EMPLOYEE = Insurance("440100", Scheme.EMPLOYEE, "310", "11", True, Decimal(0))
SINCE = Validity(date(2020, 1, 1))


def drug(code: str, name: str, validity: Validity = SINCE, kind: Kind = Kind.WESTERN_DRUG) -> Entry:
    return Entry(kind, code, name, "", "10mg×7片", "盒", validity, "v1")


def item(code: str, name: str = "", *, grade: str = "B", limited: bool = False) -> InsuranceItem:
    return InsuranceItem(f"i{code}", code, "440100", name or code, "", grade, limited, SINCE)


ROWS: tuple[Row, ...] = (
    drug("X1", "阿托伐他汀钙片"),
    item("X1", limited=True),
    PriceLimit("l1", "X1", "440100", "3", Decimal("33.005"), SINCE),
    PriceLimit("l2", "X1", "440100", "1", Decimal("20"), SINCE),
    SelfRate("r1", "X1", "440100", "310", Decimal("0.1"), SINCE),
    drug("X2", "阿托伐他汀钙胶囊"),
    CodeMapping("m2", "X2", "Y2", "440100", SINCE),
    item("Y2", "阿托伐他汀", grade="A"),
    drug("X3", "阿托品片"),
    drug("X4", "阿托品滴眼液", Validity(date(2020, 1, 1), date(2026, 9, 11))),
    drug("I10", "阿托品中毒", kind=Kind.DIAGNOSIS),
    item("001101", "普通门诊诊察费", grade="A"),
)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "catalogue.sqlite")
    made.prepare()
    yield made
    made.close()


def fill(shelf: Shelf, rows: tuple[Row, ...] = ROWS, version: str = "v1") -> None:
    """Whole, and as of this morning: it may say no."""
    with shelf.writing() as writing:
        taken = writing.put(rows)
        for source in SOURCES:
            writing.stand(source, Standing(version, taken, True, AT))


def searching(shelf: Shelf) -> ItemSearch:
    return ItemSearch(shelf, LineCheck(shelf, "440100"), "三级甲等")


def test_without_a_catalogue_nothing_can_be_looked_for(shelf: Shelf) -> None:
    search = searching(shelf)
    assert search.prepare(AT) is Readiness.EMPTY
    assert search.find("at", DAY, EMPLOYEE) == ()


def test_an_item_comes_with_what_counts_of_it_for_this_person_at_this_hospital(shelf: Shelf) -> None:
    fill(shelf)
    search = searching(shelf)
    assert search.prepare(AT) is Readiness.READY
    (first, second) = search.find("atftt", DAY, EMPLOYEE)
    assert first == Found(
        Listing("X1", "阿托伐他汀钙片", "10mg×7片", "盒", Kind.WESTERN_DRUG),
        Listed("B", Decimal("33.005"), Decimal("0.1"), limited=True),
        usable=True,
    )
    assert (second.item.code, second.listed.grade, second.usable) == ("X2", "A", True)
    assert search.find("atftt", DAY, None)[0].listed.self_rate is None


def test_what_may_not_stand_on_a_bill_says_so_or_is_not_there(shelf: Shelf) -> None:
    fill(shelf)
    search = searching(shelf)
    search.prepare(AT)
    found = {one.item.code: one.usable for one in search.find("阿托品", DAY, EMPLOYEE)}
    assert found == {"X3": False}  # nobody mapped it; the drops ended yesterday, and a diagnosis is no item
    late = AT + timedelta(days=8)
    old = searching(shelf)
    old.prepare(late)
    assert [one.usable for one in old.find("阿托品", DAY, EMPLOYEE)] == [None]  # an old catalogue may not say so
    (service,) = search.find("ptmz", DAY, EMPLOYEE)
    assert (service.item.kind, service.usable) == (None, True)


def test_the_index_is_made_once_for_a_catalogue_and_anew_for_a_newer_one(shelf: Shelf) -> None:
    fill(shelf)
    rested: list[int] = []
    search = searching(shelf)
    search.prepare(AT, lambda: rested.append(1))
    assert rested
    rested.clear()
    assert searching(shelf).prepare(AT, lambda: rested.append(1)) is Readiness.READY
    assert not rested
    fill(shelf, (drug("X9", "布洛芬"),), "v2")
    assert search.prepare(AT) is Readiness.READY
    assert [one.item.code for one in search.find("blf", DAY, None)] == ["X9"]


def test_a_shelf_that_refuses_is_told_and_raises_nothing(shelf: Shelf, tmp_path: Path) -> None:
    fill(shelf)
    (tmp_path / "catalogue-search.sqlite").mkdir()
    assert searching(shelf).prepare(AT) is Readiness.REFUSED
