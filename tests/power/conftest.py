"""The library that stands between a program and its disk, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.power.shim import build


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its file."""
    return build(tmp_path_factory.mktemp("shim"))
