"""Command APDUs and status words of the social-security card (card facts, section 1.2)."""

from __future__ import annotations

__all__ = [
    "ApduError",
    "get_response",
    "read_record_by_identifier",
    "read_record_by_number",
    "select_elementary_file",
    "select_name",
    "status_word_text",
]

_TEXTS = {
    0x6281: "returned data may be corrupted",
    0x6282: "end of file reached",
    0x6283: "selected file deactivated",
    0x6700: "wrong length",
    0x6981: "command does not fit the file",
    0x6982: "security condition not met",
    0x6983: "PIN or key blocked",
    0x6984: "reference data invalid",
    0x6985: "conditions of use not met",
    0x6986: "no current file",
    0x6988: "MAC wrong",
    0x6A81: "function not supported, or card blocked",
    0x6A82: "file not found",
    0x6A83: "record not found",
    0x6A86: "P1 or P2 wrong",
    0x6A88: "key not found",
    0x6B00: "P1 or P2 wrong",
    0x6D00: "instruction not supported",
    0x6E00: "class not supported",
    0x9000: "good",
    0x9303: "application permanently blocked",
}
_FAMILIES = {0x61: "more bytes to fetch", 0x6C: "wrong expected length"}


class ApduError(Exception):
    """The card answered, with a status word that is not good. Carries and names the word, never the data."""

    def __init__(self, status_word: int) -> None:
        super().__init__(f"status word {status_word:04X}: {status_word_text(status_word)}")
        self.status_word = status_word


def status_word_text(status_word: int) -> str:
    """The meaning of a status word in a few words."""
    if status_word & 0xFFF0 == 0x63C0:
        return f"verification failed, {status_word & 0x0F} tries left"
    return _TEXTS.get(status_word) or _FAMILIES.get(status_word >> 8) or "unknown"


def select_name(name: bytes) -> bytes:
    """SELECT a DF by its name, no answer length: T=0 cards answer 61xx, T=1 cards may keep their FCI."""
    return bytes([0x00, 0xA4, 0x04, 0x00, len(name)]) + name


def select_elementary_file(file_id: int, *, under_current: bool) -> bytes:
    """SELECT an EF by its two-byte id; cards differ in the P1 they take."""
    return bytes([0x00, 0xA4, 0x02 if under_current else 0x00, 0x00, 0x02]) + file_id.to_bytes(2, "big")


def read_record_by_identifier(tag: int, short_file: int, expected: int) -> bytes:
    """READ RECORD, first record with that identifier; `short_file` 0 means the current file."""
    return bytes([0x00, 0xB2, tag, short_file << 3, expected])


def read_record_by_number(number: int, short_file: int, expected: int) -> bytes:
    """READ RECORD number `number` (from 1); `short_file` 0 means the current file."""
    return bytes([0x00, 0xB2, number, short_file << 3 | 0x04, expected])


def get_response(expected: int) -> bytes:
    """GET RESPONSE: fetch what 61xx announced."""
    return bytes([0x00, 0xC0, 0x00, 0x00, expected])
