"""The row of lamps, from what devices and business answers say; nothing is lit by a ping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from counter_app.desk.gates import Gate, Gates
from counter_app.desk.hospital import Hospital, Standing
from counter_app.desk.tray import TrayState
from counter_app.printing.values import Trouble
from ui.views import LampState, LampView
from ui.words import lamp_words
from ui.words.template import filled

__all__ = ["Lamps"]


_REFILL = (Trouble.NO_PAPER, Trouble.NO_INK)  # nothing is broken
_AWAY = {
    Standing.AWAY: lamp_words.AWAY,
    Standing.TAKEN: lamp_words.NUMBER_TAKEN,
    Standing.OTHER_KEY: lamp_words.OTHER_KEY,
    Standing.REFUSED: lamp_words.NOT_JOINED,
}


class Lamps:
    """Reader, scanner, printer, service, the store of all windows where there is one, the insured place of the person
    at the glass.
    """

    def __init__(self, gates: Gates, hospital: Hospital | None, only_here: Callable[[], int]) -> None:
        self._gates = gates
        self._hospital = hospital
        self._only_here = only_here
        self._reader = LampView(lamp_words.READER, LampState.UNKNOWN)
        self._scanner = LampView(lamp_words.SCANNER, LampState.UNKNOWN)
        self._printer = LampView(lamp_words.PRINTER, LampState.UNKNOWN)

    def reader(self, state: LampState, since: datetime | None, word: str = "") -> None:
        """The smart-card service or a reader came or went."""
        self._reader = LampView(lamp_words.READER, state, since, word)

    def scanner(self, state: LampState, since: datetime | None, word: str = "") -> None:
        """The scanner's port came or went, or a code came."""
        if state is not self._scanner.state:
            self._scanner = LampView(lamp_words.SCANNER, state, since, word)

    def printer(self, tray: TrayState, now: datetime) -> None:
        """How the printers are, and what has not come out of them."""
        if not tray.printers:
            return
        stuck = [one for one in tray.unprinted if one.trouble is not None or one.given_up]
        trouble = tray.trouble or next((one.trouble for one in stuck if one.trouble is not None), None)
        perhaps = sum(one.perhaps for one in stuck)
        counted = ((lamp_words.PRINTER_LEFT, len(stuck) - perhaps), (lamp_words.PRINTER_PERHAPS, perhaps))
        said = [lamp_words.PRINTER_TROUBLES[trouble]] if trouble else []
        word = "，".join(said + [filled(text, n=count) for text, count in counted if count])
        state = LampState.MISSING if tray.trouble in _REFILL else LampState.DOWN if tray.trouble else LampState.SLOW
        if not word:
            state = LampState.OK
        since = self._printer.since if self._printer.state is state and self._printer.since else now
        self._printer = LampView(lamp_words.PRINTER, state, since if word else None, word)

    def views(self, place: str, region: str) -> tuple[LampView, ...]:
        """The row as it stands; `place` is the name of the person's insured place, empty with nobody here."""
        service = self._gates.service()
        row = [
            self._reader,
            self._scanner,
            self._printer,
            _lamp(lamp_words.SERVICE, service),
        ]
        if self._hospital is not None:
            row.append(_hospital_lamp(self._hospital, self._only_here()))
        if place:
            row.append(_lamp(place, self._gates.place(region)))
        return tuple(row)


def _hospital_lamp(hospital: Hospital, only_here: int) -> LampView:
    """The store of all windows, and how many claims are here alone: the others do not see those."""
    away = _AWAY.get(hospital.standing, "")
    weak = lamp_words.UNDURABLE if hospital.undurable else ""
    here = filled(lamp_words.ONLY_HERE, n=only_here) if only_here else ""
    words = "，".join(word for word in (away, weak, here) if word)
    state = LampState.DOWN if away else LampState.SLOW if words else LampState.OK
    return LampView(lamp_words.HOSPITAL, state, hospital.since if away else None, words)


def _lamp(name: str, gate: Gate) -> LampView:
    if gate.open is None:
        return LampView(name, LampState.SLOW if gate.strikes else LampState.UNKNOWN)
    if not gate.open:
        return LampView(name, LampState.DOWN, gate.since)
    return LampView(name, LampState.SLOW if gate.strikes else LampState.OK, gate.since)
