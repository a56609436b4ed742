"""A claim is settled: online in one run, offline as a ticket that is replayed when the line is back."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.scenarios.stage import BILL, CALLS, NAME, PERSON, VOUCHER, Stage, side_by_side, stage

WAYS = {
    "id_card": f'{{id_card: "{PERSON}", name: {NAME}}}',
    "voucher": f'{{voucher: "{VOUCHER}"}}',
    # Civil servant, low income, the city's commercial cover: every further payer has a share.
    "overlays": '{id_card: "990102197104016015", name: 子演示}',
}


@pytest.mark.parametrize("way", WAYS)
def test_online(tmp_path: Path, way: str) -> None:
    with stage(tmp_path, typed=way == "id_card") as story:
        ran = story.settle(story.claim(WAYS[way]))
        assert (ran.code, ran.report["state"]) == (0, "done"), ran.said
        claim = story.ended_well()
        assert claim["total"] == BILL
        assert claim["refund_due"] == "0.00"
        assert Path(ran.report["slip"]).read_bytes().startswith(b"%PDF")
        # Six calls in their order, besides the benefit check and the code's decoding.
        assert [number for number in story.arrived() if number in CALLS] == list(CALLS)
        assert (way == "overlays") == bool(claim["overlays"])


def test_offline(tmp_path: Path, record: Path) -> None:
    with stage(tmp_path, record=record, typed=True) as story:
        ran = story.replay()
        assert (ran.code, ran.report["drained"]) == (0, True)
        (replayed,) = ran.report["claims"]
        assert Path(replayed["slip"]).is_file()
        claim = story.ended_well()
        (booked,) = story.live()
        assert claim["paid"] == BILL
        assert Decimal(claim["refund_due"]) == Decimal(BILL) - Decimal(booked["cash"]) > 0
        again = story.replay()
        assert again.report["claims"] == []
        assert len(story.live()) == 1


def test_five_windows_at_once_and_the_books_agree(tmp_path: Path) -> None:
    """Each with its own folder and its own range of message ids, on one service."""
    people = {
        "990200196203151026": "丁演示",
        "990200195111111057": "戊练习",
        "990200199005201073": "己训练",
        PERSON: NAME,
        "990101195702143019": "辛样本",
    }
    with stage(tmp_path / "service") as hall:

        def window(number: int) -> None:
            certno, name = list(people.items())[number]
            one = Stage(tmp_path / str(number), hall.service, hall.profile)
            one.settings["COUNTER_APP_WINDOW_NUMBER"] = str(number + 1)
            one.folder.mkdir()
            ran = one.settle(one.claim(f'{{id_card: "{certno}", name: {name}}}'))
            assert ran.code == 0, (ran.report, ran.said)

        played = side_by_side(window, range(len(people)))
        assert [trouble for trouble in played.values() if trouble is not None] == []
        assert sorted(row["certno"] for row in hall.live()) == sorted(people)
        assert len({row["msgid"] for row in hall.service.ledger()["calls"]}) == len(hall.arrived())
