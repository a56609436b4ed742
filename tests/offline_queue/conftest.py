"""A store in a folder of its own, and jobs to put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.prepared import Transaction
from offline_queue.reading import Reader
from offline_queue.store import Store
from offline_queue.values import Event, FreshJob, Intent, OutcomeNote, Owner, PeopleWrite, Rest, State, Step, Written
from tests.postgres import Server, found

AT = datetime(2031, 5, 6, 1, 0, tzinfo=UTC)
KEY = bytes(range(32))
SECRET = b"SECRET-990101197001010013"


@dataclass
class Queue:
    """The store, what reads it, and who works."""

    file: Path
    engine: Engine
    store: Store
    reader: Reader
    me: Owner

    def open(self, key: str = "J1", lane: str = "L", subject: str = "", order: str = "", **rest: Any) -> FreshJob:
        fresh = FreshJob(
            key=key,
            subject=subject or f"bill of {key}",
            lane=lane,
            order=order or key,
            state=State.READY,
            people=SECRET + b" people",
            machine=SECRET + b" machine",
            due=AT,
        )
        fresh = replace(fresh, **rest)
        self.store.open(self.me, fresh, (said("opened"),))
        return fresh

    def sending(self, key: str = "J1", msgid: str = "M1") -> int:
        """A job with its lane taken and an intent written."""
        job = self.reader.job(key)
        assert job is not None
        fence = self.store.take(self.me, job.lane)
        assert self.store.step(self.me, step(key, fence, msgid)).intended
        return fence

    def lay(self, laid: Rest) -> Written:
        """T3 by the one who works."""
        return self.store.rest(self.me, laid, AT)

    def dump(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        tables = ("job", "attempt", "answer", "event", "lane", "owner", "counter", "mark")
        with self.engine.connect() as connection:
            return {name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))] for name in tables}  # noqa: S608

    def change(self, statement: str, **values: Any) -> None:
        """Something done to the file behind the store's back."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)


@contextmanager
def overheard(
    before: Callable[[str, Any], object] = lambda *_: None, after: Callable[[str], object] = lambda _: None
) -> Iterator[None]:
    """Every statement of the store's own transactions, with its values, before it goes to the driver, and after."""
    enter = Transaction.__enter__

    class Heard:
        def __init__(self, cursor: Any) -> None:
            self._cursor = cursor

        def execute(self, text: str, values: Any = None) -> Any:
            if values is None:  # the end of a transaction
                return self._cursor.execute(text)
            before(text, values)
            done = self._cursor.execute(text, values)
            after(text)
            return done

        def __getattr__(self, name: str) -> Any:
            return getattr(self._cursor, name)

    def entered(self: Transaction) -> Transaction:
        enter(self)
        self._cursor = Heard(self._cursor)
        return self

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Transaction, "__enter__", entered)
        yield


def said(what: str) -> Event:
    return Event(AT, "window", what, SECRET.decode())


def step(key: str, fence: int, msgid: str, **rest: Any) -> Step:
    planned = Step(
        key=key,
        fence=fence,
        machine=b"after the outcome",
        events=(said("outcome"),),
        machine_intended=b"with the intent",
        intent=Intent(msgid, "2203A", AT, "V1"),
        planned_on=1,
        engaged=True,
        events_intended=(said("intent"),),
    )
    return replace(planned, **rest)


def rest(key: str, fence: int, state: State = State.READY, **others: Any) -> Rest:
    laid = Rest(
        key=key,
        fence=fence,
        machine=b"rested",
        events=(said("outcome"),),
        state=state,
        reason="",
        due=AT + timedelta(seconds=5),
        engaged=False,
        events_rested=(said("rests"),),
    )
    return replace(laid, **others)


def note(msgid: str = "M1", outcome: str = "done") -> OutcomeNote:
    return OutcomeNote(msgid, outcome, "0", SECRET.decode(), SECRET)


def write(version: int, document: bytes = b"changed") -> PeopleWrite:
    return PeopleWrite(version, document, (said("person"),))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server | None]:
    """A PostgreSQL server of this process's tests; a test that breaks one makes its own."""
    if found() is None:
        yield None
        return
    with Server() as server:
        yield server


def there(server: Server | None) -> Server:
    """The server, or the test is skipped, visibly."""
    if server is None:
        pytest.skip("PostgreSQL is not installed (scripts/system_packages.sh)")
    return server


@pytest.fixture
def make_queue(
    tmp_path: Path, request: pytest.FixtureRequest, postgresql: Server | None
) -> Iterator[Callable[..., Queue]]:
    """Queues, each on a database of its own or on the one at `file`; by the parameter "postgresql" on a server."""
    made: list[Queue] = []
    server = there(postgresql) if getattr(request, "param", "") == "postgresql" else None

    def make(file: Path | None = None, key: bytes = KEY, window: str = "01") -> Queue:
        place = file or tmp_path / f"queue{len(made)}.db"
        if server is None:
            engine = open_engine(f"sqlite:///{place}")
        else:
            engine = made[0].engine if file else open_engine(server.database())
        cipher = Cipher(key)
        store = Store(engine, cipher)
        store.prepare()
        made.append(Queue(place, engine, store, Reader(engine, cipher), store.start(window)))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()


@pytest.fixture
def queue(make_queue: Callable[..., Queue]) -> Queue:
    return make_queue()
