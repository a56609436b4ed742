"""The only place where threads meet Qt (DESIGN, section 4).

Work goes out to the link thread or to the watch thread, results come back on the main thread. Work never learns which
thread it runs on; what it returns is a frozen value.

A worker never holds the last of what the main thread gave it: the last to let go of a widget destroys it.

Work waits until what the main thread is about to paint is painted: a page painted beside a worker that computes takes
three times as long, as each hands the interpreter to the other and back (bench, window).
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal

__all__ = ["Bridge"]

T = TypeVar("T")
_log = logging.getLogger(__name__)
# Qt hands over posted events by priority, and asks for a painting with the low one.
_AFTER_PAINTING = Qt.EventPriority.LowEventPriority.value - 1


class Bridge(QObject):
    """One link thread that serves the cashier, one that looks after the queue, one for long work, one for what is
    looked for key stroke by key stroke, one for the printers, and the way back.

    An exception nobody expected is logged and told by its type only, its text may hold a name: work that was asked
    with `failed` tells that, everything else tells `broken`, both on the main thread.

    `painting`, where somebody sets it, is told when a result comes in and when all that it changed is painted.
    """

    broken = Signal(str)
    _posted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._link = ThreadPoolExecutor(1, thread_name_prefix="link")
        self._pulse = ThreadPoolExecutor(1, thread_name_prefix="pulse")
        self._long = ThreadPoolExecutor(1, thread_name_prefix="day")
        self._search = ThreadPoolExecutor(1, thread_name_prefix="search")
        self._paper = ThreadPoolExecutor(1, thread_name_prefix="paper")
        self._door = ThreadPoolExecutor(1, thread_name_prefix="door")
        self._open = True
        self._posting = threading.Lock()
        self._owed: set[_Asked] = set()
        self._begins: deque[Callable[[], object]] = deque()
        self.painting: Callable[[bool], object] = lambda _painting: None
        self._posted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def ask(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None] | None = None
    ) -> None:
        """Do `work` on the link thread, after what was asked before; then `then(result)` on the main thread."""
        self._take(self._link, work, then, failed)

    def look_after(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None] | None = None
    ) -> None:
        """The same on the thread of the queue, which never holds up the cashier."""
        self._take(self._pulse, work, then, failed)

    def work_long(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None] | None = None
    ) -> None:
        """The same on a thread for what takes minutes, a day's proof say: neither cashier nor queue waits for it."""
        self._take(self._long, work, then, failed)

    def look_up(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None] | None = None
    ) -> None:
        """The same on a thread for what is looked for while somebody types."""
        self._take(self._search, work, then, failed)

    def print_out(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None] | None = None
    ) -> None:
        """The same on the thread that asks the print system, which nothing else waits for."""
        self._take(self._paper, work, then, failed)

    def at_the_door(
        self, work: Callable[[], T], then: Callable[[T], None], failed: Callable[[str], None] | None = None
    ) -> None:
        """The same on a thread for passwords, which take a third of a second; they wait for no call."""
        self._take(self._door, work, then, failed)

    def post(self, call: Callable[[], None]) -> None:
        """From any thread: have `call` run on the main thread, soon. After `end` nobody touches what is of Qt here."""
        with self._posting:
            if self._open:
                self._posted.emit(call)

    @property
    def open(self) -> bool:
        """Whether anything is still taken."""
        return self._open

    def end(self) -> None:
        """On the main thread: nothing is taken and nothing comes back any more, what was asked for is begun."""
        with self._posting:
            self._open = False
        self._begin()

    def close(self) -> None:
        """Do what the cashier asked for to its end, money may hang on it. After `end` on any thread."""
        self.end()
        self._pulse.shutdown(wait=False, cancel_futures=True)
        self._long.shutdown(wait=False, cancel_futures=True)
        self._door.shutdown(wait=True, cancel_futures=True)
        self._search.shutdown(wait=False, cancel_futures=True)
        self._paper.shutdown(wait=False, cancel_futures=True)
        self._link.shutdown(wait=True)
        self._pulse.shutdown(wait=True)
        self._long.shutdown(wait=True)
        self._search.shutdown(wait=True)
        self._paper.shutdown(wait=True)

    def customEvent(self, event: QEvent) -> None:
        """What was to be painted is painted."""
        event.accept()
        self._begin()

    def _take(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], T],
        then: Callable[[T], None],
        failed: Callable[[str], None] | None,
    ) -> None:
        if self._open:
            asked = _Asked(work, then, failed or self.broken.emit)
            self._owed.add(asked)
            self._soon(lambda: pool.submit(self._work, asked))

    def _soon(self, begin: Callable[[], object]) -> None:
        self._begins.append(begin)
        if len(self._begins) == 1:
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _AFTER_PAINTING)

    def _begin(self) -> None:
        while self._begins:
            self._begins.popleft()()

    def _work(self, asked: _Asked) -> None:
        try:
            asked.do()
        except Exception as trouble:  # the top of a worker: nothing may end the thread or go unsaid
            _log.error("unexpected on a worker: %s at %s", type(trouble).__name__, _place(trouble))
            asked.broke = type(trouble).__name__
        self.post(lambda: self._tell(asked))  # only now: a traceback holds the work

    def _tell(self, asked: _Asked) -> None:
        self._owed.discard(asked)
        asked.tell()

    def _run(self, call: Callable[[], None]) -> None:
        if not self._open:
            return
        self.painting(True)
        self._soon(lambda: self.painting(False))
        try:
            call()
        except Exception as trouble:  # Qt would print it, names and all, and go on as if nothing had been
            _log.error("unexpected on the main thread: %s at %s", type(trouble).__name__, _place(trouble))
            self.broken.emit(type(trouble).__name__)


class _Asked:
    """Work, and who hears of it. Beside the worker the bridge holds it, and `tell` empties it, on the main thread."""

    def __init__(self, work: Callable[[], Any], then: Callable[[Any], object], failed: Callable[[str], object]) -> None:
        self._parts: tuple[Callable[[], Any], Callable[[Any], object], Callable[[str], object]] | None
        self._parts = work, then, failed
        self._result: Any = None
        self.broke = ""

    def do(self) -> None:
        """On the worker."""
        if self._parts is not None:
            self._result = self._parts[0]()

    def tell(self) -> None:
        """What came of it, or by what type of exception it broke."""
        parts, self._parts = self._parts, None
        result, self._result = self._result, None
        if parts is not None and self.broke:
            parts[2](self.broke)
        elif parts is not None:
            parts[1](result)


def _place(trouble: BaseException) -> str:
    """File and line of the innermost frame; the message itself stays out of the log."""
    trace = trouble.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else "?"
