"""A person's second claim waits behind the first, whoever came first: the deductible depends on the order."""

from __future__ import annotations

from pathlib import Path

import pytest

from counter_app.desk.counter import Bill
from counter_app.desk.identify import Identified
from counter_app.model.person import Credential, CredentialKind
from counter_app.records.claim_file import read_claim_file
from offline_queue.store import SubjectAlive
from tests.scenarios.stage import NAME, PERSON, stage

EARLY, LATE = "2026-03-10T09:00:00", "2026-03-12T15:00:00"


def test_online_the_waiting_claim_is_settled_before_the_new_one(tmp_path: Path) -> None:
    with stage(tmp_path, faults=["refuse_connection"]) as story:
        first = story.settle(story.claim(day=EARLY), patience=0).report["key"]
        story.service.clear_faults()
        second = story.settle(story.claim(day=LATE)).report
        assert second["state"] == "done"
        claims = story.judge()
        assert [(claim["key"], claim["state"]) for claim in claims] == [(first, "done"), (second["key"], "done")]
        assert [row["service_date"] for row in story.live()] == ["2026-03-10", "2026-03-12"]


def test_offline_tickets_are_replayed_in_the_order_of_service(tmp_path: Path) -> None:
    """Also when the later visit was written first, and though four claims may be replayed at once."""
    with stage(tmp_path, faults=["refuse_connection"]) as story:
        for number, day in enumerate((LATE, EARLY, "2026-03-11T09:00:00")):
            story.settle(story.claim(day=day, price=f"{250 + number}.00"), patience=0)
        story.service.clear_faults()
        assert story.replay().report["drained"]
        assert {claim["state"] for claim in story.judge()} == {"done"}
        assert [row["service_date"] for row in story.live()] == ["2026-03-10", "2026-03-11", "2026-03-12"]


def test_a_claim_in_doubt_keeps_the_next_one_waiting(tmp_path: Path) -> None:
    with stage(tmp_path, faults=[{"name": "hang", "transaction": "2207A", "count": 1}, "drop_before:5204"]) as story:
        first = story.settle(story.claim(day=EARLY), patience=0).report
        assert (first["state"], first["failure"]) == ("unclear", "17")
        second = story.settle(story.claim(day=LATE, price="260.00"), patience=0).report
        assert second["state"] in ("waiting", "unclear"), second
        assert [row["service_date"] for row in story.live()] == ["2026-03-10"]
        story.service.clear_faults()
        assert story.replay().report["drained"]
        assert [claim["state"] for claim in story.judge()] == ["done", "done"]
        assert [row["service_date"] for row in story.live()] == ["2026-03-10", "2026-03-12"]


def test_the_same_bill_is_not_taken_twice(tmp_path: Path) -> None:
    with stage(tmp_path) as story, story.office(working=True) as office:
        file = read_claim_file(story.claim())
        bill = Bill("HIS-1", file.visit, file.charges)
        who: Identified = office.counter.identify(
            Credential(CredentialKind.ID_NUMBER, PERSON, name=NAME, id_number=PERSON), file.visit
        )
        opened = office.counter.quote(bill, who)
        with pytest.raises(SubjectAlive) as alive:
            office.counter.quote(bill, who)
        assert str(alive.value) == opened.key
        assert story.arrived().count("2201") == 1
