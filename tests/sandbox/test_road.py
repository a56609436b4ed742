"""The happy road and its taking back, call by call, and the declared fields of every reply."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from counter_app.settlement.record import Nothing
from sandbox.gateway import ANSWERED
from sandbox.service import SandboxService
from tests.sandbox.replies import carries

DECLARED = {transaction.number: transaction for transaction, _ in ANSWERED}


def test_every_reply_carries_what_is_declared(window: Any) -> None:
    seen: dict[str, Any] = {}

    def call(number: str, body: object) -> Any:
        seen[number] = window.call(number, body)
        return seen[number]

    signed = call("9001", {"signIn": {"opter_no": "001", "mac": "00-00", "ip": "127.0.0.1"}})
    window.take(call("1101", {"data": dict(window.credential)}))
    call("2001", window.benefit_input())
    window.mdtrt_id = call("2201", window.open_input())["data"]["mdtrt_id"]
    call("2203A", window.describe_input())
    call("2204", {"feedetail": [window.line(1, "A", "200", "1", "200.00"), window.line(2, "L", "100", "1", "100.00")]})
    call("2206A", window.settle_input("300.00"))
    setl_id = call("2207A", window.settle_input("300.00"))["setlinfo"]["setl_id"]
    call("5201", window.visits_input())
    call("5203", window.look_input(setl_id))
    call("5204", window.look_input())
    undone = call("2208", window.undo_input(setl_id))
    call("2205", window.clear_input())
    call("2202", window.named())
    call("5205", {"data": {"psn_no": window.psn_no, "begntime": "2026-01-01"}})
    call("9002", {"signOut": {"sign_no": signed["signinoutb"]["sign_no"], "opter_no": "001"}})
    # What lies beside the road (a reversal, queries, monitoring, files) has tests of its own.
    assert len(seen) == 16
    for number, output in seen.items():
        if output is None:
            assert DECLARED[number].output is Nothing
            continue
        missing = carries(DECLARED[number].output, output)
        if number == "2208":  # a real reply leaves these three null (transactions, 2208)
            missing = [name for name in missing if name.split(".")[1] not in _NULL]
        assert missing == [], number
    assert len(seen["5201"]["mdtrtinfo"]) == 1
    assert len(seen["5204"]) == 2
    assert undone["setlinfo"]["medfee_sumamt"] == -300


_NULL = ("acct_mulaid_pay", "hosp_part_amt", "psn_part_amt")


def test_settle_then_take_it_back(window: Any, service: SandboxService) -> None:
    before = service.person(window.credential["mdtrt_cert_no"])
    window.ready()
    trial = window.trial()["setlinfo"]
    assert service.person(window.credential["mdtrt_cert_no"]) == before  # a trial changes nothing
    settled = window.settle()["setlinfo"]
    # Zhengzhou, active, tertiary, filed: (200 - 40) * 60 % = 96
    assert (settled["hifp_pay"], settled["psn_cash_pay"], settled["acct_pay"]) == (96, 104, 0)
    assert {key: trial[key] for key in ("hifp_pay", "psn_cash_pay")} == {"hifp_pay": 96, "psn_cash_pay": 104}
    assert settled["medins_setl_id"] == window.last_msgid
    after = service.person(window.credential["mdtrt_cert_no"])
    assert after["year_to_date"]["2026"]["pool_paid"] == "96.00"
    assert after["year_to_date"]["2026"]["in_scope_personal_burden"] == "104.00"
    window.call("2208", window.undo_input(settled["setl_id"]))
    assert service.person(window.credential["mdtrt_cert_no"])["year_to_date"]["2026"]["pool_paid"] == "0.00"
    window.call("2205", window.clear_input())
    window.call("2202", window.named())
    ledger = service.ledger()
    (booked,) = ledger["settlements"]
    assert (booked["refunded"], booked["total"], booked["pool"], booked["cash"]) == (True, "200.00", "96.00", "104.00")
    assert booked["ipt_otp_no"] == window.ipt_otp_no
    assert [row["kind"] for row in ledger["reversals"]] == ["2208"]
    assert ledger["visits"][0]["cancelled"] is True


def test_the_account_moves_with_the_settlement(at: Any, somebody: Any, small_catalogue: Any) -> None:
    # Harbin lets temporary travellers charge the account (benefits, harbin-emp-op-2023).
    traveller = somebody(
        insured_region="230100", filing={"class": "temporary", "place": "440100"}, account={"balance": "120.00"}
    )
    with SandboxService(people={"people": [traveller]}, catalogue=small_catalogue) as service:
        window = at(service.url).ready(amount="600.00")
        kept = window.trial(account=False)["setlinfo"]
        assert (kept["acct_pay"], kept["psn_cash_pay"]) == (0, 540)
        settled = window.settle()["setlinfo"]
        assert (settled["hifp_pay"], settled["acct_pay"], settled["psn_cash_pay"]) == (60, 120, 420)
        assert settled["balc"] == 0
        assert service.person(traveller["certno"])["account"] == {"balance": "0.00"}
        undone = window.call("2208", window.undo_input(settled["setl_id"]))["setlinfo"]
        assert (undone["acct_pay"], undone["balc"]) == (-120, 120)
        assert service.person(traveller["certno"])["account"] == {"balance": "120.00"}


def test_the_split_of_each_line(window: Any) -> None:
    window.person()
    window.open()
    window.describe()
    rows = window.upload(
        window.line(1, "A", "10.005", "1", "10.01"),
        window.line(2, "B", "50", "4", "200.00"),
        window.line(3, "L", "100.00", "2", "200.00"),
        window.line(4, "C", "30", "1", "30.00"),
        window.line(5, "U", "40", "1", "40.00", hosp_appr_flag="0"),
    )["result"]
    found = [
        (r["fulamt_ownpay_amt"], r["overlmt_amt"], r["preselfpay_amt"], r["inscp_scp_amt"], r["chrgitm_lv"])
        for r in rows
    ]
    assert found == [
        (0, 0, 0, 10.01, "01"),
        (0, 0, 20, 180, "02"),
        (0, 40, 16, 144, "02"),
        (30, 0, 0, 0, "03"),
        (40, 0, 0, 0, "01"),
    ]


def test_the_reply_says_why(window: Any) -> None:
    import json

    settled = window.ready().settle()
    extras = json.loads(settled["setlinfo"]["exp_content"])
    assert extras["CIRC_YEAR"] == "2026"
    assert extras["EXPLAIN"][0] == {"k": "deductible_daily", "v": {"参保地": "郑州市", "起付": "40.00"}}
    assert "统筹支付96.00" in settled["setldetail"][0]["setl_proc_info"]


def test_one_visit_one_settlement(window: Any) -> None:
    setl_id = window.ready().settle()["setlinfo"]["setl_id"]
    assert "重复结算" in window.refused("2207A", window.settle_input(window.total))
    assert "不能撤销" in window.refused("2202", window.named())
    window.call("2205", window.clear_input())  # settled lines stay
    rows = window.call("5204", window.look_input())
    assert [row["setl_id"] for row in rows] == [setl_id]
    assert window.call("5203", window.look_input(setl_id))["setlinfo"]["refd_setl_flag"] == "0"
    window.call("2208", window.undo_input(setl_id))
    assert "不能重复撤销" in window.refused("2208", window.undo_input(setl_id))
    assert window.call("5203", window.look_input(setl_id))["setlinfo"]["refd_setl_flag"] == "1"


def test_a_cancelled_visit_takes_nothing_more(window: Any) -> None:
    window.ready()
    window.call("2205", window.clear_input())
    window.call("2202", window.named())
    assert "已撤销" in window.refused("2203A", window.describe_input())
    assert "已撤销" in window.refused("2204", {"feedetail": window.line(9, "A", "1", "1", "1.00")})
    assert "已撤销" in window.refused("2207A", window.settle_input(window.total))
    assert "已撤销" in window.refused("2202", window.named())


def test_reversal_by_msgid(window: Any, service: SandboxService) -> None:
    setl_id = window.ready().settle()["setlinfo"]["setl_id"]
    settled = window.last_msgid
    assert window.call("2601", window.reverse_input(settled)) is None
    assert window.call("5203", window.look_input(setl_id))["setlinfo"]["refd_setl_flag"] == "1"
    assert "退费结算标志不为未退费" in window.refused("2601", window.reverse_input(settled))
    assert "未查询到" in window.refused("2601", window.reverse_input("H4401000000120260912093000XXXX"))
    assert service.ledger()["reversals"][0]["kind"] == "2601"
    window.call("2205", window.clear_input())
    window.call("2202", window.named())


def test_a_2208_can_be_reversed(window: Any, service: SandboxService) -> None:
    setl_id = window.ready().settle()["setlinfo"]["setl_id"]
    window.call("2208", window.undo_input(setl_id))
    undone = window.last_msgid
    window.call("2601", window.reverse_input(undone, "2208"))
    assert service.ledger()["settlements"][0]["refunded"] is False
    assert service.person("990100198808080017")["year_to_date"]["2026"]["pool_paid"] == "96.00"
    assert "未查询到" in window.refused("2601", window.reverse_input(undone, "2208"))
    window.call("2208", window.undo_input(setl_id))
    again = window.last_msgid
    window.call("2205", window.clear_input())
    assert "已办理其他业务" in window.refused("2601", window.reverse_input(again, "2208"))


@pytest.mark.parametrize("path_style", [True, False])
def test_both_addresses(service: SandboxService, at: Any, path_style: bool) -> None:
    assert at(service.url, path_style=path_style).person()["baseinfo"]["psn_name"] == "甲测试"


def test_amounts_are_json_numbers_with_the_right_digits(window: Any) -> None:
    window.person()
    window.open()
    window.describe()
    window.upload(window.line(1, "A", "0.1", "3", "0.3"))
    text = window.post(window.envelope("2206A", window.settle_input("0.3")), "2206A").text
    assert '"medfee_sumamt":0.3,' in text
    assert Decimal(str(window.call("2206A", window.settle_input("0.30"))["setlinfo"]["psn_cash_pay"])) == Decimal("0.3")


def test_sums_of_different_years_do_not_mix(window: Any, service: SandboxService) -> None:
    window.begntime = "2025-12-31 23:10:00"
    info = window.ready().settle()["setlinfo"]
    assert '"CIRC_YEAR": "2025"' in info["exp_content"]
    assert '"k": "year"' in info["exp_content"]
    years = service.person("990100198808080017")["year_to_date"]
    assert list(years) == ["2025"]
    window.begntime = "2026-01-01 00:10:00"
    assert window.ready().settle()["setlinfo"]["hifp_pay"] == 96
    assert list(service.person("990100198808080017")["year_to_date"]) == ["2025", "2026"]


def test_the_daily_deductible_is_taken_once_a_day(window: Any) -> None:
    assert window.ready(amount="30.00").settle()["setlinfo"]["act_pay_dedc"] == 30
    second = window.ready().settle()["setlinfo"]
    assert (second["act_pay_dedc"], second["hifp_pay"]) == (10, 114)  # what is left of the day's 40
    assert window.ready().settle()["setlinfo"]["act_pay_dedc"] == 0
