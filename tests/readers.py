"""A private pcscd for the whole run, its slots one after the other, and cards to put in.

The client library reads the daemon's address once per process, so every folder that needs readers
imports these fixtures and gets the same ones.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from card_reader.pcsc import PcscContext, card_present
from card_reader.read import read_card
from card_reader.reading import CardReading
from sandbox.card import SHARED_READER_PORT, VirtualCard
from sandbox.card_files import CardImage
from sandbox.pcscd import NamespaceRefusedError, PcscdMissingError, PrivatePcscd
from tests.card_reader.cards import TODAY

__all__ = ["Counter", "await_presence", "counter", "own_daemon"]

SHARED_SOCKET = Path("/run/pcscd/pcscd.comm")
SHARED_READERS = ("Virtual PCD 00 00", "Virtual PCD 00 01")


_running: list[Counter] = []


class Counter:
    """The readers on the counter. Slots are used in turn, so that no test waits for the last card's removal."""

    def __init__(self, daemon: PrivatePcscd | None, slots: list[tuple[str, int]]) -> None:
        self.daemon = daemon
        self._slots = slots
        self._turn = 0

    def slot(self) -> tuple[str, int]:
        """Reader name and port of the next slot, empty."""
        self._turn += 1
        name, port = self._slots[self._turn % len(self._slots)]
        with PcscContext.open() as context:
            await_presence(context, name, False)
        return name, port

    @contextmanager
    def card_in(self, card: CardImage) -> Iterator[tuple[str, VirtualCard]]:
        """That card, seen by its reader."""
        name, port = self.slot()
        with VirtualCard(card, port) as held:
            with PcscContext.open() as context:
                await_presence(context, name, True)
            yield name, held

    def read(self, card: CardImage) -> CardReading:
        with self.card_in(card) as (name, _), PcscContext.open() as context:
            return read_card(context.device(name), TODAY)


def await_presence(context: PcscContext, reader: str, present: bool, seconds: float = 3.0) -> None:
    deadline = time.monotonic() + seconds
    state = context.state(reader)
    while card_present(state) is not present:
        left = deadline - time.monotonic()
        assert left > 0, "the reader did not notice"
        state = context.wait({reader: state}, int(left * 1000) + 1).get(reader, state)


@pytest.fixture(scope="session")
def counter() -> Iterator[Counter]:
    """A daemon nobody else sees; the machine's own where namespaces are refused, else a visible skip.

    The client library reads its variable once per process, at the first context: nothing before this fixture makes one.
    """
    if _running:  # another folder's fixture of the same run made it, and ends it
        yield _running[0]
        return
    names = ("Window One", "Window Two", "Window Three")
    with ExitStack() as stack:
        stack.callback(_running.clear)
        try:
            daemon = stack.enter_context(PrivatePcscd(names))
        except PcscdMissingError as error:
            pytest.skip(str(error))
        except NamespaceRefusedError as error:
            if not SHARED_SOCKET.exists():
                pytest.skip(f"{error}; and no pcscd runs that could be shared")
            _running.append(
                Counter(None, [(name, SHARED_READER_PORT + slot) for slot, name in enumerate(SHARED_READERS)])
            )
        else:
            os.environ.update(daemon.client_environment)
            _running.append(Counter(daemon, list(zip(daemon.reader_names, daemon.ports, strict=True))))
        yield _running[0]


@pytest.fixture
def own_daemon(counter: Counter) -> PrivatePcscd:
    """The private daemon, for tests that kill it; it runs again afterwards."""
    if counter.daemon is None:
        pytest.skip("namespaces are not allowed here: the machine's own pcscd is shared and must not be killed")
    return counter.daemon
