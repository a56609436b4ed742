"""Reading a place profile: TOML to checked values, every complaint with its file and key.

`extends = "national"` takes over what the named shipped profile says; a key said again replaces it whole, except the
texts of reasons: own `[[reason]]` rows come before the other's, own `[[reason_after]]` rows after them.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

__all__ = ["ProfileError", "Table", "read_profile", "shipped_profiles"]

_FOLDER = "profiles"
_MISSING: Any = object()


class ProfileError(ValueError):
    """A place profile that cannot be used; names the file and the key."""


def shipped_profiles() -> tuple[str, ...]:
    """Names of the profiles beside this module."""
    folder = resources.files(__package__) / _FOLDER
    return tuple(sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml")))


def read_profile(profile: str) -> dict[str, Any]:
    """The profile's keys, those of what it extends among them.

    Raises:
        ProfileError: not there, not TOML, or it extends what is no shipped profile that stands alone.
    """
    source, text = _found(profile)
    if text is None:
        raise ProfileError(f"{source}: 没有这个地方的接口档案")
    own = _parsed(source, text)
    if "extends" not in own:
        return own
    name = own.pop("extends")
    if name not in shipped_profiles():
        raise ProfileError(f"{source}: extends 只能是 {'、'.join(shipped_profiles())}")
    other = _parsed(f"{name}.toml", _found(name)[1] or "")
    if "extends" in other:
        raise ProfileError(f"{source}: extends 不能是自己也有 extends 的档案")
    return other | own | _texts_of_both(own, other)


def _texts_of_both(own: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A value that is no list stays as it is, for the complaint that names it."""
    first, last = own.get("reason", []), own.get("reason_after", [])
    merged: dict[str, Any] = {}
    if isinstance(first, list):
        merged["reason"] = [*first, *other.get("reason", [])]
    if isinstance(last, list):
        merged["reason_after"] = [*other.get("reason_after", []), *last]
    return merged


def _found(profile: str) -> tuple[str, str | None]:
    if profile.endswith(".toml"):
        return Path(profile).name, _read(Path(profile))
    shipped = resources.files(__package__) / _FOLDER / f"{profile}.toml"
    known = profile in shipped_profiles()
    return f"{profile}.toml", shipped.read_text("utf-8") if known else None


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8-sig")
    except OSError:
        return None
    except UnicodeDecodeError:
        raise ProfileError(f"{file.name}: 不是 UTF-8 文字") from None


def _parsed(source: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ProfileError(f"{source}: 不是 TOML：{wrong}") from wrong


class Table:
    """One table of a profile. Each reader names the key it could not use; `done` names one that nobody read.

    Raises (every reader):
        ProfileError: the key is missing (where it has no default) or its value is of the wrong kind.
    """

    def __init__(self, source: str, data: Mapping[str, Any], where: str = "") -> None:
        self._source = source
        self._data = data
        self._where = where
        self._read: set[str] = set()
        self._inner: list[Table] = []

    def done(self) -> None:
        """Complain of a key that means nothing: a mistyped one would be a rule that never comes."""
        unknown = set(self._data) - self._read
        if unknown:
            raise self._wrong(min(unknown), "不认识这一项")
        for table in self._inner:
            table.done()

    def text(self, key: str, default: str = _MISSING) -> str:
        """A text, not empty."""
        value: str = self._kind(key, str, default)
        if not value:
            raise self._wrong(key, "不能为空")
        return value

    def optional(self, key: str) -> str:
        """A text that may be missing or empty."""
        value: str = self._kind(key, str, "")
        return value

    def flag(self, key: str, default: bool = _MISSING) -> bool:
        """true or false."""
        value: bool = self._kind(key, bool, default)
        return value

    def seconds(self, key: str, longest: float, default: float = _MISSING) -> float:
        """Seconds above 0 and at most `longest`."""
        value = self._kind(key, (int, float), default)
        if not (math.isfinite(value) and 0 < value <= longest):
            raise self._wrong(key, f"要大于 0，不超过 {longest}")
        return float(value)

    def number(self, key: str, largest: int, default: int = _MISSING) -> int:
        """A whole number from 1 to `largest`."""
        value: int = self._kind(key, int, default)
        if not 0 < value <= largest:
            raise self._wrong(key, f"要大于 0，不超过 {largest}")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], default: str = _MISSING) -> str:
        """One of some texts."""
        value: str = self._kind(key, str, default)
        if value not in allowed:
            raise self._wrong(key, f"只能是 {'、'.join(allowed)}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; an empty text would be part of every answer."""
        values = self._kind(key, list)
        if not all(isinstance(value, str) and value for value in values):
            raise self._wrong(key, "要写成文字的列表")
        return tuple(values)

    def codes(
        self,
        key: str,
        required: tuple[str, ...] = (),
        allowed: tuple[str, ...] = (),
        *,
        optional: bool = False,
        not_named: frozenset[str] = frozenset(),
    ) -> dict[str, str]:
        """A table of names to texts. `required`: names that must be there; `allowed`: the texts there are.

        `not_named`: names that the message has of itself; a second value under one would be anybody's guess.
        """
        table = self._kind(key, dict, {} if optional else _MISSING)
        for name in (*required, *table):
            where = f"{key}.{name}"
            if name not in table:
                raise self._missing(where)
            if name in not_named:
                raise self._wrong(where, "是交易报文自己的字段，不能再加一个")
            if not isinstance(table[name], str) or not table[name]:
                raise self._wrong(where, "的值不对")
            if allowed and table[name] not in allowed:
                raise self._wrong(where, f"只能是 {'、'.join(allowed)}")
        return dict(table)

    def inner(self, key: str) -> Table | None:
        """A table within, None where there is none."""
        value = self._kind(key, dict, None)
        return None if value is None else self._within(key, value)

    def rows(self, key: str) -> list[Table]:
        """Tables of a list, which may be missing."""
        values = self._kind(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self._wrong(key, "的值不对")
        return [self._within(key, value) for value in values]

    def _within(self, key: str, value: dict[str, Any]) -> Table:
        table = Table(self._source, value, f"{self._where}{key}.")
        self._inner.append(table)
        return table

    def _kind(self, key: str, kind: type | tuple[type, ...], default: Any = _MISSING) -> Any:
        self._read.add(key)
        if key not in self._data:
            if default is _MISSING:
                raise self._missing(key)
            return default
        value = self._data[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise self._wrong(key, "的值不对")
        return value

    def _wrong(self, key: str, what: str) -> ProfileError:
        return ProfileError(f"{self._source}: {self._where}{key} {what}")

    def _missing(self, key: str) -> ProfileError:
        return ProfileError(f"{self._source}: 缺少 {self._where}{key}")
