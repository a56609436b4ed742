"""Numbers of events come from a counter row, in the order of their commits and without holes, on every database."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Begin the counter where the events are; a store without events begins at zero."""
    op.execute(sa.text("INSERT INTO counter (name, value) SELECT 'event', COALESCE(MAX(seq), 0) FROM event"))


def downgrade() -> None:
    """Never: a queue with live claims is only ever carried forward."""
    raise NotImplementedError
