"""A scanner on a serial port: over a pseudo terminal, pulled and plugged in again."""

from __future__ import annotations

import errno
import os
import pty
import queue
import random
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from card_reader import serial_scanner
from card_reader.serial_scanner import PortEvent, PortEventKind, SerialScanner

CODE = "9900000000000000000000000001"


class Port:
    """The scanner's side; `name` is a link that goes with it, as the name of a USB port does."""

    def __init__(self, name: Path) -> None:
        self.name = name
        self.heard: queue.Queue[PortEvent] = queue.Queue()
        self._near = -1

    def plug_in(self) -> None:
        self._near, far = pty.openpty()
        tty.setraw(far)
        tty.setraw(self._near)
        self.name.symlink_to(os.ttyname(far))
        os.close(far)

    def pull(self) -> None:
        if self._near >= 0:
            self.name.unlink()
            os.close(self._near)
            self._near = -1

    def send(self, data: bytes) -> None:
        os.write(self._near, data)

    def next(self) -> PortEvent:
        return self.heard.get(timeout=5)

    def until(self, kind: PortEventKind) -> PortEvent:
        while (event := self.next()).kind is not kind:
            pass
        return event


@pytest.fixture
def port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Port]:
    monkeypatch.setattr(serial_scanner, "_AGAIN_S", 0.02)
    port = Port(tmp_path / "scanner")
    yield port
    port.pull()


@pytest.fixture
def listening(port: Port) -> Iterator[SerialScanner]:
    port.plug_in()
    scanner = SerialScanner(str(port.name), 9600, port.heard.put)
    scanner.start()
    assert port.next() == PortEvent(PortEventKind.OPEN)
    yield scanner
    scanner.stop()


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t"])
def test_a_code_ends_with_what_scanners_send(port: Port, listening: SerialScanner, end: bytes) -> None:
    port.send(CODE.encode() + end + b"B01-7K2Q-12" + end)
    assert [port.next().code, port.next().code] == [CODE, "B01-7K2Q-12"]
    assert CODE not in repr(PortEvent(PortEventKind.CODE, CODE))


def test_codes_in_pieces_come_whole(port: Port, listening: SerialScanner) -> None:
    """However the driver cuts the bytes: 60 codes, none wrong."""
    chance = random.Random(3)
    sent = ["".join(chance.choices("0123456789ABCDEF-", k=chance.randrange(6, 40))) for _ in range(60)]
    data = b"".join(code.encode() + b"\r" for code in sent)
    while data:
        at = chance.randrange(1, 60)
        port.send(data[:at])
        data = data[at:]
    assert [port.next().code for _ in sent] == sent


def test_half_a_code_is_told_as_such_and_taken_for_nothing(port: Port, listening: SerialScanner) -> None:
    port.send(CODE[:12].encode())
    assert port.next() == PortEvent(PortEventKind.BROKEN)
    port.send(CODE.encode() + b"\r")
    assert port.next().code == CODE
    for strange in (b"\xff\xfe12345\r", b"12\x0034567\r", b"7" * 600 + b"\r"):
        port.send(strange)
        assert port.next() == PortEvent(PortEventKind.BROKEN)


def test_it_is_pulled_in_mid_code_and_plugged_in_again(port: Port, listening: SerialScanner) -> None:
    for _ in range(3):
        port.send(CODE[:9].encode())
        port.pull()
        assert port.until(PortEventKind.MISSING)
        port.plug_in()
        assert port.next() == PortEvent(PortEventKind.OPEN)
        port.send(CODE.encode() + b"\r")
        assert port.next().code == CODE, "and nothing of the half code before it"


def test_it_may_be_plugged_in_later(port: Port) -> None:
    scanner = SerialScanner(str(port.name), 9600, port.heard.put)
    scanner.start()
    try:
        assert port.next() == PortEvent(PortEventKind.MISSING)
        port.plug_in()
        assert port.next() == PortEvent(PortEventKind.OPEN)
    finally:
        scanner.stop()
    assert port.heard.empty(), "a change is told once"


def test_a_port_another_program_has_is_told_and_tried_again(port: Port, monkeypatch: pytest.MonkeyPatch) -> None:
    real, tries = serial.Serial, []

    def taken(*where: object, **how: object) -> serial.Serial:
        tries.append(where)
        if len(tries) < 4:
            raise serial.SerialException(errno.EBUSY, "taken")
        return real(*where, **how)

    monkeypatch.setattr(serial, "Serial", taken)
    port.plug_in()
    scanner = SerialScanner(str(port.name), 9600, port.heard.put)
    scanner.start()
    try:
        assert [port.next().kind, port.next().kind] == [PortEventKind.REFUSED, PortEventKind.OPEN]
    finally:
        scanner.stop()


def test_without_a_suffix_silence_ends_a_code(port: Port) -> None:
    port.plug_in()
    scanner = SerialScanner(str(port.name), 9600, port.heard.put, by_enter=False)
    scanner.start()
    try:
        port.next()
        port.send(CODE.encode())
        assert port.next().code == CODE
    finally:
        scanner.stop()


def test_a_listener_that_fails_does_not_end_it(port: Port) -> None:
    heard: list[PortEvent] = []

    def hear(event: PortEvent) -> None:
        heard.append(event)
        port.heard.put(event)
        raise ValueError(event.code)

    port.plug_in()
    scanner = SerialScanner(str(port.name), 9600, hear)
    scanner.start()
    try:
        port.next()
        port.send(b"123456\r654321\r")
        assert [port.next().code, port.next().code] == ["123456", "654321"]
    finally:
        scanner.stop()
