"""The program as a child process that was forked from one which has imported it and done nothing else (warm.py).

A fork costs 20 ms where a start costs a second, and can be killed at an exact point: the kill is SIGKILL, the files and
the socket are the real ones. The stories that show a command as people type it start `python -m counter_app`.

Points: "before commit X", "after commit X" with X = open | intent <number> | rest <state> | person <what>; "send
<number>" and "heard <number>" (the answer is in hand, nothing of it on disk). Each of the program's writes and calls
passes here; nothing else of it is changed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import counter_app.desk.day_end
import counter_app.desk.errands
import counter_app.records.claim_file
import counter_app.records.regions
import counter_app.slips.fonts  # noqa: F401 - imported so that a fork has it
from counter_app.__main__ import main
from counter_app.desk import clock
from counter_app.desk.commands import Moment
from counter_app.settlement.client import Client
from offline_queue.store import Store

AHEAD = "TEST_CLOCK_AHEAD_S"  # in a child's environment: seconds its wall clock is ahead

_CONTEXT = get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "tests.scenarios.warm"])


def child(arguments: list[str], environment: Mapping[str, str], folder: Path, doom: str) -> ForkServerProcess:
    """A child that will run the program when started; what it leaves stands in `folder`: stdout, stderr, and status
    where it ended by itself.
    """
    (folder / "status").unlink(missing_ok=True)
    return _CONTEXT.Process(target=play, args=(arguments, dict(environment), folder, doom))


def play(arguments: list[str], environment: Mapping[str, str], folder: Path, doom: str) -> None:
    """Be the program, in this process."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.stdout, sys.stderr = os.fdopen(1, "w", encoding="utf-8"), os.fdopen(2, "w", encoding="utf-8")
    os.environ.clear()
    os.environ.update(environment)
    if doom:
        _watch(doom)
    if AHEAD in environment:
        _set_clock(timedelta(seconds=float(environment[AHEAD])))
    try:
        status: object = main(arguments)
    except SystemExit as end:
        status = end.code
    (folder / "status").write_text(str(status))


def _set_clock(ahead: timedelta) -> None:
    """The program's wall clock, so much ahead; ages go on as they are."""
    real = clock.moment
    clock.moment = lambda: Moment(real().wall + ahead, real().boot)


def _watch(doom: str) -> None:
    def reach(point: str) -> None:
        if point == doom:
            os.kill(os.getpid(), signal.SIGKILL)

    def watched(kind: type, name: str, words: Callable[..., str], before: str, after: str) -> None:
        original = getattr(kind, name)

        def passing(self: Any, *given: Any, **named: Any) -> Any:
            what = words(*given)
            reach(f"{before} {what}")
            result = original(self, *given, **named)
            reach(f"{after} {what}")
            return result

        setattr(kind, name, passing)

    watched(Store, "open", lambda *_: "open", "before commit", "after commit")
    watched(Store, "step", lambda _, step: f"intent {step.intent.kind}", "before commit", "after commit")
    watched(Store, "rest", lambda _, rest, *__: f"rest {rest.state.value}", "before commit", "after commit")
    watched(Store, "person", lambda _, write, **__: f"person {write.events[0].what}", "before commit", "after commit")
    watched(Client, "exchange", lambda call: call.transaction.number, "send", "heard")
