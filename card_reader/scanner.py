"""Telling a scan from typing: keys with their times in, a code or nothing out (card facts, section 4).

No Qt, no clock: whoever sees the keys feeds them with the window system's own times, since a busy program handles keys
in bunches.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

__all__ = ["KeyedInput", "ScanDecision", "ScanLimits"]


@dataclass(frozen=True, slots=True)
class ScanLimits:
    """Scanners leave 7 to 20 ms between keys, the first pair up to 100 ms; people above 30 ms even in bursts."""

    shortest: int = 6  # characters
    median_gap_ms: float = 30.0  # below this
    longest_gap_ms: float = 100.0  # none above this; also the silence that ends a scan without Enter


@dataclass(frozen=True, slots=True)
class KeyedInput:
    """What a run of keys was: a scanned `code`, or None and the `typed` characters that belong to the field."""

    code: str | None
    typed: str


class ScanDecision:
    """Collects one run of keys; `enter` or `silence` ends it. Auto-repeated keys must not be fed."""

    def __init__(self, limits: ScanLimits | None = None) -> None:
        self._limits = limits or ScanLimits()
        self._characters: list[str] = []
        self._times: list[float] = []

    @property
    def held(self) -> str:
        """The characters of the run that is not decided yet."""
        return "".join(self._characters)

    def key(self, character: str, at_ms: float) -> str:
        """Take one character. Returns the earlier characters when the gap before it shows they were typed."""
        typed = "" if self._in_time(at_ms) else self._taken()
        self._characters.append(character)
        self._times.append(at_ms)
        return typed

    def enter(self, at_ms: float) -> KeyedInput:
        """Enter was pressed. With a code it is the scanner's own and must not press a button."""
        return self._decided(self._in_time(at_ms))

    def silence(self, at_ms: float) -> KeyedInput | None:
        """It is this late now: the decision for a scanner without Enter, None while more keys may come."""
        if not self._times or at_ms - self._times[-1] < self._limits.longest_gap_ms:
            return None
        return self._decided(True)

    def _in_time(self, at_ms: float) -> bool:
        return not self._times or 0 <= at_ms - self._times[-1] <= self._limits.longest_gap_ms

    def _decided(self, ended_well: bool) -> KeyedInput:
        gaps = [later - earlier for earlier, later in pairwise(self._times)]
        enough = len(self._characters) >= self._limits.shortest
        is_scan = ended_well and enough and bool(gaps) and median(gaps) < self._limits.median_gap_ms
        text = self._taken()
        return KeyedInput(text, "") if is_scan else KeyedInput(None, text)

    def _taken(self) -> str:
        text = self.held
        self._characters.clear()
        self._times.clear()
        return text
