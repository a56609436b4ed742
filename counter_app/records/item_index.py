"""The search index over the catalogue: a file of its own, made once from the shelf, only read after that.

SQLite looks for three and more signs in its trigram index (FTS5), for one or two in a list of the first items that have
them, and for the beginning of a code in an ordinary index. An item's number is its rank: short names come first, so
that what is found first is shown first and nothing is sorted while somebody types. Everything in the file can be made
again: one that is damaged is thrown away.
"""

from __future__ import annotations

import os
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

from counter_app.model.catalogue import Kind, Listing
from counter_app.records.spelling import aliases, folded, sounds
from offline_queue.engine import StoreUnavailable, translated

__all__ = ["ItemIndex"]

_LAYOUT = "1"
_START = "^"  # stands before each name and each spelling: what is typed is looked for at the beginning first
_INDEXED = 3  # the signs of a trigram
_MOST_SHORT = 64
_MOST_LOOKED_THROUGH = 1500
_BATCH = 500
_ITEM = "code, name, spec, unit, kind"
_INTO_WORDS = "INSERT INTO words (rowid, name, sounds, spec) VALUES (?, ?, ?, ?)"
_TABLES = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE made (stamp TEXT NOT NULL, items INTEGER NOT NULL);
CREATE TABLE raw (code TEXT, name TEXT, spec TEXT, unit TEXT, kind TEXT, initials TEXT, called TEXT);
CREATE TABLE item (id INTEGER PRIMARY KEY, code TEXT, name TEXT, spec TEXT, unit TEXT, kind TEXT, plain TEXT);
CREATE VIRTUAL TABLE words USING fts5(name, sounds, spec, content='', tokenize='trigram');
CREATE TABLE short (sign TEXT PRIMARY KEY, items BLOB NOT NULL) WITHOUT ROWID;
"""


class ItemIndex:
    """The index in a file. One that is not there finds nothing and stands for nothing.

    Raises (every method):
        StoreUnavailable: the file refuses.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._open: sqlite3.Connection | None = None

    @property
    def stamp(self) -> str:
        """What it was made from, as `make` was told; empty: there is none that can be used."""
        try:
            with self._lock:
                row = self._read("SELECT stamp FROM made")
        except StoreUnavailable:
            self.throw_away()
            return ""
        stamp = str(row[0][0]) if row else ""
        return stamp.removeprefix(f"{_LAYOUT} ") if stamp.startswith(f"{_LAYOUT} ") else ""

    def make(self, items: Iterable[tuple[Listing, str]], stamp: str, breathe: Callable[[], object] = int) -> int:
        """Make it anew from items, each with the initials the platform gave it; how many. What stood before stands
        until this one is whole. `breathe` is called every few hundred items.
        """
        fresh = self._file.with_name(f"{self._file.name}.new")
        try:
            fresh.unlink(missing_ok=True)
            with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
                count = _fill(connection, items, f"{_LAYOUT} {stamp}", breathe)
            with fresh.open("rb+") as file:
                os.fsync(file.fileno())
            with self._lock:
                self._let_go()
                fresh.replace(self._file)
        except sqlite3.Error as refused:
            raise translated(refused) from refused
        except OSError as refused:
            raise StoreUnavailable("io") from refused
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
        return count

    def find(self, typed: str, most: int = 50) -> list[Listing]:
        """The items that what was typed may mean, the likeliest first: a part of the name, its pinyin initials, or the
        beginning of the code. Words apart by spaces are all wanted, the later ones in the specification too.
        """
        words = [word for part in typed.split() if (word := folded(part))]
        if not words:
            return []
        with self._lock:
            if len(words) == 1:
                return self._items(list(self._of_word(words[0], most))[:most])
            return self._of_words(words, most)

    def throw_away(self) -> None:
        """Forget it; the next one is made from the beginning."""
        with self._lock:
            self._let_go()
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._let_go()

    # --- looking -------------------------------------------------------------------------------------------------

    def _of_word(self, word: str, most: int) -> dict[int, None]:
        found: dict[int, None] = {}
        for look in self._ways(word):
            if len(found) >= most:
                break
            found.update(dict.fromkeys(look(most)))
        return found

    def _ways(self, word: str) -> Iterator[Callable[[int], list[int]]]:
        start = _START + word
        if not word.isascii():
            yield lambda most: self._with("name", start, most)
            yield lambda most: self._with("name", word, most)
            return
        if any(sign.isdigit() for sign in word):
            yield lambda most: self._with_code(word, most)
        yield lambda most: self._with("name", start, most)
        yield lambda most: self._with("sounds", start, most)
        yield lambda most: self._with_code(word, most)
        yield lambda most: self._with("name", word, most)
        yield lambda most: self._with("sounds", word, most)

    def _with(self, column: str, signs: str, most: int) -> list[int]:
        if len(signs) < _INDEXED:
            rows = self._read("SELECT items FROM short WHERE sign = ?", f"{column[0]}{signs}")
            return array("I", rows[0][0])[:most].tolist() if rows else []
        return self._matching(f'{column} : "{signs}"', most)

    def _with_code(self, word: str, most: int) -> list[int]:
        rows = self._read(
            "SELECT id FROM item WHERE plain >= ? AND plain < ? ORDER BY plain LIMIT ?", word, f"{word}\uffff", most
        )
        return [row[0] for row in rows]

    def _matching(self, wanted: str, most: int) -> list[int]:
        rows = self._read("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid LIMIT ?", wanted, most)
        return [row[0] for row in rows]

    def _of_words(self, words: list[str], most: int) -> list[Listing]:
        """All of them somewhere; those that begin with the first one come first."""
        long = [word for word in words if len(word) >= _INDEXED]
        if long:
            numbers = self._matching(" AND ".join(f'"{word}"' for word in long), _MOST_LOOKED_THROUGH)
        else:
            numbers = list(self._of_word(words[0], _MOST_SHORT))
        begins: list[Listing] = []
        holds: list[Listing] = []
        for one in self._items(numbers):
            name, spec = folded(one.name), folded(one.spec)
            if all(word in name or word in spec or _heard(word, one.name) for word in words):
                (begins if name.startswith(words[0]) else holds).append(one)
        return (begins + holds)[:most]

    def _items(self, numbers: list[int]) -> list[Listing]:
        if not numbers:
            return []
        marks = ",".join("?" * len(numbers))
        rows = {row[0]: row[1:] for row in self._read(f"SELECT id, {_ITEM} FROM item WHERE id IN ({marks})", *numbers)}  # noqa: S608 - marks alone
        return [_listing(rows[number]) for number in numbers]

    def _read(self, statement: str, *values: object) -> list[Any]:
        try:
            if self._open is None:
                if not self._file.exists():
                    return []
                address = f"{self._file.absolute().as_uri()}?mode=ro&immutable=1"
                self._open = sqlite3.connect(address, uri=True, check_same_thread=False, isolation_level=None)
            return self._open.execute(statement, values).fetchall()
        except sqlite3.Error as refused:
            self._let_go()
            raise translated(refused) from refused

    def _let_go(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _listing(row: tuple[str, ...]) -> Listing:
    code, name, spec, unit, kind = row
    return Listing(code, name, spec, unit, Kind(kind) if kind else None)


def _heard(word: str, name: str) -> bool:
    return word.isascii() and any(word in way for alias in aliases(name) for way in sounds(alias))


# --- making --------------------------------------------------------------------------------------------------------


def _fill(
    connection: sqlite3.Connection,
    items: Iterable[tuple[Listing, str]],
    stamp: str,
    breathe: Callable[[], object],
) -> int:
    connection.executescript(_TABLES)
    connection.execute("BEGIN")
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?, ?)", _raw(items, breathe))
    connection.execute(
        f"INSERT INTO item SELECT NULL, {_ITEM}, lower(replace(code, '-', '')) FROM raw"  # noqa: S608 - our own words
        " ORDER BY length(called), called, spec, code"
    )
    # Joined by code, which is one item's: the initials of the platform stand in the raw row.
    connection.execute("CREATE INDEX item_plain ON item (plain)")
    connection.execute("CREATE INDEX raw_code ON raw (code)")
    names, heard = _Short("n"), _Short("s")
    rows = connection.execute(
        "SELECT item.id, item.name, item.spec, raw.initials FROM item JOIN raw ON raw.code = item.code ORDER BY item.id"
    )
    count = 0
    while batch := rows.fetchmany(_BATCH):
        connection.executemany(_INTO_WORDS, _words(batch, names, heard))
        count += len(batch)
        breathe()
    for short in (names, heard):
        connection.executemany("INSERT INTO short VALUES (?, ?)", short.rows())
    connection.execute("INSERT INTO words (words) VALUES ('optimize')")
    connection.execute("DROP TABLE raw")
    connection.execute("INSERT INTO made VALUES (?, ?)", (stamp, count))
    connection.execute("COMMIT")
    connection.execute("VACUUM")
    return count


def _raw(items: Iterable[tuple[Listing, str]], breathe: Callable[[], object]) -> Iterator[tuple[str, ...]]:
    for number, (one, initials) in enumerate(items):
        if number % _BATCH == 0:
            breathe()
        kind = one.kind.value if one.kind else ""
        yield one.code, one.name, one.spec, one.unit, kind, initials, folded(one.name)


class _Short:
    """Of each sign, and of each two, the first items that have them; the mark of the beginning counts as one."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._items: dict[str, array[int]] = {}
        self._full: set[str] = set()

    def add(self, number: int, spelt: Iterable[str]) -> None:
        """The item is spelt so; numbers only grow."""
        signs: set[str] = set()
        for one in spelt:
            signs.update(one, map("".join, pairwise(one)))
            signs.add(_START + one[0])
        for sign in signs - self._full:
            numbers = self._items.setdefault(sign, array("I"))
            numbers.append(number)
            if len(numbers) == _MOST_SHORT:
                self._full.add(sign)

    def rows(self) -> Iterator[tuple[str, bytes]]:
        """As the table has them."""
        return ((self._field + sign, numbers.tobytes()) for sign, numbers in sorted(self._items.items()))


def _words(batch: list[Any], names: _Short, heard: _Short) -> Iterator[tuple[int, str, str, str]]:
    for number, name, spec, initials in batch:
        called = aliases(name)
        ways = dict.fromkeys(way for alias in called for way in sounds(alias))
        ways[folded(initials)] = None
        ways.pop("", None)
        names.add(number, called)
        heard.add(number, ways)
        starts = (_START + _START.join(spelt) if spelt else "" for spelt in (called, ways))
        yield number, next(starts), next(starts), folded(spec)
