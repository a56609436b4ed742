"""PC/SC: the context, the readers, one connection to one card. The only module that uses pyscard.

pyscard's raw calls are used, not its classes: its monitors die with the daemon, and its connections report a pulled
card with result 0 and print from their destructors (PC/SC set-up, section 6).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from smartcard import scard  # type: ignore[import-untyped]

from card_reader.connection import (
    CardMuteError,
    CardPulledError,
    CardReaderError,
    NoCardError,
    NoReaderError,
    ReaderBusyError,
    ServiceDownError,
)

__all__ = ["PNP_NOTIFICATION", "CardDevice", "PcscConnection", "PcscContext", "card_present", "insertions"]

PNP_NOTIFICATION = "\\\\?PnP?\\Notification"
"""The pseudo-reader whose state changes when a reader is plugged in or pulled."""

# pcscd polls a reader without interrupts every 0.4 s: so long a pulled card may still look present.
_STATE_SETTLES_SECONDS = 1.0


def _unsigned(result: int) -> int:
    return result & 0xFFFFFFFF


def _words(*names: str) -> frozenset[int]:
    """Result words by name; a platform's pyscard lacks some of them."""
    return frozenset(_unsigned(getattr(scard, name)) for name in names if hasattr(scard, name))


_GOOD = _unsigned(scard.SCARD_S_SUCCESS)
_NOTHING_NEW = _words("SCARD_E_TIMEOUT", "SCARD_E_CANCELLED")
_NO_READERS = _words("SCARD_E_NO_READERS_AVAILABLE")
_TROUBLE: tuple[tuple[type[CardReaderError], frozenset[int]], ...] = (
    (
        ServiceDownError,
        _words(
            "SCARD_E_NO_SERVICE",
            "SCARD_E_SERVICE_STOPPED",
            "SCARD_E_INVALID_HANDLE",
            "SCARD_E_SYSTEM_CANCELLED",
            "SCARD_F_COMM_ERROR",
            "SCARD_F_INTERNAL_ERROR",
            "SCARD_E_NO_ACCESS",
        ),
    ),
    (NoReaderError, _NO_READERS | _words("SCARD_E_UNKNOWN_READER", "SCARD_E_READER_UNAVAILABLE")),
    (ReaderBusyError, _words("SCARD_E_SHARING_VIOLATION")),
    (NoCardError, _words("SCARD_E_NO_SMARTCARD", "SCARD_W_REMOVED_CARD")),
)


def _trouble(result: int, doing: str) -> CardReaderError:
    word = _unsigned(result)
    for kind, words in _TROUBLE:
        if word in words:
            return kind(f"{doing}: {word:08X}")
    return CardMuteError(f"{doing}: {word:08X}")


def card_present(state: int) -> bool:
    """True when a reader's event state says a card is in, answering or not."""
    return bool(state & scard.SCARD_STATE_PRESENT)


def insertions(state: int) -> int:
    """The counter of insertions and removals in a reader's event state: it reveals a swap that both events missed."""
    return state >> 16 & 0xFFFF


class PcscContext:
    """A context with the machine's smart-card service; belongs to the thread that opened it, `cancel` excepted."""

    def __init__(self, handle: Any) -> None:
        self._handle = handle
        self._guard = threading.Lock()
        self._open = True

    @classmethod
    def open(cls) -> PcscContext:
        """Raises ServiceDownError."""
        result, handle = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        if _unsigned(result) != _GOOD:
            raise ServiceDownError(f"no smart-card service: {_unsigned(result):08X}")
        return cls(handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def readers(self) -> tuple[str, ...]:
        """Names of the readers there are, none included. Raises ServiceDownError."""
        result, names = scard.SCardListReaders(self._handle, [])
        if _unsigned(result) in _NO_READERS:
            return ()
        if _unsigned(result) != _GOOD:
            raise ServiceDownError(f"listing readers: {_unsigned(result):08X}")
        return tuple(names)

    def wait(self, known: Mapping[str, int], milliseconds: int) -> dict[str, int]:
        """Event states of the readers whose state is no longer the known one; empty after that time or `cancel`.

        A known state of 0 returns at once with the present one. Raises CardReaderError.
        """
        answer = scard.SCardGetStatusChange(self._handle, milliseconds, list(known.items()))
        result, states = _unsigned(answer[0]), answer[1]
        if result in _NOTHING_NEW:
            return {}
        if result != _GOOD:
            raise _trouble(result, "waiting for readers")
        changed = scard.SCARD_STATE_CHANGED
        return {name: state & ~changed for name, state, _atr in states if state & changed}

    def state(self, reader: str) -> int:
        """The present event state of one reader. Raises CardReaderError, NoReaderError for a reader that is gone."""
        gone = scard.SCARD_STATE_UNKNOWN | scard.SCARD_STATE_IGNORE | scard.SCARD_STATE_UNAVAILABLE
        state = self.wait({reader: scard.SCARD_STATE_UNAWARE}, 0).get(reader, 0)
        if state & gone:
            raise NoReaderError("the reader is gone")
        return state

    def device(self, reader: str) -> CardDevice:
        """The reader of that name, whether it exists or not."""
        return CardDevice(self, reader)

    def cancel(self) -> None:
        """Make a `wait` in another thread return now; without one, nothing happens."""
        with self._guard:
            if self._open:
                scard.SCardCancel(self._handle)

    def close(self) -> None:
        """Give the context back; may be called twice."""
        with self._guard:
            if self._open:
                self._open = False
                scard.SCardReleaseContext(self._handle)

    def connect(self, reader: str) -> PcscConnection:
        """See `CardDevice.open`."""
        before = self.state(reader)
        any_protocol = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
        result, card, protocol = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_EXCLUSIVE, any_protocol)
        exclusive = True
        if _unsigned(result) in _words("SCARD_E_SHARING_VIOLATION"):
            # Somebody shares the reader: share it too, and keep the others out by a transaction.
            exclusive = False
            result, card, protocol = scard.SCardConnect(self._handle, reader, scard.SCARD_SHARE_SHARED, any_protocol)
            if _unsigned(result) == _GOOD:
                result = scard.SCardBeginTransaction(card)
                if _unsigned(result) != _GOOD:
                    scard.SCardDisconnect(card, scard.SCARD_LEAVE_CARD)
        if _unsigned(result) != _GOOD:
            if not card_present(self.state(reader)):
                raise NoCardError("the reader is empty")
            raise _trouble(result, "connecting")
        return PcscConnection(self, reader, insertions(before), card, protocol, exclusive)


class CardDevice:
    """One reader, by name."""

    def __init__(self, context: PcscContext, name: str) -> None:
        self._context = context
        self.name = name

    def open(self) -> PcscConnection:
        """Connect to the card that is in: alone where possible, else shared within a transaction.

        Raises NoCardError, CardMuteError, ReaderBusyError, NoReaderError or ServiceDownError.
        """
        return self._context.connect(self.name)


class PcscConnection:
    """Moves bytes between us and one card; never the bytes of a card put in later."""

    def __init__(
        self, context: PcscContext, reader: str, counter: int, card: Any, protocol: int, exclusive: bool
    ) -> None:
        self._context = context
        self._reader = reader
        self._counter = counter
        self._card = card
        self._pci = scard.SCARD_PCI_T1 if protocol == scard.SCARD_PROTOCOL_T1 else scard.SCARD_PCI_T0
        self._exclusive = exclusive
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def transmit(self, command: bytes) -> bytes:
        """The card's answer, status word last. Blocks as long as the card stays in and says nothing.

        Raises CardPulledError, CardMuteError, NoReaderError or ServiceDownError.
        """
        if not self._open:
            raise CardPulledError("the connection is closed")
        result, answer = scard.SCardTransmit(self._card, self._pci, list(command))
        if _unsigned(result) != _GOOD or len(answer) < 2:
            raise self._cause(_unsigned(result))
        return bytes(answer)

    def close(self) -> None:
        """Power the card down, or leave it to those who share it; never raises, may be called twice."""
        if not self._open:
            return
        self._open = False
        if not self._exclusive:
            scard.SCardEndTransaction(self._card, scard.SCARD_LEAVE_CARD)
        scard.SCardDisconnect(self._card, scard.SCARD_UNPOWER_CARD if self._exclusive else scard.SCARD_LEAVE_CARD)

    def _cause(self, result: int) -> CardReaderError:
        """Why no answer came. The result word says too little (a pulled card gave 0): the reader's state decides."""
        deadline = time.monotonic() + _STATE_SETTLES_SECONDS
        try:
            state = self._context.state(self._reader)
            while card_present(state) and insertions(state) == self._counter:
                left = deadline - time.monotonic()
                if left <= 0:
                    return CardMuteError(f"no valid answer: {result:08X}")
                changes = self._context.wait({self._reader: state}, int(left * 1000) + 1)
                state = changes.get(self._reader, state)
        except CardReaderError as trouble:
            return trouble
        return CardPulledError("the card was taken out")
