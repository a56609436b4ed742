"""Marks: keyed hashes of what jobs hold, and the subjects of all jobs, so that both are found without opening any."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the index; jobs that were there before have no marks."""
    op.create_table(
        "mark",
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("job", sa.Text, sa.ForeignKey("job.key"), primary_key=True),
    )
    op.create_index("mark_job", "mark", ["job"])
    op.create_index("job_subject", "job", ["subject"])


def downgrade() -> None:
    """Never: a queue with live claims is only ever carried forward."""
    raise NotImplementedError
