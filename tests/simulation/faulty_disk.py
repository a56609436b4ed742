"""The shipped store as a bad disk, or the end of a process, lets a window see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from offline_queue.engine import StoreUnavailable
from offline_queue.values import Owner, Rest, Step, Written
from tests.simulation.virtual_time import Killed

if TYPE_CHECKING:
    from tests.simulation.window import Process

__all__ = ["FaultyReader", "FaultyStore"]

_COMMIT_S = 0.01


class FaultyReader:
    """The shipped reader's interface; a broken disk refuses."""

    def __init__(self, process: Process) -> None:
        self._process = process

    def __getattr__(self, name: str) -> Any:
        process = self._process
        disk = process.machine.disk
        if process.dead:
            raise StoreUnavailable("io")
        if process.site.stage.now < disk.broken_until and not process.site.weather.calm:
            process.site.weather.note("I/O error")
            raise StoreUnavailable("io")
        return getattr(disk.reader, name)


class FaultyStore:
    """The shipped store's interface: each commit takes a moment in which others may come first, may be refused, may
    be done without anybody hearing of it, and may be the last thing the process did.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._disk = process.machine.disk
        self._inner = self._disk.store
        self._site = process.site

    def start(self, window: str) -> Owner:
        owner: Owner = self._written(lambda: self._inner.start(window))
        return owner

    def count(self, name: str, step: int = 1, start: int = 0) -> int:
        # Its caller holds a lock, so nobody may come between: no time passes.
        if self._process.dead:
            raise StoreUnavailable("io")
        self._refuse()
        value: int = self._inner.count(name, step, start)
        return value

    def open(self, me: Owner, fresh: Any, events: Any, **more: Any) -> int:
        def do() -> int:
            fence: int = self._inner.open(me, fresh, events, **more)
            self._site.watcher.opened(self._disk, fresh.key, fresh.subject)
            if fence:
                self._site.watcher.took(self._disk, me, fresh.lane, fence)
            return fence

        return self._written(do)  # type: ignore[no-any-return]

    def take(self, me: Owner, lane_name: str, **more: Any) -> int:
        def do() -> int:
            fence: int = self._inner.take(me, lane_name, **more)
            self._site.watcher.took(self._disk, me, lane_name, fence)
            return fence

        return self._written(do)  # type: ignore[no-any-return]

    def release(self, me: Owner, lane_name: str, fence: int) -> None:
        self._written(lambda: self._inner.release(me, lane_name, fence))

    def front(self, lane_name: str, window: str, *, here: bool = True) -> None:
        self._written(lambda: self._inner.front(lane_name, window, here=here))

    def step(self, me: Owner, step: Step, *, against: str = "") -> Written:
        if self._site.weather.hits(0.06):
            self._site.meddles(self._process.machine, step.key)

        def do() -> Written:
            lane = self._disk.reader.job(step.key).lane
            written: Written = self._inner.step(me, step, against=against)
            self._site.watcher.stepped(self._disk, me, step, lane, written)
            return written

        return self._written(do)  # type: ignore[no-any-return]

    def rest(self, me: Owner, rest: Rest, at: datetime) -> Written:
        def do() -> Written:
            lane = self._disk.reader.job(rest.key).lane
            written: Written = self._inner.rest(me, rest, at)
            self._site.watcher.rested(self._disk, me, rest, lane)
            return written

        return self._written(do)  # type: ignore[no-any-return]

    def person(self, key: str, write: Any, **more: Any) -> int:
        # Money over the glass is written here: what nobody hears of is tried more often than elsewhere.
        return self._written(lambda: self._inner.person(key, write, **more), unheard=0.8)  # type: ignore[no-any-return]

    def keep_answer(self, msgid: str, body: bytes, at: datetime) -> None:
        self._written(lambda: self._inner.keep_answer(msgid, body, at))

    def _written(self, do: Callable[[], Any], *, unheard: float = 0.15) -> Any:
        process, weather = self._process, self._site.weather
        if process.dead:
            raise StoreUnavailable("io")
        process.touch()
        self._site.stage.wait(_COMMIT_S)
        if process.dead:
            raise StoreUnavailable("io")
        self._refuse()
        found = do()
        if weather.calm:
            return found
        if weather.hits(unheard):
            weather.note("commit done, acknowledgement lost")
            raise StoreUnavailable("io")
        if weather.hits(0.05):
            weather.note("crash between commit and its acknowledgement")
            process.crash()
            raise Killed
        return found

    def _refuse(self) -> None:
        weather, disk, now = self._site.weather, self._disk, self._site.stage.now
        if weather.calm:
            return
        if now < disk.full_until:
            weather.note("disk full")
            raise StoreUnavailable("full")
        if now < disk.broken_until:
            weather.note("I/O error")
            raise StoreUnavailable("io")
        if weather.hits(0.06):
            if weather.draw.random() < 0.5:
                weather.note("disk full")
                disk.full_until = now + weather.draw.choice((0.0, 5.0, 60.0))
                raise StoreUnavailable("full")
            weather.note("I/O error")
            disk.broken_until = now + weather.draw.choice((0.0, 5.0, 60.0))
            raise StoreUnavailable("io")
