"""What the chip of a virtual social-security card answers: command APDU in, answer with status word out.

File system and status words follow card facts, sections 1 to 1.2. No transport, no clock: one object is one chip.
"""

from __future__ import annotations

from sandbox.card_files import CardImage, Record

__all__ = ["BANK_APPLICATION", "SSSE_NAME", "Chip"]

SSSE_NAME = b"sx1.sh." + "社会保障".encode("gbk")
BANK_APPLICATION = bytes.fromhex("A000000333010101")

_OK = b"\x90\x00"
_WRONG_LENGTH = b"\x67\x00"
_NOT_PERMITTED = b"\x69\x82"
_BLOCKED = b"\x69\x83"
_NO_CURRENT_FILE = b"\x69\x86"
_FILE_NOT_FOUND = b"\x6a\x82"
_RECORD_NOT_FOUND = b"\x6a\x83"
_WRONG_PARAMETERS = b"\x6a\x86"
_UNKNOWN_INSTRUCTION = b"\x6d\x00"
_UNKNOWN_CLASS = b"\x6e\x00"


class Chip:
    """The state between two resets: selected application and file, an answer waiting to be fetched.

    The PIN's remaining tries survive a reset, as on a real chip.
    """

    def __init__(self, card: CardImage) -> None:
        self._card = card
        self._tries = card.behaviour.pin_tries
        self.reset()

    def reset(self) -> None:
        """Power was cut or the reset line pulled: only the PIN's tries remain."""
        self._in_ssse = False
        self._file: int | None = None
        self._waiting = b""
        self._pin_given = False

    def answer(self, command: bytes) -> bytes:
        """The answer to one command APDU, status word last."""
        if len(command) < 4:
            return _WRONG_LENGTH
        waiting, self._waiting = self._waiting, b""
        if command[0] != 0x00:
            return _UNKNOWN_CLASS
        match command[1]:
            case 0xA4:
                return self._select(command)
            case 0xB2:
                return self._read_record(command)
            case 0xC0:
                return self._outgoing(waiting, command[4] if len(command) > 4 else 0) if waiting else b"\x69\x85"
            case 0x20:
                return self._verify(command)
        return _UNKNOWN_INSTRUCTION

    def _select(self, command: bytes) -> bytes:
        length = command[4] if len(command) > 4 else 0
        data = command[5 : 5 + length]
        if not length or len(data) != length:
            return _WRONG_LENGTH
        if command[2] == 0x04:
            return self._select_name(data)
        if command[2] in (0x00, 0x02) and len(data) == 2:
            if not self._in_ssse or data not in (b"\xef\x05", b"\xef\x06"):
                return _FILE_NOT_FOUND
            self._file = data[1]
            return _OK
        return _WRONG_PARAMETERS

    def _select_name(self, name: bytes) -> bytes:
        here = BANK_APPLICATION if self._card.behaviour.no_ssse else SSSE_NAME
        if name != here:
            return _FILE_NOT_FOUND
        self._in_ssse, self._file = name == SSSE_NAME, None
        information = b"\x6f" + bytes([len(name) + 2]) + b"\x84" + bytes([len(name)]) + name
        if self._card.behaviour.t0_style:
            self._waiting = information
            return bytes([0x61, len(information)])
        return information + _OK

    def _read_record(self, command: bytes) -> bytes:
        behaviour = self._card.behaviour
        wanted, mode, short_id = command[2], command[3] & 0x07, command[3] >> 3
        by_identifier = mode == 0x00
        if mode not in (0x00, 0x04) or (by_identifier and not behaviour.id_addressing):
            return _WRONG_PARAMETERS
        if short_id and not behaviour.sfi_addressing:
            return _WRONG_PARAMETERS
        if not self._in_ssse:
            return _NO_CURRENT_FILE
        file = short_id or self._file
        if file is None:
            return _NO_CURRENT_FILE
        if file not in (5, 6):
            return _FILE_NOT_FOUND
        self._file = file
        if file == 6 and behaviour.ef06_access == "pin" and not self._pin_given:
            return _NOT_PERMITTED if self._tries else _BLOCKED
        if file == 6 and behaviour.ef06_access == "extauth":
            return _NOT_PERMITTED
        record = self._record(self._card.ef05 if file == 5 else self._card.ef06, wanted, by_identifier)
        if record is None:
            return _RECORD_NOT_FOUND
        return self._outgoing(record.content, command[4] if len(command) > 4 else 0)

    @staticmethod
    def _record(records: tuple[Record, ...], wanted: int, by_identifier: bool) -> Record | None:
        if by_identifier:
            return next((record for record in records if record.tag == wanted), None)
        return records[wanted - 1] if 1 <= wanted <= len(records) else None

    def _outgoing(self, content: bytes, expected: int) -> bytes:
        if not self._card.behaviour.t0_style:
            return content[: expected or 256] + _OK
        if expected != len(content) % 256:
            # T=0 names the length that fits; the answer to GET RESPONSE stays fetchable.
            self._waiting = content
            return bytes([0x6C, len(content) % 256])
        return content + _OK

    def _verify(self, command: bytes) -> bytes:
        if not self._tries:
            return _BLOCKED
        pin = self._card.behaviour.pin
        if command[5:] == bytes.fromhex(pin + "F" * (len(pin) % 2)):
            self._tries, self._pin_given = self._card.behaviour.pin_tries, True
            return _OK
        self._tries -= 1
        return bytes([0x63, 0xC0 + self._tries]) if self._tries else _BLOCKED
