"""What a hospital's server keeps on its own disk, tables and log, names nobody either."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, text

from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.reading import Reader
from offline_queue.store import Store
from offline_queue.values import State
from tests.offline_queue.conftest import AT, KEY, SECRET, Queue, note, rest, step, there, write
from tests.postgres import Server


def holding(folder: Path, what: bytes) -> list[str]:
    """The server's files in which it stands."""
    found = [file for file in folder.rglob("*") if file.is_file() and what in file.read_bytes()]
    return [str(file.relative_to(folder)) for file in found]


def test_tables_and_log_of_a_server_name_nobody(postgresql: Server | None) -> None:
    there(postgresql)
    with Server() as server:
        engine, cipher = open_engine(server.database()), Cipher(KEY)
        store = Store(engine, cipher)
        store.prepare()
        queue = Queue(server.folder, engine, store, Reader(engine, cipher), store.start("01"))
        queue.open("J1", marks=("CODE-1",))
        fence = queue.sending()
        store.keep_answer("M1", SECRET, AT)
        store.step(queue.me, step("J1", fence, "M2", outcome=note(), machine_intended=SECRET, people=write(1, SECRET)))
        queue.lay(rest("J1", fence, State.HELD, machine=SECRET, outcome=note("M2")))
        on_disk(engine)
        data = server.folder / "data"
        assert holding(data, b"2203A"), "what stands in the clear is found, so it was there to be found"
        assert holding(data, SECRET) == []
        assert holding(data, b"CODE-1") == []
        with engine.begin() as connection:  # the control
            connection.execute(text("UPDATE lane SET front = :name"), {"name": SECRET.decode()})
        on_disk(engine)
        assert len(holding(data, SECRET)) > 1, "in a table and in the log"
        engine.dispose()


def on_disk(engine: Engine) -> None:
    """Whatever the server still has in its memory."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
