"""Message ids are never repeated: in a burst, across restarts and crashes whatever the clock does, between windows."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counter_app.desk.message_ids import MessageIds
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.store import Store

ROOT = Path(__file__).resolve().parents[2]
INSTITUTION = "H44010000001"
AT = datetime(2026, 3, 12, 9, 30, 0, 250000, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(open_engine(f"sqlite:///{tmp_path / 'counter.db'}"), Cipher(bytes(32)))
    made.prepare()
    return made


def test_an_id_is_the_institution_a_time_and_a_serial_of_the_window(store: Store) -> None:
    msgid = MessageIds(store, INSTITUTION, 7).next(AT)
    assert len(msgid) == 30
    assert msgid.startswith(f"{INSTITUTION}20260312093001")
    assert 700 <= int(msgid[26:]) <= 799


def test_programs_started_again_in_the_same_second_repeat_nothing(store: Store) -> None:
    """Without the mark on disk a replay right after a settlement sent the ids of its calls again."""
    used = [ids.next(AT) for ids in (MessageIds(store, INSTITUTION, 1) for _ in range(5)) for _ in range(60)]
    assert len(set(used)) == len(used)


def test_a_burst_runs_ahead_of_the_clock_and_the_next_start_behind_it(store: Store) -> None:
    first = MessageIds(store, INSTITUTION, 1)
    used = [first.next(AT) for _ in range(2500)]
    second = MessageIds(store, INSTITUTION, 1)
    used += [second.next(AT + timedelta(seconds=late)) for late in range(40) for _ in range(30)]
    assert len(set(used)) == len(used)


def test_a_clock_set_back_repeats_nothing(store: Store) -> None:
    ids = MessageIds(store, INSTITUTION, 1)
    used = [ids.next(AT + timedelta(seconds=step)) for step in (*range(300), *range(-200, 200))]
    assert len(set(used)) == len(used)


def test_several_threads_share_them(store: Store) -> None:
    ids = MessageIds(store, INSTITUTION, 1)
    used: list[str] = []
    threads = [threading.Thread(target=lambda: used.extend(ids.next(AT) for _ in range(200))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(used)) == 800


def test_a_clock_set_back_across_a_restart_repeats_nothing(store: Store) -> None:
    """No burst ran ahead: each second was the clock's own, and only the mark on disk can know of it. Twice 60 of 100
    serials of a second cannot be all different.
    """
    used = []
    for _ in range(2):
        ids = MessageIds(store, INSTITUTION, 1)
        used += [ids.next(AT + timedelta(seconds=step)) for step in range(0, 700, 7) for _ in range(60)]
    assert len(set(used)) == len(used)


def test_an_orderly_end_does_not_carry_the_ids_away_from_the_clock(store: Store) -> None:
    """Fifty short runs at one moment: one second each, not five minutes each."""
    used = []
    for _ in range(50):
        ids = MessageIds(store, INSTITUTION, 1)
        used.append(ids.next(AT))
        ids.lay_down()
    assert len(set(used)) == 50
    assert max(used)[12:26] <= f"{AT + timedelta(seconds=50):%Y%m%d%H%M%S}"
    used += [ids.next(AT), MessageIds(store, INSTITUTION, 1).next(AT)]
    assert len(set(used)) == 52, "drawn after all, and after that"


def test_the_mark_costs_one_commit_in_five_minutes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[int] = []
    count = Store.count

    def counted(self: Store, name: str, step: int = 1, start: int = 0) -> int:
        written.append(step)
        return count(self, name, step, start)

    monkeypatch.setattr(Store, "count", counted)
    ids = MessageIds(store, INSTITUTION, 1)
    for second in range(3000):
        ids.next(AT + timedelta(seconds=second))
    assert len(written) == 11, "one look at the mark, and ten moves of it"


def test_one_store_for_two_institutions_and_windows(store: Store) -> None:
    """A shared store: nobody moves another's mark."""
    all_ids = [MessageIds(store, name, window) for name in (INSTITUTION, "H44010000009") for window in (1, 2)]
    used = [ids.next(AT + timedelta(seconds=step)) for step in range(400) for ids in all_ids]
    assert len(set(used)) == len(used)
    assert max(msgid[12:26] for msgid in used) <= f"{AT + timedelta(seconds=401):%Y%m%d%H%M%S}"


# --- four windows, 100,000 ids, a crash ------------------------------------------------------------------------------

DRAWS, WINDOWS = 25_000, (0, 7, 42, 99)


def open_store(folder: str) -> Store:
    made = Store(open_engine(f"sqlite:///{folder}/counter.db"), Cipher(bytes(32)))
    made.prepare()
    return made


def draw(folder: str, window: int, count: int, starting_at: float, die: bool) -> None:
    """One process of a window: writes every id it would send, then ends, or is killed."""
    ids = MessageIds(open_store(folder), INSTITUTION, window)
    at = datetime.fromtimestamp(starting_at, AT.tzinfo)
    with open(f"{folder}/ids", "a", encoding="ascii") as file:  # noqa: PTH123
        for number in range(count):
            # Now and then the clock goes on; mostly there is a burst.
            file.write(ids.next(at + timedelta(seconds=number // 1000)) + "\n")
        file.flush()
        if die:
            os.kill(os.getpid(), signal.SIGKILL)
    ids.lay_down()


def test_four_windows_share_an_institution_and_one_crashes(tmp_path: Path) -> None:
    """A process and a store a window, side by side. Window 7 is killed and starts again with its clock an hour back."""
    folders = {window: tmp_path / str(window) for window in WINDOWS}
    for folder in folders.values():
        folder.mkdir()
    at = AT.timestamp()

    def run(window: int, count: int, moment: float, *, die: bool = False) -> subprocess.Popen[bytes]:
        call = f"draw({str(folders[window])!r}, {window}, {count}, {moment}, {die})"
        return subprocess.Popen(
            [sys.executable, "-c", f"from tests.desk.test_message_ids import draw; {call}"], cwd=ROOT
        )

    running = [run(window, DRAWS, at) for window in WINDOWS if window != 7]
    assert run(7, DRAWS // 2, at, die=True).wait(120) == -signal.SIGKILL
    running.append(run(7, DRAWS - DRAWS // 2, at - 3600))
    assert [process.wait(120) for process in running] == [0, 0, 0, 0]
    used = [line for folder in folders.values() for line in (folder / "ids").read_text("ascii").split()]
    assert len(used) == 100_000
    assert len(set(used)) == 100_000
    assert {len(msgid) for msgid in used} == {30}
    for window, folder in folders.items():
        serials = {int(line[26:]) for line in (folder / "ids").read_text("ascii").split()}
        assert serials == set(range(window * 100, window * 100 + 100))


def test_a_mark_kept_ahead_costs_no_claim_a_commit(store: Store) -> None:
    ids = MessageIds(store, INSTITUTION, 1)
    ids.keep_ahead(AT)  # nothing drawn yet: nothing to keep
    used = [ids.next(AT)]
    mark = ids._mark
    for minute in range(1, 60):
        ids.keep_ahead(AT + timedelta(minutes=minute))
        kept = ids._mark
        used += [ids.next(AT + timedelta(minutes=minute, seconds=late)) for late in range(0, 60, 7)]
        assert ids._mark == kept
    assert ids._mark > mark
    used += [MessageIds(store, INSTITUTION, 1).next(AT)]
    assert len(set(used)) == len(used)
