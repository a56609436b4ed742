"""The disk is full or broken at the n-th write or sync, once or from then on: said so, and yet settled once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.power.failing import ERRORS
from tests.power.shim import run

# Every n by `make soak`; seven has no factor in common with the rhythm of pages, log and sync.
STEPS = [7, pytest.param(1, marks=(pytest.mark.soak, pytest.mark.timeout(0)))]


@pytest.mark.parametrize("step", STEPS)
def test_settled_once_whatever_write_fails(library: Path, tmp_path: Path, step: int) -> None:
    tried = [json.loads(line) for line in run(library, "tests.power.failing", str(tmp_path), str(step)).splitlines()]
    ways = tried[0]["of"]
    assert {(row["at"], row["error"], row["once"]) for row in tried} == {
        (at, error, once) for at in range(1, ways + 1, step) for error in ERRORS for once in (True, False)
    }
    assert [row for row in tried if row["wrong"] or row["settled"] != 1] == []
    assert [row for row in tried if row["struck"] < (1 if row["once"] else 2)] == [], "it did not strike"
    said = {error: {row["told"] for row in tried if row["error"] == error} for error in ERRORS}
    # A full disk shows at a write as full, at a sync as an I/O error.
    assert said == {"full": {"full", "io"}, "broken": {"io"}} or said == {"full": {"full"}, "broken": {"io"}}
