"""A client and a call ready to go."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from counter_app.settlement.client import Call, Client, Station
from counter_app.settlement.place import Place, load_place
from counter_app.settlement.transactions.visits import CANCEL_VISIT

AT = datetime(2026, 3, 12, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
STATION = Station("H44010000001", "测试医院", "440100", "0001", "收费员")
CALL = Call(
    CANCEL_VISIT,
    "H44010000001202603120930000100",
    {"data": {"psn_no": "1", "mdtrt_id": "2", "ipt_otp_no": "3"}},
    "410100",
    AT,
)


@pytest.fixture(scope="session")
def place() -> Place:
    return load_place("national")


@pytest.fixture(scope="session")
def client_of(place: Place) -> Callable[..., Client]:
    def made(url: str, **changes: Any) -> Client:
        times = {"boot_clock": time.monotonic, "connect_timeout_s": 0.5, "read_timeout_s": 0.5}
        return Client(url, place, STATION, **(times | changes))

    return made
