"""What is asked for every step of every claim goes by an index: a thousand that wait do not make one of them slow."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event

from tests.offline_queue.conftest import AT, Queue, overheard

pytestmark = pytest.mark.parametrize("make_queue", ["sqlite"], indirect=True)
LOOKED_THROUGH = re.compile(r"^SCAN (job|other|attempt|lane|mark)$")


def test_nothing_of_a_claims_way_looks_through_the_tables(queue: Queue) -> None:
    asked: dict[str, Any] = {}

    def heard(statement: str, parameters: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE")):
            asked.setdefault(statement, parameters)

    queue.open()
    queue.open("J2", "L2")
    with overheard(heard):
        assert queue.reader.due(AT, queue.me, limit=16)
        assert queue.reader.next_due() == AT
        assert len(queue.reader.working()) == 2
        queue.sending()
    event.listen(queue.engine, "before_cursor_execute", lambda *passed: heard(*passed[2:4]))
    assert queue.reader.lane_jobs("L2")
    with queue.engine.connect() as connection:
        plans = {
            statement: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            for statement, parameters in asked.items()
        }
    assert any("job_due" in step for plan in plans.values() for step in plan), "nothing of this was asked"
    slow = {statement: plan for statement, plan in plans.items() if any(LOOKED_THROUGH.match(step) for step in plan)}
    assert slow == {}
