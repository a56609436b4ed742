"""The TCP front of the service, which makes the faults (how each looks from outside: the table in docs/sandbox.md).

It reads one whole HTTP request, looks at infno, and forwards, holds, repeats or cuts. Behind it the service always
does its work properly, so "booked, but the answer was lost" is exactly that.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from datetime import datetime

from sandbox import wire
from sandbox.call import SHANGHAI
from sandbox.door import Door
from sandbox.faults import Fault, Faults
from sandbox.form import taken_apart
from sandbox.gateway import BUSY_TEXT, envelope_reply
from sandbox.http_frames import BrokenMessage, Frame, page, read_frame

__all__ = ["Front"]

HOST = "127.0.0.1"
CREDENTIAL_PATH = "/localcfc/api/hsecfc/localQrCodeQuery"
_LARGEST_HEAD = 64 * 1024
_PROXY_PAGE = b"<html><head><title>Gateway</title></head><body>upstream answered something else</body></html>"
_ERROR_PAGE = b"<html><head><title>500</title></head><body>Internal Server Error</body></html>"


class Front:
    """Listens on the public port; one instance per service, used inside one event loop.

    `time_limit`: how long the service may still execute a request after it was sent, seconds (for `late`). `door` knows
    which address is a settlement call's.
    """

    def __init__(self, backend_port: int, faults: Faults, time_limit: float, door: Door) -> None:
        self._backend_port = backend_port
        self._faults = faults
        self._time_limit = time_limit
        self._door = door
        self._port = 0
        self._server: asyncio.Server | None = None
        self._reserved: socket.socket | None = None
        self._connections: set[_Connection] = set()

    @property
    def port(self) -> int:
        """The public port."""
        return self._port

    async def open(self, port: int = 0) -> None:
        """Bind and listen (unless refuse_connection is in force). Raises OSError when the port is taken."""
        self._reserve(port)
        await self.follow_faults()

    def _reserve(self, port: int) -> None:
        """Bind without listening: the port stays ours while every connection is refused.

        The protocol is named because asyncio sends small packets at once only on sockets that say they are TCP.
        """
        self._reserved = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._reserved.bind((HOST, port))
        except OSError:
            self._reserved.close()
            self._reserved = None
            raise
        self._port = self._reserved.getsockname()[1]

    async def follow_faults(self) -> None:
        """Open or close the listener as refuse_connection asks; a connection that is being told so finishes first."""
        if self._faults.refusing and self._server is not None:
            self._server.close()
            self._server = None
            self._reserve(self._port)
            self._faults.count_refusal()
            for connection in list(self._connections):
                if connection.reset_unless_controlling():
                    self._faults.count_refusal()
        elif self._faults.refusing:
            self._faults.count_refusal()
        elif self._server is None and self._reserved is not None:
            listener, self._reserved = self._reserved, None
            self._server = await asyncio.start_server(self._serve, sock=listener, limit=_LARGEST_HEAD, backlog=512)

    async def close(self) -> None:
        """Stop listening, reset what is open, forget what was held back (it is not executed any more)."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._reserved is not None:
            self._reserved.close()
            self._reserved = None
        tasks = [connection.task for connection in self._connections]
        for connection in list(self._connections):
            connection.reset()
            connection.task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:
            return
        connection = _Connection(reader, writer, self._backend_port, self._faults, self._time_limit, self._door, task)
        self._connections.add(connection)
        try:
            await connection.run()
        except asyncio.CancelledError:
            if self._server is not None:  # not our own closing
                raise
        finally:
            self._connections.discard(connection)
            await connection.end()


class _Connection:
    """One client connection with its own connection to the service behind."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        backend_port: int,
        faults: Faults,
        time_limit: float,
        door: Door,
        task: asyncio.Task[None],
    ) -> None:
        self._reader, self._writer = reader, writer
        self._backend_port = backend_port
        self._faults = faults
        self._time_limit = time_limit
        self._door = door
        self.task = task
        self._backend: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        self._controlling = False
        self._cut = False

    async def run(self) -> None:
        """Answer requests until either side has had enough."""
        with contextlib.suppress(BrokenMessage, ConnectionError):
            while not self._cut:
                request = await read_frame(self._reader, self._writer)
                if request is None:
                    return
                await self._handle(request)
                if request.last:
                    return

    async def _handle(self, request: Frame) -> None:
        number = _number_of(request, self._door)
        if number is None:
            self._controlling = True
            await self._send(await self._forward(request))
            self._controlling = False
            self._cut = self._cut or self._faults.refusing
            return
        fault = self._faults.strike(number)
        if fault is None:
            await self._send(await self._forward(request))
        else:
            await self._strike(fault, request)

    async def _strike(self, fault: Fault, request: Frame) -> None:
        match fault.name:
            case "drop_before":
                self.reset()
            case "drop_after":
                await self._forward(request)
                self.reset()
            case "hang":
                await self._forward(request)
                await self._client_gone()
            case "slow":
                await asyncio.sleep(fault.seconds)
                await self._send(await self._forward(request))
            case "late":
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._client_gone(), self._time_limit)
                await self._forward(request)
                await self._client_gone()
            case "duplicate":
                first = await self._forward(request)
                second = await self._forward(request)
                await self._send(first if fault.kind == "first" else second)
            case "half_answer":
                answer = await self._forward(request)
                head = answer.index(b"\r\n\r\n") + 4
                await self._send(answer[: head + (len(answer) - head) // 2])
                self._cut = True
            case _:
                if fault.kind == "after":
                    await self._forward(request)
                await self._send(_instead(fault.name))

    async def _forward(self, request: Frame) -> bytes:
        """Let the service execute the request; its whole answer."""
        if self._backend is None or self._backend[0].at_eof():
            await self._leave_backend()
            self._backend = await asyncio.open_connection(HOST, self._backend_port, limit=_LARGEST_HEAD)
        reader, writer = self._backend
        writer.write(request.raw)
        answer = await read_frame(reader, bodiless=request.target[0] == "HEAD")
        if answer is None:
            raise BrokenMessage
        if answer.last:
            await self._leave_backend()
        return answer.raw

    async def _send(self, answer: bytes) -> None:
        self._writer.write(answer)
        await self._writer.drain()

    async def _client_gone(self) -> None:
        """Wait until the client has closed its side."""
        with contextlib.suppress(ConnectionError):
            while await self._reader.read(4096):
                pass
        self._cut = True

    def reset_unless_controlling(self) -> bool:
        """Reset the connection, except one that is just being answered about the faults themselves."""
        if self._controlling:
            return False
        self.reset()
        return True

    def reset(self) -> None:
        """Cut with RST: the client sees a connection reset, not an end."""
        self._cut = True
        sock = self._writer.get_extra_info("socket")
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    async def end(self) -> None:
        """Close both sides."""
        await self._leave_backend()
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _leave_backend(self) -> None:
        if self._backend is not None:
            writer = self._backend[1]
            self._backend = None
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()


def _number_of(request: Frame, door: Door) -> str | None:
    """The transaction number of a settlement call, "ec.query" for the code component, None for anything else."""
    method, path = request.target
    if method != "POST":
        return None
    if path == CREDENTIAL_PATH:
        return "ec.query"
    if not door.settles(path):
        return None
    try:
        message = wire.read(taken_apart(request.content_type, request.body)[0])
    except (ValueError, RecursionError):
        return ""
    return str(message.get("infno", "")) if isinstance(message, dict) else ""


def _instead(name: str) -> bytes:
    """What the client gets in place of the service's own answer."""
    if name == "http_500":
        return page("500 Internal Server Error", "text/html; charset=utf-8", _ERROR_PAGE)
    if name == "not_json":
        return page("200 OK", "text/html; charset=utf-8", _PROXY_PAGE)
    busy = wire.write(envelope_reply(-1, BUSY_TEXT, None, datetime.now(SHANGHAI), None))
    return page("200 OK", "application/json; charset=utf-8", busy.encode())
