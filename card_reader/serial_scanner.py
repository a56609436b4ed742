"""A scanner on a serial port, real or of USB (USB-COM): a thread of its own that follows the port all day.

No focus, no input method: bytes come, CR or LF ends a code. The port may be missing, taken by another program, or
unplugged at any moment: the thread tries again every second and never ends by itself. Half a code is never given out.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import serial

__all__ = ["PortEvent", "PortEventKind", "SerialScanner"]

_log = logging.getLogger(__name__)

_AGAIN_S = 1.0
_IDLE_S = 1.0
_SILENCE_S = 0.3  # in the middle of a code; a scanner sends one in a few milliseconds
_LONGEST = 512
_ENDS = b"\r\n\t"


class PortEventKind(StrEnum):
    """What can happen at the port."""

    OPEN = "open"
    MISSING = "missing"  # no such port: not plugged in
    REFUSED = "refused"  # it is there and cannot be opened: another program has it, or we may not
    CODE = "code"
    BROKEN = "broken"  # bytes that are no whole code


@dataclass(frozen=True, slots=True)
class PortEvent:
    """One event; `code` is personal data and is in no repr."""

    kind: PortEventKind
    code: str = ""

    def __repr__(self) -> str:
        return f"PortEvent({self.kind})"


class SerialScanner:
    """`heard` is called on the scanner's thread, a change of the port is told once. `by_enter` False: silence ends."""

    def __init__(self, port: str, baud: int, heard: Callable[[PortEvent], None], *, by_enter: bool = True) -> None:
        self._name, self._baud, self._heard, self._by_enter = port, baud, heard, by_enter
        self._ending = threading.Event()
        self._port: serial.Serial | None = None
        self._told: PortEventKind | None = None
        self._thread = threading.Thread(target=self._follow, name="scanner", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self) -> None:
        """Stop listening; the port is free afterwards."""
        self._ending.set()
        port = self._port
        if port is not None:
            with suppress(OSError, serial.SerialException, AttributeError, TypeError):  # it is closing already
                port.cancel_read()
        if self._thread.is_alive():
            self._thread.join()

    def _follow(self) -> None:
        while not self._ending.is_set():
            try:
                with serial.Serial(self._name, self._baud, timeout=_IDLE_S, exclusive=True) as self._port:
                    self._port.reset_input_buffer()  # what was scanned before anybody listened
                    self._say(PortEventKind.OPEN)
                    self._read(self._port)
            except (OSError, serial.SerialException) as trouble:
                gone = self._told is PortEventKind.OPEN or getattr(trouble, "errno", None) in (2, 6, 19)
                self._say(PortEventKind.MISSING if gone else PortEventKind.REFUSED)
            except Exception as trouble:  # the top of a thread that must not end; a text may hold a code
                _log.error("unexpected at the scanner's port: %s", type(trouble).__name__)
            self._port = None
            self._ending.wait(_AGAIN_S)

    def _say(self, kind: PortEventKind) -> None:
        if kind is not self._told:
            self._told = kind
            self._tell(PortEvent(kind))

    def _tell(self, event: PortEvent) -> None:
        try:
            self._heard(event)
        except Exception as trouble:  # whoever listens may not end the thread
            _log.error("unexpected while a scan was told: %s", type(trouble).__name__)

    def _read(self, port: serial.Serial) -> None:
        held = bytearray()
        while not self._ending.is_set():
            port.timeout = _SILENCE_S if held else _IDLE_S
            more = port.read(max(1, port.in_waiting))
            if not more and held:
                self._ended(held, whole=not self._by_enter)
                held.clear()
            for byte in more:
                if byte in _ENDS:
                    if held:
                        self._ended(held, whole=True)
                        held.clear()
                else:
                    held.append(byte)

    def _ended(self, held: bytearray, *, whole: bool) -> None:
        printable = held.isascii() and held.decode("ascii", "replace").isprintable()
        if whole and printable and len(held) <= _LONGEST:
            self._tell(PortEvent(PortEventKind.CODE, held.decode("ascii").strip()))
        else:
            self._tell(PortEvent(PortEventKind.BROKEN))
