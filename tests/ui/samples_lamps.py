"""The row of lamps on a bad morning."""

from __future__ import annotations

from datetime import datetime

from tests.ui.samples import DOWN_AT, SHANGHAI
from ui.views import LampState, LampView
from ui.words import lamp_words
from ui.words.template import filled

__all__ = ["AMISS"]

_EARLY = datetime(2026, 11, 22, 8, 2, tzinfo=SHANGHAI)
AMISS = (
    LampView(lamp_words.READER, LampState.DOWN, _EARLY),
    LampView(lamp_words.SCANNER, LampState.UNKNOWN),
    LampView(
        lamp_words.PRINTER,
        LampState.MISSING,
        _EARLY,
        f"{next(iter(lamp_words.PRINTER_TROUBLES.values()))}，{filled(lamp_words.PRINTER_LEFT, n=3)}",
    ),
    LampView(lamp_words.SERVICE, LampState.DOWN, DOWN_AT),
    LampView(lamp_words.HOSPITAL, LampState.DOWN, _EARLY, f"{lamp_words.AWAY}，{filled(lamp_words.ONLY_HERE, n=5)}"),
    LampView("哈尔滨", LampState.SLOW),
)
