"""Bills whose job this window opened in the store of all windows, or may have: remembered in its own store, so that it
does not open them a second time here while that one is out of reach.

A note is with the operating system before the job is opened there: a window that is killed finds it again. It reaches
the disk by a thread, so that no job waits for a sync more; `make_lasting` waits for it, before money may move.
"""

from __future__ import annotations

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import delete, event, select
from sqlalchemy.exc import DBAPIError

from offline_queue.cipher import Cipher
from offline_queue.counting import at_least, counted_on
from offline_queue.engine import StoreUnavailable, open_engine, translated
from offline_queue.schema import counter
from offline_queue.writing import Writing

__all__ = ["Elsewhere", "is_note"]

_NOTE = "bill elsewhere "  # a counter of this name, with the keyed hash of a bill
_SYNCED = "bills elsewhere synced"


def is_note(name: str) -> bool:
    """Whether a counter of a window's own store is such a note."""
    return name.startswith(_NOTE)


class Elsewhere:
    """Over a window's own SQLite store at `url`. Methods may be called from any thread; each raises StoreUnavailable
    where that store refuses.
    """

    def __init__(self, url: str, cipher: Cipher) -> None:
        self._cipher = cipher
        self._lasting = open_engine(url)
        self._quick = open_engine(url)
        event.listen(self._quick, "connect", _not_synced)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="elsewhere")
        self._lock = threading.Lock()
        self._noted = self._synced = 0

    def note(self, bill: str, *, lasting: bool) -> bool:
        """Its job is about to be opened elsewhere. `lasting`: on the disk when this returns. Whether it is new here."""
        new = not self.knows(bill)
        if new:
            with Writing(self._lasting if lasting else self._quick, self._cipher) as tx:
                at_least(tx, self._name(bill), 1)
        if new and not lasting:
            with self._lock:
                self._noted += 1
            with contextlib.suppress(RuntimeError):  # closing
                self._pool.submit(self._bring_down)
        return new

    def make_lasting(self) -> None:
        """Every note is on the disk when this returns."""
        with self._lock:
            noted = self._noted
            if noted > self._synced:
                # One commit that is synced takes all that were written before it along.
                with Writing(self._lasting, self._cipher) as tx:
                    counted_on(tx, _SYNCED, 1, 0)
                self._synced = noted

    def forget(self, bill: str) -> None:
        """It surely has none there, or one that another may follow."""
        with Writing(self._quick, self._cipher) as tx:
            tx.execute(delete(counter).where(counter.c.name == self._name(bill)))

    def knows(self, bill: str) -> bool:
        """Whether its job was opened elsewhere, or may have been."""
        try:
            with self._lasting.connect() as connection:
                query = select(counter.c.value).where(counter.c.name == self._name(bill))
                return connection.execute(query).first() is not None
        except DBAPIError as error:
            raise translated(error) from error

    def close(self) -> None:
        """After the last note."""
        self._pool.shutdown()
        self._lasting.dispose()
        self._quick.dispose()

    def _bring_down(self) -> None:
        with contextlib.suppress(StoreUnavailable):  # whoever needs it there asks once more
            self.make_lasting()

    def _name(self, bill: str) -> str:
        return _NOTE + self._cipher.mark(bill)


def _not_synced(connection: Any, _record: Any) -> None:
    # In the log that is written ahead, a commit of this connection alone may be lost when the power is cut.
    connection.execute("PRAGMA synchronous=NORMAL")
