"""The citizen's identity number (GB 11643): check digit, and what the number itself tells."""

from __future__ import annotations

from datetime import date

__all__ = ["birth_date_of", "check_digit", "is_valid", "normalised", "sex_of", "tail"]

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"


def normalised(number: str) -> str:
    """Without surrounding space and with an upper-case X."""
    return number.strip().upper()


def check_digit(first17: str) -> str:
    """The eighteenth character that belongs to seventeen digits (card facts, section 6)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def is_valid(number: str) -> bool:
    """True for eighteen characters with a real birth date and the right check digit.

    Unknown region codes are accepted: numbers keep the code of their day.
    """
    number = normalised(number)
    first17 = number[:17]
    if len(number) != 18 or not (first17.isascii() and first17.isdigit()) or number[17] != check_digit(first17):
        return False
    return birth_date_of(number) is not None


def birth_date_of(number: str) -> date | None:
    """The birth date inside the number, or None where those eight digits are no date."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str | None:
    """'1' male, '2' female by the parity of the seventeenth digit; None when it is no digit."""
    digit = number[16:17]
    if not digit.isdigit():
        return None
    return "1" if int(digit) % 2 else "2"


def tail(number: str) -> str:
    """The last four characters, the most a screen may show."""
    return number[-4:]
