"""Stands between a window and its PostgreSQL server: the answer to one commit is swallowed, and the server killed."""

from __future__ import annotations

import contextlib
import select
import socket
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["Swallowing"]

_SOCKET = ".s.PGSQL.5432"
_IDLE = b"Z\x00\x00\x00\x05I"  # the server is ready, and no transaction is open: the commit is done


class Swallowing:
    """A socket file in `folder` that leads to the server's. After `swallow(n)` the n-th commit is done and not
    acknowledged: `struck` is called, and the connection cut.
    """

    def __init__(self, server: Path, struck: Callable[[], None]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-between-"))
        self._server = str(server / _SOCKET)
        self._struck = struck
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / _SOCKET))
        self._listener.listen(32)
        self._threads: list[threading.Thread] = []
        self._left = 0
        self._lock = threading.Lock()
        self.strikes = 0

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)
        (self.folder / _SOCKET).unlink()
        self.folder.rmdir()

    def swallow(self, number: int) -> None:
        """The n-th commit from now; 0: none."""
        self._left = number

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                window, _ = self._listener.accept()
                self._start(self._serve, window)

    def _serve(self, window: socket.socket) -> None:
        with window, socket.socket(socket.AF_UNIX) as server, contextlib.suppress(OSError):
            server.connect(self._server)
            while True:
                ready, _, _ = select.select([window, server], [], [])
                for one in ready:
                    data = one.recv(1 << 16)
                    if not data:
                        return
                    if one is server:
                        window.sendall(data)
                        continue
                    server.sendall(data)
                    if b"COMMIT\x00" in data and self._is_it():
                        self._swallow(server)
                        return

    def _is_it(self) -> bool:
        with self._lock:
            self._left -= 1
            return self._left == 0

    def _swallow(self, server: socket.socket) -> None:
        heard = b""
        while not heard.endswith(_IDLE):
            more = server.recv(1 << 16)
            assert more, "the commit was not done"
            heard += more
        self.strikes += 1
        self._struck()
