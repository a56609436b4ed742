"""A scanner on a serial port reaches the window whatever stands there, and its lamp says how it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from card_reader import serial_scanner
from tests.card_reader.test_serial_scanner import Port
from tests.window.cashier import RETIRED
from ui.views import LampState, VisitState
from ui.words import lamp_words, sentences

pytestmark = pytest.mark.window


def test_a_code_over_the_port_begins_a_visit(window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serial_scanner, "_AGAIN_S", 0.05)
    port = Port(tmp_path / "scanner")
    port.plug_in()
    try:
        cashier = window(scanner__port=str(port.name))
        cashier.until(lambda: cashier.lamp(lamp_words.SCANNER) is LampState.OK, "the port is open")
        port.pull()
        cashier.until(lambda: cashier.lamp(lamp_words.SCANNER) is LampState.MISSING, "pulled")
        port.plug_in()
        cashier.until(lambda: cashier.lamp(lamp_words.SCANNER) is LampState.OK, "and plugged in again")
        port.send(RETIRED[0][:9].encode())
        said = cashier.program.window.sentence
        cashier.until(lambda: said.said.text == sentences.SCAN_BROKEN, "half a code is refused")
        port.send(RETIRED[0].encode() + b"\r\n")
        view = cashier.reach(VisitState.CHARGES)
        assert view.person is not None
        assert view.person.id_number == RETIRED[1]
    finally:
        port.pull()
