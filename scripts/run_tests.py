"""`make test`: every test once, several at a time; those few that failed and wait for real parts once more, alone.

    python scripts/run_tests.py WORKERS [pytest's arguments ...]

On a full machine a window, a printer or a server now and then answers later than a story waits. Such a test is told
apart from a fault by a second look with nobody else running (docs/decisions/009-a-second-look.md). It is red unless the
second look is green, and what the first one said stays in build/second-look.txt, run after run. What computes, and what
proves that money is safe, has one look only.
"""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAID = ROOT / "build" / "second-look.txt"
# Stories of a window, a printer, a reader, a server, a built program: what they wait for has a clock of its own.
WAITING = ("build", "card_reader", "command_line", "printing", "records", "screens", "ui", "window")
# What was found wrong with money is a fault wherever it is found: a failed statement that asks the books.
_MONEY = re.compile(r"^[>E] .*(settlements|conserve|booked|ledger|people\.(cash|paid))", re.MULTILINE)
MOST = 5  # more than so many have another reason than a busy machine


class Failures:
    """What failed, as the process that shares the tests out is told."""

    def __init__(self) -> None:
        self.said: dict[str, str] = {}
        self.unseen = False  # tests that were not run at all

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """One phase of one test has ended."""
        if report.failed:
            self.said[report.nodeid] = f"{self.said.get(report.nodeid, '')}{report.when}:\n{report.longreprtext}\n"

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self) -> None:
        """A worker died; what it had still to run was not run."""
        self.unseen = True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that cannot be imported hides its tests."""
        self.unseen = self.unseen or report.failed


def deserve_a_second_look(failures: Failures) -> bool:
    """Whether they are few, all were run, and each waits for something with a clock of its own."""
    folders = {Path(test.partition("::")[0]).parts[1] for test in failures.said}
    few = 0 < len(failures.said) <= MOST and not failures.unseen
    return few and folders <= set(WAITING) and not any(_MONEY.search(text) for text in failures.said.values())


def main(workers: str, *arguments: str) -> int:
    """Pytest's exit code: of the first look, or of the second where there was one."""
    sys.path[0] = str(ROOT)  # as with python -m pytest; its workers take it over
    failures = Failures()
    shared = ["-n", workers, "--dist", "loadfile", "--no-loadscope-reorder", "--max-worker-restart", "0"]
    ended = int(pytest.main([*shared, *arguments], plugins=[failures]))
    if ended != pytest.ExitCode.TESTS_FAILED or workers == "0" or not deserve_a_second_look(failures):
        return ended
    SAID.parent.mkdir(exist_ok=True)
    with SAID.open("a", encoding="utf-8") as kept:  # behind those of the runs before: a name may come back
        kept.writelines(
            f"== {datetime.now().astimezone():%F %T} {test}\n{text}\n" for test, text in failures.said.items()
        )
    print(
        f"\n== a second look, alone, at what failed (what it said: {SAID.relative_to(ROOT)}):", *failures.said, sep="\n"
    )
    ended = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:xdist", *failures.said], cwd=ROOT).returncode
    print(f"== the second look, at {len(failures.said)}: {'green' if ended == 0 else 'red, so they are faults'}")
    return ended


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
