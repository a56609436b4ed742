"""From raw records to items: simple TLV, GB18030, packed digits (card facts, section 1.1).

Nothing here raises for any content: a card can hold anything. An item is good, or None with the reason as a warning.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from card_reader.reading import CardReading, Status
from card_reader.session import RECORD_BYTES, RecordFile

__all__ = ["interpreted"]

_NAME, _NAME_CONTINUED = 0x09, 0x4E
_TEXTS = (0x02, 0x03, 0x07, 0x08, _NAME, _NAME_CONTINUED, 0x0A)  # characters may be fewer; digits and codes may not
_PADDING = b"\x00\x20\xff"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # card facts, section 6
_CHECK_CHARACTERS = "10X98765432"


@dataclass(frozen=True, slots=True)
class _Value:
    """The value bytes of a record, and the warning of a damaged one. Both None: the record is not there."""

    content: bytes | None = None
    warning: str | None = None


def interpreted(issuing: RecordFile, holder: RecordFile, today: date) -> CardReading:
    """The reading that EF05 and EF06 amount to on that day at the window.

    ok means every item is there and whole; one that is guarded, missing or damaged makes it partial and is None.
    Expired, bad check digit and contradicting birth date are warnings on a whole card: old cards have them, and a
    person decides.
    """
    values = {tag: _value(tag, (issuing.records | holder.records).get(tag)) for tag in RECORD_BYTES}
    contents = {tag: value.content for tag, value in values.items()}

    def item(tag: int, decode: Callable[[bytes], str | None]) -> str | None:
        content = contents[tag]
        return None if content is None else decode(content)

    name, name_is_empty = _name(values)
    fields: dict[str, str | None] = {
        "card_id": item(0x01, _raw),
        "spec_version": item(0x03, _ascii),
        "issue_date": item(0x05, _date),
        "valid_until": item(0x06, _date),
        "card_no": item(0x07, lambda content: _ascii(content[:9])),  # terminal rule: the first nine, never more
        "ssn": item(0x08, _number),
        "name": name,
    }
    if not holder.closed:
        fields |= {
            "sex": item(0x0A, _ascii),
            "ethnicity": item(0x0B, _digits),
            "birth_place": item(0x0C, _digits),
            "birth_date": item(0x0D, _date),
        }
    damaged = [value.warning for value in values.values() if value.warning is not None]
    warnings = _refused(issuing, holder) + _contradictions(fields, name_is_empty, today) + damaged
    whole = not damaged and None not in fields.values()
    return CardReading(Status.OK if whole else Status.PARTIAL, fields, tuple(warnings))


def _value(tag: int, record: bytes | None) -> _Value:
    """Take the value out of one TLV record. The length byte is never trusted beyond what was received."""
    if record is None:
        return _Value()
    if len(record) < 2:
        return _Value(warning=f"record_truncated:{tag:02X}")
    if record[0] != tag:
        return _Value(warning=f"tag_mismatch:{tag:02X}")
    usual, stated, received = RECORD_BYTES[tag] - 2, record[1], len(record) - 2
    if stated == received and (stated == usual or tag in _TEXTS):
        return _Value(record[2:])
    if stated != usual:
        return _Value(warning=f"length_mismatch:{tag:02X}")
    if received < stated:
        return _Value(warning=f"record_truncated:{tag:02X}")
    return _Value(record[2 : 2 + stated])  # a fixed-length file pads its records behind the item


def _name(values: Mapping[int, _Value]) -> tuple[str | None, bool]:
    """The name, and whether the card holds an empty one.

    09 and 4E are joined as bytes before decoding, because a character may lie across the border. A damaged 4E spoils
    only a name that fills 09 to the end: a shorter one has no continuation.
    """
    first, continued = values[_NAME], values[_NAME_CONTINUED]
    if first.content is None:
        return None, False
    head = _unpadded(first.content)
    if continued.warning is not None and len(head) >= RECORD_BYTES[_NAME] - 2:
        return None, False
    tail = _unpadded(continued.content or b"")
    if not head + tail:
        return None, True
    if tail:
        head = first.content.rstrip(b"\x00\xff")  # a space at the border belongs to the name
    return _text(head + tail), False


def _refused(issuing: RecordFile, holder: RecordFile) -> list[str]:
    words = {*issuing.refusals.values(), *holder.refusals.values()}
    return [name for word, name in ((0x6982, "auth_required"), (0x6983, "pin_blocked")) if word in words]


def _contradictions(fields: Mapping[str, str | None], name_is_empty: bool, today: date) -> list[str]:
    """What a whole card may still get wrong; each is for a person to judge."""
    warnings = []
    valid_until, number, birth_date = fields["valid_until"], fields["ssn"], fields.get("birth_date")
    if valid_until is not None and date.fromisoformat(valid_until) < today:
        warnings.append("expired")
    if name_is_empty:
        warnings.append("name_empty")
    if number is not None:
        if not _has_good_check(number):
            warnings.append("bad_checksum")
        inside = _birth_digits(number)
        if birth_date is not None and inside and not birth_date.replace("-", "").endswith(inside):
            warnings.append("birth_mismatch")
    return warnings


def _has_good_check(number: str) -> bool:
    """False for anything but a well-formed number; the old fifteen digits have no check that could fail."""
    if not (number[:17].isascii() and number[:17].isdigit()):
        return False
    if len(number) == 15:
        return True
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=False))
    return len(number) == 18 and number[17] == _CHECK_CHARACTERS[total % 11]


def _birth_digits(number: str) -> str:
    """YYYYMMDD inside eighteen characters, YYMMDD inside the old fifteen."""
    return number[6:12] if len(number) == 15 else number[6:14]


def _unpadded(content: bytes) -> bytes:
    """Without the filling behind the value: 00 by the writers seen, 20 and FF accepted. None of the three can end a
    GB18030 character, so nothing of a name is lost."""
    return content.split(b"\x00", 1)[0].rstrip(_PADDING)


def _text(content: bytes) -> str | None:
    try:
        text = content.decode("gb18030").strip()
    except UnicodeDecodeError:
        return None
    if not text or any(unicodedata.category(character) == "Cc" for character in text):
        return None
    return text


def _ascii(content: bytes) -> str | None:
    text = _text(_unpadded(content))
    return text if text is not None and text.isascii() else None


def _number(content: bytes) -> str | None:
    text = _ascii(content)
    return None if text is None else text.upper()


def _raw(content: bytes) -> str | None:
    return content.hex().upper() if content.strip(_PADDING) else None


def _digits(content: bytes) -> str | None:
    digits = content.hex()
    return digits if digits.isdigit() else None


def _date(content: bytes) -> str | None:
    digits = _digits(content)
    if digits is None or len(digits) != 8:
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d").date().isoformat()  # noqa: DTZ007 - a calendar day has no zone
    except ValueError:
        return None
