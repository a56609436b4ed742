"""The guards of tests/conftest.py strike when they should, and only then."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[1] / "conftest.py"

LEAVES_NOTHING = """
import socket, subprocess, sys, threading
def test_tidy():
    thread = threading.Thread(target=lambda: None); thread.start(); thread.join()
    with socket.create_server(("127.0.0.1", 0)): pass
    subprocess.run([sys.executable, "-c", ""])
"""
LEAVES_A_THREAD = """
import threading
event = threading.Event()
def test_forgets():
    threading.Thread(target=event.wait, name="forgotten", daemon=True).start()
def test_next(): event.set()
"""
LEAVES_A_SERVER = """
import socket
kept = []
def test_forgets(): kept.append(socket.create_server(("127.0.0.1", 0)))
def test_next(): kept.pop().close()
"""
LEAVES_A_PROCESS = """
import subprocess
kept = []
def test_forgets(): kept.append(subprocess.Popen(["sleep", "60"]))
def test_next(): kept[0].kill(); kept[0].wait()
"""
LEAVES_A_TIMER = """
from PySide6.QtCore import QCoreApplication, QObject, QTimer
application = QCoreApplication([])
kept = []
def started(parent=None):
    kept.append(QTimer(parent)); kept[-1].start(1000)
def test_forgets(): started()
def test_next(): QTimer().start(1000)
def test_has_a_window():
    kept.append(QObject()); started(kept[-1])
def test_behind_what_a_program_leaves_out_of_its_collections():
    import gc
    started(); gc.freeze()
"""
WIDER_SCOPE = """
import subprocess, pytest
@pytest.fixture(scope="module")
def service():
    process = subprocess.Popen(["sleep", "60"])
    yield process
    process.kill(); process.wait()
def test_uses(service): assert service.poll() is None
"""
ALL_SKIPPED = """
import pytest
def test_nothing(): pytest.skip("never")
"""


def run(folder: Path, text: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run pytest over one file of tests with the house's conftest beside it."""
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_it.py").write_text(text, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = window\n", encoding="utf-8")
    known = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "PYTEST_ADDOPTS")}
    known["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # they take longer to load than these tests to run
    command = [sys.executable, "-m", "pytest", "-q", "-rsE", "-p", "no:cacheprovider", str(folder)]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=60, env=known | environment
    )


@pytest.mark.parametrize("text", [LEAVES_NOTHING, WIDER_SCOPE])
def test_tidy_tests_pass(tmp_path: Path, text: str) -> None:
    ran = run(tmp_path, text)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (LEAVES_A_THREAD, "thread 'forgotten': join it"),
        (LEAVES_A_SERVER, "listening socket"),
        (LEAVES_A_PROCESS, "end it and wait for it"),
    ],
)
def test_what_is_left_running_fails_the_test_that_left_it(tmp_path: Path, text: str, words: str) -> None:
    ran = run(tmp_path, text)
    assert ran.returncode == 1, ran.stdout
    assert words in ran.stdout
    assert "ERROR test_it.py::test_forgets" in ran.stdout
    assert "2 passed, 1 error" in ran.stdout, "the next test is not blamed"


def test_a_timer_that_runs_on_fails_the_test_of_windows_that_left_it(tmp_path: Path) -> None:
    folder = tmp_path / "ui"
    folder.mkdir()
    ran = run(folder, LEAVES_A_TIMER)
    assert "left 1 timer(s) running" in ran.stdout
    assert "ERROR test_it.py::test_forgets" in ran.stdout
    assert "ERROR test_it.py::test_behind_what" in ran.stdout
    assert "4 passed, 2 errors" in ran.stdout, "one that went with its test, or goes with its window, is none"


def test_a_run_without_a_test_is_no_success(tmp_path: Path) -> None:
    ran = run(tmp_path, ALL_SKIPPED)
    assert ran.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, ran.stdout
    assert "1 skipped" in ran.stdout


def test_window_tests_skip_visibly_without_an_x_server(tmp_path: Path) -> None:
    text = "import pytest\n@pytest.mark.window\ndef test_window(): pass\ndef test_other(): pass\n"
    without = run(tmp_path, text)
    assert "no X server" in without.stdout
    assert "1 passed, 1 skipped" in without.stdout
    assert "2 passed" in run(tmp_path, text, DISPLAY=":99").stdout
