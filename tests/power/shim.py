"""The library between a program and its disk (shim.c): built here, loaded into a program of ours, told what to do."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from pathlib import Path

__all__ = ["ROOT", "Shim", "build", "run"]

ROOT = Path(__file__).resolve().parents[2]
_SOURCE = Path(__file__).with_name("shim.c")


def build(folder: Path) -> Path:
    """Compile it; its file."""
    made = folder / "shim.so"
    subprocess.run(
        ["gcc", "-Wall", "-Wextra", "-Werror", "-O2", "-fPIC", "-shared", "-o", made, _SOURCE, "-ldl", "-lpthread"],
        check=True,
    )
    return made


def run(library: Path, module: str, *arguments: str, seconds: float = 1200) -> str:
    """`python -m module` with the library between it and its disk; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | {"LD_PRELOAD": str(library)},
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    assert done.returncode == 0, f"{done.returncode}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


class Shim:
    """The library as it is loaded into this process. Raises AttributeError where it is not."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)
        self._library.shim_count.restype = self._library.shim_struck.restype = ctypes.c_long

    def watch(self, folder: Path, *, what_leaves: bool = False) -> None:
        """Count what is done to the files of this folder, from 0; `what_leaves`: what is sent as well, and not what
        is written to the index of a log (-shm), which lasts no longer than its process.
        """
        self._library.shim_watch(os.fsencode(folder.resolve()), int(what_leaves))

    def record(self, file: Path, *, names_only: bool = False) -> None:
        """Write down what is done, outside the folder; `names_only`: without what was written."""
        self._library.shim_record(os.fsencode(file), int(names_only))

    def fail(self, at: int, error: int, *, once: bool) -> None:
        """The `at`-th from now fails with this errno; all that follow, too, unless `once`."""
        self._library.shim_fail(ctypes.c_long(at), error, int(once))

    def heal(self) -> None:
        """Nothing fails from now on."""
        self._library.shim_fail(ctypes.c_long(0), 0, 0)

    def kill(self, at: int) -> None:
        """SIGKILL instead of the `at`-th from now."""
        self._library.shim_kill(ctypes.c_long(at))

    @property
    def count(self) -> int:
        """How much was done."""
        return int(self._library.shim_count())

    @property
    def struck(self) -> int:
        """How much failed."""
        return int(self._library.shim_struck())
