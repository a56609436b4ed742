"""Build the environment from the lock file, or find that it is complete.

    python3 scripts/environment.py FOLDER

Runs on the bare interpreter, before anything is installed. The folder carries a stamp: the SHA-256 of everything that
decides what is in it. It is written last, so a folder whose building was interrupted is built again, and a complete
one costs one comparison. Ends with 2 when a person has to act.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements.lock"
STAMP = "counter-app.stamp"
FLOOR = (3, 11)


def fingerprint(folder: Path, lock: bytes) -> str:
    """SHA-256 over the lock, the interpreter and the place: an environment's scripts name their interpreter by path."""
    parts = (lock, sys.version.encode(), sys.base_prefix.encode(), os.fsencode(folder))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def is_complete(folder: Path, wanted: str) -> bool:
    """Whether the stamp is the wanted one and the interpreter behind the folder still exists."""
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text().strip() == wanted and os.access(folder / "bin" / "python", os.X_OK)


def is_ours_to_clear(folder: Path) -> bool:
    """Whether building here destroys nothing but an environment: VENV= may have been mistyped."""
    return (
        not folder.exists()
        or not any(folder.iterdir())
        or (folder / STAMP).exists()
        or (folder / "pyvenv.cfg").exists()
    )


def entry(name: str, lock: str) -> str:
    """The lines of one package in the lock, hashes included."""
    found = re.search(rf"^{re.escape(name)}==.*(?:\n[ \t]+.*)*", lock, flags=re.MULTILINE)
    if not found:
        raise SystemExit(f"{LOCK.name} has no entry for {name}; write it anew with `make lock`")
    return found.group() + "\n"


def pip(folder: Path, *arguments: str) -> None:
    """Run the environment's own pip; it accepts nothing whose hash is not in the lock."""
    command = [
        str(folder / "bin" / "python"),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "--no-input",
        "-qq",
        "install",
    ]
    done = subprocess.run([*command, "--require-hashes", *arguments], check=False)
    if done.returncode:
        raise SystemExit(f"pip failed ({done.returncode}): its reason is above. The next `make env` starts afresh.")


def build(folder: Path, wanted: str) -> None:
    """Make the folder anew: an environment that was patched from lock to lock keeps what the lock has dropped."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STAMP).write_text("unfinished\n")
    for left_over in folder.iterdir():
        if left_over.is_dir() and not left_over.is_symlink():
            shutil.rmtree(left_over)
        elif left_over.name != STAMP:
            left_over.unlink()
    venv.EnvBuilder(with_pip=True, symlinks=True).create(folder)
    # pyscard has no wheel for Linux. In an isolated build its build tools would be fetched unpinned and unhashed, so
    # setuptools comes from the lock first and isolation is off; everything else has to be a wheel, hence only pyscard
    # is ever built.
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as first:
        first.write(entry("setuptools", LOCK.read_text(encoding="utf-8")))
        first.flush()
        pip(folder, "--only-binary", ":all:", "-r", first.name)
    pip(folder, "--only-binary", ":all:", "--no-binary", "pyscard", "--no-build-isolation", "-r", str(LOCK))
    (folder / STAMP).write_text(wanted + "\n")


def main(arguments: list[str]) -> int:
    """Build or find the environment in the folder named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < FLOOR:
        print(
            f"Python {FLOOR[0]}.{FLOOR[1]} or newer is needed; {sys.executable} is {sys.version.split()[0]}. "
            "Name another one with PYTHON=.",
            file=sys.stderr,
        )
        return 2
    folder = Path(arguments[0]).absolute()
    if folder.is_symlink():  # what it points to is another checkout's, and may be in use
        print(
            f"{folder} is a link; nothing was touched. Make the environment where it points to, or name another with "
            "VENV=.",
            file=sys.stderr,
        )
        return 2
    with LOCK.open("rb") as lock:
        wanted = fingerprint(folder, lock.read())
        if is_complete(folder, wanted):
            return 0
        # Two makes at once: the second waits, then finds the first one's work.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_complete(folder, wanted):
            return 0
        if not is_ours_to_clear(folder):
            print(
                f"{folder} holds something that is no environment; nothing was touched. Name another with VENV=.",
                file=sys.stderr,
            )
            return 2
        if importlib.util.find_spec("ensurepip") is None:
            print(
                f"{sys.executable} cannot make environments: its venv part is missing (Debian: python3-venv).",
                file=sys.stderr,
            )
            return 2
        print(
            f"Building the environment in {arguments[0]} from {LOCK.name} with Python {sys.version.split()[0]}; "
            "about a minute.",
            flush=True,
        )
        began = time.monotonic()
        build(folder, wanted)
        print(f"Built in {time.monotonic() - began:.0f} s.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
