"""Which version this is: pyproject.toml says it, in a checkout and, packed along with it, in a built program."""

from __future__ import annotations

import tomllib
from pathlib import Path

__all__ = ["version"]


def version() -> str:
    """The version of the program, three numbers with dots between."""
    project = tomllib.loads((Path(__file__).resolve().parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    number: str = project["version"]
    return number
