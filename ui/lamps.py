"""The row of lamps, from what devices and business answers say; nothing is lit by a ping."""

from __future__ import annotations

from datetime import datetime

from counter_app.desk.gates import Gate, Gates
from ui.views import LampState, LampView
from ui.words import lamp_words

__all__ = ["Lamps"]


class Lamps:
    """Reader, scanner, printer, hospital net, service, the insured place of the person at the glass."""

    def __init__(self, gates: Gates) -> None:
        self._gates = gates
        self._reader = LampView(lamp_words.READER, LampState.UNKNOWN)

    def reader(self, state: LampState, since: datetime | None, word: str = "") -> None:
        """The smart-card service or a reader came or went."""
        self._reader = LampView(lamp_words.READER, state, since, word)

    def views(self, place: str, region: str) -> tuple[LampView, ...]:
        """The row as it stands; `place` is the name of the person's insured place, empty with nobody here."""
        service = self._gates.service()
        row = [
            self._reader,
            LampView(lamp_words.SCANNER, LampState.UNKNOWN),
            LampView(lamp_words.PRINTER, LampState.UNKNOWN),
            _lamp(lamp_words.SERVICE, service),
        ]
        if place:
            row.append(_lamp(place, self._gates.place(region)))
        return tuple(row)


def _lamp(name: str, gate: Gate) -> LampView:
    if gate.open is None:
        return LampView(name, LampState.SLOW if gate.strikes else LampState.UNKNOWN)
    if not gate.open:
        return LampView(name, LampState.DOWN, gate.since)
    return LampView(name, LampState.SLOW if gate.strikes else LampState.OK, gate.since)
