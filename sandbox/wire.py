"""JSON as the wire and the books carry it: amounts are `Decimal` inside, JSON numbers outside."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

__all__ = ["read", "write"]


def read(text: str | bytes) -> Any:
    """Parse; numbers with a point become Decimal.

    Raises:
        ValueError: not JSON, not UTF-8, or with half a surrogate pair in it, which no text can hold.
        RecursionError: nested too deeply.
    """
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")
    found = json.loads(text, parse_float=Decimal, parse_constant=_not_json)
    if "\\ud" in text.lower():
        write(found).encode()
    return found


def _not_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def write(value: object) -> str:
    """Print; a Decimal becomes the JSON number with the same digits (shortest form, exact to 15 digits)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number)


def _number(value: object) -> float | str:
    # A float only as the way to JSON's number syntax: its shortest text is the decimal's own up to 15 digits.
    return float(value) if isinstance(value, Decimal) else str(value)
