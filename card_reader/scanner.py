"""Telling a scan from typing: keys with their times in, a code or nothing out (card facts, section 4).

No Qt, no clock: whoever sees the keys feeds them with the window system's own times, since a busy program handles keys
in bunches.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = ["KeyedInput", "ScanDecision", "ScanLimits", "ScannerSettings"]

# Keys so soon after a run with a gap like a scanner's may be the rest of its scan, and after any key the rest of one
# that fell apart at once: no code is made of them.
_SAME_SCAN_MS = 2000.0
_SAME_KEYS_MS = 800.0
_SCANNER_LIKE = 3  # gaps no person leaves one after the other


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """Scanners leave 7 to 20 ms between keys, the first pair up to 100 ms; people above 30 ms even in bursts."""

    shortest: int = 6  # characters
    median_gap_ms: float = 30.0  # below this
    longest_gap_ms: float = 100.0  # none above this
    by_enter: bool = True  # the scanner ends with Enter or Tab; else silence ends a scan


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """How a window's scanner is told from typing, as the settings file has it.

    `suffix`: enter (Enter or Tab ends a code, a scan without it is refused) | none (a silence ends it). `voucher`: a
    regular expression for what a 医保电子凭证 looks like here. `port`: a serial scanner's (/dev/serial/by-id/…, COM3),
    at `baud`; empty: it types as a keyboard does. `component`: the vendor's credential component opens the scanner
    itself when it is asked, and answers within `component_s` seconds.
    """

    shortest: int = 6
    median_gap_ms: float = 30.0
    longest_gap_ms: float = 100.0
    suffix: str = "enter"
    voucher: str = "[0-9]{28}"
    port: str = ""
    baud: int = 9600
    component: bool = False
    component_s: float = 30.0

    @property
    def limits(self) -> ScanLimits:
        """What the rhythm is held to."""
        return ScanLimits(self.shortest, self.median_gap_ms, self.longest_gap_ms, self.suffix == "enter")

    @property
    def wrong(self) -> str:
        """The key that cannot be used and why, empty where none is."""
        try:
            re.compile(self.voucher)
        except re.error:
            return "voucher 要写成正则表达式"
        rules = (
            (4 <= self.shortest <= 20, "shortest 要在 4 到 20"),
            (1 <= self.median_gap_ms <= 50, "median_gap_ms 要在 1 到 50"),
            (self.median_gap_ms <= self.longest_gap_ms <= 500, "longest_gap_ms 要在 median_gap_ms 到 500"),
            (self.suffix in ("enter", "none"), "suffix 只能是 enter 或 none"),
            (bool(self.voucher), "voucher 不能为空"),
            (300 <= self.baud <= 921_600, "baud 要在 300 到 921600"),
            (1 <= self.component_s <= 120, "component_s 要在 1 到 120"),
        )
        return next((words for good, words in rules if not good), "")


@dataclass(frozen=True, slots=True)
class KeyedInput:
    """What a run of keys was: a scanned `code`, or None and the `typed` characters that belong to the field.

    `broken`: a scanner sent it, and what came is not the whole of one code.
    """

    code: str | None
    typed: str
    broken: bool = False


_NOTHING = KeyedInput(None, "")


@dataclass(frozen=True, slots=True)
class _Before:
    """The run before this one, which no Enter ended: its last key, how many gaps were like a scanner's, whether it was
    itself the rest of another, whether it was told as broken.
    """

    at_ms: float
    fast: int
    rest: bool
    broken: bool = False


class ScanDecision:
    """Collects one run of keys; Enter, silence or a longer gap ends it.

    A part of a code is never given out as a code: what follows a gap in the middle of a scan, or a key that a person
    hit just before it, is refused. `resumes`: the run goes on with a scan that such a gap took apart.
    """

    def __init__(self, limits: ScanLimits | None = None) -> None:
        self._limits = limits or ScanLimits()
        self._characters: list[str] = []
        self._times: list[float] = []
        self._rest = self._spoilt = self._like = self.resumes = False
        self._before: _Before | None = None

    @property
    def held(self) -> str:
        """The characters of the run that is not decided yet."""
        return "".join(self._characters)

    @property
    def running(self) -> bool:
        """A scanner is sending: whatever the run still becomes, its keys are nobody's typing."""
        gaps = self._gaps()
        enough = len(self._characters) >= self._limits.shortest
        held_down = len(set(self._characters)) == 1  # a key that repeats may be as fast
        return enough and not held_down and median(gaps) < self._limits.median_gap_ms

    def key(self, character: str, at_ms: float) -> KeyedInput:
        """Take one character. Returns what ended before it: earlier characters that were typed, or a scan."""
        ended = _NOTHING
        if not self._in_time(at_ms):
            ended = self._decided(not self._limits.by_enter)
        before = self._before
        if not self._times and before is not None:
            self._rest = 0 <= at_ms - before.at_ms < (_SAME_SCAN_MS if before.fast else _SAME_KEYS_MS)
            self.resumes = self._rest and before.fast > 0 and (before.fast >= _SCANNER_LIKE or not before.rest)
            self._like = self._rest and before.fast >= _SCANNER_LIKE
        self._characters.append(character)
        self._times.append(at_ms)
        return ended if ended != _NOTHING else self._shown_typed()

    def enter(self, at_ms: float) -> KeyedInput:
        """Enter was pressed. With a code, or broken, it is the scanner's own and must not press a button."""
        before = self._before
        if self._times:
            ended = self._decided(self._in_time(at_ms))
        else:
            late = before is not None and before.broken and 0 <= at_ms - before.at_ms < _SAME_SCAN_MS
            ended = KeyedInput(None, "", broken=late)
        self._before = None
        return ended

    def silence(self, at_ms: float) -> KeyedInput | None:
        """It is this late now: what the run was, None while more keys may come."""
        if not self._times or at_ms - self._times[-1] < self._limits.longest_gap_ms:
            return None
        return self._decided(not self._limits.by_enter)

    def other(self, at_ms: float) -> KeyedInput:
        """A key that no code holds: it ends typing. In a scan it spoils what follows."""
        if self.running and self._in_time(at_ms):
            self._spoilt = True
            return _NOTHING
        if self._times:
            quick = 0 <= at_ms - self._times[-1] < self._limits.median_gap_ms
            self._before = _Before(at_ms, self._fast_gaps() + quick, self._rest)
        return KeyedInput(None, self._taken())

    def _gaps(self) -> list[float]:
        return [later - earlier for earlier, later in pairwise(self._times)]

    def _in_time(self, at_ms: float) -> bool:
        return not self._times or 0 <= at_ms - self._times[-1] <= self._limits.longest_gap_ms

    def _fast_gaps(self) -> int:
        return sum(gap < self._limits.median_gap_ms for gap in self._gaps())

    def _shown_typed(self) -> KeyedInput:
        """A person's digits need not wait for a silence: two slow gaps, and most of them slow."""
        gaps = self._gaps()
        slow = sum(gap >= self._limits.median_gap_ms for gap in gaps)
        if slow < 2 or 2 * slow <= len(gaps):
            return _NOTHING
        last, at_ms = self._characters.pop(), self._times[-1]
        typed = self._taken()
        self._characters, self._times, self._rest = [last], [at_ms], True
        return KeyedInput(None, typed)

    def _decided(self, ended_well: bool) -> KeyedInput:
        tail = self._like and 0 < self._fast_gaps() == len(self._gaps())
        is_scan, whole = self.running or tail, ended_well and not self._rest and not self._spoilt
        self._before = None if is_scan and whole else _Before(self._times[-1], self._fast_gaps(), self._rest, is_scan)
        text = self._taken()
        if not is_scan:
            return KeyedInput(None, text)
        return KeyedInput(text, "") if whole else KeyedInput(None, "", broken=True)

    def _taken(self) -> str:
        text = self.held
        self._characters, self._times = [], []
        self._rest = self._spoilt = self._like = self.resumes = False
        return text
