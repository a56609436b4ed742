"""A declared message as a value: to the wire and back.

To the wire: what is empty stays away. Back: tolerant of everything envelope facts, section 2, tells of (numbers as
text, null, dates with spaces, an object where a list is due and the reverse, unknown fields); reading never raises.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any, Generic, Self, TypeVar

from counter_app.settlement.fields import Field, Kind, Node

__all__ = ["Nothing", "Record", "Transaction", "as_list", "contents"]

# Shanghai has had no summer time since 1991; a fixed offset needs no zone files.
_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_DAY = re.compile(r"(\d{4})\D{0,3}(\d{1,2})\D{0,3}(\d{1,2})")
_TIME = re.compile(r"\D{0,3}(\d{1,2})\D{0,3}(\d{2})(?:\D{0,3}(\d{2}))?")
_UNREADABLE = Decimal("NaN")

Writer = Callable[[Any], Any]
Reader = Callable[[Mapping[str, Any], str], Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How a record goes to the wire and comes back: its values at one grip, a bill of 200 lines has 7,000 of them."""

    names: tuple[str, ...]
    writers: tuple[Writer, ...]
    values: Callable[[Any], tuple[Any, ...]]
    reading: tuple[tuple[str, str, Reader], ...]


# Worked out at a record's first use (functools.cache cannot be told that a class may be its key).
_CONTENTS: dict[type[Any], tuple[tuple[Field, ...], tuple[Node, ...]]] = {}
_PLANS: dict[type[Any], _Plan] = {}


class Record:
    """Base of every declared message and node. Subclasses are frozen dataclasses of `fields`' functions."""

    __slots__ = ()

    def wire(self) -> dict[str, Any]:
        """The message's JSON object: empty fields and empty nodes are left out, octets travel beside it."""
        found: dict[str, Any] = {}
        plan = _plan(type(self))
        for name, write, value in zip(plan.names, plan.writers, plan.values(self), strict=True):
            if value or isinstance(value, Decimal):
                found[name] = write(value)
        return found

    @classmethod
    def read(cls, node: object) -> Self:
        """The record in a JSON value, whatever it is. What is missing is empty; a number nobody can read is NaN."""
        rows = as_list(node)
        row = rows[0] if rows else {}
        return cls(
            **{attribute: read(row, name) for attribute, name, read in _plan(cls).reading if name in row or not name}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Record):
    """The answer of a transaction whose infcode says it all."""


Input = TypeVar("Input", bound=Record)
Output = TypeVar("Output", bound=Record)


@dataclass(frozen=True, slots=True)
class Transaction(Generic[Input, Output]):
    """One transaction: number (infno), official title, path below /fsi/api, its messages both ways.

    `changes`: it changes something on the other side, so its intent is committed first (protocol, section 2).
    `assumed`: no public document lists its fields; they are our assumption, and a place has to switch it on.
    """

    number: str
    title: str
    path: str
    input: type[Input]
    output: type[Output]
    changes: bool = False
    assumed: bool = False


def as_list(node: object) -> list[Mapping[str, Any]]:
    """A list node as the wire may show it: a list, one object in place of a list, or nothing (envelope, section 2)."""
    if isinstance(node, Mapping):
        return [node]
    if isinstance(node, list):
        return [row for row in node if isinstance(row, Mapping)]
    return []


def contents(record: type[Record]) -> tuple[tuple[Field, ...], tuple[Node, ...]]:
    """The fields and the nodes that a record declares, each with its wire name."""
    found = _CONTENTS.get(record)
    if found is None:
        found = _CONTENTS[record] = _contents(record)
    return found


def _contents(record: type[Any]) -> tuple[tuple[Field, ...], tuple[Node, ...]]:
    fields: list[Field] = []
    nodes: list[Node] = []
    for attribute in dataclasses.fields(record):
        what = attribute.metadata["wire"]
        if isinstance(what, Field):
            fields.append(dataclasses.replace(what, name=what.name or attribute.name))
        else:
            nodes.append(what if what.name is not None else dataclasses.replace(what, name=attribute.name))
    return tuple(fields), tuple(nodes)


def _plan(record: type[Record]) -> _Plan:
    """Attribute, wire name, writer and reader of everything in a record, worked out once."""
    found = _PLANS.get(record)
    if found is None:
        found = _PLANS[record] = _worked_out(record)
    return found


def _worked_out(record: type[Any]) -> _Plan:
    steps: list[tuple[str, str, Writer, Reader]] = []
    for attribute in dataclasses.fields(record):
        what = attribute.metadata["wire"]
        if isinstance(what, Field):
            if what.kind is not Kind.OCTETS:
                steps.append((attribute.name, what.name or attribute.name, *_WAYS[what.kind]))
            continue
        name = attribute.name if what.name is None else what.name
        steps.append((attribute.name, name, _written_rows if what.many else Record.wire, _node_reader(what)))
    attributes = [step[0] for step in steps]
    values: Callable[[Any], tuple[Any, ...]]
    if len(attributes) > 1:
        values = attrgetter(*attributes)
    else:  # attrgetter of one name gives no tuple
        values = lambda message: tuple(getattr(message, attribute) for attribute in attributes)  # noqa: E731
    names, writers = tuple(step[1] for step in steps), tuple(step[2] for step in steps)
    return _Plan(names, writers, values, tuple((step[0], step[1], step[3]) for step in steps))


def _written_rows(rows: tuple[Record, ...]) -> list[dict[str, Any]]:
    return [row.wire() for row in rows]


def _node_reader(node: Node) -> Callable[[Mapping[str, Any], str], Any]:
    record = node.record
    if not node.many:
        return lambda row, name: record.read(row[name]) if as_list(row.get(name)) else None
    if node.name == "":  # no document names the node: every list of the message holds them
        return lambda row, _: tuple(record.read(one) for value in row.values() for one in as_list(value))
    return lambda row, name: tuple(record.read(one) for one in as_list(row.get(name)))


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if type(value) is str:
        value = value.strip()
        return "" if value == "null" else value
    return "" if value is None or isinstance(value, (list, Mapping)) else str(value)


def _number(row: Mapping[str, Any], name: str) -> Decimal | None:
    value = row.get(name)
    if value is None or (type(value) is Decimal and value.is_finite()):
        return value
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, (bool, list, Mapping)):
        return _UNREADABLE
    text = str(value).strip()
    if text in ("", "null"):
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return _UNREADABLE
    return found if found.is_finite() else _UNREADABLE


def _moment(row: Mapping[str, Any], name: str) -> datetime | None:
    text = _text(row, name)
    found = _DAY.match(text)
    if found is None:
        return None
    rest = _TIME.match(text, found.end())
    hour, minute, second = (int(part or 0) for part in rest.groups()) if rest else (0, 0, 0)
    try:
        year, month, day = (int(part) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=_SHANGHAI)
    except ValueError:
        return None


def _day(row: Mapping[str, Any], name: str) -> date | None:
    found = _moment(row, name)
    return found.date() if found else None


def _extension(row: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The object, given as one or as its text; anything else says nothing."""
    content = row.get(name)
    if not content:
        return {}
    if isinstance(content, str):
        try:
            content = json.loads(content, parse_float=Decimal)
        except (ValueError, ArithmeticError, RecursionError):
            return {}
    return dict(content) if isinstance(content, Mapping) else {}


def _written_extension(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False)


def _written_number(value: Decimal) -> str:
    return format(value or abs(value), "f")  # a refund's negative nothing is 0.00


def _written_moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S")


_WAYS: dict[Kind, tuple[Callable[[Any], Any], Callable[[Mapping[str, Any], str], Any]]] = {
    Kind.TEXT: (str, _text),
    Kind.NUMBER: (_written_number, _number),
    Kind.DAY: (date.isoformat, _day),
    Kind.MOMENT: (_written_moment, _moment),
    Kind.EXTENSION: (_written_extension, _extension),
}
