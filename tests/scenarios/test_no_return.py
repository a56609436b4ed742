"""A patient paid in full and never came back: uploaded once where the place takes it, else papers for a hand claim."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from counter_app.desk.claim import UPLOAD_CALLS
from tests.scenarios.stage import BILL, PERSON, Ran, Stage, ending, side_by_side, stage

OPEN = {"uploads": "true"}


def told(one: Stage, ran: Ran) -> dict[str, Any]:
    (claim,) = one.judge()
    shown = one.shown(claim["key"])
    return {
        "ran": ran,
        "claim": claim,
        "uploads": one.service.ledger()["uploads"],
        "arrived": one.arrived(),
        "live": one.live(),
        "events": [row["what"] for row in shown["events"]],
        "listed": one.run("queue", "agency").report["csv"],
    }


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[str, Any]:
    root = tmp_path_factory.mktemp("story")

    def upload(one: Stage, doom: str = "") -> Ran:
        key = one.listed()[0]["key"]
        return one.run("queue", "upload", key, doom=doom)

    def story(name: str, then: Callable[[Stage], Ran], *, profile: Mapping[str, str] | None = None) -> Any:
        with stage(root / name.replace(" ", "-"), record=record, profile=profile) as one:
            return told(one, then(one))

    def faulty(number: str) -> Callable[[Stage], Ran]:
        def then(one: Stage) -> Ran:
            one.service.set_faults([{"name": "drop_after", "transaction": number, "count": 1}])
            ran = upload(one)
            assert one.service.faults()["struck"]["drop_after"] == 1
            return ran

        return then

    def killed(point: str) -> Callable[[Stage], Ran]:
        def then(one: Stage) -> Ran:
            assert upload(one, doom=point).code < 0, f"{point} was never reached"
            return one.replay()

        return then

    def twice(one: Stage) -> Ran:
        first = upload(one)
        assert first.report["state"] == "by_hand"
        return upload(one)

    stories: dict[str, Callable[[], Any]] = {
        "open": lambda: story("open", upload, profile=OPEN),
        "by hand": lambda: story("by hand", upload),
        "by hand twice": lambda: story("by hand twice", twice),
    }
    for number in UPLOAD_CALLS:
        name = f"unanswered {number}"
        stories[name] = lambda name=name, number=number: story(name, faulty(number), profile=OPEN)
        for point in (f"after commit intent {number}", f"heard {number}"):
            stories[point] = lambda point=point: story(point, killed(point), profile=OPEN)
    return side_by_side(lambda name: stories[name](), list(stories))


POINTS = [
    "open",
    *(f"unanswered {number}" for number in UPLOAD_CALLS),
    *(f"{when} {number}" for number in UPLOAD_CALLS for when in ("after commit intent", "heard")),
]


@pytest.mark.parametrize("name", POINTS)
def test_uploaded_once(played: Mapping[str, Any], name: str) -> None:
    end = ending(played, name)
    assert end["claim"]["state"] == "uploaded", end["ran"].report
    (kept,) = end["uploads"]
    assert (kept["mdtrt_id"], kept["certno"], kept["total"], kept["lines"]) == (end["claim"]["key"], PERSON, BILL, 1)
    assert kept["completed_at"]
    assert (kept["record"], kept["diagnoses"]) == (True, ["I10.x00"])
    assert end["live"] == []
    assert (end["claim"]["paid"], end["claim"]["refund_due"]) == (BILL, "0.00")
    assert f"{end['claim']['key']},2026-03-12," in end["listed"]
    assert PERSON not in end["listed"]


@pytest.mark.parametrize("name", ["by hand", "by hand twice"])
def test_where_the_place_takes_none(played: Mapping[str, Any], name: str) -> None:
    end = ending(played, name)
    assert (end["ran"].code, end["ran"].report["state"]) == (0, "by_hand")
    twice = "-2" if name == "by hand twice" else ""  # what was handed out stays as it was
    assert Path(end["ran"].report["slip"]).name == f"{end['claim']['key']}-hand-claim{twice}.pdf"
    assert not set(UPLOAD_CALLS) & set(end["arrived"])
    assert (end["uploads"], end["live"]) == ([], [])
    assert (end["claim"]["state"], end["claim"]["refund_due"]) == ("cancelled", "0.00")
    assert "手工报销" in end["listed"]
