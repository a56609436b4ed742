"""The tour: drives the real window through the main job by its keys, and takes pictures of the screen.

Written as a story: each `yield` waits until something is so. A step that does not come true in time ends the tour with
a picture of what was there instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from ui.program import Program
from ui.queue_views import ClaimState
from ui.views import VisitState

__all__ = ["Stage", "Tour"]

_POLL_MILLISECONDS = 40
_LONGEST_STEP_MILLISECONDS = 40_000
_GUARD_MILLISECONDS = 750  # the money key is dead for 600 ms after the till changed


class Stage(Protocol):
    """What stands around the window: cards to put in, a line to cut, the service's books."""

    def insert(self, card_id: str) -> None:
        """Put a card in."""

    def pull(self) -> None:
        """Take it out."""

    def faults(self, wanted: list[str]) -> None:
        """Other faults from now on."""

    def ledger(self) -> Mapping[str, Any]:
        """What the service has booked."""


@dataclass(frozen=True, slots=True)
class _Until:
    """What the story waits for."""

    what: str
    true: Callable[[], bool]


class Tour:
    """Runs once; `ended` is called with the number of steps that did not come true."""

    def __init__(self, program: Program, stage: Stage, out: Path, ended: Callable[[int], None]) -> None:
        self._program = program
        self._stage = stage
        self._out = out
        self._ended = ended
        self._taken: list[dict[str, Any]] = []
        self._keys: list[str] = []
        self._failed = ""
        self._story = self._tell()
        self._waiting: _Until | None = None
        self._step = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(_POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)

    def start(self) -> None:
        """Begin."""
        self._out.mkdir(parents=True, exist_ok=True)
        for old in (*self._out.glob("[0-9][0-9]-*.png"), *self._out.glob("*.pdf")):
            old.unlink()
        self._timer.start()

    # --- the story -----------------------------------------------------------------------------------------------

    def _tell(self) -> Iterator[_Until]:
        yield from self._settled_by_card()
        yield from self._answer_lost()
        yield from self._refused()
        yield from self._line_down()
        yield from self._pages()

    def _settled_by_card(self) -> Iterator[_Until]:
        yield self._state(VisitState.WAITING)
        yield self._after(400)
        self._picture("waiting")
        self._keys.clear()
        self._stage.insert("E2")
        yield self._state(VisitState.CHARGES)
        yield self._after(300)
        self._picture("identified-charges")
        yield from self._over("F6", "item-search")
        self._keys.clear()
        self._press("F8")
        yield self._state(VisitState.TRIAL_DONE)
        yield self._after(_GUARD_MILLISECONDS)
        for digit in "1000":
            self._type(digit)
        yield self._after(200)
        self._picture("trial")
        self._press("F9")
        yield self._state(VisitState.SETTLED)
        yield self._after(600)
        self._picture("settled", keys=list(self._keys))
        self._stage.pull()
        yield self._state(VisitState.WAITING)

    def _answer_lost(self) -> Iterator[_Until]:
        self._stage.insert("C04")
        yield self._state(VisitState.CHARGES)
        self._press("F8")
        yield self._state(VisitState.TRIAL_DONE)
        yield self._after(_GUARD_MILLISECONDS)
        self._stage.faults(["drop_before:2207A"])
        self._press("F9")
        yield self._state(VisitState.UNCLEAR)
        yield self._after(1200)
        self._picture("unclear")
        self._stage.faults([])
        yield self._state(VisitState.SETTLED)
        yield self._after(400)
        self._picture("unclear-resolved")
        self._stage.pull()
        yield self._state(VisitState.WAITING)

    def _refused(self) -> Iterator[_Until]:
        self._stage.insert("C21")
        yield self._state(VisitState.FAILURE)
        yield self._after(300)
        self._picture("failure-card-locked")
        self._stage.pull()
        yield self._after(900)
        self._press("Escape")
        yield self._state(VisitState.WAITING)

    def _line_down(self) -> Iterator[_Until]:
        self._stage.faults(["refuse_connection"])
        self._stage.insert("E1")
        yield self._state(VisitState.LINK_DOWN)
        yield self._after(_GUARD_MILLISECONDS)
        self._picture("link-down-make-up")
        self._press("F9")
        yield self._state(VisitState.TICKET_OUT)
        yield self._after(600)
        self._picture("ticket-out")
        self._stage.pull()
        yield self._state(VisitState.WAITING)
        self._press("F10")
        yield self._after(1500)
        self._picture("queue-line-down")
        self._stage.faults([])
        yield self._queue(ClaimState.SETTLED)
        yield self._after(600)
        self._picture("queue-replayed")
        self._press("F9", shift=True)
        yield self._after(_GUARD_MILLISECONDS)
        self._picture("refund-confirm")
        self._press("F9", shift=True)
        yield self._state(VisitState.REFUNDED)
        yield self._after(500)
        self._picture("refunded")
        self._press("Escape")
        yield self._state(VisitState.WAITING)

    def _pages(self) -> Iterator[_Until]:
        """What lies a key away from every page, once nobody is at the glass."""
        yield from self._over("F1", "all-keys")
        yield from self._over("F1", "questions", shift=True)
        yield from self._over("F10", "day-end", shift=True)
        self._press("F3")
        yield self._state(VisitState.SCANNING)
        yield self._after(200)
        self._picture("waiting-for-a-code")
        self._press("Escape")
        yield self._state(VisitState.WAITING)

    def _over(self, key: str, name: str, *, shift: bool = False) -> Iterator[_Until]:
        """Something that a key opens over the page or beside it, and Esc leaves."""
        self._press(key, shift=shift)
        yield self._after(500)
        self._picture(name)
        self._press("Escape")
        yield self._after(300)

    # --- how it is told ------------------------------------------------------------------------------------------

    def _state(self, state: VisitState) -> _Until:
        return _Until(f"the visit is {state}", lambda: self._program.state is state)

    def _queue(self, state: ClaimState) -> _Until:
        return _Until(
            f"every claim of the queue is {state}",
            lambda: (
                bool(self._program.queue.view.rows) and all(row.state is state for row in self._program.queue.view.rows)
            ),
        )

    def _after(self, milliseconds: int) -> _Until:
        timer = QElapsedTimer()
        timer.start()
        return _Until(f"{milliseconds} ms", lambda: timer.elapsed() >= milliseconds)

    def _press(self, key: str, *, shift: bool = False) -> None:
        modifiers = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        self._keys.append(f"Shift {key}" if shift else key)
        QTest.keyClick(self._program.window, getattr(Qt.Key, f"Key_{key}"), modifiers)

    def _type(self, digit: str) -> None:
        QTest.keyClick(self._program.window, Qt.Key(Qt.Key.Key_0.value + int(digit)))

    def _picture(self, name: str, **more: Any) -> None:
        """The screen as it is, other windows included: proof, not a drawing of the widget."""
        screen = QGuiApplication.primaryScreen()
        file = self._out / f"{len(self._taken) + 1:02d}-{name}.png"
        screen.grabWindow(0).save(str(file))
        self._taken.append({"picture": file.name, "state": self._program.state.value, **more})

    def _poll(self) -> None:
        if self._waiting is not None:
            if not self._waiting.true():
                if self._step.elapsed() > _LONGEST_STEP_MILLISECONDS:
                    self._failed = f"not so in time: {self._waiting.what}"
                    self._picture("stopped-here")
                    self._finish()
                return
            self._waiting = None
        try:
            self._waiting = next(self._story)
            self._step.start()
        except StopIteration:
            self._finish()
        except Exception as wrong:
            # A story that broke off has no next step either, and would pass for one that was told to its end.
            self._failed = f"{type(wrong).__name__}: {wrong}"
            self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        booked = self._stage.ledger()
        record = {
            "steps": self._taken,
            "failed": self._failed,
            "settlements": len(booked["settlements"]),
            "live": sum(1 for row in booked["settlements"] if not row["refunded"]),
        }
        (self._out / "tour.json").write_text(json.dumps(record, ensure_ascii=False, indent=2), "utf-8")
        self._ended(1 if self._failed else 0)
