"""The service's books: one SQLite file, one transaction per call, money as integer fen.

They are the judge in every test: what stands here happened, whatever anybody was told about it. WAL with
synchronous=NORMAL survives the process being killed at any moment (not a power cut of the machine: a rehearsal may
lose its last call there).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, fields
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from counter_app.model import money
from sandbox.people import Insured, YearToDate

__all__ = ["Ledger", "LedgerUnusable", "books_of", "change_as_text", "change_from_text", "stamp"]

_SUMS = tuple(field.name for field in fields(YearToDate))
_SCHEMA_VERSION = 1

_SCHEMA = f"""
BEGIN;
CREATE TABLE call (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, infno TEXT NOT NULL, msgid TEXT NOT NULL,
    psn_no TEXT, mdtrt_id TEXT, ipt_otp_no TEXT, setl_id TEXT, outcome TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE sums (certno TEXT, year INTEGER, {", ".join(f"{name} INTEGER NOT NULL" for name in _SUMS)},
    PRIMARY KEY (certno, year));
CREATE TABLE account (certno TEXT PRIMARY KEY, balance INTEGER NOT NULL);
CREATE TABLE sign (seq INTEGER PRIMARY KEY, sign_no TEXT UNIQUE, opter TEXT, at TEXT NOT NULL, ended TEXT);
CREATE TABLE token (token TEXT PRIMARY KEY, code TEXT NOT NULL, certno TEXT NOT NULL, issued REAL NOT NULL,
    ipt_otp_no TEXT, spent TEXT);
CREATE TABLE visit (seq INTEGER PRIMARY KEY, mdtrt_id TEXT UNIQUE, ipt_otp_no TEXT NOT NULL, psn_no TEXT NOT NULL,
    certno TEXT NOT NULL, insutype TEXT NOT NULL, begntime TEXT NOT NULL, msgid TEXT NOT NULL, opened TEXT NOT NULL,
    detail TEXT NOT NULL, med_type TEXT, mdtrtinfo TEXT, diseinfo TEXT, cancelled TEXT);
CREATE INDEX visit_number ON visit(ipt_otp_no);
CREATE INDEX visit_person ON visit(psn_no);
CREATE TABLE line (seq INTEGER PRIMARY KEY, mdtrt_id TEXT NOT NULL, feedetl_sn TEXT NOT NULL, chrg_bchno TEXT NOT NULL,
    msgid TEXT NOT NULL, code TEXT NOT NULL, amount INTEGER NOT NULL, full_self INTEGER NOT NULL,
    over_limit INTEGER NOT NULL, pre_self INTEGER NOT NULL, in_scope INTEGER NOT NULL, detail TEXT NOT NULL,
    result TEXT NOT NULL, cleared TEXT);
CREATE INDEX line_visit ON line(mdtrt_id);
CREATE TABLE settlement (seq INTEGER PRIMARY KEY, setl_id TEXT UNIQUE, mdtrt_id TEXT NOT NULL, msgid TEXT NOT NULL,
    psn_no TEXT NOT NULL, certno TEXT NOT NULL, ipt_otp_no TEXT NOT NULL, service_date TEXT NOT NULL,
    year INTEGER NOT NULL, settled TEXT NOT NULL, total INTEGER NOT NULL, full_self INTEGER NOT NULL,
    over_limit INTEGER NOT NULL, pre_self INTEGER NOT NULL, in_scope INTEGER NOT NULL, deductible INTEGER NOT NULL,
    daily INTEGER NOT NULL, pool INTEGER NOT NULL, fund_total INTEGER NOT NULL, account INTEGER NOT NULL,
    cash INTEGER NOT NULL, overlays TEXT NOT NULL, change TEXT NOT NULL, reply TEXT NOT NULL, refunded TEXT);
CREATE INDEX settlement_visit ON settlement(mdtrt_id);
CREATE INDEX settlement_person ON settlement(certno, service_date);
CREATE INDEX settlement_message ON settlement(msgid);
CREATE TABLE settled_line (setl_id TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (setl_id, line));
CREATE INDEX settled_line_line ON settled_line(line);
CREATE TABLE reversal (seq INTEGER PRIMARY KEY, kind TEXT NOT NULL, msgid TEXT NOT NULL, setl_id TEXT NOT NULL,
    mdtrt_id TEXT NOT NULL, at TEXT NOT NULL, taken_back TEXT);
PRAGMA user_version = {_SCHEMA_VERSION};
COMMIT;
"""

# What came after the first books: added to old ones when they are opened for writing.
_ADDED = """
CREATE TABLE IF NOT EXISTS warning (
    seq INTEGER PRIMARY KEY, jr_id TEXT UNIQUE, infno TEXT NOT NULL, msgid TEXT NOT NULL,
    psn_no TEXT NOT NULL, mdtrt_id TEXT NOT NULL, rule_id TEXT NOT NULL, sev_deg TEXT NOT NULL, text TEXT NOT NULL,
    at TEXT NOT NULL, warn_type TEXT, dspo_way TEXT, dspo_way_rea TEXT, answered TEXT);
"""
# `region`: the insured place of a visit; `books`: whose sums a settlement moved. Null in old books, which knew one
# insurance row a person.
_ADDED_COLUMNS = (("visit", "region"), ("settlement", "books"))


class LedgerUnusable(ValueError):
    """The file is no ledger of this version, is damaged, or cannot be opened; the text says which."""


def stamp(at: datetime) -> str:
    """A time as the books and the wire write it."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


class Ledger:
    """The books. One connection, used by one thread; `path` None keeps them in memory."""

    def __init__(self, path: Path | None = None, *, reading: bool = False) -> None:
        name = ":memory:" if path is None else str(path)
        try:
            if reading and path is not None:
                self._db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
            else:
                self._db = sqlite3.connect(name, isolation_level=None)
        except sqlite3.Error:
            raise LedgerUnusable(f"{path.name if path else name}: cannot be opened") from None
        self._db.row_factory = sqlite3.Row
        try:
            self._prepare(reading)
        except sqlite3.Error as wrong:
            self._db.close()
            raise LedgerUnusable(f"{path.name if path else name}: is no ledger ({wrong})") from None
        except LedgerUnusable:
            self._db.close()
            raise

    def _prepare(self, reading: bool) -> None:
        self._db.execute("PRAGMA busy_timeout=5000")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if not reading:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            if version == 0 and not self.rows("SELECT 1 FROM sqlite_master"):
                self._db.executescript(_SCHEMA)
                version = _SCHEMA_VERSION
        if version != _SCHEMA_VERSION:
            raise LedgerUnusable("this file is no ledger of this version")
        if not reading:
            self._db.executescript(_ADDED)
            for table, column in _ADDED_COLUMNS:
                if column not in (row["name"] for row in self.rows("SELECT name FROM pragma_table_info(?)", (table,))):
                    self._db.execute(f"ALTER TABLE {table} ADD COLUMN {column} TEXT")

    def has(self, table: str) -> bool:
        """Whether the books have a table: older ones, opened for reading, may lack a later one."""
        return self.row("SELECT 1 FROM sqlite_master WHERE type='table' AND name=?", (table,)) is not None

    def close(self) -> None:
        """Close the file; the WAL is folded in."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that one call writes, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def effects(self) -> Iterator[None]:
        """Inside a transaction: what is taken back when the call is refused, while the call itself stays on record."""
        self._db.execute("SAVEPOINT effects")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO effects")
            raise
        finally:
            self._db.execute("RELEASE effects")

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        return self._db.execute(sql, values).fetchall()

    def row(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Row | None:
        """The first row of a query, or None."""
        found: sqlite3.Row | None = self._db.execute(sql, values).fetchone()
        return found

    def write(self, sql: str, values: Sequence[object] = ()) -> int:
        """Change rows; returns how many."""
        return self._db.execute(sql, values).rowcount

    def insert(self, table: str, values: Mapping[str, object]) -> int:
        """Insert one row (`table` and the names are our own, never input); returns its number."""
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - names come from our own code
        return self._db.execute(sql, tuple(values.values())).lastrowid or 0

    def next_number(self, table: str) -> int:
        """The number the next row of a table will have."""
        found = self.row(f"SELECT coalesce(max(seq), 0) + 1 FROM {table}")  # noqa: S608 - our own table names
        return int(found[0]) if found else 1

    def admit(self, person: Insured) -> None:
        """Enter the opening sums and balances of a person's rows, unless the books know them from an earlier run."""
        for row in person.seen:
            self._admit(row)

    def _admit(self, person: Insured) -> None:
        for year, sums in person.years.items():
            self._db.execute(
                f"INSERT OR IGNORE INTO sums VALUES ({', '.join('?' * (2 + len(_SUMS)))})",  # noqa: S608
                (person.books, year, *(money.to_fen(value) for value in astuple(sums))),
            )
        if person.balance is not None:
            self._db.execute(
                "INSERT OR IGNORE INTO account VALUES (?, ?)", (person.books, money.to_fen(person.balance))
            )

    def sums(self, books: str, year: int) -> YearToDate:
        """A row's accumulators of a benefit year; `books` as `Insured.books`, here and below."""
        found = self.row(f"SELECT {', '.join(_SUMS)} FROM sums WHERE certno=? AND year=?", (books, year))  # noqa: S608
        return YearToDate(*(money.from_fen(value) for value in found)) if found else YearToDate()

    def years(self, books: str) -> dict[int, YearToDate]:
        """All its benefit years."""
        found = self.rows("SELECT year FROM sums WHERE certno=? ORDER BY year", (books,))
        return {row["year"]: self.sums(books, row["year"]) for row in found}

    def change_sums(self, books: str, year: int, change: YearToDate) -> None:
        """Add a change to a year's accumulators."""
        total = self.sums(books, year).plus(change)
        self._db.execute(
            f"INSERT OR REPLACE INTO sums VALUES ({', '.join('?' * (2 + len(_SUMS)))})",  # noqa: S608
            (books, year, *(money.to_fen(value) for value in astuple(total))),
        )

    def balance(self, books: str) -> Decimal | None:
        """What is on the personal account, yuan; None where there is no account."""
        found = self.row("SELECT balance FROM account WHERE certno=?", (books,))
        return money.from_fen(found["balance"]) if found else None

    def change_balance(self, books: str, change: Decimal) -> None:
        """Add to (or take from) the account; nothing happens where there is none."""
        self.write("UPDATE account SET balance = balance + ? WHERE certno=?", (money.to_fen(change), books))


def books_of(settlement: sqlite3.Row) -> str:
    """Whose sums and account a settlement moved."""
    return str(settlement["books"] or settlement["certno"])


def change_as_text(change: YearToDate) -> str:
    """A change of accumulators as a column holds it: fen by name."""
    return json.dumps({name: money.to_fen(getattr(change, name)) for name in _SUMS})


def change_from_text(text: str) -> YearToDate:
    """The change that a column holds."""
    values: dict[str, Any] = json.loads(text)
    return YearToDate(**{name: money.from_fen(int(values[name])) for name in _SUMS})
