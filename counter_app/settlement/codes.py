"""The code dictionaries of the interface (codes.toml names its source), for checking what we send and for the docs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

__all__ = ["CodeList", "code_lists", "known_codes"]


@dataclass(frozen=True, slots=True)
class CodeList:
    """One dictionary: its official label, code to label, and whether the documents agree on its values."""

    label: str
    codes: Mapping[str, str]
    agreed: bool


@cache
def code_lists() -> Mapping[str, CodeList]:
    """All dictionaries by name."""
    data = tomllib.loads((resources.files(__package__) / "codes.toml").read_text("utf-8"))
    return {name: CodeList(entry["label"], entry["codes"], entry["agreed"]) for name, entry in data.items()}


def known_codes(name: str) -> Mapping[str, str]:
    """Code to label of one dictionary; empty where the documents give no values."""
    found = code_lists().get(name)
    return found.codes if found else {}
