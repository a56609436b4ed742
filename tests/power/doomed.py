"""Forks client processes out of one that has the program imported and the library of shim.c loaded; each can be killed
at its n-th write.

`python -m tests.power.doomed FOLDER`: a line of JSON for each process that is to be, on standard input; a line with its
number and how it ended, on standard output. It ends with its input, its children with it. In FOLDER it first settles a
claim and replays one itself, so that a fork has met all that the program makes when it first needs it.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import os
import selectors
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tests.scenarios.warm  # noqa: F401 - imported so that a fork has it
from counter_app.__main__ import main as program
from counter_app.settlement.client import Client
from offline_queue.store import Store
from offline_queue.values import Written
from tests.power.shim import Shim
from tests.scenarios.child import play
from tests.scenarios.stage import stage

__all__ = ["RECORD"]

RECORD = "operations"  # in a story's folder: what its process did to the disk and sent


def main(folder: Path) -> None:
    shim = Shim()
    _rehearse(folder)
    assert threading.active_count() == 1, "a fork has one thread only"
    told, woken = os.pipe()
    os.set_blocking(woken, False)
    os.set_blocking(told, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    waiting = selectors.DefaultSelector()
    waiting.register(0, selectors.EVENT_READ)
    waiting.register(told, selectors.EVENT_READ)
    children: dict[int, int] = {}
    asked = b""
    gc.collect()
    gc.freeze()
    while True:
        ready = {key.fd for key, _ in waiting.select()}
        if told in ready:
            os.read(told, 4096)
            _tell_ended(children)
        if 0 in ready:
            more = os.read(0, 65536)
            if not more:
                break
            *lines, asked = (asked + more).split(b"\n")
            for line in lines:
                wanted = json.loads(line)
                child = os.fork()
                if not child:
                    _be(wanted, shim)
                children[child] = wanted["number"]
    for child in children:
        os.kill(child, signal.SIGKILL)


def _rehearse(folder: Path) -> None:
    """A settlement, a ticket and its replay, in this process."""
    outside = dict(os.environ)
    with stage(folder) as one, contextlib.redirect_stdout(io.StringIO()) as said:
        os.environ |= one.environment
        for line, faults in (
            (("settle", "--claim", str(one.claim())), []),
            (("settle", "--claim", str(one.claim()), "--patience", "0"), ["refuse_connection"]),
            (("queue", "replay"), []),
        ):
            one.service.set_faults(faults)
            status = program([*line, "--data", str(one.data), "--json"])
            assert status == bool(faults), said.getvalue()
    os.environ.clear()
    os.environ.update(outside)


def _tell_ended(children: dict[int, int]) -> None:
    while children:
        child, status = os.waitpid(-1, os.WNOHANG)
        if not child:
            return
        os.write(1, f"{json.dumps({'number': children.pop(child), 'status': status})}\n".encode())


def _be(wanted: dict[str, Any], shim: Shim) -> None:
    """The child: it never returns."""
    status = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        folder = Path(wanted["folder"])
        if "at" in wanted:
            (folder / RECORD).unlink(missing_ok=True)
            shim.watch(Path(wanted["data"]), what_leaves=True)
            shim.record(folder / RECORD, names_only=True)
            if wanted["at"]:
                shim.kill(wanted["at"])
        if wanted["late"]:
            _write_late(wanted["late"])
        play(wanted["line"], wanted["environment"], folder, "")
        sys.stdout.flush()
        sys.stderr.flush()
        gc.collect()  # as at an interpreter's end: the last connection closes, and folds the log into the file
        status = 0
    finally:
        os._exit(status)


def _write_late(number: str) -> None:
    """The control: the intent of this call is written when its answer is there, not before it is sent."""
    waiting: list[Callable[[], object]] = []
    step, exchange = Store.step, Client.exchange

    def stepped(self: Store, me: Any, what: Any, **more: Any) -> Written:
        if what.intent.kind != number:
            return step(self, me, what, **more)
        waiting.append(lambda: step(self, me, what, **more))
        return Written(True)

    def exchanged(self: Client, call: Any) -> Any:
        outcome = exchange(self, call)
        while waiting:
            waiting.pop()()
        return outcome

    Store.step, Client.exchange = stepped, exchanged  # type: ignore[method-assign]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
