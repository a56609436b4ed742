"""Whether a store holds anything, and whether a key is its key, before anybody works with it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from offline_queue.cipher import Cipher, DamagedDocument
from offline_queue.engine import WrongAddress, open_engine
from offline_queue.reading import Reader
from offline_queue.register import Register
from offline_queue.schema import counter, job, register
from offline_queue.writing import Writing

__all__ = ["holds_something", "key_fits", "sqlite_file"]

_LOOKED_AT = 5
_WHICH_KEY = "which key"  # a counter of this name holds the first digits of the key's mark


def sqlite_file(url: str) -> Path | None:
    """The file behind an SQLite address; None: it is no such address. Raises WrongAddress."""
    try:
        address = make_url(url)
    except ArgumentError:
        raise WrongAddress("no database at such an address") from None
    here = address.get_backend_name() == "sqlite" and address.database
    return Path(address.database) if here and address.database else None


def holds_something(url: str) -> bool:
    """Whether there are jobs or documents at `url`. Also True where that cannot be told: what is unreadable
    may hold claims.

    Raises WrongAddress.
    """
    file = sqlite_file(url)
    if file is not None and (not file.exists() or not file.stat().st_size):
        return False
    engine = open_engine(url)
    try:
        tables = [table for table in (job, register) if inspect(engine).has_table(table.name)]
        with engine.connect() as connection:
            return any(connection.execute(select(table).limit(1)).first() is not None for table in tables)
    except SQLAlchemyError:
        return True
    finally:
        engine.dispose()


def key_fits(engine: Engine, cipher: Cipher) -> bool:
    """Whether the key opens what the store holds: one of its youngest jobs, so that a single damaged one says nothing
    of the key. An empty store takes any; one that many windows share takes that of its first window. Raises
    StoreUnavailable.
    """
    return _opens(engine, cipher) and (engine.dialect.name != "postgresql" or _first_or_same(engine, cipher))


def _opens(engine: Engine, cipher: Cipher) -> bool:
    reader = Reader(engine, cipher)
    looked = 0
    for key in reader.keys(limit=_LOOKED_AT):
        looked += 1
        try:
            reader.job(key)
        except (DamagedDocument, ValueError):
            continue
        return True
    return not looked and _opens_register(engine, cipher)


def _opens_register(engine: Engine, cipher: Cipher) -> bool:
    try:
        Register(engine, cipher).all()
    except DamagedDocument:
        return False
    return True


def _first_or_same(engine: Engine, cipher: Cipher) -> bool:
    """Two windows may come to an empty store at once, each with a new key of its own."""
    with Writing(engine, cipher) as tx:
        tx.add_once(counter, name=_WHICH_KEY, value=int(cipher.mark(_WHICH_KEY)[:7], 16))
        kept = tx.execute(select(counter.c.value).where(counter.c.name == _WHICH_KEY)).scalar()
    return bool(kept == int(cipher.mark(_WHICH_KEY)[:7], 16))
