"""The clock of an outage, its level, and the book that keeps it over a new start."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from counter_app.desk.claim import Cash, Remainder
from counter_app.desk.gates import Gate
from counter_app.desk.line_desk import LineDesk
from counter_app.desk.line_trail import LineTrail
from counter_app.desk.outages import Outage, OutageBook, closing, served
from counter_app.desk.parting import CARRIED
from counter_app.model.payment import PaymentMethod
from counter_app.model.places import Notice
from counter_app.settlement.outcome import Done, Lost
from offline_queue.values import State
from tests.desk.facts import BOOKED, PAID, START, claim, people, settlement

BEGAN = datetime(2026, 12, 31, 23, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
DOWN = Gate(open=False, since=BEGAN)


def after(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def test_it_lasts_from_the_first_call_that_was_not_sent_to_the_next_answer(tmp_path: Path) -> None:
    book = OutageBook(tmp_path / "outages.json")
    assert book.note(Gate(), BEGAN) is None
    assert book.note(Gate(open=True, since=BEGAN), BEGAN) is None
    assert book.note(DOWN, after(1)) == Outage(BEGAN)
    assert book.note(DOWN, after(30)) == Outage(BEGAN), "one and the same"
    assert book.note(Gate(open=True, since=after(47)), after(48)) == Outage(BEGAN, after(47))
    assert book.note(Gate(open=False, since=after(60)), after(60)) == Outage(after(60)), "another one"
    assert len(book.all) == 2


def test_its_level_is_by_a_quarter_of_an_hour() -> None:
    outage = Outage(BEGAN)
    assert [outage.level(after(minutes)) for minutes in (0, 15, 15.1, 600)] == [2, 2, 1, 1]
    assert Outage(BEGAN, after(10)).level(after(600)) == 2, "it was over before"
    assert outage.lasted(after(-5)) == timedelta(0), "a clock that was set back"


def test_a_window_that_starts_anew_in_the_middle_goes_on_counting(tmp_path: Path) -> None:
    file = tmp_path / "outages.json"
    OutageBook(file).note(DOWN, after(1))
    later = OutageBook(file)
    assert later.note(Gate(), after(20)) == Outage(BEGAN), "nothing was tried yet"
    assert later.note(Gate(open=False, since=after(21)), after(21)) == Outage(BEGAN), (
        "its own first failure is no new one"
    )
    later.note(Gate(open=True, since=after(25)), after(26))
    assert OutageBook(file).last == Outage(BEGAN, after(25))


ALL = Notice("广东省医保局", after(0), after(120), "门诊直接结算")
YULIN = Notice("榆林市医保局", after(10), after(30), "异地直接结算", ("6108",))
UP = Gate(open=True, since=after(-60), answered=after(-1))


def test_an_announced_one_begins_by_the_clock_and_ends_with_the_first_answer_after_its_end(tmp_path: Path) -> None:
    book = OutageBook(tmp_path / "outages.json")
    assert book.note(UP, after(-1)) is None
    begun = book.note(UP, after(3), (ALL,))
    assert begun == Outage(after(0), None, "广东省医保局", after(120)), (
        "from its announced beginning, nothing was tried"
    )
    assert begun.level(after(100)) == 0
    no = replace(UP, answered=after(60))
    assert book.note(no, after(61), (ALL,)) == begun, "what the line says in the middle of it is no end"
    assert OutageBook(tmp_path / "outages.json").last == begun, "kept over a new start"
    assert book.note(no, after(121)) == begun, "its time is over; whether it is back, nobody has asked"
    down = Gate(open=False, since=after(121), answered=after(60))
    assert [book.note(down, after(n)).level(after(n)) for n in (122, 134, 136)] == [2, 2, 1], "longer than announced"
    back = Gate(open=True, since=after(140), answered=after(141))
    assert book.note(back, after(142)) == replace(begun, ended=after(141))
    assert len(book.all) == 1


def test_one_that_was_down_before_goes_on_as_announced(tmp_path: Path) -> None:
    book = OutageBook(tmp_path / "outages.json")
    book.note(Gate(open=False, since=after(-30)), after(-29))
    assert book.note(Gate(open=False, since=after(-30)), after(1), (ALL,)) == Outage(
        after(-30), None, "广东省医保局", after(120)
    )


def test_one_that_began_by_a_clock_that_was_ahead_ends_with_the_next_answer(tmp_path: Path) -> None:
    """The clock stood a year ahead, where a notice without an end holds; set right, no notice does."""
    year = timedelta(days=365)
    book = OutageBook(tmp_path / "outages.json")
    book.note(Gate(None), after(0) + year, (replace(ALL, since=after(0) + year, until=None),))
    assert book.note(replace(UP, answered=after(1)), after(2)).ended == after(1)
    assert book.last == Outage(after(1), after(1), "广东省医保局"), "and lies in no future"
    book.note(Gate(open=False, since=after(3) + year), after(3) + year)
    assert book.note(replace(UP, since=after(4)), after(5)) == Outage(after(4), after(4))
    begun = book.note(UP, after(6), (replace(ALL, since=after(6)),))
    assert begun is not None
    assert begun.began == after(6)


def test_a_notice_that_is_not_believed_any_more_ends_with_the_answer_that_overruled_it(tmp_path: Path) -> None:
    book = OutageBook(tmp_path / "outages.json")
    book.note(UP, after(1), (ALL,))
    assert book.note(replace(UP, answered=after(20)), after(21), ()).ended == after(20)


def test_one_place_alone_begins_and_ends_by_the_clock_beside_what_is_everybodys(tmp_path: Path) -> None:
    book = OutageBook(tmp_path / "outages.json")
    of_one = book.note(UP, after(11), (YULIN,))
    assert of_one == Outage(after(10), None, "榆林市医保局", after(30), ("6108",))
    assert [of_one.concerns(region) for region in ("610800", "610100", "")] == [True, False, False]
    everybody = book.note(Gate(open=False, since=after(12)), after(13), (YULIN,))
    assert everybody == Outage(after(12)), "what stops everybody is told first"
    assert book.note(replace(UP, since=after(14)), after(15), (YULIN,)) == of_one
    book.note(UP, after(40))
    assert [one.ended for one in book.all] == [after(30), after(14)], "when it was to end, not when somebody looked"
    assert book.note(UP, after(41), (YULIN,)) is not None
    assert len(book.all) == 2, "the same notice is no second one"


def test_who_was_served_while_one_place_was_down_is_of_that_place() -> None:
    assert served(Outage(START, None, "榆林市医保局", None, ("6108",)), [claim(people())]) == []


def test_a_broken_file_stops_nothing(tmp_path: Path) -> None:
    file = tmp_path / "outages.json"
    for text in ("", "{", "[1]", '[{"began": 3}]', '[{"began": "x", "ended": null}]'):
        file.write_text(text)
        assert OutageBook(file).all == ()
    nowhere = OutageBook(tmp_path / "no" / "folder" / "outages.json")
    assert nowhere.note(DOWN, after(1)) == Outage(BEGAN)


def test_no_more_than_fifty_are_kept(tmp_path: Path) -> None:
    book = OutageBook(tmp_path / "outages.json")
    for hour in range(60):
        book.note(Gate(open=False, since=after(60 * hour)), after(60 * hour))
        book.note(Gate(open=True, since=after(60 * hour + 1)), after(60 * hour + 1))
    assert OutageBook(tmp_path / "outages.json").all == book.all
    assert len(book.all) == 50
    assert book.all[0].began == after(600)


def test_a_part_that_went_back_is_counted_once_with_the_claim_its_lines_went_on_to() -> None:
    """100.00 were paid; 40.00 went back with some lines, 60.00 was carried over to a claim of the rest."""
    outage = Outage(START, START + timedelta(hours=1))
    away = Cash(Decimal(-60), PaymentMethod.CASH, Decimal(-60), START, "window", CARRIED)
    back = Cash(Decimal(-40), PaymentMethod.CASH, Decimal(-40), START, "window", "refunded")
    first = claim(
        part=replace(people(), cash=(PAID, away, back), ticket_at=START, remainder=Remainder("K2", (), opened=True))
    )
    first = replace(first, state=State.VOID)
    rest = claim(part=replace(people(), cash=(replace(away, amount=Decimal(60)),)), machine=BOOKED)
    rest = replace(rest, key="K2", state=State.DONE)
    (both,) = served(outage, [rest, first])
    assert [one.key for one in both] == [first.key, "K2"]
    sums = closing([both])
    owed = settlement().amounts.cash
    assert (sums.served, sums.taken, sums.returned) == (1, Decimal(100), Decimal(40))
    assert (sums.settled, sums.by_hand, sums.owed, sums.back) == (1, 0, owed, Decimal(60) - owed)
    assert sums.adds_up
    lost = replace(rest, people=replace(rest.people, cash=()))
    assert not closing([(first, lost)]).adds_up, "money that nobody knows where it is"


def test_people_are_told_when_it_broke_and_never_when_the_line_began_to_work(tmp_path: Path) -> None:
    gate, now = [Gate(open=True, since=after(-180))], [BEGAN]
    trail = LineTrail(lambda _region, _outcome: None, lambda: now[0])
    book = OutageBook(tmp_path / "outages.json")
    line = LineDesk(book, None, trail, None, lambda: gate[0])  # type: ignore[arg-type]
    assert line.down_since(after(1)) == after(1), "nothing is known of it: now"
    trail.heard("", Lost())
    assert line.down_since(after(1)) == BEGAN, "the first that was not answered"
    trail.heard("", Lost())
    now[0] = after(2)
    trail.heard("", Lost())
    book.note(line.hop(), after(3))
    now[0] = after(20)
    trail.heard("", Done())
    assert book.note(line.hop(), after(21)) == Outage(BEGAN, after(20)), "it ended with the answer, not hours before"
    assert line.down_since(after(22)) == after(22), "it works"
    gate[0] = Gate(open=False, since=after(30))
    assert line.down_since(after(31)) == after(30)
    assert line.down_since(after(4)) == BEGAN, "a ticket that is printed once more"
    anew = LineDesk(OutageBook(tmp_path / "outages.json"), None, trail, None, Gate)  # type: ignore[arg-type]
    anew.book.note(gate[0], after(31))
    assert anew.down_since(after(40)) == after(30), "a window that was started anew in the middle"
