"""How this window looks, where somebody at it chose otherwise than the settings: one small file in the data folder."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from counter_app.settings import Settings

__all__ = ["ChosenLook", "LookFile"]

_THEMES = ("light", "dark", "high_contrast")


@dataclass(frozen=True, slots=True)
class ChosenLook:
    """None: as the settings say."""

    theme: str | None = None
    type_size: float | None = None


class LookFile:
    """What it holds is of this window and nobody's: no operator, no person. Training keeps its own."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @classmethod
    def of(cls, settings: Settings) -> LookFile:
        """Beside this window's books."""
        return cls(settings.data / ("training-look.json" if settings.training else "look.json"))

    def read(self) -> ChosenLook:
        """What was chosen. A file that is not there, cannot be read or holds something else chose nothing: the window
        opens as the settings say, and the next choice writes it anew.
        """
        try:
            found = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return ChosenLook()
        if not isinstance(found, dict):
            return ChosenLook()
        theme, size = found.get("theme"), found.get("type_size")
        if not isinstance(size, int | float) or isinstance(size, bool) or not 1.0 <= size <= 2.0:
            size = None
        return ChosenLook(theme if theme in _THEMES else None, size)

    def keep(self, chosen: ChosenLook) -> None:
        """Write it, whole or not at all. Raises OSError."""
        fresh = self._file.with_suffix(".new")
        with fresh.open("w", encoding="utf-8") as file:
            json.dump({name: value for name, value in asdict(chosen).items() if value is not None}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._file)
