"""The card in the reader: settled online, and a card can wait, so offline it gives a ticket that is replayed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.card_files import CardImage, card_named, load_cards
from sandbox.service import DATA
from tests.readers import Counter
from tests.scenarios.stage import BILL, Stage, stage

pytestmark = pytest.mark.pcsc

CARD = "{card: true}"


def with_reader(story: Stage, name: str) -> Stage:
    story.settings["COUNTER_APP_WINDOW_READER"] = name
    return story


def card(card_id: str) -> CardImage:
    return card_named(load_cards(DATA / "cards.yaml"), card_id)


@pytest.mark.parametrize(
    ("card_id", "certno"),
    [("C04", "990101196809302010"), ("E3", "990200199005201073")],
    ids=["second generation", "third generation, which tells neither name nor number"],
)
@pytest.mark.parametrize("twin", ["online", "offline"])
def test_settled_by_card(tmp_path: Path, counter: Counter, twin: str, card_id: str, certno: str) -> None:
    faults = ["refuse_connection"] if twin == "offline" else []
    with stage(tmp_path, faults=faults) as story:
        with counter.card_in(card(card_id)) as (reader, _):
            ran = with_reader(story, reader).settle(story.claim(CARD), patience=0)
        if twin == "offline":
            assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "waiting", "16"), ran
            story.service.clear_faults()
            # The person has left with the card; its number and identification code may be sent without it.
            assert story.replay().report["drained"]
        else:
            assert (ran.code, ran.report["state"]) == (0, "done"), ran
        assert story.ended_well()["total"] == BILL
        (booked,) = story.live()
        assert booked["certno"] == certno


def test_no_card_is_told_as_such(tmp_path: Path, counter: Counter) -> None:
    reader, _ = counter.slot()
    with stage(tmp_path) as story:
        ran = with_reader(story, reader).settle(story.claim(CARD))
        assert (ran.code, ran.report["state"], ran.report["failure"]) == (1, "refused", "93")
        assert story.listed() == []
        assert story.arrived() == []
