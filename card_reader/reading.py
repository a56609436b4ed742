"""What one reading of a card says to the rest of the program: a status, the items, warnings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = ["CardReading", "Status"]


class Status(StrEnum):
    """How a reading ended; the words stand in the JSON of `python -m card_reader`."""

    OK = "ok"
    PARTIAL = "partial"  # a normal outcome: some item is guarded, missing or damaged
    NOT_SSC = "not_ssc"  # a card, but no social-security card
    BLOCKED = "blocked"  # the card or its application was shut for ever by its issuer
    NO_CARD = "no_card"
    MUTE = "mute"  # a card that does not answer: upside down, dirty, broken
    PULLED = "pulled"  # taken out before the reading was complete
    NO_READER = "no_reader"
    READER_BUSY = "reader_busy"  # another program holds the reader
    SERVICE_DOWN = "service_down"  # the machine's smart-card service does not run


@dataclass(frozen=True, slots=True)
class CardReading:
    """One reading.

    `fields` has the keys card_id, spec_version, issue_date, valid_until, card_no, ssn and name whenever a
    social-security card was read, and sex, ethnicity, birth_place and birth_date unless the holder's file was closed as
    a whole; None is an item that could not be had. Dates are ISO 8601. It is left out of repr: personal data.
    """

    status: Status
    fields: Mapping[str, str | None] = field(default_factory=dict, repr=False)
    warnings: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """True when a card was read, whole or in part."""
        return self.status in (Status.OK, Status.PARTIAL)
