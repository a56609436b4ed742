"""Several insurance rows of one person: each settles by its own place's rules, and moves its own sums and account."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sandbox.ledger import Ledger
from sandbox.people import load_people
from sandbox.reading import BadFile
from sandbox.service import SandboxService

LONG_TERM = {"class": "long_term", "place": "440100", "from": "2024-01-01"}
# Employee in Yulin (300 deductible paid, 50 %), employee in Zhengzhou (40 a day, 60 %), resident in Chongqing (0 at a
# tertiary hospital), and an employee row at Taizhou that is paused.
ROWS = [
    {"insutype": "310", "psn_insu_stas": "1", "insured_region": "410100", "filing": LONG_TERM,
     "account": {"balance": 75.50}, "year_to_date": {2026: {"pool_paid": "600"}}},
    {"insutype": "390", "psn_insu_stas": "1", "insured_region": "500000", "filing": LONG_TERM},
    {"insutype": "310", "psn_insu_stas": "2", "insured_region": "331000"},
    {"insutype": "390", "psn_insu_stas": "1", "insured_region": "450900", "filing": LONG_TERM},
]  # fmt: skip
MAIN = {"insured_region": "450900", "filing": LONG_TERM, "account": {"balance": 120},
        "year_to_date": {2026: {"deductible_paid": "300"}}, "other_insurances": ROWS}  # fmt: skip


@pytest.fixture
def claim(at: Any, somebody: Any, small_catalogue: Any) -> Iterator[Any]:
    with SandboxService(people={"people": [somebody(**MAIN)]}, catalogue=small_catalogue) as service:
        one = at(service.url)
        one.service = service
        one.person()
        yield one


def choose(claim: Any, insutype: str, region: str) -> None:
    rows = claim.person()["insuinfo"]
    (row,) = (one for one in rows if (one["insutype"], one["insuplc_admdvs"]) == (insutype, region))
    claim.insutype, claim.region, claim.psn_type = insutype, region, row["psn_type"]


def settled(claim: Any, amount: str = "200.00", *, account: bool = True) -> dict[str, Any]:
    claim.open()
    claim.describe()
    claim.upload(claim.line(1, "A", amount, "1", amount))
    claim.total = amount
    info: dict[str, Any] = claim.call("2207A", claim.settle_input(amount, account=account))["setlinfo"]
    return info


def test_1101_shows_every_row_with_its_own_account(claim: Any) -> None:
    rows = claim.person()["insuinfo"]
    assert [(row["insutype"], row["insuplc_admdvs"], row["psn_insu_stas"], row["balc"]) for row in rows] == [
        ("310", "410100", "1", 75.5),
        ("390", "500000", "1", 0),
        ("310", "331000", "2", 0),
        ("390", "450900", "1", 0),
        ("310", "450900", "1", 120),
    ]
    assert {row["psn_type"] for row in rows if row["insutype"] == "390"} == {"50"}


@pytest.mark.parametrize(
    ("insutype", "region", "pool", "rule"),
    [
        ("310", "450900", "100.0", "yulin-emp-op-2024"),
        ("310", "410100", "96.0", "zhengzhou-emp-op-2022"),  # (200 - 40) x 60 %
        ("390", "500000", "0", "chongqing-res1-op-2024"),
    ],
)
def test_each_row_settles_by_the_rules_of_its_place(
    claim: Any, insutype: str, region: str, pool: str, rule: str
) -> None:
    choose(claim, insutype, region)
    assert claim.call("2001", claim.benefit_input())["trtinfo"][0]["trt_enjymnt_flag"] == "1"
    info = settled(claim)
    assert (Decimal(str(info["hifp_pay"])), info["insutype"]) == (Decimal(pool), insutype)
    assert rule in info["exp_content"]
    (booked,) = claim.service.ledger()["settlements"]
    assert (booked["insutype"], booked["total"]) == (insutype, "200.00")


def test_each_row_counts_by_itself_and_gets_back_its_own(claim: Any) -> None:
    certno = claim.identity["certno"]
    before = claim.service.person(certno)
    choose(claim, "310", "410100")
    first = settled(claim)
    counted = claim.service.person(certno)
    assert {name: counted[name] for name in ("account", "year_to_date")} == {
        name: before[name] for name in ("account", "year_to_date")
    }
    other = counted["others"]["310 410100"]
    assert other["year_to_date"]["2026"]["pool_paid"] == "696.00"
    assert other["account"]["balance"] == f"{Decimal('75.50') - Decimal(str(first['acct_pay'])):.2f}"
    sums = claim.call("5206", {"data": {"psn_no": claim.psn_no, "cum_ym": "202609"}})["cuminfo"]
    assert {row["insutype"] for row in sums} == {"310"}
    assert next(row["cum"] for row in sums if row["cum_type_code"] == "POOL_PAID") == 696
    again = settled(claim)  # the day's 40 are taken in this row
    assert Decimal(str(again["act_pay_dedc"])) == 0
    back = {"data": {"psn_no": claim.psn_no, "mdtrt_id": claim.mdtrt_id, "setl_id": again["setl_id"]}}
    claim.call("2208", back)
    assert claim.service.person(certno) == counted

    choose(claim, "310", "450900")
    settled(claim)
    after = claim.service.person(certno)
    assert after["year_to_date"]["2026"]["pool_paid"] == "100.00"
    assert after["others"] == counted["others"]


@pytest.mark.parametrize(
    ("insutype", "region", "text"),
    [
        ("310", "440300", "参保地医保区划[440300]"),
        ("390", "440300", "参保地医保区划[440300]"),
        ("390", "410100", "人员未参加险种[390]"),
        ("310", "500000", "人员未参加险种[310]"),
        ("320", "450900", "人员未参加险种[320]"),
    ],
)
@pytest.mark.parametrize("number", ["2001", "2201"])
def test_a_row_the_person_has_not_is_refused(claim: Any, number: str, insutype: str, region: str, text: str) -> None:
    claim.insutype, claim.region = insutype, region
    body = claim.benefit_input() if number == "2001" else claim.open_input()
    assert text in claim.refused(number, body)
    assert not claim.service.ledger()["visits"]


def test_a_paused_row_is_told_by_2001_and_refused_by_2201(claim: Any) -> None:
    choose(claim, "310", "331000")
    told = claim.call("2001", claim.benefit_input())["trtinfo"][0]
    assert (told["trt_enjymnt_flag"], "缴费中断" in told["trt_chk_rslt"]) == ("0", True)
    assert "缴费中断" in claim.refused("2201", claim.open_input())


def test_a_paused_usual_row_does_not_stop_the_other(at: Any, somebody: Any, small_catalogue: Any) -> None:
    person = somebody(**{**MAIN, "trouble": "contributions_interrupted"})
    with SandboxService(people={"people": [person]}, catalogue=small_catalogue) as service:
        claim = at(service.url)
        choose(claim, "310", "410100")
        assert Decimal(str(settled(claim)["hifp_pay"])) == 96


@pytest.mark.parametrize(
    ("insutype", "region"),
    [("390", "450900"), ("310", "410100")],
    ids=["another scheme of the same place", "the same scheme of another place"],
)
def test_a_visit_stays_with_the_row_it_was_opened_with(claim: Any, insutype: str, region: str) -> None:
    choose(claim, "310", "450900")
    claim.open()
    claim.describe()
    claim.upload(claim.line(1, "A", "200.00", "1", "200.00"))
    claim.insutype, claim.region = insutype, region
    assert "与就诊登记不一致" in claim.refused("2207A", claim.settle_input("200.00"))
    assert not claim.service.ledger()["settlements"]


def test_books_of_before_go_on(tmp_path: Path, at: Any, somebody: Any, small_catalogue: Any) -> None:
    """Training keeps its books: those written when a person had one row are opened, and yesterday's is undone."""
    file = tmp_path / "books.db"
    world = {"people": {"people": [somebody()]}, "catalogue": small_catalogue, "ledger": file}
    with SandboxService(**world) as service:
        claim = at(service.url)
        claim.person()
        before = service.person(claim.identity["certno"])
        info = settled(claim)
    with sqlite3.connect(file) as books:
        books.execute("ALTER TABLE visit DROP COLUMN region")
        books.execute("ALTER TABLE settlement DROP COLUMN books")
    books.close()
    with SandboxService(**world) as service:
        claim = at(service.url)
        claim.person()
        claim.mdtrt_id = info["mdtrt_id"]
        claim.call("2208", claim.undo_input(info["setl_id"]))
        after = service.person(claim.identity["certno"])
        assert after["account"] == before["account"]
        assert set(after["year_to_date"]["2026"].values()) == {"0.00"}, "nothing is left of it"
    Ledger(file, reading=True).close()


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([{"insutype": "310", "psn_insu_stas": "1", "insured_region": "450900"}], "has already"),
        ([{"insutype": "390", "psn_insu_stas": "1"}] * 2, "has already"),
        ([{"insutype": "390", "psn_insu_stas": "1", "insured_region": "123456"}], "no region"),
    ],
    ids=["that of the usual one", "twice", "nowhere"],
)
def test_rows_that_cannot_be_told_apart_are_refused(somebody: Any, rows: list[dict[str, str]], why: str) -> None:
    person = somebody(insured_region="450900", other_insurances=rows)
    with pytest.raises(BadFile, match=why):
        load_people({"people": [person]}, frozenset({"450900"}))
