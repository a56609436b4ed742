"""The feed of events: numbers without holes in the order of commits, whoever writes, breaks off or reads meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from offline_queue.cipher import DamagedDocument
from offline_queue.engine import StoreUnavailable
from offline_queue.history import FeedBehind
from offline_queue.store import SubjectAlive
from tests.offline_queue.conftest import Queue, said, write

MakeQueue = Callable[..., Queue]


def test_numbers_have_no_holes_whatever_is_rolled_back(queue: Queue) -> None:
    queue.open("J1", subject="B1")
    for _ in range(3):
        with pytest.raises(SubjectAlive):
            queue.open("J2", subject="B1")
        with pytest.raises(StoreUnavailable):
            queue.open("J1", subject="B2")  # the key is taken: refused after its number was drawn
    queue.open("J3", subject="B3")
    assert [(row.seq, row.job) for row in queue.reader.events()] == [(1, "J1"), (2, "J3")]


def test_readers_beside_writers_see_every_number_once(queue: Queue, make_queue: MakeQueue) -> None:
    """Four threads of two processes' stores write, some of it is rolled back; a reader never sees a number before the
    ones below it."""
    other = make_queue(queue.file, window="02")
    each, done = 15, threading.Event()

    def work(which: Queue, name: str) -> None:
        for n in range(each):
            which.open(f"{name}{n}", lane=f"{name}{n}")
            with pytest.raises(StoreUnavailable):
                which.open(f"{name}{n}", lane=name, subject=f"again {name}{n}")

    threads = [threading.Thread(target=work, args=(queue if n % 2 else other, f"T{n}-")) for n in range(4)]
    read: list[int] = []

    def follow() -> None:
        while True:
            last_round = done.is_set()
            read.extend(row.seq for row in queue.reader.events(since=read[-1] if read else 0, limit=7))
            if last_round and read and len(read) == 4 * each:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    reader.join(60)
    assert read == list(range(1, 4 * each + 1))


def test_a_row_that_is_missing_or_changed_is_said(queue: Queue) -> None:
    for key in ("J1", "J2", "J3"):
        queue.open(key, lane=key)
        queue.store.person(key, write(1))
    assert len(queue.reader.events()) == 6
    for damage, mend in (
        ("UPDATE event SET who = 'somebody' WHERE seq = 3", "UPDATE event SET who = 'window' WHERE seq = 3"),
        ("UPDATE event SET what = 'settled' WHERE seq = 3", "UPDATE event SET what = 'opened' WHERE seq = 3"),
        ("UPDATE event SET seq = 9 WHERE seq = 3", "UPDATE event SET seq = 3 WHERE seq = 9"),
        ("UPDATE event SET job = 'J1', n = 3 WHERE seq = 3", "UPDATE event SET job = 'J2', n = 1 WHERE seq = 3"),
    ):
        queue.change(damage)
        for since in (0, 2):
            with pytest.raises(DamagedDocument):
                queue.reader.events(since=since)
        queue.change(mend)
        assert len(queue.reader.events()) == 6
    queue.change("DELETE FROM event WHERE seq = 6")
    with pytest.raises(DamagedDocument):
        queue.reader.events(since=3)
    assert len(queue.reader.events(since=3, limit=2)) == 2


def test_a_reader_of_another_feed_is_told(queue: Queue) -> None:
    queue.open()
    assert queue.reader.events(since=1) == []
    with pytest.raises(FeedBehind) as behind:
        queue.reader.events(since=2)
    assert behind.value.args == (1,)
    assert said("x").seq == 0
