"""The row of lamps, from what devices and business answers say; nothing is lit by a ping."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from counter_app.desk.gates import Gate, Gates
from counter_app.desk.hospital import Hospital, Standing
from counter_app.desk.line_desk import LineDesk
from counter_app.desk.line_trail import Heard
from counter_app.desk.tray import TrayState
from counter_app.printing.values import Trouble
from ui.views import LampState, LampView
from ui.words import figures, lamp_words, outage_words
from ui.words.template import filled

__all__ = ["Lamps", "heard_words"]


_REFILL = (Trouble.NO_PAPER, Trouble.NO_INK)  # nothing is broken
_AWAY = {
    Standing.AWAY: lamp_words.AWAY,
    Standing.TAKEN: lamp_words.NUMBER_TAKEN,
    Standing.OTHER_KEY: lamp_words.OTHER_KEY,
    Standing.OTHER_WORLD: lamp_words.OTHER_WORLD,
    Standing.REFUSED: lamp_words.NOT_JOINED,
}


class Lamps:
    """Reader, scanner, printer, the hospital's net, service, the store of all windows where there is one, the insured
    place of the person at the glass. `line`: what was heard over each hop, and what is announced.
    """

    def __init__(
        self, gates: Gates, hospital: Hospital | None, only_here: Callable[[], int], line: LineDesk | None = None
    ) -> None:
        self._gates = gates
        self._line = line
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
        return (self._reader, self._scanner, self._printer, *self.hops(place, region))

    def hops(self, place: str = "", region: str = "") -> tuple[LampView, ...]:
        """Those of the line alone."""
        net = [self._net()] if self._line is not None else []
        service = self._line.hop() if self._line is not None else self._gates.service()
        row = [*net, self._hop(lamp_words.SERVICE, service, "")]
        if self._hospital is not None:
            row.append(_hospital_lamp(self._hospital, self._only_here()))
        if place:
            row.append(self._hop(place, self._gates.place(region), region))
        return tuple(row)

    @property
    def inner(self) -> tuple[bool, ...]:
        """Of each thing of the hospital's own that was tried over its net whether it answers: the store of all windows,
        and its billing system. A server that does not let us in answers.
        """
        store = None if self._hospital is None else self._hospital.standing is not Standing.AWAY
        bills = self._line.trail.hospital_bills.up if self._line is not None else None
        return tuple(one for one in (store, bills) if one is not None)

    def _net(self) -> LampView:
        """Nobody asks the net itself. What answers over it shows that it works; that it is down is believed when two
        things that do not hang on each other are silent. The service alone says nothing: it lies behind it.
        """
        trail, inner = self._line.trail, self.inner  # type: ignore[union-attr]
        away = [self._hospital.since] if self._hospital is not None and inner[:1] != (True,) else []
        if trail.hospital_bills.up is False and trail.hospital_bills.since is not None:
            away.append(trail.hospital_bills.since)
        told, mute = trail.gateway.told, trail.unanswered_since if trail.silent else None
        through = trail.gateway.up and told is not None and all(told > since for since in away)
        through = through and (mute is None or told >= mute)  # type: ignore[operator]
        if any(inner) or through:
            return LampView(lamp_words.NET, LampState.OK)
        silent = len(inner) + (trail.gateway.up is False)
        if inner and silent > 1:
            return LampView(lamp_words.NET, LampState.DOWN, max(away, default=None), lamp_words.NET_DOWN)
        if inner:
            return LampView(lamp_words.NET, LampState.SLOW, max(away, default=None), lamp_words.NET_PERHAPS)
        return LampView(lamp_words.NET, LampState.UNKNOWN)

    def _hop(self, name: str, gate: Gate, region: str) -> LampView:
        """One hop, or, with a `region`, one insured place."""
        if self._line is None:
            return _lamp(name, gate, "")
        told = heard_words(self._line.trail.place(region))
        notice = self._line.shutdowns.of(region)
        if notice is None:
            silent = not region and self._line.trail.silent
            return _lamp(name, gate, told, lamp_words.NO_ANSWER if silent else "")
        until = notice.until
        word = filled(lamp_words.STANDS_STILL_UNTIL, 时间=figures.clock(until)) if until else lamp_words.STANDS_STILL
        return LampView(name, LampState.DOWN, None, word, told)


def heard_words(heard: Heard) -> str:
    """Sent, answered, confirmed: each with its time, so that a call that is not answered shows."""
    if heard.sent is None and heard.confirmed is None:
        return outage_words.TOLD_NOTHING
    parts = (
        (outage_words.TOLD_SENT, heard.sent),
        (outage_words.TOLD_ANSWERED, heard.answered),
        (outage_words.TOLD_CONFIRMED, heard.confirmed),
    )
    never = outage_words.NEVER
    return "　".join(filled(text, 时间=figures.clock(at) if at is not None else never) for text, at in parts)


def _hospital_lamp(hospital: Hospital, only_here: int) -> LampView:
    """The store of all windows, and how many claims are here alone: the others do not see those."""
    away = _AWAY.get(hospital.standing, "")
    weak = lamp_words.UNDURABLE if hospital.undurable else ""
    here = filled(lamp_words.ONLY_HERE, n=only_here) if only_here else ""
    words = "，".join(word for word in (away, weak, here) if word)
    state = LampState.DOWN if away else LampState.SLOW if words else LampState.OK
    return LampView(lamp_words.HOSPITAL, state, hospital.since if away else None, words)


def _lamp(name: str, gate: Gate, told: str, why: str = "") -> LampView:
    if gate.open is None and not gate.strikes:
        return LampView(name, LampState.UNKNOWN, told=told)
    if gate.open is False:
        return LampView(name, LampState.DOWN, gate.since, why, told)
    if gate.strikes:
        return LampView(name, LampState.SLOW, None, lamp_words.NO_ANSWER, told)
    return LampView(name, LampState.OK, gate.since, told=told)
