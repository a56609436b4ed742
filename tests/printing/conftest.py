"""A real CUPS server of our own, with queues that write PDF files."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cups import LACKS, PrintServer


@pytest.fixture(scope="module")
def server() -> Iterator[PrintServer]:
    if LACKS:
        pytest.skip(f"no CUPS to start: {LACKS} (scripts/system_packages.sh)")
    folder = Path(tempfile.mkdtemp(prefix="cups-"))  # short, and open to the user whom filters run as
    server = PrintServer(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
