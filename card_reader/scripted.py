"""A connection without hardware: a script of command and answer bytes, and accidents at chosen calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Self

from card_reader.connection import CardReaderError

__all__ = ["ScriptError", "ScriptedConnection", "ScriptedDevice"]


class ScriptError(AssertionError):
    """The program sent something the script does not have at this place."""


class ScriptedConnection:
    """Answers commands in the order of the script; each pair is (command, answer with status word) as bytes.

    `failures` makes the n-th call of transmit (from 1) raise instead. `finished` is True when every pair was used.
    """

    def __init__(
        self, script: Iterable[tuple[bytes, bytes]], failures: Mapping[int, CardReaderError] | None = None
    ) -> None:
        self._script = list(script)
        self._failures = dict(failures or {})
        self.calls = 0
        self.closed = False

    def transmit(self, command: bytes) -> bytes:
        """The next answer. Raises ScriptError for a command out of turn, or the failure set for this call."""
        self.calls += 1
        if self.calls in self._failures:
            raise self._failures[self.calls]
        if self.closed:
            raise ScriptError("a command after the connection was closed")
        if not self._script:
            raise ScriptError(f"call {self.calls}: the script is at its end")
        expected, answer = self._script.pop(0)
        if command != expected:
            raise ScriptError(f"call {self.calls}: not the command of the script")
        return answer

    @property
    def finished(self) -> bool:
        """True when nothing of the script is left."""
        return not self._script

    def close(self) -> None:
        """Mark the connection as closed."""
        self.closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class ScriptedDevice:
    """A reader that opens the given connection, or fails to."""

    def __init__(self, connection: ScriptedConnection, failure: CardReaderError | None = None) -> None:
        self._connection = connection
        self._failure = failure

    def open(self) -> ScriptedConnection:
        """The connection. Raises the failure the device was made with."""
        if self._failure is not None:
            raise self._failure
        return self._connection
