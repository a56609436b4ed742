"""The body of an answer as JSON, and what of its envelope is written in many ways (envelope facts, section 2)."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

__all__ = ["infcode_of", "json_object", "time_of"]

_DEEPEST = 100  # the deepest answer of the interface has six levels; what is deeper cannot be written down again


def json_object(content: bytes) -> dict[str, Any] | None:
    """A JSON object from a body that may carry a BOM or GBK text; numbers with a point become Decimal."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            found = json.loads(text, parse_float=Decimal)
        except UnicodeDecodeError:
            continue
        except (ValueError, ArithmeticError, RecursionError):  # not JSON, a number beyond all bounds, too deep
            return None
        if _nested(text) > _DEEPEST or not isinstance(found, dict):
            return None
        half = "\\ud" in text or "\\uD" in text  # the second letter of a half; u is small in JSON
        whole: dict[str, Any] = _mended(found) if half else found
        return whole
    return None


_NO_BRACKETS = bytes(set(range(256)) - set(b"[{]}"))


def _nested(text: str) -> int:
    """How deep a JSON text opens brackets, counted generously (those within texts too)."""
    depth = deepest = 0
    for mark in text.encode().translate(None, _NO_BRACKETS):
        if mark in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest


def _mended(value: Any) -> Any:
    """Half a character (a gateway cut a name between its two escapes) becomes the replacement mark: texts from here on
    can be written.
    """
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(entry) for key, entry in value.items()}
    return [_mended(entry) for entry in value] if isinstance(value, list) else value


def infcode_of(value: object) -> str | None:
    """infcode as text: "0" however the wire writes it, None where there is none (envelope facts, section 2)."""
    if isinstance(value, (bool, float)) or not isinstance(value, (str, int, Decimal)):
        return None
    text = str(value).strip()
    try:
        return "0" if text and Decimal(text) == 0 else text or None
    except InvalidOperation:
        return text


def time_of(value: object) -> datetime | None:
    """respond_time (yyyyMMddHHmmssSSS, at the window's zone); None where it says nothing."""
    text = str(value)[:14]
    try:
        # strptime would take longer than all else that sorts a short answer.
        return datetime.fromisoformat(f"{text[:8]}T{text[8:]}+08:00") if text.isdecimal() else None
    except ValueError:
        return None
