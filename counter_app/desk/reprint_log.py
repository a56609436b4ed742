"""Reprints of a paper whose number has no claim yet: a line each, beside the papers, on the disk before one is made.

Of each: number, which slip, the how manieth, whose operator number, why, when. It names no patient.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from counter_app.desk import clock
from counter_app.settings import Settings

__all__ = ["ReprintLog"]


class ReprintLog:
    """That of one window's data folder."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def of(cls, settings: Settings) -> ReprintLog:
        """Training has one of its own."""
        return cls(settings.data / "slips" / ("training-reprints.jsonl" if settings.training else "reprints.jsonl"))

    def count(self, key: str, slip: str) -> int:
        """How many there are of this slip. A line that cannot be read is of none. Raises OSError."""
        try:
            lines = self._file.read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return 0
        return sum(_is_of(line, key, slip) for line in lines)

    def note(self, key: str, slip: str, who: str, why: str) -> int:
        """One more, on record: its number. Raises OSError: it is not."""
        number = self.count(key, slip) + 1
        row = {"at": clock.moment().wall.isoformat(), "key": key, "slip": slip, "n": number, "who": who, "why": why}
        # A line of its own, whatever a power cut left of the one before.
        line = f"\n{json.dumps(row, ensure_ascii=False)}\n".encode()
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._file.touch(mode=0o600)
        with self._file.open("ab") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
        return number


def _is_of(line: str, key: str, slip: str) -> bool:
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and (row.get("key"), row.get("slip")) == (key, slip)
