"""What comes back is late, cut, garbled, an error page, a "busy", or the answer to a second copy: booked once."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.scenarios.stage import BILL, ending, stage, twins

FAULTS = {
    "hang": {"name": "hang"},
    "late": {"name": "late"},
    "half answer": {"name": "half_answer"},
    "proxy page after": {"name": "not_json", "kind": "after"},
    "proxy page before": {"name": "not_json", "kind": "before"},
    "500 before": {"name": "http_500", "kind": "before"},
    "500 after": {"name": "http_500", "kind": "after"},
    "busy before": {"name": "busy", "kind": "before"},
    "busy after": {"name": "busy", "kind": "after"},
    "delivered twice, first answer": {"name": "duplicate", "kind": "first"},
    "delivered twice, second answer": {"name": "duplicate", "kind": "second"},
}
# What opens a visit, what makes it grow, what books: each kind of call once.
ONLINE = list(itertools.product(FAULTS, ("2201", "2204", "2207A")))
OFFLINE = list(itertools.product(FAULTS, ("2207A",)))
# What the second copy meets is a no, and to a no of these the cashier answers, not the program; the visit goes back.
REFUSED = {("delivered twice, second answer", number) for number in ("2201", "2204")}
Case = tuple[str, str]


def fault(case: Case) -> dict[str, Any]:
    return FAULTS[case[0]] | {"transaction": case[1], "count": 1}


def struck(faults: Mapping[str, Any]) -> int:
    return sum(faults["struck"].values())


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, record: Path) -> Mapping[tuple[str, Case], Any]:
    root = tmp_path_factory.mktemp("story")

    def online(case: Case) -> None:
        with stage(root / "online" / "-".join(case), faults=[fault(case)]) as one:
            ran = one.settle()
            assert struck(one.service.faults()) == 1
            if case in REFUSED:
                assert (ran.code, ran.report["state"], ran.report["setl_id"]) == (1, "refused", None), ran.report
                assert [claim["state"] for claim in one.judge()] == ["cancelled"]
                assert not one.live()
            else:
                assert (ran.code, ran.report.get("state")) == (0, "done"), (ran.report, ran.said)
                one.ended_well()

    def offline(case: Case) -> None:
        with stage(root / "offline" / "-".join(case), faults=[fault(case)], record=record) as one:
            ran = one.replay()
            assert struck(one.service.faults()) == 1
            assert ran.report["drained"], ran
            assert one.ended_well()["paid"] == BILL

    return twins({"online": online, "offline": offline}, {"online": ONLINE, "offline": OFFLINE})


@pytest.mark.parametrize("case", ONLINE, ids=" ".join)
def test_online(played: Mapping[tuple[str, Case], Any], case: Case) -> None:
    ending(played, ("online", case))


@pytest.mark.parametrize("case", OFFLINE, ids=" ".join)
def test_offline(played: Mapping[tuple[str, Case], Any], case: Case) -> None:
    ending(played, ("offline", case))
