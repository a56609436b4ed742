"""Opening a store: the database engine with the settings that make a commit durable, and one process per folder."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

__all__ = ["FolderInUse", "StoreUnavailable", "WrongAddress", "lock_folder", "open_engine", "translated", "undurable"]

_BUSY_MS = 5000
# Nobody waits longer for a server than for the settlement service: a connection that a dead network holds open, a lock
# that a dead window holds, a statement that hangs. Every connection is tried before it is used again.
_CONNECTING: dict[str, Any] = {
    "connect_timeout": 3,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
_SESSION = (
    f"-c lock_timeout={_BUSY_MS} -c statement_timeout=10000 -c synchronous_commit=on"
    # Shorter than the others wait for a lock: a window that falls asleep in a commit must not stop the hospital.
    " -c idle_in_transaction_session_timeout=3000"
    # A window whose power was cut holds its number no longer than this.
    " -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
)
_DURABLE = ("fsync", "full_page_writes", "synchronous_commit")  # of PostgreSQL: each must not be off


class StoreUnavailable(Exception):
    """The database refused: full disk, I/O, damage, lock. Nothing of the refused transaction happened, unless the
    acknowledgement alone was lost: who must know looks its message id up again.

    `maybe`: it was refused at the very end, and may have happened; otherwise it surely did not.
    `reason`: full | damaged | busy | io | newer | away (the hospital's database does not answer) | taken (another has
    the window's number) | kept N (window N has the bill in a store of its own), for the sentence at the window.
    """

    def __init__(self, reason: str, *, maybe: bool = False) -> None:
        super().__init__(f"the store is not available: {reason}")
        self.reason = reason
        self.maybe = maybe


class WrongAddress(ValueError):
    """No database can stand at this address: not an address, or of a kind this installation has no driver for."""


class FolderInUse(Exception):
    """Another process works in this data folder."""


def open_engine(url: str) -> Engine:
    """An engine for `url`. SQLite: WAL, synchronous=FULL, foreign keys, writing transactions begin IMMEDIATE.
    PostgreSQL: a commit is on disk when it is acknowledged, and a server that does not answer is given up in seconds.

    A transaction writes when its connection has the execution option `writes`.

    Raises:
        WrongAddress: see there; the address itself may hold a password and is not repeated.
    """
    try:
        address = make_url(url)
        shared = address.get_backend_name() == "postgresql"
        engine = _shared(address) if shared else create_engine(url)
    except (ArgumentError, ImportError):
        raise WrongAddress("no database at such an address") from None
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", _begin)
    return engine


def undurable(engine: Engine) -> tuple[str, ...]:
    """The settings of a server by which it may lose what it acknowledged. Raises StoreUnavailable."""
    if engine.dialect.name != "postgresql":
        return ()
    try:
        with engine.connect() as connection:
            asked = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in _DURABLE}
    except DBAPIError as error:
        raise translated(error) from error
    return tuple(name for name, value in asked.items() if value == "off")


def _shared(address: URL) -> Engine:
    theirs = address.query.get("options", "")
    # The last one counts where an option stands twice: those of the address stay, but none that a commit hangs on.
    options = " ".join((*((theirs,) if isinstance(theirs, str) else theirs), _SESSION)).strip()
    connecting = _CONNECTING | {"options": options}
    engine = create_engine(address, pool_pre_ping=True, pool_size=10, connect_args=connecting)
    if address.get_driver_name() == "psycopg":
        event.listen(engine, "do_connect", _patient)
    return engine


def _patient(_dialect: Any, _record: Any, given: Any, named: Any) -> Any:
    # Its driver is there where an address asks for it alone.
    from offline_queue.patience import Patient  # noqa: PLC0415

    return Patient.connect(*given, **named)


def lock_folder(folder: Path, wait_s: float = 0.0) -> FileLock:
    """Take the folder for this process; the lock ends with it, also when it is killed.

    Raises:
        FolderInUse: another process has it, still after `wait_s` seconds.
    """
    lock = FileLock(
        folder / "in-use.lock", thread_local=False
    )  # the window takes it on one thread, leaves it on another
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as taken:
        raise FolderInUse(folder.name) from taken
    return lock


def translated(error: Exception) -> StoreUnavailable:
    """Which kind of trouble a database error is, a driver's own or SQLAlchemy's around it; a full disk shows at a
    write, or as an I/O error at a sync.
    """
    trouble = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(trouble, "sqlstate", "-")
    if state != "-":  # PostgreSQL's; none at all where no server answers, or where the driver refuses a value
        if state is None:
            kinds = {kind.__name__ for kind in type(trouble).__mro__}
            return StoreUnavailable("away" if kinds & {"OperationalError", "InterfaceError"} else "io")
        return StoreUnavailable(_WHOLE_STATES.get(state) or _STATES.get(state[:2], "io"))
    name = getattr(trouble, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_FULL"):
        return StoreUnavailable("full")
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return StoreUnavailable("damaged")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return StoreUnavailable("busy")
    return StoreUnavailable("io")


# By the first two digits of PostgreSQL's codes (its manual, appendix A): no connection, resources, damage, shut down.
_STATES = {"08": "away", "53": "full", "57": "away", "XX": "damaged"}
# Deadlock, no lock in time, too slow, too many connections; a standby that only reads, a session that idled.
_WHOLE_STATES = {
    "40P01": "busy",
    "55P03": "busy",
    "57014": "busy",
    "53300": "busy",
    "25006": "away",
    "25P03": "away",
}


def _durable(connection: sqlite3.Connection, _record: Any) -> None:
    # sqlite3's own transaction handling would begin DEFERRED and late; ours begins in `_begin`.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={_BUSY_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
