"""Real client processes that are killed by SIGKILL at an exact write, and started anew until the queue is at rest."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest

from tests.power.cuts import Operation, operations
from tests.power.doomed import RECORD
from tests.power.shim import ROOT
from tests.scenarios.stage import Stage, stage

__all__ = ["STEPS", "Ended", "Nursery", "WentBy", "brought_to_rest", "fallen", "points", "quiet"]

# Of the pages of a commit every fifth with the tests, each one by `make soak`; all other writes always. An odd number:
# a page's head and the page are written in turn.
STEPS = [5, pytest.param(1, marks=(pytest.mark.soak, pytest.mark.timeout(0)))]
PATIENCE_S = 40


@dataclass(frozen=True)
class Ended:
    """How a process ended. `killed`: by SIGKILL; `report`: empty where it was killed before it could tell anybody;
    `done`: what it did to its disk and sent, where that was asked for.
    """

    killed: bool
    report: dict[str, Any]
    said: str
    done: list[Operation]


class Nursery:
    """The server of doomed.py while the `with` block runs."""

    def __init__(self, library: Path, folder: Path) -> None:
        self._library = library
        self._folder = folder
        self._numbers = itertools.count(1)
        self._awaited: dict[int, Future[dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.power.doomed", str(self._folder)],
            cwd=ROOT,
            env=os.environ | {"LD_PRELOAD": str(self._library), "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.wait(20)
        self._listener.join(20)
        self._server.stdout.close()

    def run(self, one: Stage, *arguments: str, at: int | None = None, late: str = "") -> Ended:
        """The program to its end. `at`: it is killed instead of this one of its writes; 0: its writes are counted.
        `late`: the control, a program that writes the intent of this call when its answer is there.
        """
        number = next(self._numbers)
        wanted: dict[str, Any] = {
            "number": number,
            "line": [*arguments, "--data", str(one.data), "--json"],
            "environment": one.environment,
            "folder": str(one.folder),
            "data": str(one.data),
            "late": late,
        }
        if at is not None:
            wanted["at"] = at
        ended: Future[dict[str, Any]] = Future()
        (one.folder / "status").unlink(missing_ok=True)
        with self._lock:
            self._awaited[number] = ended
            assert self._server.stdin is not None
            self._server.stdin.write(json.dumps(wanted).encode() + b"\n")
            self._server.stdin.flush()
        told = ended.result(120)
        out, said = ((one.folder / name).read_text("utf-8") for name in ("stdout", "stderr"))
        killed = os.WIFSIGNALED(told["status"]) and os.WTERMSIG(told["status"]) == signal.SIGKILL
        assert killed or (told["status"] == 0 and (one.folder / "status").exists()), f"it broke: {said[-2000:]}"
        report = json.loads(out) if out.endswith("}\n") else {}
        done = list(operations(one.folder / RECORD)) if at is not None else []
        return Ended(killed, report, said, done)

    def _listen(self) -> None:
        assert self._server.stdout is not None
        for line in self._server.stdout:
            told = json.loads(line)
            with self._lock:
                ended = self._awaited.pop(told["number"])
            ended.set_result(told)
        with self._lock:
            for ended in self._awaited.values():
                ended.set_exception(ChildProcessError("the server that forks the clients has ended"))
            self._awaited.clear()


@contextmanager
def quiet(folder: Path, **how: Any) -> Iterator[Stage]:
    """A stage where nothing fails but the program: however busy the machine is, an answer is waited for."""
    with stage(folder, **how) as one:
        one.settings["COUNTER_APP_SERVICE_READ_TIMEOUT_S"] = "20"
        yield one


def points(whole: list[Operation], step: int) -> list[int]:
    """Where a program that did all this can be killed: before each of its writes. `step`: of the writes of pages to the
    log, which many of make one commit, every so manieth.
    """
    pages = [number for number, one in enumerate(whole, start=1) if one.what == "W" and one.name.endswith("-wal")]
    left_out = set(pages) - set(pages[::step])
    return [number for number in range(1, len(whole) + 1) if number not in left_out]


class WentBy(AssertionError):
    """A program ended without doing as much as was waited for."""


def fallen(nursery: Nursery, one: Stage, *arguments: str, at: int, late: str = "") -> Ended:
    """The program, killed instead of this one of its writes, and nowhere else. Raises WentBy."""
    ended = nursery.run(one, *arguments, at=at, late=late)
    if not ended.killed:
        raise WentBy(f"it went by write {at}: {ended.report}")
    struck = [number for number, each in enumerate(ended.done, start=1) if each.what == "K"]
    assert (struck, len(ended.done)) == ([at], at), f"it did not die there, but at {struck} of {len(ended.done)}"
    return ended


def brought_to_rest(nursery: Nursery, one: Stage) -> None:
    """Fresh starts on the folder until nothing waits for its time any more."""
    for _ in range(3):
        ended = nursery.run(one, "queue", "replay", "--seconds", str(PATIENCE_S))
        assert not ended.killed
        assert ended.report["state"] == "ok", (ended.report, ended.said)
        if ended.report["drained"]:
            return
    raise AssertionError(f"it did not come to rest: {ended.report}")
