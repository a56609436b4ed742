"""Reading what lies in a reader at this moment."""

from __future__ import annotations

from datetime import date

from card_reader.connection import CardReaderError, NoCardError, NoReaderError
from card_reader.pcsc import PcscContext, card_present
from card_reader.read import read_card
from card_reader.reading import CardReading

__all__ = ["is_wanted", "read_now"]


def read_now(wanted: str | None, today: date) -> CardReading:
    """Read the card that lies in the wanted reader, or in any, with a context of its own. Never raises."""
    try:
        with PcscContext.open() as context:
            readers = [name for name in context.readers() if is_wanted(name, wanted)]
            if not readers:
                raise NoReaderError("no such reader")
            for name in readers:
                if card_present(context.state(name)):
                    return read_card(context.device(name), today)
            raise NoCardError("no card in any of them")
    except CardReaderError as trouble:
        return CardReading(trouble.status)


def is_wanted(name: str, wanted: str | None) -> bool:
    """Whether a reader is the one asked for; no wish, or an empty one, takes any."""
    return not wanted or wanted in name
