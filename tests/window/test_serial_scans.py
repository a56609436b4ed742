"""A scanner on a serial port reaches the window whatever stands there, and its lamp says how it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from card_reader import serial_scanner
from card_reader.serial_scanner import PortEvent, PortEventKind
from tests.card_reader.test_serial_scanner import Port
from tests.window.cashier import DAILY, RETIRED
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


def test_a_code_begins_nothing_behind_a_panel_and_that_is_said(window) -> None:
    """A serial scanner needs no focus: its code comes while a panel has every key."""
    cashier = window()
    cashier.quoted(RETIRED)
    cashier.take()
    cashier.reach(VisitState.SETTLED)
    cashier.until(lambda: len(cashier.slips("settlement")) == 1, "the slip is there")
    cashier.rest(0.3)
    cashier.press("F11")
    panel = cashier.program.panel
    cashier.until(lambda: panel.shown is not None, "the window asks why it is printed again")
    came = PortEvent(PortEventKind.CODE, DAILY[0])
    cashier.program._scanners._heard(came)
    cashier.drained()
    assert panel.shown is not None
    assert cashier.state is VisitState.SETTLED
    assert cashier.view.person is not None
    assert cashier.view.person.id_number == RETIRED[1]
    assert cashier.program.window.sentence.said.text == sentences.SCAN_BEHIND
    cashier.press("Escape")
    cashier.program._scanners._heard(came)
    cashier.until(lambda: cashier.state is VisitState.CHARGES, "now it begins a visit")
