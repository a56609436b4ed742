"""Claims kept between two looks are always those that a whole reading would show, and little is opened for it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text

from counter_app.desk import shelf as shelf_module
from counter_app.desk.books import Books
from counter_app.desk.claim import Claim
from counter_app.desk.shelf import Shelf
from offline_queue.engine import StoreUnavailable
from tests.desk.far_side import Fault
from tests.desk.world import BACKGROUND, World, empty_engine, people


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    engine = empty_engine(tmp_path)
    yield World(engine)
    engine.dispose()


def whole(world: World) -> dict[str, Claim]:
    return {claim.key: claim for claim in world.books.claims()}


def goes_on(world: World) -> None:
    """What is due is taken up once."""
    for key, _lane in world.reader.due(world.wall(), world.me, limit=50):
        world.drive(key, BACKGROUND)


@pytest.mark.parametrize("seed", range(6))
def test_a_shelf_shows_what_a_whole_reading_shows(world: World, seed: int) -> None:
    draw = Random(seed)
    world.fault = lambda _call: draw.choice((Fault.NONE, Fault.NONE, Fault.LOST_DONE, Fault.NOT_SENT))
    shelf = Shelf(world.books)
    for number in range(12):
        key, person = f"B01-T-{number}", 1 + number % 4
        deed = draw.choice(("ticket", "visit", "visit", "ticket and cancel"))
        if deed == "visit":
            world.open(key, people(person, f"B-{number}"), person=person)
            world.settle(key)
        else:
            world.ticket(key, people(person, f"B-{number}"), person=person)
            if deed == "ticket and cancel":
                world.cancel(key)
        if draw.random() < 0.5:
            world.now += draw.uniform(0.0, 60.0)
            goes_on(world)
        shelf.look()
        assert shelf.claims == whole(world)
    world.fault = lambda _call: Fault.NONE
    world.now += 3600.0
    goes_on(world)
    assert shelf.look()
    assert shelf.claims == whole(world)
    assert not shelf.look(), "nothing moved"


def test_a_look_opens_what_moved_and_no_more(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        world.ticket(f"B01-T-{number}", people(number + 1, f"B-{number}"), person=number + 1)
    shelf = Shelf(world.books)
    shelf.look()
    opened: list[str] = []
    real = Books.claim

    def claim(self: Books, key: str) -> Claim:
        opened.append(key)
        return real(self, key)

    monkeypatch.setattr(Books, "claim", claim)
    monkeypatch.setattr(Books, "claims", None)
    assert shelf.look() == set()
    world.change("B01-T-7", "phone told", phone="13900000000")
    opened.clear()
    assert shelf.look() == {"B01-T-7"} == set(opened)
    assert shelf.claims["B01-T-7"].people.phone == "13900000000"


def test_many_are_opened_in_parts_and_those_that_moved_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()  # every look at the clock takes a millisecond
    monkeypatch.setattr(shelf_module, "time", SimpleNamespace(monotonic=lambda: next(ticks) / 1000))
    for number in range(30):
        world.ticket(f"B01-T-{number}", people(number + 1, f"B-{number}"), person=number + 1)
    shelf = Shelf(world.books, at_once_s=0.007)
    shelf.look()
    assert 0 < shelf.to_come < 30
    assert len(shelf.claims) == 30 - shelf.to_come
    world.change("B01-T-29", "phone told", phone="13900000000")
    assert "B01-T-29" in shelf.look()
    looks = 0
    while shelf.to_come:
        shelf.look()
        looks += 1
        assert looks < 100
    assert shelf.claims == whole(world)


def test_of_those_that_ended_the_youngest_are_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counter_app.desk.shelf._ENDED", 3)
    monkeypatch.setattr("counter_app.desk.shelf._TOO_MANY", 5)
    shelf = Shelf(world.books)
    for number in range(6):
        world.ticket(f"B01-T-{number}", people(number + 1, f"B-{number}"), person=number + 1)
        world.replay()
        moved = shelf.look()
    assert sorted(shelf.claims) == ["B01-T-3", "B01-T-4", "B01-T-5"]
    assert {"B01-T-0", "B01-T-1", "B01-T-2"} < moved


@pytest.mark.parametrize("how", ["another feed", "an event is damaged"])
def test_a_feed_that_does_not_go_on_is_begun_anew(world: World, how: str) -> None:
    world.ticket("B01-T-1")
    shelf = Shelf(world.books)
    shelf.look()
    world.ticket("B01-T-2", people(2, "B-2"), person=2)
    with world.engine.begin() as connection:
        if how == "another feed":  # as after a restore: what was there is not
            connection.execute(text("DELETE FROM event WHERE job = 'B01-T-1'"))
            connection.execute(text("DELETE FROM job WHERE key = 'B01-T-1'"))
            connection.execute(text("UPDATE counter SET value = 0 WHERE name = 'event'"))
        else:
            connection.execute(text("UPDATE event SET what = 'else' WHERE job = 'B01-T-2'"))
    shelf.look()
    assert shelf.claims == whole(world)
    world.change("B01-T-2", "phone told", phone="13900000000")
    shelf.look()
    assert shelf.claims == whole(world)


@pytest.mark.parametrize("ended", [False, True])
def test_a_claim_that_cannot_be_read_hides_no_other(world: World, *, ended: bool) -> None:
    world.ticket("B01-T-1")
    if ended:
        world.replay()
    world.ticket("B01-T-2", people(2, "B-2"), person=2)
    with world.engine.begin() as connection:
        connection.execute(text("UPDATE job SET people = x'00' WHERE key = 'B01-T-1'"))
    shelf = Shelf(world.books)
    shelf.look()
    assert list(shelf.claims) == ["B01-T-2"]


def refusing(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The claim that is opened as this one is refused."""
    real, opened = Books.claim, list[str]()

    def claim(self: Books, key: str) -> Claim:
        opened.append(key)
        if len(opened) == number:
            raise StoreUnavailable("locked")
        return real(self, key)

    monkeypatch.setattr(Books, "claim", claim)


def test_what_moved_in_a_look_that_was_refused_in_the_middle_is_told_by_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        world.ticket(f"B01-T-{number}", people(number, f"B-{number}"), person=number)
    shelf = Shelf(world.books)
    shelf.look()
    for number in (1, 2):
        world.change(f"B01-T-{number}", "phone told", phone="13900000000")
    refusing(monkeypatch, 2)
    with pytest.raises(StoreUnavailable):
        shelf.look()
    assert shelf.look() == {"B01-T-1", "B01-T-2"}
    assert shelf.claims == whole(world)


@pytest.mark.parametrize("at", [1, 2])
def test_a_first_look_that_was_refused_loses_nothing(world: World, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    world.ticket("B01-T-0", people(7, "B-7"), person=7)
    world.replay()
    world.ticket("B01-T-1")
    shelf = Shelf(world.books)
    refusing(monkeypatch, at)
    with pytest.raises(StoreUnavailable):
        shelf.look()
    assert shelf.look() == {"B01-T-0", "B01-T-1"}
    assert shelf.claims == whole(world)


def test_a_store_that_refuses_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(world.books)

    def refused(*_: Any) -> None:
        raise StoreUnavailable("locked")

    monkeypatch.setattr(Books, "counted", refused)
    with pytest.raises(StoreUnavailable):
        shelf.look()
