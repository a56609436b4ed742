"""A fresh world for a test: its folder is taken away with it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk.world import World


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[Callable[..., World]]:
    """Worlds of one test, each with its own database."""
    numbers = itertools.count(1)
    made: list[World] = []

    def make(**parts: Any) -> World:
        for old in made:
            old.close()
        made.append(World(tmp_path / f"world{next(numbers)}", **parts))
        return made[-1]

    yield make
    for world in made:
        world.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """One world without faults."""
    return make_world()
