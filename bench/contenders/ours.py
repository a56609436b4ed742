"""Our store, as the desk uses it."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from pathlib import Path

from bench.contenders.claims import AT, KEY, MACHINE, fresh_job, ticket
from offline_queue.cipher import Cipher
from offline_queue.engine import open_engine
from offline_queue.reading import Reader
from offline_queue.store import Store
from offline_queue.values import Event, Intent, OutcomeNote, Rest, State, Step

__all__ = ["Ours"]

_LATE = timedelta(days=400)  # everything that was put in is due by then
_LOOK = 32  # as many as the replay looks at


class Ours:
    """A store at `url`; numbers of claims go on from `first`."""

    def __init__(self, url: str, first: int = 0) -> None:
        self._engine = open_engine(url)
        cipher = Cipher(KEY)
        self.store, self.reader = Store(self._engine, cipher), Reader(self._engine, cipher)
        self.store.prepare()
        self.me = self.store.start("01")
        self._numbers = count(first)
        self._calls = count()

    @classmethod
    def in_folder(cls, folder: Path, first: int = 0) -> Ours:
        """SQLite, as a window has it."""
        return cls(f"sqlite:///{folder / 'queue.sqlite'}", first)

    def put(self) -> None:
        """A claim as a ticket enters: one commit."""
        number = next(self._numbers)
        self.store.open(self.me, fresh_job(number), (ticket(number),))

    def take_and_end(self) -> None:
        """One claim of those that are due: taken, read, one call written down, ended by its outcome. Three commits."""
        key, lane = self.reader.due(AT + _LATE, self.me, limit=_LOOK)[0]
        fence = self.store.take(self.me, lane)
        job = self.reader.job(key)
        assert job is not None
        msgid = f"H440100000012031050601{self.me.incarnation:04d}{next(self._calls):05d}"
        intent = Intent(msgid, "2207A", AT, needs_turn=True)
        said = Event(AT, "replay", "call", "2207A")
        step = Step(key, fence, MACHINE, (), MACHINE, intent, job.version, engaged=True, events_intended=(said,))
        assert self.store.step(self.me, step).intended
        done = OutcomeNote(msgid, "done", answer=b"{}" * 300)
        ended = Event(AT, "replay", "settled", "1000.00")
        rest = Rest(key, fence, MACHINE, (ended,), State.DONE, "", AT, False, outcome=done, planned_on=job.version)
        assert self.store.rest(self.me, rest, AT).intended

    def close(self) -> None:
        """No more."""
        self._engine.dispose()
