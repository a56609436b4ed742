"""JSON as the wire and the books carry it: amounts are `Decimal` inside, JSON numbers outside."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

__all__ = ["read", "write"]


def read(text: str | bytes) -> Any:
    """Parse; numbers with a point become Decimal. Raises ValueError for anything that is not JSON in UTF-8."""
    return json.loads(text, parse_float=Decimal)


def write(value: object) -> str:
    """Print; a Decimal becomes the JSON number with the same digits (shortest form, exact to 15 digits)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_number)


def _number(value: object) -> float | str:
    # A float only as the way to JSON's number syntax: its shortest text is the decimal's own up to 15 digits.
    return float(value) if isinstance(value, Decimal) else str(value)
