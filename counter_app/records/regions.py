"""Names of regions, for screens and papers."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

__all__ = ["RegionNames"]


@dataclass(frozen=True, slots=True)
class _Shipped:
    municipalities: tuple[str, ...]
    provinces: Mapping[str, str]
    cities: Mapping[str, str | list[str]]


class RegionNames:
    """Six-digit codes as names. `own`: what this hospital calls places, "province city" or one word, by code.

    A county is named as the prefecture it lies in: that is whose insurance it is. Of a code in no prefecture the
    province alone is said; those who work here see the code beside it (`coded`), since two of them look alike without.
    """

    def __init__(self, own: Mapping[str, str] = MappingProxyType({})) -> None:
        self._own = own

    def city(self, code: str) -> str:
        """The city alone, as short as people say it (哈尔滨市, 延边州)."""
        province, names = self._named(code)
        return names[-1] if names else province or code

    def full(self, code: str) -> str:
        """Province and city (黑龙江 哈尔滨市), for papers."""
        province, names = self._named(code)
        return " ".join((province.removesuffix("省"), names[0])).strip() if names else province or code

    def coded(self, code: str) -> str:
        """As `full`, and with the code where the city is not known (四川省（代码 519900）)."""
        province, names = self._named(code)
        return self.full(code) if names or not province or code.endswith("0000") else f"{province}（代码 {code}）"

    def _named(self, code: str) -> tuple[str, tuple[str, ...]]:
        """The province, empty where the city says it all; and the city's whole and short name, if it is known."""
        shipped = _shipped()
        province = shipped.provinces.get(code[:2], "")
        for one in (code, f"{code[:4]}00"):
            if own := self._own.get(one):
                said, _, city = own.rpartition(" ")
                return said, (city,)
            if name := shipped.cities.get(one):
                return province, (name,) if isinstance(name, str) else tuple(name)
        return ("", (province,)) if code[:2] in shipped.municipalities else (province, ())


@cache
def _shipped() -> _Shipped:
    """Read when the first name is wanted, once: the window is on the screen before that."""
    data = tomllib.loads((resources.files(__package__) / "regions.toml").read_text("utf-8"))
    return _Shipped(tuple(data["municipalities"]), data["province"], data["city"])
