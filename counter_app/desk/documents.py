"""Claims as documents: values to bytes and back, exactly (money as text, times with their zone)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from cattrs.errors import BaseValidationError
from cattrs.preconf.json import make_converter

__all__ = ["UnreadableDocument", "from_document", "to_document"]

T = TypeVar("T")

_converter = make_converter()
_converter.register_unstructure_hook(Decimal, str)
_converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
_converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))


class UnreadableDocument(Exception):
    """A stored document is not of the form this version knows. The message names no content."""


def to_document(value: object) -> bytes:
    """A frozen value of the trade as JSON bytes."""
    return _converter.dumps(value).encode()


def from_document(document: bytes, kind: type[T]) -> T:
    """The value back.

    Raises:
        UnreadableDocument: the bytes are not such a value.
    """
    wanted: Any = kind  # a type is hashable, which mypy does not see
    value: T = _opened(document, wanted)
    return value


@lru_cache(maxsize=1024)
def _opened(document: bytes, kind: type[Any]) -> Any:
    # The queue is looked at every second, and most of its documents are what they were; the values are frozen.
    try:
        return _converter.loads(document.decode(), kind)
    except (BaseValidationError, ValueError, KeyError, TypeError):
        # The cause would carry names and numbers of people: it is cut off on purpose.
        raise UnreadableDocument(kind.__name__) from None
