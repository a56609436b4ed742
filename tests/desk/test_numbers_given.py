"""Numbers that are given once: message ids and claims' keys, in bursts, restarts and many windows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counter_app.desk import clock
from counter_app.desk.message_ids import MessageIds
from counter_app.desk.ticket_numbers import TicketNumbers
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store
from tests.desk.world import INSTITUTION, KEY

AT = datetime(2031, 5, 6, 9, 0, 0, 999999, tzinfo=clock.WINDOW_ZONE)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    engine = open_engine(f"sqlite:///{tmp_path / 'numbers.db'}")
    found = Store(engine, Cipher(KEY))
    found.prepare()
    yield found
    engine.dispose()


def test_message_ids_never_repeat_in_bursts_restarts_and_windows(store: Store) -> None:
    """Bursts beyond a second's serials, starts in the same second, and a clock set back while the program runs."""
    seen: list[str] = []
    for window in (0, 1, 99):
        for restart in range(4):
            ids = MessageIds(store, INSTITUTION, window)
            for burst in (1, 250, 3):
                seen += [ids.next(AT + timedelta(milliseconds=restart)) for _ in range(burst)]
            seen += [ids.next(AT - timedelta(hours=1)) for _ in range(120)]
    assert len(set(seen)) == len(seen)
    assert {len(msgid) for msgid in seen} == {30}
    assert all(msgid.startswith(INSTITUTION) and msgid[12:].isdigit() for msgid in seen)
    assert {msgid[26:28] for msgid in seen} == {"00", "01", "99"}


def test_message_ids_from_many_threads(store: Store) -> None:
    ids = MessageIds(store, INSTITUTION, 1)
    seen: list[str] = []
    workers = [
        threading.Thread(target=lambda: seen.extend([ids.next(clock.moment().wall) for _ in range(150)]))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(seen)) == len(seen) == 600


def test_claim_keys_never_repeat(store: Store, tmp_path: Path) -> None:
    seen = [
        number
        for _ in range(3)
        for number in (lambda t: [t.next() for _ in range(45)])(TicketNumbers(store, 7, lambda n: n - 1))
    ]
    assert len(set(seen)) == len(seen) == 135
    assert {number[:8] for number in seen} == {seen[0][:8]}
    other_engine = open_engine(f"sqlite:///{tmp_path / 'reinstalled.db'}")
    other = Store(other_engine, Cipher(KEY))
    other.prepare()
    assert TicketNumbers(other, 7, lambda _n: 5).next() not in seen
    other_engine.dispose()
