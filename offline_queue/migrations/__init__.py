"""Alembic's tree; the tables of both the queue and the records."""
