"""Statements made once, and run on the driver's own cursor.

A claim takes some sixty statements. SQLAlchemy writes them, for each kind of database its own words; but to compile,
bind and read each of them through it takes ten times as long as the database needs. So each is compiled once, when it
is first asked for, and from then on goes straight to the driver with its values.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Self

from sqlalchemy import Connection, Dialect, Engine, Select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.elements import ClauseElement

from offline_queue.engine import translated
from offline_queue.idle import Held, give_back, take

__all__ = ["Found", "Prepared", "Session", "Transaction"]

_NOTHING: Mapping[str, Any] = {}
_NO_CONNECTION = Held(None)


class Prepared:
    """A statement with named values; those it was written with stand where none are given."""

    __slots__ = ("_statement", "made")

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self.made: dict[str, Made] = {}

    def make(self, dialect: Dialect) -> Made:
        """Compile it for this kind of database, by whose name it stands in `made` from now on."""
        made = self.made[dialect.name] = Made(self._statement, dialect)
        return made


class Made:
    """A statement in the words of one kind of database. `values` puts what it is asked with as the driver wants it."""

    __slots__ = ("columns", "text", "values")

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect)
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        expanded = compiled.construct_expanded_state(dict.fromkeys(asked))  # each IN with as many places as it has
        self.text = expanded.statement
        given = {name: value for name, value in expanded.parameters.items() if name not in asked}
        self.values = _values(given, expanded.positiontup)
        self.columns = _columns(statement)


class Found:
    """What a statement brought: rows, or how many it changed (`rowcount`; of what brings rows it is not asked)."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def all(self) -> Sequence[Any]:
        """Every row."""
        return self._rows

    def first(self) -> Any:
        """The first row; None where there is none."""
        return self._rows[0] if self._rows else None

    def one(self) -> Any:
        """The only row."""
        (row,) = self._rows
        return row

    def one_or_none(self) -> Any:
        """The only row; None where there is none."""
        if not self._rows:
            return None
        return self.one()

    def scalar(self) -> Any:
        """The first value of the first row; None where there is none."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]


class Session:
    """Runs statements on a driver's cursor."""

    _cursor: Any
    dialect: Any

    @staticmethod
    def of(connection: Connection) -> Session:
        """On a transaction that SQLAlchemy has begun."""
        session = Session()
        session._cursor, session.dialect = connection.connection.cursor(), connection.dialect
        return session

    def execute(self, statement: Prepared | ClauseElement, values: Mapping[str, Any] = _NOTHING) -> Found:
        """One statement; one that was not prepared is compiled for this once."""
        if isinstance(statement, Prepared):
            made = statement.made.get(self.dialect.name) or statement.make(self.dialect)
        else:
            made = Made(statement, self.dialect)
        cursor = self._cursor
        cursor.execute(made.text, made.values(values))
        if made.columns is not None:
            return Found([*map(made.columns, cursor.fetchall())], -1)
        if cursor.description is not None:  # a text: what its columns are called nobody said
            raise TypeError("rows are read of a select alone")
        return Found((), cursor.rowcount)

    # What every commit does. Each looks its text up by itself: on a processor that has just waited for the disk a call
    # to do it costs more than it does (bench/README.md, durable enqueue).

    def write(self, statement: Prepared, values: Mapping[str, Any]) -> None:
        """One that brings nothing, where nobody asks how many rows it changed."""
        made = statement.made.get(self.dialect.name) or statement.make(self.dialect)
        self._cursor.execute(made.text, made.values(values))

    def rows(self, statement: Prepared, values: Mapping[str, Any]) -> list[Any]:
        """What one brings."""
        made = statement.made.get(self.dialect.name) or statement.make(self.dialect)
        return [*map(made.columns, self._cursor.execute(made.text, made.values(values)).fetchall())]

    def value(self, statement: Prepared, values: Mapping[str, Any]) -> Any:
        """The only value of one that brings one row at most; None where there is none."""
        made = statement.made.get(self.dialect.name) or statement.make(self.dialect)
        rows = self._cursor.execute(made.text, made.values(values)).fetchall()
        return rows[0][0] if rows else None


class Transaction(Session):
    """A transaction, committed when its block ends well. One that does not write sees one moment: SQLite has it so;
    PostgreSQL must be asked. Raises StoreUnavailable where the database refuses.
    """

    def __init__(self, engine: Engine, *, writes: bool = False) -> None:
        self.dialect = engine.dialect
        self._engine = engine
        self._writes = writes
        self._held = _NO_CONNECTION
        self._ending = False  # what is refused from here on is the commit itself, and may have happened

    # Its own two methods and no generator: those of each commit took as long as one of its statements.

    def __enter__(self) -> Self:
        try:
            held = self._held = take(self._engine)
            try:
                self._cursor = held.raw.cursor()
                if held.pooled is None:
                    self._cursor.execute("BEGIN IMMEDIATE" if self._writes else "BEGIN")
                elif not self._writes:
                    held.raw.isolation_level = self.dialect.dbapi.IsolationLevel.REPEATABLE_READ
            except BaseException as trouble:
                self._undo(trouble)
                raise
        except (DBAPIError, self.dialect.dbapi.Error) as error:
            raise translated(error) from error
        return self

    def __exit__(self, _kind: object, trouble: BaseException | None, _where: object) -> None:
        try:
            if trouble is None:
                self._commit()
                return
            self._undo(trouble)
        except (DBAPIError, self.dialect.dbapi.Error) as error:
            refused = translated(error)
            refused.maybe = self._ending
            raise refused from error
        if isinstance(trouble, (DBAPIError, self.dialect.dbapi.Error)):
            raise translated(trouble) from trouble

    def _finish(self) -> None:
        """The last that belongs into it."""

    def _commit(self) -> None:
        if not self._writes:
            self._undo(None)
            return
        held = self._held
        try:
            self._finish()
            self._ending = True
            if held.pooled is None:
                self._cursor.execute("COMMIT")  # as it was prepared the last time: commit() prepares it anew
            else:
                held.raw.commit()
        except BaseException as refused:
            self._undo(refused)
            raise
        give_back(self._engine, held)

    def _undo(self, trouble: BaseException | None) -> None:
        """Roll back; a connection that cannot, or that has broken, is not used again."""
        raw, driver = self._held.raw, self.dialect.dbapi
        try:
            raw.rollback()
            if self._held.pooled is not None:
                raw.isolation_level = None
            broken = isinstance(trouble, driver.Error) and self.dialect.is_disconnect(trouble, raw, None)
        except driver.Error:
            broken = True
        give_back(self._engine, self._held, broken=broken)


def _values(given: Mapping[str, Any], names: Sequence[str] | None) -> Callable[[Mapping[str, Any]], Any]:
    """`given` stand where none are; without `names` the driver takes the values by name."""
    put = _in_order(names) if names is not None else _as_they_are
    return (lambda values: put({**given, **values})) if given else put


def _in_order(names: Sequence[str]) -> Callable[[Mapping[str, Any]], Any]:
    if len(names) > 1:
        return itemgetter(*names)
    if not names:
        return lambda _values: ()
    (name,) = names
    return lambda values: (values[name],)


def _as_they_are(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return values


def _columns(statement: Any) -> Any:
    """Makes a row of what the driver brings; None where nothing comes."""
    columns: Any
    if isinstance(statement, Select):
        columns = statement.selected_columns
    elif isinstance(statement, UpdateBase) and statement._returning:
        columns = statement.exported_columns
    else:
        return None
    names = [getattr(column, "name", None) or f"column{n}" for n, column in enumerate(columns)]
    plain: Any = namedtuple("Row", names, rename=True)  # type: ignore[misc]
    row: Any = type("Row", (plain,), {"__slots__": (), "_mapping": property(plain._asdict)})
    return row._make
