"""The hands and eyes of a tour at one window: keys, cards, codes, and waiting until something is so.

A story is a generator: each `yield` waits. A step that does not come true in time ends the tour with a picture of what
was there instead.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, cast

from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from ui.program import Program
from ui.queue_views import ClaimState
from ui.row_table import RowTable
from ui.tour.album import Album
from ui.tour.shown import PAGES
from ui.training_table import Stage as Trained
from ui.training_table import TrainingTable
from ui.views import PrintState, VisitState, VisitView

__all__ = ["Guide", "Player", "Stage", "Story", "Until"]

_POLL_MILLISECONDS = 30
_PAINTED_MILLISECONDS = 120
_LONGEST_STEP_MILLISECONDS = 40_000
GUARD_MILLISECONDS = 680  # the money key is dead for 600 ms after the till changed


class Stage(Trained, Protocol):
    """What stands around the windows: cards to put in, a line to cut, the service's books."""

    def insert(self, card_id: str, pace_s: float = 0.0) -> None:
        """Put a card in, which takes so long over each of its answers."""

    def behaviours(self, **chosen: str | int) -> None:
        """Switch behaviours of the service."""

    def settle_elsewhere(self, id_number: str) -> Callable[[], bool]:
        """Have the person's bill settled at another window; asked, the answer says whether it is."""

    def table(self, program: Program) -> TrainingTable:
        """The trainer's table beside this window."""


@dataclass(frozen=True, slots=True)
class Until:
    """What the story waits for."""

    what: str
    true: Callable[[], bool]


Story = Iterator[Until]


class Guide:
    """At the window of `program`. What it is told to do it does at once; what returns a story or an `Until` waits."""

    def __init__(self, program: Program, stage: Stage, album: Album) -> None:
        self.program, self.stage = program, stage
        self._album = album
        self.keys: list[str] = []  # pressed since somebody cleared it

    @property
    def view(self) -> VisitView:
        """The visit at the glass."""
        return self.program.window.shown

    # --- waiting -------------------------------------------------------------------------------------------------

    def until(self, what: str, true: Callable[[], bool]) -> Until:
        """Until it is so."""
        return Until(what, true)

    def state(self, *states: VisitState) -> Until:
        """Until the visit is in one of these."""
        return Until(f"the visit is {' or '.join(states)}", lambda: self.program.state in states)

    def after(self, milliseconds: int) -> Until:
        """Some time."""
        timer = QElapsedTimer()
        timer.start()
        return Until(f"{milliseconds} ms", lambda: timer.elapsed() >= milliseconds)

    def guarded(self) -> Until:
        """Until the money key takes a press again."""
        return self.after(GUARD_MILLISECONDS)

    def painted(self) -> Until:
        """Until what is so stands on the screen: rows of a table are painted after the page they came with."""
        timer = QElapsedTimer()
        timer.start()
        window = self.program.window

        def done() -> bool:
            if timer.elapsed() < _PAINTED_MILLISECONDS:
                return False
            tables = cast("list[RowTable]", window.findChildren(RowTable))
            return all(one.finished for one in tables if one.isVisible())

        return Until("everything is painted", done)

    def done(self) -> Until:
        """Until everything the cashier asked for is done."""
        told: list[bool] = []
        self.program.bridge.ask(lambda: None, lambda _nothing: told.append(True))
        return Until("nothing is asked any more", lambda: bool(told))

    def paper(self) -> Until:
        """Until the visit's paper is made."""
        return Until("its paper is there", lambda: self.view.print_state not in (None, PrintState.PRINTING))

    def claim_is(self, key: str | None, state: ClaimState) -> Until:
        """Until the claim stands so on the queue page."""

        def true() -> bool:
            return any(row.claim == key and row.state is state for row in self.program.queue.view.rows)

        return Until(f"{key} is {state}", true)

    # --- pictures ------------------------------------------------------------------------------------------------

    def look(self, name: str, *, row: str = "", failure: str = "", pages: tuple[str, ...] = (), **more: Any) -> Story:
        """Take a picture once it is painted; it shows this row of look, section 9, this failure, these pages."""
        for page in pages:
            yield Until(f"{page} is up", lambda up=PAGES[page]: up(self.program))  # type: ignore[misc]
        yield self.painted()
        self._album.take(self.program, name, row=row, failure=failure, pages=pages, **more)

    def over(self, key: str, name: str, *pages: str, shift: bool = False, ctrl: bool = False) -> Story:
        """Something that a key opens over the page or beside it, and Esc leaves."""
        self.press(key, shift=shift, ctrl=ctrl)
        yield from self.look(name, pages=pages)
        self.press("Escape")
        yield self.painted()

    # --- hands ---------------------------------------------------------------------------------------------------

    def press(self, key: str, *, shift: bool = False, ctrl: bool = False, at: QWidget | None = None) -> None:
        """A key, at the window or where the focus is."""
        held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
        held |= Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        self.keys.append(f"{'Ctrl ' if ctrl else ''}{'Shift ' if shift else ''}{key}")
        QTest.keyClick(at or self.program.window, getattr(Qt.Key, f"Key_{key}"), held)

    def type(self, text: str, at: QWidget | None = None) -> None:
        """Letters and digits: a key each."""
        self.keys.extend(text)
        QTest.keyClicks(at or self.program.window, text)

    def compose(self, text: str, at: QWidget) -> None:
        """What an input method commits."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(at, event)

    def scan(self, code: str) -> Story:
        """F3, and a scanner types the code."""
        self.press("F3")
        yield self.state(VisitState.SCANNING)
        QTest.keyClicks(self.program.window, code)
        QTest.keyClick(self.program.window, Qt.Key.Key_Return)

    def type_in(self, person: Mapping[str, str]) -> Story:
        """Shift F2: name and ID number by hand."""
        self.press("F2", shift=True)
        yield self.state(VisitState.TYPING)
        panel = self.program.window.visit.charges.identity
        self.compose(person["name"], panel.name)
        self.press("Return", at=panel.name)
        self.type(person["id_number"], panel.number)
        self.press("Return", at=panel.number)
        self.press("Return", at=panel.phone)

    def confirmed(self, reason: str = "", second: str = "", password: str = "") -> Story:
        """Shift F9 where the bar asks, once more, with what it wants to know."""
        bar = self.program.window.confirm
        if reason:
            self.compose(reason, bar.reason)
            self.type(second, bar.second)
        if password:
            self.type(password, bar.password)
        yield self.guarded()
        self.press("F9", shift=True)

    # --- people --------------------------------------------------------------------------------------------------

    def person(self, failure: str) -> Mapping[str, str]:
        """Who of the sandbox's people is the example of this failure."""
        return next(one for one in self.stage.people if failure in one["shows"].split())

    def named(self, name: str) -> Mapping[str, str]:
        """One of the sandbox's people."""
        return next(one for one in self.stage.people if one["name"] == name)

    def identified(self, voucher: str) -> Story:
        """A code scanned, and the person's charges are there."""
        yield from self.scan(voucher)
        yield self.state(VisitState.CHARGES)

    def quoted(self, voucher: str) -> Story:
        """The same, as far as the amount."""
        yield from self.identified(voucher)
        self.press("F8")
        yield self.state(VisitState.TRIAL_DONE)

    def left(self) -> Story:
        """Esc, until nobody stands at the glass."""
        for _ in range(4):
            if self.program.state is not VisitState.WAITING:
                self.press("Escape")
                yield self.after(_POLL_MILLISECONDS)
        yield self.state(VisitState.WAITING)


class Player:
    """Plays one story to its end; `ended` is called once, `album.failed` says what did not come true."""

    def __init__(self, guide: Guide, story: Story, album: Album, ended: Callable[[], None]) -> None:
        self._guide, self._story, self._album, self._ended = guide, story, album, ended
        self._waiting: Until | None = None
        self._step = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(_POLL_MILLISECONDS)
        self._timer.timeout.connect(self._poll)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def _poll(self) -> None:
        if self._waiting is not None:
            if not self._waiting.true():
                if self._step.elapsed() > _LONGEST_STEP_MILLISECONDS:
                    self._stop(f"not so in time: {self._waiting.what}")
                return
            self._waiting = None
        try:
            self._waiting = next(self._story)
            self._step.start()
        except StopIteration:
            self._finish()
        except Exception as wrong:
            # A story that broke off has no next step either, and would pass for one that was told to its end.
            self._stop(f"{type(wrong).__name__}: {wrong}")

    def _stop(self, why: str) -> None:
        view = self._guide.view
        code = view.failure.code if view.failure is not None else ""
        self._album.failed = f"{why}; the visit is {view.state} {code}".rstrip()
        self._album.take(self._guide.program, "stopped-here")
        self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        self._ended()
