"""Settling and taking back in any order leaves every accumulator and the account exactly where they were."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.service import SandboxService

CERTIFICATE = "990100198808080017"

PERSON = {
    "insured_region": "331000",
    "flags": ["civil_servant", "low_income", "commercial_member"],
    "year_to_date": {
        2026: {
            "pool_paid": "9000",
            "in_scope_personal_burden": "9700.50",
            "commercial_base": "4800",
            "medical_aid_paid": "1",
        }
    },
}


@pytest.fixture(scope="module")
def running(somebody: Any, small_catalogue: Any) -> Any:
    with SandboxService(people={"people": [somebody(**PERSON)]}, catalogue=small_catalogue) as service:
        yield service


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amounts=st.lists(st.tuples(st.sampled_from("ABC"), st.decimals("0.01", "3000", places=2)), min_size=1, max_size=4),
    order=st.randoms(use_true_random=False),
    by_message=st.booleans(),
)
def test_sums_come_back(running: SandboxService, at: Any, amounts: Any, order: Any, by_message: bool) -> None:
    before = running.person(CERTIFICATE)
    settled = []
    for grade, amount in amounts:
        window = at(running.url)
        window.person()
        window.open()
        window.describe()
        window.upload(window.line(1, grade, str(amount), "1", str(amount)))
        window.total = str(amount)
        info = window.settle()["setlinfo"]
        funds = sum(info[name] for name in ("hifp_pay", "cvlserv_pay", "hifmi_pay", "hifob_pay", "maf_pay", "oth_pay"))
        assert round(funds, 2) == info["fund_pay_sumamt"]
        assert round(info["acct_pay"] + info["psn_cash_pay"], 2) == info["psn_part_amt"]
        assert round(info["fund_pay_sumamt"] + info["psn_part_amt"], 2) == info["medfee_sumamt"] == float(amount)
        settled.append((window, info["setl_id"], window.last_msgid))
    assert running.person(CERTIFICATE) != before
    order.shuffle(settled)
    for window, setl_id, msgid in settled:
        if by_message:
            window.call("2601", window.reverse_input(msgid))
        else:
            window.call("2208", window.undo_input(setl_id))
    assert running.person(CERTIFICATE) == before
