"""Announced shutdowns by a moved clock: told before, in force to the minute, over, and an answer is believed more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from counter_app.desk.clock import WINDOW_ZONE
from counter_app.desk.shutdowns import TOLD_BEFORE, Shutdowns, stops_outpatients
from counter_app.model.places import Notice, PlaceFile, PlaceFiles

NINE = datetime(2026, 12, 31, 19, 0, tzinfo=WINDOW_ZONE)
ELEVEN = NINE + timedelta(hours=2)
ALL = Notice("广东省医保局", NINE, ELEVEN, "门诊、住院直接结算")
YULIN = Notice("榆林市医保局", NINE, None, "异地直接结算", ("6108",))


class Paper:
    """The hospital's files, and both clocks."""

    def __init__(self, *notices: Notice) -> None:
        self.notices: tuple[Notice, ...] = notices
        self.now = NINE
        self.reads = 0
        self.shutdowns = Shutdowns(self._read, lambda: self.now, lambda: self.now.timestamp())

    def _read(self, now: datetime) -> PlaceFiles:
        self.reads += 1
        return PlaceFiles((PlaceFile("a.toml", now.date(), "医保办", notices=self.notices),))

    def at(self, moment: datetime) -> Shutdowns:
        self.now = moment
        return self.shutdowns


def test_it_holds_from_its_first_moment_to_its_last() -> None:
    paper = Paper(ALL)
    minute = timedelta(minutes=1)
    for moment, still in ((NINE - minute, False), (NINE, True), (ELEVEN - minute, True), (ELEVEN, False)):
        assert paper.at(moment).stands_still("") is still, moment
        assert (paper.shutdowns.of("610800") is ALL) is still, "everybody is meant"


def test_it_is_told_before() -> None:
    paper = Paper(ALL)
    for moment, told in (
        (NINE - TOLD_BEFORE - timedelta(seconds=1), None),
        (NINE - TOLD_BEFORE, ALL),
        (NINE - timedelta(seconds=1), ALL),
        (NINE, None),
    ):
        shutdowns = paper.at(moment)
        shutdowns.in_force()
        assert shutdowns.soon() is told, moment


def test_one_place_stands_still_and_the_others_go_on() -> None:
    shutdowns = Paper(YULIN).shutdowns
    assert [shutdowns.stands_still(region) for region in ("610800", "610801", "610100", "")] == [
        True,
        True,
        False,
        False,
    ]
    assert shutdowns.of("610800") is YULIN
    assert shutdowns.of("440100") is None


@pytest.mark.parametrize(
    ("what", "stops"),
    [
        ("门诊、住院直接结算", True),
        ("异地直接结算", True),
        ("医保信息平台", True),
        ("全部业务，含住院", True),
        ("住院直接结算", False),
        ("药店购药", False),
        ("备案和查询", False),
    ],
)
def test_what_is_not_about_outpatients_stops_none(what: str, stops: bool) -> None:
    notice = Notice("省局", NINE, ELEVEN, what)
    assert stops_outpatients(notice) is stops
    assert Paper(notice).shutdowns.stands_still("") is stops


def test_an_answer_of_the_line_is_believed_and_the_paper_is_not() -> None:
    paper = Paper(ALL)
    paper.at(NINE).in_force()
    paper.shutdowns.overrule()
    assert not paper.shutdowns.stands_still("")
    paper.notices = (ALL, Notice("国家医保局", NINE, ELEVEN, "门诊"))
    assert paper.at(NINE + timedelta(minutes=1)).stands_still(""), "another notice is another word"


def test_what_a_place_booked_in_the_middle_of_it_is_believed_and_its_paper_is_not() -> None:
    longer = timedelta(minutes=10)
    paper = Paper(YULIN)
    paper.at(NINE + longer).in_force()
    paper.shutdowns.booked("440100", NINE + longer)
    assert paper.shutdowns.stands_still("610800"), "another place booked"
    paper.shutdowns.booked("610800", NINE + timedelta(seconds=40))
    assert paper.shutdowns.stands_still("610800"), "by a call that was under way when it began"
    paper.shutdowns.booked("610800", NINE + longer)
    assert not paper.shutdowns.stands_still("610800")


def test_whether_a_notice_was_overruled_is_told() -> None:
    paper = Paper(YULIN)
    paper.at(NINE).in_force()
    assert not paper.shutdowns.overrule(), "it is of one place, and the line's answer tells nothing of that"
    assert paper.shutdowns.overrule("610800")
    assert not paper.shutdowns.overrule("610800"), "once"


def test_the_ticket_of_that_time_names_who_announced_it() -> None:
    paper = Paper(ALL, YULIN)
    why = paper.at(ELEVEN + timedelta(days=1)).why_paid_first(NINE + timedelta(minutes=5), "")
    assert why is not None, "also when it is printed once more, a day later"
    assert (why.announced_by, why.until) == ("广东省医保局", ELEVEN)
    assert paper.shutdowns.why_paid_first(ELEVEN, "610800") is None, "no end was announced: nothing to promise"


def test_the_files_are_not_read_for_every_claim() -> None:
    paper = Paper(ALL)
    for _ in range(50):
        paper.shutdowns.stands_still("")
    assert paper.reads == 1
    paper.at(NINE + timedelta(seconds=21)).stands_still("")
    assert paper.reads == 2
