"""Unpaid bills in a folder: one JSON file a bill, written by the hospital's system (docs: orders).

What is where is kept: of each file its time, its size and whose it is, as a keyed hash; only what changed is read
again. A folder may lie on the net and not answer: it is looked through on a thread that is left behind when its time
is up. While one hangs no other is begun.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread

from counter_app.records.claim_file import ClaimFileError, Order, read_order_file
from counter_app.records.order_view import OrdersUnavailable

__all__ = ["OrderFolder"]

_log = logging.getLogger(__name__)
_WHOSE = re.compile(r"\"?id_number\"?\s*:\s*\"?([0-9A-Za-z]+)")
_AT_ONCE = 10  # files, then whoever paints or settles goes first
_PAUSE_S = 0.001


@dataclass(frozen=True, slots=True)
class _Kept:
    """One file as it was read: its time and size, whose it is, empty where nobody can say."""

    time: int
    size: int
    whose: bytes


class OrderFolder:
    """A folder of bills; one that does not exist holds none. `wait_s`: how long it is waited for."""

    def __init__(self, folder: Path, wait_s: float = 3.0) -> None:
        self._folder = folder
        self._wait_s = wait_s
        self._key = secrets.token_bytes(16)
        self._kept: dict[str, _Kept] = {}
        self._lock = Lock()
        self._looking: Thread | None = None
        self._away = False

    @property
    def folder(self) -> OrderFolder:
        """Itself: what holds more than a folder has one."""
        return self

    def look(self) -> Thread:
        """Look through it now, beside; the look that runs, where one does."""
        with self._lock:
            looking = self._looking
            if looking is None or not looking.is_alive():
                looking = Thread(target=self._look, name="orders folder", daemon=True)
                looking.start()
                self._looking = looking  # only now: another thread may wait for it at once
            return looking

    def unpaid(self, id_number: str) -> list[Order]:
        """The bills of a person, oldest visit first. Whether one was settled here the desk knows, not the folder.

        Raises:
            OrdersUnavailable: with the bills that could be read: one of this person's could not (row), the folder
                cannot be opened, or does not answer in time (folder).
        """
        until = time.monotonic() + self._wait_s
        running = self._looking
        if running is not None:  # it may have passed what was written since
            running.join(max(0.0, until - time.monotonic()))
        looking = self.look()
        looking.join(max(0.0, until - time.monotonic()))
        if looking.is_alive():
            _log.warning("unpaid bills: the folder does not answer")
            raise OrdersUnavailable("folder")
        if self._away:
            raise OrdersUnavailable("folder")
        return self._read(id_number)

    def _read(self, id_number: str) -> list[Order]:
        whose, wrong = self._hashed(id_number), ""
        found: list[Order] = []
        for name in sorted(name for name, kept in self._kept.items() if kept.whose == whose):
            try:
                order = read_order_file(self._folder / name)
            except ClaimFileError as unfit:
                if (self._folder / name).exists():  # else it was taken away since
                    wrong = wrong or str(unfit)
                continue
            if order.id_number.upper() == id_number.upper():
                found.append(order)
        found.sort(key=lambda order: (order.visit.date, order.bill))
        if wrong:
            raise OrdersUnavailable("row", wrong, found)
        return found

    def _look(self) -> None:
        """On a thread of its own: what came, changed and went since the last look."""
        known, now = self._kept, dict[str, _Kept]()
        read = 0
        try:
            with os.scandir(self._folder) as entries:
                for entry in entries:
                    if not entry.name.endswith(".json"):
                        continue
                    here = self._entry(entry, known.get(entry.name))
                    if here is None:
                        continue
                    now[entry.name] = here
                    if here is not known.get(entry.name):
                        read += 1
                        if read % _AT_ONCE == 0:
                            time.sleep(_PAUSE_S)
            self._away = False
        except FileNotFoundError:
            self._away = False
        except OSError as trouble:
            _log.warning("unpaid bills: the folder cannot be read (%s)", trouble.strerror)
            self._away = True
            return
        self._kept = now

    def _entry(self, entry: os.DirEntry[str], known: _Kept | None) -> _Kept | None:
        try:
            state = entry.stat()
        except OSError:
            return known  # gone since, or for now
        if known is not None and (known.time, known.size) == (state.st_mtime_ns, state.st_size):
            return known
        file = Path(entry.path)
        try:
            whose = self._hashed(read_order_file(file).id_number)
        except ClaimFileError as wrong:
            _log.warning("bill passed over: %s", wrong)
            whose = self._named_in(file) or (known.whose if known is not None else b"")
        return _Kept(state.st_mtime_ns, state.st_size, whose)

    def _named_in(self, file: Path) -> bytes:
        """Whose a file is that cannot be read as a bill, as far as it says so anywhere."""
        try:
            named = _WHOSE.search(file.read_text("utf-8", errors="replace"))
        except OSError:
            return b""
        return self._hashed(named[1]) if named else b""

    def _hashed(self, id_number: str) -> bytes:
        return hashlib.blake2b(id_number.upper().encode(), key=self._key, digest_size=16).digest()
