"""A keyboard scanner's burst, told from typing wherever the focus is, by the window system's key times.

Keys come from Qt's own events, whose time stamp is the server's; into a field that takes Chinese they come from the X
server itself, before an input method has them (`native_keys`). Outside a field a character is held until it is known
whose it is; in a field it is written, and the field put back where it turns out to be a scanner's. From the moment a
burst is certain until its end nothing reaches anybody.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from card_reader.scanner import KeyedInput, ScanDecision, ScanLimits
from ui.input_method import FieldBefore, takes_chinese
from ui.native_keys import listen

__all__ = ["NotTaken", "ScanWatch"]

_ENDS = ("\r", "\n", "\t")
_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
# The event loop may come late to its timers: what the keyboard sent meanwhile is looked at first.
_LOOK_AGAIN_MS = 25
# A method hands keys over late: the rest of a scan, in a field to which an Enter of the one before has led meanwhile.
_AFTER_FIELD_S, _AFTER_METHOD_S = 1.0, 2.0
_FAST_METHOD = (4, 0.12)  # so many answers of an input method in so many seconds are no person's


class NotTaken(Enum):
    """Why a scan became no code."""

    BROKEN = "broken"
    # An input method had its keys first and may have kept some without a word, whether it composes or not: ibus did so
    # on a busy machine.
    METHOD = "method"


class ScanWatch(QObject):
    """Feed it each key once, where it enters the window (`key`), and what methods write (`composed`).

    `scanned` gets a code, `refused` the reason why a scan became none, both soon after; `written` at once the
    characters that were held and are a person's. `remember` is asked before the first key of what may be a scan, with
    the focus in no field; what it gives is called where those keys were a scanner's after all. Not `in_fields`: it lies
    over every field, so whatever has the focus behind it no key is written there. `covered`: something lies over ours.
    """

    def __init__(
        self,
        parent: QObject,
        limits: ScanLimits,
        scanned: Callable[[str], None],
        refused: Callable[[NotTaken], None],
        written: Callable[[str], None],
        remember: Callable[[], Callable[[], None]],
        *,
        in_fields: bool = True,
    ) -> None:
        super().__init__(parent)
        self._in_fields = in_fields
        self.covered: Callable[[], bool] = lambda: False
        self._decision = ScanDecision(limits)
        self._scanned, self._refused, self._written = scanned, refused, written
        self._remember = remember
        self._before: FieldBefore | None = None
        self._unseen = False  # a method had a key of this run before us, and may have kept others
        self._page_back: Callable[[], None] | None = None
        self._first = self._last = 0
        self._fed: deque[tuple[int, int]] = deque(maxlen=2048)  # what a window that stands still gets at once
        self._gone: deque[tuple[int, int]] = deque(maxlen=64)  # first and last time of scans: their keys are nobody's
        self._deaf: QLineEdit | None = None
        self._answers: deque[float] = deque(maxlen=_FAST_METHOD[0])
        self._left = -math.inf  # when a field for Chinese lost the focus
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.timeout.connect(self._quiet)
        self._wait = round(limits.longest_gap_ms)
        self._looked = False
        self.native = listen(self._native)

    # Where keys come from

    def key(self, event: QKeyEvent) -> bool:
        """A key as Qt has it; True: nobody is to see it. One without a time is no key of a keyboard."""
        at = event.timestamp()
        if not at or Qt.Key(event.key()) in _MODIFIERS:
            return False
        if (event.nativeScanCode(), at) in self._fed:  # seen before the method had it, and given back by the method
            return any(first <= at <= last for first, last in self._gone)
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        field = QApplication.focusWidget() if self._in_fields else None
        return self._feed(event.text(), bool(held), at, field if isinstance(field, QLineEdit) else None)

    def _native(self, text: str | None, code: int, held: bool, at: int) -> bool:
        """A key as the X server has it, wanted only where a method may take it."""
        field = QApplication.focusWidget()
        if (
            not self.native
            or not isinstance(field, QLineEdit)
            or not takes_chinese(field)
            or field.window() is not self.parent()
            or self.covered()
        ):
            return False
        self._fed.append((code, at))
        if text is None:  # Shift alone switches methods over: of one in a scan they see neither press nor release
            return self._decision.running
        return self._feed(text, held, at, field)

    def left(self, field: QLineEdit) -> None:
        """It has lost the focus."""
        if takes_chinese(field):
            self._left = time.monotonic()

    def composed(self, field: QLineEdit, event: QInputMethodEvent) -> bool:
        """An answer of the input method; True: it is of a scan's keys."""
        if self.native:
            scan = self._before is not None and self._before.field is field and self._decision.running
            return scan or self._deaf is field
        if event.preeditString() or event.commitString():
            self._answers.append(time.monotonic())
            if len(self._answers) == _FAST_METHOD[0] and self._answers[-1] - self._answers[0] < _FAST_METHOD[1]:
                self._answers.clear()
                self._answers.append(time.monotonic())
                self._refused(NotTaken.METHOD)
        return False

    # What they are

    def _feed(self, text: str, held: bool, at: int, field: QLineEdit | None) -> bool:
        decision = self._decision
        unseen = not self.native and self._behind_method(field)
        if text in _ENDS:
            self._unseen |= unseen
            ended = decision.enter(at)
            self._last = at
            self._told(ended)
            return ended.code is not None or ended.broken
        if held or not text.isprintable() or not text.strip():
            running = decision.running
            self._told(decision.other(at))
            return running and decision.running
        self._told(decision.key(text, at))
        self._last = at
        self._unseen |= unseen
        if len(decision.held) == 1:
            self._deaf = None
            if not decision.resumes:
                self._before = self._page_back = None
                self._unseen = unseen
            if field is not None and self._before is None:
                self._before, self._first = FieldBefore(field), at
            elif field is None and self._page_back is None:
                self._page_back, self._first = self._remember(), at
        self._looked = False
        self._silence.start(self._wait)
        return decision.running or field is None

    def _behind_method(self, field: QLineEdit | None) -> bool:
        now = time.monotonic()
        answered = bool(self._answers) and now - self._answers[-1] < _AFTER_METHOD_S
        return takes_chinese(field) or answered or now - self._left < _AFTER_FIELD_S

    def _quiet(self) -> None:
        if not self._looked:
            self._looked = True
            self._silence.start(_LOOK_AGAIN_MS)
            return
        ended = self._decision.silence(self._last + self._wait)
        if ended is not None:
            self._told(ended)

    def _told(self, ended: KeyedInput) -> None:
        if ended.code is None and not ended.broken:
            if ended.typed and self._before is None:
                self._written(ended.typed)
            return
        self._gone.append((self._first, self._last))
        before, self._before = self._before, None
        page_back, self._page_back = self._page_back, None
        if page_back is not None:
            page_back()
        method = self._unseen
        if before is not None:
            before.put_back()
            self._deaf = before.field if self.native and takes_chinese(before.field) else None
        code = None if method else ended.code
        if code is not None:
            QTimer.singleShot(0, self, lambda: self._scanned(code))
        else:
            why = NotTaken.METHOD if method else NotTaken.BROKEN
            QTimer.singleShot(0, self, lambda: self._refused(why))
