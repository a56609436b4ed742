"""Keeps an eye on the papers and their printers, and tells when something about them changed."""

from __future__ import annotations

from collections.abc import Callable

from counter_app.desk.tray import Tray, TrayState
from ui.bridge import Bridge

__all__ = ["PaperWatch"]

_RARELY = 10  # pulses between two looks at printers that have nothing to do


class PaperWatch:
    """One question at a time: a print system that hangs is not asked again before it has answered."""

    def __init__(self, tray: Tray, bridge: Bridge, changed: Callable[[TrayState], None]) -> None:
        self._tray = tray
        self._bridge = bridge
        self._changed = changed
        self._asking = self._again = False
        self._pulses = 0
        tray.told = lambda: bridge.post(self.look)

    def pulse(self) -> None:
        """Once a second: while a paper is under way, and else now and then."""
        state = self._tray.state()
        busy = any(not one.given_up for one in state.unprinted)
        if state.printers and (busy or self._pulses % _RARELY == 0):
            self.look()
        self._pulses += 1

    def look(self) -> None:
        """Now, on the printers' thread."""
        if self._asking:
            self._again = True
            return
        self._asking, self._again = True, False
        self._bridge.print_out(self._tray.work, self._seen, lambda _kind: self._seen(self._tray.state()))

    def _seen(self, state: TrayState) -> None:
        self._asking = False
        self._changed(state)
        if self._again:
            self.look()
