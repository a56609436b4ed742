"""One window for all screens of this folder; `make test` and scripts/with_display.sh give the X server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def stage() -> Iterator[object]:
    """Shows moments; its window is made once, as it goes on all day."""
    pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)
    from tests.screens.stage import Stage

    with Stage() as made:
        yield made
