"""Whose a lane is where the store refuses: what nobody heard of is freed, what somebody works in is not."""

from __future__ import annotations

import pytest

from counter_app.desk.claim import MachinePart
from offline_queue.engine import StoreUnavailable
from offline_queue.store import LaneTaken
from offline_queue.values import Event
from tests.desk.far_side import id_number
from tests.desk.world import World, people


def refuse(*_given: object, **_named: object) -> int:
    raise StoreUnavailable("busy")


def test_a_lane_that_another_thread_of_ours_works_in_is_not_taken_from_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker met a busy database at the same lane. The fence stays: a 2207A may be on its way under it."""
    fence = world.books.take("L")
    with monkeypatch.context() as patch:
        patch.setattr(world.store, "take", refuse)
        with pytest.raises(StoreUnavailable):
            world.books.take("L")
    world.books.free_unsure()
    assert world.reader.holder("L") == (world.me, fence)
    with pytest.raises(LaneTaken):
        world.store.take(world.me, "L")


def test_nor_where_a_second_claim_of_the_person_met_a_full_disk(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lane = world.lane_of(id_number(1))
    event = Event(world.wall(), "window", "opened")
    fence = world.books.open("B01-T-1", lane, people(), MachinePart(), event, keep=True)
    with monkeypatch.context() as patch:
        patch.setattr(world.store, "open", refuse)
        with pytest.raises(StoreUnavailable):
            world.books.open("B01-T-2", lane, people(bill="B-2"), MachinePart(), event, keep=True)
    world.books.free_unsure()
    assert world.reader.holder(lane) == (world.me, fence)
    world.books.release(lane, fence)
    assert world.reader.holder(lane) == (None, fence)


def test_one_that_was_taken_unheard_is_freed_however_often_it_was_ours_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.books.release("L", world.books.take("L"))
    shipped = world.store.take

    def unheard(*given: object) -> int:
        shipped(*given)  # type: ignore[arg-type]
        raise StoreUnavailable("io")

    with monkeypatch.context() as patch:
        patch.setattr(world.store, "take", unheard)
        with pytest.raises(StoreUnavailable):
            world.books.take("L")
    with monkeypatch.context() as patch:
        patch.setattr(world.reader, "holder", refuse)
        with pytest.raises(StoreUnavailable):
            world.books.free_unsure()
    assert world.reader.holder("L")[0] == world.me
    world.books.free_unsure()
    assert world.reader.holder("L")[0] is None
