"""Worlds for tests: one window in virtual time each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from sqlalchemy import Engine

from tests.desk.world import World, empty_engine


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One database and its compiled statements for all worlds: each begins by emptying it."""
    made = empty_engine(tmp_path_factory.mktemp("worlds"))
    yield made
    made.dispose()


@pytest.fixture
def make_world(engine: Engine) -> Callable[..., World]:
    """Worlds of one test, one after the other: the next ends the one before."""
    return partial(World, engine)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """One world without faults."""
    return make_world()
