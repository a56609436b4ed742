"""The lasting catalogue: a database file of its own, beside the claims.

Of its own because loading hundreds of thousands of rows is one long writing transaction, and a claim at the window must
not wait for it. What it holds can be fetched again, so it has no migrations: a file of another layout starts anew.
One transaction takes in one download together with the version it brings: whatever breaks, the last one stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
    delete,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.exc import DBAPIError

from counter_app.model.catalogue import (
    CatalogueItem,
    CodeMapping,
    Entry,
    InsuranceItem,
    Kind,
    Listing,
    PriceLimit,
    SelfRate,
    Validity,
)
from counter_app.records.item_index import ItemIndex
from offline_queue.engine import StoreUnavailable, open_engine, translated

__all__ = ["Row", "Shelf", "Standing", "Writing", "open_shelf"]

Row = Entry | InsuranceItem | CodeMapping | PriceLimit | SelfRate

_LAYOUT = 1
_BATCH = 5000
_MOST_AT_ONCE = 500
_metadata = MetaData()


def _table(name: str, key: Sequence[str], *columns: str) -> Table:
    named = [Column(column, Text, primary_key=column in key, nullable=False) for column in (*key, *columns)]
    dates = (Column("since", Text), Column("until", Text), Column("valid", Boolean, nullable=False))
    return Table(name, _metadata, *named, *dates)


_entry = _table("entry", ("kind", "code"), "name", "initials", "spec", "unit", "version")
_item = _table("insurance_item", ("record",), "code", "region", "name", "initials", "grade", "limited")
_mapping = _table("mapping", ("record",), "code", "insurance_code", "region")
_limit = _table("price_limit", ("record",), "code", "region", "kind", "amount")
_rate = _table("self_rate", ("record",), "code", "region", "scheme", "rate")
for _one in (_entry, _item, _mapping, _limit, _rate):
    Index(f"{_one.name}_code", _one.c.code)
    if "initials" in _one.c:
        Index(f"{_one.name}_initials", _one.c.initials)

_standing = Table(
    "standing",
    _metadata,
    Column("source", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("complete", Boolean, nullable=False),
    Column("at", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one source has come. `version`: the last one taken in. `complete`: its end was reached once.

    `at`: when the platform last said that there is nothing newer, or when a part was taken in.
    """

    version: str
    rows: int
    complete: bool
    at: datetime


class Writing:
    """One open transaction: nothing of it shows until it ends well."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def put(self, rows: Iterable[Row]) -> int:
        """Take rows in, each in the place of the one with its key; how many."""
        stream, count = iter(rows), 0
        while batch := list(islice(stream, _BATCH)):
            by_type: dict[type[Row], list[dict[str, object]]] = {}
            for row in batch:
                by_type.setdefault(type(row), []).append(_columns(row))
            for kind, values in by_type.items():
                self._connection.execute(insert(_TABLES[kind][0]).prefix_with("OR REPLACE"), values)
            count += len(batch)
        return count

    def stand(self, source: str, standing: Standing) -> None:
        """Say how far the source has come."""
        values = {
            "source": source,
            "version": standing.version,
            "rows": standing.rows,
            "complete": standing.complete,
            "at": standing.at.isoformat(),
        }
        self._connection.execute(insert(_standing).prefix_with("OR REPLACE"), values)


class Shelf:
    """The catalogue of one data folder; readable while it is written. `index`: what its items are looked for by.

    Raises (every method):
        StoreUnavailable: the file refuses; nothing of what was refused happened.
    """

    def __init__(self, file: Path) -> None:
        self._engine: Engine = open_engine(f"sqlite:///{file}")
        self.index = ItemIndex(file.with_name(f"{file.stem}-search{file.suffix}"))

    def prepare(self) -> None:
        """Make the tables; a file of another layout is emptied, since everything in it can be fetched again."""
        with self._open(writes=True) as connection:
            if connection.exec_driver_sql("PRAGMA user_version").scalar() == _LAYOUT:
                return
            _metadata.drop_all(connection)
            _metadata.create_all(connection)
            connection.exec_driver_sql(f"PRAGMA user_version={_LAYOUT}")

    def close(self) -> None:
        """Let go of the files."""
        self._engine.dispose()
        self.index.close()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """One transaction, all or nothing."""
        with self._open(writes=True) as connection:
            yield Writing(connection)

    def standing(self, source: str) -> Standing | None:
        """How far a source has come; None: never begun."""
        return self.standings().get(source)

    def standings(self) -> dict[str, Standing]:
        """How far each source has come that was ever begun."""
        with self._open() as connection:
            return {
                row["source"]: Standing(row["version"], row["rows"], row["complete"], datetime.fromisoformat(row["at"]))
                for row in connection.execute(select(_standing)).mappings()
            }

    def forget(self, source: str) -> None:
        """The source begins anew at its next update; its rows stay until they are replaced."""
        with self._open(writes=True) as connection:
            connection.execute(delete(_standing).where(_standing.c.source == source))

    def items(self, codes: Sequence[str], day: date, region: str) -> dict[str, CatalogueItem]:
        """What is known of codes, for services of `day` in `region` (six digits); a code nobody knows is missing."""
        with self._open() as connection:
            return _items_of(connection, codes, day, region)

    def listings(self, day: date) -> Iterator[tuple[Listing, str]]:
        """Every item that may be put on a bill, each once, with the initials the platform gave it: no diagnoses, and
        no insurance item that is only what others count as.
        """
        counts = (_entry.c.valid, or_(_entry.c.until.is_(None), _entry.c.until >= day.isoformat()))
        columns = (_entry.c[name] for name in ("code", "name", "spec", "unit", "kind", "initials"))
        items = select(*columns)
        items = items.where(_entry.c.kind != Kind.DIAGNOSIS, *counts)
        known, mapped = select(_entry.c.code), select(_mapping.c.code)
        counted_as = select(_mapping.c.insurance_code).where(_mapping.c.insurance_code != _mapping.c.code)
        others = select(_item.c.code, func.max(_item.c.name), func.max(_item.c.initials))
        named = or_(_item.c.code.not_in(counted_as), _item.c.code.in_(mapped))
        others = others.where(_item.c.valid, _item.c.code.not_in(known), named).group_by(_item.c.code)
        with self._open() as connection:
            seen: set[str] = set()
            for code, name, spec, unit, kind, initials in connection.execute(items.order_by(_entry.c.code)):
                if code not in seen:
                    seen.add(code)
                    yield Listing(code, name, spec, unit, Kind(kind)), initials
            for code, name, initials in connection.execute(others):
                yield Listing(code, name), initials

    def alike(self, initials: str, most: int = 20) -> dict[str, str]:
        """Codes with their names, of items whose name begins with these pinyin initials."""
        start = initials.upper()
        found: dict[str, str] = {}
        with self._open() as connection:
            for table in (_entry, _item):
                begins = table.c.initials.between(start, start + "\uffff")
                wanted = select(table.c.code, table.c.name).where(begins).order_by(table.c.name).limit(most)
                for code, name in connection.execute(wanted):
                    found.setdefault(code, name)
        return dict(list(found.items())[:most])

    @contextmanager
    def _open(self, *, writes: bool = False) -> Iterator[Connection]:
        try:
            with self._engine.connect().execution_options(writes=writes) as connection, connection.begin():
                yield connection
        except DBAPIError as refused:
            raise translated(refused) from refused


def open_shelf(file: Path) -> Shelf:
    """The shelf in a file, made where there is none. One that is damaged is thrown away: it can be fetched again.

    Never raises: a shelf that cannot be opened refuses every question, and the window works without it.
    """
    shelf = Shelf(file)
    try:
        shelf.prepare()
    except StoreUnavailable as refused:
        if refused.reason == "damaged":
            shelf.close()
            for ending in ("", "-wal", "-shm"):
                file.with_name(file.name + ending).unlink(missing_ok=True)
            with suppress(StoreUnavailable):
                shelf.prepare()
    return shelf


def _columns(row: Row) -> dict[str, object]:
    values: dict[str, object] = {name: _stored(getattr(row, name)) for name in _TABLES[type(row)][1]}
    validity = row.validity
    values["since"] = validity.since.isoformat() if validity.since else None
    values["until"] = validity.until.isoformat() if validity.until else None
    values["valid"] = validity.valid
    return values


def _stored(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else ""
    return value if type(value) is str else str(value)


_TABLES: dict[type, tuple[Table, tuple[str, ...]]] = {
    kind: (table, tuple(column.name for column in table.columns if column.name not in ("since", "until", "valid")))
    for kind, table in (
        (Entry, _entry),
        (InsuranceItem, _item),
        (CodeMapping, _mapping),
        (PriceLimit, _limit),
        (SelfRate, _rate),
    )
}


# --- reading ---------------------------------------------------------------------------------------------------------


def _validity_of(row: RowMapping) -> Validity:
    since, until = row["since"], row["until"]
    return Validity(
        date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None, row["valid"]
    )


def _entry_of(row: RowMapping) -> Entry:
    return Entry(
        kind=Kind(row["kind"]),
        code=row["code"],
        name=row["name"],
        initials=row["initials"],
        spec=row["spec"],
        unit=row["unit"],
        validity=_validity_of(row),
        version=row["version"],
    )


def _of_codes(connection: Connection, table: Table, codes: Iterable[str]) -> dict[str, list[RowMapping]]:
    found: dict[str, list[RowMapping]] = {}
    stream = iter(dict.fromkeys(codes))
    while part := list(islice(stream, _MOST_AT_ONCE)):
        for row in connection.execute(select(table).where(table.c.code.in_(part))).mappings():
            found.setdefault(row["code"], []).append(row)
    return found


def _items_of(connection: Connection, codes: Sequence[str], day: date, region: str) -> dict[str, CatalogueItem]:
    entries = _of_codes(connection, _entry, codes)
    mappings = {code: _counting(rows, day, region) for code, rows in _of_codes(connection, _mapping, codes).items()}
    counts_as: dict[str, str] = {
        code: mappings[code][-1]["insurance_code"] if mappings.get(code) else code for code in codes
    }
    rows = _of_codes(connection, _item, counts_as.values())
    limits = _of_codes(connection, _limit, counts_as.values())
    rates = _of_codes(connection, _rate, counts_as.values())
    found: dict[str, CatalogueItem] = {}
    for code, counted in counts_as.items():
        entry = next((_entry_of(row) for row in entries.get(code, ())), None)
        insured = rows.get(counted, [])
        if entry is None and not insured and not mappings.get(code):
            continue
        counting = _counting(insured, day, region)
        shown = next(reversed(counting or _nearest(insured, region)), None)
        entry_counts = entry is None or entry.validity.on(day)
        found[code] = CatalogueItem(
            code=code,
            name=entry.name if entry else shown["name"] if shown else "",
            kind=entry.kind if entry else None,
            initials=(entry.initials if entry else "") or (shown["initials"] if shown else ""),
            spec=entry.spec if entry else "",
            unit=entry.unit if entry else "",
            grade=shown["grade"] if shown else "",
            limited=bool(shown["limited"]) if shown else False,
            mapped=counted if insured or mappings.get(code) else "",
            limits={row["kind"]: Decimal(row["amount"]) for row in _counting(limits.get(counted, []), day, region)},
            rates={row["scheme"]: Decimal(row["rate"]) for row in _counting(rates.get(counted, []), day, region)},
            validity=_validity_of(shown) if shown and entry_counts else entry.validity if entry else Validity(),
            version=entry.version if entry else "",
            usable=entry_counts and bool(counting),
        )
    return found


def _counting(rows: list[RowMapping], day: date, region: str) -> list[RowMapping]:
    """The rows that count on this day, of the nearest region that has any; the youngest last."""
    valid = [row for row in rows if _validity_of(row).on(day)]
    return sorted(_nearest(valid, region), key=lambda row: row["since"] or "")


def _nearest(rows: list[RowMapping], region: str) -> list[RowMapping]:
    """The rows of the region itself, else of its city, its province, the country."""
    for place in (region, f"{region[:4]}00", f"{region[:2]}0000", "100000", "000000", ""):
        found = [row for row in rows if row["region"] == place]
        if found:
            return found
    return []
