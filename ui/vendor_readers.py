"""F2 through vendors' libraries: the social-security card where no PC/SC reads it, else the identity card.

Their calls block for seconds, so they have a thread of their own; what comes of them is posted.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from card_reader.reading import CardReading, Status
from card_reader.vendor_card import Interface, VendorSettings, read_id_card, read_social_card
from card_reader.vendor_process import VendorLibrary
from counter_app.desk.card_credential import credential_of, credential_of_id_card
from counter_app.desk.recognise import Trouble
from counter_app.model.person import Credential
from ui.bridge import Bridge
from ui.partly_read import amiss_with
from ui.views import CardAmiss, LampState
from ui.words import lamp_words

__all__ = ["VendorReaders"]

_NO_CARD = (Status.NO_CARD, Status.NO_READER, Status.SERVICE_DOWN)
_LIT = {
    Status.NO_READER: (LampState.MISSING, lamp_words.UNPLUGGED),
    Status.SERVICE_DOWN: (LampState.DOWN, ""),
    Status.READER_BUSY: (LampState.DOWN, ""),
}


_WHOLE = CardAmiss()


class VendorReaders:
    """`told(reading, credential, trouble, amiss)` and `lit(state, word)` are called on the main thread."""

    def __init__(
        self,
        settings: VendorSettings,
        bridge: Bridge,
        now: Callable[[], datetime],
        told: Callable[[object, Credential | None, Trouble | None, CardAmiss], None],
        lit: Callable[[LampState, str], None],
    ) -> None:
        self._bridge, self._now, self._told, self._lit = bridge, now, told, lit
        self._interface = Interface(settings.interface)
        self._card = _library(settings.card, settings)
        self._id_card = _library(settings.id_card, settings)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="vendor")

    @property
    def reads_cards(self) -> bool:
        """A vendor's library reads social-security cards, and PC/SC does not."""
        return self._card is not None

    def read(self, name: object) -> None:
        """Whatever lies there, for the reading `name`."""
        self._pool.submit(self._read, name, None)

    def after(self, name: object, reading: CardReading) -> None:
        """PC/SC came to this; where it saw no card there may be one of the other kind. Any thread."""
        if reading.status in _NO_CARD and self._id_card is not None:
            self._pool.submit(self._read, name, reading)
        else:
            self._tell(name, *credential_of(reading, self._now()), amiss_with(reading))

    def close(self) -> None:
        """A call that still runs is given up with its process."""
        for library in (self._card, self._id_card):
            if library is not None:
                library.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _read(self, name: object, before: CardReading | None) -> None:
        reading = before or CardReading(Status.NO_CARD)
        if self._card is not None:
            reading = read_social_card(self._card, self._interface)
            state, word = _LIT.get(reading.status, (LampState.OK, ""))
            self._bridge.post(lambda: self._lit(state, word))
        if reading.status in _NO_CARD and self._id_card is not None:
            credential = credential_of_id_card(read_id_card(self._id_card), self._now())
            if credential is not None:
                self._tell(name, credential, None)
                return
        self._tell(name, *credential_of(reading, self._now()), amiss_with(reading))

    def _tell(
        self, name: object, credential: Credential | None, trouble: Trouble | None, amiss: CardAmiss = _WHOLE
    ) -> None:
        self._bridge.post(lambda: self._told(name, credential, trouble, amiss))


def _library(file: str, settings: VendorSettings) -> VendorLibrary | None:
    return VendorLibrary(file, helper=settings.helper, wait_s=settings.wait_s) if file else None
