"""One reading of one card, from the opened reader to the value."""

from __future__ import annotations

from datetime import date

from card_reader.apdu import ApduError
from card_reader.connection import CardReaderError, Connection, Device
from card_reader.reading import CardReading, Status
from card_reader.records import interpreted
from card_reader.session import SsseSession

__all__ = ["read_card", "read_through"]

# On SELECT SSSE: function not supported or card blocked; application permanently blocked (card facts, section 1.2).
_BLOCKED = (0x6A81, 0x9303)
_VERSION = 0x03


def read_card(device: Device, today: date) -> CardReading:
    """Read the card in that reader; the reader is free again on return, whatever happened.

    Never raises for what a card or reader does: its trouble is the status. Blocks as long as the card stays in and does
    not answer, so it belongs on the card thread. `today` is the day at the window, for the warning "expired".
    """
    try:
        with device.open() as connection:
            return read_through(connection, today)
    except CardReaderError as trouble:
        return CardReading(trouble.status)


def read_through(connection: Connection, today: date) -> CardReading:
    """Read over an open connection. Raises CardReaderError when the card or its reader goes away."""
    session = SsseSession(connection)
    try:
        session.select()
    except ApduError as refusal:
        if refusal.status_word in _BLOCKED:
            return CardReading(Status.BLOCKED)
        return CardReading(Status.NOT_SSC, warnings=("not_ssc",))
    issuing = session.read_issuing_data()
    version = issuing.records.get(_VERSION, b"")[2:].decode("ascii", errors="replace")
    return interpreted(issuing, session.read_holder_data(version or None), today)
