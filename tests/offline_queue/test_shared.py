"""One store for many windows: PostgreSQL, several processes' worth of stores on it, and leases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine, undurable
from offline_queue.leases import BEAT_S, DEAD_AFTER_S, Heard, Leases
from offline_queue.reading import Reader
from offline_queue.store import LaneLost, LaneTaken, Store, SubjectAlive
from offline_queue.values import FreshJob, State
from tests.offline_queue.conftest import AT, KEY, Queue, note, rest, said, step, there
from tests.postgres import Server

WINDOWS = 8
RACES, RACES_IN_SOAK = 100, 1000


class Window:
    """One window's own way to the shared store: its connections, its lease, its clock."""

    def __init__(self, address: str, name: str) -> None:
        self.engine = open_engine(address)
        self.seconds = 1000.0
        self.leases = Leases(self.engine, lambda: self.seconds)
        cipher = Cipher(KEY)
        self.store = Store(self.engine, cipher, self.leases.dead)
        self.reader = Reader(self.engine, cipher, self.leases.dead)
        self.store.prepare()
        self.me = self.leases._me = self.store.start(name)

    def watch(self, seconds: float, *others: Window) -> None:
        """So long goes by on this window's clock, while the others beat."""
        for _ in range(round(seconds / BEAT_S)):
            for one in others:
                one.leases.look()
            self.seconds += BEAT_S
            self.leases.look()

    def open(self, key: str = "J1", lane: str = "L", subject: str = "") -> None:
        fresh = FreshJob(key, subject or f"bill of {key}", lane, key, State.READY, b"people", b"machine", AT)
        self.store.open(self.me, fresh, (said("opened"),))


@pytest.fixture
def address(postgresql: Server | None) -> str:
    return there(postgresql).database()


@pytest.fixture
def make_window(address: str) -> Iterator[Callable[[str], Window]]:
    made: list[Window] = []

    def make(name: str) -> Window:
        made.append(Window(address, name))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()


MakeWindow = Callable[[str], Window]


def winners(windows: list[Window], deed: Callable[[Window], object]) -> list[Window]:
    """All of them at the same moment; those whom it was granted."""
    ready = threading.Barrier(len(windows))

    def run(window: Window) -> bool:
        ready.wait(20)
        try:
            deed(window)
        except (LaneTaken, SubjectAlive):
            return False
        return True

    with ThreadPoolExecutor(len(windows)) as pool:
        return [window for window, won in zip(windows, pool.map(run, windows), strict=True) if won]


def race(make_window: MakeWindow, rounds: int) -> None:
    windows = [make_window(f"{number:02d}") for number in range(1, WINDOWS + 1)]
    for number in range(rounds):
        lane = f"lane {number}"  # nobody has been in it: its row is made in the race as well
        assert len(winners(windows, lambda one, lane=lane: one.store.take(one.me, lane))) == 1  # type: ignore[misc]
        bill = f"bill {number}"
        made = winners(
            windows,
            lambda one, bill=bill, number=number: one.open(f"J{number}-{one.me.window}", f"of {bill}", bill),  # type: ignore[misc]
        )
        assert len(made) == 1
        assert made[0].reader.job(f"J{number}-{made[0].me.window}") is not None
    with windows[0].engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM job")).scalar() == rounds
    assert [one.seq for one in windows[0].reader.events()] == list(range(1, rounds + 1)), "the feed has a hole"


def test_eight_windows_race_for_one_record_and_one_has_it(make_window: MakeWindow) -> None:
    race(make_window, RACES)


def test_a_counter_and_a_start_that_two_begin_at_once_are_given_once_each(make_window: MakeWindow) -> None:
    """Both found no row, both wrote the first one, and one was refused as if the disk were broken."""
    windows = [make_window(f"{number:02d}") for number in range(1, 5)]
    for round_ in range(10):
        given: list[tuple[str, int]] = []

        def begin(one: Window, number: int = round_, given: list[tuple[str, int]] = given) -> None:
            given.append(("count", one.store.count(f"new {number}")))
            given.append(("start", one.store.start(f"{50 + number}").incarnation))

        winners(windows, begin)
        assert sorted(given) == [(what, n) for what in ("count", "start") for n in (1, 2, 3, 4)]
    assert windows[0].store.at_least("new 0", 3) == 4
    assert windows[0].store.at_least("new 0", 9) == 9


def test_who_has_left_one_window_still_stands_at_another(make_window: MakeWindow) -> None:
    one, other = make_window("01"), make_window("02")
    one.open()
    one.store.front("L", "01")
    other.store.front("L", "02")
    one.store.front("L", "01", here=False)
    assert one.reader.due(AT, one.me, limit=5) == []
    other.store.front("L", "02", here=False)
    assert one.reader.due(AT, one.me, limit=5) == [("J1", "L")]


def test_options_in_the_address_stay_but_none_that_a_commit_hangs_on(postgresql: Server | None) -> None:
    address = f"{there(postgresql).database()}&options=-csearch_path%3Dpublic%20-csynchronous_commit%3Doff"
    engine = open_engine(address)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW search_path")).scalar() == "public"
        assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "10s"
    assert undurable(engine) == ("fsync",), "as the tests' server is set"
    engine.dispose()


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_eight_windows_race_a_thousand_times(make_window: MakeWindow) -> None:
    race(make_window, RACES_IN_SOAK)


def test_a_lane_that_somebody_is_writing_in_is_not_waited_for(make_window: MakeWindow) -> None:
    one, other = make_window("01"), make_window("02")
    one.store.release(one.me, "L", one.store.take(one.me, "L"))
    with one.engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT * FROM lane WHERE lane = 'L' FOR UPDATE"))
        with pytest.raises(LaneTaken):
            other.store.take(other.me, "L")
    assert other.store.take(other.me, "L") == 2


def test_a_window_that_dies_hands_its_claims_over(make_window: MakeWindow) -> None:
    dies, lives = make_window("01"), make_window("02")
    dies.open()
    fence = dies.store.take(dies.me, "L")
    assert dies.store.step(dies.me, step("J1", fence, "M1")).intended
    dies.store.front("L", "01")
    lives.watch(DEAD_AFTER_S + 10, dies)
    assert not lives.leases.dead(), "it beats"
    assert lives.reader.due(AT, lives.me, limit=5) == []
    lives.watch(DEAD_AFTER_S - BEAT_S)
    with pytest.raises(LaneTaken):
        lives.store.take(lives.me, "L")
    lives.watch(BEAT_S)
    assert lives.leases.dead() == {dies.me}
    assert lives.reader.due(AT, lives.me, limit=5) == [("J1", "L")], "its person does not stand there any more"
    taken = lives.store.take(lives.me, "L")
    assert taken == fence + 1
    job = lives.reader.job("J1")
    assert job is not None
    assert job.attempt is not None, "the call it left open is looked at first"
    assert job.attempt.owner == dies.me
    lives.store.rest(lives.me, rest("J1", taken, outcome=note("M1", "lost")), AT)
    # It was not dead: it comes back in the middle of its call, and may change nothing but put its answer away.
    for write in (
        lambda: dies.store.step(dies.me, step("J1", fence, "M2", outcome=note("M1"))),
        lambda: dies.store.rest(dies.me, rest("J1", fence, outcome=note("M1")), AT),
    ):
        with pytest.raises(LaneLost):
            write()
    dies.store.keep_answer("M1", b"answered", AT)
    dies.store.keep_answer("M1", b"another", AT)
    found = lives.reader.attempt("M1")
    assert found is not None
    assert (found.outcome, found.late_answer) == ("lost", b"answered")


def test_background_work_goes_on_where_the_person_stood_at_a_dead_window(make_window: MakeWindow) -> None:
    """T2 looks at the front as well as the picking does."""
    dies, lives = make_window("01"), make_window("02")
    dies.open()
    dies.store.front("L", "01")
    fence = lives.store.take(lives.me, "L")
    lives.watch(BEAT_S, dies)
    assert lives.store.step(lives.me, step("J1", fence, "M1", background=True)).why == "front"
    lives.watch(DEAD_AFTER_S + BEAT_S)
    assert lives.store.step(lives.me, step("J1", fence, "M2", background=True)).intended


def test_who_slept_knows_nothing_of_the_others(make_window: MakeWindow) -> None:
    """A machine that was shut for the night wakes: to its clock nobody has beaten for hours."""
    sleeper, other = make_window("01"), make_window("02")
    sleeper.watch(BEAT_S, other)
    sleeper.seconds += 8 * 3600
    sleeper.leases.look()
    assert not sleeper.leases.dead()
    sleeper.watch(DEAD_AFTER_S - BEAT_S)
    assert not sleeper.leases.dead()
    sleeper.watch(BEAT_S)
    assert sleeper.leases.dead() == {other.me}
    other.leases.look()
    sleeper.watch(BEAT_S)
    assert not sleeper.leases.dead(), "it beats again"


def test_a_server_that_is_away_kills_nobody(postgresql: Server | None) -> None:
    """The windows beat to a server that does not hear them; when it is back, each has the whole time anew."""
    there(postgresql)
    with Server() as server:
        one = Window(address := server.database(), "01")
        other = Window(address, "02")
        try:
            one.watch(BEAT_S, other)
            server.kill()
            for _ in range(20):
                one.seconds += BEAT_S
                with pytest.raises(StoreUnavailable) as refused:
                    one.leases.look()
                assert refused.value.reason == "away"
            server.start()
            one.leases.look()
            assert not one.leases.dead()
            one.watch(DEAD_AFTER_S - BEAT_S)
            assert not one.leases.dead()
        finally:
            one.engine.dispose()
            other.engine.dispose()


def test_the_same_window_started_twice_is_told_to_the_first(make_window: MakeWindow) -> None:
    first = make_window("03")
    first.leases.look()
    assert not first.leases.superseded
    second = make_window("03")
    first.leases.look()
    second.leases.look()
    assert first.leases.superseded
    assert not second.leases.superseded
    assert second.store.take(second.me, "L") == 1
    with pytest.raises(LaneTaken):
        first.store.take(first.me, "L")


def test_a_number_is_held_by_one_process(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_queue.leases._TRIES", 1)
    one, twin, other = make_window("01"), make_window("01"), make_window("02")
    assert one.leases.hold("01")
    assert not twin.leases.hold("01")
    assert other.leases.hold("02")
    one.leases.end()
    monkeypatch.setattr("offline_queue.leases._TRIES", 30)
    assert twin.leases.hold("01"), "the first has closed"
    twin.leases.end()
    other.leases.end()


def test_a_number_is_held_again_when_the_server_is_back(
    postgresql: Server | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the first try comes while it is still away."""
    there(postgresql)
    monkeypatch.setattr("offline_queue.leases.BEAT_S", 0.02)
    monkeypatch.setattr("offline_queue.leases._TRIES", 1)
    with Server() as server:
        one = Window(address := server.database(), "01")
        twin = Window(address, "01")
        one.me = one.store.start("01")
        try:
            assert one.leases.hold("01")
            before, hold, tried = one.leases._post, one.leases.hold, list[bool]()

            def fails_first(window: str) -> bool:
                tried.append(True)
                if len(tried) == 1:
                    raise StoreUnavailable("away")
                return hold(window)

            monkeypatch.setattr(one.leases, "hold", fails_first)
            one.leases.begin(one.me)
            server.kill()
            time.sleep(0.2)  # it looks in vain, many times
            server.start()
            until = time.monotonic() + 10
            while one.leases._post in (None, before):
                assert time.monotonic() < until, "never held again"
                time.sleep(0.02)
            time.sleep(0.1)
            assert not twin.leases.hold("01")
        finally:
            one.leases.end()
            one.engine.dispose()
            twin.engine.dispose()


def test_beats_go_on_by_themselves(make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offline_queue.leases.BEAT_S", 0.01)
    one = make_window("01")
    seen = threading.Event()
    look = one.leases.look

    def looked() -> None:
        look()
        seen.set()

    monkeypatch.setattr(one.leases, "look", looked)
    one.leases.begin(one.me)
    try:
        assert seen.wait(10)
        seen.clear()
        assert seen.wait(10), "more than once"
    finally:
        one.leases.end()


@pytest.mark.parametrize("kind", ["away", "locked"])
def test_nobody_waits_long_for_a_server(kind: str, address: str, make_window: MakeWindow) -> None:
    one = make_window("01")
    one.open()
    if kind == "away":
        nowhere = open_engine("postgresql+psycopg://app@127.0.0.1:1/queue")
        with pytest.raises(StoreUnavailable) as refused:
            Store(nowhere, Cipher(KEY)).count("x")
        nowhere.dispose()
        assert refused.value.reason == "away"
        return
    other: Engine = open_engine(address)
    with other.connect() as connection, connection.begin():
        connection.execute(text("SET lock_timeout = 0"))
        connection.execute(text("SELECT * FROM job FOR UPDATE"))
        with one.engine.connect() as impatient:
            impatient.execute(text("SET lock_timeout = 50"))
            with pytest.raises(Exception, match="lock timeout"), impatient.begin_nested():
                impatient.execute(text("SELECT * FROM job FOR UPDATE"))
            assert impatient.execute(text("SHOW statement_timeout")).scalar() == "10s"
    other.dispose()


@pytest.mark.parametrize("make_queue", ["postgresql"], indirect=True)
def test_events_are_numbered_in_the_order_of_their_commits(queue: Queue, make_queue: Callable[..., Queue]) -> None:
    """Many write at once, somebody reads all the time: what is read is never behind a number that comes later."""
    other = make_queue(queue.file, window="02")
    stop, read = threading.Event(), list[int]()

    def follow() -> None:
        while not stop.is_set():
            read.extend(one.seq for one in other.reader.events(since=read[-1] if read else 0))

    reader = threading.Thread(target=follow)
    reader.start()
    try:
        with ThreadPoolExecutor(8) as pool:
            for _ in pool.map(lambda n: (queue, other)[n % 2].open(f"J{n}", f"L{n}"), range(200)):
                pass
    finally:
        stop.set()
        reader.join()
    read.extend(one.seq for one in other.reader.events(since=read[-1] if read else 0))
    assert read == list(range(1, 201))


def test_a_number_that_is_refused_after_a_cut_is_another_ones_after_30_s(
    make_window: MakeWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server keeps the number for our own cut connection for up to 25 s; who was started a second time knows it."""
    monkeypatch.setattr("offline_queue.leases._TRIES", 1)
    one, cut = make_window("01"), make_window("02")
    one.leases._number = "01"
    assert cut.leases.hold("01"), "what the server remembers of our cut connection"
    heard = []
    for waited in (0, 25, 5):
        one.seconds += waited
        heard.append(one.leases._beat())
    assert heard == [Heard.NOTHING, Heard.NOTHING, Heard.ANOTHER]
    cut.leases.end()
    assert one.leases._beat() is Heard.ALL_WELL
    one.store.start("01")
    assert one.leases._beat() is Heard.ANOTHER, "at once"
    one.leases.end()
