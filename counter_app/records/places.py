"""The hospital's own files about places: `places/*.toml` in the data folder (docs: questions).

Read only. A file that cannot be read, or that is not meant for this window, is left out and named, with what is wrong
in words: one bad file must not hide the others, and nothing is guessed from half of one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from counter_app.model.places import Agency, KeptInstitution, Notice, Opening, PlaceFile, PlaceFiles

__all__ = ["KINDS", "PlaceFolder"]

KINDS = ("ordinary", "chronic", "pharmacy", "inpatient")
_LARGEST = 2_000_000
_HEAD = {"as_of", "kept_by", "source", "sample"}
_SAMPLE = "places_sample.toml"
_SAMPLE_AGE = timedelta(days=2)
T = TypeVar("T")


class _Wrong(ValueError):
    """What is wrong with a file, in words."""


class PlaceFolder:
    """The folder `places`. `training`: where there is none, the shipped sample stands in, two days old; elsewhere a
    file that calls itself a sample is left out.
    """

    def __init__(self, folder: Path, *, training: bool = False) -> None:
        self._folder = folder
        self._training = training

    def read(self, now: datetime) -> PlaceFiles:
        """All files as they are on the disk now. `now` carries the window's zone, which notices are written in."""
        try:
            paths = sorted(path for path in self._folder.glob("*.toml") if path.is_file())
        except OSError:
            return PlaceFiles(faults=(f"{self._folder.name}：这个文件夹打不开",))
        if not paths and self._training:
            return PlaceFiles((_sample(now),))
        files: list[PlaceFile] = []
        faults: list[str] = []
        for path in paths:
            try:
                files.append(self._one(path, now))
            except _Wrong as wrong:
                faults.append(f"{path.name}：{wrong}")
        return PlaceFiles(tuple(files), tuple(faults))

    def _one(self, path: Path, now: datetime) -> PlaceFile:
        try:
            if path.stat().st_size > _LARGEST:
                raise _Wrong("太大，没有读")
            text = path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError):
            raise _Wrong("打不开或不是 UTF-8 文字") from None
        file = _parsed(text, path.name, now.tzinfo)
        if file.as_of > now.date():
            raise _Wrong(f"核对日期 as_of 写的是 {file.as_of}，比今天还晚")
        if file.sample and not self._training:
            raise _Wrong("是训练样本，只在训练时用")
        return file


def _sample(now: datetime) -> PlaceFile:
    """The shipped file, with its days moved so that it is always as old."""
    file = _parsed((resources.files(__package__) / _SAMPLE).read_text("utf-8"), _SAMPLE, now.tzinfo)
    moved = now.date() - _SAMPLE_AGE - file.as_of
    notices = tuple(
        replace(one, since=one.since + moved, until=one.until + moved if one.until is not None else None)
        for one in file.notices or ()
    )
    return replace(file, as_of=file.as_of + moved, notices=notices)


def _parsed(text: str, name: str, zone: tzinfo | None) -> PlaceFile:
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        raise _Wrong("不是 TOML，写法有错") from None
    tables: dict[str, Callable[[_Row], Any]] = {
        "institution": _institution, "agency": _agency, "opening": _opening, "notice": lambda row: _notice(row, zone),
    }  # fmt: skip
    unknown = set(raw) - set(tables) - _HEAD
    if unknown:
        raise _Wrong(f"没有 {min(unknown)} 这一项")
    head = _Row(raw, "开头")
    rows = {table: _rows(raw, table, read) for table, read in tables.items()}
    return PlaceFile(
        name=name,
        as_of=head.day("as_of"),
        kept_by=head.text("kept_by"),
        source=head.text("source", must=False),
        sample=head.switch("sample") is True,
        institutions=rows["institution"] or (),
        agencies=rows["agency"] or (),
        openings=rows["opening"] or (),
        notices=rows["notice"],
    )


def _rows(raw: Mapping[str, Any], table: str, read: Callable[[_Row], T]) -> tuple[T, ...] | None:
    """None: the file does not speak of it. `notice = []` says that none is announced."""
    rows = raw.get(table)
    if rows is None:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _Wrong(f"{table} 要写成 [[{table}]]")
    return tuple(_read(read, _Row(row, f"第 {number} 个 [[{table}]]")) for number, row in enumerate(rows, start=1))


def _read(read: Callable[[_Row], T], row: _Row) -> T:
    made = read(row)
    row.nothing_else()
    return made


def _institution(row: _Row) -> KeptInstitution:
    kinds = row.texts("kinds")
    if kinds is not None and not set(kinds) <= set(KINDS):
        raise row.wrong("kinds", f"只能是 {'、'.join(KINDS)}")
    return KeptInstitution(
        row.region(), row.text("name"), row.text("level", must=False), row.text("address", must=False),
        row.text("phone", must=False), kinds,
    )  # fmt: skip


def _agency(row: _Row) -> Agency:
    return Agency(
        row.region(), row.text("name"), row.text("phone"), row.text("address", must=False),
        row.text("hours", must=False),
    )  # fmt: skip


def _opening(row: _Row) -> Opening:
    ordinary, chronic, pharmacy, inpatient = (row.switch(kind) for kind in KINDS)
    return Opening(row.region(), ordinary, chronic, pharmacy, inpatient, row.text("remark", must=False))


def _notice(row: _Row, zone: tzinfo | None) -> Notice:
    since, until = row.moment("from", zone), row.moment("until", zone) if row.has("until") else None
    if until is not None and until <= since:
        raise row.wrong("until", "要比 from 晚")
    regions = row.texts("regions") or ()
    if not all(part.isascii() and part.isdigit() and len(part) in (2, 4, 6) for part in regions):
        raise row.wrong("regions", "要写成 2、4 或 6 位的地区编码")
    return Notice(row.text("by"), since, until, row.text("what"), regions, row.text("text", must=False))


class _Row:
    """One table of a file: what is asked of it is checked, what nobody asked for is an error."""

    def __init__(self, raw: Mapping[str, Any], place: str) -> None:
        self._raw = raw
        self._place = place
        self._asked: set[str] = set()

    def wrong(self, key: str, words: str) -> _Wrong:
        return _Wrong(f"{self._place}的 {key} {words}")

    def has(self, key: str) -> bool:
        return self._take(key) is not None

    def text(self, key: str, *, must: bool = True) -> str:
        value = self._take(key)
        if value is None and not must:
            return ""
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "要写文字" if value is not None else "没有写")
        return " ".join(value.split())

    def texts(self, key: str) -> tuple[str, ...] | None:
        value = self._take(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self.wrong(key, '要写成 ["…", "…"]')
        return tuple(value)

    def region(self) -> str:
        value = self.text("region")
        if not (value.isascii() and value.isdigit() and len(value) == 6):
            raise self.wrong("region", "要 6 位数字")
        return value

    def switch(self, key: str) -> bool | None:
        value = self._take(key)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(key, "只能是 true 或 false，不知道就不写")
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(key, "要写成 2026-11-20 这样的日期" if value is not None else "没有写")
        return value

    def moment(self, key: str, zone: tzinfo | None) -> datetime:
        value = self._take(key)
        if not isinstance(value, datetime):
            raise self.wrong(key, "要写成 2026-12-31T19:00:00 这样的时间" if value is not None else "没有写")
        return value if value.tzinfo is not None else value.replace(tzinfo=zone)

    def nothing_else(self) -> None:
        unknown = set(self._raw) - self._asked
        if unknown:
            raise _Wrong(f"{self._place}里没有 {min(unknown)} 这一项")

    def _take(self, key: str) -> Any:
        self._asked.add(key)
        return self._raw.get(key)
