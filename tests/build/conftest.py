"""The program as it is handed out, built once for all tests; one built before from the very same sources is taken."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "build" / "program"
PACKAGES = ("counter_app", "ui", "card_reader", "offline_queue", "sandbox")
RECIPE = ("build.spec", "pyproject.toml", "requirements.lock", "LICENSE")
LONGEST_BUILD_S = 540  # other workers' tests run on the same cores


def fingerprint() -> str:
    """Of everything a build is made from."""
    found = hashlib.sha256(sys.version.encode())
    sources = [path for name in PACKAGES for path in (ROOT / name).rglob("*") if path.is_file()]
    for path in sorted([*sources, *(ROOT / name for name in RECIPE)]):
        if "__pycache__" not in path.parts:
            found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes() + b"\0")
    return found.hexdigest()


@pytest.fixture(scope="session")
def built() -> Path:
    """The folder that is handed out."""
    folder, stamp, wanted = FOLDER / "counter-app", FOLDER / "made-from", fingerprint()
    if stamp.is_file() and stamp.read_text() == wanted and folder.is_dir():
        return folder
    stamp.unlink(missing_ok=True)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"),
            *("--distpath", str(FOLDER), "--workpath", str(FOLDER / "work"), "build.spec"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST_BUILD_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    stamp.write_text(wanted)
    return folder


@pytest.fixture(scope="session")
def program(built: Path) -> Path:
    """The program in it."""
    return built / "counter-app"


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing leads to the checkout or to its Python."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COUNTER_APP_"))}
    return ours | {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
