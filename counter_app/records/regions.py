"""Names of regions, for screens and papers."""

from __future__ import annotations

import tomllib
from importlib import resources

__all__ = ["RegionNames"]


class RegionNames:
    """Six-digit codes as names. Loaded once, from the shipped file."""

    def __init__(self) -> None:
        data = tomllib.loads((resources.files(__package__) / "regions.toml").read_text("utf-8"))
        self._cities: dict[str, list[str]] = data["city"]
        self._provinces: dict[str, str] = data["province"]

    def city(self, code: str) -> str:
        """The city alone (哈尔滨市); where it is not known, province and code."""
        known = self._cities.get(code)
        return known[1] if known else self._unknown(code)

    def full(self, code: str) -> str:
        """Province and city (黑龙江 哈尔滨市)."""
        known = self._cities.get(code)
        return " ".join(part for part in known if part) if known else self._unknown(code)

    def _unknown(self, code: str) -> str:
        return f"{self._provinces.get(code[:2], '')} {code}".strip()
