"""Who the person is, what stands in the way, and what 2001 tells the window."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.service import SandboxService


@pytest.fixture(scope="module")
def shipped() -> Any:
    with SandboxService() as service:
        yield service


def number_of(name: str) -> str:
    """The certificate of a shipped person."""
    import yaml

    from sandbox.service import DATA

    people = yaml.safe_load((DATA / "people.yaml").read_text(encoding="utf-8"))["people"]
    return next(str(person["certno"]) for person in people if person["name"] == name)


def test_by_token_by_number_by_card(window: Any) -> None:
    by_number = window.person()
    window.use("03", "Z99000001", "990101D1560000050000B001FEEDF001")
    assert window.person() == by_number
    decoded = window.decode("9901000000000000000000000001")
    data = decoded["data"]
    assert (decoded["code"], data["userName"], data["idNo"], data["idType"]) == (
        0,
        "甲测试",
        "990100198808080017",
        "01",
    )
    assert (data["insuOrg"], data["gender"], data["birthday"]) == ("410100", "男", "1988.08.08")
    assert len(data["ecToken"]) == 38
    window.use("01", data["ecToken"])
    assert window.person() == by_number


def test_unknown_credentials(window: Any) -> None:
    answer = window.decode("6901234567890")
    assert answer == {"message": "请使用医保电子凭证二维码", "success": False, "code": 500159}
    for kind, number, card in (
        ("01", "NOSUCHTOKEN", ""),
        ("02", "990100198808080018", ""),
        ("03", "Z99000001", "0" * 32),
        ("03", "Z99009999", "0" * 32),
        ("07", "1", ""),
    ):
        window.use(kind, number, card)
        assert window.refused("1101", {"data": dict(window.credential)})


def test_a_token_serves_one_business(window: Any) -> None:
    token = window.decode("9901000000000000000000000001")["data"]["ecToken"]
    window.use("01", token)
    window.ready().settle()
    setl_id = window.call("5204", window.look_input())[0]["setl_id"]
    # A later settlement of the same visit may still carry it; another visit may not.
    window.call("2208", window.undo_input(setl_id))
    window.settle()
    assert "已使用" in window.refused("2201", window.open_input())
    fresh = window.decode("9901000000000000000000000001")["data"]["ecToken"]
    window.use("01", fresh)
    window.open()


def test_somebody_elses_credential(at: Any, shipped: Any) -> None:
    claim = at(shipped.url, number_of("丁演示"))
    claim.person()
    claim.use("02", number_of("戊练习"))
    assert "不一致" in claim.refused("2201", claim.open_input())


def test_name_and_number_are_compared(window: Any) -> None:
    window.person()
    body = {"data": {**window.credential, "psn_cert_type": "01", "certno": "990100198808080017", "psn_name": "乙"}}
    assert "姓名或证件号码" in window.refused("1101", body, insuplc_admdvs="")
    wrong = window.open_input()
    wrong["data"]["psn_name"] = "乙"
    assert "姓名或证件号码" in window.refused("2201", wrong)
    wrong["data"]["psn_name"] = "甲测试"
    wrong["data"]["insutype"] = "390"
    assert "险种" in window.refused("2201", wrong)


def test_the_insured_place_must_be_named_rightly(window: Any) -> None:
    window.person()
    assert "insuplc_admdvs" in window.refused("2201", window.open_input(), insuplc_admdvs="")
    assert "不一致" in window.refused("2201", window.open_input(), insuplc_admdvs="331000")


def test_rows_to_choose_from(at: Any, shipped: Any) -> None:
    claim = at(shipped.url, number_of("子演示"))
    rows = claim.person()["insuinfo"]
    assert [(row["insutype"], row["psn_insu_stas"]) for row in rows] == [("390", "4"), ("310", "1"), ("320", "1")]
    assert claim.person()["idetinfo"]


@pytest.mark.parametrize(
    ("name", "number", "text"),
    [
        ("张停保", "2201", "缴费中断"),
        ("王未开", "2201", "未开通"),
        ("赵在院", "2201", "未出院"),
        ("钱异名", "1101", "参保登记信息不一致"),
        ("李挂失", "1101", "挂失或锁定"),
        ("辰样本", "2206A", "未备案"),
    ],
)
def test_each_trouble_at_its_own_call(at: Any, shipped: Any, name: str, number: str, text: str) -> None:
    claim = at(shipped.url, number_of(name))
    if name == "李挂失":
        assert claim.person()  # by number all is well
        claim.use("03", "Z99010021", "990101D1560000050000C021FEEDF021")
    if number == "1101":
        found = claim.refused("1101", {"data": dict(claim.credential)}, insuplc_admdvs="")
    elif number == "2201":
        if name == "张停保":
            rows = claim.call("1101", {"data": dict(claim.credential)}, insuplc_admdvs="")
            assert {row["psn_insu_stas"] for row in rows["insuinfo"]} == {"2"}
            base = rows["baseinfo"]
            claim.psn_no, claim.region, claim.psn_type = base["psn_no"], "130100", "11"
            claim.identity = {"psn_cert_type": "01", "certno": base["certno"], "psn_name": base["psn_name"]}
        else:
            claim.person()
        assert text in claim.refused("2201", claim.open_input())
        checked = claim.call("2001", claim.benefit_input())["trtinfo"][0]
        assert (checked["trt_enjymnt_flag"], text in checked["trt_chk_rslt"]) == ("0", True)
        return
    else:
        claim.person()
        claim.open()
        claim.describe()
        claim.call("2204", {"feedetail": claim.line(1, "XA01ABD075A002010100483", "5.2", "2", "10.40")})
        found = claim.refused("2206A", claim.settle_input("10.40"))
        assert "440300" in found
        assert text in claim.refused("2207A", claim.settle_input("10.40"))
        assert claim.call("2001", claim.benefit_input())["trtinfo"][0]["trt_enjymnt_flag"] == "0"
    assert text in found
    assert found.startswith("FSI-")


def test_what_the_window_learns_from_2001(at: Any, shipped: Any) -> None:
    claim = at(shipped.url, number_of("己训练"))
    claim.person()
    row = claim.call("2001", claim.benefit_input())["trtinfo"][0]
    assert (row["trt_enjymnt_flag"], row["trt_chk_rslt"]) == ("1", "")
    assert json.loads(row["exp_content"]) == {
        "FIL_CLASS": "referral",
        "FIL_PLACE": "440100",
        "FIL_BEGN": "2024-01-01",
        "FIL_END": "2027-12-31",
        "DEDC_STD": "100.00",
        "DEDC_USED": "60.00",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("酉示例", "备案已到期，有效期至 2023-06-30"),
        ("戌样本", "尚未生效"),
        ("亥测试", "310100"),
        ("辛样本", "未办理异地就医备案"),
        ("癸䶮", "普通门诊统筹不支付"),
        ("丁演示", ""),
    ],
)
def test_reasons_that_do_not_stop_the_claim(at: Any, shipped: Any, name: str, text: str) -> None:
    claim = at(shipped.url, number_of(name))
    claim.person()
    row = claim.call("2001", claim.benefit_input())["trtinfo"][0]
    assert row["trt_enjymnt_flag"] == "1"
    assert text in row["trt_chk_rslt"]
    assert bool(text) is bool(row["trt_chk_rslt"])


def test_a_kind_of_visit_without_a_rule(at: Any, shipped: Any) -> None:
    claim = at(shipped.url, number_of("丁演示"))
    claim.med_type = "12"
    claim.person()
    claim.open()
    claim.describe()
    claim.call("2204", {"feedetail": claim.line(1, "XA01ABD075A002010100483", "5.2", "2", "10.40")})
    assert "未开通该类门诊" in claim.refused("2206A", claim.settle_input("10.40"))


def test_an_institution_that_is_not_open(at: Any, somebody: Any, small_catalogue: Any) -> None:
    institution = {
        "institution": {"code": "H44010000001", "name": "测试医院", "region": "440100", "level": "primary"},
        "opened": {"outpatient": False},
    }
    with SandboxService(people={"people": [somebody()]}, catalogue=small_catalogue, institution=institution) as service:
        claim = at(service.url)
        claim.person()
        assert claim.call("2001", claim.benefit_input())["trtinfo"][0]["trt_enjymnt_flag"] == "0"
        claim.open()
        assert "本机构未开通" in claim.refused("2203A", claim.describe_input())


@pytest.fixture
def own() -> Any:
    """A service with the shipped data whose sums nobody else moves."""
    with SandboxService() as service:
        yield service


def test_all_the_shipped_people_of_the_eleven_regions_settle_or_are_refused(at: Any, own: Any) -> None:
    from sandbox.benefits import load_benefits
    from sandbox.people import load_people
    from sandbox.service import DATA

    regions = frozenset(load_benefits(DATA / "benefits.yaml"))
    settled = set()
    for person in load_people(DATA / "people.yaml", regions).all:
        if person.trouble not in ("", "card_locked") or person.name == "辰样本":  # refused: their own tests
            continue
        claim = at(own.url, person.certno)
        claim.begntime = "2026-10-01 08:00:00"
        claim.person()
        claim.open()
        claim.describe()
        claim.upload(
            claim.line(1, "XA01ABD075A002010100483", "5.20", "3", "15.60"),
            claim.line(2, "XC10AAA190A001010204187", "38.50", "2", "77.00"),
            claim.line(3, "C1001010010000101090000055", "68", "1", "68.00"),
        )
        claim.total = "160.60"
        trial, info = claim.trial()["setlinfo"], claim.settle()["setlinfo"]
        same = ("fund_pay_sumamt", "acct_pay", "psn_cash_pay", "exp_content")
        assert {name: trial[name] for name in same} == {name: info[name] for name in same}
        parts = info["fund_pay_sumamt"] + info["acct_pay"] + info["psn_cash_pay"]
        assert round(parts, 2) == 160.6
        assert (info["fulamt_ownpay_amt"], info["overlmt_selfpay"], info["preselfpay_amt"]) == (68, 11, 6.6)
        assert info["inscp_scp_amt"] == 75
        settled.add(person.region)
    assert settled == regions


EXPECTED = {
    # name: the reasons the shipped people meet on a bill of 1,000.00 class A on 2026-09-12, tertiary
    "丁演示": ["deductible_daily", "cap_hit", "account_closed"],
    "戊练习": ["account_bank"],
    "己训练": ["deductible_part", "account_closed"],
    "庚示例": ["deductible_part", "temporary"],
    "辛样本": ["deductible_part", "unfiled_points"],
    "壬测试": ["deductible_part", "unfiled_factor", "account_closed"],
    "癸䶮": ["no_benefit", "account_closed"],
    "丑练习": ["cap_hit"],
    "卯示例": ["no_benefit"],
    "巳测试": ["cap_hit", "account_closed"],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_why_so_little(at: Any, shipped: Any, name: str) -> None:
    claim = at(shipped.url, number_of(name))
    claim.person()
    claim.open()
    claim.describe()
    claim.call("2204", {"feedetail": claim.line(1, "XA01ABD075A002010100483", "100", "10", "1000.00")})
    claim.total = "1000.00"
    reasons = json.loads(claim.trial()["setlinfo"]["exp_content"])["EXPLAIN"]
    assert [reason["k"] for reason in reasons] == EXPECTED[name]


@pytest.mark.parametrize(
    ("changes", "lines", "expected"),
    [
        (
            {"insured_region": "230100", "account": None},
            ("A", "100"),
            [{"k": "deductible_all", "v": {"差额": "300.00"}}],
        ),
        (
            {"insured_region": "440100", "filing": {"class": "unfiled"}, "account": None},
            ("A", "100"),
            [{"k": "unfiled_first", "v": {"先付": "20.00"}}],
        ),
        ({"account": None}, ("C", "100"), [{"k": "all_self", "v": {}}]),
        (
            {
                "insured_region": "230100",
                "filing": {"class": "temporary", "place": "440100"},
                "account": {"balance": "0"},
                "year_to_date": {2026: {"deductible_paid": "400", "pool_paid": "3000"}},
            },
            ("A", "100"),
            [
                {"k": "cap_used", "v": {"封顶": "3000.00", "下年起": "2027 年 1 月 1 日"}},
                {"k": "temporary", "v": {"参保地": "哈尔滨市"}},
                {"k": "account_empty", "v": {}},
            ],
        ),
        (
            {"insured_region": "450900", "filing": {"class": "unfiled"}, "account": None,
             "year_to_date": {2026: {"deductible_paid": "300"}}},
            ("A", "100"),
            [{"k": "unfiled_points", "v": {"少报": "20"}}],
        ),
        (
            {"insured_region": "350100", "filing": {"class": "unfiled"}, "account": None,
             "year_to_date": {2026: {"deductible_paid": "600"}}},
            ("A", "100"),
            [{"k": "unfiled_factor", "v": {"几成": "5"}}],
        ),
    ],
)  # fmt: skip
def test_the_values_of_the_reasons(
    at: Any, somebody: Any, small_catalogue: Any, changes: Any, lines: Any, expected: Any
) -> None:
    with SandboxService(people={"people": [somebody(**changes)]}, catalogue=small_catalogue) as service:
        claim = at(service.url)
        claim.person()
        claim.open()
        claim.describe()
        claim.upload(claim.line(1, lines[0], lines[1], "1", f"{lines[1]}.00"))
        claim.total = f"{lines[1]}.00"
        assert json.loads(claim.trial()["setlinfo"]["exp_content"])["EXPLAIN"] == expected


@pytest.mark.parametrize("flag", ["med_type", "exp_content"])
def test_an_emergency_counts_as_filed(at: Any, somebody: Any, small_catalogue: Any, flag: str) -> None:
    person = somebody(insured_region="440300", filing={"class": "unfiled"})
    with SandboxService(people={"people": [person]}, catalogue=small_catalogue) as service:
        claim = at(service.url)
        extra: dict[str, Any] = {}
        if flag == "med_type":
            claim.med_type = "13"
        else:
            extra = {"exp_content": '{"OTP_ER_REFL_FLAG": "1"}'}
        claim.ready(amount="100.00")
        assert claim.trial(**extra)["setlinfo"]["hifp_pay"] == 49.5
