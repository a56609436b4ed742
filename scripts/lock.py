"""Write requirements.lock anew: every version and hash that `make env` may install. bench/peers.lock beside it holds
what `make peers` may: the extra `bench`, whose packages nobody needs to run, test or build the program.

    python3 scripts/lock.py [--upgrade]

Without --upgrade, versions already locked stay where pyproject.toml still allows them. The resolver is uv: the one on
PATH, else one fetched into build/. pip cannot resolve for all platforms at once, and `uv lock` writes the index's host
into every line.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PEERS = "bench"


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


def compiled(program: str, asked: str | None, *options: str) -> int:
    """Resolve for every platform from Python 3.11 up. `asked`: lines of requirements, on standard input."""
    command = [program, "pip", "compile", "--universal", "--python-version", "3.11", "--constraint", "constraints.txt"]
    command += ["--generate-hashes", "--no-header", "--no-emit-index-url", "--quiet"]
    return subprocess.run([*command, *options], cwd=ROOT, check=False, input=asked, text=True).returncode


def main(arguments: list[str]) -> int:
    """Both locks; the second keeps to the versions of the first."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    program = resolver()
    ours = [part for extra in extras if extra != PEERS for part in ("--extra", extra)]
    failed = compiled(program, None, "pyproject.toml", *ours, "--output-file", "requirements.lock", *arguments)
    if failed:
        return failed
    asked = "\n".join(extras[PEERS])
    where = ("--constraint", "requirements.lock", "--output-file", "bench/peers.lock", "--no-annotate")
    return compiled(program, asked, "-", *where, *arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
