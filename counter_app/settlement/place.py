"""A place's interface as data: what differs between provinces, so that no code asks where it is (DESIGN, section 3)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from counter_app.failures import FailureCode
from counter_app.model.person import Scheme
from counter_app.model.visit import VisitKind

__all__ = ["Place", "ProfileError", "load_place"]

_LONGEST_S = 3600


class ProfileError(ValueError):
    """A place profile that cannot be used; names the file and the key."""


@dataclass(frozen=True, slots=True)
class Place:
    """One profile. Times in seconds.

    `lock_tested`: 2202 was tried there after a settlement and is the lock it should be (protocol, section 9, A4);
    then a person at the window need not wait for the time limit. `reasons`: failure code → parts of refusal texts,
    first match wins.
    """

    name: str
    url_style: str
    infver: str
    recer_sys_code: str
    may_look: bool
    may_reverse: frozenset[str]
    lock_tested: bool
    time_limit_s: float
    replay_by_id_number: bool
    busy_texts: tuple[str, ...]
    med_types: dict[str, str]
    schemes: dict[str, str]
    reasons: tuple[tuple[str, tuple[str, ...]], ...] = ()


def load_place(profile: str) -> Place:
    """Load a shipped profile by its name, or any by its path (.toml).

    Raises:
        ProfileError: not there, not TOML, or a key is missing or of the wrong kind.
    """
    if profile.endswith(".toml"):
        source, text = Path(profile).name, _read(Path(profile))
    else:
        shipped = resources.files(__package__) / "profiles" / f"{profile}.toml"
        source, text = f"{profile}.toml", shipped.read_text("utf-8") if shipped.is_file() else None
    if text is None:
        raise ProfileError(f"{source}: 没有这个地方的接口档案")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        raise ProfileError(f"{source}: 不是 TOML：{wrong}") from wrong
    try:
        return _place(data)
    except KeyError as missing:
        raise ProfileError(f"{source}: 缺少 {missing.args[0]}") from None
    except _Wrong as wrong:
        raise ProfileError(f"{source}: {wrong}") from None


class _Wrong(Exception):
    """Which key, and what it should be."""


def _place(data: Mapping[str, Any]) -> Place:
    limit = _kind(data, "service_time_limit_s", (int, float))
    if not 0 < limit <= _LONGEST_S:
        raise _Wrong(f"service_time_limit_s 要大于 0，不超过 {_LONGEST_S}")
    reasons = _kind(data, "reason", list) if "reason" in data else []
    return Place(
        name=_kind(data, "name", str),
        url_style=_choice(data, "url_style", ("path", "bare")),
        infver=_kind(data, "infver", str),
        recer_sys_code=_kind(data, "recer_sys_code", str),
        may_look=_kind(data, "may_look", bool),
        may_reverse=frozenset(_texts(data, "may_reverse")),
        lock_tested=_choice(data, "visit_lock", ("tested", "assumed")) == "tested",
        time_limit_s=float(limit),
        replay_by_id_number=_kind(data, "replay_by_id_number", bool),
        busy_texts=_texts(data, "busy_texts"),
        med_types=_codes(data, "med_type", required=tuple(VisitKind)),
        schemes={code: _choice(data["scheme"], code, tuple(Scheme)) for code in _codes(data, "scheme")},
        reasons=tuple((_choice(row, "code", tuple(FailureCode)), _texts(row, "texts")) for row in reasons),
    )


def _kind(data: Mapping[str, Any], key: str, kind: type | tuple[type, ...]) -> Any:
    value = data[key] if isinstance(data, Mapping) else None
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise _Wrong(f"{key} 的值不对")
    return value


def _choice(data: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
    value: str = _kind(data, key, str)
    if value not in allowed:
        raise _Wrong(f"{key} 只能是 {'、'.join(allowed)}")
    return value


def _texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts; an empty text would be part of every answer."""
    values = _kind(data, key, list)
    if not all(isinstance(value, str) and value for value in values):
        raise _Wrong(f"{key} 要写成文字的列表")
    return tuple(values)


def _codes(data: Mapping[str, Any], key: str, required: tuple[str, ...] = ()) -> dict[str, str]:
    table = _kind(data, key, dict)
    for name in (*required, *table):
        if not isinstance(table[name], str) or not table[name]:
            raise _Wrong(f"{key}.{name} 的值不对")
    return dict(table)


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except OSError:
        return None
    except UnicodeDecodeError:
        raise ProfileError(f"{file.name}: 不是 UTF-8 文字") from None
