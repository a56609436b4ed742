"""2203, 2206, 2207: the plain forms go by the rules of the A forms; a place answers one form, or both."""

from __future__ import annotations

from typing import Any

import pytest

from counter_app.settlement.transactions import settling
from sandbox.service import SandboxService
from tests.sandbox.replies import carries

SPLIT = {"fulamt_ownpay_amt": "0", "overlmt_selfpay": "0", "preselfpay_amt": "0", "inscp_scp_amt": "200.00"}


def test_a_visit_by_the_plain_forms(window: Any, service: SandboxService) -> None:
    service.set_behaviours(outpatient_form="plain")
    window.person()
    window.open()
    assert window.call("2203", window.describe_input()) is None
    window.upload(window.line(1, "A", "200.00", "1", "200.00"))
    trial = window.call("2206", window.settle_input("200.00"))
    assert carries(settling.TrialPlainOutput, trial) == []
    assert "setl_id" not in trial["setlinfo"]
    settled = window.call("2207", window.settle_input("200.00", **SPLIT))
    assert carries(settling.SettlePlainOutput, settled) == []
    info = settled["setlinfo"]
    # Zhengzhou, active, tertiary, filed: (200 - 40) * 60 % = 96
    assert (info["hifp_pay"], info["psn_cash_pay"]) == (trial["setlinfo"]["hifp_pay"], 104) == (96, 104)
    window.call("2601", window.reverse_input(window.last_msgid, "2207"))
    assert [row["refunded"] for row in service.ledger()["settlements"]] == [True]


def test_the_plain_settlement_needs_the_split_of_the_trial(window: Any, service: SandboxService) -> None:
    service.set_behaviours(outpatient_form="plain")
    window.person()
    window.open()
    window.call("2203", window.describe_input())
    window.upload(window.line(1, "A", "200.00", "1", "200.00"))
    said = window.refused("2207", window.settle_input("200.00"))
    assert "全自费金额（fulamt_ownpay_amt）不能为空" in said
    assert service.ledger()["settlements"] == []


@pytest.mark.parametrize(
    ("form", "answered", "closed"),
    [("A", ("2203A", "2206A", "2207A"), ("2203", "2206", "2207")), ("plain", ("2203",), ("2203A", "2206A", "2207A"))],
)
def test_the_other_form_is_not_opened(
    window: Any, service: SandboxService, form: str, answered: tuple[str, ...], closed: tuple[str, ...]
) -> None:
    service.set_behaviours(outpatient_form=form)
    window.person()
    window.open()
    bodies = {"2203": window.describe_input()}
    for number in closed:
        body = bodies.get(number[:4]) or window.settle_input("200.00", **SPLIT)
        assert f"未开通交易[{number}]" in window.refused(number, body)
    window.call(answered[0], window.describe_input())


def test_a_place_may_answer_both(window: Any, service: SandboxService) -> None:
    service.set_behaviours(outpatient_form="both")
    window.person()
    window.open()
    window.call("2203", window.describe_input())
    window.upload(window.line(1, "A", "200.00", "1", "200.00"))
    assert window.call("2206A", window.settle_input("200.00"))["setlinfo"]["hifp_pay"] == 96
