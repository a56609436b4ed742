"""Files of rows: TXT in UTF-8, TAB between columns, no header, one TXT in a ZIP (envelope facts, sections 2 and 7).

The columns of a file are a declared `Record`, in its order, so that a file's layout is written once like any message.
An empty value is `null`; `"` and `\\` are escaped by `\\`. Reading is strict here, unlike replies: a file whose columns
are not the ones expected would put right-looking values in the wrong places.
"""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, TypeVar

from counter_app.settlement.checking import row_problems
from counter_app.settlement.fields import Field, Kind, Must
from counter_app.settlement.record import Record, contents

__all__ = ["LARGEST_TEXT", "BrokenFile", "UnfitRow", "read_rows", "write_rows", "zipped"]

Row = TypeVar("Row", bound=Record)

LARGEST_TEXT = 1 << 30  # bytes unpacked; the largest national catalogue is below a third of this
_LONGEST_LINE = 1 << 20
_BATCH = 500  # rows read at once: column by column they take less time; more at once gain nothing
_EMPTY = "null"
_ESCAPED = re.compile(r'\\(["\\])')
_TO_ESCAPE = re.compile(r'(["\\])')
_NO_COLUMN = re.compile(r"[\t\r\n]+")  # no document gives them an escape; they would break the row
_DATED = (Kind.DAY, Kind.MOMENT)


class BrokenFile(ValueError):
    """A file that cannot be used; the text says what is wrong and in which line, without quoting values."""


class UnfitRow(ValueError):
    """A row we were about to write breaks its declaration; nothing was written. Names fields by their labels."""


def write_rows(rows: Iterable[Record]) -> bytes:
    """The rows as TXT. A TAB or line break inside a value becomes a space.

    Raises:
        UnfitRow: which row, and what is wrong with it.
    """
    lines = []
    for number, row in enumerate(rows, start=1):
        values = row.wire()
        found = row_problems(type(row), values)
        if found:
            raise UnfitRow(f"第 {number} 行：" + "；".join(found))
        lines.append("\t".join(_written(values.get(field.name)) for field in contents(type(row))[0]) + "\n")
    return "".join(lines).encode()


def zipped(name: str, text: bytes) -> bytes:
    """A ZIP that holds one TXT called `name`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return packed.getvalue()


def read_rows(record: type[Row], file: Path, *, largest: int = LARGEST_TEXT) -> Iterator[Row]:
    """The rows of a ZIP with one TXT, or of a TXT, one by one; `largest`: bytes of text that are read at most.

    Columns at the end that are optional may be missing altogether.

    Raises (while reading; what came before was well-formed):
        BrokenFile: no file, damaged, several members, too large, not UTF-8, or a line that does not fit the record.
    """
    fields = contents(record)[0]
    fewest = max((place for place, field in enumerate(fields, start=1) if field.must is Must.ALWAYS), default=1)
    names = [field.name for field in fields]
    attributes = [attribute.name for attribute in dataclasses.fields(record)]  # type: ignore[arg-type]
    exacting = [
        (field, attribute)
        for field, attribute in zip(fields, attributes, strict=True)
        if field.must is Must.ALWAYS or field.kind is not Kind.TEXT
    ]

    def values_of(number: int, line: str) -> dict[str, str]:
        columns = line.split("\t")
        if not fewest <= len(columns) <= len(names):
            due = f"{len(names)}" if fewest == len(names) else f"{fewest} 到 {len(names)}"
            raise BrokenFile(f"第 {number} 行有 {len(columns)} 列，应有 {due} 列")
        if "\\" in line:
            columns = [_ESCAPED.sub(r"\1", column) for column in columns]
        return dict(zip(names, columns, strict=False))

    with _opened(file, largest) as stream:
        for lines, broken in _batches(_lines(stream, largest), values_of):
            rows = record.read_all([values for _, values in lines])
            for (number, values), row in zip(lines, rows, strict=True):
                for field, attribute in exacting:
                    problem = _problem(field, values.get(field.name, _EMPTY).strip(), getattr(row, attribute))
                    if problem:
                        raise BrokenFile(f"第 {number} 行{field.label}（{field.name}）{problem}")
                yield row
            if broken is not None:
                raise broken


def _batches(
    lines: Iterator[tuple[int, str]], values_of: Callable[[int, str], dict[str, str]]
) -> Iterator[tuple[list[tuple[int, dict[str, str]]], BrokenFile | None]]:
    """Numbered rows, a batch at a time, and what ended the last one early: the rows before it are good."""
    found: list[tuple[int, dict[str, str]]] = []
    broken: BrokenFile | None = None
    try:
        for number, line in lines:
            found.append((number, values_of(number, line)))
            if len(found) == _BATCH:
                yield found, None
                found = []
    except BrokenFile as wrong:
        broken = wrong
    yield found, broken


def _written(value: object) -> str:
    if value is None or value == "":
        return _EMPTY
    return _TO_ESCAPE.sub(r"\\\1", _NO_COLUMN.sub(" ", str(value)))


def _problem(field: Field, text: str, value: object) -> str:
    """What is wrong with a column: `text` as it stands there, `value` as it was read."""
    if text in ("", _EMPTY):
        return "是空的" if field.must is Must.ALWAYS else ""
    if field.kind is Kind.NUMBER and isinstance(value, Decimal) and value.is_nan():
        return "不是数字"
    return "不是日期" if field.kind in _DATED and value is None else ""


@contextmanager
def _opened(file: Path, largest: int) -> Iterator[BinaryIO]:
    """The text as a stream of bytes, whether the file is a ZIP or the TXT itself."""
    try:
        with file.open("rb") as raw:
            if raw.read(2) != b"PK":
                raw.seek(0)
                yield raw
                return
            with zipfile.ZipFile(raw) as archive, archive.open(_only_member(archive, largest)) as member:
                yield member  # type: ignore[misc]  # ZipExtFile is a BufferedIOBase, typed as IO[bytes]
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        raise BrokenFile("压缩包损坏，或不是能读的压缩包") from None
    except OSError as trouble:
        raise BrokenFile(f"文件打不开（{trouble.strerror}）") from None


def _only_member(archive: zipfile.ZipFile, largest: int) -> zipfile.ZipInfo:
    members = archive.infolist()
    if len(members) != 1:
        raise BrokenFile(f"压缩包里有 {len(members)} 个文件，应只有 1 个")
    member = members[0]
    if member.is_dir() or "/" in member.filename or "\\" in member.filename or member.filename in (".", ".."):
        raise BrokenFile("压缩包里的文件名带路径")
    if member.flag_bits & 1:
        raise BrokenFile("压缩包有密码")
    if member.file_size > largest:
        raise BrokenFile(f"解开后有 {member.file_size} 字节，超过 {largest}")
    return member


def _lines(stream: BinaryIO, largest: int) -> Iterator[tuple[int, str]]:
    """Line by line with its number, without its end; empty lines are passed over. Counts what was really unpacked."""
    seen = number = 0
    while raw := stream.readline(_LONGEST_LINE):
        number += 1
        seen += len(raw)
        if seen > largest:
            raise BrokenFile(f"解开后超过 {largest} 字节")
        if len(raw) == _LONGEST_LINE and not raw.endswith(b"\n"):
            raise BrokenFile(f"第 {number} 行太长")
        try:
            line = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            raise BrokenFile(f"第 {number} 行不是 UTF-8 文字") from None
        if line:
            yield number, line
