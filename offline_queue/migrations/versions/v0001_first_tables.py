"""The first tables: jobs, call attempts, late answers, events, lanes, owners, counters."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Whatever the language of a server's database: times and turns sort by their characters.
_SORTED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_LARGE = sa.Integer().with_variant(sa.BigInteger(), "postgresql")
_ALIVE = sa.text("alive")
_OPEN = sa.text("outcome IS NULL")


def upgrade() -> None:
    """Make the tables of the first release."""
    op.create_table(
        "job",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("lane_order", _SORTED, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("due", _SORTED, nullable=False),
        sa.Column("alive", sa.Boolean, nullable=False),
        sa.Column("engaged", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("people", sa.LargeBinary, nullable=False),
        sa.Column("machine", sa.LargeBinary, nullable=False),
        sa.Column("opened_at", _SORTED, nullable=False),
        sa.Column("changed_at", _SORTED, nullable=False),
    )
    op.create_index("job_subject_alive", "job", ["subject"], unique=True, sqlite_where=_ALIVE, postgresql_where=_ALIVE)
    op.create_index("job_due", "job", ["due", "lane_order"], sqlite_where=_ALIVE, postgresql_where=_ALIVE)
    op.create_index("job_lane", "job", ["lane", "lane_order"], sqlite_where=_ALIVE, postgresql_where=_ALIVE)
    op.create_table(
        "attempt",
        sa.Column("msgid", sa.Text, primary_key=True),
        sa.Column("job", sa.Text, sa.ForeignKey("job.key"), nullable=False),
        sa.Column("lane", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("window", sa.Text, nullable=False),
        sa.Column("incarnation", sa.Integer, nullable=False),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("at", _SORTED, nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("said", sa.LargeBinary),
        sa.Column("answer", sa.LargeBinary),
    )
    op.create_index("attempt_job", "attempt", ["job", "at"])
    op.create_index("attempt_open", "attempt", ["lane"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "answer",
        sa.Column("msgid", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("at", _SORTED, nullable=False),
    )
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job", sa.Text, sa.ForeignKey("job.key"), nullable=False),
        sa.Column("n", sa.Integer, nullable=False),
        sa.Column("at", _SORTED, nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("detail", sa.LargeBinary, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("event_job", "event", ["job", "n"], unique=True)
    op.create_table(
        "lane",
        sa.Column("lane", sa.Text, primary_key=True),
        sa.Column("window", sa.Text),
        sa.Column("incarnation", sa.Integer),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("front", sa.Text),
    )
    op.create_table(
        "owner",
        sa.Column("window", sa.Text, primary_key=True),
        sa.Column("incarnation", sa.Integer, nullable=False),
        sa.Column("beat", sa.Integer, nullable=False),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", _LARGE, nullable=False),
    )


def downgrade() -> None:
    """Never: a queue with live claims is only ever carried forward."""
    raise NotImplementedError
