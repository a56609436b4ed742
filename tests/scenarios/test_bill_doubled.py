"""2204 is delivered twice to a place that adds the lines again: the visit no longer holds the bill, and is not used."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import BILL, stage

TWICE = {"name": "duplicate", "transaction": "2204", "count": 1}


@pytest.mark.parametrize("twin", ["online", "offline"])
def test_the_total_is_the_bills(tmp_path: Path, request: pytest.FixtureRequest, twin: str) -> None:
    record = request.getfixturevalue("record") if twin == "offline" else None
    with stage(tmp_path, behaviours={"line_twice": "added"}, faults=[TWICE], record=record) as story:
        if twin == "online":
            ran = story.settle()
            # The trial of the doubled bill is refused, and to a refusal the cashier answers: the visit went back.
            assert (ran.report["state"], ran.report["setl_id"]) == ("refused", None)
        else:
            story.replay()
        (claim,) = story.judge()
        assert claim["state"] == ("cancelled" if twin == "online" else "refused")
        assert not story.live()
        assert all(visit["cancelled"] for visit in story.service.ledger()["visits"])
        if twin == "offline":
            with story.office(working=True) as office:
                office.counter.quote_again(claim["key"])
            claim = story.ended_well()
        else:
            assert story.settle().report["state"] == "done"
        assert [row["total"] for row in story.live()] == [BILL]
