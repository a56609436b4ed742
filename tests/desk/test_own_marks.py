"""Numbers that never repeat, whichever store counted: message ids of one window over two stores and two PCs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from counter_app.desk.message_ids import AHEAD_S, MessageIds
from counter_app.desk.own_marks import OwnMarks, begin_ahead, meet
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store
from tests.desk.world import KEY, START

INSTITUTION = "H44010000001"


class Away:
    """The hospital's store, as marks see it."""

    def __init__(self, store: Store) -> None:
        self.is_here, self._store = False, store

    @property
    def store(self) -> Store | None:
        return self._store if self.is_here else None


class Pc:
    """One PC with window 01: its own store, and the hospital's when that is here."""

    def __init__(self, own: Store, there: Store) -> None:
        self.own, self.there, self.hospital = own, there, Away(there)
        self.begin()

    def begin(self) -> None:
        self.ids = MessageIds(OwnMarks(self.own, self.hospital), INSTITUTION, 1)  # type: ignore[arg-type]

    def joins(self) -> None:
        meet(self.own, self.ids, self.there)
        self.hospital.is_here = True

    def alone(self, at: datetime = START) -> None:
        begin_ahead(self.own, self.ids, int(at.timestamp()))

    def seconds(self, at: datetime, count: int = 30) -> list[str]:
        return [self.ids.next(at) for _ in range(count)]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[list[Store]]:
    engines: list[Engine] = [open_engine(f"sqlite:///{tmp_path / name}.db") for name in ("one", "two", "hospital")]
    made = [Store(engine, Cipher(KEY)) for engine in engines]
    for store in made:
        store.prepare()
    yield made
    for engine in engines:
        engine.dispose()


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def all_different(*given: list[str]) -> bool:
    every = [one[12:26] + one[26:] for ids in given for one in ids]
    return len(every) == len(set(every))


def test_ids_go_on_through_the_servers_absence_and_a_restart_in_it(stores: list[Store]) -> None:
    one, _, there = stores
    pc = Pc(one, there)
    pc.joins()
    first = pc.seconds(at(0))
    pc.hospital.is_here = False
    second = pc.seconds(at(1), 150)
    pc.begin()  # killed, started again, the server still away, the clock put back
    pc.alone(at(-60))
    third = pc.seconds(at(-60))
    pc.joins()
    fourth = pc.seconds(at(3))
    assert all_different(first, second, third, fourth)
    assert max(one[:26] for one in third) <= min(one[:26] for one in fourth), "seconds do not go back"


@pytest.mark.parametrize("server", ["here", "away", "comes back"])
def test_a_window_set_up_anew_on_another_pc_does_not_repeat_an_id(stores: list[Store], server: str) -> None:
    """The first PC was killed with its mark ahead of the clock; the second one begins in the same second."""
    one, two, there = stores
    first = Pc(one, there)
    first.joins()
    used = first.seconds(at(0), 250)
    second = Pc(two, there)
    if server == "here":
        second.joins()
    else:
        second.alone(at(0))
    fresh = second.seconds(at(0), 250)
    if server == "comes back":
        second.joins()
        fresh += second.seconds(at(0), 250)
    assert {one[12:26] for one in used}.isdisjoint({one[12:26] for one in fresh})


def test_short_runs_do_not_carry_the_ids_away_from_the_clock(stores: list[Store]) -> None:
    one, _, there = stores
    for run in range(5):
        pc = Pc(one, there)
        pc.joins()
        given: Any = pc.seconds(at(10 * run), 1)[0]
        pc.ids.lay_down()
        assert given[12:26] <= f"{at(10 * run + 2):%Y%m%d%H%M%S}", "as the clock has it"
    assert there.count(pc.ids.counter, 0) < at(60).timestamp() < at(0).timestamp() + AHEAD_S
