"""The card thread against a scripted service: what a real one does too seldom."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Mapping

import pytest

from card_reader.connection import CardReaderError, Device, NoReaderError, ServiceDownError
from card_reader.pcsc import PNP_NOTIFICATION
from card_reader.scripted import ScriptedConnection, ScriptedDevice
from card_reader.watch import CardEvent, CardWatch, EventKind

PRESENT, EMPTY = 0x20, 0x10
SHORT = 0.1

Answer = dict[str, int] | Exception | Callable[[], None]


class ScriptedContext:
    """Each wait takes the next answer: changes, an error to raise, something to do; then it waits to be cancelled."""

    def __init__(self, readers: list[str], *answers: Answer) -> None:
        self.names = readers
        self._answers = list(answers)
        self._cancelled = threading.Event()
        self.waits: list[dict[str, int]] = []
        self.closed = False

    def readers(self) -> tuple[str, ...]:
        return tuple(self.names)

    def wait(self, known: Mapping[str, int], milliseconds: int) -> dict[str, int]:
        self.waits.append(dict(known))
        if not self._answers:
            self._cancelled.wait(milliseconds / 1000)
            return {}
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if callable(answer):
            answer()
            return {}
        return answer

    def device(self, reader: str) -> Device:
        return ScriptedDevice(ScriptedConnection([]))

    def cancel(self) -> None:
        self._cancelled.set()

    def close(self) -> None:
        self.closed = True


def watched(*contexts: ScriptedContext | CardReaderError | Exception) -> tuple[CardWatch, queue.SimpleQueue[CardEvent]]:
    """A watch that meets these contexts one after the other, then no service; and what it reports."""
    left = list(contexts)
    events: queue.SimpleQueue[CardEvent] = queue.SimpleQueue()

    def open_context() -> ScriptedContext:
        if not left:
            raise ServiceDownError("none left")
        context = left.pop(0)
        if isinstance(context, Exception):
            raise context
        return context

    return CardWatch(events.put, open_context), events


def told(events: queue.SimpleQueue[CardEvent], count: int) -> list[tuple[str, str | None]]:
    return [(str(event.kind), event.reader) for event in (events.get(timeout=3) for _ in range(count))]


def test_readers_plugged_and_pulled_with_the_card_in() -> None:
    context = ScriptedContext(["A"])
    context._answers = [
        {"A": 0x10000 | EMPTY},
        lambda: context.names.append("B"),
        {"B": 0x10000 | PRESENT},
        lambda: context.names.remove("B"),
    ]
    watch, events = watched(context)
    watch.start()
    expected = [
        ("service_up", None),
        ("reader_added", "A"),
        ("reader_added", "B"),
        ("card_in", "B"),
        ("card_out", "B"),
        ("reader_removed", "B"),
    ]
    assert told(events, 6) == expected
    assert watch.stop()
    assert context.closed


def test_the_known_states_are_handed_back_to_the_service() -> None:
    context = ScriptedContext(["A"], {"A": 0x30020, PNP_NOTIFICATION: 0x10000}, {})
    watch, events = watched(context)
    watch.start()
    assert told(events, 3)[-1] == ("card_in", "A")
    assert watch.stop()
    assert context.waits[0] == {"A": 0, PNP_NOTIFICATION: 0}
    assert context.waits[1] == {"A": 0x30020, PNP_NOTIFICATION: 0x10000}


def test_a_counter_that_jumped_under_a_card_is_a_swap_and_other_flags_are_nothing() -> None:
    in_use = 0x100
    context = ScriptedContext(["A"], {"A": 0x10020}, {"A": 0x10020 | in_use}, {"A": 0x30020}, {"A": 0x50010})
    watch, events = watched(context)
    watch.start()
    assert [kind for kind, _ in told(events, 6)[2:]] == ["card_in", "card_out", "card_in", "card_out"]
    assert watch.stop()


def test_a_reader_that_vanishes_between_listing_and_waiting_is_listed_again() -> None:
    context = ScriptedContext(["A"], NoReaderError("gone"), {"A": PRESENT})
    watch, events = watched(context)
    watch.start()
    assert told(events, 3)[-1] == ("card_in", "A")
    assert watch.stop()


def test_a_reader_that_is_listed_but_stays_unknown_costs_a_fresh_context_not_a_busy_loop() -> None:
    stuck = ScriptedContext(["A"], *[NoReaderError("unknown")] * 50)
    watch, events = watched(stuck, ScriptedContext(["A"], {"A": PRESENT}))
    watch.start()
    assert told(events, 4) == [
        ("service_up", None),
        ("reader_added", "A"),
        ("reader_removed", "A"),
        ("service_down", None),
    ]
    assert told(events, 3)[-1] == ("card_in", "A")
    assert watch.stop()
    assert len(stuck.waits) == 4
    assert stuck.closed


@pytest.mark.parametrize("trouble", [ServiceDownError("gone"), OSError("from a driver"), ZeroDivisionError()])
def test_the_thread_outlives_any_trouble(trouble: Exception, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        watch, events = watched(ScriptedContext(["A"], {"A": PRESENT}, trouble), ScriptedContext(["A"], {"A": PRESENT}))
        watch.start()
        expected = ["service_up", "reader_added", "card_in", "card_out", "reader_removed", "service_down"]
        assert [kind for kind, _ in told(events, 6)] == expected
        assert [kind for kind, _ in told(events, 3)] == ["service_up", "reader_added", "card_in"]
        assert watch.stop()
    assert ("card watch" in caplog.text) is not isinstance(trouble, ServiceDownError)
    assert "from a driver" not in caplog.text


def test_no_service_is_told_once() -> None:
    watch, events = watched(ServiceDownError("1"), ServiceDownError("2"), ScriptedContext([]))
    watch.start()
    assert [kind for kind, _ in told(events, 2)] == ["service_down", "service_up"]
    assert watch.stop()


def test_trouble_on_opening_that_nobody_foresaw_is_no_end() -> None:
    watch, events = watched(OSError("odd"), ScriptedContext([]))
    watch.start()
    assert [kind for kind, _ in told(events, 2)] == ["service_down", "service_up"]
    assert watch.stop()


def test_work_is_done_in_order_and_its_failure_forgotten(caplog: pytest.LogCaptureFixture) -> None:
    watch, events = watched(ScriptedContext([]))
    done: queue.SimpleQueue[int] = queue.SimpleQueue()

    def fail(_context: object) -> None:
        raise ValueError("Z99020009")

    watch.start()
    told(events, 1)
    with caplog.at_level(logging.ERROR):
        watch.submit(fail)
        watch.submit(lambda _context: done.put(1))
        watch.submit(lambda _context: done.put(2))
        assert [done.get(timeout=3), done.get(timeout=3)] == [1, 2]
        assert watch.stop()
    assert "ValueError" in caplog.text
    assert "Z99020009" not in caplog.text


def test_without_a_service_work_is_told_so() -> None:
    watch, events = watched()
    given: queue.SimpleQueue[object] = queue.SimpleQueue()
    watch.start()
    assert told(events, 1) == [("service_down", None)]
    watch.submit(given.put)
    assert given.get(timeout=3) is None
    assert watch.stop()


def test_the_callback_may_stop_the_watch() -> None:
    stopped: queue.SimpleQueue[bool] = queue.SimpleQueue()
    events: list[CardEvent] = []

    def on_event(event: CardEvent) -> None:
        events.append(event)
        stopped.put(watch.stop())

    watch = CardWatch(on_event, lambda: ScriptedContext(["A"], {"A": PRESENT}))
    watch.start()
    assert stopped.get(timeout=3)
    assert watch.stop()
    assert events[0].kind is EventKind.SERVICE_UP
