"""How a transaction is declared: what stands in its messages, once, for sending, checking, reading and the docs.

A message is a `Record` (module `record`): a frozen dataclass whose attributes are made by the functions here. Labels,
lengths and requirements follow the fact sheet of transactions (Jiangxi is nearest to the national text, Hunan V1.1.27
the newest).
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

__all__ = ["Field", "Kind", "Must", "Node", "day", "extension", "many", "moment", "number", "octets", "one", "text"]


class Kind(StrEnum):
    """Type of a field, and what it is in our code."""

    TEXT = "text"  # str, "" where there is none
    NUMBER = "number"  # Decimal, None where there is none, NaN where it cannot be read
    DAY = "day"  # date; yyyy-MM-dd on the wire
    MOMENT = "moment"  # datetime at the window's zone; yyyy-MM-dd HH:mm:ss on the wire
    EXTENSION = "extension"  # dict; a JSON text on the wire, with upper-case keys (envelope facts, section 8)
    OCTETS = "octets"  # bytes of a file; they travel beside the JSON (envelope facts, section 4)


class Must(Enum):
    """When a field or node has to be there."""

    ALWAYS = "always"
    OPTIONAL = "optional"
    WITH_CARD = "with a card (mdtrt_cert_type 03)"
    CROSS_REGION = "treating place and insured place differ"
    WHEN_OVERRIDDEN = "the warning is passed over (dspo_way 1)"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: wire name, official label, longest text or digits in all, decimals, name of its code dictionary.

    `length` 0: the documents give none. `codes` empty: any text.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    length: int = 0
    scale: int = 0
    must: Must = Must.OPTIONAL
    codes: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A named object, or with `many` a list of them. An empty name: the rows stand directly under the message."""

    name: str | None
    record: type[Any]
    many: bool = False
    must: Must = Must.ALWAYS


def text(label: str, length: int = 0, must: Must = Must.OPTIONAL, codes: str = "", *, name: str = "") -> Any:
    """A text of at most `length` characters; `codes`: its dictionary; `name`: on the wire, if not the attribute's."""
    return _declared("", Field(name, label, Kind.TEXT, length, 0, must, codes))


def number(label: str, length: int = 0, scale: int = 0, must: Must = Must.OPTIONAL, *, name: str = "") -> Any:
    """A number of at most `length` digits, `scale` of them behind the point."""
    return _declared(None, Field(name, label, Kind.NUMBER, length, scale, must))


def day(label: str, must: Must = Must.OPTIONAL, *, name: str = "") -> Any:
    """A date."""
    return _declared(None, Field(name, label, Kind.DAY, must=must))


def moment(label: str, must: Must = Must.OPTIONAL, *, name: str = "") -> Any:
    """A date with its time."""
    return _declared(None, Field(name, label, Kind.MOMENT, must=must))


def extension(label: str, length: int = 0, *, name: str = "") -> Any:
    """What a place adds (exp_content): an object, written as a JSON text of at most `length` characters."""
    return dataclasses.field(default_factory=dict, metadata={"wire": Field(name, label, Kind.EXTENSION, length)})


def octets(label: str, must: Must = Must.OPTIONAL, *, name: str = "") -> Any:
    """The bytes of a file."""
    return _declared(b"", Field(name, label, Kind.OCTETS, must=must))


def one(record: type[Any], must: Must = Must.ALWAYS, *, name: str | None = None) -> Any:
    """A node that holds one object; None where there is none."""
    return _declared(None, Node(name, record, False, must))


def many(record: type[Any], must: Must = Must.ALWAYS, *, name: str | None = None) -> Any:
    """A node that holds a list; () where there is none. `name` "": the rows stand directly under the message."""
    return _declared((), Node(name, record, True, must))


def _declared(default: object, what: Field | Node) -> Any:
    return dataclasses.field(default=default, metadata={"wire": what})
