"""The card's end of the wire, played against a reader made of a plain socket; and its command."""

from __future__ import annotations

import json
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.card import NoVirtualReaderError, VirtualCard
from sandbox.card_chip import SSSE_NAME
from sandbox.card_files import Behaviour, CardImage

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 20  # a busy machine needs a while to start a program
ATR = bytes.fromhex("3B6D00000090543116866099020000B009")
SELECT = b"\x00\xa4\x04\x00\x0f" + SSSE_NAME
CARD_FILE = f"""
version: 1
cards:
- {{id: T1, generation: 2, atr: "{ATR.hex()}"}}
- {{id: T2, generation: 2, atr: "3B00"}}
"""


def image(**behaviour: object) -> CardImage:
    return CardImage("T1", "", 2, ATR, Behaviour(**behaviour), (), (), {})  # type: ignore[arg-type]


class Reader:
    """What vpcd does, without pcscd."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._card: socket.socket | None = None

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def accept(self) -> None:
        self.drop()
        self._card, _ = self._listener.accept()
        self._card.settimeout(PATIENCE_S)

    def drop(self) -> None:
        if self._card is not None:
            self._card.close()
            self._card = None

    def send(self, message: bytes) -> None:
        assert self._card is not None
        self._card.sendall(struct.pack(">H", len(message)) + message)

    def receive(self) -> bytes:
        assert self._card is not None
        header = self._card.recv(2)
        return self._card.recv(struct.unpack(">H", header)[0]) if header else b""

    def ask(self, message: bytes) -> bytes:
        self.send(message)
        return self.receive()


@pytest.fixture
def reader() -> Iterator[Reader]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        reader = Reader(listener)
        yield reader
        reader.drop()


def test_control_messages_are_not_answered_and_the_rest_is(reader: Reader) -> None:
    with VirtualCard(image(), reader.port) as card:
        reader.accept()
        for control in (b"\x00", b"\x01", b"\x02"):
            reader.send(control)
        assert reader.ask(b"\x04") == ATR
        assert reader.ask(SELECT)[-2:] == b"\x90\x00"
        assert card.commands == (SELECT,)
        assert card.is_in
    assert not card.is_in
    assert reader.receive() == b""


def test_a_card_is_noticed_when_it_was_powered(reader: Reader) -> None:
    with VirtualCard(image(), reader.port) as card:
        reader.accept()
        assert reader.ask(b"\x04") == ATR
        assert not card.wait_noticed(0.1)
        reader.send(b"\x01")
        assert reader.ask(b"\x04") == ATR
        assert card.wait_noticed(1)


def test_a_pulled_card_goes_in_again(reader: Reader) -> None:
    card = VirtualCard(image(), reader.port)
    for _ in range(3):
        card.insert()
        card.insert()  # already in: nothing happens
        reader.accept()
        assert reader.ask(b"\x04") == ATR
        card.pull()
        card.pull()
        assert reader.receive() == b""


def test_a_card_whose_reader_restarts_stays_in(reader: Reader) -> None:
    with VirtualCard(image(), reader.port):
        reader.accept()
        assert reader.ask(SELECT)[-2:] == b"\x90\x00"
        reader.accept()  # the reader dropped it and listens again
        assert reader.ask(b"\x00\xb2\x01\x2c\x00") == b"\x69\x86", "powered anew: nothing is selected"


def test_a_card_tears_itself_out_at_the_chosen_command(reader: Reader) -> None:
    card = VirtualCard(image(pull_at=2), reader.port)
    card.insert()
    reader.accept()
    assert reader.ask(SELECT)[-2:] == b"\x90\x00"
    assert reader.ask(SELECT) == b""
    assert card.wait(1)
    card.insert()
    reader.accept()
    assert reader.ask(SELECT)[-2:] == b"\x90\x00"
    card.pull()


def test_a_silent_card_stays_in(reader: Reader) -> None:
    with VirtualCard(image(silent_at=1), reader.port) as card:
        reader.accept()
        reader.send(SELECT)
        assert not card.wait(0.2)
        assert reader.ask(b"\x04") == ATR, "the answer to the next question, not to the first"


def test_no_reader_is_said_with_its_port() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    card = VirtualCard(image(), port)
    with pytest.raises(NoVirtualReaderError, match=str(port)):
        card.insert()
    assert not card.is_in


def held(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "sandbox", "card", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_command_holds_the_card_until_stopped(reader: Reader, tmp_path: Path, how: signal.Signals) -> None:
    path = tmp_path / "cards.yaml"
    path.write_text(CARD_FILE)
    with held(str(path), "--id", "T2", "--port", str(reader.port)) as process:
        reader.accept()
        reader.send(b"\x01")
        assert reader.ask(b"\x04") == b"\x3b\x00"
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == {"card": "T2", "port": reader.port}
        assert reader.ask(b"\x04") == b"\x3b\x00"
        process.send_signal(how)
        assert process.wait(5) == 0
    assert reader.receive() == b""


def test_wrong_files_end_with_2_and_no_reader_with_1(tmp_path: Path) -> None:
    path = tmp_path / "cards.yaml"
    path.write_text(CARD_FILE)
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = str(closed.getsockname()[1])
    for arguments, code, words in (
        ([str(tmp_path / "none.yaml")], 2, "none.yaml: cannot be read"),
        ([str(path), "--id", "C9"], 2, "no card C9"),
        ([str(path), "--port", port], 1, f"port {port}"),
    ):
        with held(*arguments) as process:
            out, err = process.communicate(timeout=10)
        assert (process.returncode, out) == (code, "")
        assert words in err
