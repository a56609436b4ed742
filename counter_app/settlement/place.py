"""A place's interface as data: what differs between provinces, so that no code asks where it is (DESIGN, section 3)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

__all__ = ["Place", "ProfileError", "load_place"]


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
        source, text = profile, _read(Path(profile))
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
        place = Place(
            name=str(data["name"]),
            url_style=str(data["url_style"]),
            infver=str(data["infver"]),
            recer_sys_code=str(data["recer_sys_code"]),
            may_look=bool(data["may_look"]),
            may_reverse=frozenset(str(number) for number in data["may_reverse"]),
            lock_tested=data["visit_lock"] == "tested",
            time_limit_s=float(data["service_time_limit_s"]),
            replay_by_id_number=bool(data["replay_by_id_number"]),
            busy_texts=tuple(str(text) for text in data["busy_texts"]),
            med_types={str(kind): str(code) for kind, code in data["med_type"].items()},
            schemes={str(code): str(kind) for code, kind in data["scheme"].items()},
            reasons=tuple((str(row["code"]), tuple(map(str, row["texts"]))) for row in data.get("reason", [])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as wrong:
        raise ProfileError(f"{source}: 缺少或写错了 {wrong}") from wrong
    if place.url_style not in ("path", "bare"):
        raise ProfileError(f"{source}: url_style 只能是 path 或 bare")
    return place


def _read(file: Path) -> str | None:
    try:
        return file.read_text("utf-8")
    except OSError:
        return None
