"""A line between program and service that a story cuts at an exact call, so that the next connection is refused."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

_HOST = "127.0.0.1"


class Relay:
    """Forwards whole HTTP messages. `cut_after(number)`: once that call was answered, the line is down.

    `answered`: told the number of a call whose answer has come from the service and has not gone on yet.
    """

    def __init__(self, url: str) -> None:
        self._service = (_HOST, urlsplit(url).port or 0)
        self._port = 0
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener: socket.socket | None = None
        self._reserved: socket.socket | None = None
        self._cut_after = ""
        self.down = threading.Event()
        self.answered: Callable[[str], None] = lambda _number: None

    @property
    def url(self) -> str:
        return f"http://{_HOST}:{self._port}"

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()
        if self._reserved is not None:
            self._reserved.close()
        for thread in self._threads:
            thread.join(5)

    def up(self) -> None:
        """The line works (again)."""
        listener = self._reserved or self._bound()
        self._reserved = None
        listener.listen(64)
        self._listener = listener
        self._port = listener.getsockname()[1]
        self.down.clear()
        self._start(self._accept, listener)

    def cut_after(self, number: str) -> None:
        self._cut_after = number

    def cut(self) -> None:
        """Refuse connections and reset those that live; the port stays ours."""
        with self._lock:
            listener, self._listener = self._listener, None
            if listener is not None:
                with contextlib.suppress(OSError):
                    listener.shutdown(socket.SHUT_RDWR)
                listener.close()
                self._reserved = self._bound()
            for live in self._open:
                with contextlib.suppress(OSError):
                    live.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    live.shutdown(socket.SHUT_RD)
        self.down.set()

    def _bound(self) -> socket.socket:
        bound = socket.socket()
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((_HOST, self._port))
        return bound

    def _start(self, work: object, *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = listener.accept()
                self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError, EOFError), client, socket.create_connection(self._service) as service:
            with self._lock:
                self._open.add(client)
            try:
                while True:
                    request = _message(client)
                    service.sendall(request)
                    answer = _message(service)
                    self.answered(_number(request))
                    cut = bool(self._cut_after) and _number(request) == self._cut_after
                    client.sendall(answer)
                    if cut:
                        # The answer is in the client's hands before the line goes: it reads it from its own buffer.
                        self._cut_after = ""
                        self.cut()
                        return
            finally:
                with self._lock:
                    self._open.discard(client)


def _message(sender: socket.socket) -> bytes:
    """One HTTP message with a Content-Length."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(sender)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    while len(body) < int(lengths[0]):
        body += _more(sender)
    return head + b"\r\n\r\n" + body


def _more(sender: socket.socket) -> bytes:
    found = sender.recv(65536)
    if not found:
        raise EOFError
    return found


def _number(request: bytes) -> str:
    with contextlib.suppress(ValueError):
        return str(json.loads(request.partition(b"\r\n\r\n")[2]).get("infno", ""))
    return ""
