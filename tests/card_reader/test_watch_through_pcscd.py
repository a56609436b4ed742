"""The card thread against a real daemon that stops, dies and comes back."""

from __future__ import annotations

import logging
import queue
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from card_reader.pcsc import PcscContext
from card_reader.read import read_card
from card_reader.reading import CardReading, Status
from card_reader.watch import CardEvent, CardWatch, EventKind
from sandbox.card import VirtualCard
from sandbox.card_files import Behaviour
from sandbox.pcscd import PrivatePcscd
from tests.card_reader.cards import TODAY, holder_records, image, text
from tests.readers import Counter, await_presence

pytestmark = pytest.mark.pcsc


class Seen:
    """The events as they come, and the watch that reports them."""

    def __init__(self) -> None:
        self._events: queue.SimpleQueue[CardEvent] = queue.SimpleQueue()
        self.watch = CardWatch(self._events.put)

    def until(self, kind: EventKind, reader: str | None = None, seconds: float = 5.0) -> list[CardEvent]:
        """All events up to the first of that kind (at that reader)."""
        events = []
        deadline = time.monotonic() + seconds
        while True:
            try:
                event = self._events.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                pytest.fail(f"no {kind} within {seconds} s, but {[str(event.kind) for event in events]}")
            events.append(event)
            if event.kind is kind and reader in (None, event.reader):
                return events

    def nothing_for(self, seconds: float) -> bool:
        try:
            self._events.get(timeout=seconds)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def seen() -> Iterator[Seen]:
    seen = Seen()
    seen.watch.start()
    yield seen
    assert seen.watch.stop()


def kinds(events: list[CardEvent], reader: str) -> list[EventKind]:
    return [event.kind for event in events if event.reader in (None, reader)]


def test_a_card_is_reported_in_and_out(counter: Counter, seen: Seen) -> None:
    name, port = counter.slot()
    first = seen.until(EventKind.READER_ADDED, name)
    assert first[0].kind is EventKind.SERVICE_UP
    with VirtualCard(image(), port):
        event = seen.until(EventKind.CARD_IN, name)[-1]
        assert event.device is not None
    seen.until(EventKind.CARD_OUT, name)
    assert seen.nothing_for(0.2)


def test_a_card_already_in_is_reported_at_the_start(counter: Counter) -> None:
    with counter.card_in(image()) as (name, _):
        seen = Seen()
        seen.watch.start()
        seen.until(EventKind.CARD_IN, name)
        assert seen.watch.stop()


def test_the_callback_reads_on_the_card_thread(counter: Counter) -> None:
    readings: queue.SimpleQueue[tuple[CardReading, str]] = queue.SimpleQueue()
    name, port = counter.slot()

    def on_event(event: CardEvent) -> None:
        if event.device is not None and event.reader == name:
            readings.put((read_card(event.device, TODAY), threading.current_thread().name))

    watch = CardWatch(on_event)
    watch.start()
    with VirtualCard(image(), port):
        reading, thread = readings.get(timeout=5)
    assert (reading.status, thread) == (Status.OK, "card")
    assert watch.stop()


def test_a_swap_that_nobody_saw_is_an_out_and_an_in(counter: Counter) -> None:
    """The thread is held while the cards change: only the event counter can tell."""
    name, port = counter.slot()
    held, go_on = threading.Event(), threading.Event()
    events: queue.SimpleQueue[CardEvent] = queue.SimpleQueue()
    readings: queue.SimpleQueue[CardReading] = queue.SimpleQueue()

    def on_event(event: CardEvent) -> None:
        if event.reader != name:
            return
        events.put(event)
        if event.device is not None:
            readings.put(read_card(event.device, TODAY))
            held.set()
            go_on.wait(10)

    watch = CardWatch(on_event)
    watch.start()
    first, second = VirtualCard(image(), port), VirtualCard(image(holder=holder_records(name=text("戊练习"))), port)
    try:
        first.insert()
        assert held.wait(5)
        with PcscContext.open() as context:
            first.pull()
            await_presence(context, name, False)
            second.insert()
            await_presence(context, name, True)
        go_on.set()
        expected = [EventKind.READER_ADDED, EventKind.CARD_IN, EventKind.CARD_OUT, EventKind.CARD_IN]
        assert [events.get(timeout=5).kind for _ in expected] == expected
        assert [readings.get(timeout=5).fields["name"] for _ in range(2)] == ["丁演示", "戊练习"]
    finally:
        go_on.set()
        assert watch.stop()
        first.pull()
        second.pull()


@pytest.mark.parametrize("how", ["stop", "kill"])
def test_the_watch_outlives_the_daemon(counter: Counter, own_daemon: PrivatePcscd, seen: Seen, how: str) -> None:
    name, port = counter.slot()
    with VirtualCard(image(), port):
        seen.until(EventKind.CARD_IN, name)
        getattr(own_daemon, how)()
        try:
            down = seen.until(EventKind.SERVICE_DOWN)
            assert kinds(down, name) == [EventKind.CARD_OUT, EventKind.READER_REMOVED, EventKind.SERVICE_DOWN]
            assert seen.nothing_for(1.2), "told once, not at every try"
        finally:
            own_daemon.start()
        up = seen.until(EventKind.CARD_IN, name)
        assert kinds(up, name) == [EventKind.SERVICE_UP, EventKind.READER_ADDED, EventKind.CARD_IN]
        assert up[-1].device is not None


def test_a_quick_restart_is_noticed(counter: Counter, own_daemon: PrivatePcscd, seen: Seen) -> None:
    name, _ = counter.slot()
    seen.until(EventKind.READER_ADDED, name)
    own_daemon.restart()
    events = seen.until(EventKind.READER_ADDED, name)
    assert kinds(events, name) == [
        EventKind.READER_REMOVED,
        EventKind.SERVICE_DOWN,
        EventKind.SERVICE_UP,
        EventKind.READER_ADDED,
    ]


def test_the_watch_may_start_before_the_daemon(counter: Counter, own_daemon: PrivatePcscd) -> None:
    name, _ = counter.slot()
    own_daemon.stop()
    seen = Seen()
    try:
        seen.watch.start()
        assert seen.until(EventKind.SERVICE_DOWN)[0].kind is EventKind.SERVICE_DOWN
    finally:
        own_daemon.start()
    seen.until(EventKind.READER_ADDED, name)
    assert seen.watch.stop()


def test_a_daemon_killed_during_a_read_is_service_down(counter: Counter, own_daemon: PrivatePcscd) -> None:
    with counter.card_in(image(behaviour=Behaviour(silent_at=3))) as (name, _), PcscContext.open() as context:
        killing = threading.Timer(0.3, own_daemon.kill)
        killing.start()
        try:
            reading = read_card(context.device(name), TODAY)
        finally:
            killing.join()
            own_daemon.start()
    assert reading.status is Status.SERVICE_DOWN


def test_a_reader_that_comes_and_goes_with_the_service(counter: Counter, own_daemon: PrivatePcscd, seen: Seen) -> None:
    """As on Windows, where the service ends with the last reader: a reader whose port is taken does not start."""
    name, port = own_daemon.reader_names[-2], own_daemon.ports[-2]
    first = own_daemon.reader_names[0]
    counter.slot()
    seen.until(EventKind.READER_ADDED, name)
    own_daemon.stop()
    with socket.socket() as occupied:
        occupied.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        occupied.bind(("", port))
        occupied.listen()
        own_daemon.start()
        assert EventKind.READER_REMOVED in kinds(seen.until(EventKind.SERVICE_UP), name)
        assert name not in {event.reader for event in seen.until(EventKind.READER_ADDED, first)}
        with PcscContext.open() as context:
            assert name not in context.readers()
    own_daemon.restart()
    seen.until(EventKind.SERVICE_UP)
    seen.until(EventKind.READER_ADDED, name)
    with VirtualCard(image(), port):
        seen.until(EventKind.CARD_IN, name)


def test_stop_is_prompt(counter: Counter) -> None:
    seen = Seen()
    seen.watch.start()
    seen.until(EventKind.SERVICE_UP)
    began = time.monotonic()
    assert seen.watch.stop()
    assert time.monotonic() - began < 0.5


def test_stop_is_prompt_without_a_service(own_daemon: PrivatePcscd) -> None:
    own_daemon.stop()
    try:
        seen = Seen()
        seen.watch.start()
        seen.until(EventKind.SERVICE_DOWN)
        began = time.monotonic()
        assert seen.watch.stop()
        assert time.monotonic() - began < 0.5
    finally:
        own_daemon.start()


def test_a_silent_card_holds_only_the_card_thread(counter: Counter) -> None:
    name, port = counter.slot()
    reading, readings = threading.Event(), queue.SimpleQueue[CardReading]()

    def on_event(event: CardEvent) -> None:
        if event.device is not None and event.reader == name:
            reading.set()
            readings.put(read_card(event.device, TODAY))

    watch = CardWatch(on_event)
    watch.start()
    with VirtualCard(image(behaviour=Behaviour(silent_at=2)), port):
        assert reading.wait(5)
        assert not watch.stop(0.3), "the card is still in"
    assert readings.get(timeout=5).status is Status.PULLED
    assert watch.stop()


def test_a_failing_callback_is_forgotten_and_its_text_not_logged(
    counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    name, port = counter.slot()
    done = threading.Event()

    def on_event(event: CardEvent) -> None:
        if event.reader == name and event.kind is EventKind.CARD_OUT:
            done.set()
        raise ValueError("Z99020009")

    watch = CardWatch(on_event)
    with caplog.at_level(logging.DEBUG):
        watch.start()
        with VirtualCard(image(), port), PcscContext.open() as context:
            await_presence(context, name, True)
        assert done.wait(5)
        assert watch.stop()
    assert "ValueError" in caplog.text
    assert "Z99020009" not in caplog.text


def test_work_is_done_on_the_card_thread_with_its_context(counter: Counter, seen: Seen) -> None:
    answers: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
    seen.until(EventKind.SERVICE_UP)
    began = time.monotonic()
    seen.watch.submit(lambda context: answers.put((threading.current_thread().name, context is not None)))
    assert answers.get(timeout=3) == ("card", True)
    assert time.monotonic() - began < 1.5
