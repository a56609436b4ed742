"""The claim that every queue is given: two documents of 3 KB together, and one row of its history."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from offline_queue.values import Event, FreshJob, State

__all__ = ["AT", "KEY", "MACHINE", "PEOPLE", "fresh_job", "ticket"]

AT = datetime(2031, 5, 6, 1, 0, tzinfo=UTC)
KEY = bytes(range(32))
_LINES = [
    {"code": f"XA{n:02d}ABD075A002010100483", "name": f"西药 {n}", "price": "25.00", "count": "4", "total": "100.00"}
    for n in range(24)
]
PEOPLE = json.dumps({"bill": "OUTAGE", "charges": _LINES, "phone": "", "wish": "settle"}).encode()
MACHINE = json.dumps({"person": {"number": "9982990101196809302010"}, "visits": [], "said": "x" * 360}).encode()


def ticket(number: int) -> Event:
    """What is told of it."""
    return Event(AT + timedelta(seconds=number), "1 号窗口 收费员", "make-up ticket", "1000.00")


def fresh_job(number: int, **rest: Any) -> FreshJob:
    """Claim `number`: a person each, as old as its number."""
    event = ticket(number)
    return FreshJob(
        key=f"B01-7K2Q-{number}",
        subject=f"OUTAGE-{number}",
        lane=f"{number:032x}",
        order=f"{event.at:%Y%m%d%H%M%S} {event.at:%Y%m%d%H%M%S%f} B01-7K2Q-{number}",
        state=State.READY,
        people=PEOPLE,
        machine=MACHINE,
        due=event.at,
        **rest,
    )
