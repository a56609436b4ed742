"""What lies on the disk: settings read back, sealed documents, migrations, a full disk, damage, a locked folder."""

from __future__ import annotations

import os
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import FolderInUse, StoreUnavailable, lock_folder, open_engine
from offline_queue.reading import Reader
from offline_queue.schema import HEAD, metadata, upgrade, version_of
from offline_queue.store import Store
from offline_queue.values import State
from tests.offline_queue.conftest import AT, KEY, SECRET, Queue, note, rest, said, step, write

MakeQueue = Callable[..., Queue]


def test_every_connection_is_durable(queue: Queue) -> None:
    with queue.engine.connect() as first, queue.engine.connect() as second:
        for connection in (first, second):
            read = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            }
            assert read == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}


def test_nothing_personal_lies_in_the_clear(queue: Queue) -> None:
    """Every byte of the database, its log and its index, while it is open and after."""
    queue.open()
    fence = queue.sending()
    queue.store.keep_answer("M1", SECRET, AT)
    queue.store.step(
        queue.me, step("J1", fence, "M2", outcome=note(), machine_intended=SECRET, people=write(1, SECRET))
    )
    queue.lay(rest("J1", fence, State.HELD, machine=SECRET, outcome=note("M2")))

    def found() -> list[str]:
        files = [file for file in queue.file.parent.iterdir() if file.name.startswith(queue.file.name)]
        assert sum(file.stat().st_size for file in files) > 10_000
        return [file.name for file in files if SECRET in file.read_bytes()]

    assert found() == []
    queue.engine.dispose()
    assert found() == []
    job = queue.reader.job("J1")
    assert job is not None
    assert job.machine == SECRET
    assert queue.reader.attempt("M1").answer == SECRET  # type: ignore[union-attr]
    assert queue.reader.events("J1")[0].detail == SECRET.decode()


def test_a_document_opens_only_where_it_was_put(queue: Queue) -> None:
    queue.open("J1")
    queue.open("J2", "L2")
    for column, other in (("people", "J2"), ("machine", "J2")):
        queue.change(f"UPDATE job SET {column} = (SELECT {column} FROM job WHERE key = '{other}') WHERE key = 'J1'")  # noqa: S608
        with pytest.raises(DamagedDocument, match=r"job\.(people|machine)\.J1") as refused:
            queue.reader.job("J1")
        assert SECRET.decode() not in str(refused.value)
    queue.change("UPDATE job SET people = machine WHERE key = 'J2'")
    with pytest.raises(DamagedDocument):
        queue.reader.job("J2")


def test_another_key_opens_nothing(queue: Queue, make_queue: MakeQueue) -> None:
    queue.open()
    with pytest.raises(DamagedDocument):
        make_queue(queue.file, key=bytes(32)).reader.job("J1")


@settings(max_examples=100)
@given(st.binary(max_size=200), st.binary(max_size=80), st.integers(0, 400))
def test_any_other_bytes_are_a_damaged_document(plain: bytes, noise: bytes, at: int) -> None:
    cipher = Cipher(KEY)
    sealed = cipher.seal(plain, "job.people.J1")
    assert cipher.open(sealed, "job.people.J1") == plain
    changed = bytearray(sealed)
    changed[at % len(sealed)] ^= 1
    for wrong in (noise, bytes(changed), sealed[:-1], b""):
        with pytest.raises(DamagedDocument):
            cipher.open(wrong, "job.people.J1")


def test_migrations_from_nothing_reach_the_declared_tables(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'fresh.db'}")
    assert version_of(engine) is None
    upgrade(engine)
    assert version_of(engine) == HEAD
    upgrade(engine)
    declared = open_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    metadata.create_all(declared)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []

    def indexes(of: object) -> set[tuple[str, str]]:
        with of.connect() as connection:  # type: ignore[attr-defined]
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql NOT NULL"))
            return {(row.name, " ".join(row.sql.split())) for row in rows}

    assert indexes(engine) == indexes(declared)  # autogenerate does not compare the conditions of partial indexes
    engine.dispose()
    declared.dispose()


def test_a_database_of_the_first_release_opens_with_its_jobs(tmp_path: Path, make_queue: Callable[..., Queue]) -> None:
    """Its jobs have no marks; what is opened from now on has."""
    queue = make_queue(tmp_path / "old.db")
    queue.open("J1", marks=("CODE-1",))
    for statement in (
        "DROP TABLE mark",
        "DROP TABLE register",
        "DROP INDEX job_subject",
        "DELETE FROM counter WHERE name = 'event'",
        "UPDATE alembic_version SET version_num = '0001'",
    ):
        queue.change(statement)
    queue.engine.dispose()
    opened = make_queue(queue.file)
    assert version_of(opened.engine) == HEAD
    assert [job.key for job in opened.reader.jobs()] == ["J1"]
    assert opened.reader.holders(["CODE-1"]) == []
    opened.open("J2", marks=("CODE-1",))
    assert opened.reader.holders(["CODE-1"]) == [("CODE-1", "J2")]


def test_a_migration_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    file = tmp_path / "half.db"
    raw = sqlite3.connect(file)
    raw.execute("CREATE TABLE counter (name TEXT)")  # the last table of the migration is in its way
    raw.commit()
    raw.close()
    engine = open_engine(f"sqlite:///{file}")
    with pytest.raises(StoreUnavailable):
        Store(engine, Cipher(KEY)).prepare()
    with engine.connect() as connection:
        names = {row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))}
    engine.dispose()
    assert names == {"counter"}


def _file_limit(limit: int) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))


def test_a_full_disk_stops_the_write_and_nothing_else(queue: Queue) -> None:
    """No byte may be added to any file: a commit is refused, what was there stays, and it works again afterwards."""
    queue.open("J1")
    fence = queue.sending()
    stood = queue.dump()
    unlimited, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.getsignal(signal.SIGXFSZ)
    log = Path(f"{queue.file}-wal").stat().st_size
    try:
        _file_limit(log)
        for deed in (
            lambda: queue.store.step(queue.me, step("J1", fence, "M2", outcome=note())),
            lambda: queue.lay(rest("J1", fence, outcome=note())),
            lambda: queue.store.person("J1", write(1)),
            lambda: queue.store.keep_answer("M1", b"late", AT),
            lambda: queue.store.count("a"),
        ):
            with pytest.raises(StoreUnavailable) as refused:
                deed()
            assert refused.value.reason in ("full", "io")
        assert queue.dump() == stood
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        signal.signal(signal.SIGXFSZ, handler)
    assert queue.store.step(queue.me, step("J1", fence, "M2", outcome=note())).intended


@pytest.mark.parametrize("damage", ["not a database", "first page", "empty folder in its place"])
def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "counter.db"
    if damage == "first page":
        engine = open_engine(f"sqlite:///{file}")
        Store(engine, Cipher(KEY)).prepare()
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        content = bytearray(file.read_bytes())
        content[100:4096] = os.urandom(3996)
        file.write_bytes(content)
    elif damage == "not a database":
        file.write_bytes(b"something else " * 500)
    else:
        file.mkdir()
    engine = open_engine(f"sqlite:///{file}")
    store, reader = Store(engine, Cipher(KEY)), Reader(engine, Cipher(KEY))
    for deed in (store.prepare, lambda: store.start("01"), reader.jobs):
        with pytest.raises(StoreUnavailable) as refused:
            deed()
        assert refused.value.reason == ("io" if damage.startswith("empty") else "damaged")
    engine.dispose()


def test_a_database_held_by_another_program_is_busy(queue: Queue) -> None:
    other = sqlite3.connect(queue.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with queue.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
    try:
        with pytest.raises(StoreUnavailable) as refused:
            queue.open()
        assert refused.value.reason == "busy"
    finally:
        other.execute("ROLLBACK")
        other.close()
    queue.open()


def test_one_process_works_in_a_folder(tmp_path: Path) -> None:
    """The lock ends with its process, also where that is killed."""
    holds = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from offline_queue.engine import lock_folder
        lock = lock_folder(Path(sys.argv[1]))
        print("locked", flush=True)
        sys.stdin.read()
        """
    )
    with subprocess.Popen(
        [sys.executable, "-c", holds, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(FolderInUse):
            lock_folder(tmp_path)
        other.kill()
    lock_folder(tmp_path, wait_s=5.0).release()


def test_what_was_committed_is_there_after_a_kill(queue: Queue, tmp_path: Path) -> None:
    """The process dies without closing anything right after its commit."""
    dies = textwrap.dedent(
        """
        import os, signal, sys
        from offline_queue.cipher import Cipher
        from offline_queue.engine import open_engine
        from offline_queue.store import Store
        store = Store(open_engine("sqlite:///" + sys.argv[1]), Cipher(bytes(range(32))))
        store.count("kept", 7)
        os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    ran = subprocess.run(
        [sys.executable, "-c", dies, str(queue.file)], check=False, cwd=Path(__file__).resolve().parents[2], timeout=60
    )
    assert ran.returncode == -signal.SIGKILL
    assert queue.store.count("kept", 0) == 7


def test_an_event_line_tells_nothing_personal_in_the_clear(queue: Queue) -> None:
    queue.open()
    rows = queue.dump()["event"]
    assert [row for row in rows if said("x").detail in str(row)] == []
