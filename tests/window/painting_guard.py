"""Which thread enters a library that may wait, in every story: never the one that paints, below the window's own code
(DESIGN, section 4). What a story itself reads of the books on its thread is its own affair, even by a part of the
window; what the window does when it presses a key is not, wherever that is pressed.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import traceback
import urllib.request
from collections import Counter
from pathlib import Path
from types import FrameType, MethodDescriptorType
from typing import Any

import argon2
import pytest
import requests.adapters
import smartcard.scard
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy.engine import Connection, Engine

from offline_queue.prepared import Transaction

__all__ = ["Calls"]

_MAIN = threading.main_thread()
_WINDOW = str(Path(__file__).resolve().parents[2] / "ui") + "/"
_LIBRARIES = (
    (requests.adapters.HTTPAdapter, "send", "requests"),
    (Engine, "connect", "sqlalchemy"),
    (Connection, "execute", "sqlalchemy"),
    (Transaction, "__enter__", "store"),  # its connections and statements pass SQLAlchemy by
    (subprocess.Popen, "__init__", "programs"),
    (urllib.request, "urlopen", "urllib"),
    (Canvas, "__init__", "reportlab"),
    (Canvas, "save", "reportlab"),
    (argon2.PasswordHasher, "hash", "argon2"),
    (argon2.PasswordHasher, "verify", "argon2"),
    *(
        (smartcard.scard, f"SCard{name}", "pyscard")
        for name in ("EstablishContext", "GetStatusChange", "Connect", "Transmit", "ListReaders")
    ),
)
# By these a story has Qt enter the window, as a person's keys do.
_BY_QT = (
    *((QTest, name) for name in ("keyClick", "keyClicks", "keyPress", "keyRelease", "mouseClick", "qWait")),
    *((QCoreApplication, name) for name in ("sendEvent", "processEvents")),
    (QAbstractButton, "click"),
    (QWidget, "close"),
)


class Calls:
    """`by`: how often which thread entered which library. `on_main`: from where the painting one did, below the code of
    the folder `below`.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.by: Counter[tuple[str, str]] = Counter()
        self.on_main: list[str] = []
        self.below = _WINDOW
        for owner, name, library in _LIBRARIES:
            self._watch(monkeypatch, owner, name, library)
        for owner, name in _BY_QT:
            _stand_between(monkeypatch, owner, name)

    def _watch(self, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str, library: str) -> None:
        original = getattr(owner, name)

        def passing(*given: Any, **named: Any) -> Any:
            thread = threading.current_thread()
            self.by[library, thread.name.split("_")[0]] += 1
            if thread is _MAIN and _is_below(self.below):
                self.on_main.append(f"{library}.{name}\n" + "".join(traceback.format_stack(limit=9)[:-1]))
            return original(*given, **named)

        monkeypatch.setattr(owner, name, passing)


def _stand_between(monkeypatch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    """Whoever is called by it has its caller here, and not in a story."""
    original = getattr(owner, name)

    def passing(*given: Any, **named: Any) -> Any:
        return original(*given, **named)

    monkeypatch.setattr(owner, name, passing if isinstance(original, MethodDescriptorType) else staticmethod(passing))


def _is_below(folder: str) -> bool:
    """Whether the window does it. What a story asks its desk itself, past the keys, is none of the window's doing."""
    frame: FrameType | None = sys._getframe(2)
    below, caller = False, ""
    while frame is not None:
        inside = frame.f_code.co_filename.startswith(folder)
        caller = "" if inside else caller or frame.f_code.co_filename
        below, frame = below or inside, frame.f_back
    return below and not Path(caller).name.startswith("test_")
