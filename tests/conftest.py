"""What every test may ask for, and what none may leave behind."""

from __future__ import annotations

import gc
import os
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[1] / ".." / "shared"
PATIENCE_S = 1.0  # for what was told to end and is just ending
# Several workers share the tests out by file, from the front of this order: the one file that builds the program, then
# what takes longest and, since some of it computes (simulation, power) and some waits (scenarios, window), all of it
# mixed; then the short files, mixed as well.
FIRST = ("build",)
QT = ("ui", "window", "screens")
MUCH = 20_000  # objects
LONG = ("window", "power", "scenarios", "simulation", "desk", "ui")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The fact sheets beside the checkout; tests that read them skip visibly where they are not."""
    if not SHARED.is_dir():
        pytest.skip("the fact sheets (../shared) are not beside this checkout")
    return SHARED.resolve()


def running() -> dict[str, str]:
    """Threads, child processes and listening sockets of this process: a key that stays, and words for people."""
    # Python calls threads it did not start Dummy-N; they belong to Qt or another library and end with it.
    threads = [thread for thread in threading.enumerate() if not thread.name.startswith("Dummy-")]
    found = {f"thread {thread.ident}": f"thread {thread.name!r}: join it" for thread in threads}
    for task in Path("/proc/self/task").iterdir():
        try:
            children = (task / "children").read_text().split()
        except OSError:  # the thread ended while we looked
            continue
        found |= {f"process {child}": f"process {child}: end it and wait for it" for child in children}
    for handle in Path("/proc/self/fd").iterdir():
        inode = _listening(int(handle.name))
        if inode:
            found[f"socket {inode}"] = f"listening socket (file descriptor {handle.name}): close it"
    return found


def _listening(descriptor: int) -> int:
    """The number of the server's socket behind a file descriptor; 0: it is none. The kernel's table of all sockets
    (/proc/net/tcp) says it too, and takes 10 ms to read.
    """
    try:
        about = os.fstat(descriptor)
        if not stat.S_ISSOCK(about.st_mode):
            return 0
        with socket.socket(fileno=os.dup(descriptor)) as one:
            internet = one.family in (socket.AF_INET, socket.AF_INET6)
            return about.st_ino if internet and one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) else 0
    except OSError:  # the handle through which we listed the folder is gone by now
        return 0


@pytest.fixture(autouse=True)
def _nothing_is_left_running() -> Iterator[None]:
    """Fail a test that leaves a thread, a process or a server behind: the next test would meet it.

    What fixtures of a wider scope started was there before the test and stays out of the account.
    """
    if not Path("/proc/self/task").is_dir():
        yield
        return
    before = running()
    yield
    patience = time.monotonic() + PATIENCE_S
    while (left := {what: words for what, words in running().items() if what not in before}) and (
        time.monotonic() < patience
    ):
        time.sleep(0.02)
    if left:
        pytest.fail("the test left something running:\n  " + "\n  ".join(left.values()), pytrace=False)


@pytest.fixture(autouse=True)
def _no_timer_runs_on(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a timer which goes with no widget: it would go off in the window of a later test, for
    objects that nobody else knows any more.
    """
    yield
    qt = sys.modules.get("PySide6.QtCore")
    if qt is None or request.path.parent.name not in QT:
        return
    from shiboken6 import Shiboken  # the collector leaves out what a program froze as it began

    timers = [one for one in Shiboken.getAllValidWrappers() if type(one) is qt.QTimer]
    left = [one for one in timers if _runs_alone(one)]
    for one in left:
        one.stop()
    if left:
        pytest.fail(f"the test left {len(left)} timer(s) running: stop them", pytrace=False)


def _runs_alone(timer: Any) -> bool:
    try:
        return timer.isActive() and timer.parent() is None
    except RuntimeError:  # it went with what it belonged to
        return False


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip, visibly, what needs an X server where there is none; `make test` brings its own."""
    if _is_worker(config):
        items[:] = _mixed(items)
    if "DISPLAY" not in os.environ:
        for item in items:
            if item.get_closest_marker("window"):
                item.add_marker(pytest.mark.skip(reason="no X server: make test, or scripts/with_display.sh"))


def pytest_collection_finish() -> None:
    """What was imported by now stays to the end: left out of every later collection, those take a tenth less of all."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """What Qt made is destroyed on the main thread alone, as in the program (ui/garbage.py): while windows come and go
    nothing is collected in the middle of a test, where any thread might do it.
    """
    if item.path.parent.name in QT:
        gc.disable()
    elif not gc.isenabled():
        gc.collect()
        gc.enable()
    ended = yield
    if not gc.isenabled() and gc.get_count()[0] > MUCH:
        gc.collect()
    return ended


def _is_worker(config: pytest.Config) -> bool:
    """Whether this process is one of several that share the tests (pytest -n)."""
    return hasattr(config, "workerinput")


def _mixed(items: list[pytest.Item]) -> list[pytest.Item]:
    """Files as whole as they were, those of every folder spread over their part of the run."""
    files: dict[str, dict[Path, list[pytest.Item]]] = {}
    for item in items:
        files.setdefault(item.path.parent.name, {}).setdefault(item.path, []).append(item)
    found = [
        (0 if folder in FIRST else 1 if folder in LONG else 2, (number + 0.5) / len(of_folder), folder, tests)
        for folder, of_folder in files.items()
        for number, tests in enumerate(of_folder.values())
    ]
    return [item for *_, tests in sorted(found, key=lambda one: one[:3]) for item in tests]


class _OwnDisplay:
    """A worker's own X server: the windows of two would take the focus from each other."""

    def __init__(self) -> None:
        script = Path(__file__).resolve().parents[1] / "scripts" / "with_display.sh"
        self._server = subprocess.Popen(
            [script, "--screen", "1920x1080", "sh", "-c", 'echo "$DISPLAY $XAUTHORITY"; exec cat'],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._server.stdout is not None
        said = self._server.stdout.readline().split()
        assert len(said) == 2, "no X server for this worker: the reason is above"
        os.environ["DISPLAY"], os.environ["XAUTHORITY"] = said

    def pytest_unconfigure(self) -> None:
        """The end of its input ends the server, also when this process is killed."""
        self._server.communicate()


class _Counted:
    """How many tests really ran."""

    def __init__(self) -> None:
        self.ran = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.ran += report.when == "call" and not report.skipped

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """A run in which nothing was tested proves nothing, so it does not end like one that passed."""
        if exitstatus == pytest.ExitCode.OK and not self.ran and not session.config.option.collectonly:
            session.exitstatus = pytest.ExitCode.NO_TESTS_COLLECTED


def pytest_configure(config: pytest.Config) -> None:
    if not _is_worker(config):  # the one that shares the tests out hears of all of them
        config.pluginmanager.register(_Counted())
    elif "DISPLAY" in os.environ:
        config.pluginmanager.register(_OwnDisplay())
