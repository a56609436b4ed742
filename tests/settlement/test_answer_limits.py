"""An answer that never ends: by trickling, or by its size. It is lost, and the window goes on. Real sockets."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from counter_app.settlement.client import Client
from counter_app.settlement.file_exchange import FileExchange
from counter_app.settlement.outcome import Done, Lost
from counter_app.settlement.place import FileHabits, Place
from tests.settlement.conftest import AT, CALL, STATION
from tests.settlement.raw_server import RawServer, read_request, reply

GOOD = b'{"infcode": 0}'
HEAD = b"HTTP/1.1 200 OK\r\n"


def client_at(
    url: str, place: Place, *, silence_s: float = 0.3, service_s: float = 0.3, largest_mb: int = 16
) -> Client:
    known = replace(place, time_limit_s=service_s, largest_answer_mb=largest_mb)
    return Client(url, known, STATION, boot_clock=time.monotonic, connect_timeout_s=2.0, read_timeout_s=silence_s)


def trickling(*parts: bytes) -> Callable[[socket.socket], None]:
    """Each part at once, but the last byte by byte over some three seconds: never silent for long."""

    def conduct(connection: socket.socket) -> None:
        while read_request(connection):
            for part in parts[:-1]:
                connection.sendall(part)
            for byte in parts[-1]:
                time.sleep(3 / len(parts[-1]))
                connection.sendall(bytes([byte]))

    return conduct


WHOLE = HEAD + f"Content-Length: {len(GOOD) + 50}\r\n\r\n".encode(), b" " * 50 + GOOD
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"e\r\n" + GOOD + b"\r\n0\r\n\r\n" + b" " * 30
HEADS = b"", HEAD + f"Content-Length: {len(GOOD)}\r\n".encode() + b"X: y\r\n" * 5 + b"\r\n" + GOOD


@pytest.mark.parametrize("parts", [WHOLE, CHUNKED, HEADS], ids=["body", "chunks", "head"])
def test_a_trickle_is_lost(place: Place, parts: tuple[bytes, ...]) -> None:
    """Each byte comes in time; the whole does not. With a limit for each reception alone all three end as Done."""
    with RawServer(trickling(*parts)) as server:
        assert isinstance(client_at(server.url, place).exchange(CALL), Lost)
        assert server.connections == 1, "it was sent a second time"
        assert isinstance(client_at(server.url, place, silence_s=1.0).decode_voucher("99"), Lost)


def test_bytes_that_keep_coming_while_the_service_may_still_work_are_waited_for(place: Place) -> None:
    """A place that may take its time: the silence stays short, the whole may be long."""
    with RawServer(trickling(*WHOLE)) as server:
        client = client_at(server.url, place, silence_s=2.0, service_s=60.0)
        assert client.exchange(CALL) == Done({})
        assert client.exchange(CALL) == Done({})
        assert server.connections == 1, "the connection was not kept"


def test_the_limit_is_each_call_s_own(place: Place) -> None:
    """A kept-alive connection on which one answer was quick has the whole time for the next."""

    def conduct(connection: socket.socket) -> None:
        for number in itertools.count():
            if not read_request(connection):
                return
            time.sleep(0.2)
            connection.sendall(reply(json.dumps({"infcode": 0, "output": {"n": number}}).encode()))

    with RawServer(conduct) as server:
        client = client_at(server.url, place, silence_s=1.5, service_s=1.5)
        assert [client.exchange(CALL) for _ in range(10)] == [Done({"n": number}) for number in range(10)]
        assert server.connections == 1


def large(size: int) -> bytes:
    return GOOD[:-1] + b', "more": "' + b"x" * size + b'"}'


def test_an_answer_beyond_its_size_is_lost(place: Place) -> None:
    answers = [reply(large(999_000)), reply(large(3_000_000)), reply(GOOD)]

    def conduct(connection: socket.socket) -> None:
        while read_request(connection):
            connection.sendall(answers.pop(0))

    with RawServer(conduct) as server:
        client = client_at(server.url, place, silence_s=10.0, largest_mb=1)
        assert [client.exchange(CALL) for _ in range(3)] == [Done({}), Lost("TooLarge"), Done({})]
        assert server.connections == 2, "the rest of the large answer was taken for the next"


def test_its_size_is_that_of_what_comes_out(place: Place) -> None:
    packed = gzip.compress(large(5_000_000))
    assert len(packed) < 100_000

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(reply(packed, more="Content-Encoding: gzip\r\n"))

    with RawServer(conduct) as server:
        client = client_at(server.url, place, silence_s=10.0, largest_mb=1)
        assert client.exchange(CALL) == Lost("TooLarge")
        assert client.decode_voucher("99") == Lost("TooLarge")


def test_an_answer_without_end(place: Place) -> None:
    """Chunk upon chunk, as fast as they are taken: the client hangs up, and that ends the sender."""
    hung_up = threading.Event()

    def conduct(connection: socket.socket) -> None:
        read_request(connection)
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            while True:
                connection.sendall(b"10000\r\n" + b" " * 65536 + b"\r\n")
        except OSError:
            hung_up.set()

    with RawServer(conduct) as server:
        client = client_at(server.url, place, silence_s=30.0, service_s=30.0, largest_mb=1)
        assert client.exchange(CALL) == Lost("TooLarge")
        assert hung_up.wait(30)


def test_files_are_larger_and_take_longer(place: Place, tmp_path: Path) -> None:
    content = b"PK" + b"x" * 3_000_000

    def conduct(connection: socket.socket) -> None:
        while read_request(connection):
            answer = reply(content, kind="application/octet-stream")
            for start in range(0, len(answer), 300_000):
                connection.sendall(answer[start : start + 300_000])
                time.sleep(0.1)

    with RawServer(conduct) as server:
        client = client_at(server.url, place, largest_mb=1)
        exchange = FileExchange(
            client, FileHabits(), STATION.institution_code, boot_clock=time.monotonic, first_byte_s=5.0, whole_s=60.0
        )
        assert exchange.download(CALL.msgid, AT, "q", "f", tmp_path / "f") == Done({"bytes": len(content)})


def test_a_file_that_trickles_is_lost(place: Place, tmp_path: Path) -> None:
    head = HEAD + b"Content-Type: application/octet-stream\r\nContent-Length: 60\r\n\r\n"
    with RawServer(trickling(head, b"PK" + b"x" * 58)) as server:
        exchange = FileExchange(
            client_at(server.url, place),
            FileHabits(),
            STATION.institution_code,
            boot_clock=time.monotonic,
            first_byte_s=2.0,
            whole_s=0.3,
        )
        assert isinstance(exchange.download(CALL.msgid, AT, "q", "f", tmp_path / "f"), Lost)
        assert list(tmp_path.iterdir()) == []
