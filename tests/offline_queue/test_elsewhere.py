"""What a window remembers of the bills it opened in the hospital's store."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from offline_queue.cipher import Cipher
from offline_queue.elsewhere import Elsewhere
from offline_queue.engine import open_engine
from offline_queue.store import Store
from tests.offline_queue.conftest import KEY


def test_a_noted_bill_is_known_to_the_next_start_and_its_number_is_not_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "own.db"
    engine = open_engine(f"sqlite:///{file}")
    Store(engine, Cipher(KEY)).prepare()
    engine.dispose()
    notes = Elsewhere(f"sqlite:///{file}", Cipher(KEY))
    assert notes.note("T260101000001", lasting=False)
    assert not notes.note("T260101000001", lasting=False), "it is noted already"
    assert notes.note("T260101000002", lasting=True)
    # As a killed process leaves it: nothing closed, nothing synced by us.
    another = Elsewhere(f"sqlite:///{file}", Cipher(KEY))
    assert another.knows("T260101000001")
    assert another.knows("T260101000002")
    assert not another.knows("T260101000003")
    notes.make_lasting()
    another.forget("T260101000001")
    assert not notes.knows("T260101000001")
    notes.close()
    another.close()
    with sqlite3.connect(file) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM counter")]
    raw.close()
    assert names
    assert not any("T260101" in name for name in names)


def test_before_money_may_move_a_note_is_synced_once_for_all(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'own.db'}"
    engine = open_engine(url)
    store = Store(engine, Cipher(KEY))
    store.prepare()
    notes = Elsewhere(url, Cipher(KEY))
    notes._pool.shutdown()  # its thread does nothing of itself
    for number in range(5):
        notes.note(f"B-{number}", lasting=False)
    assert store.count("bills elsewhere synced", 0) == 0
    notes.make_lasting()
    notes.make_lasting()
    assert store.count("bills elsewhere synced", 0) == 1
    notes.close()
    engine.dispose()
