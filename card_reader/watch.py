"""The card thread: follows service, readers and cards all day and says what happens.

It owns the PC/SC context. The smart-card service may stop, be killed and come back, readers may be plugged and pulled:
the thread waits in SCardGetStatusChange, or on an event while there is no service, and never ends by itself.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from card_reader.connection import CardReaderError, Device, NoReaderError
from card_reader.pcsc import PNP_NOTIFICATION, PcscContext, card_present, insertions

__all__ = ["CardEvent", "CardWatch", "EventKind", "WatchedContext"]

_log = logging.getLogger(__name__)

_ROUND_MILLISECONDS = 1000  # readers are listed anew at least this often: not every platform tells of new ones
_SERVICE_RETRY_SECONDS = 0.5
_MOST_STRIKES = 3  # a reader that is listed but unknown, again and again: start with a fresh context


class EventKind(StrEnum):
    """What can happen on the counter's side of the glass."""

    SERVICE_UP = "service_up"
    SERVICE_DOWN = "service_down"
    READER_ADDED = "reader_added"
    READER_REMOVED = "reader_removed"
    CARD_IN = "card_in"
    CARD_OUT = "card_out"


@dataclass(frozen=True, slots=True)
class CardEvent:
    """One event; `reader` is None for the service, `device` is there for a card that can be opened now."""

    kind: EventKind
    reader: str | None = None
    device: Device | None = None


class WatchedContext(Protocol):
    """What the thread needs of a PC/SC context."""

    def readers(self) -> tuple[str, ...]: ...  # noqa: D102 - see PcscContext

    def wait(self, known: Mapping[str, int], milliseconds: int) -> dict[str, int]: ...  # noqa: D102 - the same

    def device(self, reader: str) -> Device: ...  # noqa: D102 - the same

    def cancel(self) -> None: ...  # noqa: D102 - the same

    def close(self) -> None: ...  # noqa: D102 - the same


class CardWatch:
    """One thread that reports events by calling `on_event` on itself, in order.

    The callback may read the card through the event's device: the thread is made for it, and a card that never answers
    holds only this thread until it is pulled. What a callback raises is logged by its type and forgotten. Every card in
    is followed by a card out, every reader added by a reader removed, also when the service goes away.
    """

    def __init__(
        self, on_event: Callable[[CardEvent], None], open_context: Callable[[], WatchedContext] = PcscContext.open
    ) -> None:
        self._on_event = on_event
        self._open_context = open_context
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._work: queue.SimpleQueue[Callable[[WatchedContext | None], None]] = queue.SimpleQueue()
        self._guard = threading.Lock()
        self._context: WatchedContext | None = None
        # A daemon thread: a card that never answers must not hold the program at its end.
        self._thread = threading.Thread(target=self._run, name="card", daemon=True)

    def start(self) -> None:
        """Begin; may be called once."""
        self._thread.start()

    def submit(self, work: Callable[[WatchedContext | None], None]) -> None:
        """Have `work` done on the card thread, soon: it gets the context, None while the service is down."""
        self._work.put(work)
        self._interrupt()

    def stop(self, seconds: float = 3.0) -> bool:
        """End the thread. False when it did not end in time: a card is being read that does not answer."""
        self._stopping.set()
        if threading.current_thread() is self._thread or not self._thread.is_alive():
            return True
        deadline = time.monotonic() + seconds
        while self._thread.is_alive() and time.monotonic() < deadline:
            self._interrupt()  # repeated: a cancel just before the thread begins to wait is lost
            self._thread.join(0.05)
        return not self._thread.is_alive()

    def _interrupt(self) -> None:
        self._wake.set()
        with self._guard:
            if self._context is not None:
                self._context.cancel()

    def _run(self) -> None:
        told_down = False
        while not self._stopping.is_set():
            context = self._opened()
            if context is not None:
                told_down = self._attend(context)
            elif not told_down:
                self._tell(CardEvent(EventKind.SERVICE_DOWN))
                told_down = True
            self._do_work(None)
            self._wake.wait(_SERVICE_RETRY_SECONDS)
            self._wake.clear()

    def _opened(self) -> WatchedContext | None:
        try:
            return self._open_context()
        except CardReaderError:
            return None
        except Exception as error:  # the thread must outlive whatever a driver comes up with
            _log.error("card watch: %s", type(error).__name__)
            return None

    def _attend(self, context: WatchedContext) -> bool:
        """Follow one context to its end; True when the loss of the service was told."""
        known: dict[str, int] = {}
        with self._guard:
            self._context = context
        try:
            self._tell(CardEvent(EventKind.SERVICE_UP))
            self._follow(context, known)
        except CardReaderError:
            pass  # the service went away: told below
        except Exception as error:  # the same
            _log.error("card watch: %s", type(error).__name__)
        finally:
            with self._guard:
                self._context = None
            context.close()
        if self._stopping.is_set():
            return False
        for reader in list(known):
            self._forget(reader, known)
        self._tell(CardEvent(EventKind.SERVICE_DOWN))
        return True

    def _follow(self, context: WatchedContext, known: dict[str, int]) -> None:
        plug_state = 0
        strikes = 0
        while not self._stopping.is_set():
            self._do_work(context)
            names = context.readers()
            for reader in [reader for reader in known if reader not in names]:
                self._forget(reader, known)
            for reader in [name for name in names if name not in known]:
                known[reader] = 0
                self._tell(CardEvent(EventKind.READER_ADDED, reader))
            if self._stopping.is_set():
                return
            try:
                changes = context.wait({**known, PNP_NOTIFICATION: plug_state}, _ROUND_MILLISECONDS)
            except NoReaderError:
                strikes += 1  # a reader went between listing and waiting: list again
                if strikes > _MOST_STRIKES:
                    raise
                continue
            strikes = 0
            plug_state = changes.pop(PNP_NOTIFICATION, plug_state)
            for reader, state in changes.items():
                self._compare(context, reader, known[reader], state)
                known[reader] = state

    def _compare(self, context: WatchedContext, reader: str, before: int, now: int) -> None:
        swapped = insertions(before) != insertions(now)
        if card_present(before) and (swapped or not card_present(now)):
            self._tell(CardEvent(EventKind.CARD_OUT, reader))
        if card_present(now) and (swapped or not card_present(before)):
            self._tell(CardEvent(EventKind.CARD_IN, reader, context.device(reader)))

    def _forget(self, reader: str, known: dict[str, int]) -> None:
        if card_present(known.pop(reader)):
            self._tell(CardEvent(EventKind.CARD_OUT, reader))
        self._tell(CardEvent(EventKind.READER_REMOVED, reader))

    def _do_work(self, context: WatchedContext | None) -> None:
        while True:
            try:
                work = self._work.get_nowait()
            except queue.Empty:
                return
            try:
                work(context)
            except Exception as error:  # its text might quote a card
                _log.error("work on the card thread: %s", type(error).__name__)

    def _tell(self, event: CardEvent) -> None:
        try:
            self._on_event(event)
        except Exception as error:  # its text might quote a card
            _log.error("callback for %s: %s", event.kind, type(error).__name__)
