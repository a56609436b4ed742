"""The tables, and bringing a database to them.

Columns in the clear hold no personal data: keys, hashes, states, times. Everything else is a sealed document.
Times are UTC text in ISO form, so that they sort as text in every database.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    inspect,
    literal_column,
    select,
    text,
)

__all__ = [
    "HEAD",
    "NUMBERS",
    "LaterVersion",
    "answer",
    "attempt",
    "counter",
    "event",
    "job",
    "lane",
    "living",
    "mark",
    "metadata",
    "moment",
    "owner",
    "register",
    "stamp",
    "upgrade",
    "version_of",
]

HEAD = "0004"
_STAMPED = len("2031-01-01T09:00:00.000000Z")
NUMBERS = "event"  # the counter that gives the events their numbers

metadata = MetaData()

# Whatever the language of a server's database: times and turns sort by their characters.
_SORTED = Text().with_variant(Text(collation="C"), "postgresql")
_LARGE = Integer().with_variant(BigInteger(), "postgresql")  # seconds since 1970 among them

job = Table(
    "job",
    metadata,
    Column("key", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("lane_order", _SORTED, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("due", _SORTED, nullable=False),
    Column("alive", Boolean, nullable=False),
    Column("engaged", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    Column("people", LargeBinary, nullable=False),
    Column("machine", LargeBinary, nullable=False),
    Column("opened_at", _SORTED, nullable=False),
    Column("changed_at", _SORTED, nullable=False),
    # One bill has one live job at any moment.
    Index("job_subject_alive", "subject", unique=True, sqlite_where=text("alive"), postgresql_where=text("alive")),
    Index("job_due", "due", "lane_order", sqlite_where=text("alive"), postgresql_where=text("alive")),
    Index("job_subject", "subject"),
    Index("job_lane", "lane", "lane_order", sqlite_where=text("alive"), postgresql_where=text("alive")),
)

attempt = Table(
    "attempt",
    metadata,
    Column("msgid", Text, primary_key=True),
    Column("job", Text, ForeignKey("job.key"), nullable=False),
    Column("lane", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("window", Text, nullable=False),
    Column("incarnation", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("at", _SORTED, nullable=False),
    Column("outcome", Text),
    Column("code", Text),
    Column("said", LargeBinary),
    Column("answer", LargeBinary),
    Index("attempt_job", "job", "at"),
    # At most one call of a lane is on its way (protocol, invariant I7), kept by the database itself.
    Index(
        "attempt_open",
        "lane",
        unique=True,
        sqlite_where=text("outcome IS NULL"),
        postgresql_where=text("outcome IS NULL"),
    ),
)

answer = Table(
    "answer",
    metadata,
    Column("msgid", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("at", _SORTED, nullable=False),
)

event = Table(
    "event",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("job", Text, ForeignKey("job.key"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("at", _SORTED, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("detail", LargeBinary, nullable=False),
    Column("hash", Text, nullable=False),
    Index("event_job", "job", "n", unique=True),
    sqlite_autoincrement=True,
)

lane = Table(
    "lane",
    metadata,
    Column("lane", Text, primary_key=True),
    Column("window", Text),
    Column("incarnation", Integer),
    Column("fence", Integer, nullable=False),
    Column("front", Text),
)

owner = Table(
    "owner",
    metadata,
    Column("window", Text, primary_key=True),
    Column("incarnation", Integer, nullable=False),
    Column("beat", Integer, nullable=False),
)

mark = Table(
    "mark",
    metadata,
    Column("mark", Text, primary_key=True),
    Column("job", Text, ForeignKey("job.key"), primary_key=True),
    Index("mark_job", "job"),
)

counter = Table(
    "counter",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", _LARGE, nullable=False),
)

# Sealed documents that belong to no job, by name.
register = Table(
    "register",
    metadata,
    Column("name", _SORTED, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("document", LargeBinary, nullable=False),
)

_UPGRADE = 0x636F756E746572  # a lock of this number is ours in our own database

_VERSION = Table("alembic_version", MetaData(), Column("version_num", Text))


class LaterVersion(Exception):
    """The database was written by a version of this program that came after it."""


def living(of: str = "job") -> ColumnElement[bool]:
    """`alive` of the job table, or of an alias of it, as the indexes write it. SQLite takes an index "WHERE alive" only
    where the same words stand; its dialect writes `alive = 1`, and looks through all jobs, for each of them once more.
    """
    return literal_column(f"{of}.alive")


@lru_cache(maxsize=64)
def stamp(at: datetime) -> str:
    """UTC text of fixed width, which sorts as time does."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")[:26] + "Z"  # strftime takes four times as long


def moment(text: str) -> datetime:
    """What `stamp` wrote, in UTC; strptime takes a hundred times as long.

    Raises:
        ValueError: `stamp` did not write this.
    """
    if len(text) != _STAMPED or text[-1] != "Z":
        raise ValueError("not a time as this store writes it")
    return datetime.fromisoformat(text)


def version_of(engine: Engine) -> str | None:
    """The schema version a database is at; None for an empty one."""
    if not inspect(engine).has_table(_VERSION.name):
        return None
    with engine.connect() as connection:
        return connection.execute(select(_VERSION.c.version_num)).scalar()


def upgrade(engine: Engine) -> None:
    """Bring the database to `HEAD` by the migrations, all or nothing.

    Raises:
        LaterVersion: its schema is not one of those that lead here; nothing is changed.
    """
    if version_of(engine) == HEAD:
        return
    # Here and not above: with all its dialects it is a sixth of each start, and nearly every start finds HEAD.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util.exc import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # two windows that start first wait for each other
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # a table of years may take a new index
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE)))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as unknown:
            raise LaterVersion from unknown
