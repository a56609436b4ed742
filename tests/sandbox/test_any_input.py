"""Whatever is sent, the service answers in its own form: a yes, a no in words, never a failure of its own.

Messages are made from the service's own description, the declarations of its transactions: whole ones, and ones with
values of any kind at any depth; half of the names they carry are those of a real person, visit and bill.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.gateway import ANSWERED
from sandbox.service import SandboxService
from tests.sandbox.conftest import Window
from tests.settlement.test_records import message_of, spoilt

SERVED = {transaction.number: transaction for transaction, _ in ANSWERED}


@pytest.fixture(scope="module")
def reached() -> Any:
    """A window that has a visit with lines open, and what a message may name of it."""
    with SandboxService() as service:
        window = Window(service.url)
        window.use("02", "990200196203151026")
        window.take(window.call("1101", {"data": {**window.credential, "psn_cert_type": "01"}}, insuplc_admdvs=""))
        window.mdtrt_id = window.call("2201", window.open_input())["data"]["mdtrt_id"]
        window.call("2203A", window.describe_input())
        window.call("2204", {"feedetail": [window.line(1, "XC08CAA166A001010201185", "9.80", "1", "9.80")]})
        known = {
            **window.credential,
            **window.identity,
            "psn_no": window.psn_no,
            "mdtrt_id": window.mdtrt_id,
            "ipt_otp_no": window.ipt_otp_no,
            "chrg_bchno": window.batch,
            "insutype": window.insutype,
            "fixmedins_code": "H44010000001",
            "med_type": "11",
            "medfee_sumamt": "9.80",
            "begntime": window.begntime,
        }
        yield window, known
        window.close()


@pytest.fixture(scope="module")
def operations(reached: tuple[Window, dict[str, str]]) -> list[Any]:
    import schemathesis  # takes a second, which every process that only collects tests would wait

    window, _ = reached
    schema = schemathesis.openapi.from_dict(requests.get(f"{window.url}/openapi.json", timeout=5).json())
    mode = schemathesis.GenerationMode.POSITIVE
    return [found.ok().as_strategy(generation_mode=mode) for found in schema.get_all_operations()]


def true_to(body: Any, known: dict[str, str], random: Random) -> Any:
    if isinstance(body, dict):
        return {
            name: known[name] if name in known and random.random() < 0.7 else true_to(inner, known, random)
            for name, inner in body.items()
        }
    return [true_to(row, known, random) for row in body] if isinstance(body, list) else body


def ask(window: Window, number: str, body: object) -> None:
    # A NaN is no JSON, but it is what a careless client writes.
    message = json.dumps(window.envelope(number, body), ensure_ascii=True)
    reply = window.session.post(f"{window.url}/fsi/api", data=message.encode(), timeout=window.timeout)
    assert reply.status_code == 200, reply.text[:300]
    if reply.headers["Content-Type"].startswith("application/octet-stream"):
        return
    answer = reply.json()
    assert answer["infcode"] in (0, -1)
    assert answer["infcode"] == 0 or answer["err_msg"]


@pytest.mark.parametrize("number", sorted(SERVED))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_transaction_answers(reached: tuple[Window, dict[str, str]], number: str, seed: int) -> None:
    window, known = reached
    random = Random(seed)
    body = true_to(message_of(SERVED[number].input, random).wire(), known, random)
    ask(window, number, body)
    ask(window, number, spoilt(body, random))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_address_answers(
    reached: tuple[Window, dict[str, str]], operations: list[Any], data: st.DataObject
) -> None:
    """By the service's own OpenAPI description: what fits an address is answered, and never by a failure."""
    window, _ = reached
    for cases in operations:
        case = data.draw(cases)
        reply = case.call(base_url=window.url, session=window.session, timeout=window.timeout)
        assert reply.status_code < 500, reply.text[:300]
