"""The library that stands between a program and its disk, compiled once; the server that forks what is to be killed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.power.killed import Nursery
from tests.power.shim import build
from tests.scenarios.stage import stage


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its file."""
    return build(tmp_path_factory.mktemp("shim"))


@pytest.fixture(scope="module")
def nursery(library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    with Nursery(library, tmp_path_factory.mktemp("rehearsal") / "stage") as running:
        yield running


@pytest.fixture(scope="module")
def begun(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a window after its first start; a story takes a copy."""
    with stage(tmp_path_factory.mktemp("begun") / "stage") as one:
        assert nursery.run(one, "queue", "replay").report["drained"]
        return shutil.copytree(one.data, one.folder.parent / "data")


@pytest.fixture(scope="module")
def ticket(nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a window that wrote a make-up ticket while the line was down; a story takes a copy."""
    with stage(tmp_path_factory.mktemp("ticket") / "stage", faults=["refuse_connection"]) as one:
        ended = nursery.run(one, "settle", "--claim", str(one.claim()), "--patience", "0")
        assert ended.report["state"] == "waiting", (ended.report, ended.said)
        return shutil.copytree(one.data, one.folder.parent / "data")
