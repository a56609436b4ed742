"""A virtual card held in a virtual reader: the card's end of vpcd's TCP connection, and its command.

Connected means "in the reader", closed means "pulled" (PC/SC set-up, section 4). A card whose reader vanishes with its
daemon stays on the counter: it goes in again as soon as a reader listens.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import socket
import struct
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox.card_chip import Chip
from sandbox.card_files import CardFileError, CardImage, card_named, load_cards

__all__ = ["SHARED_READER_PORT", "NoVirtualReaderError", "VirtualCard", "add_arguments", "run"]

SHARED_READER_PORT = 35963  # the port of vsmartcard-vpcd's own reader file
_TRY_AGAIN_SECONDS = 0.2
_NOTICED_SECONDS = 2.0
_POWER_OFF, _POWER_ON, _RESET, _GET_ATR = b"\x00", b"\x01", b"\x02", b"\x04"
_QUICK_ACK: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux only


class NoVirtualReaderError(Exception):
    """No virtual reader takes the card; the text names the port."""


class VirtualCard:
    """One card and the slot it goes into; `insert` and `pull` may be called from any thread, again and again."""

    def __init__(self, card: CardImage, port: int = SHARED_READER_PORT, host: str = "127.0.0.1") -> None:
        self._card = card
        self._address = (host, port)
        self._out = threading.Event()
        self._out.set()
        self._noticed = threading.Event()
        self._slot: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()
        self._commands: list[bytes] = []
        self._pace_s = 0.0

    def __enter__(self) -> Self:
        self.insert()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pull()

    @property
    def is_in(self) -> bool:
        """True while the card sits in the slot."""
        return not self._out.is_set()

    @property
    def commands(self) -> tuple[bytes, ...]:
        """Every command APDU received since the card was last put in; tests count and search them."""
        return tuple(self._commands)

    def insert(self, pace_s: float = 0.0) -> None:
        """Put the card in; nothing happens when it is in. Raises NoVirtualReaderError when no reader listens.

        `pace_s`: how long it takes over each command, as a real one does.
        """
        if self.is_in:
            return
        self.pull()  # collects the thread of a card that tore itself out
        try:
            slot = self._connect()
        except OSError:
            raise NoVirtualReaderError(
                f"no virtual reader listens on port {self._address[1]}; is pcscd running?"
            ) from None
        self._commands, self._pace_s = [], pace_s
        self._noticed.clear()
        self._out.clear()
        self._thread = threading.Thread(target=self._sit, args=(slot,), name="virtual-card", daemon=True)
        self._thread.start()

    def pull(self) -> None:
        """Take the card out; nothing happens when it is out."""
        self._tear_out()
        thread, self._thread = self._thread, None
        if thread is not None and thread is not threading.current_thread():
            thread.join()

    def wait_noticed(self, seconds: float) -> bool:
        """Wait until the reader, which looks every 0.4 s, has powered the card; False when it has not by then."""
        return self._noticed.wait(seconds)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the card is out again; False when it still sits there after `seconds`."""
        return self._out.wait(seconds)

    def _connect(self) -> socket.socket:
        slot = socket.create_connection(self._address, timeout=5)
        slot.settimeout(None)
        with self._guard:
            self._slot = slot
        return slot

    def _tear_out(self) -> None:
        self._out.set()
        with self._guard:
            slot, self._slot = self._slot, None
        if slot is not None:
            with contextlib.suppress(OSError):  # the reader may have been faster
                slot.shutdown(socket.SHUT_RDWR)  # wakes the thread that receives
            slot.close()

    def _sit(self, slot: socket.socket) -> None:
        chip = Chip(self._card)
        while not self._out.is_set():
            with contextlib.suppress(OSError):  # the daemon ended or the card was pulled: the condition knows which
                self._serve(slot, chip)
            slot.close()
            while not self._out.wait(_TRY_AGAIN_SECONDS):
                try:
                    slot = self._connect()
                except OSError:
                    continue
                chip.reset()
                break
        self._tear_out()  # a connection made while somebody pulled

    def _serve(self, slot: socket.socket, chip: Chip) -> None:
        behaviour = self._card.behaviour
        powered = False
        while True:
            message = self._receive(slot, struct.unpack(">H", self._receive(slot, 2))[0])
            if message in (_POWER_OFF, _POWER_ON, _RESET):
                chip.reset()
                powered = message != _POWER_OFF
                continue
            if message == _GET_ATR:
                # Unpowered, the same request only asks whether a card is there. Powered, a mute card gives noise:
                # with no answer at all the driver would take it for pulled.
                answer = b"\x00" if behaviour.mute and powered else self._card.atr
                if powered:
                    self._noticed.set()
            else:
                self._commands.append(message)
                if len(self._commands) == behaviour.pull_at:
                    self._tear_out()
                    return
                if behaviour.silent_at is not None and len(self._commands) >= behaviour.silent_at:
                    continue
                if self._pace_s:
                    self._out.wait(self._pace_s)
                answer = chip.answer(message)
            slot.sendall(struct.pack(">H", len(answer)) + answer)

    @staticmethod
    def _receive(slot: socket.socket, count: int) -> bytes:
        received = b""
        while len(received) < count:
            part = slot.recv(count - len(received))
            if not part:
                raise ConnectionResetError("the reader closed")
            if _QUICK_ACK is not None:
                # The driver sends length and body apart with Nagle on: a delayed acknowledgement costs 40 ms a command.
                slot.setsockopt(socket.IPPROTO_TCP, _QUICK_ACK, 1)
            received += part
        return received


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command line of `python -m sandbox card`."""
    parser.add_argument("file", type=Path, metavar="FILE.yaml", help="file of virtual cards")
    parser.add_argument("--id", default=None, metavar="C01", help="which card of the file (default: the first)")
    parser.add_argument("--port", type=int, default=SHARED_READER_PORT, help="port of the virtual reader")


def run(arguments: argparse.Namespace) -> int:
    """Hold the card until interrupted or terminated. Prints one JSON line when the reader has seen the card.

    Returns 0 when stopped, 1 when no reader listens, 2 when file or id are wrong.
    """
    try:
        card = card_named(load_cards(arguments.file), arguments.id)
    except CardFileError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command's answer
        return 2
    held = VirtualCard(card, arguments.port)
    stopped = threading.Event()

    previous = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        held.insert()
        held.wait_noticed(_NOTICED_SECONDS)
        print(json.dumps({"card": card.id, "port": arguments.port}), flush=True)  # noqa: T201 - the command's answer
        stopped.wait()
    except NoVirtualReaderError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the command's answer
        return 1
    finally:
        held.pull()
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0
