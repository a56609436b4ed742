"""A declared message as a value: to the wire and back.

To the wire: what is empty stays away. Back: tolerant of everything envelope facts, section 2, tells of (numbers as
text, null, dates with spaces, an object where a list is due and the reverse, unknown fields); reading never raises.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from itertools import chain, compress, islice
from operator import attrgetter
from typing import Any, Generic, Self, TypeVar

from counter_app.settlement.fields import Field, Kind, Node

__all__ = ["Nothing", "Record", "Transaction", "as_list", "contents"]

# Shanghai has had no summer time since 1991; a fixed offset needs no zone files.
_SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_DAY = re.compile(r"(\d{4})\D{0,3}(\d{1,2})\D{0,3}(\d{1,2})")
_TIME = re.compile(r"\D{0,3}(\d{1,2})\D{0,3}(\d{2})(?:\D{0,3}(\d{2}))?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)  # 1,234.50
_UNREADABLE = Decimal("NaN")

Rows = Sequence[Mapping[str, Any]]
# Both take a column: what one attribute is in all rows. A writer gets no empty values.
Writer = Callable[[Sequence[Any]], Sequence[Any]]
Reader = Callable[[Sequence[Any]], Iterable[Any]]
_GAP = object()  # an empty value in a column that has others


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a record go to the wire and come back: column by column, since a bill of 200 lines has 7,000 values,
    and most of its columns are empty or say the same in every line.
    """

    names: tuple[str, ...]
    writers: tuple[Writer, ...]
    readers: tuple[Reader, ...]
    values: Callable[[Any], tuple[Any, ...]]
    setters: tuple[Callable[[Any, Any], None], ...]


# Worked out at a record's first use (functools.cache cannot be told that a class may be its key).
_CONTENTS: dict[type[Any], tuple[tuple[Field, ...], tuple[Node, ...]]] = {}
_PLANS: dict[type[Any], _Plan] = {}


class Record:
    """Base of every declared message and node. Subclasses are frozen dataclasses of `fields`' functions."""

    __slots__ = ()

    def wire(self) -> dict[str, Any]:
        """The message's JSON object: empty fields and empty nodes are left out, octets travel beside it."""
        return _written((self,))[0]

    @classmethod
    def read(cls, node: object) -> Self:
        """The record in a JSON value, whatever it is. What is missing is empty; a number nobody can read is NaN."""
        return _read(cls, as_list(node)[:1] or [{}])[0]

    @classmethod
    def read_all(cls, rows: Rows) -> list[Self]:
        """Many at once, which takes a fraction of the time of one after the other."""
        return _read(cls, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing(Record):
    """The answer of a transaction whose infcode says it all."""


Input = TypeVar("Input", bound=Record)
Output = TypeVar("Output", bound=Record)
Read = TypeVar("Read", bound=Record)


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


def _plan(record: type[Any]) -> _Plan:
    """How a record is written and read, worked out once."""
    found = _PLANS.get(record)
    if found is None:
        found = _PLANS[record] = _worked_out(record)
    return found


def _worked_out(record: type[Any]) -> _Plan:
    attributes: list[str] = []
    names: list[str] = []
    writers: list[Writer] = []
    readers: list[Reader] = []
    for attribute in dataclasses.fields(record):
        what = attribute.metadata["wire"]
        if isinstance(what, Node):
            write: Writer = _written_lists if what.many else _written
            read = _node_reader(what)
            name = attribute.name if what.name is None else what.name
        else:
            write, read = _WAYS[what.kind]
            name = what.name or attribute.name
        attributes.append(attribute.name)
        names.append(name)
        writers.append(write)
        readers.append(read)
    values: Callable[[Any], tuple[Any, ...]]
    if len(attributes) > 1:
        values = attrgetter(*attributes)
    else:  # attrgetter of one name gives no tuple
        values = lambda message: tuple(getattr(message, attribute) for attribute in attributes)  # noqa: E731
    setters = tuple(getattr(record, attribute).__set__ for attribute in attributes)
    return _Plan(tuple(names), tuple(writers), tuple(readers), values, setters)


def _written(rows: Sequence[Record]) -> list[dict[str, Any]]:
    """Rows of one record as JSON objects."""
    if not rows:
        return []
    plan = _plan(type(rows[0]))
    if len(rows) == 1:  # most messages are one row of each record
        one = zip(plan.names, plan.writers, plan.values(rows[0]), strict=True)
        return [
            {
                name: write((value,))[0]
                for name, write, value in one
                if (value or isinstance(value, Decimal)) and write is not _unwritten
            }
        ]
    names: list[str] = []
    columns: list[Sequence[Any]] = []
    gaps = False
    table = zip(*map(plan.values, rows), strict=True)
    for name, write, column in zip(plan.names, plan.writers, table, strict=True):
        if write is _unwritten:
            continue
        if all(column):
            columns.append(write(column))
        elif any(column) or Decimal in map(type, column):
            there = [bool(value) or isinstance(value, Decimal) for value in column]  # nothing at all is a number, too
            values = iter(write(tuple(compress(column, there))))
            columns.append([next(values) if filled else _GAP for filled in there])
            gaps = True
        else:
            continue
        names.append(name)
    if not columns:
        return [{} for _ in rows]
    found = [dict(zip(names, row, strict=False)) for row in zip(*columns, strict=False)]
    return [{name: value for name, value in row.items() if value is not _GAP} for row in found] if gaps else found


def _written_lists(lists: Sequence[tuple[Record, ...]]) -> list[list[dict[str, Any]]]:
    rows = iter(_written(tuple(chain.from_iterable(lists))))
    return [list(islice(rows, len(one))) for one in lists]


def _unwritten(column: Sequence[Any]) -> Sequence[Any]:
    """Octets travel beside the message."""
    return column


def _each(write: Callable[[Any], Any]) -> Writer:
    """One value after the other; the very same in all rows (a visit's time) is written once."""

    def column(values: Sequence[Any]) -> list[Any]:
        if len(set(map(id, values))) == 1:
            return [write(values[0])] * len(values)
        return list(map(write, values))

    return column


def _read(record: type[Read], rows: Rows) -> list[Read]:
    """Rows as values of one record; where a row lacks a name stands its empty value."""
    found = [object.__new__(record) for _ in rows]
    if found:
        plan = _plan(record)
        for name, read, put in zip(plan.names, plan.readers, plan.setters, strict=True):
            # Where no document names a node, every list of the message holds its rows: its reader gets the whole rows.
            column = [row.get(name) for row in rows] if name else rows
            # To build a frozen dataclass takes a call for each of its attributes: for a bill longer than the rest.
            deque(map(put, found, read(column)), maxlen=0)
    return found


def _node_reader(node: Node) -> Reader:
    record = node.record

    def objects(column: Sequence[Any]) -> Iterable[Any]:
        return [record.read(value) if as_list(value) else None for value in column]

    def lists(column: Sequence[Any]) -> Iterable[Any]:
        found = [as_list(value) for value in column]
        rows = iter(_read(record, list(chain.from_iterable(found))))
        return [tuple(islice(rows, len(one))) for one in found]

    def unnamed(rows: Rows) -> Iterable[Any]:
        return lists([[one for value in row.values() for one in as_list(value)] for row in rows])

    if not node.many:
        return objects
    return unnamed if node.name == "" else lists


def _texts(column: Sequence[Any]) -> Iterable[str]:
    if set(map(type, column)) == {str}:
        told = {value: _text(value) for value in set(column)}
        return map(told.__getitem__, column)
    return map(_text, column)


def _numbers(column: Sequence[Any]) -> Iterable[Decimal | None]:
    if set(map(type, column)) == {Decimal} and all(map(Decimal.is_finite, column)):
        return column
    return map(_number, column)


def _one_by_one(read: Callable[[Any], Any]) -> Reader:
    return lambda column: map(read, column)


def _no_octets(_: object) -> bytes:
    return b""


def _text(value: object) -> str:
    if isinstance(value, str):
        value = value.strip()
        return "" if value == "null" else value
    return "" if value is None or isinstance(value, (list, Mapping)) else str(value)


def _number(value: object) -> Decimal | None:
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
        return Decimal(text.replace(",", "")) if _GROUPED.fullmatch(text) else _UNREADABLE
    return found if found.is_finite() else _UNREADABLE


def _moment(value: object) -> datetime | None:
    text = _text(value)
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


def _day(value: object) -> date | None:
    found = _moment(value)
    return found.date() if found else None


def _extension(content: object) -> dict[str, Any]:
    """The object, given as one or as its text; anything else says nothing."""
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
    return value.isoformat(" ", "seconds")[:19]  # strftime takes four times as long


_WAYS: dict[Kind, tuple[Writer, Reader]] = {
    Kind.TEXT: (_each(str), _texts),
    Kind.NUMBER: (_each(_written_number), _numbers),
    Kind.DAY: (_each(date.isoformat), _one_by_one(_day)),
    Kind.MOMENT: (_each(_written_moment), _one_by_one(_moment)),
    Kind.EXTENSION: (_each(_written_extension), _one_by_one(_extension)),
    Kind.OCTETS: (_unwritten, _one_by_one(_no_octets)),
}
