"""Numbers that never repeat, whichever store counted: message ids of one window over two stores and two PCs."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from counter_app.desk.hospital import Hospital, Standing
from counter_app.desk.message_ids import AHEAD_S, MessageIds
from counter_app.desk.opening import NumberTaken, Opened
from counter_app.desk.own_marks import OwnMarks, begin_ahead, meet
from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.leases import Heard
from offline_queue.store import Store
from tests.desk.world import KEY, START

INSTITUTION = "H44010000001"


def never(*_: object) -> Any:
    raise AssertionError("not to be asked")


class Pc:
    """One PC with window 01: its own store, and the hospital's when that is here."""

    def __init__(self, own: Store, there: Store) -> None:
        self.own, self.there, self.here = own, there, False
        self.begin()

    def begin(self) -> None:
        self.marks = OwnMarks(self.own)
        self.ids = MessageIds(self.marks, INSTITUTION, 1)

    def joins(self) -> None:
        meet(self.own, self.ids, self.there)
        self.here = True

    def beats(self) -> None:
        if self.here:
            self.marks.tell(self.there)

    def alone(self, at: datetime = START) -> None:
        begin_ahead(self.own, self.ids, int(at.timestamp()))

    def seconds(self, at: datetime, count: int = 30) -> list[str]:
        given = [self.ids.next(at) for _ in range(count)]
        self.beats()
        return given


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
    pc.here = False
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
        pc.beats()
        assert given[12:26] <= f"{at(10 * run + 2):%Y%m%d%H%M%S}", "as the clock has it"
    assert there.count(pc.ids.counter, 0) < at(60).timestamp() < at(0).timestamp() + AHEAD_S


def test_a_server_that_answers_nothing_stops_no_message_id(stores: list[Store]) -> None:
    """The mark moves while the hospital's server is frozen: it is told later, and by another thread."""
    one, _, there = stores
    pc = Pc(one, there)
    pc.joins()
    frozen, begun = threading.Event(), threading.Event()

    class Frozen:
        def count(self, name: str, step: int = 1, start: int = 0) -> int:
            begun.set()
            frozen.wait(10)
            return there.count(name, step, start)

    pc.ids.next(at(0))
    beat = threading.Thread(target=pc.marks.tell, args=(Frozen(),), daemon=True)
    beat.start()
    assert begun.wait(5)
    given = [pc.ids.next(at(2 * AHEAD_S * turn)) for turn in range(1, 4)]
    assert beat.is_alive()
    frozen.set()
    beat.join(5)
    assert there.count(pc.ids.counter, 0) < one.count(pc.ids.counter, 0)
    pc.beats()
    assert there.count(pc.ids.counter, 0) == one.count(pc.ids.counter, 0) > at(6 * AHEAD_S).timestamp()
    assert all_different(given)


def test_marks_that_could_not_be_told_are_told_the_next_time(stores: list[Store]) -> None:
    one, _, there = stores
    pc = Pc(one, there)
    pc.joins()
    pc.ids.next(at(0))

    class Dying:
        def count(self, name: str, step: int = 1, start: int = 0) -> int:
            raise StoreUnavailable("away")

    with pytest.raises(StoreUnavailable):
        pc.marks.tell(Dying())  # type: ignore[arg-type]
    pc.beats()
    assert there.count(pc.ids.counter, 0) == one.count(pc.ids.counter, 0)


def test_a_pc_from_the_cupboard_begins_beyond_several_unclean_ends_of_the_other(stores: list[Store]) -> None:
    """It had the number long ago; the other one was killed five times within minutes; the server is away."""
    old, one, there = stores
    Pc(old, there).seconds(at(-86400))
    used: list[str] = []
    for turn in range(5):
        first = Pc(one, there)
        first.joins()
        used += first.seconds(at(turn))
    second = Pc(old, there)
    second.alone(at(6))
    fresh = second.seconds(at(6))
    assert max(used)[12:26] < min(fresh)[12:26]
    again = Pc(old, there)
    again.alone(at(7))
    assert again.seconds(at(7), 1)[0][12:26] < f"{at(2 * 3600):%Y%m%d%H%M%S}", "a second start goes no hour further"


def test_no_id_is_given_under_a_number_that_another_pc_has(stores: list[Store]) -> None:
    hospital = Hospital(never, never, "01", lambda: START, working=True)
    ids = MessageIds(stores[0], INSTITUTION, 1, hospital.own_number)
    assert ids.next(at(0))
    hospital._told(Heard.ANOTHER)
    hospital._told(Heard.NOTHING)  # the server is away: the other one has the number still
    assert hospital.standing is Standing.TAKEN
    with pytest.raises(StoreUnavailable) as refused:
        ids.next(at(1))
    assert refused.value.reason == "taken"
    hospital._told(Heard.ALL_WELL)
    assert hospital.standing is Standing.HERE
    assert ids.next(at(2))


def test_a_question_that_finds_the_server_away_leaves_the_number_taken() -> None:
    hospital = Hospital(never, never, "01", lambda: START, working=True)
    hospital._books = object()  # type: ignore[assignment]
    hospital._told(Heard.ANOTHER)

    def dying(_books: object) -> None:
        raise StoreUnavailable("away")

    for what in (dying, never):  # the second one is not asked at all
        with pytest.raises(StoreUnavailable, match="away"):
            hospital.ask(what)
        assert hospital.standing is Standing.TAKEN


def test_a_number_refused_at_joining_is_another_ones_after_30_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then it may be the connection of an earlier try, which the server has not missed yet."""
    seconds = [1000.0]
    monkeypatch.setattr("counter_app.desk.clock.boot_seconds", lambda: seconds[0])

    def refuses() -> Opened:
        raise NumberTaken

    hospital = Hospital(refuses, never, "01", lambda: START, working=True)
    seen = []
    for seconds[0] in (1000.0, 1025.0, 1030.0):
        with pytest.raises(NumberTaken):
            hospital.join()
        seen.append(hospital.standing)
    assert seen == [Standing.AWAY, Standing.AWAY, Standing.TAKEN]


def test_whoever_tries_to_join_outlives_what_nobody_expected(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("counter_app.desk.hospital.RETRY_S", 0.01)
    tries, thrice = [0], threading.Event()

    def damaged() -> Opened:
        tries[0] += 1
        if tries[0] == 3:
            thrice.set()
        raise DamagedDocument("not for the log")

    hospital = Hospital(damaged, never, "01", lambda: START, working=True)
    hospital.keep_trying()
    assert thrice.wait(5)
    hospital.close()
    assert "DamagedDocument" in caplog.text
    assert "not for the log" not in caplog.text


def test_the_end_waits_for_a_join_that_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("counter_app.desk.hospital.RETRY_S", 0.01)
    begun, done = threading.Event(), threading.Event()

    def slow() -> Opened:
        begun.set()
        time.sleep(0.3)
        done.set()
        raise StoreUnavailable("away")

    hospital = Hospital(slow, never, "01", lambda: START, working=True)
    hospital.keep_trying()
    assert begun.wait(5)
    hospital.close()
    assert done.is_set()
