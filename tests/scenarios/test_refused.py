"""The far side says no: the reason has its code and its words, the visit is given back, nothing is booked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios.stage import BILL, side_by_side, stage

TROUBLE = {
    "04": ("990105199001010014", "张停保"),
    "08": ("990105196403182034", "王未开"),
    "11": ("990105195809253045", "赵在院"),
    "07": ("990105198207144056", "钱异名"),
    "01": ("990103198809090056", "辰样本"),
}


def test_online(tmp_path: Path) -> None:
    def story(code: str) -> tuple[int, str, str, str]:
        certno, name = TROUBLE[code]
        with stage(tmp_path / code) as one:
            ran = one.settle(one.claim(f'{{id_card: "{certno}", name: {name}}}'), patience=0)
            for claim in one.judge():
                # A filing can be made on the phone meanwhile: such a claim stays open, with nothing held for it.
                assert (claim["state"], claim["held"]) == (
                    ("refused", "filing") if code == "01" else ("cancelled", None)
                )
            assert not one.live()
            assert all(visit["cancelled"] for visit in one.service.ledger()["visits"])
            assert certno not in ran.said
            return ran.code, ran.report["state"], ran.report["failure"], ran.report["said"][:4]

    played = side_by_side(story, TROUBLE)
    assert {code: found[:3] if isinstance(found, tuple) else found for code, found in played.items()} == {
        code: (1, "refused", code) for code in TROUBLE
    }


@pytest.mark.parametrize("code", ["04", "08"])
def test_offline(tmp_path: Path, code: str) -> None:
    """The ticket meets the no at its replay: it rests for a person with the reason, and the money can go back."""
    certno, name = TROUBLE[code]
    with stage(tmp_path, faults=["refuse_connection"]) as story:
        story.settle(story.claim(f'{{id_card: "{certno}", name: {name}}}'), patience=0)
        story.service.clear_faults()
        assert story.replay().report["drained"]
        (claim,) = story.judge()
        assert (claim["state"], claim["failure"], claim["paid"]) == ("refused", code, BILL)
        assert not story.live()
        with story.office(working=True) as office:
            office.counter.cancel(claim["key"], "not insured")
        (claim,) = story.judge()
        assert (claim["state"], claim["refund_due"]) == ("cancelled", BILL)
        assert all(visit["cancelled"] for visit in story.service.ledger()["visits"])


def test_the_history_has_the_code_beside_the_words(tmp_path: Path) -> None:
    with stage(tmp_path, behaviours={"outpatient_form": "plain"}) as one:
        ran = one.settle()
        said = [call for call in one.shown(ran.report["key"])["calls"] if call["outcome"] == "refused"]
        assert [(call["infno"], call["code"]) for call in said] == [("2203A", "-1")]
        assert said[0]["text"] == ran.report["said"]
