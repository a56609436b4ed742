"""Reading the sandbox's YAML files: every complaint names the file and the key.

Numbers with a point become `Decimal` from their own text, so no amount passes through a float.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["BadFile", "Entry", "read_document"]


class BadFile(ValueError):
    """A file that cannot be used; its text says which file, which key, and why, and never repeats personal data."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")


class _Loader(yaml.CSafeLoader):
    """Safe YAML whose numbers with a point are decimals; libyaml's parser, ten times as fast as the one in Python."""


def _decimal(loader: yaml.CSafeLoader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)).replace("_", ""))


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping of a file together with the place where it stands, for messages."""

    where: str
    values: Mapping[Any, Any]

    def has(self, key: str) -> bool:
        """Whether the key is there with a value other than null."""
        return self.values.get(key) is not None

    def _bad(self, key: str | int, why: str) -> BadFile:
        return BadFile(f"{self.where}.{key}", why)

    def text(self, key: str, default: str | None = None) -> str:
        """A text; numbers that YAML took for such (codes without quotes) are read as their digits."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                raise self._bad(key, "is missing")
            return default
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self._bad(key, "must be text")
        return str(value)

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """One of a closed list of words."""
        value = self.text(key, default)
        if value not in allowed:
            raise self._bad(key, f"must be one of {', '.join(allowed)}")
        return value

    def number(self, key: str, default: Decimal | None = None, *, least: Decimal = Decimal(0)) -> Decimal:
        """A decimal number, written as number or as text; at least `least`."""
        value = self.values.get(key)
        if value is None:
            if default is None:
                raise self._bad(key, "is missing")
            return default
        return self._number(key, value, least)

    def _number(self, key: str, value: object, least: Decimal) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (int, str, Decimal, float)):
            raise self._bad(key, "must be a number")
        try:
            # Only a mapping built in memory holds a float; its shortest text is what was written there.
            number = Decimal(str(value))
        except InvalidOperation:
            raise self._bad(key, "must be a number") from None
        if not number.is_finite() or number < least:
            raise self._bad(key, f"must be a number from {least} on")
        return number

    def optional_number(self, key: str) -> Decimal | None:
        """A number, or None where the key is missing or null."""
        return self.number(key) if self.has(key) else None

    def numbers(self) -> dict[str, Decimal]:
        """The whole mapping as name → number."""
        return {str(key): self._number(str(key), value, Decimal(0)) for key, value in self.values.items()}

    def day(self, key: str) -> date | None:
        """A date (yyyy-MM-dd), or None where the key is missing or null."""
        value = self.values.get(key)
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self._bad(key, "must be a date like 2024-01-31") from None

    def flag(self, key: str, default: bool = False) -> bool:
        """True or false."""
        value = self.values.get(key, default)
        if not isinstance(value, bool):
            raise self._bad(key, "must be true or false")
        return value

    def entry(self, key: str | int) -> Entry:
        """A nested mapping; a missing or null one is empty."""
        value = self.values.get(key)
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            raise self._bad(key, "must be a mapping")
        return Entry(f"{self.where}.{key}", value)

    def entries(self, key: str) -> Iterator[Entry]:
        """The mappings of a list, each knowing its number; a missing or null list is empty."""
        value = self.values.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            raise self._bad(key, "must be a list")
        for number, item in enumerate(value, start=1):
            if not isinstance(item, Mapping):
                raise BadFile(f"{self.where}.{key}[{number}]", "must be a mapping")
            yield Entry(f"{self.where}.{key}[{number}]", item)

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts; missing or null is empty."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._bad(key, "must be a list of words")
        return tuple(value)


def read_document(source: Path | Mapping[str, Any]) -> Entry:
    """The top mapping of a YAML file, or of a mapping given in its place (tests and training build them in memory).

    Raises:
        BadFile: the file cannot be read, is not UTF-8 YAML, or its top is no mapping.
    """
    if isinstance(source, Mapping):
        return Entry("given", source)
    try:
        about = source.stat()
        content = _content(source, about.st_mtime_ns, about.st_size)
    except OSError as wrong:
        raise BadFile(source.name, f"cannot be read ({wrong.strerror})") from None
    except UnicodeDecodeError:
        raise BadFile(source.name, "is not UTF-8 text") from None
    except yaml.MarkedYAMLError as wrong:
        line = wrong.problem_mark.line + 1 if wrong.problem_mark else 0
        raise BadFile(f"{source.name}, line {line}", f"is not YAML: {wrong.problem}") from None
    except (yaml.YAMLError, ValueError):
        raise BadFile(source.name, "is not YAML") from None
    if not isinstance(content, Mapping):
        raise BadFile(source.name, "must hold a mapping at the top")
    return Entry(source.name, content)


@lru_cache(maxsize=16)
def _content(source: Path, _changed_at: int, _size: int) -> object:
    """What stands in a file, for reading alone: services that start one after the other in a process share it."""
    return yaml.load(source.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - _Loader is a SafeLoader
