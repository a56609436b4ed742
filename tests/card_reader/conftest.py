"""Readers and cards for these tests."""

from tests.readers import counter, own_daemon

__all__ = ["counter", "own_daemon"]
