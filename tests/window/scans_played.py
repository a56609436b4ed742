"""Scans and typing by real keys (xdotool) into a real window, in a process with an X server to itself: the windows of
other tests would take the focus. Prints what was sent and what came of it; `test_scans` judges.

    scripts/with_display.sh .venv/bin/python -m tests.window.scans_played anywhere stalled typed --count 60
    scripts/with_display.sh dbus-run-session -- .venv/bin/python -m tests.window.scans_played --method composing

With `--method` a Chinese input method (ibus, libpinyin) is switched on first, and has shown that it composes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "ui"))

from samples import NOW, VISITS

from ui.intents import Scanned
from ui.window import CounterWindow

_STALL_S = 1.0
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghjkmnpqrstuvwxyz23456789"


class Stage:
    """A window, what came out of it, and xdotool."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.taken: list[str] = []
        self.refused = 0
        self.others: list[str] = []
        self.window = CounterWindow(lambda: NOW, still=True)
        self.window.intent.connect(self._heard)
        not_taken = self.window.not_taken
        self.window._keyboard._watch._refused = lambda why: (self._count(), not_taken(why))
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        assert QTest.qWaitForWindowActive(self.window, 5000), "the window never got the focus"

    def _heard(self, intent: object) -> None:
        if isinstance(intent, Scanned):
            self.taken.append(intent.code)
        else:
            self.others.append(repr(intent))

    def _count(self) -> None:
        self.refused += 1

    def code(self) -> str:
        """Of the kinds a window meets; none twice."""
        digits = "".join(self.random.choices("0123456789", k=25))
        mixed = "".join(self.random.choices(LETTERS, k=15))
        return self.random.choice(("990" + digits, mixed, f"B01-7K2Q-{digits[:6]}", "8" + digits[:19]))

    def place(self, name: str) -> QLineEdit | None:
        """Bring the focus there: no field (`waiting`, `scanning`, `trial`), or a field of the typed identity."""
        window, fields = self.window, self.window.visit.charges.identity
        self.window.show_visit(VISITS["typing" if name in ("number", "name") else name])
        if name not in ("number", "name"):
            window.setFocus()
            return None
        fields.name.setText("张测试")
        fields.number.setText("990200")
        field = fields.number if name == "number" else fields.name
        field.setFocus()
        return field

    def play(self, commands: list[str], *, stalls: bool = False) -> None:
        """Have xdotool do it, and handle what comes; `stalls`: the event loop stands still most of the time."""
        with subprocess.Popen(["xdotool", *commands], stdout=subprocess.DEVNULL) as keys:
            while keys.poll() is None:
                QTest.qWait(5)
                if stalls:
                    time.sleep(_STALL_S)
        QTest.qWait(200 if stalls else 30)


def scan(code: str, *, delay: int = 1, rest: str = "0.02") -> list[str]:
    return ["type", "--delay", str(delay), "--args", "1", "--", code, "key", "--delay", "0", "Return", "sleep", rest]


def anywhere(stage: Stage, count: int) -> dict[str, Any]:
    """Wherever the focus is; a field stands afterwards as it stood before."""
    sent, spoilt = [], 0
    for number in range(count):
        code = stage.code()
        place = ("waiting", "scanning", "trial", "number", "name")[number % 5]
        field = stage.place(place)
        if place == "scanning":
            stage.play(["key", "F3"])
        before, tender = field.text() if field else "", stage.window.visit._tender
        sent.append(code)
        stage.play(scan(code))
        spoilt += (field.text() if field else "") != before or stage.window.visit._tender != tender
    return {"sent": sent, "spoilt": spoilt}


def stalled(stage: Stage, count: int) -> dict[str, Any]:
    """The window stands still for a second, again and again, in the middle of scans."""
    sent, spoilt = [], 0
    for place in ("name", "waiting", "number", "trial"):
        field = stage.place(place)
        before = field.text() if field else ""
        codes = [stage.code() for _ in range(count // 4)]
        sent += codes
        stage.play([word for code in codes for word in scan(code, delay=2)], stalls=True)
        spoilt += (field.text() if field else "") != before
    return {"sent": sent, "spoilt": spoilt}


def typed(stage: Stage, count: int) -> dict[str, Any]:
    """A person as fast as they come, a key every 33 ms (xdotool halves its delay): all stays where it was typed."""
    spoilt = 0
    for number in range(count):
        place = ("number", "name", "trial")[number % 3]
        field = stage.place(place)
        text = "".join(stage.random.choices("0123456789" if place != "name" else "abcdefgh", k=6))
        text = "4" + text[1:]
        if field is not None:
            field.clear()
        else:
            stage.window.visit.show_view(VISITS["waiting"], stage.window._shell)
            stage.place(place)
        stage.play(["type", "--delay", "66", text])
        late = time.monotonic() + 2  # a full machine brings keys late
        there = ""
        while there != text and time.monotonic() < late:
            QTest.qWait(10)
            there = field.text() if field else stage.window.visit._tender.digits
        spoilt += there != text
    return {"sent": [], "spoilt": spoilt}


def broken(stage: Stage, count: int) -> dict[str, Any]:
    """Scans that fell apart, or that a key of a person's got into: refused, and the field as it was."""
    spoilt = 0
    for number in range(count):
        field = stage.place(("name", "waiting", "number")[number % 3])
        before = field.text() if field else ""
        code = stage.code()
        at = stage.random.randrange(6, len(code) - 4)
        halves = ["type", "--delay", "1", "--args", "1", "--", code[:at]]
        middle = (["sleep", "0.15"], ["key", "--delay", "0", "Left"], ["key", "--delay", "0", "space"])[number % 3]
        stage.play([*halves, *middle, *scan(code[at:])])
        QTest.qWait(10)
        spoilt += (field.text() if field else "") != before
        QTest.qWait(100)
    return {"sent": [], "spoilt": spoilt}


def composes(stage: Stage) -> bool:
    """The method is on: pinyin becomes characters in the name field, which ones it learns by and by."""
    field = stage.place("name")
    assert field is not None
    field.clear()
    stage.play(["type", "--delay", "80", "--args", "1", "nihao", "sleep", "0.2", "key", "space", "sleep", "0.2"])
    return bool(field.text()) and all("\u4e00" <= character <= "\u9fff" for character in field.text())


def composing(stage: Stage, count: int) -> dict[str, Any]:
    """Scans into the field that takes Chinese; every twentieth while a person was composing there."""
    sent, spoilt = [], 0
    for number in range(count):
        field = stage.place("name")
        code = stage.code()
        sent.append(code)
        if number % 20 == 19:
            stage.play(["type", "--delay", "80", "--args", "1", "ni", "sleep", "0.9"])
        stage.play(scan(code))
        QTest.qWait(20)
        # What a person was composing may be lost with the scan, or stand there as its letters.
        spoilt += field is None or field.text() not in ("张测试", "张测试ni" if number % 20 == 19 else "张测试")
    # Shift falls on the key from which on the method sees nothing: Shift alone would switch it over to English.
    sent.append("abcdeFghijk123")
    stage.place("name")
    stage.play(scan(sent[-1]))
    QTest.qWait(200)
    return {"sent": sent, "spoilt": spoilt, "still": composes(stage)}


def unseen(stage: Stage, count: int) -> dict[str, Any]:
    """The same where the server's keys are not to be had, as on Windows: what the method mangled is no code."""
    stage.window._keyboard._watch.native = False
    sent = []
    for _ in range(count):
        stage.place("name")
        code = stage.code()
        sent.append(code)
        stage.play(scan(code))
        QTest.qWait(250)
    return {"sent": sent, "spoilt": 0}


VARIANTS: dict[str, Callable[[Stage, int], dict[str, Any]]] = {
    "anywhere": anywhere,
    "stalled": stalled,
    "typed": typed,
    "broken": broken,
    "composing": composing,
    "unseen": unseen,
}


@contextmanager
def method() -> Iterator[None]:
    """ibus on a message bus that is ours (dbus-run-session), with a home of its own; before the application begins."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        folders = {"HOME": home, "XDG_CONFIG_HOME": f"{home}/config", "XDG_CACHE_HOME": f"{home}/cache"}
        os.environ.update(folders, XDG_RUNTIME_DIR=home, QT_IM_MODULE="ibus")
        daemon = subprocess.Popen(
            ["ibus-daemon", "--panel", "disable"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            for _ in range(100):  # a program that is begun before it is there goes without a method
                subprocess.run(["ibus", "engine", "libpinyin"], check=False, capture_output=True)
                engine = subprocess.run(["ibus", "engine"], check=False, capture_output=True, text=True)
                if engine.stdout.strip() == "libpinyin":
                    break
                time.sleep(0.1)
            yield
        finally:
            daemon.terminate()
            daemon.wait()


def switched_on(stage: Stage) -> bool:
    return any(composes(stage) for _ in range(8))


@contextmanager
def staged(seed: int) -> Iterator[Stage]:
    stage = Stage(seed)
    yield stage
    QApplication.instance().removeEventFilter(stage.window._keyboard)
    stage.window.close()


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("variants", nargs="+")
    arguments.add_argument("--count", type=int, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--method", action="store_true")
    wanted = arguments.parse_args()
    with method() if wanted.method else nullcontext():
        play(wanted)


def play(wanted: argparse.Namespace) -> None:
    application = QApplication(["scans"])
    told: dict[str, dict[str, Any]] = {}
    for name in wanted.variants:
        with staged(wanted.seed) as stage:
            on = wanted.method and switched_on(stage)
            assert on or not wanted.method, "the input method never composed"
            begun = time.monotonic()
            stage.taken.clear()
            stage.refused = 0
            told[name] = VARIANTS[name](stage, wanted.count)
            told[name] |= {"taken": stage.taken, "refused": stage.refused, "others": stage.others}
            told[name]["native"] = stage.window._keyboard._watch.native
        told[name]["seconds"] = round(time.monotonic() - begun, 1)
    print(json.dumps(told, ensure_ascii=False))
    application.quit()


if __name__ == "__main__":
    main()
