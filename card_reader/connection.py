"""What a session needs from whatever moves its bytes, and the ways that can fail."""

from __future__ import annotations

from types import TracebackType
from typing import ClassVar, Protocol, Self

from card_reader.reading import Status

__all__ = [
    "CardMuteError",
    "CardPulledError",
    "CardReaderError",
    "Connection",
    "Device",
    "NoCardError",
    "NoReaderError",
    "ReaderBusyError",
    "ServiceDownError",
]


class CardReaderError(Exception):
    """No answer could be had from a card; `status` says how the reading ends. Texts never hold card data."""

    status: ClassVar[Status]


class ServiceDownError(CardReaderError):
    """The machine's smart-card service does not run or went away."""

    status = Status.SERVICE_DOWN


class NoReaderError(CardReaderError):
    """The reader is not there, or was unplugged."""

    status = Status.NO_READER


class ReaderBusyError(CardReaderError):
    """Another program holds the reader for itself."""

    status = Status.READER_BUSY


class NoCardError(CardReaderError):
    """The reader is empty."""

    status = Status.NO_CARD


class CardPulledError(CardReaderError):
    """The card was taken out, or changed for another, after the connection was opened."""

    status = Status.PULLED


class CardMuteError(CardReaderError):
    """A card is in, but does not answer."""

    status = Status.MUTE


class Connection(Protocol):
    """Moves bytes between us and one card until closed; a context manager that closes on every path."""

    def transmit(self, command: bytes) -> bytes:
        """The card's answer, at least its two status bytes. Blocks as long as the card does. Raises CardReaderError."""
        ...

    def close(self) -> None:
        """Let the card go; never raises, may be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Device(Protocol):
    """A reader that can be opened."""

    def open(self) -> Connection:
        """A connection to the card that is in. Raises CardReaderError."""
        ...
