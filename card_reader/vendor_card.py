"""What vendors' libraries read, as one reading each: the social-security card by SSCardDriver or HeaSecReadInfo, the
identity card by sdtapi (card facts, sections 2 and 5). The functions and their signatures are those of the documents;
no vendor's library was at hand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from card_reader.reading import CardReading, Status
from card_reader.vendor_process import VendorError, VendorLibrary, VendorTrouble

__all__ = ["IdCard", "Interface", "VendorSettings", "read_id_card", "read_social_card"]

_ANY_CARD = 3  # iType: whichever reader has one
_LINE, _BLOCK, _ERROR = 4096, 8192, 1024
_ITEMS = 10  # eleven, the last of which may be empty
_STATUS = {-1: Status.NO_READER, -2: Status.NO_CARD, -3: Status.MUTE, -4: Status.MUTE, -5: Status.SERVICE_DOWN}
_STATUS |= {-11: Status.NO_READER, -12: Status.NO_READER, -20: Status.PARTIAL, -21: Status.BLOCKED}
_TROUBLE = {
    VendorTrouble.NOT_THERE: Status.SERVICE_DOWN,
    VendorTrouble.NO_FUNCTION: Status.SERVICE_DOWN,
    VendorTrouble.CRASHED: Status.READER_BUSY,
    VendorTrouble.TIMEOUT: Status.READER_BUSY,
    VendorTrouble.CLOSED: Status.READER_BUSY,
}
_FOUND, _GOOD = 0x9F, 0x90
_USB_PORT = 1001
# Name, sex, ethnicity, birth, address, number, authority, from, to: bytes of UTF-16LE (section 5).
_TEXT = (30, 2, 4, 16, 70, 36, 30, 16, 16)
_MESSAGE, _PHOTO = 256, 1024


class Interface(StrEnum):
    """Which functions a library for social-security cards has."""

    SSCARD = "sscard"
    HEASEC = "heasec"


@dataclass(frozen=True, slots=True)
class VendorSettings:
    """Vendors' libraries of this window. `card`: the file that reads social-security cards, in place of PC/SC, by
    `interface` (sscard | heasec); `id_card`: the one that reads identity cards (sdtapi); empty: none.

    `helper`: an interpreter of the libraries' bits, empty: our own. `wait_s`: how long a call may take.
    """

    card: str = ""
    interface: str = "sscard"
    id_card: str = ""
    helper: str = ""
    wait_s: float = 20.0

    @property
    def wrong(self) -> str:
        """The key that cannot be used and why, empty where none is."""
        if self.interface not in list(Interface):
            return "interface 只能是 sscard 或 heasec"
        return "" if 1 <= self.wait_s <= 120 else "wait_s 要在 1 到 120"


@dataclass(frozen=True, slots=True)
class IdCard:
    """A resident identity card: who it names; empty where the reading ended otherwise. In no repr: personal data."""

    status: Status
    name: str = field(default="", repr=False)
    number: str = field(default="", repr=False)


def read_social_card(library: VendorLibrary, interface: Interface) -> CardReading:
    """The card that lies in the library's reader. Blocks for seconds: reader, security module."""
    try:
        if interface is Interface.HEASEC:
            # Init must be first, and twice does no harm: the process may be a fresh one.
            begun = library.call("Init", [json.dumps({"LOG_PATH": ""})], [_ERROR])
            if begun.code:
                return CardReading(Status.SERVICE_DOWN)
            said = library.call("ReadCardBas", [], [_LINE, _BLOCK])
        else:
            said = library.call("iReadCardBas", [_ANY_CARD], [_LINE])
    except VendorError as error:
        return CardReading(_TROUBLE[error.trouble])
    if said.code:
        return CardReading(_STATUS.get(said.code, Status.MUTE))
    return _of_line(said.text())


def read_id_card(library: VendorLibrary, port: int = _USB_PORT) -> IdCard:
    """The identity card on the library's reader. It must be lifted before it is found once more."""
    try:
        if library.call("SDT_OpenPort", [port]).code != _GOOD:
            return IdCard(Status.NO_READER)
        try:
            if library.call("SDT_StartFindIDCard", [port], [8], [0]).code != _FOUND:
                return IdCard(Status.NO_CARD)
            if library.call("SDT_SelectIDCard", [port], [8], [0]).code != _GOOD:
                return IdCard(Status.MUTE)
            said = library.call("SDT_ReadBaseMsg", [port], [_MESSAGE, -1, _PHOTO, -1], [0])
        finally:
            library.call("SDT_ClosePort", [port])
    except VendorError as error:
        return IdCard(_TROUBLE[error.trouble])
    if said.code != _GOOD:
        return IdCard(Status.PULLED)
    items, at = [], 0
    for size in _TEXT:
        items.append(said.out[0][at : at + size].decode("utf-16-le", "replace").strip(" \0"))
        at += size
    name, number = items[0], items[5].upper()
    whole = bool(name) and len(number) == 18 and "\ufffd" not in name
    return IdCard(Status.OK, name, number) if whole else IdCard(Status.PULLED)


def _of_line(line: str) -> CardReading:
    items = [item.strip() for item in line.split("|")]
    if len(items) < _ITEMS:
        return CardReading(Status.MUTE)
    _region, ssn, card_no, card_id, name, _atr, version, issued, until, *_ = items
    fields: dict[str, str | None] = {
        "card_id": card_id.upper() or None,
        "spec_version": version or None,
        "issue_date": _day(issued),
        "valid_until": _day(until),
        "card_no": card_no or None,
        "ssn": ssn.upper() or None,
        "name": name or None,
    }
    needed = all(fields[key] for key in ("card_id", "card_no", "ssn", "name"))
    return CardReading(Status.OK if needed else Status.PARTIAL, fields)


def _day(text: str) -> str | None:
    try:
        return date.isoformat(datetime.strptime(text, "%Y%m%d").date())  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
