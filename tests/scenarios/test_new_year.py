"""A ticket of the last day of a year, made up in the next: it counts in the year of the visit, and all say so."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from counter_app.desk import clock
from tests.scenarios.stage import BILL, Stage, stage

YEAR = clock.moment().wall.year
EVE = datetime(YEAR, 12, 31, 16, 40, tzinfo=clock.WINDOW_ZONE)
AFTER = datetime(YEAR + 1, 1, 2, 9, 30, tzinfo=clock.WINDOW_ZONE)
# Hebei's capital has a deductible of 100 a year, so that the year a bill counts in is seen in its fen.
SOMEBODY: dict[str, Any] = {
    "people": [
        {
            "name": "辰年末",
            "certno": "99010219930303803X",
            "insured_region": "130100",
            "insured_type": "employee",
            "status": "active",
            "age": 40,
            "filing": {"class": "referral", "place": "440100", "from": f"{YEAR}-01-01", "to": None},
            "account": {"balance": 0.00},
        }
    ]
}
WHO = '{id_card: "99010219930303803X", name: 辰年末}'


def printed(paper: str) -> str:
    """The words of a paper, without its spaces."""
    document = pypdfium2.PdfDocument(paper)
    text = "".join(page.get_textpage().get_text_range() for page in document)
    return "".join(unicodedata.normalize("NFKC", text).split())


def made_up_on_the_eve(story: Stage) -> dict[str, Any]:
    story.stand_at(EVE)
    told = story.settle(story.claim(WHO, day=f"{EVE:%Y-%m-%dT%H:%M:%S}"), patience=0).report
    assert (told["state"], told["paid"], told["benefit_year"]) == ("waiting", BILL, YEAR)
    assert f"这次算{YEAR}年的医保" in printed(told["slip"])
    story.service.clear_faults()
    return told


def test_a_ticket_of_new_years_eve_counts_in_the_old_year(tmp_path: Path) -> None:
    with stage(tmp_path, people=SOMEBODY, faults=["refuse_connection"]) as story:
        key = made_up_on_the_eve(story)["key"]
        story.stand_at(AFTER)
        (replayed,) = story.replay().report["claims"]
        assert (replayed["key"], replayed["state"], replayed["benefit_year"]) == (key, "done", YEAR)
        (booked,) = story.live()
        assert (booked["service_date"], booked["year"]) == (f"{YEAR}-12-31", YEAR)
        said = printed(replayed["slip"])
        assert f"看病{YEAR}年12月31日" in said
        assert f"这次算{YEAR}年的医保" in said
        assert f"{YEAR + 1}年的医保" not in said
        # The new year is untouched: its first bill bears the deductible anew, and the same money comes of it.
        fresh = story.settle(story.claim(WHO, day=f"{AFTER:%Y-%m-%dT%H:%M:%S}", name="second.yaml"), patience=0).report
        assert (fresh["state"], fresh["benefit_year"]) == ("done", YEAR + 1)
        assert fresh["pool"] == replayed["pool"]
        assert {row["year"] for row in story.live()} == {YEAR, YEAR + 1}
        sums = {int(row["year"]): row["pool_paid"] for row in story.service.ledger()["accumulators"]}
        assert sums == {YEAR: replayed["pool"], YEAR + 1: fresh["pool"]}


def test_two_tickets_over_new_year_each_bear_their_own_years_deductible(tmp_path: Path) -> None:
    """Both wait, and are made up in one replay: the older first, neither in the other's year."""
    with stage(tmp_path, people=SOMEBODY, faults=["refuse_connection"]) as story:
        story.stand_at(EVE)
        story.settle(story.claim(WHO, day=f"{EVE:%Y-%m-%dT%H:%M:%S}"), patience=0)
        story.stand_at(EVE + timedelta(hours=17))
        story.settle(story.claim(WHO, day=f"{YEAR + 1}-01-01T09:40:00", name="second.yaml"), patience=0)
        story.service.clear_faults()
        story.stand_at(AFTER)
        assert story.replay().report["drained"]
        old, new = story.judge()
        assert [(one["state"], one["benefit_year"]) for one in (old, new)] == [("done", YEAR), ("done", YEAR + 1)]
        assert old["pool"] == new["pool"] != "0.00"


@pytest.mark.parametrize("uploads", ["false", "true"])
def test_a_place_that_has_closed_the_old_year_leaves_the_papers(tmp_path: Path, uploads: str) -> None:
    """It refuses the visit in words; the claim is held with them, and ends by papers or upload, of its year."""
    with stage(tmp_path, people=SOMEBODY, faults=["refuse_connection"], profile={"uploads": uploads}) as story:
        key = made_up_on_the_eve(story)["key"]
        story.service.set_behaviours(visit_of_last_year="refused")
        story.stand_at(AFTER)
        story.replay()
        (held,) = story.judge()
        assert (held["state"], held["benefit_year"]) == ("refused", YEAR)
        assert f"{YEAR} 年度医保业务已关闭" in held["said"]
        ended = story.run("queue", "upload", key).report
        assert (ended["state"], ended["benefit_year"]) == ("by_hand" if uploads == "false" else "uploaded", YEAR)
        assert story.live() == []
        if uploads == "false":
            assert f"{YEAR}年12月31日" in printed(ended["slip"])
