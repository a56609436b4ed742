"""How soon something is seen: the program beside an empty QMainWindow: `python -m bench.first_paint [--rounds N]`.

Each start is a process of its own, from its start to the end of its first painting; empty, empty again (the control),
the program's first page, and the program's window, in turn. Ratios are to the empty window of the same round.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_EMPTY = """
import os
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, lambda: os._exit(0))
application = QApplication([])
window = Window()
window.resize(1366, 768)
window.showFullScreen()
application.exec()
"""
# Where `what` has painted itself for the first time the process ends.
_OURS = """
import importlib.abc, importlib.util, os, sys
class Ends(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name != {module!r}:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        run = spec.loader.exec_module
        def then(module):
            run(module)
            kind = getattr(module, {kind!r})
            paint = kind.paintEvent
            def painted(self, event):
                paint(self, event)
                from PySide6.QtCore import QTimer
                QTimer.singleShot(0, lambda: os._exit(0))
            kind.paintEvent = painted
        spec.loader.exec_module = then
        return spec
sys.meta_path.insert(0, Ends())
from counter_app.__main__ import main
main(["--data", {data!r}])
"""


def seconds(code: str) -> float:
    """Of one start."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL, timeout=120)
    return time.perf_counter() - began


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder) / "data")
        ways = {
            "empty QMainWindow": _EMPTY,
            "control: the same again": _EMPTY,
            "the program's first page": _OURS.format(module="ui.starting", kind="Starting", data=data),
            "the program's window": _OURS.format(module="ui.window", kind="CounterWindow", data=data),
        }
        took: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(rounds + 1):
            for name, code in ways.items():
                one = seconds(code)
                if number:  # the first round compiles, and makes the store
                    took[name].append(one)
    base = took["empty QMainWindow"]
    print("| first painting | median ms | ratio, median of the rounds |")
    print("|---|---|---|")
    for name, all_of_it in took.items():
        ratio = statistics.median(one / empty for one, empty in zip(all_of_it, base, strict=True))
        print(f"| {name} | {statistics.median(all_of_it) * 1000:.0f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
