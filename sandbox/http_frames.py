"""Whole HTTP/1.1 messages from a stream, as bytes: no more than the front needs to hold, cut or send them twice."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

__all__ = ["BrokenMessage", "Frame", "page", "read_frame"]

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*(?=\r\n)", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:[^\r\n]*chunked", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection:[ \t]*close", re.IGNORECASE)
_TYPE = re.compile(rb"\r\ncontent-type:[ \t]*([^\r\n]*)", re.IGNORECASE)
_EXPECT = re.compile(rb"\r\nexpect:[ \t]*100-continue[ \t]*(?=\r\n)", re.IGNORECASE)


class BrokenMessage(Exception):
    """The stream ended inside a message, or it is not HTTP."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One message: head with its blank line, body as it came. `last`: the sender wants the connection closed."""

    head: bytes
    body: bytes
    last: bool

    @property
    def raw(self) -> bytes:
        """The message as it came."""
        return self.head + self.body

    @property
    def content_type(self) -> str:
        """What the head says the body is; empty where it says nothing."""
        found = _TYPE.search(self.head)
        return found.group(1).decode("latin-1") if found else ""

    @property
    def target(self) -> tuple[str, str]:
        """Method and path of a request."""
        parts = self.head.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        return (parts[0], parts[1].split("?", 1)[0]) if len(parts) >= 2 else ("", "")


async def read_frame(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter | None = None, *, bodiless: bool = False
) -> Frame | None:
    """The next message; None where the stream ends between two. `writer`: to tell a waiting client to go on.

    Raises:
        BrokenMessage: the stream ended inside a message or the head is too long.
    """
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as end:
        if end.partial:
            raise BrokenMessage from None
        return None
    except (asyncio.LimitOverrunError, ConnectionError):
        raise BrokenMessage from None
    if writer is not None and _EXPECT.search(head):
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        head = _EXPECT.sub(b"", head)
    try:
        body = b"" if bodiless else await _body(reader, head)
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, ValueError):
        raise BrokenMessage from None
    return Frame(head, body, _CLOSE.search(head) is not None)


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    if _CHUNKED.search(head):
        parts = []
        while True:
            size = await reader.readuntil(b"\r\n")
            length = int(size.split(b";", 1)[0], 16)
            rest = await reader.readexactly(length + 2)
            parts += [size, rest]
            if not length:
                return b"".join(parts)
    found = _LENGTH.search(head)
    return await reader.readexactly(int(found.group(1))) if found else b""


def page(status: str, content_type: str, body: bytes) -> bytes:
    """A reply that the front makes itself."""
    head = f"HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    return head.encode() + body
