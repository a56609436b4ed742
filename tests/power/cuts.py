"""What lies on a disk after the power went: of what was not synced yet, any sectors, and all else as it was.

A model of a disk that keeps its word and no more (assumption A6 of docs/exactly-once.md): what a sync has returned for
is there; of each write after it any of its sectors of 512 bytes may be there or not; a truncation or a removal too, all
or nothing. A file's name is there from its first sync on; before that, perhaps.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

__all__ = ["Disk", "Operation", "operations"]

SECTOR = 512
_HEAD = struct.Struct("<cBIQ")


@dataclass(frozen=True, slots=True)
class Operation:
    """`what`: W rite, T runcate, S ync, U nlink, R ename, L ink, P ost to a socket, K illed instead of it."""

    what: str
    name: str
    offset: int
    data: bytes = b""


def operations(record: Path) -> Iterator[Operation]:
    """What was done, in its order."""
    raw, place = record.read_bytes(), 0
    while place < len(raw):
        what, name_is, length, offset = _HEAD.unpack_from(raw, place)
        place += _HEAD.size
        name = raw[place : place + name_is].decode()
        place += name_is
        size = length if what == b"W" else 0
        yield Operation(what.decode(), name, offset, raw[place : place + size])
        place += size


@dataclass(slots=True)
class Disk:
    """`synced`: what is there for certain, by name. `loose`: done since, in its order."""

    synced: dict[str, bytearray] = field(default_factory=dict)
    loose: dict[str, list[Operation]] = field(default_factory=dict)

    def do(self, one: Operation) -> None:
        """The next operation."""
        if one.what != "S":
            self.loose.setdefault(one.name, []).append(one)
        elif one.name == ".":
            # Of the folder: what was removed is gone for certain.
            for name, waiting in list(self.loose.items()):
                last = max((n for n, each in enumerate(waiting) if each.what == "U"), default=-1)
                if last >= 0:
                    self.synced.pop(name, None)
                    self.loose[name] = waiting[last + 1 :]
        else:
            content: bytearray | None = self.synced.get(one.name)
            for each in self.loose.pop(one.name, ()):
                content = _done(content, each)
            self.synced[one.name] = bytearray() if content is None else content

    def cut(self, draw: Random) -> dict[str, bytes]:
        """The files as they are found after the power went now."""
        found = {}
        likely = draw.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        for name in sorted({*self.synced, *self.loose}):
            before = self.synced.get(name)
            waiting = self.loose.get(name, [])
            content = None if before is None else bytearray(before) if waiting else before
            for each in waiting:
                if each.what != "W":
                    if draw.random() >= likely:
                        if each.what == "U":
                            break  # it was not removed: what came after it was of another file of this name
                        continue
                    content = _done(content, each)
                else:
                    content = _some_sectors(content, each, draw, likely)
            if content is not None:
                found[name] = bytes(content)
        return found


def _done(content: bytearray | None, one: Operation) -> bytearray | None:
    if one.what == "U":
        return None
    found = bytearray() if content is None else content
    if one.what == "T":
        del found[one.offset :]
        found.extend(bytes(one.offset - len(found)))
    else:
        _put(found, one.offset, one.data)
    return found


def _some_sectors(content: bytearray | None, one: Operation, draw: Random, likely: float) -> bytearray | None:
    at, end = one.offset, one.offset + len(one.data)
    while at < end:
        until = min(end, (at // SECTOR + 1) * SECTOR)
        if draw.random() < likely:
            content = bytearray() if content is None else content
            _put(content, at, one.data[at - one.offset : until - one.offset])
        at = until
    return content


def _put(content: bytearray, offset: int, data: bytes) -> None:
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data
