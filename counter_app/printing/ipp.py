"""Questions to a print server in its own words (IPP, RFC 8010 and 8011), as far as we ask: attributes of a printer or
a job, and which jobs there are. The same since 1999, whatever programs a desktop brings along.
"""

from __future__ import annotations

import http.client
import socket
import struct
from collections.abc import Mapping

__all__ = ["GET_JOB", "GET_JOBS", "GET_PRINTER", "NOT_FOUND", "OK", "NoAnswerError", "Values", "ask", "ask_all"]

GET_JOB, GET_JOBS, GET_PRINTER = 0x0009, 0x000A, 0x000B
OK, NOT_FOUND = 0x0000, 0x0406
_VERSION, _OPERATION_ATTRIBUTES, _END = b"\x02\x00", b"\x01", b"\x03"
_INTEGER, _ENUM, _BOOLEAN = 0x21, 0x23, 0x22
_NAME, _KEYWORD, _URI, _CHARSET, _LANGUAGE = 0x42, 0x44, 0x45, 0x47, 0x48
_FIRST_VALUE = 0x10  # tags below it begin a group of attributes
_LONGEST = 1 << 20

Values = dict[str, list[str | int]]


class NoAnswerError(Exception):
    """Nobody answers, or not in this language."""


class _Local(http.client.HTTPConnection):
    """HTTP over the server's socket file."""

    def __init__(self, path: str, *, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        """Open the file."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def ask(
    server: str, operation: int, uri: tuple[str, str], wanted: tuple[str, ...], timeout_s: float
) -> tuple[int, Values]:
    """The status and the attributes. `server`: a socket's path, or host:port. `uri`: its attribute's name and itself.

    Raises:
        NoAnswerError: as it says.
    """
    status, groups = ask_all(server, operation, uri, wanted, timeout_s)
    together: Values = {}
    for group in groups:
        for name, values in group.items():
            together.setdefault(name, []).extend(values)
    return status, together


def ask_all(  # what a question is made of
    server: str,
    operation: int,
    uri: tuple[str, str],
    wanted: tuple[str, ...],
    timeout_s: float,
    *,
    user: str = "",
    which: str = "",
) -> tuple[int, list[Values]]:
    """As `ask`, the attributes by what they are of: a group for each job. `user`: whose jobs have a name; `which` of
    the jobs, in the standard's word.

    Raises:
        NoAnswerError: as it says.
    """
    body = _VERSION + struct.pack(">HI", operation, 1) + _OPERATION_ATTRIBUTES
    body += _value(_CHARSET, "attributes-charset", "utf-8")
    body += _value(_LANGUAGE, "attributes-natural-language", "en")
    body += _value(_URI, *uri)
    if user:
        body += _value(_NAME, "requesting-user-name", user)
    if which:
        body += _value(_KEYWORD, "which-jobs", which)
    for number, name in enumerate(wanted):
        body += _value(_KEYWORD, "" if number else "requested-attributes", name)
    kind = _Local if server.startswith("/") else http.client.HTTPConnection
    line = kind(server, timeout=timeout_s)
    headers: Mapping[str, str] = {"Content-Type": "application/ipp", "Host": "localhost"}
    try:
        line.request("POST", "/", body + _END, headers)
        reply = line.getresponse()
        text = reply.read(_LONGEST)
    except (OSError, http.client.HTTPException, ValueError) as trouble:
        raise NoAnswerError(type(trouble).__name__) from None
    finally:
        line.close()
    if reply.status != http.client.OK:
        raise NoAnswerError(str(reply.status))
    try:
        return _read(text)
    except (struct.error, IndexError, UnicodeDecodeError):
        raise NoAnswerError("not IPP") from None


def _value(tag: int, name: str, value: str) -> bytes:
    label, said = name.encode(), value.encode()
    return struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(said)) + said


def _read(text: bytes) -> tuple[int, list[Values]]:
    status: int = struct.unpack_from(">H", text, 2)[0]
    groups: list[Values] = []
    found: Values = {}
    at, name = 8, ""
    while text[at] != _END[0]:
        tag = text[at]
        at += 1
        if tag < _FIRST_VALUE:
            groups.append(found := {})
            continue
        label, at = _piece(text, at)
        said, at = _piece(text, at)
        name = label.decode() or name  # further values of one attribute have no name of their own
        if tag in (_INTEGER, _ENUM):
            found.setdefault(name, []).append(struct.unpack(">i", said)[0])
        elif tag == _BOOLEAN:
            found.setdefault(name, []).append(said[0])
        else:
            found.setdefault(name, []).append(said.decode("utf-8", "replace"))
    return status, groups


def _piece(text: bytes, at: int) -> tuple[bytes, int]:
    length: int = struct.unpack_from(">H", text, at)[0]
    if at + 2 + length > len(text):
        raise IndexError(at)
    return text[at + 2 : at + 2 + length], at + 2 + length
