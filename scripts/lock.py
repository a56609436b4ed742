"""Write requirements.lock anew: every version and hash that `make env` may install.

    python3 scripts/lock.py [--upgrade]

Without --upgrade, versions already locked stay where pyproject.toml still allows them. The resolver is uv: the one on
PATH, else one fetched into build/. pip cannot resolve for all platforms at once, and `uv lock` writes the index's host
into every line.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def resolver() -> str:
    """The uv on PATH, or one in a folder of its own."""
    found = shutil.which("uv")
    if found:
        return found
    folder = ROOT / "build" / "uv"
    program = folder / "bin" / "uv"
    if not program.exists():
        venv.EnvBuilder(clear=True, with_pip=True).create(folder)
        subprocess.run([str(folder / "bin" / "python"), "-m", "pip", "-qq", "install", "uv"], check=True)
    return str(program)


def main(arguments: list[str]) -> int:
    """Resolve all extras for every platform from Python 3.11 up."""
    command = [
        resolver(),
        "pip",
        "compile",
        "pyproject.toml",
        "--all-extras",
        "--universal",
        "--python-version",
        "3.11",
    ]
    command += ["--constraint", "constraints.txt", "--generate-hashes", "--no-header", "--no-emit-index-url", "--quiet"]
    return subprocess.run(
        [*command, "--output-file", "requirements.lock", *arguments], cwd=ROOT, check=False
    ).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
