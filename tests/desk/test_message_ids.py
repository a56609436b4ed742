"""Message ids are never repeated: in a burst, across quick restarts, after a burst that ran ahead of the clock."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter_app.desk.message_ids import MessageIds
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store

AT = datetime(2026, 3, 12, 9, 30, 0, 250000, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(open_engine(f"sqlite:///{tmp_path / 'counter.db'}"), Cipher(bytes(32)))
    made.prepare()
    return made


def test_an_id_is_the_institution_a_time_and_a_serial_of_the_window(store: Store) -> None:
    msgid = MessageIds(store, "H44010000001", 7).next(AT)
    assert len(msgid) == 30
    assert msgid.startswith("H4401000000120260312093001")
    assert 700 <= int(msgid[26:]) <= 799


def test_programs_started_again_in_the_same_second_repeat_nothing(store: Store) -> None:
    """Without the mark on disk a replay right after a settlement sent the ids of its calls again."""
    used = [ids.next(AT) for ids in (MessageIds(store, "H44010000001", 1) for _ in range(5)) for _ in range(60)]
    assert len(set(used)) == len(used)


def test_a_burst_runs_ahead_of_the_clock_and_the_next_start_behind_it(store: Store) -> None:
    first = MessageIds(store, "H44010000001", 1)
    used = [first.next(AT) for _ in range(2500)]
    second = MessageIds(store, "H44010000001", 1)
    used += [second.next(AT + timedelta(seconds=late)) for late in range(40) for _ in range(30)]
    assert len(set(used)) == len(used)


def test_a_clock_set_back_repeats_nothing(store: Store) -> None:
    ids = MessageIds(store, "H44010000001", 1)
    used = [ids.next(AT + timedelta(seconds=step)) for step in (*range(300), *range(-200, 200))]
    assert len(set(used)) == len(used)


def test_several_threads_share_them(store: Store) -> None:
    ids = MessageIds(store, "H44010000001", 1)
    used: list[str] = []
    threads = [threading.Thread(target=lambda: used.extend(ids.next(AT) for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(used)) == 800
