"""The dialogue with SSSE, the environment of the social-security card (card facts, sections 1 to 1.2).

Not every card takes every addressing: records are read by identifier and short file id, else by number and short file
id, else the file is selected and read by number. A PIN is never sent and no key is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from card_reader.apdu import (
    ApduError,
    get_response,
    read_record_by_identifier,
    read_record_by_number,
    select_elementary_file,
    select_name,
)
from card_reader.connection import Connection

__all__ = ["CLOSED", "RECORD_BYTES", "RecordFile", "SsseSession"]

SSSE_NAME = b"sx1.sh." + "社会保障".encode("gbk")

# Tag → record bytes (tag, length and value) in the order of the second and third generation.
_EF05 = {0x01: 0x12, 0x02: 0x03, 0x03: 0x06, 0x04: 0x0E, 0x05: 0x06, 0x06: 0x06, 0x07: 0x0B}
_EF06 = {0x08: 0x14, 0x09: 0x20, 0x4E: 0x16, 0x0A: 0x03, 0x0B: 0x03, 0x0C: 0x05, 0x0D: 0x06}
RECORD_BYTES = {**_EF05, **_EF06}

CLOSED = (0x6982, 0x6983)  # needs authentication; PIN or key blocked
_RECORD_NOT_FOUND = 0x6A83
_WRONG_LENGTH = 0x6700
_OTHER_ADDRESSING = (_WRONG_LENGTH, 0x6981, 0x6986, 0x6A81, 0x6A82, 0x6A86, 0x6B00)
_MOST_STEPS = 16  # a card that always has "more" must not hold the window


@dataclass(frozen=True, slots=True)
class RecordFile:
    """What one file gave: raw records by tag, and the status words of those refused. A tag in neither is missing."""

    records: dict[int, bytes] = field(default_factory=dict, repr=False)
    refusals: dict[int, int] = field(default_factory=dict)

    @property
    def closed(self) -> bool:
        """True when the file was refused as a whole for want of authentication."""
        return not self.records and any(word in CLOSED for word in self.refusals.values())


class SsseSession:
    """Speaks to SSSE over a connection it does not own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def select(self) -> None:
        """Select SSSE by name. Raises ApduError (6A82: not a social-security card) or CardReaderError."""
        command = select_name(SSSE_NAME)
        try:
            self._send(command)
        except ApduError as refusal:
            if refusal.status_word != _WRONG_LENGTH:
                raise
            self._send(command + b"\x00")  # a T=1 card that insists on an answer length

    def read_issuing_data(self) -> RecordFile:
        """EF05: the card itself. Raises CardReaderError."""
        return self._read_file(5, lambda _short_file: list(_EF05))

    def read_holder_data(self, version: str | None) -> RecordFile:
        """EF06: the holder. `version` is the card's specification version, None when unknown.

        Raises CardReaderError.
        """
        return self._read_file(6, lambda short_file: self._numbered_holder_tags(short_file, version))

    def _read_file(self, file: int, numbered_tags: Callable[[int], Sequence[int]]) -> RecordFile:
        tags = list(_EF05 if file == 5 else _EF06)
        found = self._read_records([(tag, read_record_by_identifier(tag, file, RECORD_BYTES[tag])) for tag in tags])
        if found is None:
            found = self._read_records(_by_number(numbered_tags(file), file))
        if found is None:
            try:
                self._select_file(0xEF00 + file)
            except ApduError as refusal:
                return RecordFile(refusals={tags[0]: refusal.status_word})
            found = self._read_records(_by_number(numbered_tags(0), 0))
        return found or RecordFile()

    def _select_file(self, file_id: int) -> None:
        try:
            self._send(select_elementary_file(file_id, under_current=True))
        except ApduError as refusal:
            if refusal.status_word in CLOSED:
                raise
            self._send(select_elementary_file(file_id, under_current=False))

    def _numbered_holder_tags(self, short_file: int, version: str | None) -> Sequence[int]:
        """Tags of EF06 in record order: record 3 is 4E, except on first-generation cards, which have none.

        The record itself is believed before the version: some cards hold no version at all.
        """
        try:
            third = self._send(read_record_by_number(3, short_file, RECORD_BYTES[0x0A]))[:1]
        except ApduError:
            third = b""
        first_generation = third == b"\x0a" or (third != b"\x4e" and (version or "").startswith("1"))
        return [tag for tag in _EF06 if not (first_generation and tag == 0x4E)]

    def _read_records(self, commands: Sequence[tuple[int, bytes]]) -> RecordFile | None:
        """Every record that answers, or None when the card does not take this addressing."""
        found = RecordFile()
        for tag, command in commands:
            try:
                found.records[tag] = self._read_record(command)
            except ApduError as refusal:
                word = refusal.status_word
                if word == _RECORD_NOT_FOUND:
                    continue
                if not found.records and word in _OTHER_ADDRESSING:
                    return None
                found.refusals[tag] = word
                if found.closed:
                    break  # the file's guard answers for all its records
        return found if found.records or found.refusals else None

    def _read_record(self, command: bytes) -> bytes:
        try:
            return self._send(command)
        except ApduError as refusal:
            if refusal.status_word != _WRONG_LENGTH:
                raise
            return self._send(command[:4] + b"\x00")

    def _send(self, command: bytes) -> bytes:
        """The answer's data, fetched by GET RESPONSE (61xx) or asked again at the right length (6Cxx) where need be.

        PC/SC hands both through unresolved. Raises ApduError for any end but 9000, or 62xx with data: there the record
        itself shows whether it is whole.
        """
        data = b""
        word = 0
        for _ in range(_MOST_STEPS):
            answer = self._connection.transmit(command)
            data += answer[:-2]
            word = int.from_bytes(answer[-2:], "big")
            if word >> 8 == 0x61:
                command = get_response(word & 0xFF)
            elif word >> 8 == 0x6C and len(command) == 5:
                command = command[:4] + bytes([word & 0xFF])
            else:
                break
        if word == 0x9000 or (word >> 8 == 0x62 and data):
            return data
        raise ApduError(word)


def _by_number(tags: Sequence[int], short_file: int) -> list[tuple[int, bytes]]:
    return [
        (tag, read_record_by_number(number, short_file, RECORD_BYTES[tag])) for number, tag in enumerate(tags, start=1)
    ]
