"""A person's year under random bills: what the books hold is what the live settlements made of it, and all of it
comes back.

Messages go through the service's own door (gateway, handlers, books); only the socket is left out.
"""

from __future__ import annotations

import json
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.behaviours import Behaviours
from sandbox.benefits import load_benefits
from sandbox.call import Place
from sandbox.gateway import Gateway
from sandbox.judge import person_report
from sandbox.ledger import Ledger
from sandbox.people import load_people
from sandbox.service import DATA
from sandbox.treating_place import load_catalogue, load_institution
from tests.sandbox.conftest import CATALOGUE, PATHS, Window, person

D = Decimal
REGIONS = load_benefits(DATA / "benefits.yaml")
ITEMS = load_catalogue(CATALOGUE)
CERTIFICATE = "990100198808080017"
SUMS = (
    "pool_paid",
    "deductible_paid",
    "in_scope_personal_burden",
    "commercial_base",
    "medical_aid_paid",
    "pool_paid_sub",
)
DISEASES = {"M03900": "hypertension", "M01600": "diabetes", "M00503": "cancer_therapy"}


class House:
    """The service without its socket: one person, one institution."""

    def __init__(self, insured: dict[str, Any], level: str = "tertiary") -> None:
        institution = {"code": "H44010000001", "name": "测试医院", "region": "440100", "level": level}
        people = load_people({"people": [insured]}, frozenset(REGIONS))
        opened = {"institution": institution, "opened": {"chronic": list(DISEASES.values())}}
        self.ledger = Ledger()
        self.ledger.admit(people.all[0])
        self.gateway = Gateway(Place(people, ITEMS, load_institution(opened), REGIONS, Behaviours(), self.ledger))

    def state(self) -> dict[str, Any]:
        """Sums by year and the balance; a year that holds nothing is left out."""
        found = person_report(self.ledger, CERTIFICATE)
        years = {year: sums for year, sums in found["year_to_date"].items() if any(D(value) for value in sums.values())}
        return {"account": found["account"], "years": years}

    def close(self) -> None:
        self.ledger.close()


class SaidNoError(Exception):
    """The platform refused."""


class Inside(Window):
    """A window that hands its messages in at the door."""

    def __init__(self, house: House) -> None:
        super().__init__("inside")
        self.house = house
        self.use("02", CERTIFICATE)

    def post(self, message: object, number: str = "") -> Any:
        raw = json.dumps(message, ensure_ascii=False).encode()
        answer = json.loads(json.dumps(self.house.gateway.answer(raw, PATHS[number]), default=str), parse_float=Decimal)
        return SimpleNamespace(status_code=200, json=lambda: answer)

    def call(self, number: str, body: object, **changes: object) -> Any:
        answer = self.raw(number, body, **changes)
        if answer["infcode"] != 0:
            raise SaidNoError(answer["err_msg"])
        return answer["output"]

    def visit(self, med_type: str, day: str, disease: str, lines: list[tuple[str, str]], extra: str) -> None:
        """Open, describe, upload; `extra` is exp_content of the visit."""
        self.med_type, self.begntime = med_type, f"{day} 09:30:00"
        self.person()
        self.open()
        described = self.describe_input()
        described["mdtrtinfo"] |= {"exp_content": extra} | ({"dise_codg": disease} if med_type == "14" else {})
        self.call("2203A", described)
        self.call(
            "2204", {"feedetail": [self.line(n, code, price, "1", price) for n, (code, price) in enumerate(lines, 1)]}
        )
        self.total = str(sum(D(price) for _, price in lines))


rules = [(code, row) for code, region in REGIONS.items() for row in region.rows]
money = st.decimals("0.01", "4000", places=2).map(lambda value: f"{value:.2f}")
before = st.sampled_from(["0", "2399.99", "4990", "9800.50"])  # near the thresholds of caps and further payers
sums = st.fixed_dictionaries(dict.fromkeys(SUMS, before))


@st.composite
def insured(draw: st.DrawFn, rule: str = "") -> dict[str, Any]:
    code, row = draw(st.sampled_from([pair for pair in rules if rule in ("", pair[1].id)]))
    status = draw(st.sampled_from(sorted(row.ratio) or ["active", "retired"]))
    filing = draw(st.sampled_from(["long_term", "referral", "temporary", "unfiled"]))
    return person(
        insured_region=code,
        insured_type=row.insured_type,
        tier=row.tier,
        status="resident" if status == "resident_60_plus" else status,
        age=draw(st.integers(1, 90)),
        flags=draw(st.lists(st.sampled_from(["civil_servant", "low_income", "commercial_member"]), unique=True)),
        filing={
            "class": filing,
            "place": draw(st.sampled_from(["440100", "440000", "310100"])),
            "from": draw(st.sampled_from(["2020-01-01", "2026-01-01"])),
        },
        account=draw(st.none() | st.just({"balance": "800.00"})),
        chronic=[{"code": code} for code in draw(st.sampled_from([list(DISEASES), ["M03900", "M01600"], []]))],
        year_to_date={2025: draw(sums), 2026: draw(sums)},
        missing_contribution_years=draw(st.integers(0, 5)),
    )


claims = st.tuples(
    st.sampled_from(["11", "13", "14"]),
    st.sampled_from(["2025-12-31", "2026-01-01", "2026-01-01", "2026-09-12"]),
    st.sampled_from(sorted(DISEASES)),
    st.lists(st.tuples(st.sampled_from("ABLCU"), money), min_size=1, max_size=4),
    st.sampled_from(["", '{"OTP_ER_REFL_FLAG": "1"}', '{"OTP_ER_REFL_FLAG": "3"}', '{"OTP_ER_REFL_FLAG": "2"}']),
    st.booleans(),
)
after = st.sampled_from(["keep", "undo", "reverse", "undo and take that back"])


def try_claim(house: House, claim: tuple[Any, ...]) -> tuple[Inside, dict[str, Any], str] | None:
    """Settle one claim; None where it was refused (which must leave nothing behind)."""
    *visit, account = claim
    window = Inside(house)
    before = house.state()
    try:
        window.visit(*visit)
        trial = window.trial(account=account)["setlinfo"]
        assert house.state() == before  # a trial books nothing
        info = window.settle(account=account)["setlinfo"]
    except SaidNoError as said:
        told = str(said)
    else:
        told = ""
    if told:
        assert told.startswith("FSI-")
        assert house.state() == before
        return None
    same = {name: value for name, value in info.items() if name not in ("setl_id", "setl_time", "medins_setl_id")}
    assert {name: trial[name] for name in same} == same
    return window, info, window.last_msgid


def check_split(info: dict[str, Any]) -> None:
    """Domain facts, section 6.2, step 8."""
    funds = [D(info[name]) for name in ("hifp_pay", "cvlserv_pay", "hifob_pay", "hifmi_pay", "maf_pay", "oth_pay")]
    parts = [*funds, D(info["acct_pay"]), D(info["psn_cash_pay"])]
    assert sum(parts) == D(info["medfee_sumamt"])
    assert min(parts) >= 0
    assert sum(funds) == D(info["fund_pay_sumamt"])
    split = ("fulamt_ownpay_amt", "overlmt_selfpay", "preselfpay_amt", "inscp_scp_amt")
    assert sum(D(info[name]) for name in split) == D(info["medfee_sumamt"])


@pytest.mark.parametrize("rule", [row.id for _, row in rules])
@settings(deadline=None, max_examples=15)
@given(data=st.data())
def test_the_year_is_the_sum_of_what_lives(rule: str, data: st.DataObject) -> None:
    """For somebody under each rule: any visits, bills, cancellations, reversals and reversals of cancellations."""
    who = data.draw(insured(rule))
    level = data.draw(st.sampled_from(["primary", "secondary", "tertiary"]))
    story = data.draw(st.lists(st.tuples(claims, after), min_size=1, max_size=5))
    house = House(who, level)
    opening = house.state()
    live: list[tuple[Inside, dict[str, Any], str]] = []
    for claim, then in story:
        before = house.state()
        made = try_claim(house, claim)
        if made is None:
            continue
        window, info, msgid = made
        check_split(info)
        assert json.loads(info["exp_content"])["CIRC_YEAR"] == claim[1][:4]
        settled = house.state()
        assert "已结算" in window.refused("2207A", window.settle_input(window.total))  # a replay changes nothing
        assert house.state() == settled
        if then == "keep":
            live.append(made)
        elif then == "reverse":
            window.call("2601", window.reverse_input(msgid))
            assert house.state() == before
        else:
            window.call("2208", window.undo_input(info["setl_id"]))
            undone = window.last_msgid
            assert house.state() == before
            if then != "undo":
                window.call("2601", window.reverse_input(undone, "2208"))
                assert house.state() == settled
                live.append(made)
    check_books(house, opening, live)
    for window, info, _ in reversed(live):
        window.call("2208", window.undo_input(info["setl_id"]))
    assert house.state() == opening
    house.close()


def check_books(house: House, opening: dict[str, Any], live: list[tuple[Inside, dict[str, Any], str]]) -> None:
    """The sums from the replies alone."""
    years = {year: {name: D(value) for name, value in values.items()} for year, values in opening["years"].items()}
    for _, info, _ in live:
        told = json.loads(info["exp_content"])
        sums = years.setdefault(told["CIRC_YEAR"], dict.fromkeys(SUMS, D(0)))
        row = next(row for _, row in rules if row.id == told["RULE"])
        sums["pool_paid"] += D(info["hifp_pay"])
        sums["in_scope_personal_burden"] += D(info["inscp_scp_amt"]) - D(told["FIRST_SELF"]) - D(info["hifp_pay"])
        if row.deductible_basis == "annual":
            sums["deductible_paid"] += D(info["act_pay_dedc"])
        sums["medical_aid_paid"] += D(info["maf_pay"])
    found = house.state()
    for year, sums in years.items():
        booked = found["years"].get(year, dict.fromkeys(SUMS, "0"))
        for name in ("pool_paid", "deductible_paid", "in_scope_personal_burden", "medical_aid_paid"):
            assert D(booked[name]) == sums[name], (year, name)
    if opening["account"] is not None:
        spent = sum((D(info["acct_pay"]) for _, info, _ in live), D(0))
        assert D(found["account"]["balance"]) == D(opening["account"]["balance"]) - spent


@settings(deadline=None, max_examples=80)
@given(who=insured(), claim=claims, kept=st.integers(0, 3))
def test_a_partial_refund_is_as_if_only_the_rest_had_been_settled(who: dict[str, Any], claim: Any, kept: int) -> None:
    """Cancel all, settle the rest at the same service date (domain facts, section 6.2, step 9)."""
    there, elsewhere = House(who), House(who)
    first = try_claim(there, claim)
    med_type, day, disease, lines, extra, account = claim
    rest = (med_type, day, disease, lines[: min(kept, len(lines))] or lines[:1], extra, account)
    if first is None:
        return
    window, info, _ = first
    back = window.call("2208", window.undo_input(info["setl_id"]))["setlinfo"]
    again, only = try_claim(there, rest), try_claim(elsewhere, rest)
    assert again is not None
    assert only is not None
    amounts = ("medfee_sumamt", "fund_pay_sumamt", "acct_pay", "psn_cash_pay")
    for name in amounts:
        assert D(info[name]) + D(back[name]) + D(again[1][name]) == D(only[1][name])
    assert there.state() == elsewhere.state()
    for house in (there, elsewhere):
        house.close()


def test_the_benefit_year_is_that_of_the_service_date() -> None:
    """Two bills of one afternoon, one of last year's last day: two deductibles, two sums."""
    house = House(person(insured_region="130100", status="active", account=None))
    made = [
        try_claim(house, ("11", day, "", [("A", "600.00")], "", False))
        for day in ("2025-12-31", "2026-01-01", "2026-09-12")
    ]
    pools = [str(one[1]["hifp_pay"]) for one in made if one is not None]
    assert pools == ["300.00", "300.00", "360.00"]
    assert {year: sums["pool_paid"] for year, sums in house.state()["years"].items()} == {
        "2025": "300.00",
        "2026": "660.00",
    }
    house.close()


def test_a_daily_deductible_comes_back_with_its_bill() -> None:
    """Zhengzhou: 40 once a day in this institution; taking the bill back that bore it makes the next one bear it."""
    house = House(person(insured_region="410100", status="active", account=None))
    bill = ("11", "2026-09-12", "", [("A", "140.00")], "", False)
    first, second = try_claim(house, bill), try_claim(house, bill)
    assert first is not None
    assert second is not None
    assert [str(one[1]["act_pay_dedc"]) for one in (first, second)] == ["40.00", "0.00"]
    first[0].call("2208", first[0].undo_input(first[1]["setl_id"]))
    third = try_claim(house, bill)
    other_day = try_claim(house, ("11", "2026-09-13", "", [("A", "140.00")], "", False))
    assert third is not None
    assert other_day is not None
    assert [str(one[1]["act_pay_dedc"]) for one in (third, other_day)] == ["40.00", "40.00"]
    house.close()


def test_one_settlement_pays_everything_at_once() -> None:
    """一单结算: basic cover, serious illness, civil servant, aid, commercial and the rest on one bill."""
    who = person(
        insured_region="331000",
        status="active",
        flags=["civil_servant", "low_income", "commercial_member"],
        year_to_date={2026: {"pool_paid": "10000", "in_scope_personal_burden": "9900", "commercial_base": "4900"}},
    )
    house = House(who)
    made = try_claim(house, ("11", "2026-09-12", "", [("A", "1000.00"), ("C", "400.00")], "", True))
    assert made is not None
    info = made[1]
    shown = {
        name: str(info[name]) for name in ("hifp_pay", "hifob_pay", "cvlserv_pay", "maf_pay", "oth_pay", "psn_cash_pay")
    }
    assert shown == {
        "hifp_pay": "0.00",
        "hifob_pay": "540.00",
        "cvlserv_pay": "230.00",
        "maf_pay": "161.00",
        "oth_pay": "5.00",
        "psn_cash_pay": "464.00",
    }
    house.close()


@pytest.mark.parametrize("how", ["2208", "2601"])
def test_the_year_can_be_read_back(service: Any, window: Any, how: str) -> None:
    """GET /sandbox/people/{certno} after a settlement, and after it is taken back."""

    def read() -> Any:
        return requests.get(f"{service.url}/sandbox/people/{CERTIFICATE}", timeout=5).json()

    before = read()
    info = window.ready(amount="240.00").settle()["setlinfo"]
    msgid = window.last_msgid
    found = read()
    assert found == {
        "certno": CERTIFICATE,
        "account": {"balance": "800.00"},
        "year_to_date": {
            "2026": {
                "pool_paid": "120.00",  # (240 - 40 of the day) x 60 %
                "deductible_paid": "0.00",
                "in_scope_personal_burden": "120.00",
                "commercial_base": "0.00",
                "medical_aid_paid": "0.00",
                "pool_paid_sub": "0.00",
            }
        },
    }
    if how == "2208":
        window.call("2208", window.undo_input(info["setl_id"]))
    else:
        window.call("2601", window.reverse_input(msgid))
    assert set(read()["year_to_date"]["2026"].values()) == {"0.00"}
    assert read()["account"] == before["account"]
