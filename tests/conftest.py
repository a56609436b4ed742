"""What every test may ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The fact sheets beside the checkout; tests that read them skip visibly where they are not."""
    if not SHARED.is_dir():
        pytest.skip("the fact sheets (../shared) are not beside this checkout")
    return SHARED.resolve()
