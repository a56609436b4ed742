"""A store of every schema that was ever shipped opens with its jobs, and works."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, select

import offline_queue
from offline_queue.cipher import Cipher
from offline_queue.engine import StoreUnavailable, open_engine
from offline_queue.reading import Reader
from offline_queue.schema import HEAD, metadata, stamp, version_of
from offline_queue.store import Store
from offline_queue.values import Owner, State
from tests.offline_queue.conftest import AT, KEY, SECRET, note, rest, said, step, there, write
from tests.postgres import Server

_CONFIG = Config()
_CONFIG.set_main_option("script_location", str(Path(offline_queue.__file__).parent / "migrations"))
REVISIONS = sorted(script.revision for script in ScriptDirectory.from_config(_CONFIG).walk_revisions())
ME = Owner("01", 7)
# A hospital's queue on a server is there since 0003.
STORES = [("sqlite", one) for one in REVISIONS] + [("postgresql", one) for one in REVISIONS if one >= "0003"]


def sample(engine: Engine, revision: str) -> None:
    """A store as the program of that revision left it: three jobs, one with a call on its way, and what goes with them.

    Its documents are bound to row and column alone, as all were up to 0002.
    """
    with engine.begin() as connection:
        _CONFIG.attributes["connection"] = connection
        command.upgrade(_CONFIG, revision)
    tables = MetaData()
    tables.reflect(engine)
    cipher = Cipher(KEY)
    rows: dict[str, list[dict[str, object]]] = {"job": [], "event": [], "lane": [], "attempt": []}
    for n, (key, state) in enumerate((("J1", "sending"), ("J2", "held"), ("J3", "done")), start=1):
        alive = state != "done"
        rows["job"].append(
            {
                "key": key, "subject": f"bill {key}", "lane": f"L{n}", "lane_order": key, "state": state,
                "reason": "refused" if state == "held" else "", "due": stamp(AT), "alive": alive, "engaged": n == 1,
                "version": n, "people": cipher.seal(SECRET, f"job.people.{key}"),
                "machine": cipher.seal(SECRET, f"job.machine.{key}"), "opened_at": stamp(AT), "changed_at": stamp(AT),
            }
        )  # fmt: skip
        line = "\x1f".join(("", key, "1", stamp(AT), "window", "opened", SECRET.decode()))
        detail = cipher.seal(SECRET, f"event.detail.{key}.1")
        digest = hashlib.sha256(line.encode()).hexdigest()
        rows["event"].append(
            {"job": key, "n": 1, "at": stamp(AT), "who": "window", "what": "opened", "detail": detail, "hash": digest}
        )
        rows["lane"].append({"lane": f"L{n}", "window": "01" if n == 1 else None, "incarnation": 6, "fence": 4})
    for msgid, outcome in (("M1", "done"), ("M2", None)):
        rows["attempt"].append(
            {
                "msgid": msgid, "job": "J1", "lane": "L1", "kind": "2203A", "subject": "V1", "target": "",
                "window": "01", "incarnation": 6, "fence": 4, "at": stamp(AT), "outcome": outcome,
                "code": "0" if outcome else None,
                "said": cipher.seal(SECRET, f"attempt.said.{msgid}") if outcome else None,
                "answer": cipher.seal(SECRET, f"attempt.answer.{msgid}") if outcome else None,
            }
        )  # fmt: skip
    rows["answer"] = [{"msgid": "M2", "body": cipher.seal(SECRET, "answer.body.M2"), "at": stamp(AT)}]
    rows["owner"] = [{"window": "01", "incarnation": 6, "beat": 0}]
    rows["counter"] = [{"name": "tag", "value": 12345}, {"name": "claim", "value": 40}]
    if "mark" in tables.tables:
        rows["mark"] = [{"mark": cipher.mark("CODE-1"), "job": "J1"}]
    if "register" in tables.tables:
        document = cipher.seal(SECRET, "register.document.N1\x1f1")
        rows["register"] = [{"name": "N1", "version": 1, "document": document}]
    with engine.begin() as connection:
        for name in ("job", "attempt", "answer", "event", "lane", "owner", "mark", "register", "counter"):
            if name == "counter" and revision >= "0003":
                connection.execute(tables.tables["counter"].update().values(value=3))
            if name in rows:
                connection.execute(tables.tables[name].insert(), rows[name])


def test_every_shipped_revision_is_tried() -> None:
    """A revision that is added stands in the list by itself; what it has more must be put into `sample`."""
    assert REVISIONS[-1] == HEAD
    assert [f"{n:04d}" for n in range(1, len(REVISIONS) + 1)] == REVISIONS


@pytest.mark.parametrize(("kind", "revision"), STORES)
def test_an_older_store_opens_with_its_jobs_and_works(
    tmp_path: Path, postgresql: Server | None, kind: str, revision: str
) -> None:
    address = f"sqlite:///{tmp_path / 'old.db'}" if kind == "sqlite" else there(postgresql).database("old")
    engine = open_engine(address)
    sample(engine, revision)
    assert version_of(engine) == revision
    before = _rows(engine)
    assert all(before[name] for name in before if name != "alembic_version")
    engine.dispose()

    engine = open_engine(address)
    cipher = Cipher(KEY)
    store, reader = Store(engine, cipher), Reader(engine, cipher)
    with ThreadPoolExecutor(3) as windows:  # as in the morning: of one hospital all at once
        list(windows.map(lambda _: store.prepare(), range(1 if kind == "sqlite" else 3)))
    assert version_of(engine) == HEAD
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    after = _rows(engine)
    for name, rows in before.items():
        if name != "alembic_version":
            assert [row for row in rows if row not in after[name]] == [], "a row was lost or changed"

    jobs = {job.key: job for job in reader.jobs()}
    assert {key: job.state for key, job in jobs.items()} == {
        "J1": State.SENDING, "J2": State.HELD, "J3": State.DONE
    }  # fmt: skip
    assert {(job.people, job.machine) for job in jobs.values()} == {(SECRET, SECRET)}
    assert [(row.outcome, row.answer, row.late_answer) for row in reader.attempts("J1")] == [
        ("done", SECRET, b""),
        ("", b"", SECRET),
    ]
    assert [row.seq for row in reader.events()] == [1, 2, 3]
    assert reader.counted("claim") == 40
    assert reader.due(AT, ME, limit=9) == [("J1", "L1")]

    me = store.start("01")
    assert me == ME
    fence = store.take(me, "L1")
    assert store.step(me, step("J1", fence, "M3", outcome=note("M2"), planned_on=1)).intended
    assert store.rest(me, rest("J1", fence, State.HELD, outcome=note("M3"), planned_on=1), AT).intended
    assert store.person("J2", write(2), wake=AT) == 3
    store.person("J3", write(3), wake=AT, reopen=True)
    assert [row.seq for row in reader.events()] == list(range(1, 4 + 6))
    assert {job.key: job.state for job in reader.jobs()} == {
        "J1": State.HELD, "J2": State.READY, "J3": State.READY
    }  # fmt: skip
    assert reader.job("J2").people == b"changed"  # type: ignore[union-attr]
    if revision >= "0002":
        assert reader.holders(["CODE-1"]) == [("CODE-1", "J1")]
    if revision >= "0004":
        assert store.register.all() == {"N1": (1, SECRET)}
    engine.dispose()


def test_a_store_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}")
    sample(engine, HEAD)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    before = _rows(engine)
    with pytest.raises(StoreUnavailable) as refused:
        Store(engine, Cipher(KEY)).prepare()
    assert refused.value.reason == "newer"
    assert _rows(engine) == before
    engine.dispose()


def _rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    tables = MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [tuple(row) for row in connection.execute(select(table))] for name, table in tables.tables.items()
        }


def test_the_history_goes_on_where_it_was(tmp_path: Path) -> None:
    """The first row after an upgrade is chained to the last one before it."""
    engine = open_engine(f"sqlite:///{tmp_path / 'old.db'}")
    sample(engine, "0001")
    store, reader = Store(engine, Cipher(KEY)), Reader(engine, Cipher(KEY))
    store.prepare()
    store.person("J2", write(2))
    (first, second) = reader.events("J2")
    line = "\x1f".join((first.hash, "J2", "2", stamp(AT), "window", "person", said("x").detail))
    assert second.hash == hashlib.sha256(line.encode()).hexdigest()
    engine.dispose()
