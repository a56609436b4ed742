"""The scanners of one window that are no keyboard: their codes go where a keyboard scanner's go; and their lamp."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from card_reader.scanner import ScannerSettings
from card_reader.serial_scanner import PortEvent, PortEventKind, SerialScanner
from ui.bridge import Bridge
from ui.lamps import Lamps
from ui.over_page import panel_over
from ui.scan_watch import NotTaken
from ui.views import LampState
from ui.window import CounterWindow
from ui.words import lamp_words, sentences

__all__ = ["Scanners"]

_LIT = {
    PortEventKind.OPEN: (LampState.OK, ""),
    PortEventKind.MISSING: (LampState.MISSING, lamp_words.UNPLUGGED),
    PortEventKind.REFUSED: (LampState.DOWN, lamp_words.REFUSED),
}


class Scanners:
    """`changed` is told on the main thread when the lamp moved."""

    def __init__(
        self,
        settings: ScannerSettings,
        bridge: Bridge,
        window: CounterWindow,
        lamps: Lamps,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        self._bridge, self._window, self._lamps = bridge, window, lamps
        self._now, self._changed = now, changed
        heard = self._on_port
        self._port = (
            SerialScanner(settings.port, settings.baud, heard, by_enter=settings.limits.by_enter)
            if settings.port
            else None
        )

    def start(self) -> None:
        """Listen."""
        if self._port is not None:
            self._port.start()

    def close(self) -> None:
        """Listen no more."""
        if self._port is not None:
            self._port.stop()

    def typed(self) -> None:
        """A keyboard scanner is only known by what it scans."""
        if self._port is None:
            self._lamps.scanner(LampState.OK, self._now())

    def _on_port(self, event: PortEvent) -> None:
        """On the scanner's thread."""
        self._bridge.post(lambda: self._heard(event))

    def _heard(self, event: PortEvent) -> None:
        if event.kind is PortEventKind.CODE and panel_over(self._window):
            self._window.remark(sentences.SCAN_BEHIND)
        elif event.kind is PortEventKind.CODE:
            self._window.scanned(event.code)
        elif event.kind is PortEventKind.BROKEN:
            self._window.not_taken(NotTaken.BROKEN)
        else:
            state, word = _LIT[event.kind]
            self._lamps.scanner(state, self._now(), word)
            self._changed()
